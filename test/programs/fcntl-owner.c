// Signal-driven input and output: O_ASYNC, F_SETOWN, F_SETSIG and their kin on pipes, a FIFO and a file.
#include <fcntl.h>
#include <limits.h>
#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <time.h>

#include "show.h"

static const struct timespec no_time = {0, 0};
static sigset_t set;

static void take(int fd) {
  siginfo_t told;
  memset(&told, 0, sizeof told);
  int number = sigtimedwait(&set, &told, &no_time);
  if (number < 0)
    puts("  nothing");
  else if (told.si_code == SI_KERNEL)
    printf("  %s: from the kernel\n", number == SIGIO ? "SIGIO" : "another");
  else
    printf("  %s: code %d, descriptor %s, band %lx\n", number == SIGIO ? "SIGIO" : "another", told.si_code,
           told.si_fd == fd ? "right" : "wrong", (unsigned long)told.si_band);
}

static int is_async(int fd) { return (fcntl(fd, F_GETFL) & O_ASYNC) != 0; }

static void tell_owner(int fd) {
  struct f_owner_ex owner = {-1, -1};
  show(fcntl(fd, F_GETOWN_EX, &owner));
  int plain = fcntl(fd, F_GETOWN), who = owner.pid == 0 ? 0 : owner.pid == getpid() ? 1 : 2;
  printf("  type %d, %s, as one number %s\n", (int)owner.type,
         who == 0   ? "nobody"
         : who == 1 ? "self"
                    : "another",
         plain == owner.pid    ? "the same"
         : plain == -owner.pid ? "negative"
                               : "wrong");
}

static void await_child(pid_t pid) {
  int status;
  check(waitpid(pid, &status, 0) == pid);
  printf("child: %s\n", status_name(status));
}

static void signalling(void) {
  int ends[2];
  char bytes[16];
  check(pipe(ends) == 0);
  puts("nobody yet");
  tell_owner(ends[0]);
  show(fcntl(ends[0], F_GETSIG));
  show(is_async(ends[0]));
  check(write(ends[1], "x", 1) == 1);
  take(ends[0]);
  puts("the switch without an owner");
  show(fcntl(ends[0], F_SETFL, O_ASYNC));
  show(is_async(ends[0]));
  check(write(ends[1], "x", 1) == 1);
  take(ends[0]);
  puts("an owner");
  show(fcntl(ends[0], F_SETOWN, getpid()));
  tell_owner(ends[0]);
  check(write(ends[1], "x", 1) == 1);
  take(ends[0]);
  check(write(ends[1], "x", 1) == 1 && write(ends[1], "x", 1) == 1);
  take(ends[0]);
  take(ends[0]);
  puts("with what it tells");
  show(fcntl(ends[0], F_SETSIG, SIGRTMIN));
  show(fcntl(ends[0], F_GETSIG) == SIGRTMIN);
  check(write(ends[1], "x", 1) == 1 && write(ends[1], "x", 1) == 1);
  take(ends[0]);
  take(ends[0]);
  take(ends[0]);
  show(fcntl(ends[0], F_SETSIG, SIGIO));
  check(write(ends[1], "x", 1) == 1);
  take(ends[0]);
  puts("the descriptor that was switched on, whichever it was");
  int high = fcntl(ends[0], F_DUPFD, 37);
  show(high);
  show(fcntl(high, F_SETFL, 0));
  show(is_async(ends[0]));
  show(fcntl(high, F_SETFL, O_ASYNC | O_NONBLOCK));
  show(is_async(ends[0]));
  check(write(ends[1], "x", 1) == 1);
  take(high);
  close(high);
  check(write(ends[1], "x", 1) == 1);
  take(high);
  show(dup2(ends[1], high));
  check(write(high, "x", 1) == 1);
  take(high);
  puts("from a signal descriptor");
  int signals = signalfd(-1, &set, SFD_NONBLOCK);
  struct signalfd_siginfo told;
  check(write(ends[1], "x", 1) == 1);
  check(read(signals, &told, sizeof told) == sizeof told);
  printf("  descriptor %s, band %x\n", (int)told.ssi_fd == high ? "right" : "wrong", told.ssi_band);
  close(signals);
  puts("room to write");
  show(fcntl(ends[1], F_SETOWN, getpid()));
  show(fcntl(ends[1], F_SETSIG, SIGRTMIN + 1));
  show(fcntl(ends[1], F_SETFL, O_ASYNC | O_NONBLOCK));
  show(read(ends[0], bytes, sizeof bytes));
  siginfo_t any;
  while (sigtimedwait(&set, &any, &no_time) > 0)
    printf("  %d: code %d\n", any.si_signo - SIGRTMIN, any.si_code);
  puts("the other end closes");
  close(high);
  close(ends[1]);
  take(37);
  close(ends[0]);
}

static void requests(void) {
  int ends[2], on = 1, off = 0, value = -5;
  puts("by request");
  check(pipe(ends) == 0);
  check(fcntl(ends[0], F_SETOWN, getpid()) == 0 && fcntl(ends[0], F_SETSIG, SIGRTMIN) == 0);
  show(ioctl(ends[0], FIOASYNC, &on));
  show(is_async(ends[0]));
  check(write(ends[1], "x", 1) == 1);
  take(ends[0]);
  show(ioctl(ends[0], FIOASYNC, &on));
  show(ioctl(ends[0], FIOASYNC, &off));
  show(is_async(ends[0]));
  check(write(ends[1], "x", 1) == 1);
  take(ends[0]);
  puts("what a pipe does not know");
  show(ioctl(ends[0], FIOSETOWN, &value));
  show(ioctl(ends[0], FIOGETOWN, &value));
  show(ioctl(ends[0], SIOCSPGRP, &value));
  show(ioctl(ends[0], SIOCGPGRP, &value));
  puts("and a file");
  int file = open("file", O_RDWR | O_CREAT, 0600);
  show(ioctl(file, FIOASYNC, &on));
  show(fcntl(file, F_SETFL, O_ASYNC));
  show(is_async(file));
  show(fcntl(file, F_SETOWN, getpid()));
  tell_owner(file);
  puts("locks stay");
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET}, seen = lock;
  check(fcntl(file, F_SETLK, &lock) == 0);
  show(fcntl(ends[0], F_SETFL, O_ASYNC));
  pid_t pid = fork();
  if (pid == 0) {
    check(fcntl(file, F_GETLK, &seen) == 0);
    _exit(seen.l_type == F_WRLCK && seen.l_pid == getppid() ? 0 : 1);
  }
  await_child(pid);
  close(file);
  close(ends[0]);
  close(ends[1]);
}

static void owners(void) {
  int ends[2], told[2];
  char byte;
  puts("a child as owner");
  check(pipe(ends) == 0 && pipe(told) == 0);
  pid_t pid = fork();
  if (pid == 0) {
    siginfo_t information;
    check(close(told[1]) == 0 && read(told[0], &byte, 1) == 0);
    int number = sigtimedwait(&set, &information, &no_time);
    _exit(number == SIGRTMIN && information.si_fd == ends[0] ? 0 : 1);
  }
  struct f_owner_ex owner = {F_OWNER_PID, pid};
  show(fcntl(ends[0], F_SETOWN_EX, &owner));
  tell_owner(ends[0]);
  show(fcntl(ends[0], F_SETSIG, SIGRTMIN));
  show(fcntl(ends[0], F_SETFL, O_ASYNC));
  check(write(ends[1], "x", 1) == 1);
  take(ends[0]);
  check(close(told[1]) == 0);
  await_child(pid);
  puts("it is gone");
  check(write(ends[1], "x", 1) == 1);
  take(ends[0]);
  show(fcntl(ends[0], F_SETOWN, pid));
  show(fcntl(ends[0], F_SETOWN_EX, &owner));
  puts("a thread");
  owner = (struct f_owner_ex){F_OWNER_TID, gettid()};
  show(fcntl(ends[0], F_SETOWN_EX, &owner));
  tell_owner(ends[0]);
  check(write(ends[1], "x", 1) == 1);
  take(ends[0]);
  puts("a group of its own");
  pid = fork();
  if (pid == 0) {
    check(setpgid(0, 0) == 0);
    pid_t second = fork();
    if (second == 0) {
      siginfo_t information;
      _exit(sigwaitinfo(&set, &information) == SIGRTMIN ? 3 : 4);
    }
    show(fcntl(ends[0], F_SETOWN, -getpgrp()));
    tell_owner(ends[0]);
    check(write(ends[1], "x", 1) == 1);
    take(ends[0]);
    await_child(second);
    owner = (struct f_owner_ex){F_OWNER_PGRP, getpgrp()};
    show(fcntl(ends[0], F_SETOWN_EX, &owner));
    _exit(0);
  }
  await_child(pid);
  show(fcntl(ends[0], F_SETOWN, -pid));
  puts("nobody again");
  show(fcntl(ends[0], F_SETOWN, 0));
  tell_owner(ends[0]);
  check(write(ends[1], "x", 1) == 1);
  take(ends[0]);
  puts("errors");
  show(fcntl(ends[0], F_SETOWN, INT_MIN));
  owner = (struct f_owner_ex){7, getpid()};
  show(fcntl(ends[0], F_SETOWN_EX, &owner));
  owner = (struct f_owner_ex){F_OWNER_PID, -getpid()};
  show(fcntl(ends[0], F_SETOWN_EX, &owner));
  owner = (struct f_owner_ex){F_OWNER_TID, pid};
  show(fcntl(ends[0], F_SETOWN_EX, &owner));
  struct f_owner_ex *volatile nowhere = NULL;
  show(fcntl(ends[0], F_SETOWN_EX, nowhere));
  show(fcntl(ends[0], F_GETOWN_EX, nowhere));
  show(ioctl(ends[0], FIOASYNC, nowhere));
  show(fcntl(ends[0], F_SETSIG, 65));
  show(fcntl(ends[0], F_SETSIG, -1));
  show(fcntl(ends[0], F_SETSIG, 0));
  show(fcntl(ends[0], F_GETSIG));
  show(fcntl(-1, F_SETOWN, 0));
  show(fcntl(-1, F_GETOWN));
  show(fcntl(99, F_SETSIG, SIGIO));
  int path = open(".", O_PATH);
  show(fcntl(path, F_SETOWN, getpid()));
  show(fcntl(path, F_GETOWN));
  show(fcntl(path, F_SETSIG, SIGIO));
  show(fcntl(path, F_SETFL, O_ASYNC));
}

static void opened(void) {
  puts("a FIFO");
  check(mkfifo("fifo", 0600) == 0);
  int fifo = open("fifo", O_RDWR | O_NONBLOCK | O_ASYNC);
  show(is_async(fifo));
  show(fcntl(fifo, F_SETFL, O_NONBLOCK));
  show(fcntl(fifo, F_SETOWN, getpid()));
  show(fcntl(fifo, F_SETFL, O_NONBLOCK | O_ASYNC));
  check(write(fifo, "x", 1) == 1);
  take(fifo);
}

int main(void) {
  begin();
  sigemptyset(&set);
  sigaddset(&set, SIGIO);
  sigaddset(&set, SIGRTMIN);
  sigaddset(&set, SIGRTMIN + 1);
  check(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
  signalling();
  requests();
  owners();
  opened();
  return 0;
}
