// Calls that block for ever, for storm.c: each must give EINTR, time and again, and never anything else.
#ifndef STORM_CALLS_H
#define STORM_CALLS_H
#include <fcntl.h>
#include <linux/futex.h>
#include <mqueue.h>
#include <poll.h>
#include <semaphore.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>

#include "storm.h"

static int empty[2], full[2], held, queue, full_queue, set;
static mqd_t no_message, no_room;
static sem_t *semaphore;
static int *word;
static pid_t sleeper;

struct storm_message {
  long type;
  char text[512];
};

static const struct timespec long_time = {1000, 0};

static long call_read(void) {
  char byte;
  return read(empty[0], &byte, 1);
}
static long call_readv(void) {
  char byte;
  struct iovec part = {&byte, 1};
  return readv(empty[0], &part, 1);
}
static long call_write(void) { return write(full[1], "x", 1); }
static long call_splice(void) { return splice(empty[0], NULL, full[1], NULL, 1, 0); }
static long call_open(void) { return open("fifo", O_RDONLY); }
static long call_poll(void) { return poll(&(struct pollfd){.fd = empty[0], .events = POLLIN}, 1, -1); }
static long call_ppoll(void) { return ppoll(NULL, 0, &long_time, NULL); }
static long call_select(void) {
  fd_set reading;
  FD_ZERO(&reading);
  FD_SET(empty[0], &reading);
  return select(empty[0] + 1, &reading, NULL, NULL, NULL);
}
static long call_pause(void) { return pause(); }
static long call_sigsuspend(void) {
  sigset_t none;
  sigemptyset(&none);
  return sigsuspend(&none);
}
static long call_sigtimedwait(void) {
  sigset_t other;
  sigemptyset(&other);
  sigaddset(&other, SIGHUP);
  return sigtimedwait(&other, NULL, &long_time);
}
static long call_nanosleep(void) { return nanosleep(&long_time, NULL); }
static long call_wait(void) { return waitpid(sleeper, NULL, 0); }
static long call_lock(void) { return fcntl(held, F_SETLKW, &(struct flock){.l_type = F_WRLCK, .l_len = 1}); }
static long call_flock(void) {
  int file = open("held", O_RDWR);
  long result = flock(file, LOCK_EX);
  int error = errno;
  close(file);
  errno = error;
  return result;
}
static long call_mq_receive(void) {
  char text[16];
  return mq_receive(no_message, text, sizeof text, NULL);
}
static long call_mq_send(void) { return mq_send(no_room, "x", 1, 0); }
static long call_msgrcv(void) {
  struct storm_message message;
  return msgrcv(queue, &message, sizeof message.text, 1, 0);
}
static long call_msgsnd(void) {
  struct storm_message message = {.type = 1};
  return msgsnd(full_queue, &message, sizeof message.text, 0);
}
static long call_semop(void) { return semop(set, &(struct sembuf){.sem_op = -1}, 1); }
static long call_sem_wait(void) { return sem_wait(semaphore); }
static long call_futex(void) { return syscall(SYS_futex, word, FUTEX_WAIT, 0, NULL); }

/* Holds both kinds of locks, and can be waited for. */
static void hold(int ready) {
  int file = open("held", O_RDWR);
  check(file >= 0 && flock(file, LOCK_EX) == 0);
  check(fcntl(file, F_SETLK, &(struct flock){.l_type = F_WRLCK, .l_len = 1}) == 0);
  check(write(ready, "r", 1) == 1);
  for (;;)
    pause();
}

static void prepare_calls(void) {
  char block[4096] = "", name[64], byte;
  struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 16};
  struct storm_message message = {.type = 1};
  int ready[2];
  check(pipe(empty) == 0 && pipe(full) == 0 && pipe(ready) == 0 && mkfifo("fifo", 0600) == 0);
  check(fcntl(full[1], F_SETFL, O_NONBLOCK) == 0);
  while (write(full[1], block, sizeof block) > 0)
    ;
  check(fcntl(full[1], F_SETFL, 0) == 0);
  check((held = open("held", O_RDWR | O_CREAT, 0600)) >= 0);
  snprintf(name, sizeof name, "/isthmus-storm-%d", (int)getpid());
  check((no_message = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attributes)) >= 0 && mq_unlink(name) == 0);
  check((no_room = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attributes)) >= 0 && mq_unlink(name) == 0);
  check(mq_send(no_room, "x", 1, 0) == 0);
  check((queue = msgget(IPC_PRIVATE, 0600)) >= 0 && (full_queue = msgget(IPC_PRIVATE, 0600)) >= 0);
  while (msgsnd(full_queue, &message, sizeof message.text, IPC_NOWAIT) == 0)
    ;
  check((set = semget(IPC_PRIVATE, 1, 0600)) >= 0);
  semaphore = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  check(semaphore != MAP_FAILED && sem_init(semaphore, 1, 0) == 0);
  word = (int *)(semaphore + 1);
  sleeper = fork();
  check(sleeper >= 0);
  if (sleeper == 0)
    hold(ready[1]);
  check(read(ready[0], &byte, 1) == 1);
}

static void end_calls(void) {
  check(msgctl(queue, IPC_RMID, NULL) == 0 && msgctl(full_queue, IPC_RMID, NULL) == 0);
  check(semctl(set, 0, IPC_RMID) == 0);
  check(kill(sleeper, SIGKILL) == 0 && waitpid(sleeper, NULL, 0) == sleeper);
  check(unlink("fifo") == 0);
}

static void work_calls(void) {
  static const struct {
    const char *name;
    long (*call)(void);
  } calls[] = {
      {"read", call_read},
      {"readv", call_readv},
      {"write", call_write},
      {"splice", call_splice},
      {"open", call_open},
      {"poll", call_poll},
      {"ppoll", call_ppoll},
      {"select", call_select},
      {"pause", call_pause},
      {"wait", call_wait},
      {"sigsuspend", call_sigsuspend},
      {"sigtimedwait", call_sigtimedwait},
      {"lock", call_lock},
      {"nanosleep", call_nanosleep},
      {"flock", call_flock},
      {"msgrcv", call_msgrcv},
      {"mq_receive", call_mq_receive},
      {"mq_send", call_mq_send},
      {"msgsnd", call_msgsnd},
      {"semop", call_semop},
      {"sem_wait", call_sem_wait},
      {"futex", call_futex},
  };
  enum { count = sizeof calls / sizeof calls[0] };
  for (unsigned i = 0; !over; i++, rounds++) {
    sig_atomic_t before = received + standard;
    errno = 0;
    long result = calls[i % count].call();
    if (result != -1 || errno != EINTR || (received + standard == before && !over)) {
      shut();
      printf("%s gave %ld %s, %d handlers ran\n", calls[i % count].name, result, errno_name(errno),
             (int)(received + standard - before));
      exit(1);
    }
  }
  shut();
  end_calls();
}

#endif
