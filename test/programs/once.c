// pthread_once and call_once: once in a process, and once for all processes where the control word is shared.
#include "show.h"
#include <pthread.h>
#include <sys/mman.h>
#include <threads.h>

static int calls;
static void count(void) { calls++; }

static struct {
  pthread_once_t once, inherited;
  int calls;
} * shared;
static void count_shared(void) { __atomic_add_fetch(&shared->calls, 1, __ATOMIC_RELAXED); }

static pthread_once_t outer = PTHREAD_ONCE_INIT;
static void fork_inside(void) {
  pid_t child = fork();
  if (child == 0) {
    /* Under way in the parent: begun anew in the child. */
    pthread_once(&outer, count);
    _exit(calls);
  }
  int status;
  waitpid(child, &status, 0);
  printf("in the child: %s\n", status_name(status));
}

int main(void) {
  begin();
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  static once_flag flag = ONCE_FLAG_INIT;
  for (int i = 0; i < 3; i++) {
    show(pthread_once(&once, count));
    call_once(&flag, count);
  }
  show(calls);
  calls = 0;
  shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  check(shared != MAP_FAILED);
  for (int i = 0; i < 4; i++)
    if (fork() == 0) {
      pthread_once(&shared->once, count_shared);
      _exit(0);
    }
  while (wait(NULL) > 0)
    continue;
  show(shared->calls);
  show(pthread_once(&shared->once, count_shared));
  show(shared->calls);
  show(pthread_once(&outer, fork_inside));
  show(calls);
  return 0;
}
