// Demo: ZeroMQ, questions and answers. Three clients (REQ) ask a server (REP) over TCP, each a process of its own; then
// the server goes and comes back, and a client that has seen no answer asks again; then a broker (ROUTER and DEALER)
// stands between clients and two servers. Plain libzmq C: the same source runs natively, with -lzmq, and sandboxed.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

enum { clients = 3, questions = 2 };

static char endpoint[64];

static void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, zmq_strerror(zmq_errno()));
  exit(EXIT_FAILURE);
}

static pid_t start(void (*work)(int), int argument) {
  fflush(stdout);
  pid_t pid = fork();
  if (pid < 0)
    fail("fork");
  if (pid == 0) {
    work(argument);
    exit(EXIT_SUCCESS);
  }
  return pid;
}

static void *open_socket(void *context, int type) {
  void *socket = zmq_socket(context, type);
  if (socket == NULL)
    fail("zmq_socket");
  return socket;
}

/* Receives a part as text; gives its length. */
static int receive(void *socket, char *text, size_t room) {
  int size = zmq_recv(socket, text, room - 1, 0);
  if (size < 0)
    fail("zmq_recv");
  text[size] = '\0';
  return size;
}

static void send_text(void *socket, const char *text) {
  if (zmq_send(socket, text, strlen(text), 0) < 0)
    fail("zmq_send");
}

/* A client asks for squares and checks them. */
static void ask(int number) {
  void *context = zmq_ctx_new(), *request = open_socket(context, ZMQ_REQ);
  char text[32];
  if (zmq_connect(request, endpoint) != 0)
    fail("zmq_connect");
  for (int i = 0; i < questions; i++) {
    int value = number * 10 + i;
    snprintf(text, sizeof text, "%d", value);
    send_text(request, text);
    receive(request, text, sizeof text);
    if (atoi(text) != value * value)
      exit(EXIT_FAILURE);
  }
  zmq_close(request);
  zmq_ctx_term(context);
}

/* Binds, to a port of the system's choice when the endpoint says so, and tells where that is. */
static void *serve_at(void *context, int type, const char *wanted) {
  void *socket = open_socket(context, type);
  size_t size = sizeof endpoint;
  if (zmq_bind(socket, wanted) != 0 || zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &size) != 0)
    fail("zmq_bind");
  return socket;
}

static void many_clients(void) {
  void *context = zmq_ctx_new(), *reply = serve_at(context, ZMQ_REP, "tcp://127.0.0.1:*");
  pid_t pids[clients];
  int sum = 0, status, good = 0;
  for (int i = 0; i < clients; i++)
    pids[i] = start(ask, i + 1);
  for (int i = 0; i < clients * questions; i++) {
    char text[32];
    receive(reply, text, sizeof text);
    int value = atoi(text);
    sum += value;
    snprintf(text, sizeof text, "%d", value * value);
    send_text(reply, text);
  }
  for (int i = 0; i < clients; i++) {
    waitpid(pids[i], &status, 0);
    good += WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
  printf("%d questions of %d clients, of which %d are content; the sum of what they asked is %d\n", clients * questions,
         clients, good, sum);
  zmq_close(reply);
  zmq_ctx_term(context);
}

/* Answers some questions, then dies while it has one more. */
static void serve_and_die(int answers) {
  void *context = zmq_ctx_new(), *reply = open_socket(context, ZMQ_REP);
  char text[32];
  if (zmq_bind(reply, "ipc://server.socket") != 0)
    fail("zmq_bind");
  for (int i = 0; i < answers; i++) {
    receive(reply, text, sizeof text);
    send_text(reply, "an answer");
  }
  receive(reply, text, sizeof text);
  raise(SIGKILL);
}

static void lost_server(void) {
  void *context = zmq_ctx_new(), *request = NULL;
  pid_t server = start(serve_and_die, 1);
  int answered = 0, timeout = 500, linger = 0, status;
  while (answered < 2) {
    char text[32];
    if (request == NULL) {
      request = open_socket(context, ZMQ_REQ);
      zmq_setsockopt(request, ZMQ_RCVTIMEO, &timeout, sizeof timeout);
      zmq_setsockopt(request, ZMQ_LINGER, &linger, sizeof linger);
      if (zmq_connect(request, "ipc://server.socket") != 0)
        fail("zmq_connect");
    }
    send_text(request, "a question");
    /* A server that is only slow is waited for. */
    int size, dead = 0;
    while ((size = zmq_recv(request, text, sizeof text, 0)) < 0 && zmq_errno() == EAGAIN && !dead)
      dead = waitpid(server, &status, WNOHANG) == server;
    if (size >= 0) {
      answered++;
      printf("answer %d has come\n", answered);
      continue;
    }
    if (zmq_errno() != EAGAIN)
      fail("zmq_recv");
    /* What it waited for is lost: a new socket asks again. */
    printf("no answer: the server is dead; another one is started, and asked\n");
    zmq_close(request);
    request = NULL;
    server = start(serve_and_die, 1);
  }
  kill(server, SIGKILL);
  waitpid(server, &status, 0);
  zmq_close(request);
  zmq_ctx_term(context);
}

/* A server behind the broker: it connects, and answers with its number until it is told to stop. */
static void serve_behind(int number) {
  void *context = zmq_ctx_new(), *reply = open_socket(context, ZMQ_REP);
  char text[32];
  if (zmq_connect(reply, "ipc://back.socket") != 0)
    fail("zmq_connect");
  for (;;) {
    receive(reply, text, sizeof text);
    int stop = strcmp(text, "stop") == 0;
    snprintf(text, sizeof text, "server %d", number);
    send_text(reply, text);
    if (stop)
      break;
  }
  zmq_close(reply);
  zmq_ctx_term(context);
}

static void pass_on(int unused) {
  (void)unused;
  void *context = zmq_ctx_new(), *front = open_socket(context, ZMQ_ROUTER), *back = open_socket(context, ZMQ_DEALER);
  if (zmq_bind(front, "ipc://front.socket") != 0 || zmq_bind(back, "ipc://back.socket") != 0)
    fail("zmq_bind");
  zmq_proxy(front, back, NULL);
}

static void brokered(void) {
  pid_t broker = start(pass_on, 0), servers[2] = {start(serve_behind, 1), start(serve_behind, 2)};
  void *context = zmq_ctx_new(), *request = open_socket(context, ZMQ_REQ);
  char text[32];
  int answers[3] = {0}, status;
  if (zmq_connect(request, "ipc://front.socket") != 0)
    fail("zmq_connect");
  /* The first ones may all go to the server that was there first. */
  time_t end = time(NULL) + 15;
  while ((answers[1] < 3 || answers[2] < 3) && time(NULL) < end) {
    send_text(request, "who?");
    receive(request, text, sizeof text);
    answers[atoi(text + strlen("server "))]++;
    if (answers[1] + answers[2] > 100)
      usleep(1000);
  }
  printf("through a broker, both of two servers answer: %s\n", answers[1] >= 3 && answers[2] >= 3 ? "yes" : "no");
  for (int i = 0; i < 2; i++) {
    send_text(request, "stop");
    receive(request, text, sizeof text);
  }
  for (int i = 0; i < 2; i++)
    waitpid(servers[i], &status, 0);
  printf("the servers have been told to stop, and have\n");
  kill(broker, SIGTERM);
  waitpid(broker, &status, 0);
  zmq_close(request);
  zmq_ctx_term(context);
}

int main(void) {
  many_clients();
  lost_server();
  brokered();
  return 0;
}
