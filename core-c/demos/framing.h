// What the demos json-over-socket and xml-over-socket share: messages on a stream, each after its length (4 bytes, the
// highest first), and finding the other program.
#ifndef FRAMING_H
#define FRAMING_H
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { longest_message = 4096 };

static inline void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

/* Connects to the other program, which may have only just been started. */
static inline int connect_to_peer(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  for (int tries = 0; tries < 1000; tries++) {
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0)
      fail("socket");
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
      return fd;
    if (errno != ENOENT && errno != ECONNREFUSED)
      fail(path);
    close(fd);
    usleep(10000);
  }
  fail(path);
  return -1;
}

static inline void send_message(int fd, const char *text) {
  size_t length = strlen(text);
  unsigned char head[4] = {length >> 24, length >> 16 & 255, length >> 8 & 255, length & 255};
  if (send(fd, head, sizeof head, MSG_MORE) != sizeof head)
    fail("send");
  for (size_t done = 0; done < length;) {
    ssize_t count = send(fd, text + done, length - done, 0);
    if (count < 0)
      fail("send");
    done += (size_t)count;
  }
}

/* A message, ended by NUL: whether there was one more. */
static inline int receive_message(int fd, char text[longest_message]) {
  unsigned char head[4];
  ssize_t count = recv(fd, head, sizeof head, MSG_WAITALL);
  if (count == 0)
    return 0;
  uint32_t length = (uint32_t)head[0] << 24 | (uint32_t)head[1] << 16 | (uint32_t)head[2] << 8 | head[3];
  if (count != sizeof head || length >= longest_message || recv(fd, text, length, MSG_WAITALL) != (ssize_t)length) {
    fprintf(stderr, "a broken message\n");
    exit(EXIT_FAILURE);
  }
  text[length] = '\0';
  return 1;
}
#endif
