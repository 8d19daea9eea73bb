// Holding a slot's word as a robust futex, so that the kernel frees it when this process dies ("Dying" in ring.h).
//
// In a guest the host does it. Natively the kernel walks a list of the words that a thread holds (set_robust_list(2)).
// The C library's list can't be used: its nodes lie beside the words, in memory that a hostile peer may write. So a
// thread of our own, which does nothing but live as long as the process, has a list of its own whose nodes lie in a
// private page in front of the mapping: the node of the word at offset o of the header is at offset o of that page.
#include "ring.h"

/* Puts the owner into a word that nobody holds; those who wait there are left to the caller. */
static int take(_Atomic uint32_t *word, uint32_t owner) {
  uint32_t former = atomic_load(word);
  do {
    if (word_is_held(former))
      return EBUSY;
  } while (!atomic_compare_exchange_weak(word, &former, owner | (former & WORD_WAITERS)));
  return 0;
}

#ifdef __wasm__
#include "../posix/robust.h"
#include "../posix/thread.h"

size_t __channel_hold_space(void) { return 0; }

static uint32_t owner(void) { return (uint32_t)__isthmus_thread_id(); }

int __channel_hold(_Atomic uint32_t *word) {
  int error = __isthmus_robust_watch((uint32_t *)word);
  if (error != 0)
    return error;
  error = take(word, owner());
  __isthmus_robust_settle((uint32_t *)word, error == 0);
  return error;
}

void __channel_unhold(_Atomic uint32_t *word) {
  __isthmus_robust_watch((uint32_t *)word);
  atomic_store(word, 0);
  __channel_futex_wake(word);
  __isthmus_robust_settle((uint32_t *)word, false);
}

#else
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct robust_list_head list = {.list = {&list.list}, .futex_offset = RING_HEADER};
static _Atomic uint32_t keeper;
/* Guards the list, and the keeper's start. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

size_t __channel_hold_space(void) { return RING_HEADER; }

static struct robust_list *node_of(_Atomic uint32_t *word) {
  return (struct robust_list *)(void *)((unsigned char *)word - RING_HEADER);
}

static void *keep(void *unused) {
  (void)unused;
  syscall(SYS_set_robust_list, &list, sizeof list);
  atomic_store(&keeper, (uint32_t)syscall(SYS_gettid));
  __channel_futex_wake(&keeper);
  while (pause() == -1)
    continue;
  return NULL;
}

/* A fork's child has neither the thread nor what it held. */
static void forget(void) {
  atomic_store(&keeper, 0);
  list.list.next = &list.list;
  list.list_op_pending = NULL;
  pthread_mutex_init(&mutex, NULL);
}

static int start_keeper(void) {
  static bool registered;
  if (atomic_load(&keeper) != 0)
    return 0;
  if (!registered)
    pthread_atfork(NULL, NULL, forget);
  registered = true;
  sigset_t all, former;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &former);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, 65536);
  pthread_t thread;
  int error = pthread_create(&thread, &attributes, keep, NULL);
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &former, NULL);
  while (error == 0 && atomic_load(&keeper) == 0)
    __channel_futex_wait(&keeper, 0, -1);
  return error;
}

int __channel_hold(_Atomic uint32_t *word) {
  pthread_mutex_lock(&mutex);
  int error = start_keeper();
  struct robust_list *node = node_of(word);
  if (error == 0) {
    /* Whether the word is in the list yet or not, the pending node tells the kernel of it. */
    list.list_op_pending = node;
    atomic_signal_fence(memory_order_seq_cst);
    error = take(word, atomic_load(&keeper));
  }
  if (error == 0) {
    node->next = list.list.next;
    atomic_signal_fence(memory_order_seq_cst);
    list.list.next = node;
  }
  atomic_signal_fence(memory_order_seq_cst);
  list.list_op_pending = NULL;
  pthread_mutex_unlock(&mutex);
  return error;
}

void __channel_unhold(_Atomic uint32_t *word) {
  pthread_mutex_lock(&mutex);
  struct robust_list *node = node_of(word);
  list.list_op_pending = node;
  atomic_signal_fence(memory_order_seq_cst);
  for (struct robust_list *at = &list.list; at->next != &list.list; at = at->next) {
    if (at->next != node)
      continue;
    at->next = node->next;
    break;
  }
  atomic_signal_fence(memory_order_seq_cst);
  atomic_store(word, 0);
  __channel_futex_wake(word);
  list.list_op_pending = NULL;
  pthread_mutex_unlock(&mutex);
}
#endif
