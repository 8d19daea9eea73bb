// Lock words whose owner's death the kernel marks: the protocol of set_robust_list(2), for robust mutexes and whatever
// else is held by a process in shared memory. The words lie at multiples of 8.
#ifndef ISTHMUS_ROBUST_H
#define ISTHMUS_ROBUST_H

#include <stdbool.h>
#include <stdint.h>

/* Parts of a lock word; 0 is a free one. */
#define ROBUST_WAITERS UINT32_C(0x80000000)
#define ROBUST_OWNER_DIED UINT32_C(0x40000000)
#define ROBUST_OWNER UINT32_C(0x3fffffff)

/** To be called before an operation on a word (taking, freeing): whatever happens from now on until another word is
 * watched, the kernel sees to it that nobody waits in vain. As long as it is the same word again and again, that costs
 * nothing. 0, or a guest errno; in private memory it does nothing. */
int __isthmus_robust_watch(uint32_t *word);

/** To be called after the operation: whether the thread has the word now. */
void __isthmus_robust_settle(uint32_t *word, bool is_held);

#endif
