// A chat server that waits with select, and three people who talk: whoever joins, speaks or leaves is heard by the
// others.
// isthmus: --allow-net=127.0.0.1
#include "show.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <sys/select.h>
#include <sys/socket.h>

#define PEOPLE 3

static struct sockaddr_in server_address;
static int turns[PEOPLE][2];

static void broadcast(const char names[][16], int max_fd, int except, const char *format, ...) {
  char text[128];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  printf("server: %s", text);
  for (int fd = 0; fd <= max_fd; fd++)
    if (names[fd][0] != '\0' && fd != except)
      check(send(fd, text, (size_t)length, 0) == length);
}

static void serve(int listener) {
  fd_set all, ready;
  int max_fd = listener, joined = 0, left = 0;
  static char names[FD_SETSIZE][16];
  FD_ZERO(&all);
  FD_SET(listener, &all);
  while (left < PEOPLE) {
    ready = all;
    struct timeval limit = {10, 0};
    int count = select(max_fd + 1, &ready, NULL, NULL, &limit);
    check(count > 0);
    for (int fd = 0; fd <= max_fd; fd++) {
      if (!FD_ISSET(fd, &ready))
        continue;
      count--;
      if (fd == listener) {
        struct sockaddr_in peer;
        socklen_t length = sizeof peer;
        int connection = accept(listener, (struct sockaddr *)&peer, &length);
        check(connection >= 0 && connection < FD_SETSIZE);
        check(length == sizeof peer && strcmp(inet_ntoa(peer.sin_addr), "127.0.0.1") == 0);
        FD_SET(connection, &all);
        if (connection > max_fd)
          max_fd = connection;
        joined++;
        continue;
      }
      char text[64];
      ssize_t length = recv(fd, text, sizeof text - 1, 0);
      check(length >= 0);
      text[length] = '\0';
      if (length == 0) {
        char name[16];
        strcpy(name, names[fd]);
        names[fd][0] = '\0';
        FD_CLR(fd, &all);
        close(fd);
        left++;
        broadcast(names, max_fd, -1, "* %s has left\n", name);
      } else if (names[fd][0] == '\0') {
        snprintf(names[fd], sizeof names[fd], "%.15s", text);
        broadcast(names, max_fd, -1, "* %s has joined\n", names[fd]);
      } else {
        broadcast(names, max_fd, fd, "<%s> %s\n", names[fd], text);
      }
    }
    check(count == 0);
  }
  printf("server: %d joined, %d left\n", joined, left);
}

/* Reads what the others say, until one says this. */
static void hear(int fd, const char *line) {
  char heard[128];
  do {
    size_t length = 0;
    do
      check(recv(fd, heard + length, 1, 0) == 1);
    while (heard[length++] != '\n');
    heard[length] = '\0';
  } while (strcmp(heard, line) != 0);
}

static void talk(int number) {
  static const char *const names[] = {"ann", "bob", "cid"};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  check(fd >= 0 && connect(fd, (struct sockaddr *)&server_address, sizeof server_address) == 0);
  /* Each joins once the one before has. */
  char byte;
  check(number == 0 || read(turns[number][0], &byte, 1) == 1);
  check(send(fd, names[number], 3, 0) == 3);
  if (number == 0) {
    hear(fd, "* ann has joined\n");
    check(write(turns[1][1], "+", 1) == 1);
    hear(fd, "* bob has joined\n");
    check(write(turns[2][1], "+", 1) == 1);
    hear(fd, "* cid has joined\n");
    check(send(fd, "hello, all", 10, 0) == 10);
    hear(fd, "<cid> hello, ann\n");
    check(send(fd, "and bye", 7, 0) == 7);
  } else if (number == 1) {
    hear(fd, "<ann> hello, all\n");
    hear(fd, "<cid> hello, ann\n");
    hear(fd, "* ann has left\n");
  } else {
    hear(fd, "<ann> hello, all\n");
    check(send(fd, "hello, ann", 10, 0) == 10);
    hear(fd, "<ann> and bye\n");
    hear(fd, "* ann has left\n");
    hear(fd, "* bob has left\n");
  }
  close(fd);
  _exit(0);
}

int main(void) {
  begin();
  socklen_t length = sizeof server_address;
  int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  server_address.sin_family = AF_INET;
  server_address.sin_addr.s_addr = inet_addr("127.0.0.1");
  check(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0);
  check(bind(listener, (struct sockaddr *)&server_address, length) == 0 && listen(listener, SOMAXCONN) == 0);
  check(getsockname(listener, (struct sockaddr *)&server_address, &length) == 0);
  for (int i = 0; i < PEOPLE; i++)
    check(pipe(turns[i]) == 0);
  for (int i = 0; i < PEOPLE; i++) {
    pid_t pid = fork();
    check(pid >= 0);
    if (pid == 0) {
      close(listener);
      talk(i);
    }
  }
  serve(listener);
  for (int status; wait(&status) > 0;)
    check(status == 0);
  return 0;
}
