// Waiting of the channel: looking at the other side's position, spinning a little, sleeping on a peer's word. Why that
// misses nothing is argued in ring.h ("Sleeping").
#include "ring.h"
#include <sched.h>
#include <unistd.h>

/* How often to look before sleeping, some 200 microseconds, how often after yielding, and how many waits to go without
 * looking at most. The time covers the waking of a Node.js program whose event loop sleeps: were it shorter, two peers
 * that once slept would find each other asleep for ever. */
enum { SPIN_MOST = 8192, YIELDS = 8, FUTILE_MOST = 31 };

/* A sleep is cut where a wake-up may be lost with its waker. */
#define LONGEST_SLEEP 1000000000

int __channel_look_message(struct channel *channel) {
  uint32_t there = atomic_load(&channel->ring->tail) - channel->position;
  if (there > channel->capacity || there % 8 != 0)
    return __channel_fail(EBADMSG);
  channel->there = there;
  return there != 0;
}

/* Without the lock, many producers see an estimate only: `head` first, so that it can't be beyond `tail`. */
int __channel_look_room(struct channel *channel, uint32_t need) {
  uint32_t head = atomic_load(&channel->ring->head);
  bool estimate = channel->many && !channel->locked;
  uint32_t used = (estimate ? atomic_load(&channel->ring->tail) : channel->position) - head;
  if (estimate)
    return used <= channel->capacity && channel->capacity - used >= need;
  if (used > channel->capacity || used % 8 != 0)
    return __channel_fail(EBADMSG);
  channel->room = channel->capacity - used;
  return channel->room >= need;
}

static inline int look(struct channel *channel, uint32_t need) {
  return need == 0 ? __channel_look_message(channel) : __channel_look_room(channel, need);
}

/* Looks for a while, then lets others run who may share this processor, and looks again. `need` 0 is for a message.
 *
 * When the looking was in vain, the next waits go without it: one, then three, seven …, so that a peer that is slow, or
 * shares this processor, costs little. */
static inline int spin(struct channel *channel, uint32_t need) {
  _Atomic uint32_t *word = need == 0 ? &channel->ring->tail : &channel->ring->head;
  uint32_t seen = atomic_load(word);
  int found = look(channel, need);
  if (found != 0)
    return found;
  if (channel->futile > 0) {
    channel->futile--;
  } else {
    for (uint32_t turn = 0; found == 0 && turn < channel->most_spin; turn++) {
      if (atomic_load(word + __channel_relax(channel)) == seen)
        continue;
      seen = atomic_load(word);
      found = look(channel, need);
    }
    uint32_t doubt = found != 0 ? 0 : 2 * channel->doubt + 1;
    channel->futile = channel->doubt = doubt < FUTILE_MOST ? doubt : FUTILE_MOST;
  }
  for (uint32_t turn = 0; found == 0 && turn < YIELDS; turn++) {
    sched_yield();
    found = look(channel, need);
  }
  return found;
}

bool __channel_spin_message(struct channel *channel) {
  __channel_publish_head(channel);
  return spin(channel, 0) != 0;
}

bool __channel_spin_room(struct channel *channel, uint32_t need) { return spin(channel, need) != 0; }

void __channel_start_spin(struct channel *channel) {
  channel->most_spin = sysconf(_SC_NPROCESSORS_ONLN) > 1 ? SPIN_MOST : 0;
}

/* Steps 1 of "Sleeping": false when the peer is gone. */
static bool announce(struct slot *slot, struct channel_sleep *sleep) {
  uint32_t value = atomic_load(&slot->word);
  for (;;) {
    if (!word_is_held(value))
      return false;
    if ((value & WORD_WAITERS) != 0 || atomic_compare_exchange_weak(&slot->word, &value, value | WORD_WAITERS))
      break;
  }
  *sleep = (struct channel_sleep){&slot->word, value | WORD_WAITERS};
  return true;
}

/* A producer that is attached, the one slept on last if possible; or NO_SLOT. */
static int find_producer(const struct channel *channel) {
  for (uint32_t i = 0; i < channel->producers; i++) {
    uint32_t slot = 1 + ((uint32_t)channel->sentinel - 1 + i) % channel->producers;
    if (word_is_held(atomic_load(&channel->ring->slots[slot].word)))
      return (int)slot;
  }
  return NO_SLOT;
}

/* Why nothing can come any more: some producer died, or all have closed. */
static int ended(const struct channel *channel) {
  for (uint32_t slot = 1; slot <= channel->producers; slot++)
    if (atomic_load(&channel->ring->slots[slot].word) & WORD_OWNER_DIED)
      return __channel_fail(ECONNRESET);
  return __channel_fail(EPIPE);
}

int __channel_prepare_receive(struct channel *channel, struct channel_sleep *sleep) {
  struct ring *ring = channel->ring;
  for (;;) {
    uint32_t attached = atomic_load(&ring->producers_attached);
    int slot = find_producer(channel);
    if (slot == NO_SLOT) {
      int found = __channel_look_message(channel);
      if (found != 0)
        return found > 0 ? 0 : -1;
      if (atomic_load(&ring->producers_attached) != attached)
        continue;
      *sleep = (struct channel_sleep){&ring->producers_attached, attached};
      return attached == 0 ? 1 : ended(channel);
    }
    channel->sentinel = slot;
    if (channel->many)
      atomic_store(&ring->asleep, (uint32_t)slot);
    if (!announce(&ring->slots[slot], sleep)) {
      /* The kernel woke one of those who slept on it: us. */
      __channel_awake(channel);
      continue;
    }
    int found = __channel_look_message(channel);
    if (found != 0)
      __channel_awake(channel);
    return found == 0 ? 1 : found > 0 ? 0 : -1;
  }
}

int __channel_prepare_send(struct channel *channel, uint32_t need, struct channel_sleep *sleep) {
  struct ring *ring = channel->ring;
  struct slot *consumer = &ring->slots[CONSUMER_SLOT];
  uint32_t attached = atomic_load(&ring->consumers_attached);
  if (!announce(consumer, sleep)) {
    /* The kernel woke one of many producers: the others must know as well. */
    if (atomic_load(&consumer->word) & WORD_OWNER_DIED)
      __channel_futex_wake(&consumer->word);
    if (attached != 0)
      return __channel_fail(EPIPE);
    *sleep = (struct channel_sleep){&ring->consumers_attached, 0};
  }
  int found = __channel_look_room(channel, need);
  return found == 0 ? 1 : found > 0 ? 0 : -1;
}

int __channel_prepare_peer(struct channel *channel, struct channel_sleep *sleep) {
  struct ring *ring = channel->ring;
  bool consumer = channel->role == CHANNEL_CONSUMER;
  _Atomic uint32_t *counter = consumer ? &ring->producers_attached : &ring->consumers_attached;
  *sleep = (struct channel_sleep){counter, atomic_load(counter)};
  if (consumer)
    return find_producer(channel) == NO_SLOT && __channel_look_message(channel) == 0;
  return !word_is_held(atomic_load(&ring->slots[CONSUMER_SLOT].word));
}

void __channel_awake(struct channel *channel) {
  if (channel->many && channel->role == CHANNEL_CONSUMER)
    atomic_store(&channel->ring->asleep, 0);
}

void __channel_wake_consumer(struct channel *channel) {
  struct ring *ring = channel->ring;
  uint32_t slot = atomic_load(&ring->asleep);
  if (__builtin_expect(slot != 0, 0) && slot <= channel->producers &&
      (atomic_load(&ring->slots[slot].word) & WORD_WAITERS) != 0)
    __channel_futex_release(&ring->slots[slot].word);
}

/* Sleeps once: 0 (perhaps for nothing), or -1 with EINTR or ETIMEDOUT. */
int __channel_sleep(struct channel *channel, const struct channel_sleep *sleep, int64_t deadline) {
  int64_t left = deadline < 0 ? -1 : deadline - __channel_now();
  if (deadline >= 0 && left <= 0)
    return __channel_fail(ETIMEDOUT);
  bool cut = channel->many && (left < 0 || left > LONGEST_SLEEP);
  int error = __channel_futex_wait(sleep->word, sleep->value, cut ? LONGEST_SLEEP : left);
  if (error == EINTR || (error == ETIMEDOUT && !cut))
    return __channel_fail(error);
  return 0;
}

int __channel_await_message(struct channel *channel, int64_t time) {
  /* Whoever waits for room must not wait for who waits for a message. */
  __channel_publish_head(channel);
  if (time != 0 && spin(channel, 0) != 0)
    return __channel_look_message(channel) < 0 ? -1 : 0;
  int64_t deadline = time <= 0 ? time : __channel_now() + time;
  for (;;) {
    int found = __channel_look_message(channel);
    if (found != 0)
      return found < 0 ? -1 : 0;
    if (time == 0 && (find_producer(channel) != NO_SLOT || atomic_load(&channel->ring->producers_attached) == 0))
      return __channel_fail(EAGAIN);
    struct channel_sleep sleep;
    int prepared = __channel_prepare_receive(channel, &sleep);
    if (prepared < 0)
      return -1;
    if (prepared == 0)
      continue;
    if (time == 0) {
      __channel_awake(channel);
      return __channel_fail(EAGAIN);
    }
    int result = __channel_sleep(channel, &sleep, deadline);
    __channel_awake(channel);
    if (result != 0)
      return result;
  }
}

int __channel_await_room(struct channel *channel, uint32_t need, int64_t deadline) {
  if (spin(channel, need) != 0)
    return 0;
  struct channel_sleep sleep;
  int prepared = __channel_prepare_send(channel, need, &sleep);
  return prepared > 0 ? __channel_sleep(channel, &sleep, deadline) : prepared;
}

/** Waits for a peer on the other side; see <isthmus/channel.h>. */
int channel_wait_peer(struct channel *channel, int64_t time) {
  if (channel->role == CHANNEL_NONE)
    return __channel_fail(EBADF);
  int64_t deadline = time <= 0 ? time : __channel_now() + time;
  struct channel_sleep sleep;
  while (__channel_prepare_peer(channel, &sleep)) {
    if (time == 0)
      return __channel_fail(EAGAIN);
    if (__channel_sleep(channel, &sleep, deadline) != 0)
      return -1;
  }
  return 0;
}
