// pthread_once: a function that is called once, also when processes share the control word.
#include "futex.h"

#include <pthread.h>
#include <threads.h>

#include "thread.h"

/* As in glibc, a call that is under way notes in which generation of forks: one that a fork left unfinished in the
 * child is begun anew there. */
enum { NOT_YET = 0, UNDER_WAY = 1, DONE = 2, GENERATION_SHIFT = 2 };

/** Calls the function unless it has been called; blocks while another does. pthread_once(3). */
int pthread_once(pthread_once_t *control, void (*function)(void)) {
  int mine = UNDER_WAY | (int)(__isthmus_thread.generation << GENERATION_SHIFT);
  for (;;) {
    int state = __atomic_load_n(control, __ATOMIC_ACQUIRE);
    if (state & DONE)
      return 0;
    if (state == mine)
      __isthmus_futex_wait(control, (uint32_t)mine, FOR_EVER, true);
    else if (__atomic_compare_exchange_n(control, &state, mine, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
      break;
  }
  function();
  __atomic_store_n(control, DONE, __ATOMIC_RELEASE);
  __isthmus_futex_wake(control, WAKE_ALL, true);
  return 0;
}

/** pthread_once under C11's name. */
void call_once(once_flag *flag, void (*function)(void)) { pthread_once(flag, function); }
