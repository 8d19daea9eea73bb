// ZMQ_FD in the program's own poll and epoll: each socket's is readable for what comes for it, however it came.
#include "help.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/wait.h>

static int number_of(void *socket, int option) {
  int number;
  size_t size = sizeof number;
  must(zmq_getsockopt(socket, option, &number, &size), "zmq_getsockopt");
  return number;
}

static int events_of(void *socket) { return number_of(socket, ZMQ_EVENTS); }

/* As the manual says: waits for the descriptor, then asks for events, until there are some. */
static const char *arrives(void *socket) {
  struct pollfd item = {.fd = number_of(socket, ZMQ_FD), .events = POLLIN};
  while ((events_of(socket) & ZMQ_POLLIN) == 0)
    if (poll(&item, 1, SURE) <= 0)
      return "in vain";
  return "comes";
}

static void take(void *socket) {
  char byte;
  printf("  received %d, ", zmq_recv(socket, &byte, 1, ZMQ_DONTWAIT));
  printf("then events %d\n", events_of(socket) & ZMQ_POLLIN);
}

/* Whether the descriptor alone tells of what has already come. */
static void tells(const char *how, void *socket) {
  struct pollfd item = {.fd = number_of(socket, ZMQ_FD), .events = POLLIN};
  printf("%s: poll %d", how, poll(&item, 1, SURE));
  printf(", events %d\n", events_of(socket) & ZMQ_POLLIN);
  take(socket);
}

static void over(void *context, const char *endpoint) {
  printf("-- %s\n", endpoint);
  void *first = make(context, ZMQ_PULL), *second = make(context, ZMQ_PULL);
  void *pushes[2] = {make(context, ZMQ_PUSH), make(context, ZMQ_PUSH)}, *pulls[2] = {first, second};
  printf("one for each: %d\n", number_of(first, ZMQ_FD) != number_of(second, ZMQ_FD));
  printf("the same again: %d\n", number_of(first, ZMQ_FD) == number_of(first, ZMQ_FD));
  for (int i = 0; i < 2; i++) {
    char name[100];
    size_t size = sizeof name;
    snprintf(name, sizeof name, "%s", endpoint);
    if (strncmp(endpoint, "inproc", 6) == 0)
      name[9] = (char)('a' + i);
    must(zmq_bind(pulls[i], name), "bind");
    must(zmq_getsockopt(pulls[i], ZMQ_LAST_ENDPOINT, name, &size), "endpoint");
    must(zmq_connect(pushes[i], name), "connect");
    must(zmq_send(pushes[i], "x", 1, 0), "send");
    printf("the first message %s\n", arrives(pulls[i]));
    take(pulls[i]);
  }
  must(zmq_send(pushes[1], "x", 1, 0), "send");
  usleep(100000);
  tells("while it slept", second);
  must(zmq_send(pushes[1], "x", 1, 0), "send");
  usleep(100000);
  printf("the other's events %d\n", events_of(first) & ZMQ_POLLIN);
  tells("seen by the other", second);
  must(zmq_send(pushes[1], "x", 1, 0), "send");
  zmq_pollitem_t item = {.socket = first, .events = ZMQ_POLLIN};
  printf("zmq_poll of the other %d\n", zmq_poll(&item, 1, UNLIKELY));
  tells("polled by the other", second);
  for (int i = 0; i < 2; i++) {
    zmq_close(pushes[i]);
    zmq_close(pulls[i]);
  }
}

/* A set of both, with messages from another process: none is lost, and no wait ends for nothing. */
static void in_a_set(const char *what, uint32_t flags) {
  enum { MESSAGES = 20 };
  int talk[2];
  must(pipe(talk), "pipe");
  pid_t child = fork();
  if (child == 0) {
    char name[2][64];
    void *context = zmq_ctx_new();
    if (read(talk[0], name, sizeof name) != sizeof name)
      _exit(1);
    void *pushes[2] = {make(context, ZMQ_PUSH), make(context, ZMQ_PUSH)};
    int linger = SURE;
    for (int i = 0; i < 2; i++) {
      zmq_setsockopt(pushes[i], ZMQ_LINGER, &linger, sizeof linger);
      must(zmq_connect(pushes[i], name[i]), "connect");
    }
    for (int i = 0; i < MESSAGES; i++, usleep(5000))
      must(zmq_send(pushes[i % 2], "x", 1, 0), "send");
    zmq_close(pushes[0]);
    zmq_close(pushes[1]);
    zmq_ctx_term(context);
    _exit(0);
  }
  void *context = zmq_ctx_new(), *pulls[2] = {make(context, ZMQ_PULL), make(context, ZMQ_PULL)};
  int set = must(epoll_create1(0), "epoll_create1"), counts[2] = {0, 0};
  for (int i = 0; i < 2; i++) {
    struct epoll_event event = {.events = EPOLLIN | flags, .data.u32 = (uint32_t)i};
    must(epoll_ctl(set, EPOLL_CTL_ADD, number_of(pulls[i], ZMQ_FD), &event), "epoll_ctl");
  }
  char names[2][64];
  for (int i = 0; i < 2; i++)
    snprintf(names[i], sizeof names[i], "%s", bind_somewhere(pulls[i]));
  must(write(talk[1], names, sizeof names) == sizeof names ? 0 : -1, "write");
  while (counts[0] + counts[1] < MESSAGES) {
    int found = 0;
    for (int i = 0; i < 2; i++)
      for (char byte; (events_of(pulls[i]) & ZMQ_POLLIN) != 0; found++)
        counts[i] += must(zmq_recv(pulls[i], &byte, 1, ZMQ_DONTWAIT), "receive");
    struct epoll_event event;
    if (found == 0 && epoll_wait(set, &event, 1, SURE) == 0) {
      printf("%s: nothing for a while\n", what);
      break;
    }
  }
  printf("%s: %d and %d\n", what, counts[0], counts[1]);
  for (int i = 0; i < 2; i++) {
    close(talk[i]);
    zmq_close(pulls[i]);
  }
  close(set);
  zmq_ctx_term(context);
  must(waitpid(child, NULL, 0), "waitpid");
}

int main(void) {
  in_a_set("level-triggered", 0);
  in_a_set("edge-triggered", EPOLLET);
  fflush(stdout);
  void *context = zmq_ctx_new();
  over(context, "tcp://127.0.0.1:*");
  over(context, "ipc://*");
  over(context, "inproc://a");
  printf("term %d\n", zmq_ctx_term(context));
  return 0;
}
