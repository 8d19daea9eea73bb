// signalfd: reading signals, several at once, changing the set, waiting and polling, fork, exec, and the errors.
#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/stat.h>

#include "show.h"

static sigset_t set_of(int first, int second) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, first);
  if (second != 0)
    sigaddset(&set, second);
  return set;
}

static int queue(pid_t pid, int number, int value) { return sigqueue(pid, number, (union sigval){.sival_int = value}); }

static void tell(const struct signalfd_siginfo *told, pid_t sender) {
  printf("  signal %d, errno %d, code %d, pid %s, uid %s, value %d, pointer %d\n", (int)told->ssi_signo,
         told->ssi_errno, told->ssi_code, (pid_t)told->ssi_pid == sender ? "right" : "wrong",
         told->ssi_uid == getuid() ? "right" : "wrong", told->ssi_code == SI_QUEUE ? told->ssi_int : 0,
         told->ssi_code == SI_QUEUE ? (int)told->ssi_ptr : 0);
}

static int is_readable(int fd, int milliseconds) {
  struct pollfd wanted = {.fd = fd, .events = POLLIN};
  int ready = poll(&wanted, 1, milliseconds);
  return ready == 1 ? wanted.revents == POLLIN : ready;
}

static void await_child(pid_t pid) {
  int status;
  check(waitpid(pid, &status, 0) == pid);
  printf("child: %s\n", status_name(status));
}

static void reading(int fd) {
  struct signalfd_siginfo told[8];
  puts("nothing there");
  show(read(fd, told, sizeof told));
  show(is_readable(fd, 0));
  puts("one");
  check(kill(getpid(), SIGUSR1) == 0);
  show(is_readable(fd, 1000));
  show(read(fd, told, sizeof told[0]) == sizeof told[0]);
  tell(&told[0], getpid());
  show(is_readable(fd, 0));
  puts("several at once, as many as there is room for");
  for (int i = 0; i < 4; i++)
    check(queue(getpid(), SIGRTMIN, 10 + i) == 0);
  check(kill(getpid(), SIGUSR1) == 0 && kill(getpid(), SIGUSR1) == 0);
  ssize_t size = read(fd, told, 3 * sizeof told[0]);
  check(size > 0 && size % (ssize_t)sizeof told[0] == 0);
  for (int i = 0; i < (int)(size / (ssize_t)sizeof told[0]); i++)
    tell(&told[i], getpid());
  size = read(fd, told, sizeof told);
  printf("and %d\n", (int)(size / (ssize_t)sizeof told[0]));
  for (int i = 0; i < (int)(size / (ssize_t)sizeof told[0]); i++)
    tell(&told[i], getpid());
  puts("without room");
  check(kill(getpid(), SIGUSR1) == 0);
  show(read(fd, told, sizeof told[0] - 1));
  show(read(fd, told, 0));
  show(read(fd, told, 2 * sizeof told[0] - 1) == sizeof told[0]);
  puts("not the blocked others");
  check(kill(getpid(), SIGUSR2) == 0);
  show(read(fd, told, sizeof told));
  show(is_readable(fd, 0));
  puts("what is not for it");
  show(write(fd, told, sizeof told[0]));
  show(lseek(fd, 0, SEEK_SET));
  show(ftruncate(fd, 0));
}

static void changing(int fd) {
  struct signalfd_siginfo told;
  puts("another set");
  sigset_t other = set_of(SIGUSR2, 0);
  show(signalfd(fd, &other, 0) == fd);
  show(fcntl(fd, F_GETFL) == (O_RDWR | O_NONBLOCK));
  show(read(fd, &told, sizeof told) == sizeof told);
  tell(&told, getpid());
  check(kill(getpid(), SIGUSR1) == 0);
  show(read(fd, &told, sizeof told));
  sigset_t both = set_of(SIGUSR1, SIGUSR2);
  show(signalfd(fd, &both, SFD_CLOEXEC | SFD_NONBLOCK) == fd);
  show(read(fd, &told, sizeof told) == sizeof told);
  tell(&told, getpid());
  puts("of a duplicate, too");
  int copy = dup(fd);
  show(signalfd(copy, &other, 0) == copy);
  check(kill(getpid(), SIGUSR1) == 0);
  show(read(fd, &told, sizeof told));
  show(signalfd(fd, &both, 0) == fd);
  show(read(copy, &told, sizeof told) == sizeof told);
  close(copy);
}

static void waiting(void) {
  puts("a read waits");
  sigset_t set = set_of(SIGUSR1, SIGCHLD);
  int fd = signalfd(-1, &set, 0);
  check(fd >= 0);
  show(fcntl(fd, F_GETFL) == O_RDWR);
  show(fcntl(fd, F_GETFD));
  struct signalfd_siginfo told;
  pid_t parent = getpid(), pid = fork();
  if (pid == 0) {
    usleep(30000);
    check(kill(parent, SIGUSR1) == 0);
    check(read(STDIN_FILENO, &told, 1) == 0);
    _exit(5);
  }
  check(read(fd, &told, sizeof told) == sizeof told);
  tell(&told, pid);
  check(read(fd, &told, sizeof told) == sizeof told);
  printf("child: signal %d, code %d, status %d, pid %d\n", (int)told.ssi_signo, told.ssi_code, told.ssi_status,
         (pid_t)told.ssi_pid == pid);
  await_child(pid);
  puts("so does poll");
  pid = fork();
  if (pid == 0) {
    usleep(30000);
    check(queue(parent, SIGUSR1, 77) == 0);
    _exit(0);
  }
  show(is_readable(fd, 20000));
  check(read(fd, &told, sizeof told) == sizeof told);
  tell(&told, pid);
  await_child(pid);
  check(read(fd, &told, sizeof told) == sizeof told);
  show(told.ssi_signo);
  puts("each process reads its own");
  check(kill(getpid(), SIGUSR1) == 0);
  pid = fork();
  if (pid == 0) {
    show(is_readable(fd, 0));
    check(queue(getpid(), SIGUSR1, 3) == 0);
    check(read(fd, &told, sizeof told) == sizeof told);
    tell(&told, getpid());
    _exit(0);
  }
  await_child(pid);
  check(read(fd, &told, sizeof told) == sizeof told);
  tell(&told, getpid());
  close(fd);
}

static void executing(const char *program) {
  puts("exec keeps it, and what is pending");
  sigset_t set = set_of(SIGUSR1, SIGRTMIN);
  check(fcntl(STDOUT_FILENO, F_GETFD) == 0);
  pid_t pid = fork();
  if (pid == 0) {
    int kept = signalfd(-1, &set, SFD_NONBLOCK), closed = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    check(fcntl(kept, F_GETFD) == 0 && fcntl(closed, F_GETFD) == FD_CLOEXEC);
    check(queue(getpid(), SIGRTMIN, 4) == 0 && queue(getpid(), SIGRTMIN, 5) == 0);
    char number[12], other[12];
    snprintf(number, sizeof number, "%d", kept);
    snprintf(other, sizeof other, "%d", closed);
    execl(program, program, number, other, (char *)NULL);
    _exit(99);
  }
  await_child(pid);
}

static int after_exec(int kept, int closed) {
  struct signalfd_siginfo told[2];
  show(fcntl(closed, F_GETFD));
  check(read(kept, told, sizeof told) == sizeof told);
  tell(&told[0], getpid());
  tell(&told[1], getpid());
  return 0;
}

static void errors(void) {
  puts("errors");
  sigset_t set = set_of(SIGUSR1, 0);
  show(signalfd(-2, &set, 0));
  show(signalfd(99, &set, 0));
  show(signalfd(STDOUT_FILENO, &set, 0));
  int ends[2];
  check(pipe(ends) == 0);
  show(signalfd(ends[0], &set, 0));
  show(signalfd(-1, &set, 1 << 30));
  show(signalfd(ends[0], &set, 1 << 30));
  static sigset_t *volatile nowhere;
  show(signalfd(-1, nowhere, 0));
  puts("SIGKILL and SIGSTOP are left out");
  sigset_t fixed = set_of(SIGKILL, SIGSTOP);
  int fd = signalfd(-1, &fixed, SFD_NONBLOCK);
  struct signalfd_siginfo told;
  show(read(fd, &told, sizeof told));
  struct stat status;
  check(fstat(fd, &status) == 0);
  show(status.st_mode & S_IFMT);
}

int main(int argc, char **argv) {
  begin();
  if (argc > 2)
    return after_exec(atoi(argv[1]), atoi(argv[2]));
  sigset_t set = set_of(SIGUSR1, SIGRTMIN), blocked = set_of(SIGUSR1, SIGUSR2);
  sigaddset(&blocked, SIGRTMIN);
  sigaddset(&blocked, SIGCHLD);
  check(sigprocmask(SIG_BLOCK, &blocked, NULL) == 0);
  int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  show(fd);
  show(fcntl(fd, F_GETFD));
  reading(fd);
  changing(fd);
  close(fd);
  waiting();
  executing(argv[0]);
  errors();
  return 0;
}
