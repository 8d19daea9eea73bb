// zmq_proxy between ROUTER and DEALER, XSUB and XPUB, PULL and PUSH, with a capture; zmq_proxy_steerable paused,
// resumed and ended; each proxy is a process of its own.
// isthmus: --allow-unix
// link: -lzmq
#include "zmq-show.h"

/* A child with a context of its own; it ends when the control says so. */
static pid_t start_proxy(int front, int back, int steered) {
  pid_t child = fork();
  if (child != 0)
    return child;
  void *context = zmq_ctx_new(), *frontend = make_socket(context, front), *backend = make_socket(context, back);
  void *capture = make_socket(context, ZMQ_PUSH), *control = make_socket(context, ZMQ_PAIR);
  check(zmq_bind(frontend, "ipc://front.socket") == 0 && zmq_bind(backend, "ipc://back.socket") == 0);
  check(zmq_connect(capture, "ipc://capture.socket") == 0);
  if (steered)
    check(zmq_bind(control, "ipc://control.socket") == 0);
  int result =
      steered ? zmq_proxy_steerable(frontend, backend, capture, control) : zmq_proxy(frontend, backend, capture);
  printf("proxy ends: %d %s\n", result, result == 0 ? "" : errno_name(errno));
  set_int(capture, ZMQ_LINGER, 0);
  check(zmq_close(frontend) == 0 && zmq_close(backend) == 0 && zmq_close(capture) == 0 && zmq_close(control) == 0);
  check(zmq_ctx_term(context) == 0);
  _exit(0);
}

static void end(pid_t child) {
  int status;
  check(waitpid(child, &status, 0) == child);
  printf("%s\n", status_name(status));
  unlink("front.socket");
  unlink("back.socket");
  unlink("control.socket");
  unlink("capture.socket");
}

/* Each number of the statistics is a part: messages and bytes, in and out, of both sides. */
static void statistics(void *control) {
  send_text(control, "STATISTICS", 0);
  for (int more = 1; more;) {
    uint64_t number = 0;
    check(comes_within(control, patience) && zmq_recv(control, &number, sizeof number, 0) == sizeof number);
    more = get_int(control, ZMQ_RCVMORE);
    printf("%llu%s", (unsigned long long)number, more ? " " : "\n");
  }
}

static void requests(void) {
  printf("requests\n");
  pid_t child = start_proxy(ZMQ_ROUTER, ZMQ_DEALER, 0);
  void *context = zmq_ctx_new(), *capture = make_socket(context, ZMQ_PULL);
  check(zmq_bind(capture, "ipc://capture.socket") == 0);
  void *reqs[2], *rep = make_socket(context, ZMQ_REP);
  check(zmq_connect(rep, "ipc://back.socket") == 0);
  for (int i = 0; i < 2; i++) {
    reqs[i] = make_socket(context, ZMQ_REQ);
    set_text(reqs[i], ZMQ_ROUTING_ID, i == 0 ? "A" : "B");
    check(zmq_connect(reqs[i], "ipc://front.socket") == 0);
  }
  for (int i = 0; i < 4; i++) {
    send_parts(reqs[i % 2], "question", i % 2 == 0 ? "of a" : "of b");
    expect("rep", rep);
    send_text(rep, i % 2 == 0 ? "answer for a" : "answer for b", 0);
    expect("req", reqs[i % 2]);
    expect("capture", capture);
    expect("capture", capture);
  }
  kill(child, SIGTERM);
  finish(context, capture, reqs[0], reqs[1], rep);
  end(child);
}

static void publications(void) {
  printf("publications\n");
  pid_t child = start_proxy(ZMQ_XSUB, ZMQ_XPUB, 0);
  void *context = zmq_ctx_new(), *pub = make_socket(context, ZMQ_XPUB), *subs[2];
  check(zmq_connect(pub, "ipc://front.socket") == 0);
  for (int i = 0; i < 2; i++) {
    subs[i] = make_socket(context, ZMQ_SUB);
    check(zmq_setsockopt(subs[i], ZMQ_SUBSCRIBE, i == 0 ? "a" : "b", 1) == 0);
    check(zmq_connect(subs[i], "ipc://back.socket") == 0);
    expect("pub", pub);
  }
  send_parts(pub, "a", "for one");
  send_parts(pub, "b", "for the other");
  send_text(pub, "c for nobody", 0);
  for (int i = 0; i < 2; i++) {
    expect("sub", subs[i]);
    expect_nothing("sub", subs[i]);
  }
  kill(child, SIGTERM);
  finish(context, pub, subs[0], subs[1]);
  end(child);
}

static void steered(void) {
  printf("steered\n");
  pid_t child = start_proxy(ZMQ_PULL, ZMQ_PUSH, 1);
  void *context = zmq_ctx_new(), *push = make_socket(context, ZMQ_PUSH), *pull = make_socket(context, ZMQ_PULL);
  void *control = make_socket(context, ZMQ_PAIR), *capture = make_socket(context, ZMQ_PULL);
  check(zmq_bind(capture, "ipc://capture.socket") == 0);
  check(zmq_connect(push, "ipc://front.socket") == 0 && zmq_connect(pull, "ipc://back.socket") == 0);
  check(zmq_connect(control, "ipc://control.socket") == 0);
  send_text(push, "one", 0);
  expect("pull", pull);
  send_text(control, "PAUSE", 0);
  /* Its answer tells that it has heard of the pause. */
  statistics(control);
  send_text(push, "two", 0);
  expect_nothing("pull", pull);
  send_text(control, "RESUME", 0);
  expect("pull", pull);
  statistics(control);
  send_text(control, "TERMINATE", 0);
  end(child);
  finish(context, push, pull, control, capture);
}

int main(void) {
  begin();
  requests();
  publications();
  steered();
  return 0;
}
