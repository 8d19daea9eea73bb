// POSIX semaphores: unnamed ones, private and between processes, timeouts, limits; named ones with all flags and
// errors.
#include "show.h"
#include <fcntl.h>
#include <limits.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

#define NAME "/isthmus-test-sem-posix"

static struct timespec soon(int clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  time.tv_nsec += 2000000;
  time.tv_sec += time.tv_nsec / 1000000000;
  time.tv_nsec %= 1000000000;
  return time;
}

static int value(sem_t *semaphore) {
  int value = -99;
  check(sem_getvalue(semaphore, &value) == 0);
  return value;
}

static void failing(const char *what, sem_t *semaphore) {
  int error = errno;
  printf("%s: %d %s\n", what, semaphore == SEM_FAILED, errno_name(error));
}

static void unnamed(void) {
  sem_t local;
  show(sizeof(sem_t));
  show(sem_init(&local, 0, 2));
  show(value(&local));
  show(sem_wait(&local));
  show(sem_trywait(&local));
  show(sem_trywait(&local));
  struct timespec time = soon(CLOCK_REALTIME), bad = {0, 1000000000}, past = {0, 0}, negative = {-5, 0};
  show(sem_timedwait(&local, &time));
  show(sem_timedwait(&local, &past));
  show(sem_timedwait(&local, &negative));
  show(sem_timedwait(&local, &bad));
  time = soon(CLOCK_MONOTONIC);
  show(sem_clockwait(&local, CLOCK_MONOTONIC, &time));
  time = soon(CLOCK_REALTIME);
  show(sem_clockwait(&local, CLOCK_REALTIME, &time));
  show(sem_clockwait(&local, CLOCK_PROCESS_CPUTIME_ID, &time));
  show(value(&local));
  show(sem_post(&local));
  show(sem_timedwait(&local, &past));
  show(sem_post(&local));
  show(sem_timedwait(&local, &bad));
  show(sem_destroy(&local));
  show(sem_init(&local, 0, SEM_VALUE_MAX));
  show(sem_post(&local));
  show(value(&local));
  show(sem_init(&local, 0, (unsigned)SEM_VALUE_MAX + 1));
}

static void shared(void) {
  sem_t *pair = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  check(pair != MAP_FAILED);
  show(sem_init(&pair[0], 1, 0));
  show(sem_init(&pair[1], 1, 0));
  int *count = (int *)(pair + 4);
  pid_t child = fork();
  if (child == 0) {
    for (int i = 0; i < 1000; i++) {
      sem_wait(&pair[0]);
      ++*count;
      sem_post(&pair[1]);
    }
    _exit(0);
  }
  for (int i = 0; i < 1000; i++) {
    sem_post(&pair[0]);
    sem_wait(&pair[1]);
    check(*count == i + 1);
  }
  int status;
  waitpid(child, &status, 0);
  printf("%d rounds, %s\n", *count, status_name(status));
  /* Many wait, one posts. */
  for (int i = 0; i < 5; i++)
    if (fork() == 0)
      _exit(sem_wait(&pair[0]));
  for (int i = 0; i < 5; i++)
    sem_post(&pair[0]);
  int ended = 0;
  while (wait(&status) > 0)
    ended += WIFEXITED(status) && WEXITSTATUS(status) == 0;
  show(ended);
  show(value(&pair[0]));
  munmap(pair, 4096);
}

static void named(void) {
  sem_unlink(NAME);
  failing("not there", sem_open(NAME, 0));
  sem_t *first = sem_open(NAME, O_CREAT, 0600, 3);
  check(first != SEM_FAILED);
  show(value(first));
  sem_t *again = sem_open(NAME, O_CREAT, 0600, 77);
  show(again == first);
  show(value(again));
  failing("exclusive", sem_open(NAME, O_CREAT | O_EXCL, 0600, 1));
  sem_t *other_spelling = sem_open(&NAME[1], 0);
  show(value(other_spelling));
  show(sem_close(other_spelling));
  show(sem_close(first));
  show(value(first));
  struct stat status;
  show(stat("/dev/shm/sem."
            "isthmus-test-sem-posix",
            &status));
  printf("size %lld mode %o\n", (long long)status.st_size, (unsigned)status.st_mode);
  pid_t child = fork();
  if (child == 0) {
    sem_t *mine = sem_open(NAME, 0);
    int fine = mine != SEM_FAILED && sem_post(mine) == 0 && sem_post(mine) == 0;
    _exit(fine ? 0 : 1);
  }
  int end;
  waitpid(child, &end, 0);
  puts(status_name(end));
  show(value(first));
  show(sem_unlink(NAME));
  show(sem_unlink(NAME));
  show(value(first));
  sem_t *other = sem_open(NAME, O_CREAT | O_EXCL, 0640, 0);
  check(other != SEM_FAILED);
  show(other != first);
  show(value(other));
  show(stat("/dev/shm/sem."
            "isthmus-test-sem-posix",
            &status));
  printf("mode %o\n", (unsigned)status.st_mode);
  show(sem_close(first));
  show(sem_close(other));
  sem_t stranger;
  show(sem_close(&stranger));
  show(sem_unlink(NAME));
  umask(077);
  other = sem_open(NAME, O_CREAT, 0666, 1);
  show(stat("/dev/shm/sem."
            "isthmus-test-sem-posix",
            &status));
  printf("mode %o\n", (unsigned)status.st_mode);
  show(sem_close(other));
  show(sem_unlink(NAME));
}

static void names(void) {
  static const char *const bad[] = {"", "/", "///", "/a/b", "a/b", "/a/", "/."};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    errno = 0;
    sem_t *semaphore = sem_open(bad[i], O_CREAT, 0600, 0);
    printf("sem_open(\"%s\"): %d %s\n", bad[i], semaphore == SEM_FAILED, errno_name(errno));
    if (semaphore != SEM_FAILED)
      sem_unlink(bad[i]);
    errno = 0;
    int result = sem_unlink(bad[i]);
    printf("sem_unlink: %d %s\n", result, errno_name(errno));
  }
  for (int length = 245; length <= 255; length++) {
    char name[300];
    memset(name, 'x', sizeof name);
    name[0] = '/';
    name[length + 1] = '\0';
    errno = 0;
    sem_t *semaphore = sem_open(name, O_CREAT, 0600, 0);
    printf("length %d: %d %s", length, semaphore == SEM_FAILED, errno_name(errno));
    errno = 0;
    int result = sem_unlink(name);
    printf(", %d %s\n", result, errno_name(errno));
    if (semaphore != SEM_FAILED)
      sem_close(semaphore);
  }
  failing("value", sem_open(NAME, O_CREAT, 0600, (unsigned)SEM_VALUE_MAX + 1));
}

int main(void) {
  begin();
  unnamed();
  shared();
  named();
  names();
  return 0;
}
