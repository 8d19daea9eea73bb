// A web server with a process for each connection, at a socket of both IPv6 and IPv4; pages come from files, by
// sendfile. The clients speak through stdio.
// isthmus: --allow-net
// file: index.html 644 <p>Welcome.</p>\n
#include "show.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

#define BIG 1000000
#define CONNECTIONS 5

static in_port_t port;
static volatile sig_atomic_t reaped;

static void reap(int signo) {
  (void)signo;
  int error = errno;
  while (waitpid(-1, NULL, WNOHANG) > 0)
    reaped++;
  errno = error;
}

static void reply(int fd, const char *status, const char *path) {
  char head[128];
  int file = open(path, O_RDONLY), on = 1, off = 0;
  struct stat info = {0};
  check(file < 0 || fstat(file, &info) == 0);
  int length = snprintf(head, sizeof head, "Content-Length: %lld\r\n\r\n", (long long)info.st_size);
  struct iovec pieces[] = {
      {"HTTP/1.1 ", 9}, {(void *)(size_t)status, strlen(status)}, {"\r\n", 2}, {head, (size_t)length}};
  check(setsockopt(fd, IPPROTO_TCP, TCP_CORK, &on, sizeof on) == 0);
  check(writev(fd, pieces, 4) == (ssize_t)(11 + strlen(status)) + length);
  for (off_t at = 0; file >= 0 && at < info.st_size;)
    check(sendfile(fd, file, &at, (size_t)(info.st_size - at)) > 0);
  check(setsockopt(fd, IPPROTO_TCP, TCP_CORK, &off, sizeof off) == 0);
  if (file >= 0)
    close(file);
}

static void serve_connection(int fd) {
  FILE *in = fdopen(fd, "r");
  char line[512], method[8], path[128];
  while (fgets(line, sizeof line, in) != NULL && sscanf(line, "%7s /%127s", method, path) == 2) {
    int closes = 0;
    while (fgets(line, sizeof line, in) != NULL && strcmp(line, "\r\n") != 0)
      closes |= strcmp(line, "Connection: close\r\n") == 0;
    if (strcmp(method, "GET") != 0)
      reply(fd, "501 Not Implemented", "none");
    else if (strchr(path, '/') != NULL || access(path, R_OK) != 0)
      reply(fd, "404 Not Found", "none");
    else
      reply(fd, "200 OK", path);
    if (closes)
      break;
  }
  fclose(in);
  _exit(0);
}

static void serve(int listener) {
  struct sigaction action = {.sa_handler = reap};
  sigaction(SIGCHLD, &action, NULL);
  for (int served = 0; served < CONNECTIONS;) {
    struct sockaddr_in6 peer;
    socklen_t length = sizeof peer;
    int fd = accept(listener, (struct sockaddr *)&peer, &length);
    if (fd < 0) {
      check(errno == EINTR);
      continue;
    }
    check(length == sizeof peer && peer.sin6_family == AF_INET6);
    check(IN6_IS_ADDR_LOOPBACK(&peer.sin6_addr) || IN6_IS_ADDR_V4MAPPED(&peer.sin6_addr));
    pid_t pid = fork();
    check(pid >= 0);
    if (pid == 0) {
      close(listener);
      serve_connection(fd);
    }
    close(fd);
    served++;
  }
  sigset_t blocked, none;
  sigemptyset(&none);
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGCHLD);
  sigprocmask(SIG_BLOCK, &blocked, NULL);
  while (reaped < CONNECTIONS)
    sigsuspend(&none);
  _exit(30 + reaped);
}

static FILE *dial(int family) {
  struct sockaddr_in inet = {.sin_family = AF_INET, .sin_port = port, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct sockaddr_in6 inet6 = {.sin6_family = AF_INET6, .sin6_port = port, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  int fd = socket(family, SOCK_STREAM, 0);
  check(fd >= 0);
  if (family == AF_INET)
    check(connect(fd, (struct sockaddr *)&inet, sizeof inet) == 0);
  else
    check(connect(fd, (struct sockaddr *)&inet6, sizeof inet6) == 0);
  FILE *stream = fdopen(fd, "r+");
  check(stream != NULL);
  return stream;
}

static void get(FILE *stream, const char *method, const char *path) {
  char line[256];
  long length = 0, sum = 0;
  fprintf(stream, "%s /%s HTTP/1.1\r\nHost: localhost\r\n\r\n", method, path);
  fflush(stream);
  check(fgets(line, sizeof line, stream) != NULL);
  printf("%s %s: %.*s", method, path, (int)strcspn(line, "\r"), line);
  while (fgets(line, sizeof line, stream) != NULL && strcmp(line, "\r\n") != 0)
    sscanf(line, "Content-Length: %ld", &length);
  for (long i = 0; i < length; i++)
    sum = (sum * 31 + getc(stream)) % 1000003;
  printf(", %ld bytes, sum %ld\n", length, sum);
  fseek(stream, 0, SEEK_CUR);
}

int main(void) {
  begin();
  FILE *big = fopen("big", "w");
  for (int i = 0; i < BIG; i++)
    putc('a' + i % 23, big);
  fclose(big);

  int listener = socket(AF_INET6, SOCK_STREAM, 0), off = 0, on = 1;
  struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_addr = in6addr_any};
  socklen_t length = sizeof address;
  check(setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) == 0);
  check(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0);
  check(bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 10) == 0);
  check(getsockname(listener, (struct sockaddr *)&address, &length) == 0);
  port = address.sin6_port;
  pid_t server = fork();
  if (server == 0)
    serve(listener);
  close(listener);

  FILE *first = dial(AF_INET), *second = dial(AF_INET6);
  get(first, "GET", "index.html");
  get(second, "GET", "big");
  get(first, "GET", "big");
  get(first, "GET", "absent");
  get(second, "POST", "index.html");
  get(second, "GET", "../secret");
  fclose(first);
  fclose(second);
  for (int i = 2; i < CONNECTIONS; i++) {
    FILE *stream = dial(i % 2 ? AF_INET : AF_INET6);
    get(stream, "GET", "index.html");
    fclose(stream);
  }
  int status;
  check(waitpid(server, &status, 0) == server);
  printf("server %s\n", status_name(status));
  return 0;
}
