// Benchmark: ZeroMQ over TCP and over Unix sockets: questions and answers, a stream of messages, and publications to
// many. The same source is measured with libzmq and, natively and for wasm, with core-c/zmq.
#include "bench.h"
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <zmq.h>

enum { publication_size = 64, longest_endpoint = 256 };

static char *message;
static size_t message_size;
static void *context, *socket_here;
static pid_t peer;
/* One end of a pair that carries the counts of slices and, back, that a slice has arrived. */
static int control;

static void zmq_fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, zmq_strerror(zmq_errno()));
  exit(EXIT_FAILURE);
}

static void *open_socket(int type) {
  void *made = zmq_socket(context, type);
  int none = 0;
  if (made == NULL || zmq_setsockopt(made, ZMQ_LINGER, &none, sizeof none) != 0)
    zmq_fail("zmq_socket");
  return made;
}

/* Reads from the control pair. Waiting is the library's, which has no thread of its own to go on with meanwhile. */
static int control_read(void *data, size_t size) {
  zmq_pollitem_t item = {NULL, control, ZMQ_POLLIN, 0};
  while (zmq_poll(&item, 1, -1) < 0)
    if (zmq_errno() != EINTR)
      zmq_fail("zmq_poll");
  ssize_t count = read(control, data, size);
  if (count != 0 && count != (ssize_t)size)
    bench_fail("control");
  return count != 0;
}

static void connect_all(void *const *sockets, size_t count, const char *endpoint) {
  for (size_t i = 0; i < count; i++)
    if (zmq_connect(sockets[i], endpoint) != 0)
      zmq_fail("zmq_connect");
}

/* Forks; the parent binds a socket, and tells the child where. */
static void start(int type, const char *endpoint, void (*serve)(const char *at)) {
  int ends[2];
  char at[longest_endpoint] = "";
  size_t size = sizeof at;
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
    bench_fail("socketpair");
  peer = fork();
  if (peer < 0)
    bench_fail("fork");
  control = ends[peer == 0 ? 1 : 0];
  close(ends[peer == 0 ? 0 : 1]);
  context = zmq_ctx_new();
  if (context == NULL)
    zmq_fail("zmq_ctx_new");
  if (peer == 0) {
    bench_read_all(control, at, sizeof at);
    serve(at);
    _exit(0);
  }
  int none = 0;
  socket_here = open_socket(type);
  if ((type == ZMQ_XPUB && zmq_setsockopt(socket_here, ZMQ_SNDHWM, &none, sizeof none) != 0) ||
      zmq_bind(socket_here, endpoint) != 0 || zmq_getsockopt(socket_here, ZMQ_LAST_ENDPOINT, at, &size) != 0)
    zmq_fail("zmq_bind");
  bench_write_all(control, at, sizeof at);
}

static void allocate(size_t size) {
  message_size = size;
  message = calloc(1, size);
  if (message == NULL)
    bench_fail("calloc");
}

/* Questions and answers */

static void answer(const char *at) {
  void *reply = open_socket(ZMQ_REP);
  connect_all(&reply, 1, at);
  for (;;) {
    int size = zmq_recv(reply, message, message_size, 0);
    if (size < 0)
      return;
    if (zmq_send(reply, message, (size_t)size, 0) != size)
      zmq_fail("answer");
  }
}

static void perform_round_trips(uint64_t count) {
  for (uint64_t i = 0; i < count; i++)
    if (zmq_send(socket_here, message, message_size, 0) < 0 || zmq_recv(socket_here, message, message_size, 0) < 0)
      zmq_fail("round trip");
}

static void finish_round_trips(void) {
  kill(peer, SIGKILL);
  waitpid(peer, NULL, 0);
}

/* A stream of messages. The peer says when all of a slice have arrived. */

static void take(const char *at) {
  void *pull = open_socket(ZMQ_PULL);
  uint64_t count;
  connect_all(&pull, 1, at);
  while (control_read(&count, sizeof count)) {
    for (uint64_t i = 0; i < count; i++)
      if (zmq_recv(pull, message, message_size, 0) != (int)message_size)
        zmq_fail("take");
    bench_write_all(control, "", 1);
  }
}

static void perform_stream(uint64_t count) {
  char done;
  bench_write_all(control, &count, sizeof count);
  for (uint64_t i = 0; i < count; i++)
    if (zmq_send(socket_here, message, message_size, 0) != (int)message_size)
      zmq_fail("zmq_send");
  control_read(&done, 1);
}

static void finish_stream(void) {
  close(control);
  waitpid(peer, NULL, 0);
}

/* Publications: all subscribers are sockets of one process, and get all. */

static size_t subscribers;

static void subscribe(const char *at) {
  void **sockets = calloc(subscribers, sizeof *sockets);
  uint64_t count;
  int none = 0;
  if (sockets == NULL)
    bench_fail("calloc");
  for (size_t i = 0; i < subscribers; i++) {
    sockets[i] = open_socket(ZMQ_SUB);
    if (zmq_setsockopt(sockets[i], ZMQ_RCVHWM, &none, sizeof none) != 0 ||
        zmq_setsockopt(sockets[i], ZMQ_SUBSCRIBE, "", 0) != 0)
      zmq_fail("subscribe");
  }
  connect_all(sockets, subscribers, at);
  while (control_read(&count, sizeof count)) {
    for (size_t i = 0; i < subscribers; i++)
      for (uint64_t left = count; left > 0; left--)
        if (zmq_recv(sockets[i], message, message_size, 0) != (int)message_size)
          zmq_fail("subscriber");
    bench_write_all(control, "", 1);
  }
}

static void prepare_publications(size_t size) {
  struct rlimit limit;
  char topic;
  int yes = 1;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 2048) {
    limit.rlim_cur = 2048;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  subscribers = size;
  allocate(publication_size);
  start(ZMQ_XPUB, "tcp://127.0.0.1:*", subscribe);
  if (zmq_setsockopt(socket_here, ZMQ_XPUB_VERBOSE, &yes, sizeof yes) != 0)
    zmq_fail("verbose");
  for (size_t i = 0; i < subscribers; i++)
    if (zmq_recv(socket_here, &topic, 1, 0) != 1)
      zmq_fail("subscription");
}

/* The rows, over each transport. */

#define over(name, type, serve)                                                                                        \
  static void prepare_tcp_##name(size_t size) {                                                                        \
    allocate(size);                                                                                                    \
    start(type, "tcp://127.0.0.1:*", serve);                                                                           \
  }                                                                                                                    \
  static void prepare_ipc_##name(size_t size) {                                                                        \
    char endpoint[64];                                                                                                 \
    allocate(size);                                                                                                    \
    snprintf(endpoint, sizeof endpoint, "ipc://zmq-bench-%d.socket", (int)getpid());                                   \
    start(type, endpoint, serve);                                                                                      \
  }

over(round_trips, ZMQ_REQ, answer) over(stream, ZMQ_PUSH, take)

    int main(int argc, char **argv) {
  static const struct row rows[] = {
      {"tcp-roundtrip", prepare_tcp_round_trips, perform_round_trips, finish_round_trips},
      {"ipc-roundtrip", prepare_ipc_round_trips, perform_round_trips, finish_round_trips},
      {"tcp-stream", prepare_tcp_stream, perform_stream, finish_stream},
      {"ipc-stream", prepare_ipc_stream, perform_stream, finish_stream},
      {"publish", prepare_publications, perform_stream, finish_stream},
  };
  return bench_main(argc, argv, rows, sizeof rows / sizeof rows[0]);
}
