// socketpair: types and flags, what stream, datagram and packet sockets keep together, the flags of send and recv,
// shutdown, broken connections, and the errors. Nothing here has a name, so nothing needs to be allowed.
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>

#include "show.h"

static char buffer[64];

static void text(const char *what, ssize_t count) {
  if (count < 0)
    printf("%s: -1 %s\n", what, errno_name(errno));
  else
    printf("%s: %d \"%.*s\"\n", what, (int)count, (int)count, buffer);
}

static void making(void) {
  puts("making");
  int fds[2], fd;
  check(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
  printf("%d %d\n", fds[0], fds[1]);
  show(fcntl(fds[0], F_GETFD));
  show(fcntl(fds[0], F_GETFL) == O_RDWR);
  struct stat status;
  check(fstat(fds[0], &status) == 0);
  show(S_ISSOCK(status.st_mode));
  show(isfdtype(fds[0], S_IFSOCK));
  show(isfdtype(fds[0], S_IFREG));
  show(lseek(fds[0], 0, SEEK_SET));
  close(fds[0]), close(fds[1]);
  check(socketpair(AF_LOCAL, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, PF_UNIX, fds) == 0);
  show(fcntl(fds[1], F_GETFD) == FD_CLOEXEC);
  show(fcntl(fds[1], F_GETFL) == (O_RDWR | O_NONBLOCK));
  close(fds[0]), close(fds[1]);
  show(fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  show(fcntl(fd, F_GETFD) == FD_CLOEXEC);
  close(fd);
  show(fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, PF_UNIX));
  show(fcntl(fd, F_GETFL) == (O_RDWR | O_NONBLOCK));
  close(fd);
  puts("errors");
  static int *volatile nowhere;
  show(socketpair(AF_UNIX, SOCK_STREAM, 0, nowhere));
  show(socketpair(AF_UNIX, SOCK_STREAM, 17, fds));
  show(socketpair(AF_UNIX, 9, 0, fds));
  show(socketpair(AF_UNIX, SOCK_STREAM | 1 << 25, 0, fds));
  show(socketpair(AF_INET, SOCK_STREAM, 0, fds));
  show(socketpair(AF_INET, SOCK_DGRAM, 17, fds));
  show(socketpair(AF_INET, SOCK_DGRAM, 6, fds));
  show(socketpair(AF_INET, SOCK_STREAM, 1, fds));
  show(socketpair(AF_INET6, SOCK_STREAM, 6, fds));
  show(socketpair(77, SOCK_STREAM, 0, fds));
  show(socket(AF_UNIX, SOCK_STREAM, 17));
  show(socket(AF_UNIX, 9, 0));
  show(socket(AF_UNIX, SOCK_STREAM | 1 << 25, 0));
  show(socket(77, SOCK_STREAM, 0));
}

static void streams(void) {
  puts("stream");
  int fds[2];
  check(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
  show(write(fds[0], "ab", 2));
  show(send(fds[0], "cdef", 4, MSG_MORE));
  text("peek", recv(fds[1], buffer, 3, MSG_PEEK));
  text("recv", recv(fds[1], buffer, 3, 0));
  text("recvfrom", recvfrom(fds[1], buffer, sizeof buffer, 0, NULL, NULL));
  text("dontwait", recv(fds[1], buffer, sizeof buffer, MSG_DONTWAIT));
  text("of no bytes", recv(fds[1], buffer, 0, MSG_DONTWAIT));
  show(send(fds[0], "", 0, 0));
  text("nothing was sent", recv(fds[1], buffer, sizeof buffer, MSG_DONTWAIT));
  puts("waitall");
  pid_t pid = fork();
  if (pid == 0) {
    for (int i = 0; i < 6; i++)
      check(send(fds[0], &"123456"[i], 1, 0) == 1);
    _exit(0);
  }
  text("all", recv(fds[1], buffer, 6, MSG_WAITALL));
  check(waitpid(pid, NULL, 0) == pid);
  puts("out of band");
  check(send(fds[0], "xy!z", 3, MSG_OOB) == 3);
  check(send(fds[0], "z", 1, 0) == 1);
  struct pollfd urgent = {.fd = fds[1], .events = POLLPRI};
  show(poll(&urgent, 1, 10000));
  show(urgent.revents == POLLPRI);
  show(sockatmark(fds[1]));
  text("before the mark", recv(fds[1], buffer, sizeof buffer, 0));
  show(sockatmark(fds[1]));
  text("urgent", recv(fds[1], buffer, sizeof buffer, MSG_OOB));
  text("again", recv(fds[1], buffer, sizeof buffer, MSG_OOB));
  text("behind", recv(fds[1], buffer, sizeof buffer, 0));
  show(sockatmark(fds[1]));
  puts("to an address");
  struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "prog"};
  check(send(fds[0], "q", 1, 0) == 1);
  int waiting;
  show(ioctl(fds[1], FIONREAD, &waiting));
  show(waiting);
  socklen_t length = sizeof address;
  show(recvfrom(fds[1], buffer, 1, 0, (struct sockaddr *)&address, &length));
  show(length);
  show(recv(99, buffer, 1, 0));
  show(send(STDOUT_FILENO, buffer, 1, 0));
  show(recv(STDIN_FILENO, buffer, 1, 0));
  static char *volatile nowhere;
  show(send(fds[0], nowhere, 1, 0));
  check(send(fds[0], "r", 1, 0) == 1);
  show(recv(fds[1], nowhere, 1, 0));
  show(recv(fds[1], buffer, 1, 0));
  puts("full");
  int flags = fcntl(fds[0], F_GETFL);
  check(fcntl(fds[0], F_SETFL, flags | O_NONBLOCK) == 0);
  static char block[4096];
  while (send(fds[0], block, sizeof block, 0) > 0)
    ;
  show(send(fds[0], block, 1, 0) == 1 || errno == EAGAIN);
  close(fds[0]), close(fds[1]);
}

static void datagrams(int type) {
  puts(type == SOCK_DGRAM ? "datagrams" : "packets");
  int fds[2];
  check(socketpair(AF_UNIX, type, 0, fds) == 0);
  show(send(fds[0], "first", 5, 0));
  show(send(fds[0], "second", 6, MSG_EOR));
  show(send(fds[0], "", 0, 0));
  show(send(fds[0], "fourth", 6, 0));
  text("peek", recv(fds[1], buffer, 3, MSG_PEEK));
  show(recv(fds[1], buffer, 3, MSG_PEEK | MSG_TRUNC));
  text("cut", recv(fds[1], buffer, 3, 0));
  struct iovec parts[2] = {{buffer, 2}, {buffer + 2, 2}};
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
  text("cut message", recvmsg(fds[1], &message, 0));
  printf("flags %#x\n", (unsigned)message.msg_flags);
  text("empty", recv(fds[1], buffer, sizeof buffer, 0));
  text("whole message", recvmsg(fds[1], &message, MSG_TRUNC));
  printf("flags %#x\n", (unsigned)message.msg_flags);
  text("none", recv(fds[1], buffer, sizeof buffer, MSG_DONTWAIT));
  show(send(fds[0], "x", 1, MSG_OOB));
  show(recv(fds[1], buffer, 1, MSG_OOB));
  static char huge[1 << 20];
  show(send(fds[0], huge, sizeof huge, 0));
  show(writev(fds[0], parts, 2));
  show(read(fds[1], buffer, sizeof buffer));
  close(fds[1]);
  signal(SIGPIPE, SIG_IGN);
  show(send(fds[0], "x", 1, MSG_NOSIGNAL));
  show(recv(fds[0], buffer, sizeof buffer, MSG_DONTWAIT));
  close(fds[0]);
}

static void ending(void) {
  puts("shutdown");
  signal(SIGPIPE, SIG_IGN);
  int fds[2];
  check(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
  check(send(fds[0], "rest", 4, 0) == 4);
  show(shutdown(fds[0], SHUT_WR));
  show(send(fds[0], "x", 1, 0));
  text("rest", recv(fds[1], buffer, sizeof buffer, 0));
  text("end", recv(fds[1], buffer, sizeof buffer, 0));
  show(send(fds[1], "back", 4, 0));
  text("back", recv(fds[0], buffer, sizeof buffer, 0));
  struct pollfd both = {.fd = fds[1], .events = POLLIN | POLLRDHUP};
  show(poll(&both, 1, 0));
  show(both.revents == (POLLIN | POLLRDHUP));
  show(shutdown(fds[1], SHUT_RD));
  show(shutdown(fds[1], SHUT_RDWR));
  both.events = POLLIN;
  show(poll(&both, 1, 0));
  show(both.revents == (POLLIN | POLLHUP));
  show(shutdown(fds[1], 3));
  show(shutdown(fds[1], -1));
  show(shutdown(STDIN_FILENO, SHUT_RD));
  show(shutdown(99, SHUT_RD));
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  show(shutdown(fd, SHUT_RD));
  show(send(fd, "x", 1, 0));
  show(recv(fd, buffer, 1, 0));
  close(fd);
  close(fds[0]), close(fds[1]);
  puts("closed with data unread");
  check(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
  check(send(fds[0], "unread", 6, 0) == 6);
  close(fds[1]);
  show(recv(fds[0], buffer, 1, 0));
  show(recv(fds[0], buffer, 1, 0));
  show(send(fds[0], "x", 1, MSG_NOSIGNAL));
  puts("SIGPIPE");
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    signal(SIGPIPE, SIG_DFL);
    show(send(fds[0], "x", 1, MSG_NOSIGNAL));
    send(fds[0], "x", 1, 0);
    _exit(0);
  }
  int status;
  check(waitpid(pid, &status, 0) == pid);
  puts(status_name(status));
  close(fds[0]);
}

static void names(void) {
  puts("names of what has none");
  int fds[2];
  check(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
  struct sockaddr_un address;
  memset(&address, 0x55, sizeof address);
  socklen_t length = sizeof address;
  show(getsockname(fds[0], (struct sockaddr *)&address, &length));
  printf("%d, family %d\n", (int)length, address.sun_family);
  length = 1;
  memset(&address, 0x55, sizeof address);
  show(getpeername(fds[0], (struct sockaddr *)&address, &length));
  printf("%d, family %#x\n", (int)length, address.sun_family);
  length = (socklen_t)-1;
  show(getsockname(fds[0], (struct sockaddr *)&address, &length));
  length = sizeof address;
  static void *volatile nowhere;
  show(getsockname(fds[0], nowhere, &length));
  show(getsockname(fds[0], (struct sockaddr *)&address, nowhere));
  show(getsockname(STDIN_FILENO, (struct sockaddr *)&address, &length));
  show(getsockname(99, (struct sockaddr *)&address, &length));
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  show(getpeername(fd, (struct sockaddr *)&address, &length));
  show(listen(fd, 5));
  show(accept(fd, NULL, NULL));
  show(accept4(fd, NULL, NULL, 1));
  show(accept(STDIN_FILENO, NULL, NULL));
  show(accept(99, NULL, NULL));
  show(listen(STDIN_FILENO, 5));
  show(listen(fds[0], 5));
  close(fd), close(fds[0]), close(fds[1]);
}

int main(void) {
  begin();
  making();
  streams();
  datagrams(SOCK_DGRAM);
  datagrams(SOCK_SEQPACKET);
  ending();
  names();
  return 0;
}
