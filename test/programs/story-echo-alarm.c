// An echo server and clients that lose patience: alarm ends calls that wait, as old books do it, and SO_RCVTIMEO,
// select and MSG_DONTWAIT, as newer ones do.
// isthmus: --allow-net=127.0.0.1
#include "show.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>

#define MAX_LINE 256

static struct sockaddr_in server_address;
static volatile sig_atomic_t alarms;
static int rung[2];

static void on_alarm(int signo) {
  (void)signo;
  int error = errno;
  alarms = 1;
  check(write(rung[1], "!", 1) == 1);
  errno = error;
}

static ssize_t write_all(int fd, const void *data, size_t size) {
  const char *from = data;
  size_t left = size;
  while (left > 0) {
    ssize_t count = write(fd, from, left);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return -1;
    left -= (size_t)count;
    from += count;
  }
  return (ssize_t)size;
}

/* Echoes lines; keeps one that begins with "slow" until the next has come. */
static void serve(int listener) {
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    check(fd >= 0);
    FILE *in = fdopen(fd, "r");
    char line[MAX_LINE], kept[MAX_LINE] = "";
    while (fgets(line, sizeof line, in) != NULL) {
      if (strcmp(line, "quit\n") == 0) {
        fclose(in);
        _exit(7);
      }
      if (strncmp(line, "slow", 4) == 0) {
        strcpy(kept, line);
        continue;
      }
      write_all(fd, kept, strlen(kept));
      write_all(fd, line, strlen(line));
      kept[0] = '\0';
    }
    fclose(in);
  }
}

static int connect_to_server(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  check(fd >= 0);
  check(connect(fd, (struct sockaddr *)&server_address, sizeof server_address) == 0);
  return fd;
}

/* Rings again and again, so that it can't have been too early. */
static void set_alarm(int milliseconds) {
  struct itimerval timer = {{0, milliseconds * 1000}, {0, milliseconds * 1000}};
  check(setitimer(ITIMER_REAL, &timer, NULL) == 0);
}

static void alarm_rang(void) {
  set_alarm(0);
  printf("  it rang: %s\n", alarms ? "yes" : "no");
  alarms = 0;
}

static void say(int fd, const char *line) { check(write_all(fd, line, strlen(line)) == (ssize_t)strlen(line)); }

static void hear(int fd) {
  char line[MAX_LINE];
  size_t length = 0;
  while (length < sizeof line - 1 && (length == 0 || line[length - 1] != '\n'))
    check(read(fd, line + length++, 1) == 1);
  line[length] = '\0';
  printf("  answer: %s", line);
}

int main(void) {
  begin();
  socklen_t length = sizeof server_address;
  int listener = socket(PF_INET, SOCK_STREAM, IPPROTO_TCP);
  memset(&server_address, 0, sizeof server_address);
  server_address.sin_family = AF_INET;
  server_address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  check(bind(listener, (struct sockaddr *)&server_address, sizeof server_address) == 0);
  check(listen(listener, 5) == 0);
  check(getsockname(listener, (struct sockaddr *)&server_address, &length) == 0);
  pid_t server = fork();
  if (server == 0)
    serve(listener);
  close(listener);

  int fd = connect_to_server();
  char byte;
  puts("in time");
  say(fd, "hello\n");
  hear(fd);

  puts("alarm ends read");
  check(pipe(rung) == 0);
  struct sigaction action = {.sa_handler = on_alarm};
  check(sigaction(SIGALRM, &action, NULL) == 0);
  say(fd, "slow one\n");
  set_alarm(50);
  show(read(fd, &byte, 1));
  alarm_rang();
  say(fd, "next\n");
  hear(fd);
  hear(fd);

  puts("with SA_RESTART it does not");
  action.sa_flags = SA_RESTART;
  check(sigaction(SIGALRM, &action, NULL) == 0);
  while (poll(&(struct pollfd){rung[0], POLLIN, 0}, 1, 0) > 0)
    check(read(rung[0], &byte, 1) == 1);
  pid_t friend = fork();
  if (friend == 0) {
    char bell;
    check(read(rung[0], &bell, 1) == 1);
    say(fd, "from a friend\n");
    _exit(0);
  }
  set_alarm(50);
  hear(fd);
  check(waitpid(friend, NULL, 0) == friend);
  alarm_rang();

  puts("a socket with a time to receive is interrupted all the same");
  struct timeval patience = {5, 0};
  check(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0);
  set_alarm(50);
  show(recv(fd, &byte, 1, 0));
  alarm_rang();

  puts("SO_RCVTIMEO");
  patience = (struct timeval){0, 50000};
  check(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0);
  memset(&patience, 0xff, sizeof patience);
  length = sizeof patience;
  check(getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, &length) == 0);
  printf("  %ld s and a part: %s\n", (long)patience.tv_sec, patience.tv_usec > 0 ? "yes" : "no");
  show(recv(fd, &byte, 1, 0));
  show(recv(fd, &byte, 1, MSG_WAITALL));
  show(read(fd, &byte, 1));

  puts("select and poll");
  fd_set readable, writable;
  FD_ZERO(&readable);
  FD_SET(fd, &readable);
  writable = readable;
  patience = (struct timeval){0, 10000};
  show(select(fd + 1, &readable, NULL, NULL, &patience));
  show(select(fd + 1, NULL, &writable, NULL, NULL));
  struct pollfd wanted = {fd, POLLIN | POLLOUT | POLLRDHUP, 0};
  show(poll(&wanted, 1, 1000));
  printf("  revents %#x\n", (unsigned)wanted.revents);

  puts("not waiting");
  show(recv(fd, &byte, 1, MSG_DONTWAIT));
  show(fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK));
  show(read(fd, &byte, 1));
  show(fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK));

  puts("the end");
  say(fd, "quit\n");
  patience = (struct timeval){5, 0};
  check(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0);
  show(read(fd, &byte, 1));
  int status;
  check(waitpid(server, &status, 0) == server);
  printf("server %s\n", status_name(status));
  int again = socket(AF_INET, SOCK_STREAM, 0);
  show(connect(again, (struct sockaddr *)&server_address, sizeof server_address));
  signal(SIGPIPE, SIG_IGN);
  show(write(fd, "x", 1));
  /* Until that has been refused. */
  wanted.events = 0;
  show(poll(&wanted, 1, 10000));
  show(write(fd, "x", 1));
  return 0;
}
