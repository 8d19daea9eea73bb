// Contexts: options, limits, shutdown with sockets open, termination, and what is refused.
// isthmus: --allow-unix --allow-net=127.0.0.1,[::1]
// link: -lzmq
#include "zmq-show.h"

/* Prints whether a pointer came, or the errno. */
#define show_null(expression)                                                                                          \
  do {                                                                                                                 \
    errno = 0;                                                                                                         \
    int there = (expression) != NULL;                                                                                  \
    printf("%s: %s\n", #expression, there ? "made" : errno_name(errno));                                               \
  } while (0)

static void options(void) {
  void *context = zmq_ctx_new();
  check(context != NULL);
  show(zmq_ctx_get(context, ZMQ_IO_THREADS));
  show(zmq_ctx_get(context, ZMQ_MAX_SOCKETS));
  show(zmq_ctx_get(context, ZMQ_SOCKET_LIMIT) >= 1023);
  show(zmq_ctx_get(context, ZMQ_MAX_MSGSZ));
  show(zmq_ctx_get(context, ZMQ_MSG_T_SIZE));
  show(zmq_ctx_get(context, ZMQ_IPV6));
  show(zmq_ctx_get(context, ZMQ_BLOCKY));
  show(zmq_ctx_get(context, 4711));
  show(zmq_ctx_set(context, ZMQ_IO_THREADS, 3));
  show(zmq_ctx_get(context, ZMQ_IO_THREADS));
  show(zmq_ctx_set(context, ZMQ_IO_THREADS, -1));
  show(zmq_ctx_set(context, ZMQ_MAX_SOCKETS, 0));
  show(zmq_ctx_set(context, ZMQ_MAX_SOCKETS, 10));
  show(zmq_ctx_get(context, ZMQ_MAX_SOCKETS));
  show(zmq_ctx_set(context, ZMQ_MAX_MSGSZ, -1));
  show(zmq_ctx_set(context, ZMQ_MAX_MSGSZ, 1000));
  show(zmq_ctx_get(context, ZMQ_MAX_MSGSZ));
  show(zmq_ctx_set(context, ZMQ_IPV6, 1));
  show(zmq_ctx_get(context, ZMQ_IPV6));
  show(zmq_ctx_set(context, ZMQ_BLOCKY, 0));
  show(zmq_ctx_get(context, ZMQ_BLOCKY));
  show(zmq_ctx_set(context, 4711, 1));
  void *socket = make_socket(context, ZMQ_PAIR);
  printf("a socket has IPv6 %d, linger %d, max message %d\n", get_int(socket, ZMQ_IPV6), get_int(socket, ZMQ_LINGER),
         (int)sizeof(int64_t));
  finish(context, socket);
}

static void limits(void) {
  void *context = zmq_ctx_new();
  show(zmq_ctx_set(context, ZMQ_MAX_SOCKETS, 3));
  void *sockets[3];
  for (int i = 0; i < 3; i++)
    sockets[i] = make_socket(context, ZMQ_DEALER);
  show_null(zmq_socket(context, ZMQ_DEALER));
  check(zmq_close(sockets[1]) == 0);
  /* libzmq gives its place back by and by. */
  for (int tries = 0; tries < patience / 20 && (sockets[1] = zmq_socket(context, ZMQ_PULL)) == NULL; tries++)
    settle(20);
  printf("after one was closed: %d\n", sockets[1] != NULL);
  finish(context, sockets[0], sockets[1], sockets[2]);
}

static void shutdown_and_term(void) {
  void *context = zmq_ctx_new();
  void *pull = make_socket(context, ZMQ_PULL), *push = make_socket(context, ZMQ_PUSH);
  check(zmq_bind(pull, "inproc://a") == 0 && zmq_connect(push, "inproc://a") == 0);
  send_text(push, "before", 0);
  show(zmq_ctx_shutdown(context));
  show(zmq_ctx_shutdown(context));
  char buffer[16];
  show(zmq_recv(pull, buffer, sizeof buffer, 0));
  show(zmq_recv(pull, buffer, sizeof buffer, ZMQ_DONTWAIT));
  show(zmq_bind(pull, "inproc://b"));
  show(zmq_connect(push, "inproc://b"));
  int value = 0;
  size_t size = sizeof value;
  show(zmq_getsockopt(pull, ZMQ_TYPE, &value, &size));
  show(zmq_getsockopt(pull, ZMQ_EVENTS, &value, &size));
  show(zmq_setsockopt(pull, ZMQ_LINGER, &value, sizeof value));
  zmq_pollitem_t item = {.socket = pull, .events = ZMQ_POLLIN};
  show(zmq_poll(&item, 1, 100));
  show_null(zmq_socket(context, ZMQ_PAIR));
  check(zmq_close(push) == 0 && zmq_close(pull) == 0);
  show(zmq_ctx_term(context));
}

static void refusals(void) {
  show(zmq_ctx_term(NULL));
  show(zmq_ctx_shutdown(NULL));
  show(zmq_ctx_set(NULL, ZMQ_IO_THREADS, 1));
  show(zmq_ctx_get(NULL, ZMQ_IO_THREADS));
  show_null(zmq_socket(NULL, ZMQ_PAIR));
  void *context = zmq_ctx_new();
  show_null(zmq_socket(context, -1));
  show_null(zmq_socket(context, 100));
  show(zmq_close(NULL));
  show(zmq_bind(NULL, "inproc://a"));
  show(zmq_connect(NULL, "inproc://a"));
  show(zmq_unbind(NULL, "inproc://a"));
  show(zmq_disconnect(NULL, "inproc://a"));
  show(zmq_send(NULL, "", 0, 0));
  show(zmq_send_const(NULL, "", 0, 0));
  show(zmq_recv(NULL, NULL, 0, 0));
  zmq_msg_t message;
  zmq_msg_init(&message);
  show(zmq_msg_send(&message, NULL, 0));
  show(zmq_msg_recv(&message, NULL, 0));
  show(zmq_setsockopt(NULL, ZMQ_LINGER, NULL, 0));
  show(zmq_getsockopt(NULL, ZMQ_LINGER, NULL, NULL));
  show(zmq_socket_monitor(NULL, "inproc://m", ZMQ_EVENT_ALL));
  show(zmq_ctx_term(context));
  context = zmq_init(2);
  show(zmq_ctx_get(context, ZMQ_IO_THREADS));
  show(zmq_term(context));
  show_null(zmq_init(-1));
  context = zmq_init(0);
  printf("zmq_init(0): %d\n", context != NULL);
  show(zmq_ctx_destroy(context));
}

int main(void) {
  begin();
  options();
  limits();
  shutdown_and_term();
  refusals();
  return 0;
}
