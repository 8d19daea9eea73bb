// msgget(2), msgsnd(2), msgrcv(2) within one process: making and finding, sizes, types, every flag, every error that
// needs no second process.
#include "show.h"
#include <limits.h>
#include <stdint.h>
#include <sys/ipc.h>
#include <sys/msg.h>

struct message {
  long type;
  char text[9000];
};

static struct message message;
static int queue;

static int put(long type, const char *text) {
  message.type = type;
  strcpy(message.text, text);
  return msgsnd(queue, &message, strlen(text), IPC_NOWAIT);
}

/* Receives and prints, or prints the error. */
static void take(const char *what, size_t size, long type, int flags) {
  memset(&message, 0, sizeof message);
  ssize_t length = msgrcv(queue, &message, size, type, flags | IPC_NOWAIT);
  if (length < 0)
    printf("%s: %s\n", what, errno_name(errno));
  else
    printf("%s: %zd bytes, type %ld, \"%s\"\n", what, length, message.type, message.text);
}

static void fill(void) {
  put(3, "three");
  put(1, "one");
  put(2, "two");
  put(3, "three again");
  put(5, "five");
}

static void drain(void) {
  while (msgrcv(queue, &message, sizeof message.text, 0, IPC_NOWAIT) >= 0)
    ;
}

static void making(void) {
  puts("making and finding");
  key_t key = 0x49530000 | (getpid() & 0xffff);
  show(msgget(key, 0));
  show(msgget(key, 0600));
  show(msgget(key, IPC_EXCL | 0600));
  int id = msgget(key, IPC_CREAT | IPC_EXCL | 0640);
  check(id >= 0);
  show(msgget(key, IPC_CREAT | IPC_EXCL | 0640));
  show(msgget(key, 0) == id);
  show(msgget(key, IPC_CREAT | 0600) == id);
  show(msgget(key, IPC_EXCL) == id);
  show(msgctl(id, IPC_RMID, NULL));
  show(msgget(key, 0));
  show(msgctl(id, IPC_RMID, NULL));
  int other = msgget(IPC_PRIVATE, 0600);
  check(other >= 0 && other != queue);
  show(msgctl(other, IPC_RMID, NULL));
}

static void types(void) {
  puts("types");
  fill();
  take("any", 100, 0, 0);
  take("2", 100, 2, 0);
  take("4", 100, 4, 0);
  take("up to 2", 100, -2, 0);
  take("up to 2", 100, -2, 0);
  take("up to 4", 100, -4, 0);
  take("any", 100, 0, 0);
  take("any", 100, 0, 0);
  fill();
  take("but 3", 100, 3, MSG_EXCEPT);
  take("but 2", 100, 2, MSG_EXCEPT);
  take("but 3", 100, 3, MSG_EXCEPT);
  take("but 3", 100, 3, MSG_EXCEPT);
  take("but 3", 100, 3, MSG_EXCEPT);
  take("any", 100, 0, MSG_EXCEPT);
  take("any", 100, 0, 0);
  fill();
  take("up to the highest", 100, -INT_MAX, 0);
  take("up to the highest", 100, LONG_MIN, 0);
  take("up to 1, but not", 100, -1, MSG_EXCEPT);
  drain();
  put(INT_MAX, "highest");
  take("up to the highest but one", 100, -INT_MAX + 1, 0);
  take("highest", 100, INT_MAX, 0);
  show(put(0, "none"));
  show(put(-1, "negative"));
  show(put(LONG_MIN, "lowest"));
}

static void sizes(void) {
  puts("sizes");
  show(put(1, ""));
  take("empty", 0, 0, 0);
  put(1, "longer");
  take("too long", 3, 0, 0);
  take("too long for type 1", 3, 1, 0);
  take("cut", 3, 0, MSG_NOERROR);
  take("gone", 3, 0, MSG_NOERROR);
  put(1, "longer");
  take("cut to nothing", 0, 0, MSG_NOERROR);
  for (size_t size = 8190; size <= 8194; size++) {
    memset(message.text, 'a' + (int)(size % 26), sizeof message.text);
    message.type = 7;
    int sent = msgsnd(queue, &message, size, IPC_NOWAIT);
    printf("%zu bytes: %s", size, sent == 0 ? "sent" : errno_name(errno));
    memset(&message, 0, sizeof message);
    ssize_t length = msgrcv(queue, &message, sizeof message.text, 0, IPC_NOWAIT);
    printf(", %zd came, first %d, last %d, then %d\n", length, message.text[0],
           length > 0 ? message.text[length - 1] : 0, length > 0 ? message.text[length] : 0);
  }
  static const size_t lengths[] = {1,   7,   8,   15,  16,  17,   63,   64,   65,  255,
                                   256, 257, 511, 512, 513, 1000, 4095, 4096, 4097};
  for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
    for (size_t j = 0; j < lengths[i]; j++)
      message.text[j] = (char)(j * 7 + i);
    message.type = 1;
    check(msgsnd(queue, &message, lengths[i], 0) == 0);
    memset(&message, 0, sizeof message);
    check(msgrcv(queue, &message, sizeof message.text, 0, 0) == (ssize_t)lengths[i] && message.type == 1);
    for (size_t j = 0; j < sizeof message.text; j++)
      check(message.text[j] == (j < lengths[i] ? (char)(j * 7 + i) : 0));
  }
  message.type = 1;
  show(msgsnd(queue, &message, (size_t)-1, IPC_NOWAIT));
  show(msgsnd(queue, &message, SIZE_MAX / 2, IPC_NOWAIT));
  show(msgrcv(queue, &message, (size_t)-1, 0, IPC_NOWAIT));
  put(1, "small");
  take("with room for more than there can be", 1 << 24, 0, 0);
}

static void full(void) {
  puts("full");
  int sent = 0;
  message.type = 1;
  while (msgsnd(queue, &message, 1024, IPC_NOWAIT) == 0)
    sent++;
  printf("%d messages of 1 KiB, then %s\n", sent, errno_name(errno));
  show(msgsnd(queue, &message, 0, IPC_NOWAIT));
  drain();
  sent = 0;
  while (sent < 100000 && msgsnd(queue, &message, 0, IPC_NOWAIT) == 0)
    sent++;
  printf("%d empty messages, then %s\n", sent, errno_name(errno));
  drain();
}

static void copying(void) {
  puts("copying");
  fill();
  take("first", 100, 0, MSG_COPY);
  take("fourth", 100, 3, MSG_COPY);
  take("fifth", 100, 4, MSG_COPY);
  take("sixth", 100, 5, MSG_COPY);
  take("before the first", 100, -1, MSG_COPY);
  take("too long", 3, 0, MSG_COPY);
  take("cut", 3, 0, MSG_COPY | MSG_NOERROR);
  take("but", 100, 0, MSG_COPY | MSG_EXCEPT);
  show(msgrcv(queue, &message, 100, 0, MSG_COPY));
  take("still there", 100, 0, 0);
  drain();
  take("empty", 100, 0, MSG_COPY);
}

static void errors(void) {
  puts("errors");
  take("empty", 100, 0, 0);
  show(msgsnd(-1, &message, 1, 0));
  show(msgrcv(-1, &message, 1, 0, 0));
  show(msgsnd(queue + 1000000, &message, 1, 0));
  show(msgrcv(queue + 1000000, &message, 1, 0, 0));
  show(msgsnd(queue, NULL, 1, 0));
  show(msgrcv(queue, NULL, 100, 0, IPC_NOWAIT));
  put(1, "lost");
  show(msgrcv(queue, NULL, 100, 0, IPC_NOWAIT));
  take("gone", 100, 0, 0);
  show(put(1, "unknown flags do nothing"));
  take("unknown flags", 100, 0, 0x10);
  show(msgctl(queue, IPC_RMID, NULL));
  show(msgsnd(queue, &message, 1, 0));
  show(msgrcv(queue, &message, 1, 0, 0));
}

int main(void) {
  begin();
  queue = msgget(IPC_PRIVATE, 0600);
  check(queue >= 0);
  making();
  types();
  sizes();
  full();
  copying();
  errors();
  return 0;
}
