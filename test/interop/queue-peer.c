// One end of a conversation over System V queues and semaphores and POSIX queues; the other end is the same program
// built the other way, or somebody else's. What it does is said by its arguments, and it prints what came of it.
#include "show.h"
#include <fcntl.h>
#include <mqueue.h>
#include <stdbool.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>

enum { longest = 8192 };

static struct {
  long type;
  char text[longest + 1];
} message;

static const char *const *arguments;

static long long number(int index) { return strtoll(arguments[index], NULL, 0); }

static int outcome(long long result) {
  printf("%s\n", result < 0 ? errno_name(errno) : "ok");
  return result < 0;
}

static int queue(void) { return msgget((key_t)number(0), 0); }
static int set(void) { return semget((key_t)number(0), 0, 0); }

static int msg_make(void) { return outcome(msgget((key_t)number(0), IPC_CREAT | IPC_EXCL | 0600)); }
static int msg_remove(void) { return outcome(msgctl(queue(), IPC_RMID, NULL)); }

static int msg_send(void) {
  message.type = (long)number(1);
  strcpy(message.text, arguments[2]);
  return outcome(msgsnd(queue(), &message, strlen(arguments[2]), 0));
}

/* A message that is as long as may be, of bytes that say where they belong. */
static int msg_send_long(void) {
  message.type = 1;
  for (int i = 0; i < longest; i++)
    message.text[i] = (char)(i % 251);
  return outcome(msgsnd(queue(), &message, longest, 0));
}

static int msg_receive_long(void) {
  if (msgrcv(queue(), &message, longest, 1, 0) != longest)
    return outcome(-1);
  for (int i = 0; i < longest; i++)
    check(message.text[i] == (char)(i % 251));
  return outcome(0);
}

static int msg_receive_with(int flags) {
  ssize_t length = msgrcv(queue(), &message, longest, (long)number(1), flags);
  if (length < 0)
    return outcome(-1);
  message.text[length] = '\0';
  printf("type %lld: %s\n", (long long)message.type, message.text);
  return 0;
}
static int msg_receive(void) { return msg_receive_with(0); }
/* Says first, by a message, that it is about to wait. */
static int msg_await(void) {
  message.type = (long)number(2);
  return msgsnd(queue(), &message, 0, 0) < 0 ? outcome(-1) : msg_receive();
}

static int msg_poll(void) { return msg_receive_with(IPC_NOWAIT); }

static int msg_stat(void) {
  struct msqid_ds state;
  if (msgctl(queue(), IPC_STAT, &state) < 0)
    return outcome(-1);
  printf("%lu messages, %lu bytes, room for %lu, mode %o, key %#x\n", (unsigned long)state.msg_qnum,
         (unsigned long)state.msg_cbytes, (unsigned long)state.msg_qbytes, (unsigned)state.msg_perm.mode,
         (unsigned)state.msg_perm.__key);
  return 0;
}

static int msg_room(void) {
  struct msqid_ds state;
  check(msgctl(queue(), IPC_STAT, &state) == 0);
  state.msg_qbytes = (msglen_t)number(1);
  return outcome(msgctl(queue(), IPC_SET, &state));
}

static int sem_make(void) { return outcome(semget((key_t)number(0), (int)number(1), IPC_CREAT | IPC_EXCL | 0600)); }
static int sem_remove(void) { return outcome(semctl(set(), 0, IPC_RMID)); }

static int sem_change_with(short flags) {
  struct sembuf operation = {(unsigned short)number(1), (short)number(2), flags};
  return outcome(semop(set(), &operation, 1));
}
static int sem_change(void) { return sem_change_with(0); }
static int sem_try(void) { return sem_change_with(IPC_NOWAIT); }

static int sem_die(void) {
  sem_change_with(SEM_UNDO);
  fflush(stdout);
  raise(SIGKILL);
  return 1;
}

static int sem_values(void) {
  unsigned short all[100];
  struct semid_ds state;
  check(semctl(set(), 0, IPC_STAT, &state) == 0 && semctl(set(), 0, GETALL, all) == 0);
  for (unsigned long i = 0; i < state.sem_nsems; i++)
    printf("%s%d", i == 0 ? "" : " ", all[i]);
  putchar('\n');
  return 0;
}

static int mq_make(void) {
  struct mq_attr attributes = {.mq_maxmsg = number(1), .mq_msgsize = number(2)};
  return outcome(mq_open(arguments[0], O_RDWR | O_CREAT | O_EXCL, 0600, &attributes));
}
static int mq_remove(void) { return outcome(mq_unlink(arguments[0])); }

static int mq_put(void) {
  return outcome(mq_send(mq_open(arguments[0], O_WRONLY), arguments[2], strlen(arguments[2]), (unsigned)number(1)));
}

static int mq_take(void) {
  unsigned priority;
  ssize_t length = mq_receive(mq_open(arguments[0], O_RDONLY), message.text, longest, &priority);
  if (length < 0)
    return outcome(-1);
  message.text[length] = '\0';
  printf("priority %u: %s\n", priority, message.text);
  return 0;
}

static int mq_state(void) {
  struct mq_attr state;
  mqd_t queue = mq_open(arguments[0], O_RDONLY);
  if (mq_getattr(queue, &state) < 0)
    return outcome(-1);
  /* On Linux the descriptor can be read, and tells who is to be notified. */
  char text[256] = "";
  check(read(queue, text, sizeof text - 1) > 0);
  const char *notified = strstr(text, "NOTIFY_PID:");
  bool asked = notified != NULL && atoi(notified + strlen("NOTIFY_PID:")) != 0;
  printf("%ld of %ld messages of %ld bytes%s\n", state.mq_curmsgs, state.mq_maxmsg, state.mq_msgsize,
         asked ? ", notifies" : "");
  return 0;
}

/* Waits for the signal that says a message came. */
static int mq_await(void) {
  sigset_t signals;
  struct sigevent event;
  memset(&event, 0, sizeof event);
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGUSR1;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  mqd_t queue = mq_open(arguments[0], O_RDONLY);
  check(sigprocmask(SIG_BLOCK, &signals, NULL) == 0);
  if (mq_notify(queue, &event) < 0)
    return outcome(-1);
  for (int i = 0; i < 12000; i++) {
    usleep(5000);
    check(sigpending(&signals) == 0);
    if (sigismember(&signals, SIGUSR1))
      return outcome(0);
  }
  puts("no signal came");
  return 1;
}

static int key_of(void) {
  printf("%#x\n", (unsigned)ftok(arguments[0], arguments[1][0]));
  return 0;
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    int (*run)(void);
  } commands[] = {
      {"msg-make", msg_make},
      {"msg-remove", msg_remove},
      {"msg-send", msg_send},
      {"msg-send-long", msg_send_long},
      {"msg-receive", msg_receive},
      {"msg-receive-long", msg_receive_long},
      {"msg-await", msg_await},
      {"msg-poll", msg_poll},
      {"msg-stat", msg_stat},
      {"msg-room", msg_room},
      {"sem-make", sem_make},
      {"sem-remove", sem_remove},
      {"sem-change", sem_change},
      {"sem-try", sem_try},
      {"sem-die", sem_die},
      {"sem-values", sem_values},
      {"mq-make", mq_make},
      {"mq-remove", mq_remove},
      {"mq-send", mq_put},
      {"mq-receive", mq_take},
      {"mq-stat", mq_state},
      {"mq-await", mq_await},
      {"key", key_of},
  };
  arguments = (const char *const *)argv + 2;
  for (size_t i = 0; argc > 2 && i < sizeof commands / sizeof commands[0]; i++)
    if (strcmp(commands[i].name, argv[1]) == 0)
      return commands[i].run();
  return 2;
}
