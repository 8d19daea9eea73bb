// A conversation by signals alone: clients queue a number to a server, which answers its sender with the square, by
// value and by the process id that siginfo names.
#include "show.h"

enum { clients = 4, each = 25 };
static sigset_t outside;
static volatile sig_atomic_t served, answered, answer;

static void serve(int number, siginfo_t *information, void *context) {
  (void)number;
  (void)context;
  int value = information->si_value.sival_int;
  if (information->si_code != SI_QUEUE ||
      sigqueue(information->si_pid, SIGRTMIN + 1, (union sigval){.sival_int = value * value}) != 0)
    _exit(98);
  served++;
}

static void hear(int number, siginfo_t *information, void *context) {
  (void)number;
  (void)context;
  if (information->si_pid != getppid())
    _exit(97);
  answer = information->si_value.sival_int;
  answered++;
}

static void ask(int client) {
  pid_t server = getppid();
  for (int i = 0; i < each; i++) {
    int value = client * 100 + i;
    check(sigqueue(server, SIGRTMIN, (union sigval){.sival_int = value}) == 0);
    while (answered <= i)
      sigsuspend(&outside);
    check(answer == value * value);
  }
  _exit(client);
}

int main(void) {
  struct sigaction action = {.sa_sigaction = serve, .sa_flags = SA_SIGINFO | SA_RESTART};
  sigset_t both;
  pid_t pids[clients];
  begin();
  sigemptyset(&both);
  sigaddset(&both, SIGRTMIN);
  sigaddset(&both, SIGRTMIN + 1);
  check(sigprocmask(SIG_BLOCK, &both, &outside) == 0);
  check(sigaction(SIGRTMIN, &action, NULL) == 0);
  action.sa_sigaction = hear;
  check(sigaction(SIGRTMIN + 1, &action, NULL) == 0);
  for (int client = 0; client < clients; client++) {
    pids[client] = fork();
    check(pids[client] >= 0);
    if (pids[client] == 0)
      ask(client);
  }
  while (served < clients * each)
    sigsuspend(&outside);
  for (int client = 0; client < clients; client++) {
    int status;
    check(waitpid(pids[client], &status, 0) == pids[client]);
    printf("client %d %s\n", client, status_name(status));
  }
  printf("%d served\n", (int)served);
  return 0;
}
