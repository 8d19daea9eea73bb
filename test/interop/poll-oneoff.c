// preview1's poll_oneoff, called as it is, on descriptors of the isthmus module: each is first not ready, then ready to
// be read. Prints which, and how many bytes there are.
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wasi/api.h>

/* Waits a moment for what is not ready, and longer for what will be. */
static void look(const char *what, int fd, bool will_be) {
  __wasi_subscription_t subscriptions[2];
  __wasi_event_t events[2];
  __wasi_size_t count = 0;
  memset(subscriptions, 0, sizeof subscriptions);
  subscriptions[0].userdata = 1;
  subscriptions[0].u.tag = __WASI_EVENTTYPE_FD_READ;
  subscriptions[0].u.u.fd_read.file_descriptor = (__wasi_fd_t)fd;
  subscriptions[1].userdata = 2;
  subscriptions[1].u.tag = __WASI_EVENTTYPE_CLOCK;
  subscriptions[1].u.u.clock.id = __WASI_CLOCKID_MONOTONIC;
  subscriptions[1].u.u.clock.timeout = will_be ? 10000000000 : 20000000;
  __wasi_errno_t error = __wasi_poll_oneoff(subscriptions, events, 2, &count);
  if (error != 0 || count < 1)
    printf("%s: error %d\n", what, error);
  else if (events[0].userdata == 1)
    printf("%s: ready, %d bytes, error %d\n", what, (int)events[0].fd_readwrite.nbytes, events[0].error);
  else
    printf("%s: not yet\n", what);
}

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int server = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
  bind(server, (struct sockaddr *)&address, length);
  getsockname(server, (struct sockaddr *)&address, &length);
  listen(server, 1);
  look("listening", server, false);
  connect(client, (struct sockaddr *)&address, length);
  look("listening", server, true);
  int accepted = accept(server, NULL, NULL);
  look("connection", accepted, false);
  send(client, "12345", 5, 0);
  look("connection", accepted, true);
  int datagram = socket(AF_INET, SOCK_DGRAM, 0), other = socket(AF_INET, SOCK_DGRAM, 0);
  address.sin_port = 0;
  bind(datagram, (struct sockaddr *)&address, length);
  getsockname(datagram, (struct sockaddr *)&address, &length);
  look("datagram", datagram, false);
  sendto(other, "123", 3, 0, (struct sockaddr *)&address, length);
  look("datagram", datagram, true);
  int event = eventfd(0, 0);
  look("eventfd", event, false);
  eventfd_write(event, 1);
  look("eventfd", event, true);
  int timer = timerfd_create(CLOCK_MONOTONIC, 0);
  look("timerfd", timer, false);
  timerfd_settime(timer, 0, &(struct itimerspec){.it_value = {0, 1000}}, NULL);
  look("timerfd", timer, true);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  int signals = signalfd(-1, &set, 0);
  look("signalfd", signals, false);
  raise(SIGUSR1);
  look("signalfd", signals, true);
  int watch = inotify_init1(0);
  inotify_add_watch(watch, ".", IN_CREATE);
  look("inotify", watch, false);
  fclose(fopen("new", "w"));
  look("inotify", watch, true);
  pid_t child = fork();
  if (child == 0) {
    char byte;
    recv(client, &byte, 1, 0);
    _exit(0);
  }
  int process = pidfd_open(child, 0);
  look("pidfd", process, false);
  send(accepted, "x", 1, 0);
  waitid(P_PID, (id_t)child, &(siginfo_t){0}, WEXITED | WNOWAIT);
  look("pidfd", process, true);
  int set_of_all = epoll_create1(0);
  look("epoll", set_of_all, false);
  epoll_ctl(set_of_all, EPOLL_CTL_ADD, event, &(struct epoll_event){.events = EPOLLIN});
  look("epoll", set_of_all, true);
  return 0;
}
