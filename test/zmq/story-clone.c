// A story: shared state. A server holds a table, gives a snapshot to who asks, and publishes changes in order; three
// clients, each a process, take the snapshot and the changes and must end with the same table.
// isthmus: --allow-unix --allow-net=127.0.0.1
// link: -lzmq
// timeout: 40
#include "zmq-show.h"

enum { keys = 10, changes = 300, clients = 3 };

static void hold(int number, const char *publications, const char *snapshots, int out) {
  void *context = zmq_ctx_new(), *sub = make_socket(context, ZMQ_SUB), *req = make_socket(context, ZMQ_DEALER);
  int table[keys] = {0}, change[3], last = -1, gaps = 0;
  check(zmq_setsockopt(sub, ZMQ_SUBSCRIBE, "", 0) == 0);
  check(zmq_connect(sub, publications) == 0 && zmq_connect(req, snapshots) == 0);
  /* Changes wait in the subscriber while the snapshot is taken. */
  check(comes_within(sub, patience));
  settle(10 * number);
  send_text(req, "snapshot, please", 0);
  check(zmq_recv(req, &last, sizeof last, 0) == sizeof last);
  check(zmq_recv(req, table, sizeof table, 0) == sizeof table);
  while (last < changes - 1) {
    check(comes_within(sub, patience) && zmq_recv(sub, change, sizeof change, 0) == sizeof change);
    if (change[0] <= last)
      continue;
    gaps += change[0] != last + 1;
    last = change[0];
    table[change[1]] = change[2];
  }
  int sum = 0;
  for (int i = 0; i < keys; i++)
    sum = sum * 31 + table[i];
  int report[2] = {gaps, sum};
  check(write(out, report, sizeof report) == sizeof report);
  send_text(req, "done", 0);
  check(zmq_close(sub) == 0 && zmq_close(req) == 0 && zmq_ctx_term(context) == 0);
  _exit(0);
}

int main(void) {
  begin();
  int ends[2], address_pipe[2], table[keys] = {0}, status;
  char publications[128], snapshots[128];
  pid_t pids[clients];
  check(pipe(ends) == 0 && pipe(address_pipe) == 0);
  snprintf(snapshots, sizeof snapshots, "ipc://snapshots.socket");
  for (int i = 0; i < clients; i++) {
    pids[i] = fork();
    if (pids[i] == 0) {
      check(read(address_pipe[0], publications, sizeof publications) == sizeof publications);
      hold(i, publications, snapshots, ends[1]);
    }
  }
  void *context = zmq_ctx_new(), *pub = make_socket(context, ZMQ_PUB), *router = make_socket(context, ZMQ_ROUTER);
  set_int(pub, ZMQ_SNDHWM, 0);
  check(zmq_bind(router, snapshots) == 0);
  memset(publications, 0, sizeof publications);
  snprintf(publications, sizeof publications, "%s", bound(pub, "tcp://127.0.0.1:*"));
  for (int i = 0; i < clients; i++)
    check(write(address_pipe[1], publications, sizeof publications) == sizeof publications);
  int sequence = 0, done = 0, asked = 0;
  while (done < clients) {
    zmq_pollitem_t item = {router, 0, ZMQ_POLLIN, 0};
    check(zmq_poll(&item, 1, sequence < changes ? 2 : patience) >= 0);
    if (item.revents & ZMQ_POLLIN) {
      char id[64], text[32];
      int id_size = zmq_recv(router, id, sizeof id, 0), size = zmq_recv(router, text, sizeof text, 0);
      if (size == 4) {
        done++;
      } else {
        int last = sequence - 1;
        asked++;
        check(zmq_send(router, id, (size_t)id_size, ZMQ_SNDMORE) == id_size);
        check(zmq_send(router, &last, sizeof last, ZMQ_SNDMORE) == sizeof last);
        check(zmq_send(router, table, sizeof table, 0) == sizeof table);
      }
    }
    if (sequence < changes) {
      int change[3] = {sequence, sequence * 7 % keys, sequence * 1000 + 1};
      table[change[1]] = change[2];
      check(zmq_send(pub, change, sizeof change, 0) == sizeof change);
      /* Half way the last change is said again and again, until everybody has asked. */
      sequence += sequence < changes / 2 || asked == clients;
    }
  }
  int sum = 0;
  for (int i = 0; i < keys; i++)
    sum = sum * 31 + table[i];
  for (int i = 0; i < clients; i++) {
    int report[2];
    check(read(ends[0], report, sizeof report) == sizeof report);
    check(waitpid(pids[i], &status, 0) == pids[i]);
    printf("gaps %d, the same table %d\n", report[0], report[1] == sum);
  }
  finish(context, pub, router);
  return 0;
}
