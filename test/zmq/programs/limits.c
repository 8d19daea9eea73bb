// High-water marks: how many messages are taken before a send is refused, and when it works again; ZMQ_CONFLATE;
// ZMQ_IMMEDIATE; time limits; ZMQ_FD in a poll of the program's own.
#include "help.h"
#include <poll.h>
#include <time.h>

static int fill(void *socket) {
  int count = 0;
  while (count < 5000 && zmq_send(socket, &count, sizeof count, ZMQ_DONTWAIT) >= 0)
    count++;
  return count;
}

static int drain(void *socket) {
  int number, count = 0;
  while (zmq_recv(socket, &number, sizeof number, ZMQ_DONTWAIT) >= 0)
    count++;
  return count;
}

static void inproc(void *context, int sends, int receives) {
  void *push = make(context, ZMQ_PUSH), *pull = make(context, ZMQ_PULL);
  zmq_setsockopt(push, ZMQ_SNDHWM, &sends, sizeof sends);
  zmq_setsockopt(pull, ZMQ_RCVHWM, &receives, sizeof receives);
  char name[50];
  sprintf(name, "inproc://limits-%d-%d", sends, receives);
  must(zmq_bind(pull, name), "bind");
  must(zmq_connect(push, name), "connect");
  printf("inproc %d %d: %d", sends, receives, fill(push));
  printf(" drained %d", drain(pull));
  usleep(50000);
  printf(" again %d\n", fill(push));
  zmq_close(push);
  zmq_close(pull);
}

static void unconnected(void *context, int type) {
  void *socket = make(context, type);
  int limit = 7;
  zmq_setsockopt(socket, ZMQ_SNDHWM, &limit, sizeof limit);
  printf("type %d before connect: %d\n", type, fill(socket));
  must(zmq_connect(socket, "tcp://127.0.0.1:1"), "connect");
  printf("without a peer: %d\n", fill(socket));
  zmq_close(socket);
  socket = make(context, type);
  int yes = 1;
  zmq_setsockopt(socket, ZMQ_IMMEDIATE, &yes, sizeof yes);
  must(zmq_connect(socket, "tcp://127.0.0.1:1"), "connect");
  printf("immediate: %d\n", fill(socket));
  zmq_close(socket);
}

static void conflate(void *context) {
  void *push = make(context, ZMQ_PUSH), *pull = make(context, ZMQ_PULL);
  char endpoint[100];
  size_t size = sizeof endpoint;
  int yes = 1, number = -1;
  zmq_setsockopt(pull, ZMQ_CONFLATE, &yes, sizeof yes);
  must(zmq_bind(pull, "tcp://127.0.0.1:*"), "bind");
  must(zmq_getsockopt(pull, ZMQ_LAST_ENDPOINT, endpoint, &size), "endpoint");
  must(zmq_connect(push, endpoint), "connect");
  for (int i = 0; i < 100; i++)
    must(zmq_send(push, &i, sizeof i, 0), "send");
  /* On a busy machine an older one or two are there for a while. */
  int heard = 0;
  for (set(pull, ZMQ_RCVTIMEO, SURE); number != 99; heard++) {
    is_ready(pull, ZMQ_POLLIN, SURE);
    zmq_poll(NULL, 0, 200);
    must(zmq_recv(pull, &number, sizeof number, 0), "recv");
  }
  printf("newest: %d, others skipped %d", number, heard < 50);
  printf(", then %d\n", zmq_recv(pull, &number, sizeof number, ZMQ_DONTWAIT));
  zmq_close(push);
  zmq_close(pull);
}

static void times(void *context) {
  void *socket = make(context, ZMQ_DEALER);
  struct timespec before, after;
  int time = 100;
  char byte;
  zmq_setsockopt(socket, ZMQ_RCVTIMEO, &time, sizeof time);
  zmq_setsockopt(socket, ZMQ_SNDTIMEO, &time, sizeof time);
  clock_gettime(CLOCK_MONOTONIC, &before);
  int received = zmq_recv(socket, &byte, 1, 0);
  printf("recv %d %s", received, error_name());
  int sent = zmq_send(socket, "x", 1, 0);
  printf(" send %d %s", sent, error_name());
  clock_gettime(CLOCK_MONOTONIC, &after);
  long passed = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
  printf(" in time: %d\n", passed >= 198 && passed < SURE);
  zmq_close(socket);
}

static void descriptor(void *context) {
  void *push = make(context, ZMQ_PUSH), *pull = make(context, ZMQ_PULL);
  char endpoint[100], buffer[10];
  int fd = -1, events = 0, arrived = 0;
  size_t size = sizeof endpoint, fd_size = sizeof fd, events_size = sizeof events;
  must(zmq_bind(pull, "tcp://127.0.0.1:*"), "bind");
  must(zmq_getsockopt(pull, ZMQ_LAST_ENDPOINT, endpoint, &size), "endpoint");
  must(zmq_connect(push, endpoint), "connect");
  must(zmq_send(push, "hello", 5, 0), "send");
  must(zmq_getsockopt(pull, ZMQ_FD, &fd, &fd_size), "fd");
  for (int i = 0; i < 100 && arrived == 0; i++) {
    must(zmq_getsockopt(pull, ZMQ_EVENTS, &events, &events_size), "events");
    if ((events & ZMQ_POLLIN) != 0) {
      arrived = zmq_recv(pull, buffer, sizeof buffer, ZMQ_DONTWAIT);
      break;
    }
    struct pollfd item = {.fd = fd, .events = POLLIN};
    poll(&item, 1, 1000);
  }
  printf("by descriptor: %d\n", arrived);
  zmq_close(push);
  zmq_close(pull);
}

int main(void) {
  void *context = zmq_ctx_new();
  inproc(context, 5, 7);
  inproc(context, 1, 1);
  inproc(context, 0, 7);
  unconnected(context, ZMQ_PUSH);
  unconnected(context, ZMQ_DEALER);
  conflate(context);
  times(context);
  descriptor(context);
  printf("term: %d\n", zmq_ctx_term(context));
  return 0;
}
