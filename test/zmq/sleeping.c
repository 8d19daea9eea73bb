// A program that leaves the library alone for a while: it sleeps, polls, reads and waits with plain system calls, and
// meanwhile its connections are made and its messages go.
// isthmus: --allow-unix
// link: -lzmq
#include "zmq-show.h"
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/select.h>

/* Tells of each message by the pipe. */
static void receiver(int out) {
  void *context = zmq_ctx_new(), *pull = make_socket(context, ZMQ_PULL);
  char buffer[64];
  check(zmq_bind(pull, "ipc://sleeping.socket") == 0);
  for (;;) {
    int size = zmq_recv(pull, buffer, sizeof buffer, 0);
    check(size >= 0 && write(out, "got", 3) == 3);
    if (size == 3 && memcmp(buffer, "end", 3) == 0)
      break;
  }
  check(zmq_close(pull) == 0 && zmq_ctx_term(context) == 0);
  _exit(0);
}

int main(void) {
  begin();
  int ends[2], status;
  check(pipe(ends) == 0);
  pid_t child = fork();
  if (child == 0)
    receiver(ends[1]);
  void *context = zmq_ctx_new(), *push = make_socket(context, ZMQ_PUSH);
  char text[8];
  set_int(push, ZMQ_RECONNECT_IVL, 10);
  check(zmq_connect(push, "ipc://sleeping.socket") == 0);
  /* Nothing but sleeping: the first message goes all the same. */
  send_text(push, "one", 0);
  int there = 0;
  for (int i = 0; i < patience / 300 && there == 0; i++) {
    usleep(300000);
    /* A look with which the library has nothing to do. */
    check(ioctl(ends[0], FIONREAD, &there) == 0);
  }
  struct pollfd item = {.fd = ends[0], .events = POLLIN};
  printf("while sleeping: %d\n", poll(&item, 1, 0));
  check(read(ends[0], text, 3) == 3);
  send_text(push, "two", 0);
  printf("in poll: %d\n", poll(&item, 1, patience));
  check(read(ends[0], text, 3) == 3);
  send_text(push, "three", 0);
  fd_set set;
  FD_ZERO(&set);
  FD_SET(ends[0], &set);
  struct timeval time = {.tv_sec = patience / 1000};
  printf("in select: %d\n", select(ends[0] + 1, &set, NULL, NULL, &time));
  check(read(ends[0], text, 3) == 3);
  send_text(push, "four", 0);
  printf("in read: %zd\n", read(ends[0], text, 3));
  for (int i = 0; i < 5; i++)
    send_text(push, "more", 0);
  struct timespec pause = {.tv_nsec = 200000000};
  nanosleep(&pause, NULL);
  for (int i = 0; i < 5; i++)
    check(read(ends[0], text, 3) == 3);
  printf("five more\n");
  send_text(push, "end", 0);
  check(waitpid(child, &status, 0) == child);
  printf("in waitpid: %s\n", status_name(status));
  finish(context, push);
  return 0;
}
