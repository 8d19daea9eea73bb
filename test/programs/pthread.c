// What a program of one thread may ask of pthreads: identity, attributes, keys, cancellation, clean-up handlers, fork
// handlers, and C11's threads.h.
#include "show.h"
#include <limits.h>
#include <pthread.h>
#include <threads.h>
#include <time.h>

#define tell(call) printf("%s: %s\n", #call, errno_name(call))

static void identity(void) {
  pthread_t self = pthread_self();
  show(pthread_equal(self, pthread_self()) != 0);
  tell(pthread_join(self, NULL));
  show(pthread_setconcurrency(3));
  show(pthread_getconcurrency());
  tell(pthread_setconcurrency(-1));
  clockid_t clock;
  tell(pthread_getcpuclockid(self, &clock));
  struct timespec time;
  show(clock_gettime(clock, &time));
  int policy = -1;
  struct sched_param parameters = {-1};
  tell(pthread_getschedparam(self, &policy, &parameters));
  printf("policy %d priority %d\n", policy, parameters.sched_priority);
  tell(pthread_setschedparam(self, SCHED_OTHER, &parameters));
  parameters.sched_priority = 5;
  tell(pthread_setschedparam(self, SCHED_OTHER, &parameters));
  char name[32], small[5];
  tell(pthread_getname_np(self, name, sizeof name));
  puts(name);
  tell(pthread_getname_np(self, small, sizeof small));
  tell(pthread_setname_np(self, "fifteen letters"));
  tell(pthread_getname_np(self, name, sizeof name));
  puts(name);
  tell(pthread_setname_np(self, "sixteen letters!"));
  cpu_set_t set;
  tell(pthread_getaffinity_np(self, sizeof set, &set));
  show(CPU_COUNT(&set) > 0);
}

static void attributes(void) {
  pthread_attr_t attributes;
  int value = -1;
  size_t size;
  void *address;
  printf("size %zu\n", sizeof attributes);
  tell(pthread_attr_init(&attributes));
  for (int i = -1; i <= 2; i++) {
    int error = pthread_attr_setdetachstate(&attributes, i);
    pthread_attr_getdetachstate(&attributes, &value);
    printf("detach %d: %s, %d\n", i, errno_name(error), value);
    error = pthread_attr_setscope(&attributes, i);
    pthread_attr_getscope(&attributes, &value);
    printf("scope %d: %s, %d\n", i, errno_name(error), value);
    error = pthread_attr_setinheritsched(&attributes, i);
    pthread_attr_getinheritsched(&attributes, &value);
    printf("inherit %d: %s, %d\n", i, errno_name(error), value);
  }
  struct sched_param parameters = {1};
  tell(pthread_attr_setschedparam(&attributes, &parameters));
  for (int i = -1; i <= 3; i++) {
    int error = pthread_attr_setschedpolicy(&attributes, i);
    pthread_attr_getschedpolicy(&attributes, &value);
    printf("policy %d: %s, %d\n", i, errno_name(error), value);
  }
  for (int i = -1; i <= 100; i += 33) {
    parameters.sched_priority = i;
    int error = pthread_attr_setschedparam(&attributes, &parameters);
    pthread_attr_getschedparam(&attributes, &parameters);
    printf("priority %d: %s, %d\n", i, errno_name(error), parameters.sched_priority);
  }
  tell(pthread_attr_getguardsize(&attributes, &size));
  printf("guard %zu\n", size);
  tell(pthread_attr_setguardsize(&attributes, 10000));
  tell(pthread_attr_getguardsize(&attributes, &size));
  printf("guard %zu\n", size);
  tell(pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN - 1));
  tell(pthread_attr_setstacksize(&attributes, 100000));
  tell(pthread_attr_getstacksize(&attributes, &size));
  printf("stack %zu\n", size);
  static char stack[65536];
  tell(pthread_attr_setstack(&attributes, stack, 1));
  tell(pthread_attr_setstack(&attributes, stack, sizeof stack));
  tell(pthread_attr_getstack(&attributes, &address, &size));
  printf("stack %d %zu\n", address == stack, size);
  tell(pthread_attr_destroy(&attributes));
  tell(pthread_getattr_np(pthread_self(), &attributes));
  tell(pthread_attr_getstack(&attributes, &address, &size));
  printf("on it: %d\n", (char *)&size >= (char *)address && (char *)&size < (char *)address + size);
  tell(pthread_attr_destroy(&attributes));
}

static void destroy(void *value) { printf("destroyed %s\n", (char *)value); }

static pthread_key_t again;
static int rounds;
static void destroy_again(void *value) {
  printf("round %d\n", ++rounds);
  pthread_setspecific(again, value);
}

static void keys(void) {
  pthread_key_t key, other;
  tell(pthread_key_create(&key, NULL));
  show(pthread_getspecific(key) == NULL);
  tell(pthread_setspecific(key, "value"));
  puts(pthread_getspecific(key));
  tell(pthread_key_create(&other, destroy));
  show(pthread_getspecific(other) == NULL);
  tell(pthread_setspecific(other, "other"));
  puts(pthread_getspecific(key));
  tell(pthread_key_delete(key));
  tell(pthread_key_delete(key));
  tell(pthread_setspecific(key, "gone"));
  tell(pthread_setspecific(PTHREAD_KEYS_MAX, "none"));
  tell(pthread_key_delete(PTHREAD_KEYS_MAX));
  tell(pthread_key_create(&key, destroy));
  show(pthread_getspecific(key) == NULL);
  tell(pthread_key_create(&again, destroy_again));
  tell(pthread_setspecific(again, "again"));
  int made = 0;
  pthread_key_t last;
  while (pthread_key_create(&last, NULL) == 0)
    made++;
  printf("%d\n", made > 900);
  tell(pthread_key_create(&last, NULL));
}

static void c11(void) {
  mtx_t mutex;
  cnd_t condition;
  struct timespec past = {1, 0};
  printf("sizes %zu %zu\n", sizeof mutex, sizeof condition);
  show(mtx_init(&mutex, mtx_plain));
  show(mtx_lock(&mutex));
  show(mtx_trylock(&mutex));
  show(mtx_unlock(&mutex));
  mtx_destroy(&mutex);
  show(mtx_init(&mutex, mtx_timed | mtx_recursive));
  show(mtx_lock(&mutex));
  show(mtx_trylock(&mutex));
  show(mtx_unlock(&mutex));
  show(mtx_unlock(&mutex));
  show(mtx_timedlock(&mutex, &past));
  show(cnd_init(&condition));
  show(cnd_timedwait(&condition, &mutex, &past));
  show(cnd_signal(&condition));
  show(cnd_broadcast(&condition));
  cnd_destroy(&condition);
  show(mtx_unlock(&mutex));
  mtx_destroy(&mutex);
  show(mtx_init(&mutex, mtx_timed));
  show(mtx_lock(&mutex));
  show(mtx_timedlock(&mutex, &past));
  mtx_destroy(&mutex);
  show(mtx_init(&mutex, 77));
  show(thrd_equal(thrd_current(), thrd_current()) != 0);
  struct timespec brief = {0, 1000}, bad = {0, -1};
  show(thrd_sleep(&brief, NULL));
  show(thrd_sleep(&bad, NULL) < -1);
  thrd_yield();
  tss_t slot;
  show(tss_create(&slot, NULL));
  show(tss_get(slot) == NULL);
  show(tss_set(slot, &slot));
  show(tss_get(slot) == &slot);
  tss_delete(slot);
}

static void prepare(void) { puts("prepare"); }
/* Told when the child has ended, so that lines come in one order. */
static int parent_handlers;
static void in_parent(void) { parent_handlers++; }
static void in_child(void) { puts("in the child"); }
static void prepare_second(void) { puts("prepare, second"); }
static void in_child_second(void) { puts("in the child, second"); }

static void forks(void) {
  tell(pthread_atfork(prepare, in_parent, in_child));
  tell(pthread_atfork(prepare_second, NULL, in_child_second));
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&mutex);
  fflush(stdout);
  int fds[2];
  check(pipe(fds) == 0);
  pid_t child = fork();
  if (child == 0) {
    tell(pthread_mutex_trylock(&mutex));
    tell(pthread_mutex_unlock(&mutex));
    fflush(stdout);
    close(fds[1]);
    _exit(7);
  }
  char byte;
  close(fds[1]);
  check(read(fds[0], &byte, 1) == 0);
  int status;
  waitpid(child, &status, 0);
  puts(status_name(status));
  printf("handlers in the parent: %d\n", parent_handlers);
}

static void handler(void *text) { printf("handler %s\n", (char *)text); }

static void end(volatile int way) {
  pthread_cleanup_push(handler, "outer");
  pthread_cleanup_push(handler, "inner");
  if (way == 0)
    pthread_exit(NULL);
  tell(pthread_cancel(pthread_self()));
  pthread_testcancel();
  puts("still here");
  if (way == 1)
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
  pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
  pthread_testcancel();
  puts("not reached");
  pthread_cleanup_pop(0);
  pthread_cleanup_pop(0);
  _exit(1);
}

static void cancellation(void) {
  int former = -1;
  tell(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &former));
  printf("former %d\n", former);
  tell(pthread_setcancelstate(99, &former));
  tell(pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &former));
  printf("former %d\n", former);
  tell(pthread_setcanceltype(99, NULL));
  pthread_cleanup_push(handler, "popped");
  pthread_cleanup_pop(1);
  pthread_cleanup_push(handler, "not run");
  pthread_cleanup_pop(0);
  fflush(stdout);
  for (int way = 0; way < 3; way++) {
    pid_t child = fork();
    if (child == 0)
      end(way);
    int status;
    waitpid(child, &status, 0);
    puts(status_name(status));
  }
}

int main(void) {
  begin();
  identity();
  attributes();
  c11();
  forks();
  keys();
  cancellation();
  tell(pthread_detach(pthread_self()));
  tell(pthread_detach(pthread_self()));
  tell(pthread_join(pthread_self(), NULL));
  return 0;
}
