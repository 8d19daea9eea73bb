// Thread-specific values: one thread has one of each. Destructors run when the thread ends by pthread_exit, as natively
// not when the process exits.
#include <limits.h>
#include <pthread.h>
#include <threads.h>

#include "internal.h"
#include "thread.h"

struct key {
  bool is_used;
  void (*destroy)(void *);
  void *value;
};

static struct key keys[PTHREAD_KEYS_MAX];

/** Makes a key, with null as its value; EAGAIN when PTHREAD_KEYS_MAX are in use. pthread_key_create(3). */
int pthread_key_create(pthread_key_t *key, void (*destroy)(void *)) {
  for (unsigned i = 0; i < PTHREAD_KEYS_MAX; i++)
    if (!keys[i].is_used) {
      keys[i] = (struct key){true, destroy, NULL};
      *key = i;
      return 0;
    }
  return EAGAIN;
}

static bool is_key(pthread_key_t key) { return key < PTHREAD_KEYS_MAX && keys[key].is_used; }

/** Frees a key, calling no destructor; EINVAL for what is none. pthread_key_delete(3). */
int pthread_key_delete(pthread_key_t key) {
  if (!is_key(key))
    return EINVAL;
  keys[key] = (struct key){0};
  return 0;
}

/** A key's value, or null. pthread_getspecific(3). */
void *pthread_getspecific(pthread_key_t key) { return is_key(key) ? keys[key].value : NULL; }

/** Sets it; EINVAL for what is no key. pthread_setspecific(3). */
int pthread_setspecific(pthread_key_t key, const void *value) {
  if (!is_key(key))
    return EINVAL;
  keys[key].value = (void *)value;
  return 0;
}

/** pthread_key_create under C11's name. */
int tss_create(tss_t *key, tss_dtor_t destroy) {
  return pthread_key_create(key, destroy) == 0 ? thrd_success : thrd_error;
}

/** pthread_key_delete under C11's name. */
void tss_delete(tss_t key) { pthread_key_delete(key); }

/** pthread_setspecific under C11's name. */
int tss_set(tss_t key, void *value) { return pthread_setspecific(key, value) == 0 ? thrd_success : thrd_error; }

/** pthread_getspecific under C11's name. */
void *tss_get(tss_t key) { return pthread_getspecific(key); }

void __isthmus_destroy_values(void) {
  for (int round = 0; round < PTHREAD_DESTRUCTOR_ITERATIONS; round++) {
    bool any = false;
    for (unsigned i = 0; i < PTHREAD_KEYS_MAX; i++) {
      void *value = keys[i].value;
      if (value == NULL || keys[i].destroy == NULL)
        continue;
      any = true;
      keys[i].value = NULL;
      keys[i].destroy(value);
    }
    if (!any)
      return;
  }
}
