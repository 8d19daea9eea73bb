// A registration by mq_notify(3) outlives the program's first fork, its first handler, and O_ASYNC.
#include "show.h"
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <sys/wait.h>

enum { size = 64 };

static volatile sig_atomic_t heard;

static void hear(int number) { heard = number; }

static int ask(mqd_t queue) {
  struct sigevent event;
  memset(&event, 0, sizeof event);
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGUSR1;
  return mq_notify(queue, &event);
}

int main(void) {
  begin();
  char name[64];
  snprintf(name, sizeof name, "/isthmus-test-%d", (int)getpid());
  struct mq_attr attributes = {.mq_maxmsg = 4, .mq_msgsize = size};
  mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attributes);
  check(queue >= 0 && mq_unlink(name) == 0);
  show(ask(queue));
  pid_t child = fork();
  if (child == 0)
    _exit(0);
  check(waitpid(child, NULL, 0) == child);
  show(ask(queue));
  int ends[2];
  check(pipe(ends) == 0 && fcntl(ends[0], F_SETOWN, getpid()) == 0 && fcntl(ends[0], F_SETFL, O_ASYNC) == 0);
  show(ask(queue));
  check(signal(SIGUSR1, hear) != SIG_ERR);
  show(ask(queue));
  check(mq_send(queue, "x", 1, 0) == 0);
  printf("heard %d\n", heard == SIGUSR1);
  return 0;
}
