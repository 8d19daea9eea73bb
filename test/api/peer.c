// The other program of the tests of shared memory, semaphores and queues, compiled natively and for wasm: what the API
// shares, it shares with both. Its first argument says what it does.
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static char *map(int fd, int flags) {
  struct stat status;
  if (fd < 0 || fstat(fd, &status) < 0)
    fail("open");
  char *memory = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, flags, fd, 0);
  if (memory == MAP_FAILED)
    fail("mmap");
  close(fd);
  return memory;
}

static char *map_name(const char *name) { return map(shm_open(name, O_RDWR, 0), MAP_SHARED); }

static void say(const char *word) {
  printf("%s\n", word);
  fflush(stdout);
}

/* Adds to a word, atomically. */
static int add(char *memory, int times) {
  atomic_int *word = (atomic_int *)memory;
  for (int i = 0; i < times; i++)
    atomic_fetch_add(word, 1);
  printf("%d\n", atomic_load(word));
  return 0;
}

/* Counts under a lock, in two steps that others could come between. */
static int count(char *memory, int times) {
  pthread_mutex_t *mutex = (pthread_mutex_t *)memory;
  volatile int *counter = (volatile int *)(memory + 64);
  for (int i = 0; i < times; i++) {
    int error = pthread_mutex_lock(mutex);
    if (error != 0)
      return printf("%s\n", strerror(error)), 1;
    int value = *counter;
    if (i % 8 == 0)
      usleep(1);
    *counter = value + 1;
    pthread_mutex_unlock(mutex);
  }
  return 0;
}

static _Noreturn void hold(char *memory) {
  int error = pthread_mutex_lock((pthread_mutex_t *)memory);
  say(error == 0 ? "held" : error == EOWNERDEAD ? "owner died" : strerror(error));
  for (;;)
    pause();
}

static int make_mutex(char *memory) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  return pthread_mutex_init((pthread_mutex_t *)memory, &attributes);
}

static int await_flag(char *memory) {
  pthread_mutex_t *mutex = (pthread_mutex_t *)memory;
  pthread_cond_t *condition = (pthread_cond_t *)(memory + 64);
  volatile int *flag = (volatile int *)(memory + 128);
  pthread_mutex_lock(mutex);
  say("waiting");
  while (*flag == 0)
    pthread_cond_wait(condition, mutex);
  printf("flag %d\n", *flag);
  *flag = 0;
  pthread_cond_broadcast(condition);
  pthread_mutex_unlock(mutex);
  return 0;
}

static int ping(const char *from, const char *to, int times) {
  sem_t *wait = sem_open(from, 0), *post = sem_open(to, 0);
  if (wait == SEM_FAILED || post == SEM_FAILED)
    fail("sem_open");
  for (int i = 0; i < times; i++) {
    if (sem_wait(wait) < 0)
      fail("sem_wait");
    sem_post(post);
  }
  return 0;
}

/* Answers messages with the same, of a type higher by one. */
static int echo_messages(int id, long type, int times) {
  struct {
    long type;
    char text[8192];
  } message;
  for (int i = 0; i < times; i++) {
    ssize_t length = msgrcv(id, &message, sizeof message.text, type, 0);
    if (length < 0)
      fail("msgrcv");
    message.type++;
    if (msgsnd(id, &message, (size_t)length, 0) < 0)
      fail("msgsnd");
  }
  return 0;
}

static int echo_queue(const char *from, const char *to, int times) {
  mqd_t in = mq_open(from, O_RDONLY), out = mq_open(to, O_WRONLY);
  if (in < 0 || out < 0)
    fail("mq_open");
  static char text[8192];
  unsigned priority;
  for (int i = 0; i < times; i++) {
    ssize_t length = mq_receive(in, text, sizeof text, &priority);
    if (length < 0)
      fail("mq_receive");
    if (mq_send(out, text, (size_t)length, priority) < 0)
      fail("mq_send");
  }
  return 0;
}

static int operate(int id, int index, int change, int undo) {
  struct sembuf operation = {.sem_num = (unsigned short)index, .sem_op = (short)change};
  operation.sem_flg = (short)(undo ? SEM_UNDO : 0);
  if (semop(id, &operation, 1) < 0)
    fail("semop");
  say("done");
  return 0;
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "", *name = argc > 2 ? argv[2] : "";
  const char *third = argc > 3 ? argv[3] : "0", *fourth = argc > 4 ? argv[4] : "0";
  int number = atoi(name);
  if (strcmp(what, "add") == 0)
    return add(map_name(name), atoi(third));
  if (strcmp(what, "add-segment") == 0)
    return add(shmat(number, NULL, 0), atoi(third));
  if (strcmp(what, "add-file") == 0)
    return add(map(open(name, O_RDWR), MAP_SHARED), atoi(third));
  if (strcmp(what, "count") == 0)
    return count(map_name(name), atoi(third));
  if (strcmp(what, "hold") == 0)
    hold(map_name(name));
  if (strcmp(what, "make-mutex") == 0)
    return make_mutex(map_name(name));
  if (strcmp(what, "await") == 0)
    return await_flag(map_name(name));
  if (strcmp(what, "ping") == 0)
    return ping(name, third, atoi(fourth));
  if (strcmp(what, "post-at") == 0)
    return sem_post((sem_t *)(map_name(name) + atoi(third)));
  if (strcmp(what, "echo-messages") == 0)
    return echo_messages(number, atol(third), atoi(fourth));
  if (strcmp(what, "echo-queue") == 0)
    return echo_queue(name, third, atoi(fourth));
  if (strcmp(what, "operate") == 0)
    return operate(number, 0, atoi(third), atoi(fourth));
  if (strcmp(what, "operate-and-hold") == 0) {
    operate(number, 0, atoi(third), 1);
    for (;;)
      pause();
  }
  return 2;
}
