// msgsnd(2) and msgrcv(2) that wait: for messages, types and room; queues removed meanwhile; several receivers; signals
// that do not end the wait, and those that kill.
#include "show.h"
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>

struct message {
  long type;
  char text[2048];
};

static int queue;

static void rest(void) { usleep(60000); }

static int put(long type, size_t size) {
  struct message message = {.type = type};
  return msgsnd(queue, &message, size, 0);
}

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

static void receive(long type) {
  struct message message;
  ssize_t length = msgrcv(queue, &message, sizeof message.text, type, 0);
  if (length < 0)
    printf("  waited for %ld: %s\n", type, errno_name(errno));
  else
    printf("  waited for %ld: type %ld, %zd bytes\n", type, message.type, length);
}

static void receive_any(void) { receive(0); }
static void receive_two(void) { receive(2); }
static void receive_seven(void) { receive(7); }
static void receive_up_to_three(void) { receive(-3); }
static void receive_little(void) {
  struct message message;
  printf("  waited with too little room: ");
  ssize_t length = msgrcv(queue, &message, 5, 0, 0);
  printf("%zd %s\n", length, length < 0 ? errno_name(errno) : "");
}
static void send_much(void) {
  int result = put(9, 2048);
  printf("  waited for room: %s\n", result == 0 ? "sent" : errno_name(errno));
}

static void drain(void) {
  struct message message;
  int count = 0;
  while (msgrcv(queue, &message, sizeof message.text, 0, IPC_NOWAIT) >= 0)
    count++;
  printf("  drained %d\n", count);
}

static void new_queue(void) {
  queue = msgget(IPC_PRIVATE, 0600);
  check(queue >= 0);
}

/* A queue that is removed while a child waits. Who comes too late is told EINVAL: then again, with more time. */
static void removal(const char *what, int (*wait)(void), int full) {
  int status;
  for (useconds_t time = 60000;; time *= 2) {
    for (int i = 0; full && i < 8; i++)
      check(put(1, 2048) == 0);
    pid_t pid = fork();
    check(pid >= 0);
    if (pid == 0)
      _exit(wait() == 0 ? 0 : errno);
    usleep(time);
    check(msgctl(queue, IPC_RMID, NULL) == 0 && waitpid(pid, &status, 0) == pid);
    new_queue();
    if (!WIFEXITED(status) || WEXITSTATUS(status) != EINVAL || time > 2000000)
      break;
  }
  printf("  waited for %s: %s\n", what, WIFEXITED(status) ? errno_name(WEXITSTATUS(status)) : status_name(status));
}

static int wait_for_message(void) {
  struct message message;
  return msgrcv(queue, &message, sizeof message.text, 2, 0) < 0 ? -1 : 0;
}

static int wait_for_room(void) { return put(9, 2048); }

int main(void) {
  begin();
  new_queue();

  puts("a receiver waits for any message");
  pid_t first = start(receive_any);
  put(7, 3);
  await(first);

  puts("receivers of types are passed by");
  first = start(receive_seven);
  pid_t second = start(receive_up_to_three);
  put(5, 1);
  rest();
  put(7, 2);
  await(first);
  put(3, 3);
  await(second);
  drain();

  puts("too little room wakes up, and the message stays");
  first = start(receive_little);
  put(1, 10);
  await(first);
  drain();

  puts("a sender waits for room");
  for (int i = 0; i < 8; i++)
    check(put(1, 2048) == 0);
  first = start(send_much);
  struct message taken;
  check(msgrcv(queue, &taken, sizeof taken.text, 1, 0) == 2048);
  await(first);
  receive(9);
  drain();

  puts("the queue goes");
  removal("a message", wait_for_message, 0);
  removal("room", wait_for_room, 1);

  puts("signals");
  first = start(receive_two);
  check(kill(first, SIGCHLD) == 0 && kill(first, SIGURG) == 0 && kill(first, SIGWINCH) == 0);
  check(kill(first, SIGSTOP) == 0 && waitpid(first, NULL, WUNTRACED) == first);
  check(kill(first, SIGCONT) == 0);
  rest();
  put(2, 4);
  await(first);
  first = start(receive_two);
  kill(first, SIGTERM);
  await(first);
  first = start(receive_two);
  kill(first, SIGKILL);
  await(first);
  put(2, 1);
  drain();

  puts("each of many messages comes once, in order for each sender");
  enum { senders = 3, each = 200 };
  for (int sender = 1; sender <= senders; sender++)
    if (fork() == 0) {
      for (int i = 0; i < each; i++) {
        struct message message = {.type = sender};
        memcpy(message.text, &i, sizeof i);
        check(msgsnd(queue, &message, sizeof i + (size_t)i, 0) == 0);
      }
      _exit(0);
    }
  int next[senders + 1] = {0}, orderly = 1;
  for (int i = 0; i < senders * each; i++) {
    struct message message;
    int number;
    ssize_t length = msgrcv(queue, &message, sizeof message.text, 0, 0);
    memcpy(&number, message.text, sizeof number);
    orderly &= number == next[message.type]++ && length == (ssize_t)sizeof number + number;
  }
  while (wait(NULL) > 0)
    ;
  printf("  orderly %d, of each %d %d %d\n", orderly, next[1], next[2], next[3]);
  drain();
  show(msgctl(queue, IPC_RMID, NULL));
  return 0;
}
