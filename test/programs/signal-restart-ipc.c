// Waits at queues, semaphores and locks that a handler interrupts: EINTR, begun again with SA_RESTART, or never
// noticed, as signal(7) and the man pages say for each.
// link: -pthread -lrt
#include <limits.h>
#include <linux/futex.h>
#include <mqueue.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include <time.h>

#include "interrupt.h"

/* What parent and child share. */
static struct {
  sem_t semaphore;
  pthread_mutex_t mutex;
  pthread_cond_t condition;
  pthread_rwlock_t rwlock;
  pthread_barrier_t barrier;
  pthread_spinlock_t spin;
  int ready;
  int word;
} * shared;

static mqd_t empty_queue, full_queue;
static int queue, set;
enum { size = 16 };

static struct timespec deadline(clockid_t clock) {
  struct timespec now;
  check(clock_gettime(clock, &now) == 0);
  now.tv_sec += 1000;
  return now;
}

/* Of functions that give the errno itself. */
static long told(int error) {
  errno = error;
  return error == 0 ? 0 : -1;
}

static long receive(void) {
  char message[size];
  return mq_receive(empty_queue, message, size, NULL);
}
static long receive_timed(void) {
  char message[size];
  struct timespec until = deadline(CLOCK_REALTIME);
  return mq_timedreceive(empty_queue, message, size, NULL, &until);
}
static long send_full(void) { return mq_send(full_queue, "more", 4, 1); }
static long send_timed(void) {
  struct timespec until = deadline(CLOCK_REALTIME);
  return mq_timedsend(full_queue, "more", 4, 1, &until);
}
static void put(void) { check(mq_send(empty_queue, "abc", 3, 0) == 0); }
static void take(void) {
  char message[size];
  check(mq_receive(full_queue, message, size, NULL) > 0);
}

struct message {
  long type;
  char text[1024];
};

static long receive_message(void) {
  struct message message;
  return msgrcv(queue, &message, sizeof message.text, 1, 0);
}
static long send_message(void) {
  struct message message = {.type = 2};
  return msgsnd(queue, &message, sizeof message.text, 0);
}
static void fill_messages(void) {
  struct message message = {.type = 2};
  while (msgsnd(queue, &message, sizeof message.text, IPC_NOWAIT) == 0)
    ;
  check(errno == EAGAIN);
}

static long down(void) {
  struct sembuf operation = {.sem_num = 0, .sem_op = -1};
  return semop(set, &operation, 1);
}
static long down_timed(void) {
  struct sembuf operation = {.sem_num = 0, .sem_op = -1};
  return semtimedop(set, &operation, 1, &(struct timespec){1000, 0});
}
static long until_zero(void) {
  struct sembuf operation = {.sem_num = 1, .sem_op = 0};
  return semop(set, &operation, 1);
}

static long wait_semaphore(void) { return sem_wait(&shared->semaphore); }
static long wait_semaphore_timed(void) {
  struct timespec until = deadline(CLOCK_REALTIME);
  return sem_timedwait(&shared->semaphore, &until);
}
static void post(void) { check(sem_post(&shared->semaphore) == 0); }

static long lock_mutex(void) {
  int error = pthread_mutex_lock(&shared->mutex);
  return told(error == 0 ? pthread_mutex_unlock(&shared->mutex) : error);
}
static long lock_mutex_timed(void) {
  struct timespec until = deadline(CLOCK_REALTIME);
  int error = pthread_mutex_timedlock(&shared->mutex, &until);
  return told(error == 0 ? pthread_mutex_unlock(&shared->mutex) : error);
}
static void hold_mutex(void) { check(pthread_mutex_lock(&shared->mutex) == 0); }
static void release_mutex(void) { check(pthread_mutex_unlock(&shared->mutex) == 0); }

/* A condition may wake for nothing, natively too, but never with EINTR. */
static long await(int timed) {
  struct timespec until = deadline(CLOCK_REALTIME);
  int error = 0;
  check(pthread_mutex_lock(&shared->mutex) == 0);
  while (!shared->ready && error == 0)
    error = timed ? pthread_cond_timedwait(&shared->condition, &shared->mutex, &until)
                  : pthread_cond_wait(&shared->condition, &shared->mutex);
  shared->ready = 0;
  check(pthread_mutex_unlock(&shared->mutex) == 0);
  return told(error);
}
static long wait_condition(void) { return await(0); }
static long wait_condition_timed(void) { return await(1); }
static void tell_condition(void) {
  hold_mutex();
  shared->ready = 1;
  check(pthread_cond_signal(&shared->condition) == 0);
  release_mutex();
}

static long lock_reading(void) {
  int error = pthread_rwlock_rdlock(&shared->rwlock);
  return told(error == 0 ? pthread_rwlock_unlock(&shared->rwlock) : error);
}
static long lock_writing(void) {
  int error = pthread_rwlock_wrlock(&shared->rwlock);
  return told(error == 0 ? pthread_rwlock_unlock(&shared->rwlock) : error);
}
static void hold_rwlock(void) { check(pthread_rwlock_wrlock(&shared->rwlock) == 0); }
static void release_rwlock(void) { check(pthread_rwlock_unlock(&shared->rwlock) == 0); }

static long meet(void) {
  int error = pthread_barrier_wait(&shared->barrier);
  return told(error == PTHREAD_BARRIER_SERIAL_THREAD ? 0 : error);
}
static void meet_child(void) { check(meet() == 0); }

static long lock_spin(void) {
  int error = pthread_spin_lock(&shared->spin);
  return told(error == 0 ? pthread_spin_unlock(&shared->spin) : error);
}
static void hold_spin(void) { check(pthread_spin_lock(&shared->spin) == 0); }
static void release_spin(void) { check(pthread_spin_unlock(&shared->spin) == 0); }

/* Who is not asleep when the word changes need not sleep any more. */
static long wait_word(void) {
  long result = syscall(SYS_futex, &shared->word, FUTEX_WAIT, 0, NULL);
  return result == -1 && errno == EAGAIN ? 0 : result;
}
static long wait_word_timed(void) {
  return syscall(SYS_futex, &shared->word, FUTEX_WAIT, 0, &(struct timespec){1000, 0});
}
static void reset_word(void) { shared->word = 0; }
static void wake_word(void) {
  __atomic_store_n(&shared->word, 1, __ATOMIC_SEQ_CST);
  syscall(SYS_futex, &shared->word, FUTEX_WAKE, INT_MAX);
}

static void share(void) {
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  check(shared != MAP_FAILED);
  pthread_mutexattr_t mutex;
  pthread_condattr_t condition;
  pthread_rwlockattr_t rwlock;
  pthread_barrierattr_t barrier;
  check(pthread_mutexattr_init(&mutex) == 0 && pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED) == 0);
  check(pthread_condattr_init(&condition) == 0 && pthread_condattr_setpshared(&condition, PTHREAD_PROCESS_SHARED) == 0);
  check(pthread_rwlockattr_init(&rwlock) == 0 && pthread_rwlockattr_setpshared(&rwlock, PTHREAD_PROCESS_SHARED) == 0);
  check(pthread_barrierattr_init(&barrier) == 0 &&
        pthread_barrierattr_setpshared(&barrier, PTHREAD_PROCESS_SHARED) == 0);
  check(sem_init(&shared->semaphore, 1, 0) == 0 && pthread_mutex_init(&shared->mutex, &mutex) == 0);
  check(pthread_cond_init(&shared->condition, &condition) == 0);
  check(pthread_rwlock_init(&shared->rwlock, &rwlock) == 0);
  check(pthread_barrier_init(&shared->barrier, &barrier, 2) == 0);
  check(pthread_spin_init(&shared->spin, PTHREAD_PROCESS_SHARED) == 0);
}

static void posix_queues(void) {
  char name[64];
  struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = size};
  snprintf(name, sizeof name, "/isthmus-test-%d", (int)getpid());
  check((empty_queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attributes)) >= 0 && mq_unlink(name) == 0);
  check((full_queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attributes)) >= 0 && mq_unlink(name) == 0);
  check(mq_send(full_queue, "full", 4, 1) == 0);
  restarts(&(struct blocking){.name = "mq_receive", .call = receive, .finish = put});
  restarts(&(struct blocking){.name = "mq_timedreceive", .call = receive_timed, .finish = put});
  restarts(&(struct blocking){.name = "mq_send", .call = send_full, .finish = take});
  restarts(&(struct blocking){.name = "mq_timedsend", .call = send_timed, .finish = take});
}

static void system_v(void) {
  check((queue = msgget(IPC_PRIVATE, 0600)) >= 0);
  fails(&(struct blocking){.name = "msgrcv", .call = receive_message});
  fill_messages();
  fails(&(struct blocking){.name = "msgsnd", .call = send_message});
  check(msgctl(queue, IPC_RMID, NULL) == 0);
  check((set = semget(IPC_PRIVATE, 2, 0600)) >= 0);
  check(semop(set, &(struct sembuf){.sem_num = 1, .sem_op = 1}, 1) == 0);
  fails(&(struct blocking){.name = "semop", .call = down});
  fails(&(struct blocking){.name = "semtimedop", .call = down_timed});
  fails(&(struct blocking){.name = "semop for zero", .call = until_zero});
  check(semctl(set, 0, IPC_RMID) == 0);
}

int main(void) {
  begin();
  posix_queues();
  system_v();
  share();
  restarts(&(struct blocking){.name = "sem_wait", .call = wait_semaphore, .finish = post});
  fails(&(struct blocking){.name = "sem_timedwait", .call = wait_semaphore_timed});
  restarts(&(struct blocking){.name = "FUTEX_WAIT", .call = wait_word, .finish = wake_word, .hold = reset_word});
  fails(&(struct blocking){.name = "FUTEX_WAIT with a timeout", .call = wait_word_timed, .hold = reset_word});
  persists(&(struct blocking){"pthread_mutex_lock", lock_mutex, release_mutex, hold_mutex});
  persists(&(struct blocking){"pthread_mutex_timedlock", lock_mutex_timed, release_mutex, hold_mutex});
  persists(&(struct blocking){.name = "pthread_cond_wait", .call = wait_condition, .finish = tell_condition});
  persists(
      &(struct blocking){.name = "pthread_cond_timedwait", .call = wait_condition_timed, .finish = tell_condition});
  persists(&(struct blocking){"pthread_rwlock_rdlock", lock_reading, release_rwlock, hold_rwlock});
  persists(&(struct blocking){"pthread_rwlock_wrlock", lock_writing, release_rwlock, hold_rwlock});
  persists(&(struct blocking){.name = "pthread_barrier_wait", .call = meet, .finish = meet_child});
  persists(&(struct blocking){"pthread_spin_lock", lock_spin, release_spin, hold_spin});
  return 0;
}
