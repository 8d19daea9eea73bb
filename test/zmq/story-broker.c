// A story: a broker that gives requests to the least recently used worker, with three workers and four clients, each a
// process of its own; whoever is done says so. A worker is killed on the way, and its request sent again.
// isthmus: --allow-unix
// link: -lzmq
// timeout: 40
#include "zmq-show.h"

enum { clients = 4, workers = 3, requests = 25 };

static void work(int number) {
  void *context = zmq_ctx_new(), *worker = make_socket(context, ZMQ_REQ);
  char id[8], address[64], body[64];
  snprintf(id, sizeof id, "W%d", number);
  set_text(worker, ZMQ_ROUTING_ID, id);
  check(zmq_connect(worker, "ipc://backend.socket") == 0);
  send_text(worker, "READY", 0);
  for (int done = 0;; done++) {
    int address_size = zmq_recv(worker, address, sizeof address, 0);
    check(address_size > 0);
    if (address_size == 4 && memcmp(address, "STOP", 4) == 0)
      break;
    check(zmq_recv(worker, body, sizeof body, 0) == 0);
    int size = zmq_recv(worker, body, sizeof body, 0);
    check(size > 0);
    /* One of them dies in the middle of its work. */
    if (number == 1 && done == 5)
      raise(SIGKILL);
    body[0] = 'A';
    check(zmq_send(worker, address, (size_t)address_size, ZMQ_SNDMORE) == address_size);
    check(zmq_send(worker, "", 0, ZMQ_SNDMORE) == 0);
    check(zmq_send(worker, body, (size_t)size, 0) == size);
  }
  check(zmq_close(worker) == 0 && zmq_ctx_term(context) == 0);
  _exit(0);
}

static void ask(int number) {
  void *context = zmq_ctx_new(), *client = NULL;
  char text[32], answer[32];
  for (int i = 0; i < requests;) {
    if (client == NULL) {
      client = make_socket(context, ZMQ_REQ);
      set_int(client, ZMQ_LINGER, 0);
      set_int(client, ZMQ_RCVTIMEO, 2000);
      check(zmq_connect(client, "ipc://frontend.socket") == 0);
    }
    int size = snprintf(text, sizeof text, "Q%d of %d", i, number);
    check(zmq_send(client, text, (size_t)size, 0) == size);
    if (zmq_recv(client, answer, sizeof answer, 0) != size) {
      check(zmq_close(client) == 0);
      client = NULL;
      continue;
    }
    check(answer[0] == 'A' && memcmp(answer + 1, text + 1, (size_t)size - 1) == 0);
    i++;
  }
  set_int(client, ZMQ_RCVTIMEO, 3 * patience);
  send_text(client, "DONE", 0);
  check(zmq_recv(client, answer, sizeof answer, 0) >= 0);
  check(zmq_close(client) == 0 && zmq_ctx_term(context) == 0);
  _exit(0);
}

struct part {
  int size;
  char data[64];
};

static int receive_parts(void *socket, struct part *parts, int room) {
  int count = 0;
  do {
    check(count < room);
    parts[count].size = zmq_recv(socket, parts[count].data, sizeof parts[count].data, 0);
    check(parts[count].size >= 0);
  } while (get_int(socket, ZMQ_RCVMORE) && ++count);
  return count + 1;
}

static void send_part(void *socket, const struct part *part, int more) {
  check(zmq_send(socket, part->data, (size_t)part->size, more ? ZMQ_SNDMORE : 0) == part->size);
}

static int is(const struct part *part, const char *text) {
  return part->size == (int)strlen(text) && memcmp(part->data, text, strlen(text)) == 0;
}

int main(void) {
  begin();
  pid_t pids[clients + workers];
  for (int i = 0; i < clients + workers; i++) {
    pids[i] = fork();
    if (pids[i] == 0) {
      if (i < clients)
        ask(i);
      work(i - clients);
    }
  }
  void *context = zmq_ctx_new(), *front = make_socket(context, ZMQ_ROUTER), *back = make_socket(context, ZMQ_ROUTER);
  check(zmq_bind(front, "ipc://frontend.socket") == 0 && zmq_bind(back, "ipc://backend.socket") == 0);
  struct part idle[workers], parts[8];
  int idle_count = 0, ready = 0, done = 0;
  /* A client that gave up waiting on a busy machine leaves a request behind, with which a worker may be busy still. */
  while (done < clients || idle_count < workers - 1) {
    zmq_pollitem_t items[] = {{back, 0, ZMQ_POLLIN, 0}, {front, 0, ZMQ_POLLIN, 0}};
    /* Who began late would get nothing to do, and nobody to tell it to stop. */
    int serve = ready == workers && idle_count > 0;
    check(zmq_poll(items, serve ? 2 : 1, patience) > 0);
    if (items[0].revents & ZMQ_POLLIN) {
      int count = receive_parts(back, parts, 8);
      check(idle_count < workers && parts[1].size == 0);
      idle[idle_count++] = parts[0];
      if (count == 3)
        ready++;
      else
        for (int i = 2; i < count; i++)
          send_part(front, &parts[i], i + 1 < count);
    }
    if (serve && items[1].revents & ZMQ_POLLIN) {
      int count = receive_parts(front, parts, 8);
      check(count == 3);
      if (is(&parts[2], "DONE")) {
        done++;
        for (int i = 0; i < 3; i++)
          send_part(front, &parts[i], i < 2);
        continue;
      }
      struct part empty = {.size = 0};
      send_part(back, &idle[0], 1);
      send_part(back, &empty, 1);
      for (int i = 0; i < 3; i++)
        send_part(back, &parts[i], i < 2);
      memmove(idle, idle + 1, sizeof idle - sizeof idle[0]);
      idle_count--;
    }
  }
  printf("all clients are done, %d workers are idle\n", idle_count);
  for (int i = 0; i < idle_count; i++) {
    struct part empty = {.size = 0}, stop = {.size = 4, .data = "STOP"};
    send_part(back, &idle[i], 1);
    send_part(back, &empty, 1);
    send_part(back, &stop, 0);
  }
  check(zmq_close(front) == 0 && zmq_close(back) == 0 && zmq_ctx_term(context) == 0);
  for (int i = 0; i < clients + workers; i++) {
    int status;
    check(waitpid(pids[i], &status, 0) == pids[i]);
    printf("%s %d %s\n", i < clients ? "client" : "worker", i < clients ? i : i - clients, status_name(status));
  }
  return 0;
}
