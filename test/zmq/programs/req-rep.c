// REQ and REP: whose turn it is, envelopes, correlation, relaxed requests, malformed ones.
#include "help.h"

static void turns(void *context, bool inproc) {
  void *rep = make(context, ZMQ_REP);
  void *req = make(context, ZMQ_REQ);
  const char *endpoint = "inproc://turns";
  if (inproc)
    must(zmq_bind(rep, endpoint), "bind");
  else
    endpoint = bind_somewhere(rep);
  must(zmq_connect(req, endpoint), "connect");
  hear_within("req before a request", req, 0);
  tell(rep, "unasked", NULL);
  tell(req, "one", NULL);
  tell(req, "two", NULL);
  hear("rep", rep);
  hear_within("rep before a reply", rep, 0);
  tell(rep, "answer", "in", "", "parts", NULL);
  tell(rep, "again", NULL);
  hear("req", req);
  hear_within("req after a reply", req, 0);
  tell(req, "a", "b", NULL);
  hear("rep", rep);
  tell(rep, "", NULL);
  hear("req", req);
  zmq_close(req);
  zmq_close(rep);
}

static void events(void *context) {
  void *rep = make(context, ZMQ_REP);
  void *req = make(context, ZMQ_REQ);
  const char *endpoint = bind_somewhere(rep);
  printf("req can send without a peer: %d\n", is_ready(req, ZMQ_POLLOUT, 0));
  must(zmq_connect(req, endpoint), "connect");
  printf("req can send: %d\n", is_ready(req, ZMQ_POLLOUT, SURE));
  printf("rep can send: %d\n", is_ready(rep, ZMQ_POLLOUT, 0));
  tell(req, "ask", NULL);
  printf("req can send after a request: %d\n", is_ready(req, ZMQ_POLLOUT, 0));
  printf("rep can receive: %d\n", is_ready(rep, ZMQ_POLLIN, SURE));
  hear("rep", rep);
  printf("rep can receive before the reply: %d\n", is_ready(rep, ZMQ_POLLIN, 0));
  printf("rep can send: %d\n", is_ready(rep, ZMQ_POLLOUT, SURE));
  tell(rep, "answer", NULL);
  printf("req can receive: %d\n", is_ready(req, ZMQ_POLLIN, SURE));
  hear("req", req);
  printf("req can send: %d\n", is_ready(req, ZMQ_POLLOUT, SURE));
  zmq_close(req);
  zmq_close(rep);
}

/** What is on the wire between them, and what a strange peer may send. */
static void envelopes(void *context) {
  void *router = make(context, ZMQ_ROUTER);
  void *req = make(context, ZMQ_REQ);
  set_text(req, ZMQ_ROUTING_ID, "req");
  set(req, ZMQ_REQ_RELAXED, 1);
  const char *endpoint = bind_somewhere(router);
  must(zmq_connect(req, endpoint), "connect");
  tell(req, "first", NULL);
  hear("router", router);
  tell(req, "second", NULL);
  hear("router", router);
  tell(router, "req", "", "late", NULL);
  hear("req, not correlated", req);
  zmq_close(req);

  void *rep = make(context, ZMQ_REP);
  void *dealer = make(context, ZMQ_DEALER);
  must(zmq_connect(dealer, bind_somewhere(rep)), "connect");
  tell(dealer, "no envelope", NULL);
  tell(dealer, "hop", "hop", "no bottom", NULL);
  tell(dealer, "", NULL);
  tell(dealer, "hop 1", "hop 2", "", "good", "request", NULL);
  hear("rep", rep);
  tell(rep, "reply", NULL);
  hear("dealer", dealer);
  zmq_close(rep);
  zmq_close(dealer);
  zmq_close(router);
}

static void correlated(void *context) {
  void *router = make(context, ZMQ_ROUTER);
  void *req = make(context, ZMQ_REQ);
  set_text(req, ZMQ_ROUTING_ID, "req");
  set(req, ZMQ_REQ_CORRELATE, 1);
  set(req, ZMQ_REQ_RELAXED, 1);
  must(zmq_connect(req, bind_somewhere(router)), "connect");
  uint32_t numbers[2];
  for (int i = 0; i < 2; i++) {
    tell(req, i == 0 ? "first" : "second", NULL);
    char id[8], body[16];
    must(zmq_recv(router, id, sizeof id, 0), "id");
    printf("a number of %d bytes", must(zmq_recv(router, &numbers[i], sizeof numbers[i], 0), "number"));
    printf(", a bottom of %d,", must(zmq_recv(router, body, sizeof body, 0), "bottom"));
    int size = must(zmq_recv(router, body, sizeof body, 0), "body");
    printf(" %.*s\n", size, body);
  }
  printf("numbers differ: %d\n", numbers[0] != numbers[1]);
  for (int i = 0; i < 2; i++) {
    zmq_send(router, "req", 3, ZMQ_SNDMORE);
    zmq_send(router, &numbers[i], sizeof numbers[i], ZMQ_SNDMORE);
    zmq_send(router, "", 0, ZMQ_SNDMORE);
    zmq_send(router, i == 0 ? "to the first" : "to the second", i == 0 ? 12 : 13, 0);
  }
  hear("req", req);
  zmq_close(req);
  zmq_close(router);
}

/** Requests go to the peers in turn; only the one that was asked is heard. */
static void rounds(void *context) {
  void *req = make(context, ZMQ_REQ);
  void *reps[3];
  for (int i = 0; i < 3; i++) {
    char endpoint[32];
    snprintf(endpoint, sizeof endpoint, "inproc://round-%d", i);
    reps[i] = make(context, ZMQ_REP);
    must(zmq_bind(reps[i], endpoint), "bind");
    must(zmq_connect(req, endpoint), "connect");
  }
  for (int i = 0; i < 6; i++) {
    tell(req, "whose turn?", NULL);
    for (int j = 0; j < 3; j++) {
      char body[16];
      if (zmq_recv(reps[j], body, sizeof body, ZMQ_DONTWAIT) >= 0) {
        printf("request %d to %d\n", i, j);
        tell(reps[j], "mine", NULL);
      }
    }
    hear("req", req);
  }
  zmq_close(req);
  for (int i = 0; i < 3; i++)
    zmq_close(reps[i]);
}

int main(void) {
  void *context = zmq_ctx_new();
  turns(context, false);
  turns(context, true);
  events(context);
  envelopes(context);
  correlated(context);
  rounds(context);
  must(zmq_ctx_term(context), "term");
}
