// Descriptors in messages: of every kind, several, with their flags; room that is missing in the control data or in the
// table; what is left in the queue; peeking; threads of control data and its macros.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include "show.h"

static union {
  char bytes[CMSG_SPACE(300 * sizeof(int))];
  struct cmsghdr aligned;
} control;
static char data[64];
static struct iovec part = {data, sizeof data};

static int sending(int fd, const int *fds, size_t count) {
  struct iovec one = {"x", 1};
  struct msghdr message = {.msg_iov = &one, .msg_iovlen = 1, .msg_control = control.bytes};
  message.msg_controllen = CMSG_SPACE(count * sizeof(int));
  memset(control.bytes, 0, message.msg_controllen);
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(count * sizeof(int));
  memcpy(CMSG_DATA(header), fds, count * sizeof(int));
  return (int)sendmsg(fd, &message, 0);
}

/* Receives with so much room for control data; tells what came, and how many descriptors. */
static int receiving(int fd, size_t room, int flags, int *fds) {
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = room};
  memset(control.bytes, 0x55, sizeof control.bytes);
  int count = (int)recvmsg(fd, &message, flags), found = 0;
  if (count < 0) {
    printf("-1 %s\n", errno_name(errno));
    return 0;
  }
  printf("%d, flags %#x, control %d:", count, (unsigned)message.msg_flags, (int)message.msg_controllen);
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header)) {
    printf(" [level %d type %d length %d:", header->cmsg_level, header->cmsg_type, (int)header->cmsg_len);
    int here = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    for (int i = 0; i < here; i++) {
      memcpy(&fds[found], CMSG_DATA(header) + (size_t)i * sizeof(int), sizeof(int));
      printf(" %d", fds[found++]);
    }
    putchar(']');
  }
  putchar('\n');
  return found;
}

static void closing(const int *fds, int count) {
  for (int i = 0; i < count; i++)
    close(fds[i]);
}

static void macros(void) {
  puts("macros");
  show(CMSG_LEN(0));
  show(CMSG_LEN(5));
  show(CMSG_SPACE(0));
  show(CMSG_SPACE(1));
  show(CMSG_SPACE(8));
  show(CMSG_SPACE(9));
  show(CMSG_ALIGN(3));
  show(sizeof(struct cmsghdr));
  struct msghdr message = {.msg_control = control.bytes, .msg_controllen = sizeof(struct cmsghdr) - 1};
  show(CMSG_FIRSTHDR(&message) == NULL);
  message.msg_controllen = CMSG_SPACE(4) + CMSG_LEN(1);
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  *header = (struct cmsghdr){CMSG_LEN(4), SOL_SOCKET, SCM_RIGHTS};
  show(header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS);
  show((char *)CMSG_DATA(header) - control.bytes);
  header = CMSG_NXTHDR(&message, header);
  show((char *)header - control.bytes);
  header->cmsg_len = CMSG_LEN(1);
  show(CMSG_NXTHDR(&message, header) == NULL);
}

static void kinds(int *pair) {
  puts("kinds");
  int ends[2], sockets[2], fds[300];
  check(pipe(ends) == 0 && socketpair(AF_UNIX, SOCK_DGRAM, 0, sockets) == 0);
  int file = open("file", O_RDWR | O_CREAT, 0600), memory = memfd_create("memory", 0), path = open(".", O_PATH);
  int sent[] = {ends[0], ends[1], sockets[0], file, memory, path, STDIN_FILENO, pair[0]};
  check(write(file, "contents", 8) == 8);
  show(sending(pair[0], sent, 8));
  check(receiving(pair[1], sizeof control.bytes, 0, fds) == 8);
  show(write(fds[1], "pipe", 4));
  show(read(ends[0], data, sizeof data));
  show(send(fds[2], "socket", 6, 0));
  show(recv(sockets[1], data, sizeof data, 0));
  show(lseek(fds[3], 0, SEEK_CUR));
  show(pread(fds[3], data, sizeof data, 2));
  puts("as good as the one that was sent");
  show(fchmod(fds[3], 0644));
  show(ftruncate(fds[3], 3));
  struct stat status;
  check(stat("file", &status) == 0);
  printf("%o, %d bytes\n", status.st_mode, (int)status.st_size);
  show(ftruncate(fds[4], 100));
  show(fcntl(fds[4], F_GETFD));
  int made = openat(fds[5], "in-it", O_CREAT | O_WRONLY, 0600);
  show(made >= 0);
  close(made);
  show(unlinkat(fds[5], "in-it", 0));
  show(sending(fds[7], &file, 1));
  int again[1];
  check(receiving(pair[1], sizeof control.bytes, MSG_CMSG_CLOEXEC, again) == 1);
  show(fcntl(again[0], F_GETFD) == FD_CLOEXEC);
  close(again[0]);
  closing(fds, 8);
  closing(sent, 6);
  close(sockets[1]);
}

static void room(int *pair) {
  puts("room in the control data");
  int sent[3] = {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}, fds[300];
  for (size_t size = 0; size <= CMSG_SPACE(3 * sizeof(int)); size += 2) {
    check(sending(pair[0], sent, 3) == 1);
    closing(fds, receiving(pair[1], size, 0, fds));
  }
  puts("read without room");
  check(sending(pair[0], sent, 3) == 1);
  show(read(pair[1], data, sizeof data));
  check(sending(pair[0], sent, 3) == 1);
  show(recv(pair[1], data, sizeof data, 0));
  puts("peeking gives copies");
  check(sending(pair[0], sent, 2) == 1);
  closing(fds, receiving(pair[1], sizeof control.bytes, MSG_PEEK, fds));
  closing(fds, receiving(pair[1], sizeof control.bytes, 0, fds));
  puts("a stream stops between messages with descriptors");
  check(send(pair[0], "before", 6, 0) == 6 && sending(pair[0], sent, 1) == 1 && sending(pair[0], sent, 2) == 1);
  check(send(pair[0], "after", 5, 0) == 5);
  for (int i = 0; i < 3; i++)
    closing(fds, receiving(pair[1], sizeof control.bytes, MSG_DONTWAIT, fds));
  closing(fds, receiving(pair[1], sizeof control.bytes, MSG_DONTWAIT, fds));
  puts("as many as there can be");
  static int many[300];
  check(sending(pair[0], many, 253) == 1);
  struct rlimit limit;
  check(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  struct rlimit larger = limit;
  larger.rlim_cur = 300;
  check(setrlimit(RLIMIT_NOFILE, &larger) == 0);
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes};
  message.msg_controllen = sizeof control.bytes;
  show(recvmsg(pair[1], &message, 0));
  show(message.msg_controllen);
  show(message.msg_flags);
  memcpy(fds, CMSG_DATA(CMSG_FIRSTHDR(&message)), 253 * sizeof(int));
  closing(fds, 253);
  show(sending(pair[0], many, 254));
  puts("room in the table");
  larger.rlim_cur = 10;
  check(setrlimit(RLIMIT_NOFILE, &larger) == 0);
  check(sending(pair[0], many, 8) == 1);
  int got = receiving(pair[1], sizeof control.bytes, 0, fds);
  check(sending(pair[0], many, 2) == 1);
  int none[2];
  check(receiving(pair[1], sizeof control.bytes, 0, none) == 0);
  show(accept(pair[0], NULL, NULL));
  show(socket(AF_UNIX, SOCK_STREAM, 0));
  show(socketpair(AF_UNIX, SOCK_STREAM, 0, none));
  closing(fds, got);
  check(setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

static void errors(int *pair) {
  puts("errors");
  int fds[300] = {STDIN_FILENO, 99};
  show(sending(pair[0], fds, 2));
  fds[1] = -1;
  show(sending(pair[0], fds, 2));
  show(recv(pair[1], data, sizeof data, MSG_DONTWAIT));
  struct iovec one = {"x", 1};
  struct msghdr message = {.msg_iov = &one, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = 24};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  *header = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
  const size_t lengths[] = {0, 15, 16, 17, 19, 21, 25, 1000};
  for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
    header->cmsg_len = lengths[i];
    printf("%d: ", (int)lengths[i]);
    show(sendmsg(pair[0], &message, 0));
  }
  header->cmsg_len = CMSG_LEN(4);
  header->cmsg_type = 99;
  show(sendmsg(pair[0], &message, 0));
  header->cmsg_level = 99;
  show(sendmsg(pair[0], &message, 0));
  message.msg_controllen = 15;
  show(sendmsg(pair[0], &message, 0));
  static void *volatile nowhere;
  message.msg_control = nowhere;
  message.msg_controllen = 24;
  show(sendmsg(pair[0], &message, 0));
  static struct iovec parts[1025];
  message = (struct msghdr){.msg_iov = parts, .msg_iovlen = 1025};
  show(sendmsg(pair[0], &message, 0));
  show(recvmsg(pair[1], &message, MSG_DONTWAIT));
  message.msg_iovlen = 1024;
  show(sendmsg(pair[0], &message, 0));
  message = (struct msghdr){.msg_name = data, .msg_namelen = (socklen_t)-1, .msg_iov = &one, .msg_iovlen = 1};
  show(sendmsg(pair[0], &message, 0));
  show(recvmsg(pair[1], &message, MSG_DONTWAIT));
  show(sendmsg(pair[0], nowhere, 0));
  show(recvmsg(pair[0], nowhere, 0));
  message = (struct msghdr){.msg_iov = &one, .msg_iovlen = 1};
  show(sendmsg(STDIN_FILENO, &message, 0));
  show(recvmsg(STDIN_FILENO, &message, 0));
  show(sendmsg(99, &message, 0));
  while (recv(pair[1], data, sizeof data, MSG_DONTWAIT) > 0)
    ;
}

/* The receiver is another process, and the sender closes before it looks. */
static void processes(void) {
  puts("between processes");
  int pair[2], ends[2], fds[300];
  check(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0 && pipe(ends) == 0);
  pid_t pid = fork();
  if (pid == 0) {
    close(pair[0]), close(ends[0]), close(ends[1]);
    check(receiving(pair[1], sizeof control.bytes, 0, fds) == 1);
    check(write(fds[0], "from the child", 14) == 14);
    _exit(0);
  }
  check(sending(pair[0], &ends[1], 1) == 1);
  close(pair[0]), close(pair[1]), close(ends[1]);
  int status;
  check(waitpid(pid, &status, 0) == pid);
  puts(status_name(status));
  show(read(ends[0], data, sizeof data));
  show(read(ends[0], data, sizeof data));
  close(ends[0]);
}

int main(void) {
  begin();
  signal(SIGPIPE, SIG_IGN);
  macros();
  int pair[2];
  check(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  kinds(pair);
  room(pair);
  errors(pair);
  processes();
  return 0;
}
