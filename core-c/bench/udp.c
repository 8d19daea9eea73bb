// Benchmark: UDP round trips over loopback, on connected sockets and with an address in every call.
#include "peer.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static struct sockaddr_in own, other;

static int open_socket(struct sockaddr_in *address) {
  socklen_t size = sizeof *address;
  *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)address, size) != 0 ||
      getsockname(fd, (struct sockaddr *)address, &size) != 0)
    bench_fail("bind");
  return fd;
}

/* An empty message ends the echo. */
static void echo_connected(int fd) {
  ssize_t count;
  while ((count = recv(fd, message, message_size, 0)) > 0)
    if (send(fd, message, (size_t)count, 0) != count)
      bench_fail("send");
}

static void echo_to_sender(int fd) {
  struct sockaddr_in sender;
  for (;;) {
    socklen_t size = sizeof sender;
    ssize_t count = recvfrom(fd, message, message_size, 0, (struct sockaddr *)&sender, &size);
    if (count <= 0)
      return;
    if (sendto(fd, message, (size_t)count, 0, (struct sockaddr *)&sender, size) != count)
      bench_fail("sendto");
  }
}

static void start(size_t size, void (*echo)(int), int connected) {
  peer_allocate(size);
  int fd = open_socket(&other);
  to_peer = from_peer = open_socket(&own);
  if (connected && (connect(fd, (struct sockaddr *)&own, sizeof own) != 0 ||
                    connect(to_peer, (struct sockaddr *)&other, sizeof other) != 0))
    bench_fail("connect");
  peer = fork();
  if (peer < 0)
    bench_fail("fork");
  if (peer == 0) {
    close(to_peer);
    echo(fd);
    _exit(0);
  }
  close(fd);
}

static void prepare_connected(size_t size) { start(size, echo_connected, 1); }
static void prepare_addressed(size_t size) { start(size, echo_to_sender, 0); }

static void perform_connected(uint64_t count) {
  for (uint64_t i = 0; i < count; i++)
    if (send(to_peer, message, message_size, 0) != (ssize_t)message_size ||
        recv(from_peer, message, message_size, 0) != (ssize_t)message_size)
      bench_fail("round trip");
}

static void perform_addressed(uint64_t count) {
  struct sockaddr_in sender;
  for (uint64_t i = 0; i < count; i++) {
    socklen_t size = sizeof sender;
    if (sendto(to_peer, message, message_size, 0, (struct sockaddr *)&other, sizeof other) != (ssize_t)message_size ||
        recvfrom(from_peer, message, message_size, 0, (struct sockaddr *)&sender, &size) != (ssize_t)message_size)
      bench_fail("round trip");
  }
}

static void finish(void) {
  sendto(to_peer, "", 0, 0, (struct sockaddr *)&other, sizeof other);
  close(to_peer);
  waitpid(peer, NULL, 0);
}

int main(int argc, char **argv) {
  static const struct row rows[] = {
      {"connected", prepare_connected, perform_connected, finish},
      {"addressed", prepare_addressed, perform_addressed, finish},
  };
  return bench_main(argc, argv, rows, sizeof rows / sizeof rows[0]);
}
