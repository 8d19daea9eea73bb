// isthmus: --allow-unix
// Who is at the other end: SO_PEERCRED, SO_PEERGROUPS, SO_PASSCRED with SCM_CREDENTIALS, pidfds of peers; and when a
// message came: SO_TIMESTAMP and SO_TIMESTAMPNS.
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>

#include "show.h"

#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD 76
#endif
#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif
#ifndef SCM_PIDFD
#define SCM_PIDFD 4
#endif

static union {
  char bytes[512];
  struct cmsghdr aligned;
} control;
static char data[64];

static void peer(int fd, pid_t expected) {
  struct ucred credentials;
  socklen_t length = sizeof credentials;
  show(getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &length));
  printf("%d: pid %s, uid %s, gid %s\n", (int)length, credentials.pid == expected ? "right" : "wrong",
         credentials.uid == geteuid() ? "right" : "wrong", credentials.gid == getegid() ? "right" : "wrong");
}

static int claiming(int fd, pid_t pid, uid_t uid, gid_t gid) {
  struct iovec one = {"x", 1};
  struct msghdr message = {.msg_iov = &one, .msg_iovlen = 1, .msg_control = control.bytes};
  struct ucred claim = {pid, uid, gid};
  message.msg_controllen = CMSG_SPACE(sizeof claim);
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_len = CMSG_LEN(sizeof claim);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_CREDENTIALS;
  memcpy(CMSG_DATA(header), &claim, sizeof claim);
  return (int)sendmsg(fd, &message, 0);
}

/* Receives, and tells each control message in its own way. */
static void received(int fd, pid_t sender) {
  struct iovec one = {data, sizeof data};
  struct msghdr message = {.msg_iov = &one, .msg_iovlen = 1, .msg_control = control.bytes};
  message.msg_controllen = sizeof control.bytes;
  ssize_t count = recvmsg(fd, &message, 0);
  printf("%d, flags %#x, control %d:", (int)count, (unsigned)message.msg_flags, (int)message.msg_controllen);
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header)) {
    printf(" [%d %d %d:", header->cmsg_level, header->cmsg_type, (int)header->cmsg_len);
    if (header->cmsg_type == SCM_CREDENTIALS) {
      struct ucred told;
      memcpy(&told, CMSG_DATA(header), sizeof told);
      printf(" pid %s, uid %s, gid %s", told.pid == sender ? "right" : "wrong",
             told.uid == geteuid() ? "right" : "wrong", told.gid == getegid() ? "right" : "wrong");
    } else if (header->cmsg_type == SO_TIMESTAMP) {
      struct timeval told, now;
      memcpy(&told, CMSG_DATA(header), sizeof told);
      gettimeofday(&now, NULL);
      long long age = (now.tv_sec - told.tv_sec) * 1000000LL + now.tv_usec - told.tv_usec;
      printf(" %s", age >= 0 && age < 60000000 ? "now" : "another time");
    } else if (header->cmsg_type == SO_TIMESTAMPNS) {
      struct timespec told, now;
      memcpy(&told, CMSG_DATA(header), sizeof told);
      clock_gettime(CLOCK_REALTIME, &now);
      long long age = (now.tv_sec - told.tv_sec) * 1000000000LL + now.tv_nsec - told.tv_nsec;
      printf(" %s", age >= 0 && age < 60000000000 ? "now" : "another time");
    } else if (header->cmsg_type == SCM_PIDFD) {
      int fd_of_sender;
      memcpy(&fd_of_sender, CMSG_DATA(header), sizeof fd_of_sender);
      struct pollfd ended = {.fd = fd_of_sender, .events = POLLIN};
      printf(" %d, %s", fd_of_sender, poll(&ended, 1, 0) == 0 ? "alive" : "ended");
      close(fd_of_sender);
    }
    putchar(']');
  }
  putchar('\n');
}

static void credentials(int type) {
  puts(type == SOCK_STREAM ? "stream" : "datagrams");
  int pair[2], on = 1, value = -1;
  check(socketpair(AF_UNIX, type, 0, pair) == 0);
  peer(pair[0], getpid());
  socklen_t length = sizeof value;
  show(getsockopt(pair[1], SOL_SOCKET, SO_PASSCRED, &value, &length));
  show(value);
  check(send(pair[0], "x", 1, 0) == 1);
  received(pair[1], 0);
  show(setsockopt(pair[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
  show(getsockopt(pair[1], SOL_SOCKET, SO_PASSCRED, &value, &length));
  show(value);
  check(send(pair[0], "x", 1, 0) == 1);
  received(pair[1], getpid());
  show(claiming(pair[0], getpid(), getuid(), getgid()));
  received(pair[1], getpid());
  show(claiming(pair[0], 0x7ffffff0, getuid(), getgid()) == -1);
  pid_t pid = fork(), child = pid == 0 ? getpid() : pid;
  if (pid == 0) {
    check(send(pair[0], "child", 5, 0) == 5);
    _exit(0);
  }
  received(pair[1], child);
  check(waitpid(pid, NULL, 0) == pid);
  puts("a pidfd");
  show(setsockopt(pair[1], SOL_SOCKET, SO_PASSPIDFD, &on, sizeof on));
  check(send(pair[0], "x", 1, 0) == 1);
  received(pair[1], getpid());
  int fd = -1;
  length = sizeof fd;
  show(getsockopt(pair[1], SOL_SOCKET, SO_PEERPIDFD, &fd, &length));
  show(fd);
  close(fd);
  close(pair[0]), close(pair[1]);
}

static void times(void) {
  puts("times");
  int pair[2], on = 1;
  check(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0);
  show(setsockopt(pair[1], SOL_SOCKET, SO_TIMESTAMP, &on, sizeof on));
  check(send(pair[0], "one", 3, 0) == 3);
  received(pair[1], getpid());
  show(setsockopt(pair[1], SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on));
  check(send(pair[0], "other", 5, 0) == 5);
  received(pair[1], getpid());
  close(pair[0]), close(pair[1]);
}

static void connections(void) {
  puts("of a connection");
  struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "server"};
  int server = socket(AF_UNIX, SOCK_STREAM, 0);
  check(bind(server, (struct sockaddr *)&name, sizeof name) == 0 && listen(server, 1) == 0);
  pid_t pid = fork();
  if (pid == 0) {
    int client = socket(AF_UNIX, SOCK_STREAM, 0);
    check(connect(client, (struct sockaddr *)&name, sizeof name) == 0);
    check(recv(client, data, 1, 0) == 1);
    peer(client, getppid());
    _exit(0);
  }
  int connection = accept(server, NULL, NULL);
  peer(connection, pid);
  int fd = -1;
  socklen_t length = sizeof fd;
  show(getsockopt(connection, SOL_SOCKET, SO_PEERPIDFD, &fd, &length));
  struct pollfd ended = {.fd = fd, .events = POLLIN};
  show(poll(&ended, 1, 0));
  check(send(connection, "x", 1, 0) == 1);
  show(poll(&ended, 1, 20000));
  check(waitpid(pid, NULL, 0) == pid);
  int none = socket(AF_UNIX, SOCK_STREAM, 0);
  struct ucred nobody;
  length = sizeof nobody;
  show(getsockopt(none, SOL_SOCKET, SO_PEERCRED, &nobody, &length));
  printf("%d %d %d\n", (int)nobody.pid, (int)nobody.uid, (int)nobody.gid);
  close(none), close(fd), close(connection), close(server);
}

int main(void) {
  begin();
  credentials(SOCK_STREAM);
  credentials(SOCK_DGRAM);
  times();
  connections();
  return 0;
}
