// Queued real-time signals of several senders: all of them arrive, each sender's in its order, though there is never
// room for many.
//   queue RECEIVED SENDERS       starts SENDERS processes, which send RECEIVED signals together
//   queue receive RECEIVED SENDERS, and queue send PID NUMBER COUNT: the same apart
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "show.h"

enum { most = 8, room = 300, number_shift = 24 };

static volatile int next[most];
static volatile sig_atomic_t received, disorder;

static void take(int number, siginfo_t *information, void *context) {
  int value = information->si_value.sival_int, sender = value >> number_shift;
  (void)number;
  (void)context;
  if (information->si_code != SI_QUEUE || sender < 0 || sender >= most ||
      (value & ((1 << number_shift) - 1)) != next[sender]++)
    disorder++;
  received++;
}

static void doze(void) { nanosleep(&(struct timespec){0, 200000}, NULL); }

static int send(pid_t pid, int sender, int count) {
  int refused = 0;
  for (int i = 0; i < count; i++) {
    while (sigqueue(pid, SIGRTMIN + sender % 2, (union sigval){.sival_int = sender << number_shift | i}) != 0) {
      check(errno == EAGAIN);
      refused++;
      doze();
    }
  }
  return refused > 0;
}

static void prepare(void) {
  struct sigaction action = {.sa_sigaction = take, .sa_flags = SA_SIGINFO | SA_RESTART};
  sigset_t set;
  struct rlimit limit = {room, room};
  sigemptyset(&set);
  sigaddset(&set, SIGRTMIN);
  sigaddset(&set, SIGRTMIN + 1);
  check(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
  /* The two interrupt each other, as handlers do that block nothing else. */
  check(sigaction(SIGRTMIN, &action, NULL) == 0 && sigaction(SIGRTMIN + 1, &action, NULL) == 0);
  check(setrlimit(RLIMIT_SIGPENDING, &limit) == 0);
}

static void receive(int count, int senders) {
  sigset_t none;
  sigemptyset(&none);
  while (received < count)
    check(sigsuspend(&none) == -1 && errno == EINTR);
  printf("%d received, %d out of order\n", (int)received, (int)disorder);
  for (int sender = 0; sender < senders; sender++)
    check(next[sender] == count / senders);
}

int main(int argc, char **argv) {
  begin();
  check(argc > 2);
  if (strcmp(argv[1], "send") == 0) {
    check(argc == 5);
    send(atoi(argv[2]), atoi(argv[3]), atoi(argv[4]));
    return 0;
  }
  prepare();
  if (strcmp(argv[1], "receive") == 0) {
    printf("%d\n", (int)getpid());
    receive(atoi(argv[2]), atoi(argv[3]));
    return 0;
  }
  int count = atoi(argv[1]), senders = atoi(argv[2]), refused = 0;
  check(senders <= most && count % senders == 0);
  pid_t receiver = getpid();
  for (int sender = 0; sender < senders; sender++) {
    pid_t pid = fork();
    check(pid >= 0);
    if (pid == 0)
      _exit(send(receiver, sender, count / senders));
  }
  receive(count, senders);
  for (int sender = 0; sender < senders; sender++) {
    int status;
    check(wait(&status) > 0 && WIFEXITED(status));
    refused += WEXITSTATUS(status);
  }
  printf("some had to wait: %d\n", refused > 0);
  return 0;
}
