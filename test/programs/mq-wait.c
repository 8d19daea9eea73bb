// POSIX message queues between processes: waiting for messages and for room, poll, several receivers, priorities across
// processes, signals, and what a descriptor is to fork and exec.
#include "show.h"
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <sys/wait.h>
#include <time.h>

enum { size = 64 };

static char name[64];
static mqd_t queue;

static void rest(void) { usleep(60000); }

static pid_t start(void (*body)(void)) {
  pid_t pid = fork();
  check(pid >= 0);
  if (pid == 0) {
    body();
    fflush(stdout);
    _exit(0);
  }
  rest();
  return pid;
}

static void await(pid_t pid) {
  int status;
  check(waitpid(pid, &status, 0) == pid);
  printf("  %s\n", status_name(status));
}

static void receive(void) {
  char message[size + 1] = "";
  unsigned priority = 0;
  ssize_t length = mq_receive(queue, message, size, &priority);
  printf("  received: %zd, priority %u, \"%s\" %s\n", length, priority, message, length < 0 ? errno_name(errno) : "");
}

static void send_one(void) {
  int result = mq_send(queue, "from the child", 14, 3);
  printf("  sent: %s\n", result == 0 ? "yes" : errno_name(errno));
}

/* Says nothing, so that several may do it at once. */
static void receive_quietly(void) {
  char message[size];
  _exit((int)mq_receive(queue, message, size, NULL));
}

static void receive_by_name(void) {
  close(queue);
  queue = mq_open(name, O_RDONLY);
  check(queue >= 0);
  receive();
}

static void wait_by_poll(void) {
  struct pollfd polled = {.fd = queue, .events = POLLIN};
  int ready = poll(&polled, 1, 5000);
  printf("  poll: %d, readable %d\n", ready, !!(polled.revents & POLLIN));
  receive();
}

static void receive_with_limit(void) {
  struct timespec limit;
  clock_gettime(CLOCK_REALTIME, &limit);
  limit.tv_sec += 10;
  char message[size];
  printf("  received in time: %zd\n", mq_timedreceive(queue, message, size, NULL, &limit));
}

static void after_exec(void) {
  char number[16];
  snprintf(number, sizeof number, "%d", queue);
  execl("./prog", "./prog", number, name, (char *)NULL);
  check(0);
}

static void kept_by_exec(void) {
  check(fcntl(queue, F_SETFD, 0) == 0);
  after_exec();
}

int main(int argc, char **argv) {
  begin();
  if (argc > 2) {
    struct mq_attr state;
    queue = atoi(argv[1]);
    printf("  after exec: %s\n", mq_getattr(queue, &state) == 0 ? "open" : errno_name(errno));
    queue = mq_open(argv[2], O_RDWR);
    check(queue >= 0);
    send_one();
    return 0;
  }
  snprintf(name, sizeof name, "/isthmus-test-%d", (int)getpid());
  struct mq_attr attributes = {.mq_maxmsg = 4, .mq_msgsize = size};
  queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attributes);
  check(queue >= 0);

  puts("for a message");
  pid_t child = start(receive);
  check(mq_send(queue, "hello", 5, 2) == 0);
  await(child);
  child = start(receive_by_name);
  check(mq_send(queue, "by name", 7, 0) == 0);
  await(child);
  child = start(wait_by_poll);
  check(mq_send(queue, "polled", 6, 9) == 0);
  await(child);
  child = start(receive_with_limit);
  check(mq_send(queue, "limit", 5, 0) == 0);
  await(child);

  puts("for room");
  for (unsigned i = 0; i < 4; i++)
    check(mq_send(queue, "full", 4, i) == 0);
  child = start(send_one);
  char message[size];
  check(mq_receive(queue, message, size, NULL) == 4);
  await(child);
  for (int i = 0; i < 4; i++)
    receive();

  puts("several receivers");
  pid_t children[3];
  for (int i = 0; i < 3; i++)
    children[i] = start(receive_quietly);
  for (int i = 0; i < 3; i++)
    check(mq_send(queue, "one of three", 12, 1) == 0);
  for (int i = 0; i < 3; i++)
    await(children[i]);

  puts("signals");
  child = start(receive);
  kill(child, SIGCHLD);
  kill(child, SIGWINCH);
  kill(child, SIGSTOP);
  check(waitpid(child, NULL, WUNTRACED) == child);
  kill(child, SIGCONT);
  rest();
  check(mq_send(queue, "after the stop", 14, 0) == 0);
  await(child);
  child = start(receive);
  kill(child, SIGTERM);
  await(child);

  puts("exec");
  fflush(stdout);
  await(start(after_exec));
  receive();
  await(start(kept_by_exec));
  receive();
  show(mq_close(queue));
  show(mq_unlink(name));
  return 0;
}
