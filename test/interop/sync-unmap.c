// A process that dies with robust locks in memory which it has unmapped, moved, mapped over or cut off since: the locks
// are marked all the same. (glibc's own list would be broken by that.)
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096 };

static const char *take(pthread_mutex_t *mutex) {
  int error = pthread_mutex_lock(mutex);
  if (error == EOWNERDEAD)
    pthread_mutex_consistent(mutex);
  if (error == 0 || error == EOWNERDEAD)
    pthread_mutex_unlock(mutex);
  return error == EOWNERDEAD ? "EOWNERDEAD" : strerror(error);
}

int main(void) {
  int fd = memfd_create("locks", 0);
  if (fd < 0 || ftruncate(fd, 2 * PAGE) != 0)
    return 1;
  pthread_mutex_t *locks = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (locks == MAP_FAILED)
    return 1;
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&locks[0], &attributes);
  pthread_mutex_init(&locks[1], &attributes);
  for (int way = 0; way < 5; way++) {
    if (fork() == 0) {
      pthread_mutex_lock(&locks[0]);
      pthread_mutex_lock(&locks[1]);
      if (way == 0)
        munmap(locks, PAGE);
      else if (way == 1)
        mremap(locks, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
               mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
      else if (way == 2)
        mmap(locks, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
      else if (way == 3)
        mprotect(locks, PAGE, PROT_NONE);
      else
        (void)!ftruncate(fd, 0);
      _exit(way);
    }
    int status;
    wait(&status);
    printf("%d: ", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    if (way < 4)
      printf("%s %s", take(&locks[0]), take(&locks[1]));
    puts("");
  }
  return 0;
}
