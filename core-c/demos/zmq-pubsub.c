// Demo: ZeroMQ, publications. A publisher tells the weather of four towns; three subscribers, each a process of its
// own, hear what they asked for by the beginning of its name, one of them only the newest of what has come meanwhile.
// The publisher sees who subscribes to what. Plain libzmq C: the same source runs natively, with -lzmq, and sandboxed.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zmq.h>

enum { subscribers = 3, rounds = 50 };

static const char *const towns[] = {"oslo", "osaka", "paris", "lima"};
static const char *const wanted[subscribers] = {"os", "paris", ""};
static char endpoint[64];

static void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, zmq_strerror(zmq_errno()));
  exit(EXIT_FAILURE);
}

/* Each part of a message as text. Gives whether there are more. */
static int receive(void *socket, char *text, size_t room) {
  int more = 0, size = zmq_recv(socket, text, room - 1, 0);
  size_t length = sizeof more;
  if (size < 0 || zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &length) != 0)
    fail("zmq_recv");
  text[size] = '\0';
  return more;
}

/* Counts what comes, to the message that says that it is the end; the counts go into a pipe, so that they are printed
 * in order. */
static void subscribe(int number, int out) {
  void *context = zmq_ctx_new(), *subscriber = zmq_socket(context, ZMQ_SUB);
  char town[32], temperature[32], text[160];
  int counts[4] = {0}, last = -1, in_order = 1;
  if (subscriber == NULL)
    fail("zmq_socket");
  if (zmq_setsockopt(subscriber, ZMQ_SUBSCRIBE, wanted[number], strlen(wanted[number])) != 0 ||
      zmq_setsockopt(subscriber, ZMQ_SUBSCRIBE, "end", 3) != 0 || zmq_connect(subscriber, endpoint) != 0)
    fail("zmq_connect");
  while (receive(subscriber, town, sizeof town)) {
    receive(subscriber, temperature, sizeof temperature);
    for (int i = 0; i < 4; i++)
      counts[i] += strcmp(town, towns[i]) == 0;
    in_order &= atoi(temperature) >= last;
    last = atoi(temperature);
  }
  int length = snprintf(text, sizeof text, "subscriber of \"%s\": oslo %d, osaka %d, paris %d, lima %d; in order: %s\n",
                        wanted[number], counts[0], counts[1], counts[2], counts[3], in_order ? "yes" : "no");
  if (write(out, text, (size_t)length) != length)
    fail("write");
  zmq_close(subscriber);
  zmq_ctx_term(context);
}

/* A subscriber that keeps only the newest message, and looks late. */
static void look_late(void *context, void *publisher) {
  void *late = zmq_socket(context, ZMQ_SUB);
  char text[32];
  int one = 1;
  if (late == NULL || zmq_setsockopt(late, ZMQ_CONFLATE, &one, sizeof one) != 0 ||
      zmq_setsockopt(late, ZMQ_SUBSCRIBE, "clock", 5) != 0 || zmq_connect(late, endpoint) != 0)
    fail("late");
  receive(publisher, text, sizeof text);
  printf("the publisher sees: %s \"%s\"\n", text[0] == 1 ? "subscribed to" : "no more of", text + 1);
  for (int i = 1; i <= 100; i++) {
    snprintf(text, sizeof text, "clock %d", i);
    if (zmq_send(publisher, text, strlen(text), 0) < 0)
      fail("zmq_send");
  }
  zmq_poll(NULL, 0, 200);
  /* Should it look before all have come, it sees some others, but not many. */
  int seen = 0;
  do
    receive(late, text, sizeof text);
  while (strcmp(text, "clock 100") != 0 && ++seen < 50);
  printf("of 100 ticks, who keeps only the newest hears \"%s\"\n", text);
  zmq_close(late);
  receive(publisher, text, sizeof text);
  printf("the publisher sees: %s \"%s\"\n", text[0] == 1 ? "subscribed to" : "no more of", text + 1);
}

int main(void) {
  void *context = zmq_ctx_new(), *publisher = zmq_socket(context, ZMQ_XPUB);
  size_t size = sizeof endpoint;
  int ends[subscribers][2], verbose = 1;
  pid_t pids[subscribers];
  char text[256];
  if (publisher == NULL)
    fail("zmq_socket");
  /* Each subscription is told, also the second to the same. */
  if (zmq_setsockopt(publisher, ZMQ_XPUB_VERBOSE, &verbose, sizeof verbose) != 0 ||
      zmq_bind(publisher, "tcp://127.0.0.1:*") != 0 ||
      zmq_getsockopt(publisher, ZMQ_LAST_ENDPOINT, endpoint, &size) != 0)
    fail("zmq_bind");
  for (int i = 0; i < subscribers; i++) {
    if (pipe(ends[i]) != 0)
      fail("pipe");
    fflush(stdout);
    pids[i] = fork();
    if (pids[i] < 0)
      fail("fork");
    if (pids[i] == 0) {
      subscribe(i, ends[i][1]);
      exit(EXIT_SUCCESS);
    }
    close(ends[i][1]);
  }
  /* What is published before somebody has subscribed is lost for him: so wait. */
  for (int i = 0; i < 2 * subscribers; i++)
    receive(publisher, text, sizeof text);
  printf("%d subscribers are there\n", subscribers);
  for (int i = 0; i < rounds; i++)
    for (int j = 0; j < 4; j++) {
      snprintf(text, sizeof text, "%d", i);
      if (zmq_send(publisher, towns[j], strlen(towns[j]), ZMQ_SNDMORE) < 0 ||
          zmq_send(publisher, text, strlen(text), 0) < 0)
        fail("zmq_send");
    }
  if (zmq_send(publisher, "end", 3, 0) < 0)
    fail("zmq_send");
  for (int i = 0; i < subscribers; i++) {
    ssize_t count = read(ends[i][0], text, sizeof text - 1);
    if (count < 0)
      fail("read");
    text[count] = '\0';
    printf("%s", text);
    waitpid(pids[i], NULL, 0);
  }
  /* Those who have gone have unsubscribed. */
  zmq_pollitem_t item = {publisher, 0, ZMQ_POLLIN, 0};
  int gone = 0;
  while (zmq_poll(&item, 1, gone < 4 ? 10000 : 300) > 0) {
    receive(publisher, text, sizeof text);
    gone++;
  }
  printf("topics that nobody wants any more: %d\n", gone);
  look_late(context, publisher);
  zmq_close(publisher);
  zmq_ctx_term(context);
  return 0;
}
