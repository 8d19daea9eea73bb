// Demo: TCP. A server and three clients, each a process of its own: connections side by side, ends of them (a
// half-closed one still answers), out-of-band data, a port where nobody listens, a connection that is torn down. Plain
// Linux C: the same source runs natively and sandboxed.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { clients = 3 };

static struct sockaddr_in server = {.sin_family = AF_INET};

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

static pid_t start(void (*work)(int), int argument) {
  fflush(stdout);
  pid_t pid = fork();
  if (pid < 0)
    fail("fork");
  if (pid == 0) {
    work(argument);
    _exit(EXIT_SUCCESS);
  }
  return pid;
}

static void send_all(int fd, const char *text) {
  for (size_t done = 0, size = strlen(text); done < size;) {
    ssize_t count = send(fd, text + done, size - done, MSG_NOSIGNAL);
    if (count < 0)
      fail("send");
    done += (size_t)count;
  }
}

/* Reads a line, without its end; returns 0 at the end of the connection. */
static int read_line(int fd, char *line, size_t room) {
  size_t length = 0;
  while (length + 1 < room) {
    ssize_t count = recv(fd, line + length, 1, 0);
    if (count < 0)
      fail("recv");
    if (count == 0 || line[length] == '\n') {
      line[length] = '\0';
      return count > 0 || length > 0;
    }
    length++;
  }
  line[length] = '\0';
  return 1;
}

static int connect_to_server(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&server, sizeof server) != 0)
    fail("connect");
  return fd;
}

/* 1. Connections side by side: each client says who it is, sends its lines and then ends its half, and counts on an
 * answer. */

static const char *const poems[clients][3] = {
    {"the narrow bridge", "between two lands", "is called an isthmus"},
    {"what crosses it", "is real", "on either side"},
    {"three lines", "for each", "of us"},
};

static void client(int number) {
  int fd = connect_to_server(), one = 1;
  if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0)
    fail("TCP_NODELAY");
  char line[64];
  snprintf(line, sizeof line, "%d\n", number);
  send_all(fd, line);
  for (int i = 0; i < 3; i++) {
    snprintf(line, sizeof line, "%s\n", poems[number][i]);
    send_all(fd, line);
  }
  if (shutdown(fd, SHUT_WR) != 0)
    fail("shutdown");
  for (int i = 0; i < 3; i++)
    if (!read_line(fd, line, sizeof line) || !isupper((unsigned char)line[0]))
      _exit(1);
  _exit(read_line(fd, line, sizeof line) ? 2 : 0);
}

static void serve(int listener) {
  pid_t pids[clients];
  int connections[clients];
  char line[64];
  for (int i = 0; i < clients; i++)
    pids[i] = start(client, i);
  for (int i = 0; i < clients; i++) {
    struct sockaddr_in peer;
    socklen_t size = sizeof peer;
    int fd = accept(listener, (struct sockaddr *)&peer, &size);
    if (fd < 0)
      fail("accept");
    if (peer.sin_addr.s_addr != htonl(INADDR_LOOPBACK) || !read_line(fd, line, sizeof line))
      fail("client");
    connections[atoi(line)] = fd;
  }
  printf("three clients are connected at the same time\n");
  for (int i = 0; i < clients; i++) {
    int lines = 0;
    while (read_line(connections[i], line, sizeof line)) {
      printf("  client %d sent \"%s\"\n", i, line);
      for (char *letter = line; *letter != '\0'; letter++)
        *letter = (char)toupper((unsigned char)*letter);
      strcat(line, "\n");
      send_all(connections[i], line);
      lines++;
    }
    close(connections[i]);
    int status;
    waitpid(pids[i], &status, 0);
    printf("  client %d ended its half after %d lines, and read the answers: %s\n", i, lines,
           status == 0 ? "yes" : "no");
  }
}

/* 2. A byte out of band overtakes what was not read. */

static void urgent(int unused) {
  (void)unused;
  int fd = connect_to_server();
  char byte;
  send_all(fd, "in order");
  if (send(fd, "!", 1, MSG_OOB) != 1)
    fail("send out of band");
  if (recv(fd, &byte, 1, 0) != 0)
    _exit(1);
}

static void take_urgent(int listener) {
  pid_t pid = start(urgent, 0);
  int fd = accept(listener, NULL, NULL);
  if (fd < 0)
    fail("accept");
  char text[16] = {0}, byte = 0;
  if (recv(fd, text, 8, MSG_WAITALL | MSG_PEEK) != 8)
    fail("peek");
  while (recv(fd, &byte, 1, MSG_OOB) != 1)
    if (errno != EINVAL && errno != EAGAIN)
      fail("recv out of band");
  printf("out of band: '%c' was read before \"%s\"\n", byte, text);
  if (recv(fd, text, sizeof text, 0) != 8)
    fail("recv");
  close(fd);
  waitpid(pid, NULL, 0);
}

/* 3. What goes wrong. */

static void nobody_there(void) {
  int owner = socket(AF_INET, SOCK_STREAM, 0), fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (owner < 0 || bind(owner, (struct sockaddr *)&address, size) != 0 ||
      getsockname(owner, (struct sockaddr *)&address, &size) != 0)
    fail("bind");
  int result = connect(fd, (struct sockaddr *)&address, sizeof address);
  printf("a port where nobody listens: %s\n", result != 0 && errno == ECONNREFUSED ? "ECONNREFUSED" : "?");
  close(owner);
  close(fd);
}

static void tear_down(int unused) {
  (void)unused;
  int fd = connect_to_server();
  struct linger linger = {.l_onoff = 1, .l_linger = 0};
  if (setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger) != 0)
    fail("SO_LINGER");
  close(fd);
}

static void be_torn_down(int listener) {
  pid_t pid = start(tear_down, 0);
  int fd = accept(listener, NULL, NULL);
  if (fd < 0)
    fail("accept");
  waitpid(pid, NULL, 0);
  char byte;
  ssize_t count = recv(fd, &byte, 1, 0);
  printf("closed with SO_LINGER of no time: %s\n", count < 0 && errno == ECONNRESET ? "ECONNRESET" : "?");
  count = send(fd, "x", 1, MSG_NOSIGNAL);
  printf("and sending: %s\n", count < 0 && errno == EPIPE ? "EPIPE" : "?");
  close(fd);
}

int main(void) {
  socklen_t size = sizeof server;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  inet_pton(AF_INET, "127.0.0.1", &server.sin_addr);
  if (listener < 0 || bind(listener, (struct sockaddr *)&server, size) != 0 || listen(listener, 8) != 0 ||
      getsockname(listener, (struct sockaddr *)&server, &size) != 0)
    fail("listen");
  printf("a server listens at %s, at a port of the kernel's choice\n", inet_ntoa(server.sin_addr));
  serve(listener);
  take_urgent(listener);
  nobody_there();
  be_torn_down(listener);
  close(listener);
  return 0;
}
