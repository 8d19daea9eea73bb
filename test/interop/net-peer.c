// One end of a TCP or UDP conversation: the same source natively and for wasm, or against another program. Arguments:
// what to do, an address, a port, and more. What comes is printed.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static union {
  struct sockaddr any;
  struct sockaddr_in inet;
  struct sockaddr_in6 inet6;
} address;
static socklen_t length;
static char buffer[65536];

static int failed(const char *what) {
  const char *name = errno == ETIMEDOUT      ? "ETIMEDOUT"
                     : errno == EHOSTUNREACH ? "EHOSTUNREACH"
                     : errno == ECONNREFUSED ? "ECONNREFUSED"
                                             : strerror(errno);
  printf("%s: %s\n", what, name);
  return 1;
}

static int open_socket(int type, const char *host, const char *port) {
  in_port_t number = htons((in_port_t)atoi(port));
  if (strchr(host, ':') != NULL) {
    address.inet6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = number};
    inet_pton(AF_INET6, host, &address.inet6.sin6_addr);
    length = sizeof address.inet6;
  } else {
    address.inet = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = number};
    inet_pton(AF_INET, host, &address.inet.sin_addr);
    length = sizeof address.inet;
  }
  return socket(address.any.sa_family, type, 0);
}

/* Says "ready" and the port. */
static int is_ready(int fd) {
  if (getsockname(fd, &address.any, &length) != 0)
    return 0;
  printf("ready %d\n", ntohs(address.inet.sin_port));
  fflush(stdout);
  return 1;
}

/* Answers one connection's messages with what they were in brackets. */
static int serve_tcp(const char *host, const char *port) {
  int fd = open_socket(SOCK_STREAM, host, port), one = 1;
  if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0 ||
      bind(fd, &address.any, length) != 0 || listen(fd, 5) != 0 || !is_ready(fd))
    return failed("serve");
  int connection = accept(fd, NULL, NULL);
  ssize_t count;
  while ((count = recv(connection, buffer, sizeof buffer, 0)) > 0)
    dprintf(connection, "[%.*s]", (int)count, buffer);
  puts(count == 0 ? "ended" : "broken");
  return 0;
}

/* The same for messages of whoever asks, until an empty one comes. */
static int serve_udp(const char *host, const char *port) {
  int fd = open_socket(SOCK_DGRAM, host, port);
  if (fd < 0 || bind(fd, &address.any, length) != 0 || !is_ready(fd))
    return failed("serve");
  for (;;) {
    length = sizeof address;
    ssize_t count = recvfrom(fd, buffer + 1, sizeof buffer - 2, 0, &address.any, &length);
    if (count <= 0)
      return count < 0 ? failed("recvfrom") : 0;
    buffer[0] = '[';
    buffer[count + 1] = ']';
    if (sendto(fd, buffer, (size_t)count + 2, 0, &address.any, length) != count + 2)
      return failed("sendto");
  }
}

/* Sends each line of standard input, and prints what comes as answer to it. */
static int talk(int type, const char *host, const char *port) {
  int fd = open_socket(type, host, port);
  static char line[1024];
  if (fd < 0 || connect(fd, &address.any, length) != 0)
    return failed("connect");
  puts("ready");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin) != NULL) {
    size_t size = strcspn(line, "\n");
    if (send(fd, line, size, 0) != (ssize_t)size)
      return failed("send");
    ssize_t count = recv(fd, buffer, sizeof buffer, 0);
    if (count < 0)
      return failed("recv");
    printf("%.*s\n", (int)count, buffer);
    fflush(stdout);
  }
  if (type == SOCK_DGRAM)
    send(fd, "", 0, 0);
  return 0;
}

/* Waits on a connection whose other end says nothing, and lets the kernel find out when that is dead: on an idle
 * connection by keepalive, otherwise by what is not acknowledged. */
static int watch(const char *host, const char *port, int idle) {
  int fd = open_socket(SOCK_STREAM, host, port), one = 1, milliseconds = 1000;
  if (fd < 0 || connect(fd, &address.any, length) != 0 ||
      setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds) != 0)
    return failed("connect");
  if (idle && (setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one) != 0 ||
               setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &one, sizeof one) != 0 ||
               setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &one, sizeof one) != 0 ||
               setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &one, sizeof one) != 0))
    return failed("keepalive");
  puts("ready");
  fflush(stdout);
  /* A byte on standard input says that the link is down. */
  if (read(STDIN_FILENO, buffer, 1) == 1 && !idle && send(fd, "x", 1, 0) != 1)
    return failed("send");
  ssize_t count = recv(fd, buffer, sizeof buffer, 0);
  return count < 0 ? failed("dead") : 2;
}

int main(int argc, char **argv) {
  if (argc != 4)
    return 2;
  const char *what = argv[1], *host = argv[2], *port = argv[3];
  if (strcmp(what, "serve-tcp") == 0)
    return serve_tcp(host, port);
  if (strcmp(what, "serve-udp") == 0)
    return serve_udp(host, port);
  if (strcmp(what, "talk-tcp") == 0)
    return talk(SOCK_STREAM, host, port);
  if (strcmp(what, "talk-udp") == 0)
    return talk(SOCK_DGRAM, host, port);
  if (strcmp(what, "watch-idle") == 0)
    return watch(host, port, 1);
  return strcmp(what, "watch-sent") == 0 ? watch(host, port, 0) : 2;
}
