// STREAM: raw TCP clients and servers, connections announced and ended by empty frames, notices off, and raw peers that
// stay ordinary sockets.
// isthmus: --allow-unix --allow-net=127.0.0.1
// link: -lzmq
#include "zmq-show.h"
#include <netinet/in.h>
#include <sys/socket.h>

static int port_of(const char *endpoint) { return atoi(strrchr(endpoint, ':') + 1); }

static struct sockaddr_in loopback(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/* Reads what the library wrote. It goes on with its work in calls on its socket. */
static void raw_read(const char *who, void *stream, int fd, size_t size) {
  char text[64];
  size_t done = 0;
  long long start = milliseconds_now();
  while (done < size && milliseconds_now() - start < patience) {
    zmq_pollitem_t item = {NULL, fd, ZMQ_POLLIN, 0};
    get_int(stream, ZMQ_EVENTS);
    if (zmq_poll(&item, 1, 20) != 1)
      continue;
    ssize_t count = read(fd, text + done, size - done);
    if (count <= 0) {
      printf("%s: end\n", who);
      return;
    }
    done += (size_t)count;
  }
  printf("%s: ", who);
  print_bytes(text, done);
  printf("\n");
}

/* Receives an id and a body; the body may come in pieces, unless it is empty. */
static void stream_read(const char *who, void *stream, char *id, size_t size) {
  char text[256];
  size_t done = 0;
  printf("%s: ", who);
  do {
    if (!comes_within(stream, patience)) {
      printf("nothing\n");
      return;
    }
    check(zmq_recv(stream, id, 255, 0) == 5 && get_int(stream, ZMQ_RCVMORE) == 1);
    int count = zmq_recv(stream, text + done, sizeof text - done, 0);
    check(count >= 0 && get_int(stream, ZMQ_RCVMORE) == 0);
    if (count == 0)
      break;
    done += (size_t)count;
  } while (done < size);
  print_bytes(text, done);
  printf("\n");
}

static void stream_write(void *stream, const char *id, const char *text) {
  check(zmq_send(stream, id, 5, ZMQ_SNDMORE) == 5);
  check(zmq_send(stream, text, strlen(text), 0) == (int)strlen(text));
}

static void server(int notify) {
  printf("a server, notices %d\n", notify);
  void *context = zmq_ctx_new(), *stream = make_socket(context, ZMQ_STREAM);
  set_int(stream, ZMQ_STREAM_NOTIFY, notify);
  struct sockaddr_in address = loopback(port_of(bound(stream, "tcp://127.0.0.1:*")));
  char id[256] = "", other[256] = "";
  int fds[2];
  for (int i = 0; i < 2; i++) {
    fds[i] = socket(AF_INET, SOCK_STREAM, 0);
    check(connect(fds[i], (struct sockaddr *)&address, sizeof address) == 0);
    if (notify)
      stream_read("connected", stream, i == 0 ? id : other, 0);
    check(write(fds[i], "GET /\n", 6) == 6);
    stream_read("stream", stream, i == 0 ? id : other, 6);
  }
  printf("ids differ %d, begin with %d\n", memcmp(id, other, 5) != 0, id[0]);
  stream_write(stream, other, "answer for the second");
  stream_write(stream, id, "answer for the first");
  raw_read("first", stream, fds[0], 20);
  raw_read("second", stream, fds[1], 21);
  /* The peer ends it. */
  close(fds[0]);
  if (notify)
    stream_read("disconnected", stream, id, 0);
  else
    expect_nothing("disconnected", stream);
  settle(50);
  get_int(stream, ZMQ_EVENTS);
  /* Until its end is known, messages are taken, and lost. */
  int result;
  for (int tries = 0; (result = zmq_send(stream, id, 5, ZMQ_SNDMORE)) == 5 && tries < patience / 20; tries++) {
    check(zmq_send(stream, "lost", 4, 0) == 4);
    settle(20);
  }
  check(result == -1);
  printf("to whom has gone: %s\n", errno_name(errno));
  /* This side ends it. */
  stream_write(stream, other, "");
  raw_read("second", stream, fds[1], 1);
  close(fds[1]);
  check(zmq_send(stream, "nobody", 6, ZMQ_SNDMORE) == -1);
  printf("to nobody: %s\n", errno_name(errno));
  finish(context, stream);
}

static void client(void) {
  printf("a client\n");
  void *context = zmq_ctx_new(), *stream = make_socket(context, ZMQ_STREAM);
  struct sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  check(bind(listener, (struct sockaddr *)&address, size) == 0 && listen(listener, 1) == 0);
  check(getsockname(listener, (struct sockaddr *)&address, &size) == 0);
  char endpoint[64], id[256] = "";
  snprintf(endpoint, sizeof endpoint, "tcp://127.0.0.1:%d", ntohs(address.sin_port));
  check(zmq_connect(stream, endpoint) == 0);
  stream_read("connected", stream, id, 0);
  int fd = accept(listener, NULL, NULL);
  check(fd >= 0);
  stream_write(stream, id, "hello\n");
  raw_read("server", stream, fd, 6);
  check(write(fd, "welcome\n", 8) == 8);
  stream_read("stream", stream, id, 8);
  show(zmq_disconnect(stream, endpoint));
  raw_read("server", stream, fd, 1);
  close(fd);
  close(listener);
  finish(context, stream);
}

/* Two STREAM sockets; megabytes cross. */
static void both(void) {
  printf("both\n");
  void *context = zmq_ctx_new(), *a = make_socket(context, ZMQ_STREAM), *b = make_socket(context, ZMQ_STREAM);
  char a_id[256], b_id[256];
  check(zmq_connect(b, bound(a, "tcp://127.0.0.1:*")) == 0);
  stream_read("b", b, b_id, 0);
  stream_read("a", a, a_id, 0);
  enum { size = 3000000 };
  static char big[size];
  for (int i = 0; i < size; i++)
    big[i] = (char)(i * 7 + i / 1000);
  check(zmq_send(a, a_id, 5, ZMQ_SNDMORE) == 5 && zmq_send(a, big, size, 0) == size);
  int done = 0, right = 1;
  while (done < size && comes_within(b, patience)) {
    zmq_msg_t message;
    zmq_msg_init(&message);
    check(zmq_msg_recv(&message, b, 0) == 5 && zmq_msg_recv(&message, b, 0) > 0);
    right &= memcmp(zmq_msg_data(&message), big + done, zmq_msg_size(&message)) == 0;
    done += (int)zmq_msg_size(&message);
    zmq_msg_close(&message);
  }
  printf("%d of %d, right %d\n", done, (int)size, right);
  finish(context, a, b);
}

int main(void) {
  begin();
  server(1);
  server(0);
  client();
  both();
  return 0;
}
