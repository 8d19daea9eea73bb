// Who may connect: filters of addresses (tcp) and of processes, users and groups (ipc), set, combined and taken back.
#include "help.h"

static void set_filter(void *socket, const char *text) {
  int result = zmq_setsockopt(socket, ZMQ_TCP_ACCEPT_FILTER, text, text == NULL ? 0 : strlen(text));
  printf("filter %s: %s\n", text == NULL ? "none" : text, result == 0 ? "0" : error_name());
}

static void set_number(void *socket, int option, unsigned number, size_t size) {
  int result = zmq_setsockopt(socket, option, &number, size);
  printf("filter of %zu bytes: %s\n", size, result == 0 ? "0" : error_name());
}

/* Whether a message of somebody who connects arrives; if an option is to refuse it, also when its filters are taken
 * back. */
static void passes(void *context, void *pull, const char *endpoint, int option) {
  void *push = make(context, ZMQ_PUSH);
  int interval = 20, time = option == 0 ? SURE : 300;
  char bound[200], byte;
  size_t size = sizeof bound;
  must(zmq_setsockopt(push, ZMQ_RECONNECT_IVL, &interval, sizeof interval), "interval");
  must(bind_again(pull, endpoint), "bind");
  must(zmq_getsockopt(pull, ZMQ_LAST_ENDPOINT, bound, &size), "endpoint");
  must(zmq_connect(push, bound), "connect");
  must(zmq_send(push, "x", 1, 0), "send");
  must(zmq_setsockopt(pull, ZMQ_RCVTIMEO, &time, sizeof time), "time");
  printf("%.3s: let in %d", endpoint, zmq_recv(pull, &byte, 1, 0));
  if (option != 0) {
    time = SURE;
    must(zmq_setsockopt(pull, ZMQ_RCVTIMEO, &time, sizeof time), "time");
    must(zmq_unbind(pull, bound), "unbind");
    must(zmq_setsockopt(pull, option, NULL, 0), "take back");
    must(bind_again(pull, bound), "bind");
    printf(", then %d", zmq_recv(pull, &byte, 1, 0));
  }
  printf("\n");
  zmq_close(push);
  must(zmq_unbind(pull, bound), "unbind");
}

int main(void) {
  void *context = zmq_ctx_new(), *pull = make(context, ZMQ_PULL);
  /* Of this process alone, as the same program may run beside it. */
  char local[50];
  sprintf(local, "ipc://@isthmus-filters-%d", (int)getpid());
  const char *const wrong[] = {"",           "nonsense",       "127.0.0.1/", "127.0.0.1/x",
                               "1.2.3.4/33", "127.0.0.256/24", "1.2.3.4/-1", "[::1"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
    set_filter(pull, wrong[i]);
  passes(context, pull, "tcp://127.0.0.1:*", 0);
  set_filter(pull, "10.1.2.3");
  passes(context, pull, "tcp://127.0.0.1:*", ZMQ_TCP_ACCEPT_FILTER);
  set_filter(pull, "10.1.2.3");
  set_filter(pull, "126.0.0.0/7");
  passes(context, pull, "tcp://127.0.0.1:*", 0);
  set_filter(pull, NULL);
  set_filter(pull, "127.0.0.0/31");
  passes(context, pull, "tcp://127.0.0.1:*", 0);
  set_filter(pull, NULL);
  set_filter(pull, "127.0.0.2/31");
  passes(context, pull, "tcp://127.0.0.1:*", ZMQ_TCP_ACCEPT_FILTER);
  set_filter(pull, "10.1.2.3");
  passes(context, pull, local, 0);
  set_number(pull, ZMQ_IPC_FILTER_UID, 1, 2);
  set_number(pull, ZMQ_IPC_FILTER_UID, getuid() + 1, 4);
  passes(context, pull, local, ZMQ_IPC_FILTER_UID);
  set_number(pull, ZMQ_IPC_FILTER_UID, getuid() + 1, 4);
  set_number(pull, ZMQ_IPC_FILTER_UID, getuid(), 4);
  passes(context, pull, local, 0);
  must(zmq_setsockopt(pull, ZMQ_IPC_FILTER_UID, NULL, 0), "take back");
  set_number(pull, ZMQ_IPC_FILTER_GID, 54321, 4);
  passes(context, pull, local, ZMQ_IPC_FILTER_GID);
  set_number(pull, ZMQ_IPC_FILTER_GID, 54321, 4);
  set_number(pull, ZMQ_IPC_FILTER_PID, (unsigned)getpid(), 4);
  passes(context, pull, local, 0);
  zmq_close(pull);
  printf("term %d\n", zmq_ctx_term(context));
  return 0;
}
