// A storm of signals, ten thousand a second, into a process that works, blocks, forks, or replaces itself. Queued
// signals must all come, in order; standard ones wake whatever waits; and the work's results are right.
//   storm WORK SECONDS           is the victim, and starts the sender
//   storm victim WORK            tells its process id, and waits for what `storm send PID SECONDS` does
#include <time.h>

#include "storm-calls.h"
#include "storm-channels.h"
#include "storm-work.h"
#include "storm.h"

static char *program;

static void on_queued(int number, siginfo_t *information, void *context) {
  int error = errno, value = information->si_value.sival_int;
  (void)context;
  if (number != SIGRTMIN || information->si_code != SI_QUEUE)
    _exit(97);
  if (value < 0)
    over = 1;
  else if (value != received++)
    disorder++;
  errno = error;
}

static void on_standard(int number) {
  if (number != SIGUSR1)
    _exit(96);
  standard++;
  if (may_jump)
    siglongjmp(landing, 1);
}

/* A handler that makes calls, and lets its own signal in. */
static int own[2];

static void on_standard_nested(int number) {
  static volatile sig_atomic_t level;
  int error = errno;
  char byte = (char)number;
  level++;
  if (level < 20 && (write(own[1], &byte, 1) != 1 || read(own[0], &byte, 1) != 1 || byte != SIGUSR1))
    _exit(95);
  level--;
  standard++;
  errno = error;
}

static void install_storm(int flags, void (*handler)(int), int more) {
  struct sigaction action = {.sa_sigaction = on_queued, .sa_flags = SA_SIGINFO | flags};
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, SIGUSR1);
  check(sigaction(SIGRTMIN, &action, NULL) == 0);
  sigemptyset(&action.sa_mask);
  action.sa_handler = handler;
  action.sa_flags = flags | more;
  check(sigaction(SIGUSR1, &action, NULL) == 0);
}

/* Replaces itself again and again. What it was sent meanwhile is still pending afterwards. */
static void work_exec(void) {
  char counts[3][16];
  for (int i = 0; i < 20 && !over; i++)
    compute();
  shut();
  snprintf(counts[0], sizeof counts[0], "%d", (int)received);
  snprintf(counts[1], sizeof counts[1], "%d", (int)standard);
  snprintf(counts[2], sizeof counts[2], "%lu", rounds + 1);
  if (over)
    return;
  check(disorder == 0);
  execl(program, program, "again", counts[0], counts[1], counts[2], (char *)NULL);
  check(0);
}

static void nothing(void) {}

static const struct work {
  const char *name;
  void (*prepare)(void);
  void (*work)(void);
  int flags;
  void (*handler)(int);
  int more;
} works[] = {
    {"calls", prepare_calls, work_calls, 0, on_standard, 0},
    {"channels", prepare_channels, work_channels, SA_RESTART, on_standard, 0},
    {"loop", nothing, work_loop, 0, on_standard, 0},
    {"nested", nothing, work_files, SA_RESTART, on_standard_nested, SA_NODEFER},
    {"jump", nothing, work_jump, SA_RESTART, on_standard, 0},
    {"malloc", nothing, work_malloc, 0, on_standard, 0},
    {"stdio", nothing, work_stdio, SA_RESTART, on_standard, 0},
    {"files", nothing, work_files, SA_RESTART, on_standard, 0},
    {"fork", nothing, work_fork, 0, on_standard, 0},
    {"exec", nothing, work_exec, 0, on_standard, 0},
    {"grow", nothing, work_grow, 0, on_standard, 0},
    {"map", nothing, work_map, 0, on_standard, 0},
};

static void work(const struct work *chosen) {
  install_storm(chosen->flags, chosen->handler, chosen->more);
  open_again();
  chosen->work();
  shut();
  printf("%s: %d queued, %d out of order, some standard ones %d\n", chosen->name, (int)received, (int)disorder,
         standard > 0);
  fprintf(stderr, "%s: %d standard, %lu rounds\n", chosen->name, (int)standard, rounds);
  exit(disorder != 0);
}

static const struct work *find(const char *name) {
  for (size_t i = 0; i < sizeof works / sizeof works[0]; i++)
    if (strcmp(works[i].name, name) == 0)
      return &works[i];
  printf("no such work: %s\n", name);
  exit(2);
}

static int queue_value(pid_t pid, int value) {
  while (sigqueue(pid, SIGRTMIN, (union sigval){.sival_int = value}) != 0) {
    if (errno != EAGAIN)
      return -1;
    nanosleep(&(struct timespec){0, 100000}, NULL);
  }
  return 0;
}

/* One queued signal each 100 microseconds, as well as can be, and a standard one with each third. */
static int send_all(pid_t pid, double seconds) {
  struct timespec next, now;
  int sent = 0, most = (int)(seconds * 10000);
  clock_gettime(CLOCK_MONOTONIC, &next);
  time_t end = next.tv_sec + (time_t)seconds + 1;
  for (; sent < most; sent++) {
    if (queue_value(pid, sent) != 0 || (sent % 3 == 0 && kill(pid, SIGUSR1) != 0))
      return -1;
    next.tv_nsec += 100000;
    if (next.tv_nsec >= 1000000000) {
      next.tv_nsec -= 1000000000;
      next.tv_sec++;
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (now.tv_sec > end)
      break;
    if (now.tv_sec < next.tv_sec || (now.tv_sec == next.tv_sec && now.tv_nsec < next.tv_nsec))
      clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
  }
  return queue_value(pid, -1) == 0 ? sent : -1;
}

/* What comes between a look at `over` and the call that blocks would be missed, so it is reminded. */
static void remind(pid_t pid, pid_t child, int *status) {
  while (child != 0 ? waitpid(child, status, WNOHANG) == 0 : kill(pid, 0) == 0) {
    kill(pid, SIGUSR1);
    nanosleep(&(struct timespec){0, 1000000}, NULL);
  }
}

int main(int argc, char **argv) {
  begin();
  check(argc > 2);
  program = argv[0];
  check(pipe2(own, O_CLOEXEC) == 0);
  if (strcmp(argv[1], "send") == 0) {
    int sent = send_all(atoi(argv[2]), atof(argv[3]));
    printf("%d sent\n", sent);
    remind(atoi(argv[2]), 0, NULL);
    return sent < 0;
  }
  if (strcmp(argv[1], "again") == 0) {
    received = atoi(argv[2]);
    standard = atoi(argv[3]);
    rounds = strtoul(argv[4], NULL, 10);
    work(find("exec"));
  }
  shut();
  if (strcmp(argv[1], "victim") == 0) {
    const struct work *chosen = find(argv[2]);
    chosen->prepare();
    printf("%d\n", (int)getpid());
    work(chosen);
  }
  const struct work *chosen = find(argv[1]);
  int ready[2], status;
  char byte;
  check(pipe(ready) == 0);
  pid_t victim = fork();
  check(victim >= 0);
  if (victim == 0) {
    chosen->prepare();
    check(write(ready[1], "r", 1) == 1);
    work(chosen);
  }
  open_again();
  check(read(ready[0], &byte, 1) == 1);
  int sent = send_all(victim, atof(argv[2]));
  remind(victim, victim, &status);
  printf("%d sent, %s\n", sent, status_name(status));
  return 0;
}
