// Options at SOL_SOCKET: all that hold a number, times, linger, what kind of socket it is, timeouts that are observed,
// errors that are told once, lengths that are odd, and the errors.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

#include "show.h"

static int fd;

static int get(int name) {
  int value = -77;
  socklen_t length = sizeof value;
  return getsockopt(fd, SOL_SOCKET, name, &value, &length) != 0 ? -1 : length != sizeof value ? -2 : value;
}

static int set(int name, int value) { return setsockopt(fd, SOL_SOCKET, name, &value, sizeof value); }

static void numbers(void) {
  static const struct {
    int name;
    const char *text;
    int value;
  } options[] = {
#define OPTION(name, value) {name, #name, value}
      OPTION(SO_REUSEADDR, 1), OPTION(SO_REUSEPORT, 0),        OPTION(SO_TYPE, 1),
      OPTION(SO_DONTROUTE, 1), OPTION(SO_BROADCAST, 5),        OPTION(SO_SNDBUF, 10000),
      OPTION(SO_RCVBUF, 1),    OPTION(SO_KEEPALIVE, 1),        OPTION(SO_OOBINLINE, 1),
      OPTION(SO_PRIORITY, 3),  OPTION(SO_PASSCRED, 1),         OPTION(SO_RCVLOWAT, 7),
      OPTION(SO_SNDLOWAT, 2),  OPTION(SO_ACCEPTCONN, 1),       OPTION(SO_PROTOCOL, 1),
      OPTION(SO_DOMAIN, 1),    OPTION(SO_TIMESTAMP, 1),        OPTION(SO_TIMESTAMPNS, 1),
      OPTION(SO_PEEK_OFF, 4),  OPTION(SO_LOCK_FILTER, 0),      OPTION(SO_NOFCS, 1),
      OPTION(SO_RXQ_OVFL, 1),  OPTION(SO_SELECT_ERR_QUEUE, 1), OPTION(SO_BUSY_POLL, 0),
      OPTION(SO_ERROR, 1),     OPTION(SO_PEERCRED, 1),         OPTION(SO_BSDCOMPAT, 1),
      OPTION(SO_PASSSEC, 1),   OPTION(SO_ZEROCOPY, 1),         OPTION(9999, 1),
      OPTION(-1, 1),
#undef OPTION
  };
  for (int type = SOCK_STREAM; type <= SOCK_DGRAM; type++) {
    fd = socket(AF_UNIX, type, 0);
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
      printf("%s: ", options[i].text);
      if (options[i].name != SO_SNDBUF && options[i].name != SO_RCVBUF && options[i].name != SO_PEERCRED)
        show(get(options[i].name));
      show(set(options[i].name, options[i].value));
      if (options[i].name != SO_PEERCRED)
        show(get(options[i].name));
    }
    close(fd);
  }
}

static void structures(void) {
  puts("structures");
  fd = socket(AF_UNIX, SOCK_STREAM, 0);
  struct linger linger = {1, 30};
  socklen_t length = sizeof linger;
  show(setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
  linger = (struct linger){0, 0};
  show(getsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, &length));
  printf("%d: %d %d\n", (int)length, linger.l_onoff, linger.l_linger);
  show(setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, 4));
  struct timeval time = {12, 500000};
  length = sizeof time;
  for (int name = SO_RCVTIMEO; name <= SO_SNDTIMEO; name++) {
    show(setsockopt(fd, SOL_SOCKET, name, &time, sizeof time));
    struct timeval told = {0, 0};
    show(getsockopt(fd, SOL_SOCKET, name, &told, &length));
    printf("%d: %d %d\n", (int)length, (int)told.tv_sec, (int)told.tv_usec);
  }
  time.tv_usec = 1000000;
  show(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time));
  show(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, 8));
  unsigned long long cookie = 0;
  length = sizeof cookie;
  show(getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &length));
  show(cookie != 0);
  unsigned memory[9];
  length = sizeof memory;
  show(getsockopt(fd, SOL_SOCKET, SO_MEMINFO, memory, &length));
  show(length);
  close(fd);
}

static void timeouts(void) {
  puts("timeouts");
  int pair[2];
  char byte;
  check(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  struct timeval time = {0, 50000};
  check(setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time) == 0);
  check(setsockopt(pair[0], SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time) == 0);
  struct timespec before, after;
  clock_gettime(CLOCK_MONOTONIC, &before);
  show(recv(pair[0], &byte, 1, 0));
  show(read(pair[0], &byte, 1));
  clock_gettime(CLOCK_MONOTONIC, &after);
  long long waited = (after.tv_sec - before.tv_sec) * 1000LL + (after.tv_nsec - before.tv_nsec) / 1000000;
  show(waited >= 99);
  static char block[65536];
  while (send(pair[0], block, sizeof block, MSG_DONTWAIT) > 0)
    ;
  ssize_t sent;
  while ((sent = send(pair[0], block, sizeof block, 0)) > 0)
    ;
  show(sent);
  close(pair[0]), close(pair[1]);
}

static void lengths(void) {
  puts("lengths");
  fd = socket(AF_UNIX, SOCK_STREAM, 0);
  int value = 1;
  char wide[300] = {1};
  socklen_t length;
  for (socklen_t size = 0; size < 6; size++) {
    memset(&value, 0x55, sizeof value);
    length = size;
    char into[8];
    memset(into, 0x55, sizeof into);
    show(getsockopt(fd, SOL_SOCKET, SO_TYPE, into, &length));
    printf("%d: %02x %02x %02x %02x %02x\n", (int)length, into[0], into[1], into[2], into[3], into[4]);
    show(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, wide, size));
  }
  show(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, wide, sizeof wide));
  show(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, wide, (socklen_t)-1));
  length = (socklen_t)-1;
  show(getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, &length));
  length = sizeof wide;
  show(getsockopt(fd, SOL_SOCKET, SO_TYPE, wide, &length));
  show(length);
  static void *volatile nowhere;
  show(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, nowhere, 4));
  length = 4;
  show(getsockopt(fd, SOL_SOCKET, SO_TYPE, nowhere, &length));
  show(getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, nowhere));
  show(getsockopt(fd, 1234, SO_TYPE, &value, &length));
  show(setsockopt(fd, 1234, SO_TYPE, &value, length));
  show(getsockopt(fd, 6, 1, &value, &length));
  show(setsockopt(99, SOL_SOCKET, SO_REUSEADDR, &value, 4));
  show(getsockopt(99, SOL_SOCKET, SO_TYPE, &value, &length));
  show(setsockopt(STDIN_FILENO, SOL_SOCKET, SO_REUSEADDR, &value, 4));
  show(getsockopt(STDIN_FILENO, SOL_SOCKET, SO_TYPE, &value, &length));
  close(fd);
}

static void telling(void) {
  puts("SO_ERROR");
  int pair[2];
  check(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  check(send(pair[0], "unread", 6, 0) == 6);
  close(pair[1]);
  fd = pair[0];
  int error = get(SO_ERROR);
  puts(errno_name(error));
  show(get(SO_ERROR));
  close(fd);
}

int main(void) {
  begin();
  signal(SIGPIPE, SIG_IGN);
  numbers();
  structures();
  timeouts();
  lengths();
  telling();
  return 0;
}
