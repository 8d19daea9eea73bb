// Demo: Unix sockets between two processes, in their three kinds: a stream runs its bytes together, packets keep their
// boundaries, datagrams need no connection and tell their sender's name. The kernel vouches for who is at the other
// end.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE // for struct ucred
#endif
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

static struct sockaddr_un named(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  return address;
}

static int bound(int type, const char *path) {
  struct sockaddr_un address = named(path);
  int fd = socket(AF_UNIX, type, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0)
    fail(path);
  return fd;
}

static int connected(int type, const char *path) {
  struct sockaddr_un address = named(path);
  int fd = socket(AF_UNIX, type, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
    fail(path);
  return fd;
}

/* Sends three words and waits for the answer. */
static int client(int type, const char *path) {
  int fd = connected(type, path);
  const char *words[] = {"one", "two", "three"};
  for (int i = 0; i < 3; i++)
    if (send(fd, words[i], strlen(words[i]), 0) < 0)
      fail("send");
  shutdown(fd, SHUT_WR);
  char answer[32];
  ssize_t count = recv(fd, answer, sizeof answer, 0);
  return count == 5 && memcmp(answer, "heard", 5) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void expect_success(pid_t pid) {
  int status;
  if (waitpid(pid, &status, 0) != pid || status != 0)
    fail("the other process");
}

/* A listener, a connection, and what comes over it. */
static void connection(const char *kind, int type, const char *path) {
  int listener = bound(type, path);
  if (listen(listener, 1) != 0)
    fail("listen");
  pid_t pid = fork();
  if (pid < 0)
    fail("fork");
  if (pid == 0)
    _exit(client(type, path));
  int fd = accept(listener, NULL, NULL);
  struct ucred peer;
  socklen_t size = sizeof peer;
  if (fd < 0 || getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
    fail("accept");
  printf("%s: the kernel says that the client is %s, of %s user\n", kind, peer.pid == pid ? "my child" : "a stranger",
         peer.uid == getuid() ? "the same" : "another");
  // MSG_WAITALL fills the buffer if it can: the bytes of a stream come in one piece, however they were sent.
  char buffer[64];
  ssize_t count;
  while ((count = recv(fd, buffer, sizeof buffer, type == SOCK_STREAM ? MSG_WAITALL : 0)) > 0)
    printf("%s: received \"%.*s\"\n", kind, (int)count, buffer);
  printf("%s: the end\n", kind);
  send(fd, "heard", 5, 0);
  close(fd);
  close(listener);
  expect_success(pid);
  unlink(path);
}

static void datagrams(void) {
  int server = bound(SOCK_DGRAM, "server.socket");
  pid_t pid = fork();
  if (pid < 0)
    fail("fork");
  if (pid == 0) {
    int fd = bound(SOCK_DGRAM, "client.socket");
    struct sockaddr_un to = named("server.socket");
    char answer[32];
    sendto(fd, "who am I?", 9, 0, (struct sockaddr *)&to, sizeof to);
    ssize_t count = recv(fd, answer, sizeof answer, 0);
    printf("datagram: the answer is \"%.*s\"\n", (int)count, answer);
    fflush(stdout);
    _exit(EXIT_SUCCESS);
  }
  struct sockaddr_un from;
  socklen_t length = sizeof from;
  char text[32];
  ssize_t count = recvfrom(server, text, sizeof text, 0, (struct sockaddr *)&from, &length);
  if (count < 0)
    fail("recvfrom");
  printf("datagram: \"%.*s\" from %s\n", (int)count, text, from.sun_path);
  fflush(stdout);
  sendto(server, from.sun_path, strlen(from.sun_path), 0, (struct sockaddr *)&from, length);
  expect_success(pid);
  close(server);
  unlink("server.socket");
  unlink("client.socket");
}

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  connection("stream", SOCK_STREAM, "stream.socket");
  connection("packets", SOCK_SEQPACKET, "packets.socket");
  datagrams();
  struct sockaddr_un gone = named("stream.socket");
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connect(fd, (struct sockaddr *)&gone, sizeof gone) != 0)
    printf("the name is gone: connect says %s\n", strerror(errno));
  return EXIT_SUCCESS;
}
