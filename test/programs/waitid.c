// waitid: what siginfo_t says of each change of state, leaving children to be waited for again, and the errors.
#include "show.h"

static const char *code_name(int code) {
  switch (code) {
  case CLD_EXITED:
    return "exited";
  case CLD_KILLED:
    return "killed";
  case CLD_DUMPED:
    return "dumped";
  case CLD_STOPPED:
    return "stopped";
  case CLD_CONTINUED:
    return "continued";
  default:
    return "?";
  }
}

static void tell(const siginfo_t *information, pid_t pid) {
  printf("%s, %s %d, pid %s, uid %s, errno %d\n", signal_name(information->si_signo), code_name(information->si_code),
         information->si_status, information->si_pid == pid ? "right" : "wrong",
         information->si_uid == getuid() ? "right" : "wrong", information->si_errno);
}

static pid_t start(int status) {
  pid_t pid = fork();
  check(pid >= 0);
  if (pid == 0)
    _exit(status);
  return pid;
}

int main(void) {
  begin();
  siginfo_t information;
  pid_t pid = start(7);
  show(waitid(P_PID, (id_t)pid, &information, WEXITED | WNOWAIT));
  tell(&information, pid);
  show(waitid(P_ALL, 0, &information, WEXITED | WNOWAIT));
  tell(&information, pid);
  show(waitid(P_PID, (id_t)pid, &information, WEXITED));
  tell(&information, pid);
  show(waitid(P_PID, (id_t)pid, &information, WEXITED));

  pid = fork();
  if (pid == 0)
    for (;;)
      pause();
  memset(&information, -1, sizeof information);
  show(waitid(P_PID, (id_t)pid, &information, WEXITED | WNOHANG));
  printf("nothing yet: %d %d\n", information.si_signo, information.si_pid);
  check(kill(pid, SIGSTOP) == 0);
  show(waitid(P_PID, (id_t)pid, &information, WSTOPPED));
  tell(&information, pid);
  check(kill(pid, SIGCONT) == 0);
  show(waitid(P_PID, (id_t)pid, &information, WCONTINUED));
  tell(&information, pid);
  check(kill(pid, SIGTERM) == 0);
  show(waitid(P_ALL, 0, &information, WEXITED | WSTOPPED | WCONTINUED));
  tell(&information, pid);

  pid = fork();
  if (pid == 0) {
    setpgid(0, 0);
    _exit(8);
  }
  setpgid(pid, pid);
  show(waitid(P_PGID, (id_t)pid, &information, WEXITED));
  tell(&information, pid);
  pid = start(300);
  show(waitid(P_PID, (id_t)pid, &information, WEXITED));
  tell(&information, pid);
  start(1);
  show(waitid(P_ALL, 0, NULL, WEXITED));

  show(waitid(P_ALL, 0, &information, WEXITED));
  show(waitid(P_ALL, 0, &information, WEXITED | WNOHANG));
  show(waitid(P_ALL, 0, &information, 0));
  show(waitid(P_ALL, 0, &information, WNOHANG));
  show(waitid(P_ALL, 0, &information, WEXITED | 0x40));
  show(waitid((idtype_t)77, 0, &information, WEXITED));
  show(waitid(P_PID, 0, &information, WEXITED));
  return 0;
}
