// TCP over IPv4 and IPv6: names, connecting in all ways, half close, urgent data, resets, what is waited for and what
// is refused.
// isthmus: --allow-net=127.0.0.1,[::1],0.0.0.0
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "show.h"

#define ADDRESS(address) (struct sockaddr *)&(address)

static int family;
static struct sockaddr_storage server_address;
static socklen_t server_length;

static socklen_t loopback(struct sockaddr_storage *address, int port) {
  memset(address, 0, sizeof *address);
  if (family == AF_INET) {
    struct sockaddr_in *inet = (struct sockaddr_in *)address;
    inet->sin_family = AF_INET;
    inet->sin_port = htons(port);
    inet->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return sizeof *inet;
  }
  struct sockaddr_in6 *inet6 = (struct sockaddr_in6 *)address;
  inet6->sin6_family = AF_INET6;
  inet6->sin6_port = htons(port);
  inet6->sin6_addr = in6addr_loopback;
  return sizeof *inet6;
}

static int port_of(const struct sockaddr_storage *address) {
  return ntohs(family == AF_INET ? ((const struct sockaddr_in *)address)->sin_port
                                 : ((const struct sockaddr_in6 *)address)->sin6_port);
}

static int is_loopback(const struct sockaddr_storage *address) {
  if (address->ss_family != family)
    return 0;
  return family == AF_INET ? ((const struct sockaddr_in *)address)->sin_addr.s_addr == htonl(INADDR_LOOPBACK)
                           : memcmp(&((const struct sockaddr_in6 *)address)->sin6_addr, &in6addr_loopback, 16) == 0;
}

static int listening(void) {
  int fd = socket(family, SOCK_STREAM, 0);
  socklen_t length = loopback(&server_address, 0);
  show(bind(fd, ADDRESS(server_address), length));
  server_length = sizeof server_address;
  show(getsockname(fd, ADDRESS(server_address), &server_length));
  printf("length %u, loopback %d, port %d\n", server_length, is_loopback(&server_address),
         port_of(&server_address) > 0);
  show(bind(fd, ADDRESS(server_address), length));
  show(listen(fd, 3));
  show(listen(fd, 5));
  return fd;
}

static void pair(int ends[2], int server) {
  ends[0] = socket(family, SOCK_STREAM, 0);
  show(connect(ends[0], ADDRESS(server_address), server_length));
  struct sockaddr_storage peer, own;
  socklen_t length = sizeof peer, own_length = sizeof own;
  ends[1] = accept(server, ADDRESS(peer), &length);
  getsockname(ends[0], ADDRESS(own), &own_length);
  printf("peer: length %u, same %d\n", length, length == own_length && memcmp(&peer, &own, length) == 0);
  length = sizeof peer;
  show(getpeername(ends[0], ADDRESS(peer), &length));
  printf("server: same %d\n", length == server_length && memcmp(&peer, &server_address, length) == 0);
}

static void transfer(int server) {
  puts("transfer");
  int ends[2];
  pair(ends, server);
  char buffer[64];
  show(send(ends[0], "one", 3, 0));
  show(send(ends[0], "two", 3, MSG_MORE));
  show(write(ends[0], "three", 5));
  show(recv(ends[1], buffer, 11, MSG_WAITALL));
  printf("%.11s\n", buffer);
  show(recv(ends[1], buffer, sizeof buffer, MSG_DONTWAIT));
  show(send(ends[1], "back", 4, 0));
  show(recv(ends[0], buffer, 2, MSG_PEEK));
  show(recv(ends[0], buffer, sizeof buffer, MSG_TRUNC));
  struct sockaddr_storage from;
  socklen_t length = sizeof from;
  show(send(ends[1], "x", 1, 0));
  show(recvfrom(ends[0], buffer, sizeof buffer, 0, ADDRESS(from), &length));
  printf("no sender: %u\n", length);
  show(sendto(ends[0], "y", 1, 0, ADDRESS(server_address), server_length));
  show(recv(ends[1], buffer, sizeof buffer, 0));
  puts("half close");
  show(shutdown(ends[0], SHUT_WR));
  show(recv(ends[1], buffer, sizeof buffer, 0));
  show(send(ends[1], "still", 5, 0));
  show(recv(ends[0], buffer, sizeof buffer, 0));
  signal(SIGPIPE, SIG_IGN);
  show(send(ends[0], "no", 2, 0));
  show(send(ends[0], "no", 2, MSG_NOSIGNAL));
  show(shutdown(ends[0], 3));
  show(shutdown(ends[1], SHUT_RD));
  show(shutdown(ends[1], SHUT_RDWR));
  show(shutdown(server, SHUT_WR));
  close(ends[0]);
  close(ends[1]);
}

static void urgent(int server) {
  puts("urgent data");
  int ends[2];
  pair(ends, server);
  char buffer[16];
  show(send(ends[0], "ab!", 3, MSG_OOB));
  struct pollfd poll_one = {ends[1], POLLPRI, 0};
  show(poll(&poll_one, 1, 1000));
  printf("pri %d\n", poll_one.revents == POLLPRI);
  show(sockatmark(ends[1]));
  show(recv(ends[1], buffer, sizeof buffer, 0));
  show(sockatmark(ends[1]));
  show(recv(ends[1], buffer, sizeof buffer, MSG_OOB));
  printf("%c\n", buffer[0]);
  show(recv(ends[1], buffer, sizeof buffer, MSG_OOB));
  int on = 1;
  show(setsockopt(ends[1], SOL_SOCKET, SO_OOBINLINE, &on, sizeof on));
  show(send(ends[0], "c?", 2, MSG_OOB));
  show(send(ends[0], "d", 1, 0));
  /* The urgent byte of before stands in the stream too now. */
  int waiting = -1;
  for (int i = 0; i < 500 && waiting != 4; i++) {
    usleep(10000);
    check(ioctl(ends[1], FIONREAD, &waiting) == 0);
  }
  for (int i = 0; i < 2; i++) {
    ssize_t count = recv(ends[1], buffer, sizeof buffer, 0);
    printf("%zd %.*s\n", count, (int)count, buffer);
  }
  show(send(ends[0], "1234567", 7, 0));
  struct pollfd one = {ends[1], POLLIN, 0};
  show(poll(&one, 1, 1000));
  show(ioctl(ends[1], FIONREAD, &waiting));
  printf("waiting %d\n", waiting);
  close(ends[0]);
  close(ends[1]);
}

static void resets(int server) {
  puts("resets");
  int ends[2];
  pair(ends, server);
  struct linger linger = {1, 0};
  show(setsockopt(ends[0], SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
  close(ends[0]);
  char byte;
  struct pollfd one = {ends[1], POLLIN | POLLRDHUP, 0};
  show(poll(&one, 1, 1000));
  printf("events %#x\n", (unsigned)one.revents);
  int error = -1;
  socklen_t length = sizeof error;
  show(getsockopt(ends[1], SOL_SOCKET, SO_ERROR, &error, &length));
  printf("%s\n", errno_name(error));
  show(recv(ends[1], &byte, 1, 0));
  show(send(ends[1], "x", 1, MSG_NOSIGNAL));
  close(ends[1]);
  pair(ends, server);
  setsockopt(ends[0], SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  close(ends[0]);
  poll(&(struct pollfd){ends[1], POLLIN, 0}, 1, 1000);
  show(recv(ends[1], &byte, 1, 0));
  show(recv(ends[1], &byte, 1, 0));
  close(ends[1]);
}

static void refusals(int server) {
  puts("refusals");
  struct sockaddr_storage address = server_address;
  int fd = socket(family, SOCK_STREAM, 0);
  show(accept(fd, NULL, NULL));
  show(send(fd, "x", 1, MSG_NOSIGNAL));
  show(recv(fd, &(char){0}, 1, 0));
  socklen_t length = sizeof address;
  show(getpeername(fd, ADDRESS(address), &length));
  address = server_address;
  show(connect(fd, ADDRESS(address), 4));
  show(connect(fd, ADDRESS(address), 1));
  show(bind(fd, ADDRESS(address), server_length));
  show(bind(fd, ADDRESS(address), 4));
  address.ss_family = AF_UNIX;
  show(connect(fd, ADDRESS(address), server_length));
  show(bind(fd, ADDRESS(address), server_length));
  address.ss_family = 77;
  show(connect(fd, ADDRESS(address), server_length));
  show(connect(server, ADDRESS(server_address), server_length));
  close(fd);

  /* A port on which nobody listens. */
  int other = socket(family, SOCK_STREAM, 0);
  length = loopback(&address, 0);
  bind(other, ADDRESS(address), length);
  getsockname(other, ADDRESS(address), &length);
  fd = socket(family, SOCK_STREAM, 0);
  show(connect(fd, ADDRESS(address), length));
  close(fd);
  fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int result = connect(fd, ADDRESS(address), length);
  if (result < 0 && errno == EINPROGRESS) {
    poll(&(struct pollfd){fd, POLLOUT, 0}, 1, 1000);
    int error = -1;
    socklen_t size = sizeof error;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    printf("refused: %s\n", errno_name(error));
  } else {
    printf("refused: %s\n", errno_name(errno));
  }
  close(fd);
  close(other);

  puts("not connected any more");
  fd = socket(family, SOCK_STREAM, 0);
  show(connect(fd, ADDRESS(server_address), server_length));
  show(connect(fd, ADDRESS(server_address), server_length));
  int accepted = accept4(server, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  printf("flags %d %d\n", (fcntl(accepted, F_GETFL) & O_NONBLOCK) != 0, fcntl(accepted, F_GETFD));
  show(recv(accepted, &(char){0}, 1, 0));
  address.ss_family = AF_UNSPEC;
  show(connect(fd, ADDRESS(address), length));
  show(connect(fd, ADDRESS(address), sizeof(sa_family_t)));
  show(getpeername(fd, ADDRESS(address), &length));
  close(accepted);
  close(fd);
  show(accept4(server, NULL, NULL, 1));
}

static void non_blocking(int server) {
  puts("non-blocking");
  fcntl(server, F_SETFL, O_NONBLOCK);
  show(accept(server, NULL, NULL));
  int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int result = connect(fd, ADDRESS(server_address), server_length);
  printf("%d\n", result == 0 || errno == EINPROGRESS);
  struct pollfd one = {server, POLLIN, 0};
  show(poll(&one, 1, 1000));
  int accepted = accept(server, NULL, NULL);
  printf("blocks again %d\n", (fcntl(accepted, F_GETFL) & O_NONBLOCK) == 0);
  static char much[1 << 16];
  long sent = 0;
  for (ssize_t count; (count = send(fd, much, sizeof much, 0)) > 0;)
    sent += count;
  printf("%s after %d\n", errno_name(errno), sent > 100000);
  int unsent = -1;
  show(ioctl(fd, TIOCOUTQ, &unsent));
  printf("unsent %d\n", unsent > 0);
  long got = 0;
  /* Long where something must come, short where nothing may. */
  struct timeval soon = {0, 200000}, late = {10, 0};
  check(setsockopt(accepted, SOL_SOCKET, SO_RCVTIMEO, &late, sizeof late) == 0);
  for (ssize_t count; got < sent && (count = recv(accepted, much, sizeof much, 0)) > 0;)
    got += count;
  printf("all came %d\n", got == sent);
  show(setsockopt(accepted, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon));
  show(recv(accepted, much, sizeof much, 0));
  check(setsockopt(accepted, SOL_SOCKET, SO_RCVTIMEO, &late, sizeof late) == 0);
  close(fd);
  show(recv(accepted, much, sizeof much, 0));
  close(accepted);
  fcntl(server, F_SETFL, 0);
}

/* No address at all means this machine. */
static void any_address(void) {
  puts("any address");
  int server = socket(family, SOCK_STREAM, 0);
  int on = 1;
  if (family == AF_INET6)
    setsockopt(server, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  struct sockaddr_storage address;
  socklen_t length = loopback(&address, 0);
  bind(server, ADDRESS(address), length);
  listen(server, 1);
  getsockname(server, ADDRESS(address), &length);
  if (family == AF_INET)
    ((struct sockaddr_in *)&address)->sin_addr.s_addr = INADDR_ANY;
  else
    ((struct sockaddr_in6 *)&address)->sin6_addr = in6addr_any;
  int client = socket(family, SOCK_STREAM, 0);
  show(connect(client, ADDRESS(address), length));
  length = sizeof address;
  show(getpeername(client, ADDRESS(address), &length));
  printf("loopback %d\n", is_loopback(&address));
  close(client);
  close(server);
}

int main(void) {
  begin();
  const int families[] = {AF_INET, AF_INET6};
  for (int i = 0; i < 2; i++) {
    family = families[i];
    printf("family %d\n", i);
    int server = listening();
    transfer(server);
    close(server);
    server = listening();
    urgent(server);
    resets(server);
    refusals(server);
    non_blocking(server);
    close(server);
    any_address();
  }
  show(socket(AF_INET, SOCK_SEQPACKET, 0));
  show(socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
  show(socket(AF_INET, SOCK_DGRAM, IPPROTO_TCP));
  show(socket(AF_INET, 77, 0));
  show(socket(77, SOCK_STREAM, 0));
  show(socketpair(AF_INET, SOCK_STREAM, 0, (int[2]){0}));
  return 0;
}
