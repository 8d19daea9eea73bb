// Signals during waiting: zmq_recv, zmq_send and zmq_poll fail with EINTR and can be called again; SA_RESTART makes no
// difference; a handler may end a loop.
// isthmus: --allow-unix
// link: -lzmq
#include "zmq-show.h"
#include <sys/time.h>

static volatile sig_atomic_t heard;

static void hear(int number) {
  (void)number;
  heard = 1;
}

/* The alarm comes again and again, lest a call that begins late misses it. */
static void alarm_in(int milliseconds) {
  struct itimerval value = {.it_value.tv_usec = milliseconds * 1000, .it_interval.tv_usec = milliseconds * 1000};
  heard = 0;
  check(setitimer(ITIMER_REAL, &value, NULL) == 0);
}

/* Ends the alarm after a call, and says whether it was heard. */
static void quiet(int result) {
  int error = errno;
  check(setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL) == 0);
  printf("%d %s, heard %d\n", result, result < 0 ? errno_name(error) : "", (int)heard);
}

int main(void) {
  begin();
  void *context = zmq_ctx_new(), *pull = make_socket(context, ZMQ_PULL), *push = make_socket(context, ZMQ_PUSH);
  char buffer[16];
  check(zmq_bind(pull, "ipc://signals.socket") == 0);
  for (int restart = 0; restart < 2; restart++) {
    struct sigaction action = {.sa_handler = hear, .sa_flags = restart ? SA_RESTART : 0};
    check(sigaction(SIGALRM, &action, NULL) == 0);
    printf("SA_RESTART %d\n", restart);
    alarm_in(50);
    quiet(zmq_recv(pull, buffer, sizeof buffer, 0));
    zmq_msg_t message;
    zmq_msg_init(&message);
    alarm_in(50);
    quiet(zmq_msg_recv(&message, pull, 0));
    zmq_msg_close(&message);
    zmq_pollitem_t item = {pull, 0, ZMQ_POLLIN, 0};
    alarm_in(50);
    quiet(zmq_poll(&item, 1, -1));
    alarm_in(50);
    quiet(zmq_poll(&item, 1, 10000));
    alarm_in(50);
    quiet(zmq_send(push, "x", 1, 0));
  }
  /* A signal that is ignored or blocked interrupts nothing. */
  signal(SIGALRM, SIG_IGN);
  set_int(pull, ZMQ_RCVTIMEO, 100);
  alarm_in(30);
  quiet(zmq_recv(pull, buffer, sizeof buffer, 0));
  /* Another process sends a message, then a signal: the message is there, whatever comes first. */
  signal(SIGUSR1, hear);
  set_int(pull, ZMQ_RCVTIMEO, -1);
  pid_t parent = getpid(), child = fork();
  if (child == 0) {
    void *own = zmq_ctx_new(), *sender = make_socket(own, ZMQ_PUSH);
    check(zmq_connect(sender, "ipc://signals.socket") == 0);
    kill(parent, SIGUSR1);
    check(zmq_send(sender, "message", 7, 0) == 7);
    check(zmq_close(sender) == 0 && zmq_ctx_term(own) == 0);
    _exit(0);
  }
  int result, status;
  while ((result = zmq_recv(pull, buffer, sizeof buffer, 0)) == -1 && errno == EINTR)
    continue;
  printf("received %d %.7s\n", result, buffer);
  check(waitpid(child, &status, 0) == child);
  printf("%s\n", status_name(status));
  /* Killed in the middle of waiting. */
  child = fork();
  if (child == 0) {
    void *own = zmq_ctx_new(), *waiter = make_socket(own, ZMQ_PULL);
    check(zmq_bind(waiter, "ipc://other.socket") == 0);
    signal(SIGALRM, SIG_DFL);
    alarm_in(50);
    zmq_recv(waiter, buffer, sizeof buffer, 0);
    _exit(0);
  }
  check(waitpid(child, &status, 0) == child);
  printf("%s\n", status_name(status));
  finish(context, pull, push);
  return 0;
}
