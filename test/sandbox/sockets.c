// Reaches for Unix sockets that the policy keeps away, for files beyond the preopens by way of sockets' names, and for
// more rights by way of descriptors in messages. Arguments: "none" or "some" of the names are allowed (of those, the
// sockets "allowed" and "@NAME-allowed"), the directory outside, the abstract NAME of the host's server.
#define _GNU_SOURCE 1
#include "attempt.h"
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#define ADDRESS (const struct sockaddr *)&address, length

static struct sockaddr_un address;
static socklen_t length;
static int stream, datagram;

/* '@' in front makes an abstract name. */
static void name(const char *path) {
  memset(&address, 0, sizeof address);
  address.sun_family = AF_UNIX;
  snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
  length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(address.sun_path) + (path[0] != '@'));
  if (path[0] == '@')
    address.sun_path[0] = 0;
}

static void below(const char *directory, const char *rest) {
  char path[sizeof address.sun_path];
  snprintf(path, sizeof path, "%s%s", directory, rest);
  name(path);
}

/* By no call may this name be used. */
static void out_of_reach(void) {
  struct iovec part = {"x", 1};
  struct mmsghdr message = {.msg_hdr = {&address, length, &part, 1, NULL, 0, 0}};
  refused(connect(stream, ADDRESS));
  refused(connect(datagram, ADDRESS));
  refused(sendto(datagram, "x", 1, 0, ADDRESS));
  refused(sendto(stream, "x", 1, MSG_FASTOPEN, ADDRESS));
  refused(sendmsg(datagram, &message.msg_hdr, 0));
  refused(sendmmsg(datagram, &message, 1, 0));
  refused(bind(datagram, ADDRESS));
}

static int passed(int fd) {
  int pair[2];
  char control[CMSG_SPACE(sizeof fd)] = {0}, byte;
  struct iovec part = {&byte, 1};
  struct msghdr message = {NULL, 0, &part, 1, control, sizeof control, 0};
  allowed(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_len = CMSG_LEN(sizeof fd);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  memcpy(CMSG_DATA(header), &fd, sizeof fd);
  allowed(sendmsg(pair[0], &message, 0));
  allowed(recvmsg(pair[1], &message, 0));
  memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
  close(pair[0]), close(pair[1]);
  return fd;
}

static void rights(void) {
  int file = passed(open("/read-only/file", O_RDONLY)), directory = passed(open("/read-only", O_RDONLY));
  allowed(fcntl(file, F_GETFD));
  refused_with(EROFS, fchmod(file, 0777));
  refused_with(EROFS, fchown(file, 1, 1));
  refused_with(EROFS, fchmod(passed(file), 0777));
  refused_with(EROFS, openat(directory, "new", O_CREAT | O_WRONLY, 0600));
  refused_with(EROFS, unlinkat(directory, "file", 0));
  refused(openat(directory, "../outside/canary", O_RDONLY));
  directory = passed(open("/read-only", O_PATH));
  refused_with(EROFS, openat(directory, "file", O_RDWR));
  refused_with(EROFS, fchmodat(directory, "file", 0777, 0));
  /* What isn't the guest's can't be sent. */
  int pair[2];
  allowed(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  for (int fd = 0; fd < 100; fd++) {
    if (fcntl(fd, F_GETFD) >= 0)
      continue;
    char control[CMSG_SPACE(sizeof fd)] = {0};
    struct iovec part = {"x", 1};
    struct msghdr message = {NULL, 0, &part, 1, control, sizeof control, 0};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    *header = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof fd), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    refused_with(EBADF, sendmsg(pair[0], &message, 0));
  }
  /* To be somebody else. */
  char control[CMSG_SPACE(sizeof(struct ucred))] = {0};
  struct iovec part = {"x", 1};
  struct msghdr message = {NULL, 0, &part, 1, control, sizeof control, 0};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_len = CMSG_LEN(sizeof(struct ucred));
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_CREDENTIALS;
  struct ucred claims[] = {{1, getuid(), getgid()}, {getpid(), 12345, getgid()}, {getpid(), getuid(), 12345}};
  for (int i = 0; i < 3; i++) {
    memcpy(CMSG_DATA(header), &claims[i], sizeof claims[i]);
    refused_with(EPERM, sendmsg(pair[0], &message, 0));
  }
  /* Programs in the kernel, and what only root may. */
  char value[64] = {0};
  int refused_options[] = {
      SO_ATTACH_FILTER, SO_ATTACH_BPF, SO_ATTACH_REUSEPORT_CBPF, SO_ATTACH_REUSEPORT_EBPF, SO_SNDBUFFORCE,
      SO_RCVBUFFORCE,   SO_MARK};
  for (int i = 0; i < 7; i++) {
    refused(setsockopt(pair[0], SOL_SOCKET, refused_options[i], value, 4));
    refused(setsockopt(pair[0], SOL_SOCKET, refused_options[i], value, 16));
  }
  close(pair[0]), close(pair[1]);
  const int families[] = {AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_VSOCK, AF_ALG, AF_CAN, AF_BLUETOOTH, AF_XDP};
  for (int i = 0; i < 9; i++)
    for (int type = SOCK_STREAM; type <= SOCK_SEQPACKET; type++)
      refused(socket(families[i], type, 0));
}

/* One process swaps a directory for a link out of the preopen, over and over, while the other binds and connects in it.
 */
static void race(void) {
  allowed(mkdir("swap", 0700));
  allowed(symlink("../outside", "way-out"));
  pid_t pid = fork();
  if (pid == 0)
    for (;;) {
      rename("swap", "aside");
      rename("way-out", "swap");
      rename("swap", "way-out");
      rename("aside", "swap");
    }
  for (int i = 0; i < 2000; i++) {
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    char path[32];
    snprintf(path, sizeof path, "swap/raced-%d", i);
    name(path);
    bind(fd, ADDRESS);
    close(fd);
    fd = socket(AF_UNIX, SOCK_STREAM, 0);
    name("swap/server");
    refused(connect(fd, ADDRESS));
    close(fd);
  }
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
}

int main(int argc, char **argv) {
  if (argc != 4)
    return 2;
  int some = strcmp(argv[1], "some") == 0;
  const char *outside = argv[2], *host = argv[3];
  signal(SIGPIPE, SIG_IGN);
  stream = socket(AF_UNIX, SOCK_STREAM, 0), datagram = socket(AF_UNIX, SOCK_DGRAM, 0);
  const char *paths[] = {"server",   "./server",       "link-to-server",     "up/outside/server", "out/server",
                         "new",      "out/new",        "../outside/new",     "absolute/new",      "/dev/log",
                         "dangling", "allowed/../new", "procself/cwd/server"};
  if (symlink("server", "link-to-server") != 0 || symlink("../outside/new", "to-outside") != 0)
    return 3;
  for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
    name(paths[i]), out_of_reach();
  below(outside, "/server"), out_of_reach();
  below(outside, "/new"), out_of_reach();
  name("to-outside"), out_of_reach();
  name("/read-only/new");
  refused(bind(datagram, ADDRESS));
  below("@", host), out_of_reach();
  below("@", "isthmus-not-allowed"), out_of_reach();
  /* A name of the kernel's choice is one that others can reach. */
  address.sun_family = AF_UNIX;
  refused(bind(datagram, (struct sockaddr *)&address, sizeof address.sun_family));
  rights();
  if (some) {
    name("allowed/a");
    allowed(bind(datagram, ADDRESS));
    int other = socket(AF_UNIX, SOCK_DGRAM, 0);
    allowed(sendto(other, "x", 1, 0, ADDRESS));
    close(other), close(datagram);
    datagram = socket(AF_UNIX, SOCK_DGRAM, 0);
    char abstract[64];
    snprintf(abstract, sizeof abstract, "@%s-allowed", host);
    name(abstract);
    allowed(bind(datagram, ADDRESS));
    race();
  } else {
    name("allowed/a");
    out_of_reach();
  }
  puts("contained");
}
