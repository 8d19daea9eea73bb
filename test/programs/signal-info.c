// siginfo_t: what a handler is told of each kind of sender.
// link: -lrt
#include <fcntl.h>
#include <mqueue.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>

#include "signals.h"

static volatile sig_atomic_t runs;
static siginfo_t got;

static void keep(int number, siginfo_t *information, void *context) {
  (void)context;
  if (information->si_signo != number)
    _exit(98);
  got = *information;
  runs++;
}

static const char *code_name(int number, int code) {
  switch (code) {
  case SI_USER:
    return "SI_USER";
  case SI_QUEUE:
    return "SI_QUEUE";
  case SI_TKILL:
    return "SI_TKILL";
  case SI_TIMER:
    return "SI_TIMER";
  case SI_MESGQ:
    return "SI_MESGQ";
  case SI_KERNEL:
    return "SI_KERNEL";
  }
  if (number == SIGCHLD) {
    static const char *const names[] = {"CLD_EXITED",  "CLD_KILLED",  "CLD_DUMPED",
                                        "CLD_TRAPPED", "CLD_STOPPED", "CLD_CONTINUED"};
    if (code >= 1 && code <= 6)
      return names[code - 1];
  }
  return "another";
}

static pid_t child;

static const char *sender(void) { return got.si_pid == getpid() ? "itself" : got.si_pid == child ? "its child" : "0"; }

/* Waits until the handler has run once; signals are blocked but in here. */
static void await(void) {
  sigset_t set = blocked();
  for (int number = 1; number <= SIGRTMAX; number++)
    sigdelset(&set, number);
  while (runs == 0)
    sigsuspend(&set);
  runs = 0;
}

static void tell(const char *what) {
  await();
  printf("%s: %s %s, errno %d", what, signal_name(got.si_signo), code_name(got.si_signo, got.si_code), got.si_errno);
}

/* Of a signal that somebody sent. */
static void tell_sender(const char *what) {
  tell(what);
  printf(", from %s, the same user %d\n", sender(), got.si_uid == getuid());
}

static void tell_value(const char *what) {
  tell(what);
  printf(", from %s, the same user %d, value %d\n", sender(), got.si_uid == getuid(), got.si_value.sival_int);
}

static void tell_child(const char *what) {
  tell(what);
  printf(", from %s, the same user %d, status %d\n", sender(), got.si_uid == getuid(), got.si_status);
}

static void by_itself(void) {
  check(kill(getpid(), SIGUSR1) == 0);
  tell_sender("kill");
  check(kill(0, SIGUSR1) == 0);
  tell_sender("kill of its group");
  check(killpg(getpgrp(), SIGUSR1) == 0);
  tell_sender("killpg");
  check(raise(SIGUSR1) == 0);
  tell_sender("raise");
  check(pthread_kill(pthread_self(), SIGUSR2) == 0);
  tell_sender("pthread_kill");
  check(tgkill(getpid(), gettid(), SIGUSR2) == 0);
  tell_sender("tgkill");
  check(sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = -7}) == 0);
  tell_value("sigqueue");
  check(sigqueue(getpid(), SIGRTMIN + 2, (union sigval){.sival_ptr = &got}) == 0);
  tell("sigqueue");
  printf(", a pointer %d\n", got.si_value.sival_ptr == &got);
  check(got.si_ptr == got.si_value.sival_ptr && got.si_int == got.si_value.sival_int);
  check(kill(getpid(), SIGRTMAX) == 0);
  tell_sender("kill");
}

static void by_child(void) {
  child = fork();
  if (child == 0) {
    check(kill(getppid(), SIGUSR1) == 0);
    pause();
  }
  tell_sender("kill");
  check(kill(child, SIGKILL) == 0);
  tell_child("its end");
  check(waitpid(child, NULL, 0) == child);
  child = fork();
  if (child == 0) {
    check(sigqueue(getppid(), SIGRTMIN, (union sigval){.sival_int = 0x12345678}) == 0);
    _exit(77);
  }
  /* Its end is another signal, taken by hand: two that arrive at once would leave one in `got`. */
  sigset_t end = set_of(SIGCHLD, 0);
  siginfo_t information;
  check(sigwaitinfo(&end, &information) == SIGCHLD && information.si_status == 77);
  reap("its end", child);
  tell_value("sigqueue");
}

static void by_stopped_child(void) {
  child = fork();
  if (child == 0) {
    raise(SIGSTOP);
    for (;;)
      pause();
  }
  tell_child("stopped");
  check(kill(child, SIGCONT) == 0);
  tell_child("continued");
  check(kill(child, SIGKILL) == 0);
  tell_child("killed");
  reap("killed", child);
}

static void by_timers(void) {
  struct itimerval soon = {.it_value.tv_usec = 1000}, never = {.it_value.tv_usec = 0};
  check(ualarm(1000, 0) == 0);
  tell("ualarm");
  puts("");
  check(setitimer(ITIMER_REAL, &soon, NULL) == 0);
  tell("ITIMER_REAL");
  puts("");
  check(setitimer(ITIMER_PROF, &soon, NULL) == 0);
  sigset_t set;
  do
    set = pending();
  while (!sigismember(&set, SIGPROF));
  tell("ITIMER_PROF");
  puts("");
  check(setitimer(ITIMER_PROF, &never, NULL) == 0);
  timer_t timer;
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 4, .sigev_value.sival_int = 4711};
  struct itimerspec once = {.it_value.tv_nsec = 1000};
  check(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0 && timer_settime(timer, 0, &once, NULL) == 0);
  tell("timer_create");
  printf(", value %d, overrun %d\n", got.si_value.sival_int, got.si_overrun);
  check(timer_delete(timer) == 0);
}

static void by_queue(void) {
  char name[64];
  struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 8};
  snprintf(name, sizeof name, "/isthmus-test-%d", (int)getpid());
  mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attributes);
  check(queue >= 0 && mq_unlink(name) == 0);
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR2, .sigev_value.sival_int = 99};
  check(mq_notify(queue, &event) == 0 && mq_send(queue, "text", 4, 0) == 0);
  tell_value("mq_notify");
}

static void by_kernel(void) {
  int ends[2];
  check(pipe(ends) == 0 && close(ends[0]) == 0);
  show(write(ends[1], "x", 1));
  tell_sender("a broken pipe");
  struct rlimit former, small;
  check(getrlimit(RLIMIT_FSIZE, &former) == 0);
  small = former;
  small.rlim_cur = 10;
  int file = open("file", O_RDWR | O_CREAT, 0600);
  fflush(stdout);
  check(file >= 0 && setrlimit(RLIMIT_FSIZE, &small) == 0);
  ssize_t first = write(file, "twelve bytes", 12), second = write(file, "more", 4);
  int error = errno;
  check(setrlimit(RLIMIT_FSIZE, &former) == 0);
  printf("%d %d %s\n", (int)first, (int)second, errno_name(error));
  tell_sender("a full file");
}

int main(void) {
  static const int used[] = {SIGUSR1, SIGUSR2, SIGCHLD, SIGALRM, SIGPROF, SIGPIPE, SIGXFSZ};
  begin();
  check(setpgid(0, 0) == 0 || getpgrp() == getpid());
  for (size_t i = 0; i < sizeof used / sizeof used[0]; i++)
    install_info(used[i], keep, 0);
  for (int number = SIGRTMIN; number <= SIGRTMAX; number++)
    install_info(number, keep, 0);
  sigset_t all;
  sigfillset(&all);
  check(sigprocmask(SIG_SETMASK, &all, NULL) == 0);
  by_itself();
  by_child();
  by_stopped_child();
  by_timers();
  by_queue();
  by_kernel();
  return 0;
}
