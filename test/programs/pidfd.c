// pidfd_open, pidfd_send_signal, waitid with P_PIDFD, polling a process, and the errors.
#include <fcntl.h>
#include <poll.h>
#include <sys/pidfd.h>
#include <sys/syscall.h>
#include <time.h>

#include "show.h"

static sigset_t set;

static int is_readable(int fd, int milliseconds) {
  struct pollfd wanted = {.fd = fd, .events = POLLIN};
  int ready = poll(&wanted, 1, milliseconds);
  return ready == 1 ? wanted.revents & POLLIN : ready;
}

static void await_child(pid_t pid) {
  int status;
  check(waitpid(pid, &status, 0) == pid);
  printf("child: %s\n", status_name(status));
}

static int answers[2];

/* A child that tells of each signal that it takes, until it is ended. */
static pid_t start_taking(void) {
  check(pipe(answers) == 0);
  pid_t pid = fork();
  check(pid >= 0);
  if (pid != 0)
    return pid;
  for (;;) {
    siginfo_t information;
    char text[100];
    int number = sigwaitinfo(&set, &information);
    if (number == SIGUSR2)
      _exit(6);
    int sender = information.si_pid, value = information.si_code == SI_QUEUE ? information.si_int : 0;
    int length =
        snprintf(text, sizeof text, "  signal %d: code %d, value %d, pid %s\n", number, information.si_code, value,
                 sender == getppid()  ? "right"
                 : sender == 12345678 ? "made up"
                                      : "wrong");
    check(write(answers[1], text, (size_t)length) == length);
  }
}

static void await_answer(void) {
  char text[100];
  ssize_t length = read(answers[0], text, sizeof text);
  check(length > 0);
  printf("%.*s", (int)length, text);
}

static void sending(void) {
  pid_t pid = start_taking();
  int fd = pidfd_open(pid, 0);
  show(fd);
  show(fcntl(fd, F_GETFD));
  show(fcntl(fd, F_GETFL) == O_RDWR);
  show(is_readable(fd, 0));
  show(pidfd_send_signal(fd, 0, NULL, 0));
  show(pidfd_send_signal(fd, SIGUSR1, NULL, 0));
  await_answer();
  puts("with information");
  siginfo_t information;
  memset(&information, 0, sizeof information);
  information.si_signo = SIGRTMIN;
  information.si_code = SI_QUEUE;
  information.si_pid = getpid();
  information.si_uid = getuid();
  information.si_value.sival_int = -42;
  show(pidfd_send_signal(fd, SIGRTMIN, &information, 0));
  await_answer();
  information.si_pid = 12345678;
  show(pidfd_send_signal(fd, SIGRTMIN, &information, 0));
  await_answer();
  show(pidfd_send_signal(fd, SIGRTMIN + 1, &information, 0));
  show(pidfd_send_signal(fd, 0, &information, 0));
  information.si_code = SI_USER;
  show(pidfd_send_signal(fd, SIGRTMIN, &information, 0));
  information.si_code = SI_KERNEL;
  show(pidfd_send_signal(fd, SIGRTMIN, &information, 0));
  information.si_code = SI_TKILL;
  show(pidfd_send_signal(fd, SIGRTMIN, &information, 0));
  puts("wrong signals and flags");
  show(pidfd_send_signal(fd, 65, NULL, 0));
  show(pidfd_send_signal(fd, -1, NULL, 0));
  show(pidfd_send_signal(fd, SIGUSR1, NULL, 1u << 30));
  puts("a duplicate");
  int copy = dup(fd);
  show(pidfd_send_signal(copy, SIGUSR1, NULL, 0));
  await_answer();
  close(copy);
  puts("its end");
  show(pidfd_send_signal(fd, SIGUSR2, NULL, 0));
  show(is_readable(fd, 20000));
  puts("a zombie can still be asked");
  show(pidfd_send_signal(fd, 0, NULL, 0));
  siginfo_t ended;
  memset(&ended, 0, sizeof ended);
  show(waitid(P_PIDFD, (id_t)fd, &ended, WEXITED | WNOWAIT));
  printf("signo %d, code %d, status %d, pid %d\n", ended.si_signo, ended.si_code, ended.si_status, ended.si_pid == pid);
  show(waitid(P_PIDFD, (id_t)fd, &ended, WEXITED));
  puts("nobody's");
  show(is_readable(fd, 0));
  show(pidfd_send_signal(fd, 0, NULL, 0));
  show(pidfd_send_signal(fd, SIGUSR1, NULL, 0));
  show(waitid(P_PIDFD, (id_t)fd, &ended, WEXITED));
  show(pidfd_open(pid, 0));
  close(fd);
}

static void waiting(void) {
  puts("waiting");
  pid_t pid = fork();
  if (pid == 0) {
    pause();
    _exit(1);
  }
  int fd = pidfd_open(pid, PIDFD_NONBLOCK);
  check(fd >= 0);
  show(fcntl(fd, F_GETFL) == (O_RDWR | O_NONBLOCK));
  siginfo_t information;
  memset(&information, 0, sizeof information);
  show(waitid(P_PIDFD, (id_t)fd, &information, WEXITED));
  show(waitid(P_PIDFD, (id_t)fd, &information, WEXITED | WNOHANG));
  show(information.si_pid);
  show(pidfd_send_signal(fd, SIGSTOP, NULL, 0));
  int status;
  check(waitpid(pid, &status, WUNTRACED) == pid);
  printf("%s\n", status_name(status));
  show(is_readable(fd, 0));
  show(pidfd_send_signal(fd, SIGCONT, NULL, 0));
  check(waitid(P_PIDFD, (id_t)fd, &information, WCONTINUED | WNOHANG) == 0 || errno == EAGAIN);
  check(waitpid(pid, &status, WCONTINUED | WNOHANG) >= 0);
  show(pidfd_send_signal(fd, SIGKILL, NULL, 0));
  show(is_readable(fd, 20000));
  show(waitid(P_PIDFD, (id_t)fd, &information, WEXITED));
  printf("code %d, status %d\n", information.si_code, information.si_status);
  close(fd);
}

static void relatives(void) {
  puts("the own process, and the parent's from the child");
  int self = pidfd_open(getpid(), 0);
  check(self >= 0);
  show(pidfd_send_signal(self, 0, NULL, 0));
  show(pidfd_send_signal(self, SIGUSR1, NULL, 0));
  siginfo_t information;
  show(sigwaitinfo(&set, &information));
  show(information.si_code);
  information.si_signo = SIGRTMIN;
  information.si_code = SI_USER;
  show(pidfd_send_signal(self, SIGRTMIN, &information, 0));
  show(sigwaitinfo(&set, &information));
  show(is_readable(self, 0));
  show(waitid(P_PIDFD, (id_t)self, &information, WEXITED));
  show(waitid(P_PIDFD, (id_t)-1, &information, WEXITED));
  show(waitid(P_PIDFD, 9999, &information, WEXITED));
  pid_t pid = fork();
  if (pid == 0) {
    show(pidfd_send_signal(self, SIGUSR1, NULL, 0));
    int parent = pidfd_open(getppid(), 0);
    show(pidfd_send_signal(parent, SIGRTMIN, NULL, 0));
    _exit(0);
  }
  await_child(pid);
  show(sigwaitinfo(&set, &information));
  show(information.si_pid == pid);
  show(sigwaitinfo(&set, &information));
  puts("exec closes it");
  pid = fork();
  if (pid == 0) {
    int fd = pidfd_open(getppid(), 0);
    char number[12];
    snprintf(number, sizeof number, "%d", fd);
    execl("./prog", "./prog", number, (char *)NULL);
    _exit(99);
  }
  await_child(pid);
  close(self);
}

static void errors(void) {
  puts("errors");
  show(pidfd_open(0, 0));
  show(pidfd_open(-1, 0));
  show(pidfd_open(getpid(), 1u << 30));
  show(pidfd_send_signal(-1, 0, NULL, 0));
  show(pidfd_send_signal(99, 0, NULL, 0));
  show(pidfd_send_signal(STDOUT_FILENO, 0, NULL, 0));
  int ends[2];
  check(pipe(ends) == 0);
  show(pidfd_send_signal(ends[0], SIGUSR1, NULL, 0));
  siginfo_t information;
  show(waitid(P_PIDFD, (id_t)ends[0], &information, WEXITED));
  show(waitid(P_PIDFD, 99, &information, WEXITED));
  int self = pidfd_open(getpid(), 0);
  char byte;
  show(read(self, &byte, 1));
  show(write(self, &byte, 1));
  show(pidfd_getfd(99, 0, 0));
  show(pidfd_getfd(self, 0, 1));
  puts("by number");
  long fd = syscall(SYS_pidfd_open, getpid(), 0);
  check(fd > 0);
  show(syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0));
  show(syscall(SYS_pidfd_open, -1, 0));
  show(syscall(SYS_pidfd_getfd, 99, 0, 0));
}

int main(int argc, char **argv) {
  begin();
  if (argc > 1) {
    show(fcntl(atoi(argv[1]), F_GETFD));
    return 0;
  }
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGUSR2);
  sigaddset(&set, SIGRTMIN);
  check(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
  sending();
  waiting();
  relatives();
  errors();
  return 0;
}
