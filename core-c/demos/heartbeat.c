// Demo: how a connection learns that its peer is dead. A peer that is killed ends the connection; one that is stopped
// or hangs does not, and SO_RCVTIMEO, SO_SNDTIMEO and heartbeats notice. What the kernel asks for by itself:
// SO_KEEPALIVE and TCP_USER_TIMEOUT. Plain Linux C: the same source runs natively and sandboxed.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* A heartbeat each 50 ms; the peer is dead when it missed as many as these. */
enum { interval = 50, missing = 4 };

static struct sockaddr_in server = {.sin_family = AF_INET};
static int listener;

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

static int set(int fd, int level, int option, int value) { return setsockopt(fd, level, option, &value, sizeof value); }

static int get(int fd, int level, int option) {
  int value = -1;
  socklen_t size = sizeof value;
  return getsockopt(fd, level, option, &value, &size) == 0 ? value : -1;
}

/* Waiting by this socket ends after some time. */
static void set_timeout(int fd, int option, int milliseconds) {
  struct timeval time = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000};
  if (setsockopt(fd, SOL_SOCKET, option, &time, sizeof time) != 0)
    fail("timeout");
}

/* Answers heartbeats, as long as it lives. */
static void peer(void) {
  char beat[16];
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&server, sizeof server) != 0)
    fail("connect");
  close(listener);
  ssize_t count;
  while ((count = recv(fd, beat, sizeof beat, 0)) > 0)
    if (send(fd, beat, (size_t)count, MSG_NOSIGNAL) != count)
      break;
  _exit(EXIT_SUCCESS);
}

static int start_peer(pid_t *pid) {
  fflush(stdout);
  *pid = fork();
  if (*pid < 0)
    fail("fork");
  if (*pid == 0)
    peer();
  int fd = accept(listener, NULL, NULL);
  if (fd < 0)
    fail("accept");
  return fd;
}

/* 1. What the kernel does by itself. On an idle connection it asks after 60 s, each 10 s, three times. */
static void keepalive(int fd) {
  if (set(fd, SOL_SOCKET, SO_KEEPALIVE, 1) != 0 || set(fd, IPPROTO_TCP, TCP_KEEPIDLE, 60) != 0 ||
      set(fd, IPPROTO_TCP, TCP_KEEPINTVL, 10) != 0 || set(fd, IPPROTO_TCP, TCP_KEEPCNT, 3) != 0 ||
      set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, 90000) != 0)
    fail("keepalive");
  printf("keepalive %s: first after %d s, each %d s, %d times; at most %d ms without an acknowledgement\n",
         get(fd, SOL_SOCKET, SO_KEEPALIVE) ? "on" : "off", get(fd, IPPROTO_TCP, TCP_KEEPIDLE),
         get(fd, IPPROTO_TCP, TCP_KEEPINTVL), get(fd, IPPROTO_TCP, TCP_KEEPCNT),
         get(fd, IPPROTO_TCP, TCP_USER_TIMEOUT));
}

/* One beat there and back. Late answers to earlier ones are passed over. */
static int beat(int fd) {
  static char number = 0;
  char answer;
  number++;
  if (send(fd, &number, 1, MSG_NOSIGNAL) != 1)
    return -1;
  do {
    ssize_t count = recv(fd, &answer, 1, 0);
    if (count == 0)
      errno = ECONNRESET;
    if (count <= 0)
      return -1;
  } while (answer != number);
  return 0;
}

/* 2. Beats until the peer is given up; how it was noticed. */
static const char *watch(int fd) {
  for (int missed = 0; missed < missing;) {
    if (beat(fd) == 0)
      missed = 0;
    else if (errno == EAGAIN || errno == EWOULDBLOCK)
      missed++;
    else
      return errno == ECONNRESET || errno == EPIPE ? "the connection ended" : "?";
  }
  return "heartbeats were not answered";
}

static void heartbeats(void) {
  pid_t pid;
  int fd = start_peer(&pid), status;
  keepalive(fd);
  set_timeout(fd, SO_RCVTIMEO, 5000);
  int answered = 0;
  for (int i = 0; i < 5; i++)
    answered += beat(fd) == 0;
  printf("a peer that lives answered %d of 5 heartbeats\n", answered);
  set_timeout(fd, SO_RCVTIMEO, interval);

  kill(pid, SIGSTOP);
  waitpid(pid, &status, WUNTRACED);
  printf("stopped: %s, %s\n", watch(fd),
         get(fd, SOL_SOCKET, SO_ERROR) == 0 ? "and the connection knows nothing of it" : "?");
  kill(pid, SIGCONT);
  set_timeout(fd, SO_RCVTIMEO, 5000);
  printf("continued: %s\n", beat(fd) == 0 ? "it answers again" : "it does not answer");
  kill(pid, SIGKILL);
  waitpid(pid, &status, 0);
  printf("killed: %s\n", watch(fd));
  close(fd);
}

/* 3. A peer that does not read: sending waits once the buffers are full, and gives up after its time. */
static void full(void) {
  static const char block[65536];
  pid_t pid;
  int fd = start_peer(&pid), status;
  kill(pid, SIGSTOP);
  waitpid(pid, &status, WUNTRACED);
  set_timeout(fd, SO_SNDTIMEO, 2 * interval);
  ssize_t count;
  while ((count = send(fd, block, sizeof block, MSG_NOSIGNAL)) > 0)
    ;
  printf("it does not read: %s\n", count < 0 && errno == EAGAIN ? "sending was given up in time" : "?");
  kill(pid, SIGKILL);
  waitpid(pid, &status, 0);
  close(fd);
}

int main(void) {
  socklen_t size = sizeof server;
  inet_pton(AF_INET, "127.0.0.1", &server.sin_addr);
  listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&server, size) != 0 || listen(listener, 4) != 0 ||
      getsockname(listener, (struct sockaddr *)&server, &size) != 0)
    fail("listen");
  heartbeats();
  full();
  close(listener);
  return 0;
}
