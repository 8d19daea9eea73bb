// Demo: a POSIX message queue between a dispatcher and a worker. Shows names, priorities, limits, and waiting with
// poll. Plain Linux C: the same source runs natively and sandboxed.
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { size = 64, room = 4 };
static const char *const name = "/isthmus-demo";

static void fail(const char *what) {
  perror(what);
  mq_unlink(name);
  exit(EXIT_FAILURE);
}

static void dispatch(mqd_t queue, const char *task, unsigned priority) {
  if (mq_send(queue, task, strlen(task) + 1, priority) != 0)
    fail("mq_send");
  printf("dispatcher: sent \"%s\" with priority %u\n", task, priority);
}

/* Another process, which knows nothing but the name. */
static int work(void) {
  mqd_t queue = mq_open(name, O_RDONLY);
  if (queue < 0)
    fail("mq_open");
  char task[size];
  do {
    unsigned priority;
    if (mq_receive(queue, task, sizeof task, &priority) < 0)
      fail("mq_receive");
    printf("worker:     does \"%s\" (priority %u)\n", task, priority);
  } while (strcmp(task, "go home") != 0);
  return EXIT_SUCCESS;
}

int main(void) {
  struct mq_attr attributes = {.mq_maxmsg = room, .mq_msgsize = size};
  mqd_t queue = mq_open(name, O_WRONLY | O_CREAT | O_EXCL, 0600, &attributes);
  if (queue < 0)
    fail("mq_open");

  dispatch(queue, "sweep the floor", 1);
  dispatch(queue, "put out the fire", 9);
  dispatch(queue, "water the plants", 1);
  dispatch(queue, "go home", 0);

  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (mq_timedsend(queue, "one more", 9, 1, &now) != 0 && errno == ETIMEDOUT)
    printf("dispatcher: there is room for %d messages, so a fifth would have to wait\n", room);

  fflush(stdout);
  pid_t worker = fork();
  if (worker < 0)
    fail("fork");
  if (worker == 0)
    exit(work());

  /* On Linux a queue is a descriptor, and poll waits for it beside pipes and sockets. */
  struct pollfd writable = {.fd = queue, .events = POLLOUT};
  if (poll(&writable, 1, -1) != 1)
    fail("poll");
  waitpid(worker, NULL, 0);
  puts("dispatcher: poll said that there is room again; the worker has gone");
  if (mq_unlink(name) != 0)
    fail("mq_unlink");
  return mq_close(queue);
}
