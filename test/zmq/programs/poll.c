// zmq_poll: sockets and descriptors, time limits, errors.
#include <sys/time.h>
#include <time.h>

#include "help.h"

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void limits(void *socket) {
  zmq_pollitem_t item = {.socket = socket, .events = ZMQ_POLLIN};
  long start = now();
  int result = zmq_poll(&item, 1, 100);
  long took = now() - start;
  printf("nothing: %d after %s\n", result, took >= 95 && took < SURE ? "100 ms" : "another time");
  start = now();
  result = zmq_poll(NULL, 0, 50);
  took = now() - start;
  printf("no items: %d after %s\n", result, took >= 45 && took < SURE ? "50 ms" : "another time");
  printf("no items, no time: %d\n", zmq_poll(NULL, 0, 0));
  if (zmq_poll(NULL, 1, 0) < 0)
    printf("no memory: %s\n", error_name());
  char wrong[1024] = "not a socket";
  item.socket = wrong;
  if (zmq_poll(&item, 1, 0) < 0)
    printf("no socket: %s\n", error_name());
}

int main(void) {
  void *context = zmq_ctx_new();
  void *a = make(context, ZMQ_PAIR);
  void *b = make(context, ZMQ_PAIR);
  limits(a);
  int fds[2];
  must(pipe(fds), "pipe");
  must(zmq_connect(b, bind_somewhere(a)), "connect");
  tell(b, "ready?", NULL);
  hear("a", a);
  zmq_pollitem_t items[4] = {{.socket = a, .events = ZMQ_POLLIN | ZMQ_POLLOUT},
                             {.fd = fds[0], .events = ZMQ_POLLIN},
                             {.fd = fds[1], .events = ZMQ_POLLOUT},
                             {.socket = b, .events = ZMQ_POLLIN}};
  int result = zmq_poll(items, 4, 0);
  printf("%d: %d %d %d %d\n", result, items[0].revents, items[1].revents, items[2].revents, items[3].revents);
  items[0].events = ZMQ_POLLIN;
  result = zmq_poll(items, 2, 20);
  printf("%d: %d %d\n", result, items[0].revents, items[1].revents);
  must((int)write(fds[1], "x", 1), "write");
  result = zmq_poll(items, 2, -1);
  printf("%d: %d %d\n", result, items[0].revents, items[1].revents);
  tell(b, "message", NULL);
  items[1].events = 0;
  result = zmq_poll(items, 2, SURE);
  printf("%d: %d %d\n", result, items[0].revents, items[1].revents);
  hear("a", a);
  close(fds[1]);
  char byte;
  must((int)read(fds[0], &byte, 1), "read");
  items[1].events = ZMQ_POLLIN;
  result = zmq_poll(&items[1], 1, SURE);
  printf("a closed pipe: %d, not silent: %d\n", result, items[1].revents != 0);
  close(fds[0]);
  int events;
  size_t size = sizeof events;
  must(zmq_getsockopt(a, ZMQ_EVENTS, &events, &size), "ZMQ_EVENTS");
  printf("events of a: %d\n", events);
  // The context's end ends a wait.
  must(zmq_ctx_shutdown(context), "shutdown");
  if (zmq_poll(items, 1, -1) < 0)
    printf("after the shutdown: %s\n", error_name());
  FINISH(context, a, b);
}
