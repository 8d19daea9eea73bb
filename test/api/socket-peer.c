// The other end of the API's socket tests, natively and as a guest: `socket-peer echo stream|packet|datagram NAME`
// answers until the end; `pass NAME FILE` connects and sends a file's descriptor, `take NAME` receives one and prints
// what it holds.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

static int connected(int type, const char *name) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int fd = socket(AF_UNIX, type, 0);
  strncpy(address.sun_path, name, sizeof address.sun_path - 1);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
    fail("connect");
  return fd;
}

static void echo(int fd) {
  static char buffer[1 << 16];
  ssize_t count;
  while ((count = recv(fd, buffer, sizeof buffer, 0)) > 0)
    for (ssize_t done = 0; done < count;) {
      ssize_t sent = send(fd, buffer + done, (size_t)(count - done), MSG_NOSIGNAL);
      if (sent < 0)
        fail("send");
      done += sent;
    }
}

static void pass(int fd, int file) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control = {0};
  char byte = 'f';
  struct iovec vector = {&byte, 1};
  struct msghdr message = {
      .msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(rights), &file, sizeof file);
  if (sendmsg(fd, &message, 0) != 1)
    fail("sendmsg");
}

static int take(int fd) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control;
  char byte;
  struct iovec vector = {&byte, 1};
  struct msghdr message = {
      .msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  int file;
  if (recvmsg(fd, &message, 0) != 1 || CMSG_FIRSTHDR(&message) == NULL)
    fail("recvmsg");
  memcpy(&file, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof file);
  return file;
}

int main(int argc, char **argv) {
  if (argc < 3)
    return 2;
  if (strcmp(argv[1], "echo") == 0) {
    echo(connected(strcmp(argv[2], "packet") == 0 ? SOCK_SEQPACKET : SOCK_STREAM, argv[3]));
  } else if (strcmp(argv[1], "answer") == 0) {
    // A datagram's sender, by name.
    struct sockaddr_un own = {.sun_family = AF_UNIX}, from;
    socklen_t length = sizeof from;
    char text[64];
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    strncpy(own.sun_path, argv[2], sizeof own.sun_path - 1);
    if (bind(fd, (struct sockaddr *)&own, sizeof own) != 0)
      fail("bind");
    puts("ready");
    fflush(stdout);
    ssize_t count = recvfrom(fd, text, sizeof text, 0, (struct sockaddr *)&from, &length);
    if (sendto(fd, text, (size_t)count, 0, (struct sockaddr *)&from, length) != count)
      fail("sendto");
    unlink(argv[2]);
  } else if (strcmp(argv[1], "pass") == 0) {
    pass(connected(SOCK_STREAM, argv[2]), open(argv[3], O_RDONLY));
  } else {
    char text[64];
    ssize_t count = read(take(connected(SOCK_STREAM, argv[2])), text, sizeof text);
    printf("%.*s\n", (int)count, text);
  }
  return 0;
}
