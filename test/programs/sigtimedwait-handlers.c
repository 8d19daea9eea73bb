// Waiting for signals while handlers of others run: EINTR for sigtimedwait and sigwaitinfo, never for sigwait; reading
// from a signalfd with and without SA_RESTART. A timer that repeats makes sure that one comes during each wait.
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/time.h>
#include <time.h>

#include "show.h"

static volatile sig_atomic_t alarms, taken;
static sigset_t set;

static void on_alarm(int number) {
  (void)number;
  alarms++;
}

static void on_taken(int number) {
  (void)number;
  taken++;
}

static void handle(int number, void (*handler)(int), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = flags;
  check(sigaction(number, &action, NULL) == 0);
}

static void repeat(int milliseconds) {
  struct timeval interval = {0, milliseconds * 1000};
  struct itimerval timer = {interval, interval};
  check(setitimer(ITIMER_REAL, &timer, NULL) == 0);
}

/* A child that sends a signal once the timer has rung a few times. */
static pid_t send_later(int number) {
  pid_t parent = getpid(), pid = fork();
  check(pid >= 0);
  if (pid == 0) {
    usleep(150000);
    check(kill(parent, number) == 0);
    _exit(0);
  }
  return pid;
}

static void await_child(pid_t pid) {
  int status;
  while (waitpid(pid, &status, 0) < 0)
    check(errno == EINTR);
  printf("child: %s\n", status_name(status));
}

static void waits(int flags) {
  printf("handler %s SA_RESTART\n", flags != 0 ? "with" : "without");
  handle(SIGALRM, on_alarm, flags);
  struct timespec limit = {20, 0};
  alarms = 0;
  repeat(20);
  show(sigtimedwait(&set, NULL, &limit));
  show(sigwaitinfo(&set, NULL));
  show(alarms >= 2);
  puts("sigwait goes on");
  alarms = 0;
  pid_t pid = send_later(SIGUSR1);
  int number = 0;
  show(sigwait(&set, &number));
  show(number);
  show(alarms > 0);
  await_child(pid);
  puts("a read from a signalfd");
  int fd = signalfd(-1, &set, 0);
  check(fd >= 0);
  struct signalfd_siginfo told;
  ssize_t size;
  /* Before anything can be there to be read. */
  if (flags == 0)
    show(read(fd, &told, sizeof told));
  alarms = 0;
  pid = send_later(SIGUSR1);
  while ((size = read(fd, &told, sizeof told)) < 0)
    check(flags == 0 && errno == EINTR);
  show(size == sizeof told && told.ssi_signo == SIGUSR1);
  show(alarms > 0);
  await_child(pid);
  struct pollfd wanted = {.fd = fd, .events = POLLIN};
  show(poll(&wanted, 1, 20000));
  repeat(0);
  close(fd);
}

int main(void) {
  begin();
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGRTMIN);
  check(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
  handle(SIGUSR1, on_taken, 0);
  handle(SIGRTMIN, on_taken, 0);
  waits(0);
  waits(SA_RESTART);
  puts("what is taken calls no handler");
  check(raise(SIGUSR1) == 0 && raise(SIGRTMIN) == 0 && raise(SIGRTMIN) == 0);
  show(sigwaitinfo(&set, NULL));
  show(sigwaitinfo(&set, NULL) == SIGRTMIN);
  show(taken);
  check(sigprocmask(SIG_UNBLOCK, &set, NULL) == 0);
  show(taken);
  return 0;
}
