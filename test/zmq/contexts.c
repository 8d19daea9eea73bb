// Two contexts in one program, one thread: each waits for what the other has to do; and a child with contexts of its
// own beside those that it inherited.
// isthmus: --allow-unix --allow-net=127.0.0.1
// link: -lzmq
#include "zmq-show.h"

static char buffer[64];

static void two(const char *endpoint) {
  void *one = zmq_ctx_new(), *other = zmq_ctx_new();
  void *rep = make_socket(one, ZMQ_REP), *req = make_socket(other, ZMQ_REQ);
  check(zmq_connect(req, bound(rep, endpoint)) == 0);
  for (int i = 0; i < 3; i++) {
    check(zmq_send(req, "question", 8, 0) == 8);
    check(zmq_recv(rep, buffer, sizeof buffer, 0) == 8);
    check(zmq_send(rep, "answer", 6, 0) == 6);
    check(zmq_recv(req, buffer, sizeof buffer, 0) == 6);
  }
  printf("%.4s: both ways\n", endpoint);
  void *pull = make_socket(one, ZMQ_PULL), *push = make_socket(other, ZMQ_PUSH);
  check(zmq_connect(push, bound(pull, endpoint)) == 0);
  for (int i = 0; i < 1000; i++)
    check(zmq_send(push, buffer, sizeof buffer, 0) == sizeof buffer);
  /* The sender's context ends, which sends what is left, without the receiver's being asked. */
  check(zmq_close(push) == 0 && zmq_close(req) == 0);
  check(zmq_ctx_term(other) == 0);
  int got = 0;
  while (got < 1000 && zmq_recv(pull, buffer, sizeof buffer, 0) == sizeof buffer)
    got++;
  printf("%d received\n", got);
  finish(one, rep, pull);
}

static void forked(void) {
  void *context = zmq_ctx_new(), *pull = make_socket(context, ZMQ_PULL);
  check(zmq_bind(pull, "ipc://forked.socket") == 0);
  pid_t child = fork();
  if (child == 0) {
    /* The parent's context is not touched. */
    void *own = zmq_ctx_new(), *push = make_socket(own, ZMQ_PUSH);
    check(zmq_connect(push, "ipc://forked.socket") == 0);
    check(zmq_send(push, "from the child", 14, 0) == 14);
    check(zmq_close(push) == 0 && zmq_ctx_term(own) == 0);
    _exit(3);
  }
  expect("parent", pull);
  int status;
  check(waitpid(child, &status, 0) == child);
  printf("%s\n", status_name(status));
  expect_nothing("parent", pull);
  finish(context, pull);
}

int main(void) {
  begin();
  two("tcp://127.0.0.1:*");
  two("ipc://contexts.socket");
  forked();
  return 0;
}
