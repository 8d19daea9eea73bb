// A server under load, for counting what it leaves behind: it answers each connection's line with the number of its
// descriptor. Argument: "epoll", "workers" (three that were forked before) or "fork" (a process for each connection).
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int listener;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* Answers what was sent; returns 0 when the connection is over. */
static int serve(int fd) {
  char text[64];
  ssize_t count = recv(fd, text, sizeof text, 0);
  if (count <= 0)
    return 0;
  int length = snprintf(text, sizeof text, "%d\n", fd);
  return send(fd, text, (size_t)length, MSG_NOSIGNAL) == length;
}

static void by_epoll(void) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[64];
  int epoll = epoll_create1(0);
  if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) != 0)
    fail("epoll");
  for (;;) {
    int count = epoll_wait(epoll, events, 64, -1);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        event.data.fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
        if (event.data.fd < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, event.data.fd, &event) != 0)
          fail("accept4");
      } else if (!serve(fd)) {
        close(fd);
      }
    }
  }
}

static void one_by_one(void) {
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0)
      fail("accept");
    while (serve(fd))
      ;
    close(fd);
  }
}

static void by_workers(void) {
  for (int i = 0; i < 3; i++)
    if (fork() == 0)
      one_by_one();
  while (wait(NULL) > 0)
    ;
}

static void on_child(int signal) {
  (void)signal;
  int error = errno;
  while (waitpid(-1, NULL, WNOHANG) > 0)
    ;
  errno = error;
}

static void by_fork(void) {
  struct sigaction action = {.sa_handler = on_child};
  sigaction(SIGCHLD, &action, NULL);
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0 && errno == EINTR)
      continue;
    pid_t pid = fd < 0 ? -1 : fork();
    if (pid < 0)
      fail("fork");
    if (pid == 0) {
      close(listener);
      while (serve(fd))
        ;
      _exit(0);
    }
    close(fd);
  }
}

int main(int argc, char **argv) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  listener = socket(AF_INET, SOCK_STREAM, 0);
  if (argc != 2 || listener < 0 || bind(listener, (struct sockaddr *)&address, length) != 0 ||
      listen(listener, 256) != 0 || getsockname(listener, (struct sockaddr *)&address, &length) != 0)
    fail("listen");
  printf("ready %d\n", ntohs(address.sin_port));
  fflush(stdout);
  if (strcmp(argv[1], "epoll") == 0)
    by_epoll();
  else if (strcmp(argv[1], "workers") == 0)
    by_workers();
  else
    by_fork();
  return 0;
}
