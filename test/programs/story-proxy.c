// A proxy that waits with poll: what a client sends goes to a server, what that answers comes back, also large amounts
// both ways at once and ends of one direction. Connecting on is non-blocking.
// isthmus: --allow-net=127.0.0.1
#include "show.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#define TOTAL 3000000
#define CLIENTS 4

struct flow {
  char data[16384];
  size_t length;
  int is_over, is_shut;
};

static int open_listener(struct sockaddr_in *address) {
  socklen_t length = sizeof *address;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  check(fd >= 0 && bind(fd, (struct sockaddr *)address, length) == 0 && listen(fd, 8) == 0);
  check(getsockname(fd, (struct sockaddr *)address, &length) == 0);
  return fd;
}

/* Gives back each byte plus one. */
static void serve(int listener) {
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    check(fd >= 0);
    if (fork() != 0) {
      close(fd);
      while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
      continue;
    }
    static unsigned char data[8192];
    ssize_t count;
    while ((count = read(fd, data, sizeof data)) > 0) {
      for (ssize_t i = 0; i < count; i++)
        data[i]++;
      for (ssize_t done = 0; done < count;) {
        ssize_t written = write(fd, data + done, (size_t)(count - done));
        check(written > 0);
        done += written;
      }
    }
    _exit(0);
  }
}

/* Moves what it can in one direction. */
static void move(struct flow *flow, int from, int to, short from_events, short to_events) {
  if ((from_events & (POLLIN | POLLHUP)) && !flow->is_over && flow->length < sizeof flow->data) {
    ssize_t count = read(from, flow->data + flow->length, sizeof flow->data - flow->length);
    check(count >= 0 || errno == EAGAIN);
    if (count == 0)
      flow->is_over = 1;
    if (count > 0)
      flow->length += (size_t)count;
  }
  if ((to_events & POLLOUT) && flow->length > 0) {
    ssize_t count = write(to, flow->data, flow->length);
    check(count >= 0 || errno == EAGAIN);
    if (count > 0) {
      flow->length -= (size_t)count;
      memmove(flow->data, flow->data + count, flow->length);
    }
  }
  if (flow->is_over && flow->length == 0 && !flow->is_shut) {
    check(shutdown(to, SHUT_WR) == 0);
    flow->is_shut = 1;
  }
}

static void relay(int client, const struct sockaddr_in *target) {
  static struct flow there, back;
  int server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), error;
  socklen_t length = sizeof error;
  check(fcntl(client, F_SETFL, O_NONBLOCK) == 0);
  check(connect(server, (const struct sockaddr *)target, sizeof *target) == 0 || errno == EINPROGRESS);
  struct pollfd fds[2] = {{client, 0, 0}, {server, POLLOUT, 0}};
  check(poll(&fds[1], 1, 5000) == 1 && fds[1].revents == POLLOUT);
  check(getsockopt(server, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error == 0);
  while (!there.is_shut || !back.is_shut) {
    fds[0].events =
        (short)((there.is_over || there.length == sizeof there.data ? 0 : POLLIN) | (back.length > 0 ? POLLOUT : 0));
    fds[1].events =
        (short)((back.is_over || back.length == sizeof back.data ? 0 : POLLIN) | (there.length > 0 ? POLLOUT : 0));
    check(poll(fds, 2, 10000) > 0);
    check(((fds[0].revents | fds[1].revents) & (POLLERR | POLLNVAL)) == 0);
    move(&there, client, server, fds[0].revents, fds[1].revents);
    move(&back, server, client, fds[1].revents, fds[0].revents);
  }
  _exit(0);
}

static void proxy(int listener, const struct sockaddr_in *target) {
  signal(SIGCHLD, SIG_IGN);
  for (;;) {
    int client = accept(listener, NULL, NULL);
    check(client >= 0);
    if (fork() == 0)
      relay(client, target);
    close(client);
  }
}

/* Sends much while it receives. */
static void be_client(int number, const struct sockaddr_in *address) {
  static unsigned char data[10000];
  int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  check(connect(fd, (const struct sockaddr *)address, sizeof *address) == 0);
  check(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0);
  pid_t sender = fork();
  if (sender == 0) {
    for (long sent = 0; sent < TOTAL; sent += (long)sizeof data) {
      for (size_t i = 0; i < sizeof data; i++)
        data[i] = (unsigned char)((sent + (long)i) * (number + 1));
      for (size_t done = 0; done < sizeof data;) {
        ssize_t count = write(fd, data + done, sizeof data - done);
        check(count > 0);
        done += (size_t)count;
      }
    }
    check(shutdown(fd, SHUT_WR) == 0);
    _exit(0);
  }
  long received = 0;
  ssize_t count;
  while ((count = recv(fd, data, sizeof data, 0)) > 0) {
    for (ssize_t i = 0; i < count; i++, received++)
      check(data[i] == (unsigned char)((unsigned char)(received * (number + 1)) + 1));
  }
  check(count == 0);
  int status;
  check(waitpid(sender, &status, 0) == sender && status == 0);
  _exit(received == TOTAL ? 20 + number : 1);
}

int main(void) {
  begin();
  struct sockaddr_in server, front;
  int listener = open_listener(&server);
  pid_t server_pid = fork();
  if (server_pid == 0)
    serve(listener);
  close(listener);
  listener = open_listener(&front);
  pid_t proxy_pid = fork();
  if (proxy_pid == 0)
    proxy(listener, &server);
  close(listener);
  pid_t clients[CLIENTS];
  int status;
  for (int i = 0; i < CLIENTS; i++) {
    clients[i] = fork();
    if (clients[i] == 0)
      be_client(i, &front);
  }
  for (int i = 0; i < CLIENTS; i++) {
    check(waitpid(clients[i], &status, 0) == clients[i]);
    printf("client %d %s\n", i, status_name(status));
  }
  kill(proxy_pid, SIGTERM);
  kill(server_pid, SIGTERM);
  waitpid(proxy_pid, &status, 0);
  printf("proxy %s\n", status_name(status));
  waitpid(server_pid, &status, 0);
  printf("server %s\n", status_name(status));
  return 0;
}
