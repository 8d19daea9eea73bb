// Connections through a SOCKS 5 proxy: what is asked of the proxy, what its answers lead to, and that messages pass.
#include "help.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

struct answers {
  const char *name;
  unsigned char method;
  unsigned char reply;
  /* The kind of address in the answer. */
  unsigned char kind;
};

static int listen_somewhere(char name[30]) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int fd = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
  must(bind(fd, (struct sockaddr *)&address, size), "bind");
  must(listen(fd, 10), "listen");
  must(getsockname(fd, (struct sockaddr *)&address, &size), "getsockname");
  sprintf(name, "127.0.0.1:%d", ntohs(address.sin_port));
  return fd;
}

static void receive_all(int fd, unsigned char *data, size_t size) {
  if (recv(fd, data, size, MSG_WAITALL) != (ssize_t)size)
    exit(1);
}

/* Answers one byte at a time, since nothing promises that they come together. */
static void answer_slowly(int fd, const unsigned char *data, size_t size) {
  for (size_t i = 0; i < size; i++, usleep(1000))
    if (send(fd, data + i, 1, MSG_NOSIGNAL) != 1)
      exit(1);
}

static void relay(int client, int server) {
  struct pollfd both[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
  while (poll(both, 2, -1) > 0)
    for (int i = 0; i < 2; i++) {
      char data[1000];
      ssize_t count = both[i].revents == 0 ? -1 : recv(both[i].fd, data, sizeof data, 0);
      if (count == 0)
        exit(0);
      if (count > 0)
        send(both[1 - i].fd, data, (size_t)count, MSG_NOSIGNAL);
    }
}

/* Reads the request and tells of it (but for the port, which is any). */
static void read_request(int fd) {
  unsigned char head[5], rest[300];
  receive_all(fd, head, 5);
  size_t size = head[3] == 1 ? 3 : head[3] == 4 ? 15 : head[4];
  receive_all(fd, rest, size + 2);
  printf("request %d %d %d, address %d: ", head[0], head[1], head[2], head[3]);
  if (head[3] == 3) {
    printf("%d bytes, %.*s\n", head[4], (int)size, rest);
  } else {
    printf("%d", head[4]);
    for (size_t i = 0; i < size; i++)
      printf(".%d", rest[i]);
    printf("\n");
  }
}

/* Serves one connection, in a process of its own: every name is that of the destination. */
static void serve(int listener, const struct answers *answers, int destination) {
  unsigned char greeting[3], method[] = {5, answers->method};
  int client = must(accept(listener, NULL, NULL), "accept");
  close(listener);
  receive_all(client, greeting, 3);
  printf("greeting %d %d %d\n", greeting[0], greeting[1], greeting[2]);
  fflush(stdout);
  answer_slowly(client, method, sizeof method);
  if (answers->method != 0)
    exit(recv(client, greeting, 1, 0) != 0);
  read_request(client);
  fflush(stdout);
  unsigned char answer[5 + 15 + 2] = {5, answers->reply, 0, answers->kind, 15};
  answer_slowly(client, answer, answers->kind == 1 ? 10 : 22);
  if (answers->reply != 0)
    exit(recv(client, greeting, 1, 0) != 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)destination)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int server = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
  must(connect(server, (struct sockaddr *)&address, sizeof address), "connect");
  relay(client, server);
}

/* A client and a server of a few messages, with a proxy between them for as many connections as there are answers. */
static void through(const char *host, const struct answers *answers, int count) {
  char proxy[30], endpoint[300];
  printf("-- %s\n", host);
  fflush(stdout);
  int listener = listen_somewhere(proxy), port, tells[2];
  must(pipe(tells), "pipe");
  pid_t server = fork();
  if (server == 0) {
    /* The port is only known when the library has bound it. */
    must(read(tells[0], &port, sizeof port) == sizeof port ? 0 : -1, "port");
    close(tells[0]);
    close(tells[1]);
    for (int i = 0; i < count; i++) {
      pid_t child = fork();
      if (child == 0)
        serve(listener, &answers[i], port);
      int status;
      waitpid(child, &status, 0);
      printf("%s: the connection is over, %d\n", answers[i].name, status);
      fflush(stdout);
    }
    exit(0);
  }
  close(listener);
  void *context = zmq_ctx_new(), *rep = make(context, ZMQ_REP), *req = make(context, ZMQ_REQ);
  port = atoi(strrchr(bind_somewhere(rep), ':') + 1);
  must(write(tells[1], &port, sizeof port) == sizeof port ? 0 : -1, "port");
  close(tells[0]);
  close(tells[1]);
  set_text(req, ZMQ_SOCKS_PROXY, proxy);
  set(req, ZMQ_RECONNECT_IVL, 20);
  set(req, ZMQ_RCVTIMEO, SURE);
  set(rep, ZMQ_RCVTIMEO, SURE);
  sprintf(endpoint, "tcp://%s:%d", host, port);
  must(zmq_connect(req, endpoint), "connect");
  for (int i = 0; i < 3; i++) {
    char data[10];
    must(zmq_send(req, "ask", 3, 0), "send");
    must(zmq_recv(rep, data, sizeof data, 0), "receive");
    must(zmq_send(rep, "tell", 4, 0), "send");
    printf("%.*s\n", must(zmq_recv(req, data, sizeof data, 0), "receive"), data);
  }
  fflush(stdout);
  zmq_close(req);
  zmq_close(rep);
  zmq_ctx_term(context);
  must(waitpid(server, NULL, 0), "waitpid");
}

int main(void) {
  const struct answers good = {"good", 0, 0, 1}, refused = {"refused", 0, 5, 1}, guarded = {"guarded", 255, 0, 1},
                       other = {"another method", 1, 0, 1}, six = {"IPv6", 0, 0, 4}, name = {"a name", 0, 0, 3};
  char text[100] = "";
  size_t size = sizeof text;
  void *context = zmq_ctx_new(), *socket = make(context, ZMQ_DEALER);
  must(zmq_getsockopt(socket, ZMQ_SOCKS_PROXY, text, &size), "get");
  printf("%zu %s\n", size, text);
  set_text(socket, ZMQ_SOCKS_PROXY, "127.0.0.1:1080");
  size = sizeof text;
  must(zmq_getsockopt(socket, ZMQ_SOCKS_PROXY, text, &size), "get");
  printf("%zu %s\n", size, text);
  must(zmq_setsockopt(socket, ZMQ_SOCKS_PROXY, NULL, 0), "set");
  size = sizeof text;
  must(zmq_getsockopt(socket, ZMQ_SOCKS_PROXY, text, &size), "get");
  printf("%zu %s\n", size, text);
  zmq_close(socket);
  zmq_ctx_term(context);
  through("127.0.0.1", &good, 1);
  through("127.0.0.2", (struct answers[]){refused, guarded, other, six}, 4);
  through("no-such-name.invalid", &name, 1);
  return 0;
}
