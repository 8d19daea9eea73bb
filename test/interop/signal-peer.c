// One end of signals between processes, built natively and for wasm.
//   receive FILE COUNT     writes its pid to FILE, takes COUNT signals and tells of each, or waits in vain
//   read FILE COUNT        the same by signalfd
//   count FILE COUNT       the same, telling only how many there were of each sender, and whether all came in order
//   queue PID SIGNAL VALUE…  sends values by sigqueue; SIGNAL counts from SIGRTMIN when it begins with +
//   many PID SIGNAL COUNT  sends the values 0, 1 … COUNT - 1, waiting where there is no room
//   handle PID SIGNAL      sends it by pidfd_send_signal
//   kill PID SIGNAL        sends it by kill
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

enum { seconds = 15 };

static int number_of(const char *text) { return *text == '+' ? SIGRTMIN + atoi(text + 1) : atoi(text); }

static void tell(int number, int code, int value) {
  const char *base = number >= SIGRTMIN ? "+" : "";
  printf("%s%d code %d", base, number >= SIGRTMIN ? number - SIGRTMIN : number, code);
  if (code == SI_QUEUE)
    printf(" value %d", value);
  printf("\n");
}

/* Tells the pid in one step, so that nobody reads half of it. */
static void announce(const char *file) {
  char partial[256];
  snprintf(partial, sizeof partial, "%s.new", file);
  FILE *output = fopen(partial, "w");
  if (output == NULL)
    exit(1);
  fprintf(output, "%d\n", (int)getpid());
  fclose(output);
  if (rename(partial, file) != 0)
    exit(1);
}

static int receive(const sigset_t *set, const char *file, int count) {
  announce(file);
  for (int i = 0; i < count; i++) {
    siginfo_t information;
    struct timespec limit = {seconds, 0};
    int number = sigtimedwait(set, &information, &limit);
    if (number < 0)
      return puts("nothing"), 1;
    tell(number, information.si_code, information.si_int);
  }
  return 0;
}

static int receive_by_descriptor(const sigset_t *set, const char *file, int count) {
  struct pollfd signals = {.fd = signalfd(-1, set, SFD_NONBLOCK), .events = POLLIN};
  announce(file);
  while (count > 0) {
    struct signalfd_siginfo told[4];
    if (poll(&signals, 1, seconds * 1000) != 1)
      return puts("nothing"), 1;
    ssize_t size = read(signals.fd, told, sizeof told);
    for (int i = 0; i < (int)(size / (ssize_t)sizeof told[0]); i++, count--)
      tell((int)told[i].ssi_signo, told[i].ssi_code, told[i].ssi_int);
  }
  return 0;
}

static int receive_many(const sigset_t *set, const char *file, int count) {
  struct {
    pid_t pid;
    int next;
  } senders[4] = {{0, 0}};
  int wrong = 0;
  announce(file);
  for (int i = 0; i < count; i++) {
    siginfo_t information;
    struct timespec limit = {seconds, 0};
    if (sigtimedwait(set, &information, &limit) < 0)
      return printf("nothing after %d\n", i), 1;
    int sender = 0;
    while (senders[sender].pid != 0 && senders[sender].pid != information.si_pid)
      sender++;
    senders[sender].pid = information.si_pid;
    wrong += information.si_int != senders[sender].next++;
  }
  for (int i = 0; senders[i].pid != 0; i++)
    printf("%d ", senders[i].next);
  printf("wrong %d\n", wrong);
  return 0;
}

static int send_many(pid_t pid, int number, int count) {
  for (int i = 0; i < count; i++)
    while (sigqueue(pid, number, (union sigval){.sival_int = i}) != 0) {
      if (errno != EAGAIN)
        return 1;
      usleep(1000);
    }
  return 0;
}

int main(int argc, char **argv) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  for (int number = SIGRTMIN; number <= SIGRTMAX; number++)
    sigaddset(&set, number);
  sigprocmask(SIG_BLOCK, &set, NULL);
  if (argc < 4)
    return 2;
  const char *what = argv[1];
  if (strcmp(what, "receive") == 0)
    return receive(&set, argv[2], atoi(argv[3]));
  if (strcmp(what, "read") == 0)
    return receive_by_descriptor(&set, argv[2], atoi(argv[3]));
  if (strcmp(what, "count") == 0)
    return receive_many(&set, argv[2], atoi(argv[3]));
  pid_t pid = atoi(argv[2]);
  int number = number_of(argv[3]);
  if (strcmp(what, "many") == 0 && argc > 4)
    return send_many(pid, number, atoi(argv[4]));
  if (strcmp(what, "kill") == 0)
    return kill(pid, number) != 0;
  if (strcmp(what, "handle") == 0)
    return pidfd_send_signal(pidfd_open(pid, 0), number, NULL, 0) != 0;
  for (int i = 4; i < argc; i++)
    if (sigqueue(pid, number, (union sigval){.sival_ptr = (void *)strtol(argv[i], NULL, 0)}) != 0)
      return 1;
  return 0;
}
