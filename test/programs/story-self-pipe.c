// Signals as events of a loop: handlers write to a pipe of the process itself, which is polled together with everything
// else.
#include <fcntl.h>
#include <poll.h>
#include <sys/time.h>

#include "show.h"

static int own[2];

static void forward(int number) {
  int error = errno;
  char byte = (char)number;
  if (write(own[1], &byte, 1) != 1 && errno != EAGAIN)
    _exit(99);
  errno = error;
}

static void handle(int number) {
  struct sigaction action = {.sa_handler = forward, .sa_flags = SA_RESTART};
  sigfillset(&action.sa_mask);
  check(sigaction(number, &action, NULL) == 0);
}

int main(void) {
  int data[2], ticks = 0, bytes = 0, ended = 0;
  begin();
  check(pipe2(own, O_NONBLOCK | O_CLOEXEC) == 0 && pipe(data) == 0);
  handle(SIGALRM);
  handle(SIGCHLD);
  handle(SIGUSR1);
  pid_t child = fork();
  check(child >= 0);
  if (child == 0) {
    for (int i = 0; i < 10; i++) {
      check(write(data[1], "data", 4) == 4);
      check(kill(getppid(), SIGUSR1) == 0);
    }
    _exit(4);
  }
  check(close(data[1]) == 0);
  struct itimerval often = {.it_value.tv_usec = 3000, .it_interval.tv_usec = 3000};
  check(setitimer(ITIMER_REAL, &often, NULL) == 0);
  int open = 1, messages = 0;
  while (open || !ended || ticks < 5) {
    struct pollfd watched[2] = {{.fd = own[0], .events = POLLIN}, {.fd = open ? data[0] : -1, .events = POLLIN}};
    int count = poll(watched, 2, -1);
    check(count > 0 || errno == EINTR);
    if (count < 0)
      continue;
    char buffer[64];
    if (watched[0].revents & POLLIN) {
      ssize_t length = read(own[0], buffer, sizeof buffer);
      for (ssize_t i = 0; i < length; i++) {
        int status;
        if (buffer[i] == SIGALRM)
          ticks++;
        else if (buffer[i] == SIGUSR1)
          messages++;
        else if (buffer[i] == SIGCHLD && waitpid(-1, &status, WNOHANG) == child) {
          ended = 1;
          printf("the child %s\n", status_name(status));
        }
      }
    }
    if (watched[1].revents != 0) {
      ssize_t length = read(data[0], buffer, sizeof buffer);
      bytes += (int)length;
      open = length > 0;
    }
  }
  struct itimerval never = {.it_value.tv_usec = 0};
  check(setitimer(ITIMER_REAL, &never, NULL) == 0);
  printf("%d bytes, enough ticks %d, some messages %d\n", bytes, ticks >= 5, messages >= 1 && messages <= 10);
  return 0;
}
