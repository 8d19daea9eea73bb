// Peers that go and come back: a server bound again, one that is killed, subscriptions renewed, messages that waited;
// what is lost is what the pattern says.
// isthmus: --allow-unix --allow-net=127.0.0.1
// link: -lzmq
#include "zmq-show.h"

static char buffer[64];

/* The server is closed and another one bound at its place. */
static void rebound(const char *endpoint) {
  printf("bound again, %.4s\n", endpoint);
  void *context = zmq_ctx_new(), *push = make_socket(context, ZMQ_PUSH), *pull = make_socket(context, ZMQ_PULL);
  char at[128];
  set_int(push, ZMQ_RECONNECT_IVL, 20);
  snprintf(at, sizeof at, "%s", bound(pull, endpoint));
  check(zmq_connect(push, at) == 0);
  send_text(push, "one", 0);
  expect("first server", pull);
  void *monitor = watch_events(context, push, "inproc://m", ZMQ_EVENT_DISCONNECTED);
  check(zmq_close(pull) == 0);
  /* What is sent before the end has been noticed is lost. */
  await_events(push, monitor, 1);
  end_events(push, monitor);
  send_text(push, "two", 0);
  send_text(push, "three", 0);
  pull = make_socket(context, ZMQ_PULL);
  bind_again(pull, at);
  expect("second server", pull);
  expect("second server", pull);
  finish(context, push, pull);
}

/* A subscriber's subscriptions are made again at the new publisher, also those that came meanwhile. */
static void subscriptions(void) {
  printf("subscriptions\n");
  void *context = zmq_ctx_new(), *sub = make_socket(context, ZMQ_SUB), *pub = make_socket(context, ZMQ_XPUB);
  set_int(sub, ZMQ_RECONNECT_IVL, 20);
  check(zmq_setsockopt(sub, ZMQ_SUBSCRIBE, "a", 1) == 0);
  check(zmq_connect(sub, bound(pub, "ipc://subscriptions.socket")) == 0);
  expect("first publisher", pub);
  check(zmq_close(pub) == 0);
  settle(100);
  check(zmq_setsockopt(sub, ZMQ_SUBSCRIBE, "b", 1) == 0);
  pub = make_socket(context, ZMQ_XPUB);
  bind_again(pub, "ipc://subscriptions.socket");
  /* A socket notices that its peer is back in the calls on it. */
  for (int tries = 0; tries < patience / 20 && !comes_within(pub, 20); tries++)
    get_int(sub, ZMQ_EVENTS);
  /* In whichever order. */
  int topics = 0;
  for (int i = 0; i < 2; i++) {
    check(comes_within(pub, patience) && zmq_recv(pub, buffer, sizeof buffer, 0) == 2 && buffer[0] == 1);
    topics += buffer[1];
  }
  printf("both topics %d\n", topics == 'a' + 'b');
  send_text(pub, "a again", 0);
  send_text(pub, "b too", 0);
  expect("sub", sub);
  expect("sub", sub);
  finish(context, sub, pub);
}

static void serve(const char *endpoint, int count) {
  void *context = zmq_ctx_new(), *rep = make_socket(context, ZMQ_REP);
  check(zmq_bind(rep, endpoint) == 0);
  for (int i = 0; i < count; i++) {
    int size = zmq_recv(rep, buffer, sizeof buffer, 0);
    check(size >= 0);
    check(zmq_send(rep, buffer, (size_t)size, 0) == size);
  }
  /* Is killed in the middle of a request. */
  check(zmq_recv(rep, buffer, sizeof buffer, 0) >= 0);
  raise(SIGKILL);
}

/* A client that tries again with a new socket when no answer comes, against servers that are killed. */
static void killed(void) {
  printf("killed servers\n");
  static const char endpoint[] = "ipc://killed.socket";
  void *context = NULL, *req = NULL;
  int answered = 0, tries = 0, servers = 0, status;
  pid_t server = 0;
  while (answered < 6) {
    if (server == 0 || waitpid(server, &status, WNOHANG) == server) {
      if (server != 0)
        printf("a server %s\n", status_name(status));
      server = fork();
      if (server == 0)
        serve(endpoint, 2);
      servers++;
    }
    if (context == NULL)
      context = zmq_ctx_new();
    if (req == NULL) {
      req = make_socket(context, ZMQ_REQ);
      set_int(req, ZMQ_LINGER, 0);
      set_int(req, ZMQ_RECONNECT_IVL, 10);
      check(zmq_connect(req, endpoint) == 0);
    }
    snprintf(buffer, sizeof buffer, "request %d", answered);
    send_text(req, buffer, 0);
    tries++;
    /* There is an answer, or there will be none, as the server has died. */
    siginfo_t end = {.si_pid = 0};
    while (!comes_within(req, 20) && end.si_pid == 0)
      check(waitid(P_PID, (id_t)server, &end, WEXITED | WNOHANG | WNOWAIT) == 0);
    if (comes_within(req, 0)) {
      check(zmq_recv(req, buffer, sizeof buffer, 0) > 0);
      answered++;
    } else {
      check(zmq_close(req) == 0);
      req = NULL;
    }
  }
  printf("answered %d with %d tries and %d servers\n", answered, tries, servers);
  kill(server, SIGKILL);
  check(waitpid(server, &status, 0) == server);
  finish(context, req);
}

/* RECONNECT_IVL of -1: no second try. */
static void never(void) {
  printf("never again\n");
  void *context = zmq_ctx_new(), *dealer = make_socket(context, ZMQ_DEALER), *router = make_socket(context, ZMQ_ROUTER);
  set_int(dealer, ZMQ_RECONNECT_IVL, -1);
  char at[128];
  snprintf(at, sizeof at, "%s", bound(router, "tcp://127.0.0.1:*"));
  check(zmq_connect(dealer, at) == 0);
  send_text(dealer, "here", 0);
  check(zmq_recv(router, buffer, sizeof buffer, 0) == 5);
  expect("router", router);
  check(zmq_close(router) == 0);
  settle(100);
  router = make_socket(context, ZMQ_ROUTER);
  bind_again(router, at);
  zmq_send(dealer, "lost", 4, ZMQ_DONTWAIT);
  settle(200);
  expect_nothing("router", router);
  finish(context, dealer, router);
}

/* With ZMQ_IMMEDIATE nothing waits at a connection that is not there. */
static void immediate(void) {
  printf("immediate\n");
  void *context = zmq_ctx_new(), *push = make_socket(context, ZMQ_PUSH), *a = make_socket(context, ZMQ_PULL);
  void *b = make_socket(context, ZMQ_PULL);
  set_int(push, ZMQ_IMMEDIATE, 1);
  set_int(push, ZMQ_RECONNECT_IVL, 2000);
  char at[128];
  snprintf(at, sizeof at, "%s", bound(a, "ipc://a.socket"));
  void *monitor = watch_events(context, push, "inproc://m", ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_CONNECT_RETRIED);
  check(zmq_connect(push, at) == 0 && zmq_connect(push, bound(b, "ipc://b.socket")) == 0);
  await_events(push, monitor, 2);
  for (int i = 0; i < 4; i++)
    send_text(push, "to both", 0);
  for (int i = 0; i < 2; i++) {
    expect("a", a);
    expect("b", b);
  }
  check(zmq_close(a) == 0);
  await_events(push, monitor, 1);
  end_events(push, monitor);
  for (int i = 0; i < 4; i++)
    send_text(push, "to b", 0);
  for (int i = 0; i < 4; i++)
    expect("b", b);
  finish(context, push, b);
}

int main(void) {
  begin();
  rebound("tcp://127.0.0.1:*");
  rebound("ipc://rebound.socket");
  subscriptions();
  killed();
  never();
  immediate();
  return 0;
}
