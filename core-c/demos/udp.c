// Demo: UDP. A server answers whoever asks, by the address that came with the question: messages keep their borders,
// also cut ones, a connected socket hears its peer only, and learns when the peer is gone. Plain Linux C: the same
// source runs natively and sandboxed.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

/* A socket at a port of the kernel's choice, and where that is. */
static int open_at_loopback(struct sockaddr_in *address) {
  socklen_t size = sizeof *address;
  *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)address, size) != 0 ||
      getsockname(fd, (struct sockaddr *)address, &size) != 0)
    fail("bind");
  return fd;
}

static void send_to(int fd, const char *text, const struct sockaddr_in *address) {
  if (sendto(fd, text, strlen(text), 0, (const struct sockaddr *)address, sizeof *address) != (ssize_t)strlen(text))
    fail("sendto");
}

static const char *receive(int fd) {
  static char text[128];
  ssize_t count = recv(fd, text, sizeof text - 1, 0);
  if (count < 0)
    fail("recv");
  text[count] = '\0';
  return text;
}

/* Answers each question with its words in reverse order, until an empty message comes. */
static void answer(int fd) {
  for (;;) {
    char question[128], reply[128] = "";
    struct sockaddr_in asker;
    socklen_t size = sizeof asker;
    ssize_t count = recvfrom(fd, question, sizeof question - 1, 0, (struct sockaddr *)&asker, &size);
    if (count < 0)
      fail("recvfrom");
    if (count == 0)
      _exit(EXIT_SUCCESS);
    question[count] = '\0';
    for (char *word; (word = strrchr(question, ' ')) != NULL; *word = '\0') {
      strcat(reply, word + 1);
      strcat(reply, " ");
    }
    strcat(reply, question);
    if (sendto(fd, reply, strlen(reply), 0, (struct sockaddr *)&asker, size) < 0)
      fail("sendto");
  }
}

static void ask(const struct sockaddr_in *server) {
  struct sockaddr_in own, from;
  socklen_t size = sizeof from;
  char text[128];
  int fd = open_at_loopback(&own);
  send_to(fd, "bridge a is this", server);
  ssize_t count = recvfrom(fd, text, sizeof text, 0, (struct sockaddr *)&from, &size);
  int same = from.sin_port == server->sin_port && from.sin_addr.s_addr == server->sin_addr.s_addr;
  printf("not connected: \"%.*s\", %s\n", (int)count, text, same ? "from the server's address" : "from elsewhere");
  close(fd);
}

static void ask_connected(const struct sockaddr_in *server) {
  struct sockaddr_in own, other;
  int fd = open_at_loopback(&own), stranger = open_at_loopback(&other);
  if (connect(fd, (const struct sockaddr *)server, sizeof *server) != 0)
    fail("connect");
  send_to(stranger, "psst", &own);
  if (send(fd, "only peer its hears", 19, 0) != 19)
    fail("send");
  printf("connected: \"%s\"", receive(fd));
  ssize_t count = recv(fd, &own, sizeof own, MSG_DONTWAIT);
  printf(", and the stranger's message is %s\n", count < 0 && errno == EAGAIN ? "not there" : "there");
  close(stranger);
  close(fd);
}

/* One message, one recv: nothing is joined, what does not fit is lost, and MSG_TRUNC tells how much there was. */
static void borders(void) {
  struct sockaddr_in address;
  int fd = open_at_loopback(&address);
  char text[5] = "";
  send_to(fd, "first", &address);
  send_to(fd, "second, which is longer", &address);
  send_to(fd, "third", &address);
  printf("borders: \"%s\"", receive(fd));
  ssize_t count = recv(fd, text, 4, MSG_TRUNC);
  printf(", \"%s\" of %zd bytes", text, count);
  printf(", \"%s\"\n", receive(fd));
  close(fd);
}

/* Several at once. */
static void several(void) {
  enum { count = 4 };
  struct sockaddr_in address;
  int fd = open_at_loopback(&address);
  struct mmsghdr messages[count];
  struct iovec pieces[count];
  char texts[count][16];
  for (int i = 0; i < count; i++) {
    snprintf(texts[i], sizeof texts[i], "message %d", i);
    pieces[i] = (struct iovec){texts[i], strlen(texts[i])};
    messages[i].msg_len = 0;
    messages[i].msg_hdr =
        (struct msghdr){.msg_name = &address, .msg_namelen = sizeof address, .msg_iov = &pieces[i], .msg_iovlen = 1};
  }
  int sent = sendmmsg(fd, messages, count, 0);
  memset(texts, 0, sizeof texts);
  for (int i = 0; i < count; i++)
    pieces[i].iov_len = sizeof texts[i] - 1;
  int received = recvmmsg(fd, messages, count, 0, NULL);
  printf("sendmmsg sent %d, recvmmsg received %d; the last is \"%s\"\n", sent, received, texts[count - 1]);
  close(fd);
}

/* The kernel tells a connected socket that nobody was there; an unconnected one is told nothing. */
static void lost(const struct sockaddr_in *server) {
  struct sockaddr_in own;
  int fd = open_at_loopback(&own);
  send_to(fd, "anyone?", server);
  ssize_t count = recv(fd, &own, sizeof own, MSG_DONTWAIT);
  printf("the server is gone; not connected: %s", count < 0 && errno == EAGAIN ? "silence" : "?");
  if (connect(fd, (const struct sockaddr *)server, sizeof *server) != 0)
    fail("connect");
  if (send(fd, "anyone?", 7, 0) != 7)
    fail("send");
  count = recv(fd, &own, sizeof own, 0);
  printf("; connected: %s\n", count < 0 && errno == ECONNREFUSED ? "ECONNREFUSED" : "?");
  close(fd);
}

int main(void) {
  struct sockaddr_in server;
  int fd = open_at_loopback(&server);
  pid_t pid = fork();
  if (pid < 0)
    fail("fork");
  if (pid == 0)
    answer(fd);
  close(fd);
  ask(&server);
  ask_connected(&server);
  borders();
  several();

  fd = socket(AF_INET, SOCK_DGRAM, 0);
  send_to(fd, "", &server);
  close(fd);
  waitpid(pid, NULL, 0);
  lost(&server);
  return 0;
}
