// Reaches for the timer that ends the run at its timeout, for clocks of other processes, and for those that wake the
// machine. Arguments: the process id of a bystander; "stop" to end stopped, with nothing but that timer left to end it.
#include "attempt.h"
#include <pthread.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>

static const struct itimerspec disarmed, armed = {.it_value.tv_sec = 1000};

static void guess(long id) {
  struct itimerspec former;
  timer_t timer = (timer_t)id;
  refused_with(EINVAL, timer_gettime(timer, &former));
  refused_with(EINVAL, timer_getoverrun(timer));
  refused_with(EINVAL, timer_settime(timer, 0, &disarmed, &former));
  refused_with(EINVAL, timer_settime(timer, TIMER_ABSTIME, &armed, NULL));
  refused_with(EINVAL, timer_delete(timer));
}

static void guess_all(void) {
  for (long id = -10; id < 300; id++)
    guess(id);
  guess(0x7fffffff);
  guess(-0x7fffffff - 1);
}

static timer_t make(void) {
  struct sigevent event = {.sigev_notify = SIGEV_NONE};
  timer_t timer = NULL;
  allowed(timer_create(CLOCK_MONOTONIC, &event, &timer));
  return timer;
}

static void timers(void) {
  guess_all();
  /* Neither are they those of a parent, nor of timers that are gone. */
  timer_t many[20];
  for (int i = 0; i < 20; i++)
    many[i] = make();
  if (fork() == 0) {
    guess_all();
    exit(0);
  }
  wait(NULL);
  for (int i = 0; i < 20; i++)
    allowed(timer_delete(many[i]));
  guess_all();
  struct itimerval none = {.it_value.tv_sec = 0};
  for (int which = 0; which < 3; which++)
    allowed(setitimer(which, &none, NULL));
}

static clockid_t of_process(int pid) { return (clockid_t)(~(unsigned)pid << 3 | 2); }
static clockid_t of_thread(int tid) { return (clockid_t)(~(unsigned)tid << 3 | 6); }
static clockid_t of_descriptor(int fd) { return (clockid_t)(~(unsigned)fd << 3 | 3); }

static void refuse_clock(int error, clockid_t clock) {
  struct timespec time = {0, 1};
  timer_t timer;
  refused_with(error, clock_gettime(clock, &time));
  refused_with(error, clock_getres(clock, &time));
  refused_with(error, timer_create(clock, NULL, &timer));
  refused(timerfd_create(clock, 0));
  if (clock_nanosleep(clock, 0, &time, NULL) != error)
    printf("escaped: clock_nanosleep of clock %d\n", clock);
}

static void clocks(int bystander) {
  struct timespec time;
  clockid_t clock;
  int others[] = {bystander, getppid(), 1};
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
    refuse_clock(EPERM, of_process(others[i]));
    refuse_clock(EINVAL, of_thread(others[i]));
    if (clock_getcpuclockid(others[i], &clock) != EPERM)
      printf("escaped: clock_getcpuclockid of process %d\n", others[i]);
  }
  allowed(clock_gettime(of_process(getpid()), &time));
  allowed(clock_gettime(of_process(0), &time));
  allowed(clock_gettime(of_thread(0), &time));
  pid_t child = fork();
  if (child == 0) {
    for (;;)
      pause();
  }
  allowed(clock_gettime(of_process(child), &time));
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  /* The host's other threads are next to the first one, as a rule. */
  for (int i = 1; i < 40; i++) {
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGUSR1};
    timer_t timer;
    event.sigev_notify_thread_id = getpid() + i;
    refused_with(EINVAL, timer_create(CLOCK_MONOTONIC, &event, &timer));
    refused_with(EINVAL, clock_gettime(of_thread(getpid() + i), &time));
  }
  for (int fd = 0; fd < 64; fd++)
    refused_with(EINVAL, clock_gettime(of_descriptor(fd), &time));
}

static void alarms(void) {
  clockid_t both[] = {CLOCK_REALTIME_ALARM, CLOCK_BOOTTIME_ALARM};
  for (int i = 0; i < 2; i++) {
    timer_t timer;
    struct timespec second = {1, 0};
    refused_with(EPERM, timer_create(both[i], NULL, &timer));
    refused_with(EPERM, timerfd_create(both[i], 0));
    if (clock_nanosleep(both[i], 0, &second, NULL) != EPERM)
      printf("escaped: clock_nanosleep of clock %d\n", both[i]);
  }
}

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  timers();
  if (strcmp(argv[1], "stop") == 0) {
    fork();
    guess_all();
    for (;;)
      raise(SIGSTOP);
  }
  clocks(atoi(argv[1]));
  alarms();
  puts("contained");
}
