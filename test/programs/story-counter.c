// A counter that lives in another process and is driven by signals: up, down and tell; and that adds the values
// that real-time signals bring, in order, until the last.
#include "show.h"

static volatile sig_atomic_t value, over;
static volatile int sum;
static int answers;

static void answer(void) {
  int now = value;
  if (write(answers, &now, sizeof now) != sizeof now)
    _exit(99);
}

static void act(int number) {
  int error = errno;
  switch (number) {
  case SIGUSR1:
    value++;
    break;
  case SIGUSR2:
    value--;
    break;
  }
  answer();
  errno = error;
}

static void add(int number, siginfo_t *information, void *context) {
  (void)number;
  (void)context;
  if (information->si_value.sival_int < 0)
    over = 1;
  else
    sum = sum * 31 % 1000003 + information->si_value.sival_int;
}

static void serve(void) {
  static const int numbers[] = {SIGUSR1, SIGUSR2, SIGHUP};
  struct sigaction action = {.sa_handler = act, .sa_flags = SA_RESTART};
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  check(sigprocmask(SIG_SETMASK, &all, NULL) == 0);
  sigfillset(&action.sa_mask);
  for (int i = 0; i < 3; i++)
    check(sigaction(numbers[i], &action, NULL) == 0);
  action.sa_sigaction = add;
  action.sa_flags = SA_SIGINFO;
  check(sigaction(SIGRTMIN, &action, NULL) == 0);
  answer();
  while (!over)
    sigsuspend(&none);
  value = sum;
  answer();
  _exit(7);
}

int main(void) {
  enum { values = 500 };
  int ends[2], now, status;
  begin();
  check(pipe(ends) == 0);
  answers = ends[1];
  pid_t counter = fork();
  check(counter >= 0);
  if (counter == 0)
    serve();
  check(read(ends[0], &now, sizeof now) == sizeof now);
  /* Each is answered before the next is sent, so that none is taken for another. */
  for (const char *step = "++++-+--+++?+-+?"; *step != '\0'; step++) {
    check(kill(counter, *step == '+' ? SIGUSR1 : *step == '-' ? SIGUSR2 : SIGHUP) == 0);
    check(read(ends[0], &now, sizeof now) == sizeof now);
    printf("%c %d\n", *step, now);
  }
  for (int i = 0; i < values; i++)
    check(sigqueue(counter, SIGRTMIN, (union sigval){.sival_int = i}) == 0);
  check(sigqueue(counter, SIGRTMIN, (union sigval){.sival_int = -1}) == 0);
  check(read(ends[0], &now, sizeof now) == sizeof now);
  printf("the values give %d\n", now);
  check(waitpid(counter, &status, 0) == counter);
  printf("the counter %s\n", status_name(status));
  return 0;
}
