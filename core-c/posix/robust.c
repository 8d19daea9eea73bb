// Which lock words the kernel watches for this thread.
#include "robust.h"

#include "internal.h"
#include "thread.h"

int __isthmus_robust_watch(uint32_t *word) {
  struct isthmus_thread *thread = &__isthmus_thread;
  if (thread->watched == word)
    return 0;
  uint32_t *former = thread->holds_watched ? NULL : thread->watched;
  int32_t result = __isthmus_robust_list((uint32_t)word, (uint32_t)former);
  thread->watched = result < 0 ? NULL : word;
  thread->holds_watched = false;
  thread->is_borrowed = result > 0;
  /* A word in private memory: whoever could wait for it dies with its owner. */
  return result == -LINUX_EINVAL ? 0 : __isthmus_error(result);
}

void __isthmus_robust_settle(uint32_t *word, bool is_held) {
  struct isthmus_thread *thread = &__isthmus_thread;
  if (thread->watched != word)
    return;
  thread->holds_watched = is_held;
  if (thread->is_borrowed) {
    thread->watched = NULL;
    if (!is_held)
      __isthmus_robust_list(0, (uint32_t)word);
  }
}

void __isthmus_robust_forget(void) {
  struct isthmus_thread *thread = &__isthmus_thread;
  if (thread->watched != NULL && !thread->holds_watched)
    __isthmus_robust_list(0, (uint32_t)thread->watched);
  thread->watched = NULL;
  thread->holds_watched = false;
}
