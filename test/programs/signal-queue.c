// Standard signals coalesce, real-time signals queue: how many come, in which order, with which values; sigqueue's
// errors.
#include <limits.h>
#include <sys/resource.h>

#include "signals.h"

enum { most = 64 };
static volatile sig_atomic_t runs;
static struct {
  int number, code, value;
  pid_t pid;
} record[most];

static void keep(int number, siginfo_t *information, void *context) {
  (void)context;
  if (runs >= most)
    _exit(98);
  record[runs].number = number;
  record[runs].code = information->si_code;
  record[runs].value = information->si_value.sival_int;
  record[runs].pid = information->si_pid;
  runs++;
}

static void tell(const char *what) {
  printf("%s: %d\n", what, (int)runs);
  for (int i = 0; i < runs; i++) {
    printf("  %s%+d", record[i].number >= SIGRTMIN ? "RT" : "",
           record[i].number >= SIGRTMIN ? record[i].number - SIGRTMIN : record[i].number);
    if (record[i].code == SI_QUEUE)
      printf(" value %d\n", record[i].value);
    else
      printf(" %s\n", record[i].code == SI_USER ? "SI_USER" : record[i].code == SI_TKILL ? "SI_TKILL" : "another");
  }
  runs = 0;
}

static void queue(int number, int value) { check(sigqueue(getpid(), number, (union sigval){.sival_int = value}) == 0); }

static void catch (sigset_t mask) {
  struct sigaction action = {.sa_sigaction = keep, .sa_flags = SA_SIGINFO, .sa_mask = mask};
  for (int number = SIGRTMIN; number <= SIGRTMAX; number++)
    check(sigaction(number, &action, NULL) == 0);
  check(sigaction(SIGUSR1, &action, NULL) == 0 && sigaction(SIGUSR2, &action, NULL) == 0);
}

static sigset_t all, none;

static void block(void) { check(sigprocmask(SIG_SETMASK, &all, NULL) == 0); }
static void unblock(void) { check(sigprocmask(SIG_SETMASK, &none, NULL) == 0); }

static void standard(void) {
  block();
  for (int i = 0; i < 5; i++)
    check(kill(getpid(), SIGUSR1) == 0);
  unblock();
  tell("SIGUSR1 five times while blocked");
  block();
  queue(SIGUSR1, 1);
  queue(SIGUSR1, 2);
  check(kill(getpid(), SIGUSR1) == 0);
  unblock();
  tell("the first one's value stays");
  block();
  check(kill(getpid(), SIGUSR1) == 0);
  queue(SIGUSR1, 3);
  unblock();
  tell("also when it has none");
  block();
  check(kill(getpid(), SIGUSR1) == 0 && raise(SIGUSR1) == 0);
  unblock();
  tell("one to the process and one to the thread");
  for (int i = 0; i < 5; i++)
    queue(SIGUSR2, i);
  tell("one after the other while not blocked");
}

static void send_mixed(void) {
  for (int i = 0; i < 3; i++) {
    queue(SIGRTMIN + 2, i);
    queue(SIGRTMAX, 10 + i);
    queue(SIGRTMIN, 20 + i);
    queue(SIGUSR2, 30 + i);
  }
  check(kill(getpid(), SIGRTMIN) == 0);
  queue(SIGRTMIN, 40);
}

static void real_time(void) {
  catch (all);
  block();
  send_mixed();
  unblock();
  tell("with handlers that block everything");
  catch (none);
  block();
  send_mixed();
  unblock();
  tell("with handlers that may be interrupted");
  catch (all);
  block();
  send_mixed();
  siginfo_t information;
  sigset_t set = all;
  for (int i = 0; i < 12; i++) {
    check(sigwaitinfo(&set, &information) > 0);
    keep(information.si_signo, &information, NULL);
  }
  printf("nothing is left: %d\n", sigtimedwait(&set, &information, &(struct timespec){0, 0}) == -1 && errno == EAGAIN);
  unblock();
  tell("by sigwaitinfo");
  /* Ignoring throws all of them away. */
  block();
  queue(SIGRTMIN, 1);
  queue(SIGRTMIN, 2);
  check(signal(SIGRTMIN, SIG_IGN) != SIG_ERR);
  catch (all);
  unblock();
  tell("after SIG_IGN");
}

static void from_others(void) {
  enum { senders = 3, each = 20 };
  pid_t pids[senders];
  int next[senders] = {0}, wrong = 0;
  block();
  for (int sender = 0; sender < senders; sender++) {
    pids[sender] = fork();
    check(pids[sender] >= 0);
    if (pids[sender] == 0) {
      for (int i = 0; i < each; i++)
        check(sigqueue(getppid(), SIGRTMIN + 1, (union sigval){.sival_int = i}) == 0);
      _exit(0);
    }
  }
  for (int sender = 0; sender < senders; sender++)
    reap("sender", pids[sender]);
  unblock();
  printf("%d came\n", (int)runs);
  for (int i = 0; i < runs; i++) {
    int sender = 0;
    while (sender < senders && pids[sender] != record[i].pid)
      sender++;
    wrong += sender == senders || record[i].value != next[sender]++ || record[i].code != SI_QUEUE;
  }
  printf("out of order: %d\n", wrong);
  runs = 0;
}

static void limits(void) {
  struct rlimit former, no = {0, 0};
  check(getrlimit(RLIMIT_SIGPENDING, &former) == 0);
  no.rlim_max = former.rlim_max;
  check(setrlimit(RLIMIT_SIGPENDING, &no) == 0);
  block();
  show(sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 1}));
  show(sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 1}));
  show(kill(getpid(), SIGRTMIN));
  show(kill(getpid(), SIGRTMIN));
  check(setrlimit(RLIMIT_SIGPENDING, &former) == 0);
  unblock();
  tell("without room for values");
}

static void errors(void) {
  union sigval value = {.sival_int = 0};
  pid_t child = fork();
  if (child == 0)
    _exit(0);
  show(sigqueue(child, 0, value));
  reap("child", child);
  show(sigqueue(child, 0, value));
  show(sigqueue(child, SIGRTMIN, value));
  show(sigqueue(getpid(), 0, value));
  show(sigqueue(getpid(), 65, value));
  show(sigqueue(getpid(), -1, value));
  show(sigqueue(0, SIGRTMIN, value));
  show(sigqueue(-1, SIGRTMIN, value));
  show(sigqueue(INT_MAX, SIGRTMIN, value));
  show(sigqueue(child, 65, value));
}

int main(void) {
  begin();
  sigfillset(&all);
  sigemptyset(&none);
  catch (all);
  standard();
  real_time();
  from_others();
  limits();
  errors();
  return 0;
}
