// The lock of many producers: held while a record is written, taken from a holder that died ("Sending" in ring.h).
// Its value names the holder's slot and how often that slot had been taken, so it is different for every holder, and
// who has seen one dead can replace that one only.
#include "ring.h"

/* How often to look before sleeping: a holder is done soon, unless it has lost its processor. */
enum { LOOKS = 200 };

static uint32_t token_of(uint32_t generation, uint32_t slot) { return generation << 8 | slot; }

/* One attempt on a lock that has `value`: 0 when it is ours now, 1 when `sleep` says what its holder is to be waited
 * on, -1 with errno. */
static int take(struct channel *channel, uint32_t value, struct channel_sleep *sleep) {
  struct ring *ring = channel->ring;
  if (value == 0)
    return atomic_compare_exchange_strong(&ring->lock, &value, channel->token) ? 0 : 1;
  uint32_t slot = value & 0xff;
  if (slot < 1 || slot > channel->producers)
    return __channel_fail(EBADMSG);
  struct slot *holder = &ring->slots[slot];
  uint32_t word = atomic_load(&holder->word);
  bool lives = word_is_held(word) && token_of(atomic_load(&holder->generation), slot) == value;
  if (lives) {
    sleep->word = &holder->word;
    sleep->value = word;
    return 1;
  }
  /* The kernel woke one of those who slept. */
  __channel_futex_wake(&holder->word);
  return atomic_compare_exchange_strong(&ring->lock, &value, channel->token) ? 0 : 1;
}

int __channel_lock(struct channel *channel, int64_t deadline) {
  struct ring *ring = channel->ring;
  for (int turn = 0;; turn++) {
    struct channel_sleep sleep = {NULL, 0};
    uint32_t value = atomic_load(&ring->lock);
    int result = take(channel, value, &sleep);
    if (result == 0)
      channel->locked = true;
    if (result <= 0)
      return result;
    if (turn < LOOKS || sleep.word == NULL) {
      __channel_relax(channel);
      continue;
    }
    if (deadline == 0)
      return __channel_fail(EAGAIN);
    uint32_t waiting = sleep.value | WORD_WAITERS;
    if (sleep.value != waiting && !atomic_compare_exchange_strong(sleep.word, &sleep.value, waiting))
      continue;
    sleep.value = waiting;
    if (atomic_load(&ring->lock) == value && __channel_sleep(channel, &sleep, deadline) != 0)
      return -1;
  }
}

void __channel_unlock(struct channel *channel) {
  channel->locked = false;
  atomic_store(&channel->ring->lock, 0);
}

void __channel_inherit_lock(struct channel *channel, uint32_t former) {
  uint32_t slot = (uint32_t)channel->slot;
  uint32_t value = token_of(former, slot);
  channel->token = token_of(former + 1, slot);
  if (atomic_compare_exchange_strong(&channel->ring->lock, &value, 0))
    __channel_futex_release(&channel->ring->slots[slot].word);
}
