// Heartbeats, seen by a peer of plain sockets that speaks the protocol by hand: PINGs in time, answers to PINGs, and a
// peer that is silent for too long is dropped. Also what the greeting and READY hold.
// isthmus: --allow-unix --allow-net=127.0.0.1
// link: -lzmq
// timeout: 90
#include "zmq-show.h"
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

static int listener;

static void listen_at(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strcpy(address.sun_path, path);
  listener = socket(AF_UNIX, SOCK_STREAM, 0);
  check(listener >= 0 && bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 5) == 0);
}

/* Waits for a descriptor with zmq_poll, which goes on with the library's work meanwhile. */
static int ready(int fd, int milliseconds) {
  zmq_pollitem_t item = {NULL, fd, ZMQ_POLLIN, 0};
  return zmq_poll(&item, 1, milliseconds) == 1;
}

/* Reads so much, or says that it ended. */
static int read_all(int fd, void *data, size_t size) {
  for (size_t done = 0; done < size;) {
    if (!ready(fd, patience))
      return 0;
    ssize_t count = read(fd, (char *)data + done, size - done);
    if (count <= 0)
      return 0;
    done += (size_t)count;
  }
  return 1;
}

/* Reads a frame of the short form; gives its size, or -1. */
static int read_frame(int fd, unsigned char *flags, unsigned char *body) {
  unsigned char head[2];
  if (!read_all(fd, head, 2))
    return -1;
  *flags = head[0];
  return read_all(fd, body, head[1]) ? head[1] : -1;
}

static const unsigned char greeting[64] = {0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1, 'N', 'U', 'L', 'L'};

/* Takes a connection through the handshake of NULL as a socket of some type. */
static int shake_hands(const char *type) {
  unsigned char theirs[64], body[256], flags;
  check(ready(listener, patience));
  int fd = accept(listener, NULL, NULL);
  check(fd >= 0);
  check(write(fd, greeting, 64) == 64);
  check(read_all(fd, theirs, 64));
  printf("signature %02x..%02x, version %d, mechanism %.20s, as server %d\n", theirs[0], theirs[9], theirs[10],
         theirs + 12, theirs[32]);
  unsigned char ready_command[64] = {4, 0};
  size_t length = 2;
  memcpy(ready_command + length, "\5READY\13Socket-Type\0\0\0", 21);
  length += 21;
  ready_command[length++] = (unsigned char)strlen(type);
  memcpy(ready_command + length, type, strlen(type));
  length += strlen(type);
  ready_command[1] = (unsigned char)(length - 2);
  check(write(fd, ready_command, length) == (ssize_t)length);
  int size = read_frame(fd, &flags, body);
  printf("flags %d ", flags);
  print_bytes(body, (size_t)size);
  printf("\n");
  return fd;
}

static void pings(void) {
  void *context = zmq_ctx_new(), *dealer = make_socket(context, ZMQ_DEALER);
  set_int(dealer, ZMQ_HEARTBEAT_IVL, 50);
  /* Longer than anybody here is held up. */
  set_int(dealer, ZMQ_HEARTBEAT_TIMEOUT, 4000);
  set_int(dealer, ZMQ_HEARTBEAT_TTL, 1000);
  set_int(dealer, ZMQ_RECONNECT_IVL, 50);
  set_text(dealer, ZMQ_ROUTING_ID, "me");
  listen_at("heart.socket");
  check(zmq_connect(dealer, "ipc://heart.socket") == 0);
  int fd = shake_hands("ROUTER");
  unsigned char flags, body[256];
  for (int i = 0; i < 3; i++) {
    int size = read_frame(fd, &flags, body);
    printf("flags %d ", flags);
    print_bytes(body, (size_t)size);
    printf("\n");
    /* PONG, with the context of the PING. */
    unsigned char pong[64] = {4, 5, 4, 'P', 'O', 'N', 'G'};
    int extra = size > 7 ? size - 7 : 0;
    pong[1] = (unsigned char)(5 + extra);
    memcpy(pong + 7, body + 7, (size_t)extra);
    check(write(fd, pong, 7 + (size_t)extra) == 7 + extra);
  }
  /* It is asked too, and answers with what it was given. */
  check(write(fd, "\4\13\4PING\0\144what", 13) == 13);
  for (int i = 0; i < 20; i++) {
    int size = read_frame(fd, &flags, body);
    if (size >= 5 && memcmp(body, "\4PONG", 5) == 0) {
      print_bytes(body, (size_t)size);
      printf("\n");
      break;
    }
    if (size < 0) {
      printf("gone\n");
      break;
    }
    check(write(fd, "\4\5\4PONG", 7) == 7);
  }
  /* No more answers: the connection is dropped, after the timeout and not before, and another one made. */
  long long start = milliseconds_now();
  int more = 0;
  while (read_frame(fd, &flags, body) >= 0)
    more++;
  long long taken = milliseconds_now() - start;
  printf("dropped after pings %d, not early %d, not late %d\n", more > 0, taken > 2000, taken < patience);
  close(fd);
  fd = shake_hands("ROUTER");
  close(fd);
  close(listener);
  finish(context, dealer);
}

/* A TTL in the peer's PING: without another word for so long, the peer is dropped. */
static void time_to_live(void) {
  void *context = zmq_ctx_new(), *dealer = make_socket(context, ZMQ_DEALER);
  set_int(dealer, ZMQ_RECONNECT_IVL, 5000);
  listen_at("ttl.socket");
  check(zmq_connect(dealer, "ipc://ttl.socket") == 0);
  int fd = shake_hands("ROUTER");
  /* Three tenths of a second. */
  long long start = milliseconds_now();
  check(write(fd, "\4\7\4PING\0\3", 9) == 9);
  unsigned char flags, body[256];
  int size = read_frame(fd, &flags, body);
  print_bytes(body, (size_t)size);
  printf("\n");
  size = read_frame(fd, &flags, body);
  long long taken = milliseconds_now() - start;
  printf("dropped %d, not early %d, not late %d\n", size<0, taken> 200, taken < patience);
  close(fd);
  close(listener);
  finish(context, dealer);
}

/* Two sockets that beat and talk, for longer than the timeout. */
static void alive(void) {
  void *context = zmq_ctx_new(), *rep = make_socket(context, ZMQ_REP), *req = make_socket(context, ZMQ_REQ);
  for (int i = 0; i < 2; i++) {
    void *socket = i == 0 ? rep : req;
    set_int(socket, ZMQ_HEARTBEAT_IVL, 20);
    set_int(socket, ZMQ_HEARTBEAT_TIMEOUT, 4000);
    set_int(socket, ZMQ_HEARTBEAT_TTL, 5000);
  }
  check(zmq_socket_monitor(req, "inproc://m", ZMQ_EVENT_DISCONNECTED) == 0);
  void *monitor = make_socket(context, ZMQ_PAIR);
  check(zmq_connect(monitor, "inproc://m") == 0);
  check(zmq_connect(req, bound(rep, "tcp://127.0.0.1:*")) == 0);
  for (int i = 0; i < 3; i++) {
    send_text(req, "still there?", 0);
    expect("rep", rep);
    settle(1800);
    send_text(rep, "yes", 0);
    expect("req", req);
  }
  expect_nothing("monitor", monitor);
  finish(context, req, rep, monitor);
}

int main(void) {
  begin();
  pings();
  time_to_live();
  alive();
  return 0;
}
