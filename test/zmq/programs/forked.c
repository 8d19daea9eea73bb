// A fork's child leaves the parent's sockets alone, and makes its own, with which it talks to the parent.
#include "help.h"
#include <sys/wait.h>

static void child(const char *endpoint) {
  void *context = zmq_ctx_new(), *push = zmq_socket(context, ZMQ_PUSH);
  must(zmq_connect(push, endpoint), "connect");
  must(zmq_send(push, "child", 5, 0), "send");
  zmq_close(push);
  zmq_ctx_term(context);
  _exit(0);
}

int main(void) {
  void *context = zmq_ctx_new(), *pull = make(context, ZMQ_PULL), *push = make(context, ZMQ_PUSH);
  char endpoint[100], buffer[20];
  size_t size = sizeof endpoint;
  int own = 0, children = 0, time = SURE;
  must(zmq_bind(pull, "tcp://127.0.0.1:*"), "bind");
  must(zmq_getsockopt(pull, ZMQ_LAST_ENDPOINT, endpoint, &size), "endpoint");
  must(zmq_connect(push, endpoint), "connect");
  for (int i = 0; i < 3; i++)
    must(zmq_send(push, "own", 3, 0), "send");
  for (int i = 0; i < 3; i++)
    if (must(fork(), "fork") == 0)
      child(endpoint);
  zmq_setsockopt(pull, ZMQ_RCVTIMEO, &time, sizeof time);
  while (own + children < 6) {
    int received = zmq_recv(pull, buffer, sizeof buffer, 0);
    if (received < 0)
      break;
    own += received == 3;
    children += received == 5;
  }
  while (wait(NULL) > 0)
    ;
  printf("own %d, of children %d\n", own, children);
  zmq_close(pull);
  zmq_close(push);
  printf("term: %d\n", zmq_ctx_term(context));
  return 0;
}
