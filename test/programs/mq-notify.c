// mq_notify(3): registering, EBUSY, once only, not while somebody waits, SIGEV_NONE, a pending signal, an ignored one,
// and one that kills.
#include "signals.h"
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { size = 64 };

static char name[64];
static mqd_t queue;

static int ask(int notify, int number) {
  struct sigevent event;
  memset(&event, 0, sizeof event);
  event.sigev_notify = notify;
  event.sigev_signo = number;
  event.sigev_value.sival_int = 42;
  return mq_notify(queue, &event);
}

static int told(void) {
  sigset_t set = pending();
  return sigismember(&set, SIGUSR1);
}

static void put(void) { check(mq_send(queue, "x", 1, 0) == 0); }

static void take(void) {
  char message[size];
  check(mq_receive(queue, message, size, NULL) == 1);
}

static int ended(pid_t pid) {
  int status;
  check(waitpid(pid, &status, 0) == pid);
  return status;
}

static void await(pid_t pid) { printf("  %s\n", status_name(ended(pid))); }

static void pending_signal(void) {
  puts("a blocked signal becomes pending, once");
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  check(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
  show(ask(SIGEV_SIGNAL, SIGUSR1));
  show(told());
  put();
  show(told());
  signal(SIGUSR1, SIG_IGN);
  show(told());
  signal(SIGUSR1, SIG_DFL);
  put();
  show(told());
  take();
  take();
  put();
  printf("  not again: %d\n", told());
  show(ask(SIGEV_SIGNAL, SIGUSR1));
  put();
  printf("  not into a queue that isn't empty: %d\n", told());
  take();
  take();
  put();
  printf("  but then: %d\n", told());
  take();
  signal(SIGUSR1, SIG_IGN);
  signal(SIGUSR1, SIG_DFL);
  check(sigprocmask(SIG_UNBLOCK, &set, NULL) == 0);
}

static void deregistering(void) {
  puts("taking it back");
  show(mq_notify(queue, NULL));
  show(ask(SIGEV_SIGNAL, SIGUSR1));
  show(ask(SIGEV_SIGNAL, SIGUSR1));
  show(mq_notify(queue, NULL));
  put();
  take();
  show(ask(SIGEV_NONE, 0));
  show(ask(SIGEV_SIGNAL, SIGUSR1));
  put();
  take();
  show(ask(SIGEV_NONE, 0));
  show(mq_notify(queue, NULL));
}

static void others(void) {
  puts("other processes");
  show(ask(SIGEV_SIGNAL, SIGUSR1));
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    show(ask(SIGEV_SIGNAL, SIGUSR1));
    show(mq_notify(queue, NULL));
    show(ask(SIGEV_NONE, 0));
    fflush(stdout);
    _exit(0);
  }
  await(child);
  show(mq_notify(queue, NULL));
  int ends[2];
  char byte;
  check(pipe(ends) == 0);
  child = fork();
  if (child == 0) {
    check(ask(SIGEV_SIGNAL, SIGTERM) == 0 && write(ends[1], "r", 1) == 1);
    pause();
  }
  check(read(ends[0], &byte, 1) == 1);
  show(ask(SIGEV_NONE, 0));
  put();
  await(child);
  take();
  child = fork();
  if (child == 0) {
    check(ask(SIGEV_SIGNAL, SIGTERM) == 0);
    signal(SIGTERM, SIG_IGN);
    check(write(ends[1], "r", 1) == 1);
    take();
    _exit(7);
  }
  check(read(ends[0], &byte, 1) == 1);
  usleep(50000);
  put();
  await(child);
  puts("a registration goes with its process, and by closing");
  child = fork();
  if (child == 0)
    _exit(ask(SIGEV_SIGNAL, SIGTERM) == 0 ? 0 : 1);
  await(child);
  show(ask(SIGEV_SIGNAL, SIGTERM));
  mqd_t second = mq_open(name, O_RDWR);
  check(second >= 0);
  show(mq_close(second));
  show(ask(SIGEV_NONE, 0));
  put();
  take();
}

static void waiting_first(void) {
  puts("who waits comes first");
  change_mask(SIG_BLOCK, SIGUSR1);
  int status;
  /* Whether it waits already nobody can see: if it did not, there is a signal, and it is given more time. */
  for (useconds_t time = 60000;; time *= 2) {
    pid_t child = fork();
    if (child == 0) {
      take();
      _exit(0);
    }
    usleep(time);
    check(ask(SIGEV_SIGNAL, SIGUSR1) == 0);
    put();
    status = ended(child);
    if (!told() || time > 2000000)
      break;
    signal(SIGUSR1, SIG_IGN);
    signal(SIGUSR1, SIG_DFL);
  }
  printf("  %s, told %d\n", status_name(status), told());
  show(ask(SIGEV_NONE, 0));
  show(mq_notify(queue, NULL));
  change_mask(SIG_UNBLOCK, SIGUSR1);
}

static void errors(void) {
  puts("errors");
  show(ask(99, SIGUSR1));
  show(ask(SIGEV_SIGNAL, 65));
  show(ask(SIGEV_SIGNAL, -1));
  show(ask(SIGEV_SIGNAL, 0));
  show(mq_notify(queue, NULL));
  struct sigevent event = {.sigev_notify = SIGEV_NONE};
  show(mq_notify(-1, &event));
  show(mq_notify(0, &event));
  show(mq_notify(-1, NULL));
  show(mq_close(queue));
  show(mq_notify(queue, &event));
}

int main(void) {
  begin();
  snprintf(name, sizeof name, "/isthmus-test-%d", (int)getpid());
  struct mq_attr attributes = {.mq_maxmsg = 4, .mq_msgsize = size};
  queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attributes);
  check(queue >= 0);
  pending_signal();
  deregistering();
  others();
  check(mq_unlink(name) == 0);
  waiting_first();
  errors();
  return 0;
}
