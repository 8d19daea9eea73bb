// zmq_proxy_steerable in a process of its own: requests, replies, what is captured, pause, statistics, end.
#include <sys/wait.h>

#include "help.h"

static void endpoint_in(char *endpoint, size_t size, const char *folder, const char *name) {
  snprintf(endpoint, size, "ipc://%s/%s", folder, name);
}

static void run_proxy(const char *folder) {
  void *context = zmq_ctx_new();
  const char *names[] = {"front", "back", "capture", "control"};
  int types[] = {ZMQ_ROUTER, ZMQ_DEALER, ZMQ_PUSH, ZMQ_PAIR};
  void *sockets[4];
  for (int i = 0; i < 4; i++) {
    char endpoint[256];
    endpoint_in(endpoint, sizeof endpoint, folder, names[i]);
    sockets[i] = make(context, types[i]);
    must(zmq_bind(sockets[i], endpoint), "bind");
  }
  int result = zmq_proxy_steerable(sockets[0], sockets[1], sockets[2], sockets[3]);
  for (int i = 0; i < 4; i++)
    zmq_close(sockets[i]);
  zmq_ctx_term(context);
  exit(result == 0 ? 7 : 1);
}

static void statistics(void *control) {
  tell(control, "STATISTICS", NULL);
  for (int i = 0; i < 8; i++) {
    uint64_t number = 0;
    int size = must(zmq_recv(control, &number, sizeof number, 0), "statistics");
    printf("%d bytes: %llu\n", size, (unsigned long long)number);
  }
}

int main(void) {
  char folder[] = "/tmp/zmq-proxy-XXXXXX";
  if (mkdtemp(folder) == NULL)
    return 1;
  pid_t child = fork();
  if (child == 0)
    run_proxy(folder);
  void *context = zmq_ctx_new();
  const char *names[] = {"front", "back", "capture", "control"};
  int types[] = {ZMQ_REQ, ZMQ_REP, ZMQ_PULL, ZMQ_PAIR};
  void *sockets[4];
  for (int i = 0; i < 4; i++) {
    char endpoint[256];
    endpoint_in(endpoint, sizeof endpoint, folder, names[i]);
    sockets[i] = make(context, types[i]);
    set_text(sockets[i], ZMQ_ROUTING_ID, names[i]);
    must(zmq_connect(sockets[i], endpoint), "connect");
  }
  void *client = sockets[0], *worker = sockets[1], *captured = sockets[2], *control = sockets[3];
  for (int i = 0; i < 3; i++) {
    tell(client, "a", "request", NULL);
    hear("worker", worker);
    tell(worker, "a reply", NULL);
    hear("client", client);
    hear("captured", captured);
    hear("captured", captured);
  }
  statistics(control);
  hear("captured", captured);
  tell(control, "PAUSE", NULL);
  hear("captured", captured);
  tell(client, "meanwhile", NULL);
  hear_nothing("worker", worker);
  tell(control, "RESUME", NULL);
  hear("captured", captured);
  hear("worker", worker);
  tell(control, "TERMINATE", NULL);
  int status;
  waitpid(child, &status, 0);
  printf("the proxy ended with %d\n", WEXITSTATUS(status));
  FINISH(context, client, worker, captured, control);
  for (int i = 0; i < 4; i++) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, names[i]);
    unlink(path);
  }
  rmdir(folder);
}
