// What a handler is told of signals that come with a value, by tgkill, by a process descriptor, and about a descriptor;
// and that several real-time signals call it in their order.
#include <fcntl.h>
#include <pthread.h>
#include <sys/pidfd.h>

#include "show.h"

static struct {
  int number, code, value, is_own, fd;
  long band;
} told[32];
static volatile sig_atomic_t count;

static void handler(int number, siginfo_t *information, void *context) {
  (void)context;
  told[count].number = number;
  told[count].code = information->si_code;
  if (information->si_code > 0) {
    told[count].fd = information->si_fd;
    told[count].band = information->si_band;
  } else {
    told[count].is_own = information->si_pid == getpid() && information->si_uid == getuid();
    told[count].value = information->si_code == SI_QUEUE ? information->si_int : 0;
  }
  count++;
}

static void tell(const char *what) {
  puts(what);
  for (int i = 0; i < count; i++)
    if (told[i].code > 0)
      printf("  +%d: code %d, descriptor %d, band %lx\n", told[i].number - SIGRTMIN, told[i].code, told[i].fd,
             (unsigned long)told[i].band);
    else
      printf("  %s%d: code %d, value %d, %s\n", told[i].number >= SIGRTMIN ? "+" : "",
             told[i].number >= SIGRTMIN ? told[i].number - SIGRTMIN : told[i].number, told[i].code, told[i].value,
             told[i].is_own ? "of itself" : "of another");
  count = 0;
  memset(told, 0, sizeof told);
}

static int queue(int number, int value) { return sigqueue(getpid(), number, (union sigval){.sival_int = value}); }

int main(void) {
  begin();
  sigset_t all;
  sigfillset(&all);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO;
  action.sa_mask = all;
  const int numbers[] = {SIGUSR1, SIGRTMIN, SIGRTMIN + 1, SIGRTMIN + 2};
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    check(sigaction(numbers[i], &action, NULL) == 0);
  check(kill(getpid(), SIGUSR1) == 0);
  tell("kill");
  check(raise(SIGUSR1) == 0);
  tell("raise");
  check(tgkill(getpid(), gettid(), SIGUSR1) == 0 && pthread_kill(pthread_self(), SIGUSR1) == 0);
  tell("to the thread");
  check(queue(SIGUSR1, 5) == 0 && queue(SIGRTMIN, -6) == 0);
  check(pthread_sigqueue(pthread_self(), SIGRTMIN + 1, (union sigval){.sival_int = 7}) == 0);
  tell("with values");
  int self = pidfd_open(getpid(), 0);
  siginfo_t information;
  memset(&information, 0, sizeof information);
  information.si_signo = SIGRTMIN;
  information.si_code = SI_QUEUE;
  information.si_value.sival_int = 8;
  check(pidfd_send_signal(self, SIGRTMIN, NULL, 0) == 0);
  check(pidfd_send_signal(self, SIGRTMIN, &information, 0) == 0);
  tell("by a descriptor");
  /* One at a time, so that each handler returns before the next is called. */
  check(sigprocmask(SIG_BLOCK, &all, NULL) == 0);
  for (int i = 0; i < 5; i++)
    check(queue(SIGRTMIN + 1, 10 + i) == 0 && queue(SIGRTMIN, i) == 0);
  check(queue(SIGUSR1, 20) == 0 && queue(SIGUSR1, 21) == 0);
  tell("blocked");
  sigset_t none;
  sigemptyset(&none);
  check(sigprocmask(SIG_SETMASK, &none, NULL) == 0);
  tell("let through");
  int ends[2];
  check(pipe(ends) == 0 && dup2(ends[0], 30) == 30);
  check(fcntl(30, F_SETOWN, getpid()) == 0 && fcntl(30, F_SETSIG, SIGRTMIN + 2) == 0);
  check(fcntl(30, F_SETFL, O_ASYNC) == 0);
  check(write(ends[1], "x", 1) == 1);
  tell("about a pipe");
  pid_t parent = getpid(), pid = fork();
  if (pid == 0) {
    check(sigqueue(parent, SIGRTMIN, (union sigval){.sival_int = 9}) == 0);
    _exit(0);
  }
  int status;
  while (waitpid(pid, &status, 0) != pid)
    check(errno == EINTR);
  tell("from a child");
  return 0;
}
