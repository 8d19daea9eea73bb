// Benchmark: round trips over one System V message queue; a message's type says which way it goes.
#include "bench.h"
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>

enum { there = 1, back = 2 };

struct message {
  long type;
  char text[];
};

static struct message *message;
static size_t message_size;
static int queue = -1;
static pid_t peer;

static void remove_queue(void) { msgctl(queue, IPC_RMID, NULL); }

static void serve(void) {
  while (msgrcv(queue, message, message_size, there, 0) >= 0) {
    message->type = back;
    if (msgsnd(queue, message, message_size, 0) != 0)
      break;
  }
}

static void prepare(size_t size) {
  message_size = size;
  message = calloc(1, sizeof *message + size);
  queue = msgget(IPC_PRIVATE, 0600);
  if (message == NULL || queue < 0)
    bench_fail("msgget");
  peer = fork();
  if (peer == 0) {
    serve();
    _exit(0);
  }
  atexit(remove_queue);
  if (peer < 0)
    bench_fail("fork");
}

static void perform(uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    message->type = there;
    if (msgsnd(queue, message, message_size, 0) != 0)
      bench_fail("msgsnd");
    if (msgrcv(queue, message, message_size, back, 0) != (ssize_t)message_size)
      bench_fail("msgrcv");
  }
}

static void finish(void) {
  remove_queue();
  waitpid(peer, NULL, 0);
}

int main(int argc, char **argv) {
  static const struct row rows[] = {{"roundtrip", prepare, perform, finish}};
  return bench_main(argc, argv, rows, sizeof rows / sizeof rows[0]);
}
