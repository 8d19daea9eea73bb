// One end of a Unix socket: the same source natively and for wasm, or against another program. Arguments: what to do, a
// path, and more. What comes is printed; names are those that the other end is known by.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct sockaddr_un address;
static char buffer[256];

static int failed(const char *what) {
  printf("%s: %s\n", what, strerror(errno));
  return 1;
}

static void called(const char *path) {
  address = (struct sockaddr_un){.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
}

/* Accepts one connection at a path, says "ready" first, and answers each message with what it was in brackets. */
static int serve(int type, const char *path) {
  int fd = socket(AF_UNIX, type, 0);
  called(path);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 1) != 0)
    return failed("serve");
  puts("ready");
  fflush(stdout);
  int connection = accept(fd, NULL, NULL);
  struct ucred peer;
  socklen_t length = sizeof peer;
  if (connection < 0 || getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
    return failed("accept");
  printf("user %s\n", peer.uid == getuid() ? "the same" : "another");
  ssize_t count;
  while ((count = recv(connection, buffer, sizeof buffer, 0)) > 0)
    dprintf(connection, "[%.*s]", (int)count, buffer);
  unlink(path);
  return 0;
}

/* Sends a line from a path of its own, and prints the answer and who gave it. */
static int ask(const char *path, const char *own, const char *text) {
  int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  called(own);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0)
    return failed("bind");
  called(path);
  if (sendto(fd, text, strlen(text), 0, (struct sockaddr *)&address, sizeof address) < 0)
    return failed("sendto");
  socklen_t length = sizeof address;
  ssize_t count = recvfrom(fd, buffer, sizeof buffer, 0, (struct sockaddr *)&address, &length);
  unlink(own);
  if (count < 0)
    return failed("recvfrom");
  printf("%.*s from %s\n", (int)count, buffer, address.sun_path);
  return 0;
}

/* Answers one datagram, to whom it came from. */
static int answer(const char *path) {
  int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  called(path);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0)
    return failed("bind");
  puts("ready");
  fflush(stdout);
  socklen_t length = sizeof address;
  ssize_t count = recvfrom(fd, buffer, sizeof buffer, 0, (struct sockaddr *)&address, &length);
  if (count < 0)
    return failed("recvfrom");
  printf("from %s\n", address.sun_path);
  for (ssize_t i = 0; i < count; i++)
    buffer[i] -= buffer[i] >= 'a' && buffer[i] <= 'z' ? 'a' - 'A' : 0;
  if (sendto(fd, buffer, (size_t)count, 0, (struct sockaddr *)&address, length) < 0)
    return failed("sendto");
  unlink(path);
  return 0;
}

static int connected(int type, const char *path) {
  int fd = socket(AF_UNIX, type, 0);
  called(path);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
    failed("connect");
    exit(1);
  }
  return fd;
}

static int client(int type, const char *path, const char *text) {
  int fd = connected(type, path);
  if (send(fd, text, strlen(text), 0) < 0 || shutdown(fd, SHUT_WR) != 0)
    return failed("send");
  ssize_t count = recv(fd, buffer, sizeof buffer, MSG_WAITALL);
  if (count < 0)
    return failed("recv");
  printf("%.*s\n", (int)count, buffer);
  return 0;
}

/* Passes an open file, or receives descriptors and prints what can be read from each. */
static int pass(const char *path, const char *file) {
  int fd = connected(SOCK_STREAM, path), passed = open(file, O_RDONLY);
  char control[CMSG_SPACE(sizeof passed)] = {0};
  struct iovec part = {"x", 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_len = CMSG_LEN(sizeof passed);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  memcpy(CMSG_DATA(header), &passed, sizeof passed);
  return sendmsg(fd, &message, 0) == 1 ? 0 : failed("sendmsg");
}

static int take(const char *path) {
  int fd = connected(SOCK_STREAM, path);
  char control[CMSG_SPACE(8 * sizeof(int))], byte;
  struct iovec part = {&byte, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  if (recvmsg(fd, &message, 0) != 1)
    return failed("recvmsg");
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header)) {
    int count = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    for (int i = 0; i < count; i++) {
      int one;
      memcpy(&one, CMSG_DATA(header) + (size_t)i * sizeof one, sizeof one);
      ssize_t size = read(one, buffer, sizeof buffer);
      printf("%.*s\n", (int)(size < 0 ? 0 : size), buffer);
    }
  }
  return 0;
}

int main(int argc, char **argv) {
  const char *what = argc < 3 ? "" : argv[1], *path = argv[2];
  if (strcmp(what, "serve") == 0)
    return serve(SOCK_STREAM, path);
  if (strcmp(what, "serve-packets") == 0)
    return serve(SOCK_SEQPACKET, path);
  if (strcmp(what, "answer") == 0)
    return answer(path);
  if (strcmp(what, "take") == 0)
    return take(path);
  if (argc == 4 && strcmp(what, "client") == 0)
    return client(SOCK_STREAM, path, argv[3]);
  if (argc == 4 && strcmp(what, "client-packets") == 0)
    return client(SOCK_SEQPACKET, path, argv[3]);
  if (argc == 4 && strcmp(what, "pass") == 0)
    return pass(path, argv[3]);
  if (argc == 5 && strcmp(what, "ask") == 0)
    return ask(path, argv[3], argv[4]);
  return 2;
}
