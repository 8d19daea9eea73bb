// Demo: ZeroMQ, a pipeline. A ventilator (PUSH) hands out tasks, workers (PULL and PUSH) do them, a sink (PULL)
// collects the results; each is a process of its own. A worker that comes later gets its share; a worker that is killed
// takes along what it had, and the sink says which tasks to do again. Plain libzmq C: the same source runs natively,
// with -lzmq, and sandboxed.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zmq.h>

enum { tasks = 300, workers = 3 };

struct task {
  int number, value;
};

static void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, zmq_strerror(zmq_errno()));
  exit(EXIT_FAILURE);
}

static void *open_socket(void *context, int type, int (*attach)(void *, const char *), const char *endpoint) {
  void *socket = zmq_socket(context, type);
  int mark = 10;
  /* Short queues, so that a worker holds few tasks. */
  if (socket == NULL || zmq_setsockopt(socket, ZMQ_SNDHWM, &mark, sizeof mark) != 0 ||
      zmq_setsockopt(socket, ZMQ_RCVHWM, &mark, sizeof mark) != 0 || attach(socket, endpoint) != 0)
    fail(endpoint);
  return socket;
}

static long long square_sum(int value) {
  long long sum = 0;
  for (int i = 1; i <= value; i++)
    sum += (long long)i * i;
  return sum;
}

struct result {
  int number, worker;
  long long sum;
};

enum { stop = -1, mark = -2 };

/* Works until it is told to stop; one worker dies in the middle. A mark is sent back as it is. */
static void work(int worker, int dies_after) {
  void *context = zmq_ctx_new();
  void *from = open_socket(context, ZMQ_PULL, zmq_connect, "ipc://tasks.socket");
  void *to = open_socket(context, ZMQ_PUSH, zmq_connect, "ipc://results.socket");
  struct task task;
  for (int done = 0;; done++) {
    if (zmq_recv(from, &task, sizeof task, 0) != sizeof task)
      fail("zmq_recv");
    if (task.number == stop)
      break;
    if (done == dies_after)
      raise(SIGKILL);
    struct result result = {task.number, worker, task.number == mark ? task.value : square_sum(task.value)};
    if (zmq_send(to, &result, sizeof result, 0) != sizeof result)
      fail("zmq_send");
  }
  zmq_close(from);
  zmq_close(to);
  zmq_ctx_term(context);
}

static pid_t start(int worker, int dies_after) {
  fflush(stdout);
  pid_t pid = fork();
  if (pid < 0)
    fail("fork");
  if (pid == 0) {
    work(worker, dies_after);
    exit(EXIT_SUCCESS);
  }
  return pid;
}

static int done[tasks], shares[workers + 1], marks[workers + 1], wrong;

static void collect(void *sink) {
  struct result result;
  if (zmq_recv(sink, &result, sizeof result, 0) != sizeof result)
    fail("zmq_recv");
  if (result.number == mark)
    marks[result.worker] = (int)result.sum;
  else if (result.number < 0 || result.number >= tasks || result.sum != square_sum(result.number * 10))
    wrong++;
  else if (done[result.number]++ == 0)
    shares[result.worker]++;
}

static void send_task(void *ventilator, int number, int value) {
  struct task task = {number, value};
  if (zmq_send(ventilator, &task, sizeof task, 0) != sizeof task)
    fail("zmq_send");
}

/* Hands out those of the tasks that nobody has done, and collects what comes meanwhile and for some time after. */
static void hand_out(void *ventilator, void *sink) {
  int next = 0;
  for (;;) {
    while (next < tasks && done[next] > 0)
      next++;
    zmq_pollitem_t items[] = {{sink, 0, ZMQ_POLLIN, 0}, {ventilator, 0, next < tasks ? ZMQ_POLLOUT : 0, 0}};
    int ready = zmq_poll(items, next < tasks ? 2 : 1, 500);
    if (ready < 0)
      fail("zmq_poll");
    if (items[0].revents & ZMQ_POLLIN)
      collect(sink);
    if (next < tasks && items[1].revents & ZMQ_POLLOUT) {
      send_task(ventilator, next, next * 10);
      next++;
    }
    if (ready == 0 && next == tasks)
      break;
  }
}

/* Collects the rest: who has sent this round's mark back has sent all results before it. A mark that went to somebody
 * who is dead is lost, so there may have to be more. Tells how many tasks nobody has done. */
static int collect_rest(void *ventilator, void *sink, int round, int last_worker) {
  int missing = 0;
  for (int waiting = last_worker; waiting > 0;) {
    zmq_pollitem_t item = {sink, 0, ZMQ_POLLIN, 0};
    for (int i = 0; i < waiting; i++)
      send_task(ventilator, mark, round);
    while (waiting > 0 && zmq_poll(&item, 1, 1000) > 0) {
      collect(sink);
      waiting = 0;
      for (int i = 1; i <= last_worker; i++)
        waiting += marks[i] != round;
    }
  }
  for (int i = 0; i < tasks; i++)
    missing += done[i] == 0;
  return missing;
}

/* Waits until so many more workers are connected, as an event of two parts tells: who came too late would get nothing
   to do. */
static void await_workers(void *monitor, int count) {
  char event[6], endpoint[256];
  for (int i = 0; i < count; i++)
    if (zmq_recv(monitor, event, sizeof event, 0) < 0 || zmq_recv(monitor, endpoint, sizeof endpoint, 0) < 0)
      fail("monitor");
}

int main(void) {
  void *context = zmq_ctx_new();
  void *ventilator = open_socket(context, ZMQ_PUSH, zmq_bind, "ipc://tasks.socket");
  if (zmq_socket_monitor(ventilator, "inproc://monitor", ZMQ_EVENT_HANDSHAKE_SUCCEEDED) != 0)
    fail("zmq_socket_monitor");
  void *monitor = open_socket(context, ZMQ_PAIR, zmq_connect, "inproc://monitor");
  void *sink = open_socket(context, ZMQ_PULL, zmq_bind, "ipc://results.socket");
  pid_t pids[workers + 1];
  int status, helped = 0;
  for (int i = 0; i < workers; i++)
    pids[i] = start(i, i == 0 ? 20 : -1);
  await_workers(monitor, workers);
  printf("%d tasks for %d workers, one of whom will be killed\n", tasks, workers);
  hand_out(ventilator, sink);
  waitpid(pids[0], &status, 0);
  int missing = collect_rest(ventilator, sink, 1, workers - 1);
  printf("worker 0 is %s; what it had is lost: %s\n", WIFSIGNALED(status) ? "killed" : "well",
         missing > 0 && missing < tasks / 2 ? "some tasks, which are handed out again" : "?");
  pids[workers] = start(workers, -1);
  await_workers(monitor, 1);
  hand_out(ventilator, sink);
  missing = collect_rest(ventilator, sink, 2, workers);
  for (int i = 0; i <= workers; i++)
    helped += shares[i] > 0;
  /* The last one gets a share only if there was enough left to do. */
  printf("then %d tasks are missing and %d are wrong; %s\n", missing, wrong,
         helped >= workers ? "all the others have helped" : "somebody was idle");
  for (int i = 0; i < workers; i++)
    send_task(ventilator, stop, 0);
  for (int i = 1; i <= workers; i++) {
    waitpid(pids[i], &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
      printf("a worker did not end well\n");
  }
  printf("all have been told to stop\n");
  zmq_socket_monitor(ventilator, NULL, 0);
  zmq_close(monitor);
  zmq_close(ventilator);
  zmq_close(sink);
  zmq_ctx_term(context);
  return 0;
}
