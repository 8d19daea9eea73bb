// Sockets of all types among hostile peers: fuzz SEED ROUNDS. Nothing may crash, and a decent peer of the same socket
// must be served all the same. Built with sanitizers, which end the program when it does what it mustn't.
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <zmq.h>

#include "attack.h"

enum { ATTACKERS = 4, TURNS = 400, PATIENCE = 2000 };

struct attacker {
  int fd;
  size_t sent;
  struct attack attack;
};

static struct attacker attackers[ATTACKERS];
static void *context;
/** Who answers for names and passwords, in some rounds. */
static void *authority;
static unsigned long served;

static int number_option(void *socket, int option, int value) {
  return zmq_setsockopt(socket, option, &value, sizeof value);
}

/** A socket with small limits, or with few. */
static void *make(int type, bool strict) {
  void *socket = zmq_socket(context, type);
  if (socket == NULL) {
    perror("zmq_socket");
    exit(1);
  }
  int64_t largest = strict ? (int64_t)random_below(3000) : 1 << 21;
  zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &largest, sizeof largest);
  number_option(socket, ZMQ_LINGER, 0);
  number_option(socket, ZMQ_RCVHWM, strict ? 3 : 100);
  number_option(socket, ZMQ_SNDHWM, strict ? 3 : 100);
  number_option(socket, ZMQ_RECONNECT_IVL, 1);
  if (type == ZMQ_SUB) {
    zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0);
    zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "a", 1);
  }
  return socket;
}

/** Options that make a type do more. */
static void configure(void *socket) {
  static const int options[] = {ZMQ_ROUTER_HANDOVER, ZMQ_ROUTER_MANDATORY, ZMQ_PROBE_ROUTER, ZMQ_XPUB_VERBOSER,
                                ZMQ_XPUB_MANUAL,     ZMQ_XPUB_NODROP,      ZMQ_REQ_RELAXED,  ZMQ_REQ_CORRELATE,
                                ZMQ_INVERT_MATCHING, ZMQ_IMMEDIATE,        ZMQ_CONFLATE,     ZMQ_PLAIN_SERVER,
                                ZMQ_STREAM_NOTIFY,   ZMQ_ROUTER_RAW,       ZMQ_XPUB_VERBOSE};
  for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
    if (random_below(10) == 0)
      number_option(socket, options[i], 1);
  }
  if (random_below(4) == 0) {
    number_option(socket, ZMQ_HEARTBEAT_IVL, 5);
    number_option(socket, ZMQ_HANDSHAKE_IVL, 20);
  }
  if (random_below(8) == 0) {
    zmq_setsockopt(socket, ZMQ_PLAIN_USERNAME, "user", 4);
    zmq_setsockopt(socket, ZMQ_PLAIN_PASSWORD, "password", 8);
  }
  if (random_below(8) == 0)
    zmq_setsockopt(socket, ZMQ_XPUB_WELCOME_MSG, "welcome", 7);
  if (random_below(4) == 0)
    zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, "fuzz", 4);
  if (random_below(4) == 0)
    number_option(socket, ZMQ_LINGER, (int)random_below(20));
}

static void receive_some(void *socket) {
  for (uint32_t i = random_below(8); i > 0; i--) {
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    if (zmq_msg_recv(&frame, socket, ZMQ_DONTWAIT) >= 0) {
      zmq_msg_gets(&frame, "Socket-Type");
      zmq_msg_gets(&frame, "Routing-Id");
      // All of it is looked at, so that a sanitizer sees what isn't there.
      unsigned char sum = 0;
      for (size_t at = 0; at < zmq_msg_size(&frame); at++)
        sum += ((unsigned char *)zmq_msg_data(&frame))[at];
      if (sum == 1 && random_below(50) == 0)
        zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "granted", 7);
    }
    zmq_msg_close(&frame);
  }
}

static void send_some(void *socket) {
  static char bytes[20000];
  for (uint32_t i = random_below(5); i > 0; i--) {
    size_t size = random_below(30) == 0 ? random_below(sizeof bytes) : random_below(8);
    for (size_t at = 0; at < size && at < 8; at++)
      bytes[at] = (char)('a' + random_below(3));
    zmq_send(socket, bytes, size, ZMQ_DONTWAIT | (random_below(3) == 0 ? ZMQ_SNDMORE : 0));
  }
}

/** Answers what the authority is asked, well or badly (RFC 27/ZAP). */
static void authorize(void) {
  char version[8], request[64], rest[300];
  int sizes[2];
  if (authority == NULL || (sizes[0] = zmq_recv(authority, version, sizeof version, ZMQ_DONTWAIT)) < 0)
    return;
  sizes[1] = zmq_recv(authority, request, sizeof request, ZMQ_DONTWAIT);
  int more = 1;
  for (size_t size = sizeof more; more; zmq_getsockopt(authority, ZMQ_RCVMORE, &more, &size))
    zmq_recv(authority, rest, sizeof rest, ZMQ_DONTWAIT);
  static const char *const statuses[] = {"200", "200", "200", "200", "300", "400", "500", "000", "2", ""};
  const char *status = statuses[random_below(10)];
  zmq_send(authority, version, (size_t)sizes[0], ZMQ_SNDMORE);
  zmq_send(authority, request, sizes[1] < 0 ? 0 : (size_t)sizes[1], random_below(30) == 0 ? 0 : ZMQ_SNDMORE);
  zmq_send(authority, status, strlen(status), ZMQ_SNDMORE);
  zmq_send(authority, "text", 4, ZMQ_SNDMORE);
  zmq_send(authority, "somebody", 8, ZMQ_SNDMORE);
  bool wrong = random_below(20) == 0;
  zmq_send(authority, wrong ? "\5wrong" : "", wrong ? 6 : 0, 0);
}

static void act(void *socket) {
  authorize();
  switch (random_below(6)) {
  case 0:
  case 1:
    receive_some(socket);
    break;
  case 2:
    send_some(socket);
    break;
  case 3: {
    zmq_pollitem_t item = {.socket = socket, .events = ZMQ_POLLIN | ZMQ_POLLOUT};
    zmq_poll(&item, 1, 0);
    break;
  }
  case 4: {
    int events;
    size_t size = sizeof events;
    zmq_getsockopt(socket, ZMQ_EVENTS, &events, &size);
    break;
  }
  default: {
    char prefix[3] = {(char)('a' + random_below(3)), (char)('a' + random_below(3)), 0};
    zmq_setsockopt(socket, random_below(2) == 0 ? ZMQ_SUBSCRIBE : ZMQ_UNSUBSCRIBE, prefix, 1 + random_below(2));
  }
  }
}

static void leave(struct attacker *attacker) {
  if (attacker->fd < 0)
    return;
  close(attacker->fd);
  attacker->fd = -1;
}

/** Sends the next bytes, few or many; reads what comes; goes away at the end, or before. */
static void attack(struct attacker *attacker) {
  size_t left = attacker->attack.size - attacker->sent;
  size_t size = random_below(3) == 0 ? 1 + random_below(10) : 1 + random_below(20000);
  ssize_t written = send(attacker->fd, attacker->attack.bytes + attacker->sent, size < left ? size : left,
                         MSG_NOSIGNAL | MSG_DONTWAIT);
  if (written > 0)
    attacker->sent += (size_t)written;
  char bytes[4096];
  ssize_t got = recv(attacker->fd, bytes, sizeof bytes, MSG_DONTWAIT);
  bool refused = (written < 0 && errno != EAGAIN) || got == 0;
  bool tired = attacker->sent == attacker->attack.size && random_below(4) == 0;
  if (refused || tired || random_below(200) == 0)
    leave(attacker);
}

static void begin(struct attacker *attacker, int type, int fd) {
  attacker->fd = fd;
  attacker->sent = 0;
  attack_make(&attacker->attack, type);
}

/** Who talks decently to a socket of this type; -1: nobody can tell whether it is served. */
static int decent_partner(int type) {
  switch (type) {
  case ZMQ_PULL:
    return ZMQ_PUSH;
  case ZMQ_SUB:
    return ZMQ_PUB;
  case ZMQ_ROUTER:
    return ZMQ_DEALER;
  case ZMQ_DEALER:
    return ZMQ_DEALER;
  default:
    return -1;
  }
}

/** What the decent peer sends arrives, whatever else does. */
static bool is_served(void *socket, void *decent) {
  static const char mark[] = "a decent message";
  for (int i = 0; i < PATIENCE; i++) {
    if (i % 100 == 0)
      zmq_send(decent, mark, sizeof mark, ZMQ_DONTWAIT);
    char bytes[64];
    int size;
    while ((size = zmq_recv(socket, bytes, sizeof bytes, ZMQ_DONTWAIT)) >= 0) {
      if (size == sizeof mark && memcmp(bytes, mark, sizeof mark) == 0)
        return true;
    }
    zmq_pollitem_t items[] = {{.socket = socket, .events = ZMQ_POLLIN}, {.socket = decent, .events = ZMQ_POLLIN}};
    zmq_poll(items, 1, 1);
  }
  return false;
}

/** Where a socket is attacked: a name, or a port for STREAM, which is for TCP alone. */
struct place {
  char endpoint[80];
  struct sockaddr_storage address;
  socklen_t size;
};

static void place_name(struct place *place, unsigned number) {
  struct sockaddr_un *address = (struct sockaddr_un *)&place->address;
  *address = (struct sockaddr_un){.sun_family = AF_UNIX};
  int length =
      snprintf(address->sun_path + 1, sizeof address->sun_path - 1, "isthmus-fuzz-%d-%u", (int)getpid(), number);
  place->size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
  snprintf(place->endpoint, sizeof place->endpoint, "ipc://@%s", address->sun_path + 1);
}

static void must(bool true_or_not, const char *what) {
  if (true_or_not)
    return;
  perror(what);
  exit(1);
}

/** Lets the library listen, on a port if the type wants that. */
static void listen_there(void *socket, int type, struct place *place) {
  if (type != ZMQ_STREAM) {
    must(zmq_bind(socket, place->endpoint) == 0, "zmq_bind");
    return;
  }
  size_t size = sizeof place->endpoint;
  must(zmq_bind(socket, "tcp://127.0.0.1:*") == 0, "zmq_bind");
  must(zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, place->endpoint, &size) == 0, "ZMQ_LAST_ENDPOINT");
  struct sockaddr_in *address = (struct sockaddr_in *)&place->address;
  *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  address->sin_port = htons((uint16_t)atoi(strrchr(place->endpoint, ':') + 1));
  place->size = sizeof *address;
}

/** Lets the library connect, to a listener that is returned. */
static int lure(void *library, int type, struct place *place) {
  if (type == ZMQ_STREAM) {
    struct sockaddr_in *address = (struct sockaddr_in *)&place->address;
    *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    place->size = sizeof *address;
  }
  int listener = socket(place->address.ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
  must(listener >= 0 && bind(listener, (struct sockaddr *)&place->address, place->size) == 0, "bind");
  must(listen(listener, 8) == 0, "listen");
  if (type == ZMQ_STREAM) {
    struct sockaddr_in name;
    socklen_t size = sizeof name;
    must(getsockname(listener, (struct sockaddr *)&name, &size) == 0, "getsockname");
    snprintf(place->endpoint, sizeof place->endpoint, "tcp://127.0.0.1:%d", ntohs(name.sin_port));
  }
  for (int i = 0; i < 2; i++)
    must(zmq_connect(library, place->endpoint) == 0, "zmq_connect");
  return listener;
}

/** One more attacker: comes to the socket, or waits for it to come. */
static int come(const struct place *place, int listener) {
  if (listener >= 0)
    return accept4(listener, NULL, NULL, SOCK_NONBLOCK);
  int fd = socket(place->address.ss_family, SOCK_STREAM, 0);
  if (fd < 0 || connect(fd, (const struct sockaddr *)&place->address, place->size) == 0)
    return fd;
  close(fd);
  return -1;
}

static void round_of(unsigned number, int type, bool listens) {
  struct place place;
  place_name(&place, number);
  int partner = decent_partner(type);
  bool tame = listens && partner >= 0 && random_below(2) == 0;
  void *socket = make(type, !tame && random_below(2) == 0);
  if (random_below(3) == 0) {
    authority = zmq_socket(context, ZMQ_REP);
    number_option(authority, ZMQ_LINGER, 0);
    must(zmq_bind(authority, "inproc://zeromq.zap.01") == 0, "zmq_bind");
  }
  void *decent = tame ? make(partner, false) : NULL;
  if (!tame)
    configure(socket);
  int listener = -1;
  if (listens)
    listen_there(socket, type, &place);
  else
    listener = lure(socket, type, &place);
  if (tame)
    must(zmq_connect(decent, place.endpoint) == 0, "zmq_connect");
  for (int turn = 0; turn < TURNS; turn++) {
    struct attacker *attacker = &attackers[random_below(ATTACKERS)];
    if (attacker->fd >= 0)
      attack(attacker);
    else {
      int fd = come(&place, listener);
      if (fd >= 0)
        begin(attacker, type, fd);
    }
    if (!tame || random_below(3) == 0)
      act(socket);
  }
  if (tame && !is_served(socket, decent)) {
    fprintf(stderr, "round %u, type %d: the decent peer isn't served\n", number, type);
    exit(1);
  }
  served += tame;
  // Some are there still when the socket is closed.
  zmq_close(socket);
  if (decent != NULL)
    zmq_close(decent);
  if (authority != NULL)
    zmq_close(authority);
  authority = NULL;
  for (int i = 0; i < ATTACKERS; i++)
    leave(&attackers[i]);
  if (listener >= 0)
    close(listener);
}

int main(int argc, char **argv) {
  if (argc != 3)
    return 2;
  unsigned long seed = strtoul(argv[1], NULL, 10);
  unsigned rounds = (unsigned)strtoul(argv[2], NULL, 10);
  for (int i = 0; i < ATTACKERS; i++)
    attackers[i].fd = -1;
  for (unsigned round = 0; round < rounds; round++) {
    // Each round can be had alone: fuzz SEED+ROUND 1.
    random_seed(seed + round);
    context = zmq_ctx_new();
    round_of(round, (int)random_below(ZMQ_STREAM + 1), random_below(3) > 0);
    must(zmq_ctx_term(context) == 0, "zmq_ctx_term");
  }
  printf("%u rounds, %s\n", rounds,
         served > 0 || rounds < 20 ? "and decent peers were served" : "but nobody was served");
}
