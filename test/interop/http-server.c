// A small HTTP/1.1 server, for clients such as curl: each connection has a process. GET tells which connection and
// which request of it this is, POST gives back what was sent. SIGTERM ends it.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static char body[4 << 20];
static volatile sig_atomic_t stopping;

static void on_stop(int signal) {
  (void)signal;
  stopping = 1;
}

static void on_child(int signal) {
  (void)signal;
  int error = errno;
  while (waitpid(-1, NULL, WNOHANG) > 0)
    ;
  errno = error;
}

static void answer(FILE *to, int status, const char *type, const char *text, size_t size) {
  fprintf(to, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", status,
          status == 200   ? "OK"
          : status == 404 ? "Not Found"
                          : "Bad Request",
          type, size);
  fwrite(text, 1, size, to);
  fflush(to);
}

/* Serves one request; returns 0 when the connection is over. */
static int serve(FILE *from, FILE *to, int connection, int number) {
  char line[1024], method[16], path[256], text[256];
  if (fgets(line, sizeof line, from) == NULL)
    return 0;
  if (sscanf(line, "%15s %255s", method, path) != 2) {
    answer(to, 400, "text/plain", "", 0);
    return 0;
  }
  size_t size = 0;
  int goes_on = 1, expects = 0;
  while (fgets(line, sizeof line, from) != NULL && line[0] != '\r') {
    if (strncasecmp(line, "Content-Length:", 15) == 0)
      size = strtoul(line + 15, NULL, 10);
    else if (strncasecmp(line, "Connection: close", 17) == 0)
      goes_on = 0;
    else if (strncasecmp(line, "Expect: 100-continue", 20) == 0)
      expects = 1;
  }
  if (expects) {
    fputs("HTTP/1.1 100 Continue\r\n\r\n", to);
    fflush(to);
  }
  if (size > sizeof body || fread(body, 1, size, from) != size)
    return 0;
  if (strcmp(method, "POST") == 0)
    answer(to, 200, "application/octet-stream", body, size);
  else if (strcmp(path, "/") == 0)
    answer(to, 200, "text/plain", text,
           (size_t)snprintf(text, sizeof text, "connection %d, request %d\n", connection, number));
  else
    answer(to, 404, "text/plain", "not here\n", 9);
  return goes_on;
}

int main(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  struct sigaction stop = {.sa_handler = on_stop}, child = {.sa_handler = on_child, .sa_flags = SA_RESTART};
  sigaction(SIGTERM, &stop, NULL);
  sigaction(SIGCHLD, &child, NULL);
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, 16) != 0 ||
      getsockname(listener, (struct sockaddr *)&address, &length) != 0) {
    perror("listen");
    return 1;
  }
  printf("ready %d\n", ntohs(address.sin_port));
  fflush(stdout);
  for (int connection = 1; !stopping; connection++) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0)
      continue;
    if (fork() == 0) {
      close(listener);
      FILE *from = fdopen(fd, "r"), *to = fdopen(dup(fd), "w");
      for (int number = 1; serve(from, to, connection, number); number++)
        ;
      fclose(to);
      _exit(0);
    }
    close(fd);
  }
  puts("stopped");
  return 0;
}
