// inproc: connecting before binding, names used again, contexts apart, many peers, messages by reference, ends.
// link: -lzmq
#include "zmq-show.h"

static int freed;
static void release(void *data, void *hint) {
  (void)hint;
  freed++;
  free(data);
}

int main(void) {
  begin();
  void *context = zmq_ctx_new(), *other_context = zmq_ctx_new();
  void *pull = make_socket(context, ZMQ_PULL), *push = make_socket(context, ZMQ_PUSH);
  show(zmq_connect(push, "inproc://later"));
  show(zmq_send(push, "waits", 5, 0));
  show(zmq_bind(pull, "inproc://later"));
  expect("pull", pull);
  void *second = make_socket(context, ZMQ_PULL);
  show(zmq_bind(second, "inproc://later"));
  show(zmq_unbind(pull, "inproc://later"));
  show(zmq_bind(second, "inproc://later"));
  /* Who was connected stays with whom he was connected to, or not; who comes now finds the new one. */
  void *newcomer = make_socket(context, ZMQ_PUSH);
  show(zmq_connect(newcomer, "inproc://later"));
  show(zmq_send(newcomer, "new", 3, 0));
  expect("second", second);
  /* Each context has names of its own. */
  void *stranger = make_socket(other_context, ZMQ_PULL), *lonely = make_socket(other_context, ZMQ_PUSH);
  show(zmq_bind(stranger, "inproc://later"));
  show(zmq_connect(lonely, "inproc://later"));
  show(zmq_send(lonely, "apart", 5, 0));
  expect("stranger", stranger);
  finish(other_context, stranger, lonely);
  /* A name is any text. */
  void *odd = make_socket(context, ZMQ_PAIR), *pair = make_socket(context, ZMQ_PAIR);
  show(zmq_bind(odd, "inproc://a name: with / and * and spaces"));
  printf("%s\n", last_endpoint(odd));
  show(zmq_connect(pair, "inproc://a name: with / and * and spaces"));
  char *memory = malloc(100000);
  memset(memory, 'm', 100000);
  zmq_msg_t message;
  check(zmq_msg_init_data(&message, memory, 100000, release, NULL) == 0);
  show(zmq_msg_send(&message, pair, 0));
  check(zmq_msg_init(&message) == 0);
  show(zmq_msg_recv(&message, odd, 0));
  printf("the same memory %d, freed %d\n", zmq_msg_data(&message) == (void *)memory, freed);
  check(zmq_msg_close(&message) == 0);
  printf("freed %d\n", freed);
  check(zmq_close(odd) == 0);
  /* libzmq's other end goes by and by. */
  for (int tries = 0; tries < patience / 20 && (get_int(pair, ZMQ_EVENTS) & ZMQ_POLLOUT) != 0; tries++)
    settle(20);
  show(zmq_send(pair, "x", 1, ZMQ_DONTWAIT));
  /* Queued messages outlive their sender. */
  void *sender = make_socket(context, ZMQ_PUSH);
  check(zmq_connect(sender, "inproc://later") == 0);
  for (int i = 0; i < 3; i++)
    send_parts(sender, "left behind", i == 2 ? "last" : "");
  check(zmq_close(sender) == 0);
  for (int i = 0; i < 3; i++)
    expect("second", second);
  /* A hundred peers. */
  void *peers[100];
  int sum = 0;
  for (int i = 0; i < 100; i++) {
    peers[i] = make_socket(context, ZMQ_PUSH);
    check(zmq_connect(peers[i], "inproc://later") == 0);
    check(zmq_send(peers[i], &i, sizeof i, 0) == sizeof i);
  }
  for (int i = 0; i < 100; i++) {
    int number;
    check(zmq_recv(second, &number, sizeof number, 0) == sizeof number);
    sum += number;
  }
  printf("sum %d\n", sum);
  for (int i = 0; i < 100; i++)
    check(zmq_close(peers[i]) == 0);
  finish(context, pull, push, second, newcomer, pair);
  return 0;
}
