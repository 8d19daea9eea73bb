// Demo: timers. Shows alarm as a deadline for another process, timer_create with a signal that carries a value and
// counts what was missed, and timerfd beside a pipe in poll. Plain Linux C: the same source runs natively and
// sandboxed.
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { millisecond = 1000000 };

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

static pid_t start(void (*work)(int), int argument) {
  fflush(stdout);
  pid_t pid = fork();
  if (pid < 0)
    fail("fork");
  if (pid == 0) {
    work(argument);
    _exit(EXIT_SUCCESS);
  }
  return pid;
}

/* 1. A deadline. The handler may make system calls, and waitpid goes on after it. */

static pid_t late;

static void time_is_up(int signal) {
  (void)signal;
  kill(late, SIGKILL);
}

static void dream(int unused) {
  (void)unused;
  for (;;)
    pause();
}

static void deadline(void) {
  struct sigaction action = {.sa_handler = time_is_up, .sa_flags = SA_RESTART};
  if (sigaction(SIGALRM, &action, NULL) != 0)
    fail("sigaction");
  late = start(dream, 0);
  alarm(1);
  int status;
  if (waitpid(late, &status, 0) != late)
    fail("waitpid");
  printf("alarm:        the worker had one second, and was ended by signal %d\n", WTERMSIG(status));
}

/* 2. A metronome. While its signal is blocked, one stays pending and the others are counted. */

static void metronome(void) {
  sigset_t beats;
  sigemptyset(&beats);
  sigaddset(&beats, SIGRTMIN);
  sigprocmask(SIG_BLOCK, &beats, NULL);
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN, .sigev_value.sival_int = 120};
  struct itimerspec tempo = {.it_value.tv_nsec = 10 * millisecond, .it_interval.tv_nsec = 10 * millisecond};
  timer_t timer;
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0)
    fail("timer_create");
  if (timer_settime(timer, 0, &tempo, NULL) != 0)
    fail("timer_settime");

  struct timespec distraction = {.tv_nsec = 105 * millisecond};
  nanosleep(&distraction, NULL);

  siginfo_t info;
  if (sigwaitinfo(&beats, &info) != SIGRTMIN)
    fail("sigwaitinfo");
  printf("timer_create: a signal from %s, value %d\n", info.si_code == SI_TIMER ? "a timer" : "elsewhere",
         info.si_value.sival_int);
  int missed = timer_getoverrun(timer);
  printf("timer_create: away for ten beats: one signal came, %s\n",
         missed >= 9 ? "at least nine more were counted" : "and the others are lost");
  timer_delete(timer);
}

/* 3. Time as a descriptor. poll waits for a pipe and for the time at once. */

static void talk_and_stop(int pipe) {
  static const char words[] = "one\ntwo\nthree\n";
  if (write(pipe, words, strlen(words)) < 0)
    _exit(EXIT_FAILURE);
  dream(0);
}

static void silence(void) {
  int ends[2], timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
  if (timer < 0)
    fail("timerfd_create");
  if (pipe(ends) != 0)
    fail("pipe");
  pid_t speaker = start(talk_and_stop, ends[1]);
  close(ends[1]);

  struct pollfd either[] = {{.fd = ends[0], .events = POLLIN}, {.fd = timer, .events = POLLIN}};
  struct itimerspec patience = {.it_value.tv_nsec = 500 * millisecond};
  uint64_t expired = 0;
  while (expired == 0) {
    if (poll(either, 2, -1) < 0)
      fail("poll");
    if (either[0].revents != 0) {
      char words[64] = "";
      if (read(ends[0], words, sizeof words - 1) <= 0)
        fail("read");
      for (char *word = strtok(words, "\n"); word != NULL; word = strtok(NULL, "\n"))
        printf("timerfd:      heard \"%s\"\n", word);
      timerfd_settime(timer, 0, &patience, NULL);
    } else if (read(timer, &expired, sizeof expired) != sizeof expired) {
      fail("read");
    }
  }
  puts("timerfd:      half a second of silence, by the same poll that waits for words");
  kill(speaker, SIGTERM);
  waitpid(speaker, NULL, 0);
  close(ends[0]);
  close(timer);
}

int main(void) {
  deadline();
  metronome();
  silence();
  return EXIT_SUCCESS;
}
