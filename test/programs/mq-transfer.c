// mq_send(3), mq_receive(3) and the timed ones: order by priority, sizes, full and empty queues, time limits, errors.
#include "show.h"
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <time.h>

static char name[64];
static char message[256];
static mqd_t queue;
/* Null where the compiler does not see it: it warns of what the kernel judges here. */
static char *volatile nowhere;

static void take(void) {
  unsigned priority = 12345;
  memset(message, 0, sizeof message);
  ssize_t length = mq_receive(queue, message, sizeof message, &priority);
  if (length < 0)
    printf("  %s\n", errno_name(errno));
  else
    printf("  %zd bytes, priority %u, \"%s\"\n", length, priority, message);
}

static int put(const char *text, unsigned priority) { return mq_send(queue, text, strlen(text), priority); }

static void ready(void) {
  struct pollfd polled = {.fd = queue, .events = POLLIN | POLLOUT};
  struct mq_attr state;
  check(mq_getattr(queue, &state) == 0);
  check(poll(&polled, 1, 0) >= 0);
  printf("  %ld there, readable %d, writable %d\n", state.mq_curmsgs, !!(polled.revents & POLLIN),
         !!(polled.revents & POLLOUT));
}

static struct timespec in(long long milliseconds) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  long long nanoseconds = time.tv_nsec + milliseconds * 1000000;
  time.tv_sec += nanoseconds / 1000000000;
  time.tv_nsec = nanoseconds % 1000000000;
  if (time.tv_nsec < 0) {
    time.tv_nsec += 1000000000;
    time.tv_sec--;
  }
  return time;
}

static void order(void) {
  puts("order");
  ready();
  put("low, first", 1);
  put("high", 7);
  put("low, second", 1);
  put("none", 0);
  put("highest", 32767);
  put("high, second", 7);
  put("", 3);
  ready();
  for (int i = 0; i < 7; i++)
    take();
  ready();
  take();
  show(put("too high", 32768));
  show(put("far too high", -1u));
  put("without asking", 5);
  show(mq_receive(queue, message, sizeof message, NULL));
}

static void sizes(void) {
  puts("sizes");
  static char text[257];
  memset(text, 'x', sizeof text);
  show(mq_send(queue, text, 256, 0));
  show(mq_send(queue, text, 257, 0));
  show(mq_send(queue, text, (size_t)-1, 0));
  show(mq_receive(queue, message, 255, NULL));
  show(mq_receive(queue, message, 0, NULL));
  show(mq_receive(queue, message, 256, NULL));
  show(mq_send(queue, nowhere, 0, 0));
  show(mq_receive(queue, message, 256, NULL));
  show(mq_send(queue, nowhere, 1, 0));
  for (int i = 0; i < 8; i++)
    check(put("full", 0) == 0);
  ready();
  show(put("one more", 9));
  take();
  show(put("one more", 9));
  take();
  while (mq_receive(queue, message, sizeof message, NULL) >= 0)
    ;
}

static void limits(void) {
  puts("time limits");
  struct timespec now = in(0), soon = in(30), past = in(-1000), wrong[] = {{0, -1}, {0, 1000000000}, {-1, 0}};
  struct mq_attr waits = {.mq_flags = 0}, former;
  show(mq_timedreceive(queue, message, sizeof message, NULL, &past));
  show(mq_timedreceive(queue, message, sizeof message, NULL, &wrong[0]));
  check(mq_setattr(queue, &waits, &former) == 0);
  show(mq_timedreceive(queue, message, sizeof message, NULL, &past));
  show(mq_timedreceive(queue, message, sizeof message, NULL, &now));
  soon = in(30);
  show(mq_timedreceive(queue, message, sizeof message, NULL, &soon));
  now = in(0);
  printf("  waited long enough: %d\n",
         now.tv_sec > soon.tv_sec || (now.tv_sec == soon.tv_sec && now.tv_nsec >= soon.tv_nsec));
  for (int i = 0; i < 3; i++) {
    show(mq_timedreceive(queue, message, sizeof message, NULL, &wrong[i]));
    show(mq_timedsend(queue, "x", 1, 0, &wrong[i]));
  }
  show(mq_timedsend(queue, "x", 1, 0, &past));
  show(mq_timedreceive(queue, message, sizeof message, NULL, &past));
  for (int i = 0; i < 8; i++)
    check(mq_timedsend(queue, "x", 1, 0, (const struct timespec *)nowhere) == 0);
  show(mq_timedsend(queue, "x", 1, 0, &past));
  soon = in(30);
  show(mq_timedsend(queue, "x", 1, 0, &soon));
  show(mq_timedsend(queue, "x", 1, 0, &wrong[1]));
  check(mq_setattr(queue, &former, NULL) == 0);
  show(mq_timedsend(queue, "x", 1, 0, &soon));
}

static void errors(void) {
  puts("errors");
  show(mq_send(-1, "x", 1, 0));
  show(mq_receive(-1, message, sizeof message, NULL));
  show(mq_send(0, "x", 1, 0));
  show(mq_receive(1, message, sizeof message, NULL));
  show(mq_send(99, "x", 1, 0));
  show(mq_receive(queue, nowhere, sizeof message, NULL));
  show(mq_close(queue));
  show(put("closed", 0));
  take();
}

int main(void) {
  begin();
  snprintf(name, sizeof name, "/isthmus-test-%d", (int)getpid());
  struct mq_attr attributes = {.mq_maxmsg = 8, .mq_msgsize = sizeof message};
  queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL | O_NONBLOCK, 0600, &attributes);
  check(queue >= 0 && mq_unlink(name) == 0);
  order();
  sizes();
  limits();
  errors();
  return 0;
}
