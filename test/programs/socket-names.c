// isthmus: --allow-unix
// file: plain 644 text\n
// file: directory/file 644 text\n
// Unix sockets with names: paths, abstract names, names the kernel chooses; streams, datagrams and packets; who is told
// which name; what is left behind; and the errors.
#include <fcntl.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "show.h"

#define ADDRESS(address) ((struct sockaddr *)&(address))

static struct sockaddr_un name;
static char buffer[64];

/* The length of an address whose path is a string. */
static socklen_t called(struct sockaddr_un *address, const char *path) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path, path, strlen(path));
  return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path) + 1);
}

/* An abstract name that no other run has. */
static socklen_t abstract(struct sockaddr_un *address, const char *text) {
  char path[64];
  int length = snprintf(path, sizeof path, "@isthmus-test-%d-%s", (int)getppid(), text);
  called(address, path);
  address->sun_path[0] = 0;
  return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)length);
}

static void tell(const char *what, const struct sockaddr_un *address, socklen_t length) {
  const char *path = address->sun_path;
  if (length <= offsetof(struct sockaddr_un, sun_path))
    printf("%s: %d, no name\n", what, (int)length);
  else if (path[0] == 0)
    printf("%s: abstract %s\n", what, strrchr(path + 1, '-'));
  else
    printf("%s: %d \"%s\"\n", what, (int)length, path);
}

static void own(const char *what, int fd) {
  struct sockaddr_un address = {0};
  socklen_t length = sizeof address;
  check(getsockname(fd, ADDRESS(address), &length) == 0);
  tell(what, &address, length);
}

static int made(int type) {
  int fd = socket(AF_UNIX, type, 0);
  check(fd >= 0);
  return fd;
}

static void streams(int type, const char *path) {
  printf("%s at %s\n", type == SOCK_STREAM ? "stream" : "packets", path);
  socklen_t length = path[0] == '@' ? abstract(&name, path + 1) : called(&name, path);
  int server = made(type), client = made(type);
  show(listen(server, 1));
  show(connect(client, ADDRESS(name), length));
  show(bind(server, ADDRESS(name), length));
  own("server", server);
  show(bind(server, ADDRESS(name), length));
  show(bind(client, ADDRESS(name), length));
  if (path[0] != '@') {
    struct stat status;
    check(lstat(path, &status) == 0);
    printf("mode %o\n", status.st_mode);
  }
  show(connect(client, ADDRESS(name), length));
  show(listen(server, 2));
  struct sockaddr_un peer;
  socklen_t size = sizeof peer;
  pid_t pid = fork();
  if (pid == 0) {
    check(connect(client, ADDRESS(name), length) == 0);
    check(recv(client, buffer, sizeof buffer, 0) == 5);
    own("client", client);
    check(getpeername(client, ADDRESS(peer), &size) == 0);
    tell("its peer", &peer, size);
    show(connect(client, ADDRESS(name), length));
    _exit(0);
  }
  memset(&peer, 0, sizeof peer);
  int connection = accept4(server, ADDRESS(peer), &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
  check(connection >= 0);
  show(fcntl(connection, F_GETFD) == FD_CLOEXEC);
  show(fcntl(connection, F_GETFL) == (O_RDWR | O_NONBLOCK));
  int status;
  check(send(connection, "hello", 5, 0) == 5);
  check(waitpid(pid, &status, 0) == pid);
  puts(status_name(status));
  tell("accepted", &peer, size);
  own("connection", connection);
  show(connect(server, ADDRESS(name), length));
  close(connection);
  check(fcntl(server, F_SETFL, O_NONBLOCK) == 0);
  show(accept(server, NULL, NULL));
  puts("the queue is full");
  int waiting[8], made_so_far = 0, error = 0;
  while (made_so_far < 8 && error == 0) {
    int one = waiting[made_so_far++] = made(type | SOCK_NONBLOCK);
    if (connect(one, ADDRESS(name), length) != 0)
      error = errno;
  }
  printf("%d, %s\n", made_so_far, errno_name(error));
  while (made_so_far > 0)
    close(waiting[--made_so_far]);
  close(server);
  show(connect(client, ADDRESS(name), length));
  close(client);
  if (path[0] != '@') {
    server = made(type);
    show(bind(server, ADDRESS(name), length));
    show(unlink(path));
    show(bind(server, ADDRESS(name), length));
    close(server);
    show(unlink(path));
  }
}

static void datagrams(void) {
  puts("datagrams");
  struct sockaddr_un other, from;
  socklen_t length = called(&name, "one.sock"), other_length = abstract(&other, "two"), size = sizeof from;
  int one = made(SOCK_DGRAM), two = made(SOCK_DGRAM), unnamed = made(SOCK_DGRAM);
  check(bind(one, ADDRESS(name), length) == 0 && bind(two, ADDRESS(other), other_length) == 0);
  show(sendto(one, "to two", 6, 0, ADDRESS(other), other_length));
  show(recvfrom(two, buffer, sizeof buffer, 0, ADDRESS(from), &size));
  tell("from", &from, size);
  show(sendto(two, "back", 4, 0, ADDRESS(from), size));
  memset(&from, 0, sizeof from);
  size = sizeof from;
  show(recvfrom(one, buffer, sizeof buffer, MSG_TRUNC, ADDRESS(from), &size));
  tell("from", &from, size);
  show(sendto(unnamed, "who", 3, 0, ADDRESS(name), length));
  memset(&from, 0x55, sizeof from);
  size = sizeof from;
  show(recvfrom(one, buffer, sizeof buffer, 0, ADDRESS(from), &size));
  printf("from %d, %#x\n", (int)size, from.sun_family);
  puts("with a message");
  struct iovec part = {buffer, sizeof buffer};
  struct msghdr message = {.msg_name = &other, .msg_namelen = other_length, .msg_iov = &part, .msg_iovlen = 1};
  part.iov_len = 7;
  show(sendmsg(one, &message, 0));
  memset(&from, 0, sizeof from);
  message = (struct msghdr){.msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &part, .msg_iovlen = 1};
  show(recvmsg(two, &message, 0));
  tell("from", &from, message.msg_namelen);
  puts("connected");
  show(send(one, "x", 1, 0));
  show(connect(one, ADDRESS(other), other_length));
  show(send(one, "direct", 6, 0));
  show(recv(two, buffer, sizeof buffer, 0));
  show(sendto(unnamed, "x", 1, 0, ADDRESS(name), length));
  show(connect(two, ADDRESS(name), length));
  struct sockaddr none = {.sa_family = AF_UNSPEC};
  show(connect(one, &none, sizeof none));
  show(send(one, "x", 1, 0));
  show(sendto(unnamed, "x", 1, 0, ADDRESS(name), length));
  show(listen(one, 1));
  int stream = made(SOCK_STREAM);
  show(connect(stream, ADDRESS(name), length));
  show(connect(stream, &none, sizeof none));
  show(sendto(stream, "x", 1, 0, ADDRESS(name), length));
  close(stream);
  close(one);
  show(sendto(unnamed, "x", 1, 0, ADDRESS(name), length));
  show(send(two, "x", 1, 0));
  check(unlink("one.sock") == 0);
  show(sendto(unnamed, "x", 1, 0, ADDRESS(name), length));
  close(two), close(unnamed);
}

static void chosen(void) {
  puts("a name that the kernel chooses");
  int fd = made(SOCK_DGRAM);
  name = (struct sockaddr_un){.sun_family = AF_UNIX};
  show(bind(fd, ADDRESS(name), sizeof name.sun_family));
  struct sockaddr_un address;
  socklen_t length = sizeof address;
  check(getsockname(fd, ADDRESS(address), &length) == 0);
  printf("%d, %d\n", (int)length, address.sun_path[0]);
  int other = made(SOCK_DGRAM);
  show(sendto(other, "x", 1, 0, ADDRESS(address), length));
  show(recv(fd, buffer, sizeof buffer, 0));
  close(fd), close(other);
}

static void paths(void) {
  puts("paths");
  struct sockaddr_un from;
  check(mkdir("deep", 0755) == 0 && mkdir("deep/er", 0755) == 0 && symlink("deep/er", "link") == 0);
  const char *ways[] = {"./dot", "deep/er/two", "deep/../up", "deep/er/../../deep/three", "link/through"};
  for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
    int server = made(SOCK_DGRAM), client = made(SOCK_DGRAM);
    socklen_t length = called(&name, ways[i]), size = sizeof from;
    check(bind(server, ADDRESS(name), length) == 0);
    own("bound", server);
    check(connect(client, ADDRESS(name), length) == 0);
    check(getpeername(client, ADDRESS(from), &size) == 0);
    tell("peer", &from, size);
    check(bind(client, ADDRESS(from), called(&from, "client")) == 0);
    check(send(client, "ping", 4, 0) == 4);
    size = sizeof from;
    check(recvfrom(server, buffer, sizeof buffer, 0, ADDRESS(from), &size) == 4);
    tell("from", &from, size);
    check(sendto(server, "pong", 4, 0, ADDRESS(from), size) == 4);
    close(server), close(client);
    check(unlink(ways[i]) == 0 && unlink("client") == 0);
  }
  puts("absolute");
  char directory[80];
  check(getcwd(directory, sizeof directory) != NULL);
  char path[108];
  int size = snprintf(path, sizeof path, "%s/a.sock", directory);
  check(size < (int)sizeof path);
  int server = made(SOCK_STREAM);
  check(bind(server, ADDRESS(name), called(&name, path)) == 0 && listen(server, 1) == 0);
  socklen_t length = sizeof from;
  memset(&from, 0, sizeof from);
  check(getsockname(server, ADDRESS(from), &length) == 0);
  show(strcmp(from.sun_path, path));
  int client = made(SOCK_STREAM);
  show(connect(client, ADDRESS(from), called(&from, "a.sock")));
  show(connect(client, ADDRESS(from), called(&from, "a.sock")));
  close(client);
  puts("from another directory");
  check(chdir("deep") == 0);
  client = made(SOCK_STREAM);
  show(connect(client, ADDRESS(name), called(&name, "../a.sock")));
  close(client);
  server = dup2(made(SOCK_DGRAM), server);
  show(bind(server, ADDRESS(name), called(&name, "here")));
  own("bound", server);
  show(unlink("here"));
  check(chdir("..") == 0);
  close(server);
  puts("links");
  check(symlink("a.sock", "to-socket") == 0 && symlink("nothing", "dangling") == 0);
  client = made(SOCK_STREAM);
  show(connect(client, ADDRESS(name), called(&name, "to-socket")));
  show(connect(client, ADDRESS(name), called(&name, "dangling")));
  show(bind(client, ADDRESS(name), called(&name, "dangling")));
  close(client);
  puts("a moved socket is found by its new name");
  server = made(SOCK_DGRAM), client = made(SOCK_DGRAM);
  check(bind(server, ADDRESS(name), called(&name, "before")) == 0 && rename("before", "after") == 0);
  own("still", server);
  show(sendto(client, "x", 1, 0, ADDRESS(name), called(&name, "before")));
  show(sendto(client, "x", 1, 0, ADDRESS(name), called(&name, "after")));
  puts("permission to write is needed");
  close(server), close(client);
  puts("the mask");
  umask(027);
  server = made(SOCK_STREAM);
  check(bind(server, ADDRESS(name), called(&name, "masked")) == 0);
  struct stat status;
  check(stat("masked", &status) == 0);
  printf("%o\n", status.st_mode);
  show(open("masked", O_RDWR));
  close(server);
}

static void errors(void) {
  puts("errors");
  int fd = made(SOCK_STREAM);
  static void *volatile nowhere;
  const char *wrong[] = {"plain", "missing", "missing/name", "plain/name", "directory", ".", "directory/", "new/"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    puts(wrong[i]);
    show(connect(fd, ADDRESS(name), called(&name, wrong[i])));
    show(bind(fd, ADDRESS(name), called(&name, wrong[i])));
  }
  called(&name, "x");
  show(bind(fd, ADDRESS(name), 0));
  show(bind(fd, ADDRESS(name), 1));
  show(bind(fd, ADDRESS(name), sizeof name + 1));
  show(bind(fd, ADDRESS(name), 129));
  show(bind(fd, ADDRESS(name), (socklen_t)-1));
  show(bind(fd, nowhere, sizeof name));
  show(bind(STDIN_FILENO, ADDRESS(name), sizeof name));
  show(bind(99, ADDRESS(name), sizeof name));
  show(connect(fd, ADDRESS(name), 0));
  show(connect(fd, ADDRESS(name), 2));
  show(connect(fd, ADDRESS(name), sizeof name + 1));
  show(connect(fd, nowhere, sizeof name));
  show(connect(STDIN_FILENO, ADDRESS(name), sizeof name));
  show(connect(99, ADDRESS(name), sizeof name));
  name.sun_family = AF_INET;
  show(bind(fd, ADDRESS(name), sizeof name));
  show(connect(fd, ADDRESS(name), sizeof name));
  show(sendto(fd, "x", 1, 0, ADDRESS(name), sizeof name));
  show(sendto(fd, "x", 1, 0, ADDRESS(name), 0));
  abstract(&name, "nobody");
  show(connect(fd, ADDRESS(name), sizeof name));
  close(fd);
  puts("a path of full length");
  char path[109];
  memset(path, 'p', 108);
  path[108] = 0;
  fd = made(SOCK_DGRAM);
  called(&name, path);
  show(bind(fd, ADDRESS(name), sizeof name));
  struct sockaddr_un address[2];
  memset(address, 0, sizeof address);
  socklen_t length = sizeof address;
  show(getsockname(fd, (struct sockaddr *)address, &length));
  show(length);
  show(strncmp(address[0].sun_path, path, 108));
  show(unlink(path));
  close(fd);
}

int main(void) {
  begin();
  signal(SIGPIPE, SIG_IGN);
  streams(SOCK_STREAM, "stream.sock");
  streams(SOCK_SEQPACKET, "packet.sock");
  streams(SOCK_STREAM, "@stream");
  datagrams();
  chosen();
  paths();
  errors();
  return 0;
}
