// A super-server: it listens at two ports and starts a program for each connection, with the connection as standard
// input and output; a stream service is given the connection, a datagram service the socket itself.
// isthmus: --allow-net=127.0.0.1
#include "show.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/select.h>
#include <sys/socket.h>

static const char *const services[] = {"upper", "count", "reverse"};
static int sockets[3];
static struct sockaddr_in addresses[3];

/* The programs: they know nothing of the network. */
static int upper(void) {
  for (int letter; (letter = getchar()) != EOF;)
    putchar(toupper(letter));
  return 0;
}

static int count(void) {
  int lines = 0, letters = 0;
  for (int letter; (letter = getchar()) != EOF; letters++)
    lines += letter == '\n';
  printf("%d lines, %d letters\n", lines, letters);
  return 0;
}

/* But this one, which is given a socket with a message in it. */
static int reverse(void) {
  char text[64], back[64];
  struct sockaddr_in peer;
  socklen_t length = sizeof peer;
  ssize_t size = recvfrom(STDIN_FILENO, text, sizeof text, 0, (struct sockaddr *)&peer, &length);
  for (ssize_t i = 0; i < size; i++)
    back[i] = text[size - 1 - i];
  return sendto(STDOUT_FILENO, back, (size_t)size, 0, (struct sockaddr *)&peer, length) == size ? 0 : 1;
}

static void run(int which, int fd) {
  dup2(fd, STDIN_FILENO);
  dup2(fd, STDOUT_FILENO);
  execl("./prog", services[which], "service", services[which], NULL);
  _exit(127);
}

static void serve(int connections) {
  int started = 0;
  while (started < connections) {
    fd_set ready;
    FD_ZERO(&ready);
    int highest = 0;
    for (int i = 0; i < 3; i++) {
      FD_SET(sockets[i], &ready);
      highest = sockets[i] > highest ? sockets[i] : highest;
    }
    check(select(highest + 1, &ready, NULL, NULL, NULL) > 0);
    for (int i = 0; i < 3; i++) {
      if (!FD_ISSET(sockets[i], &ready))
        continue;
      int is_stream = i < 2, fd = is_stream ? accept(sockets[i], NULL, NULL) : sockets[i], status;
      check(fd >= 0);
      pid_t pid = fork();
      if (pid == 0)
        run(i, fd);
      if (is_stream)
        close(fd);
      check(waitpid(pid, &status, 0) == pid);
      printf("%s %s\n", services[i], status_name(status));
      started++;
    }
  }
}

static void ask(int which, const char *text) {
  int fd = socket(AF_INET, which < 2 ? SOCK_STREAM : SOCK_DGRAM, 0);
  char answer[128];
  check(connect(fd, (struct sockaddr *)&addresses[which], sizeof addresses[which]) == 0);
  check(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
  if (which < 2)
    check(shutdown(fd, SHUT_WR) == 0);
  size_t length = 0;
  ssize_t size;
  while ((size = read(fd, answer + length, sizeof answer - length)) > 0 && which < 2)
    length += (size_t)size;
  length += which < 2 ? 0 : (size_t)size;
  printf("  answer: %.*s\n", (int)length, answer);
  close(fd);
}

int main(int argc, char **argv) {
  if (argc == 3)
    return strcmp(argv[2], "upper") == 0 ? upper() : strcmp(argv[2], "count") == 0 ? count() : reverse();
  begin();
  for (int i = 0; i < 3; i++) {
    socklen_t length = sizeof addresses[i];
    sockets[i] = socket(AF_INET, (i < 2 ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0);
    addresses[i] = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    check(bind(sockets[i], (struct sockaddr *)&addresses[i], length) == 0);
    check(getsockname(sockets[i], (struct sockaddr *)&addresses[i], &length) == 0);
    if (i < 2)
      check(listen(sockets[i], 4) == 0);
    check(fcntl(sockets[i], F_GETFD) == FD_CLOEXEC);
  }
  pid_t client = fork();
  if (client == 0) {
    FILE *own = fopen("answers", "w");
    dup2(fileno(own), STDOUT_FILENO);
    ask(0, "shout this\nand this\n");
    ask(1, "one\ntwo\nthree\n");
    ask(2, "sdrawkcab");
    ask(0, "");
    _exit(0);
  }
  serve(4);
  int status;
  check(waitpid(client, &status, 0) == client && status == 0);
  FILE *answers = fopen("answers", "r");
  for (int letter; (letter = getc(answers)) != EOF;)
    putchar(letter);
  return 0;
}
