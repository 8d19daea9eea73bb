// Conversations with another process while signals come, for storm.c: numbers go there and back by pipes, queues,
// semaphores and conditions in turn, and each is the next. With SA_RESTART the calls that it begins again never give
// EINTR.
#ifndef STORM_CHANNELS_H
#define STORM_CHANNELS_H
#include <mqueue.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>

#include "storm.h"

/* Direction 0 leads to the other process, 1 back. */
struct channel {
  const char *name;
  void (*put)(int direction, int value);
  int (*get)(int direction);
};

static int pipes[2][2], message_queue, semaphores;
static mqd_t queues[2];
static struct {
  int value[2];
  sem_t posted[2];
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  int is_there[2];
} * shared;

static void put_pipe(int direction, int value) {
  check(write(pipes[direction][1], &value, sizeof value) == sizeof value);
}
static int get_pipe(int direction) {
  int value;
  check(read(pipes[direction][0], &value, sizeof value) == sizeof value);
  return value;
}

static void put_mq(int direction, int value) {
  check(mq_send(queues[direction], (const char *)&value, sizeof value, 0) == 0);
}
static int get_mq(int direction) {
  int value;
  check(mq_receive(queues[direction], (char *)&value, sizeof value, NULL) == sizeof value);
  return value;
}

/* These two never restart. */
struct number_message {
  long type;
  int value;
};

static void put_msg(int direction, int value) {
  struct number_message message = {direction + 1, value};
  while (msgsnd(message_queue, &message, sizeof value, 0) != 0)
    check(errno == EINTR);
}
static int get_msg(int direction) {
  struct number_message message;
  while (msgrcv(message_queue, &message, sizeof message.value, direction + 1, 0) != sizeof message.value)
    check(errno == EINTR);
  return message.value;
}

static void put_semop(int direction, int value) {
  shared->value[direction] = value;
  check(semop(semaphores, &(struct sembuf){.sem_num = (unsigned short)direction, .sem_op = 1}, 1) == 0);
}
static int get_semop(int direction) {
  while (semop(semaphores, &(struct sembuf){.sem_num = (unsigned short)direction, .sem_op = -1}, 1) != 0)
    check(errno == EINTR);
  return shared->value[direction];
}

static void put_semaphore(int direction, int value) {
  shared->value[direction] = value;
  check(sem_post(&shared->posted[direction]) == 0);
}
static int get_semaphore(int direction) {
  check(sem_wait(&shared->posted[direction]) == 0);
  return shared->value[direction];
}

static void put_condition(int direction, int value) {
  check(pthread_mutex_lock(&shared->mutex) == 0);
  shared->value[direction] = value;
  shared->is_there[direction] = 1;
  check(pthread_cond_broadcast(&shared->changed) == 0);
  check(pthread_mutex_unlock(&shared->mutex) == 0);
}
static int get_condition(int direction) {
  check(pthread_mutex_lock(&shared->mutex) == 0);
  while (!shared->is_there[direction])
    check(pthread_cond_wait(&shared->changed, &shared->mutex) == 0);
  shared->is_there[direction] = 0;
  int value = shared->value[direction];
  check(pthread_mutex_unlock(&shared->mutex) == 0);
  return value;
}

static const struct channel channels[] = {
    {"pipe", put_pipe, get_pipe},
    {"mq", put_mq, get_mq},
    {"msg", put_msg, get_msg},
    {"semop", put_semop, get_semop},
    {"sem", put_semaphore, get_semaphore},
    {"condition", put_condition, get_condition},
};
enum { channel_count = sizeof channels / sizeof channels[0] };

static pid_t partner;

static void answer(void) {
  for (unsigned i = 0;; i++) {
    const struct channel *channel = &channels[i % channel_count];
    int value = channel->get(0);
    channel->put(1, value);
    if (value < 0)
      _exit(0);
  }
}

static void prepare_channels(void) {
  char name[64];
  struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = sizeof(int)};
  pthread_mutexattr_t mutex;
  pthread_condattr_t condition;
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  check(shared != MAP_FAILED);
  check(pthread_mutexattr_init(&mutex) == 0 && pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED) == 0);
  check(pthread_condattr_init(&condition) == 0 && pthread_condattr_setpshared(&condition, PTHREAD_PROCESS_SHARED) == 0);
  check(pthread_mutex_init(&shared->mutex, &mutex) == 0 && pthread_cond_init(&shared->changed, &condition) == 0);
  snprintf(name, sizeof name, "/isthmus-storm-%d", (int)getpid());
  for (int i = 0; i < 2; i++) {
    check(pipe(pipes[i]) == 0 && sem_init(&shared->posted[i], 1, 0) == 0);
    check((queues[i] = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attributes)) >= 0 && mq_unlink(name) == 0);
  }
  check((message_queue = msgget(IPC_PRIVATE, 0600)) >= 0 && (semaphores = semget(IPC_PRIVATE, 2, 0600)) >= 0);
  partner = fork();
  check(partner >= 0);
  if (partner == 0)
    answer();
}

static void converse(const struct channel *channel, int value) {
  channel->put(0, value);
  int back = channel->get(1);
  if (back == value)
    return;
  shut();
  printf("%s: %d came back as %d\n", channel->name, value, back);
  exit(1);
}

static void work_channels(void) {
  unsigned i = 0;
  for (; !over; i++, rounds++)
    converse(&channels[i % channel_count], (int)i);
  shut();
  converse(&channels[i % channel_count], -1);
  check(waitpid(partner, NULL, 0) == partner);
  check(msgctl(message_queue, IPC_RMID, NULL) == 0 && semctl(semaphores, 0, IPC_RMID) == 0);
}

#endif
