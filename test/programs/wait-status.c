// wait, waitpid, wait3 and wait4: every way a child changes state, every option, whom it waits for.
#include <sys/resource.h>
#include <time.h>

#include "show.h"

static pid_t start(int status) {
  pid_t pid = fork();
  check(pid >= 0);
  if (pid == 0)
    _exit(status);
  return pid;
}

static pid_t start_waiting(void) {
  pid_t pid = fork();
  check(pid >= 0);
  if (pid == 0)
    for (;;)
      pause();
  return pid;
}

int main(void) {
  begin();
  int status;
  for (int code = 0; code <= 512; code += 85) {
    pid_t pid = start(code);
    check(waitpid(pid, &status, 0) == pid);
    printf("exit(%d): %s\n", code, status_name(status));
  }
  pid_t pid = start(-1);
  check(wait(&status) == pid);
  printf("exit(-1): %s, %d %d %d %d\n", status_name(status), WIFEXITED(status), WIFSIGNALED(status), WIFSTOPPED(status),
         WIFCONTINUED(status));

  pid = start_waiting();
  show(waitpid(pid, &status, WNOHANG));
  show(waitpid(pid, &status, WNOHANG | WUNTRACED | WCONTINUED));
  check(kill(pid, SIGSTOP) == 0);
  check(waitpid(pid, &status, WUNTRACED) == pid);
  printf("%s, %d %d %d %d\n", status_name(status), WIFEXITED(status), WIFSIGNALED(status), WIFSTOPPED(status),
         WIFCONTINUED(status));
  show(waitpid(pid, &status, WUNTRACED | WNOHANG));
  check(kill(pid, SIGCONT) == 0);
  check(waitpid(pid, &status, WCONTINUED) == pid);
  printf("%s, %d %d %d %d\n", status_name(status), WIFEXITED(status), WIFSIGNALED(status), WIFSTOPPED(status),
         WIFCONTINUED(status));
  check(kill(pid, SIGKILL) == 0);
  check(waitpid(pid, &status, 0) == pid);
  printf("%s, %d %d %d %d\n", status_name(status), WIFEXITED(status), WIFSIGNALED(status), WIFSTOPPED(status),
         WIFCONTINUED(status));

  /* Two children, waited for out of order. */
  pid_t first = start(1);
  pid_t second = start(2);
  check(waitpid(second, &status, 0) == second);
  puts(status_name(status));
  check(waitpid(first, &status, 0) == first);
  puts(status_name(status));

  /* A group of its own. */
  pid = fork();
  if (pid == 0) {
    setpgid(0, 0);
    _exit(21);
  }
  setpgid(pid, pid);
  check(waitpid(-pid, &status, 0) == pid);
  puts(status_name(status));
  pid = start(22);
  check(waitpid(0, &status, 0) == pid);
  puts(status_name(status));

  struct rusage usage;
  memset(&usage, -1, sizeof usage);
  pid = start(23);
  check(wait4(pid, &status, 0, &usage) == pid);
  printf("%s, used %s\n", status_name(status),
         usage.ru_utime.tv_sec >= 0 && usage.ru_utime.tv_usec >= 0 && usage.ru_stime.tv_sec >= 0 &&
                 usage.ru_maxrss > 0 && usage.ru_nvcsw >= 0
             ? "something"
             : "nonsense");
  pid = start(24);
  check(wait3(&status, 0, &usage) == pid);
  puts(status_name(status));
  pid = start(25);
  check(wait(NULL) == pid);

  show(wait(&status));
  show(waitpid(-1, &status, WNOHANG));
  show(waitpid(getpid(), &status, 0));
  show(waitpid(1, &status, 0));
  show(waitpid(-999999, &status, 0));
  show(waitpid(-1, &status, 0x40));
  show(waitpid(-1, &status, WEXITED));
  show(waitpid((pid_t)0x80000000, &status, 0));
  show(wait4(-1, NULL, 0, NULL));
  return 0;
}
