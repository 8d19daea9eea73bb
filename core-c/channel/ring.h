// The ring as it lies in shared memory, the handle, and what the sources of the channel share. The protocol is argued
// here, once; each source names the step it does.
//
// Memory. The first page is the header below; the ring's bytes follow, and are mapped twice in a row, so that every
// message is contiguous. Positions are counts of bytes, modulo 2^32, and multiples of 8; the capacity is a power of two
// of at most 2^30, so that `tail - head` never wraps ambiguously. A message is a record: its size (u32), 0 (u32), its
// bytes, up to the next multiple of 8.
//
// Sending. A record is written behind `tail`, where nobody looks; then `tail` moves past it, in one atomic store. A
// producer killed before that store has sent nothing, and the next one writes over what it left; killed after it, the
// message is whole. Of many producers only the holder of `lock` does this, so that the same holds: there is no state in
// between to repair, and a dead holder's lock may simply be taken. The lock names the holder's slot and how often that
// had been taken, so that "the holder is dead" can't be said of another that took the slot later (see lock.c).
//
// Receiving. `received` moves past a record when its message has been taken; the next consumer begins there, so it
// needs no ordering but program order: a consumer that looks at its predecessor's has taken the slot that the kernel
// freed after it died. `head`, which producers look at, follows in larger steps (and whenever the ring was found
// empty), since each step takes a cache line from the producers. head <= received <= tail at every instruction.
//
// Dying. Each peer holds the `word` of its slot as a robust futex: it contains the peer's thread id, and when that
// thread ends in whatever way the kernel sets FUTEX_OWNER_DIED in it and wakes a waiter if FUTEX_WAITERS is set
// (set_robust_list(2)). So a word whose thread id is 0 is a peer that is gone, and it can't be mistaken because of a
// reused id.
//
// Sleeping. Who waits for what a peer may do sleeps on that peer's own word: (1) set FUTEX_WAITERS in it, (2) look
// again, (3) FUTEX_WAIT while the word is unchanged. The peer (a) does what is waited for, (b) looks at its own word,
// and if FUTEX_WAITERS is set (c) clears it and wakes, in one system call (FUTEX_WAKE_OP). 1, 2, a and b are
// sequentially consistent, so either 2 sees a, or b sees 1; and if c comes between 1 and 3, the word has changed and 3
// returns. If the peer is killed after b and before c, FUTEX_WAITERS is still set, and the kernel wakes in its stead;
// within c it can't be killed. So nobody sleeps over an event, and nobody polls.
// The kernel wakes one waiter only: whoever finds its peer dead wakes the others. That one might be killed before it
// does so, and a consumer of many producers sleeps on the word of one of them, on behalf of all (`asleep` says which),
// of whom another may be killed between a and c. For these two cases a sleep is cut at a second where there are many.
//
// Trust. Everything in shared memory is read once, into a variable, and checked before it is used: a position must be a
// multiple of 8 and within the capacity of one's own, a record must end before `tail`, a slot must exist. What a peer
// itself decides (its own position, the capacity) it keeps in the handle.
#ifndef ISTHMUS_CHANNEL_RING_H
#define ISTHMUS_CHANNEL_RING_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <errno.h>
#include <isthmus/channel.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define RING_MAGIC 0x4e484349u
#define RING_VERSION 1u

enum {
  RING_HEADER = 4096,
  RING_SMALLEST = 4096,
  RING_DEFAULT = 65536,
  RING_LARGEST = 1 << 30,
  RING_PRODUCERS = 32,
  RECORD_HEADER = 8,
  /* Slot 0 is the consumer's, the others are producers'. */
  CONSUMER_SLOT = 0,
  NO_SLOT = -1,
};

/* Of a robust futex word; <linux/futex.h> isn't everywhere. */
#define WORD_WAITERS 0x80000000u
#define WORD_OWNER_DIED 0x40000000u
#define WORD_OWNER 0x3fffffffu

struct slot {
  _Alignas(64) _Atomic uint32_t word;
  /* How often the slot has been taken. */
  _Atomic uint32_t generation;
};

/* What one side writes is 128 bytes from what the other writes, since processors fetch lines in pairs. */
struct ring {
  _Atomic uint32_t magic; /* set last */
  uint32_t version;
  uint32_t capacity;
  uint32_t producers;
  /* Of the producers. */
  _Alignas(128) _Atomic uint32_t tail;
  _Atomic uint32_t lock;
  /* Of the consumer. */
  _Alignas(128) _Atomic uint32_t head;
  volatile uint32_t received;
  /* Rarely written. How often each side was attached: futexes for those who wait for the first one. */
  _Alignas(128) _Atomic uint32_t producers_attached;
  _Atomic uint32_t consumers_attached;
  /* The slot on whose word the consumer of many producers sleeps, or 0. */
  _Atomic uint32_t asleep;
  _Alignas(128) struct slot slots[1 + RING_PRODUCERS];
};

_Static_assert(sizeof(struct ring) <= RING_HEADER, "the header is one page");

struct channel {
  unsigned char *bytes;
  uint32_t mask;
  /* The producer's: where the next record goes. The consumer's: how far it has borrowed. */
  uint32_t position;
  /* How much room there is behind it for a producer, or how much to receive for the consumer, as last looked up. Each
   * is 0 for who isn't that. */
  uint32_t room;
  uint32_t there;
  /* The producer's: the beginning of the last record reserved, and `tail`. */
  uint32_t last;
  uint32_t sent;
  /* The consumer's: how far it has released, and `head`. */
  uint32_t released;
  uint32_t published;
  struct ring *ring;
  uint32_t capacity;
  enum channel_role role;
  int slot;
  /* More than one producer may be attached. */
  bool many;
  /* Holds the lock for what it has reserved. */
  bool locked;
  /* The lock's value when this producer holds it. */
  uint32_t token;
  /* The producer on whose word this consumer slept last. */
  int sentinel;
  /* How often to look before sleeping; how many waits to go without, now and after the last one in vain; see wait.c. */
  uint32_t most_spin;
  uint32_t futile;
  uint32_t doubt;
  /* How long to let messages gather before looking for more, while there always are a few; see receive.c. */
  uint32_t gather;
  /* For relax. */
  uint32_t zero;
  uint32_t producers;
  int fd;
  pid_t process;
  void *map;
  size_t map_length;
};

/* What a sleeper sleeps on: a word in shared memory while it has a value. */
struct channel_sleep {
  _Atomic uint32_t *word;
  uint32_t value;
};

static inline uint32_t record_length(uint32_t size) { return RECORD_HEADER + ((size + 7) & ~7u); }

/* A peer is attached to the slot of this word. */
static inline bool word_is_held(uint32_t word) { return (word & WORD_OWNER) != 0; }

/* For a look that decides nothing that another look doesn't: cheaper than an atomic one in a guest. */
static inline uint32_t word_glance(const _Atomic uint32_t *word) { return *(const volatile uint32_t *)word; }

static inline int __channel_fail(int error) {
  errno = error;
  return -1;
}

/* hold.c: takes a slot's word for this thread (0, EBUSY or another errno), and gives it back, waking who waits. */
int __channel_hold(_Atomic uint32_t *word);
void __channel_unhold(_Atomic uint32_t *word);
/* Bytes that hold.c needs for itself in front of the header's mapping. */
size_t __channel_hold_space(void);

/* futex.c: 0, or an errno (EAGAIN, EINTR, ETIMEDOUT); time is nanoseconds, negative for ever. */
int __channel_futex_wait(_Atomic uint32_t *word, uint32_t value, int64_t time);
void __channel_futex_wake(_Atomic uint32_t *word);
/* Clears FUTEX_WAITERS and wakes all, in one. */
void __channel_futex_release(_Atomic uint32_t *word);
int64_t __channel_now(void);

/* wait.c. Prepares to sleep: 1 when `sleep` says on what, 0 when there is no need, -1 with errno. */
int __channel_prepare_receive(struct channel *channel, struct channel_sleep *sleep);
int __channel_prepare_send(struct channel *channel, uint32_t need, struct channel_sleep *sleep);
int __channel_prepare_peer(struct channel *channel, struct channel_sleep *sleep);
/* After a sleep. */
void __channel_awake(struct channel *channel);
int __channel_sleep(struct channel *channel, const struct channel_sleep *sleep, int64_t deadline);
/* Spins, then sleeps, until there is a message: 0, or -1 with errno. */
int __channel_await_message(struct channel *channel, int64_t time);
/* Spins, then sleeps once, for room that may be there then: 0, or -1 with errno. */
int __channel_await_room(struct channel *channel, uint32_t need, int64_t deadline);
void __channel_start_spin(struct channel *channel);
/* Spins only: whether there is a message, or room, now. */
bool __channel_spin_message(struct channel *channel);
bool __channel_spin_room(struct channel *channel, uint32_t need);
/* Looks at the other side's position: whether there is a message, or room. -1 with EBADMSG when it can't be true. */
int __channel_look_message(struct channel *channel);
int __channel_look_room(struct channel *channel, uint32_t need);
/* Wakes the consumer when it sleeps on one of the producers. */
void __channel_wake_consumer(struct channel *channel);

/* receive.c: tells the producers of all the room there is; takes back the last channel_borrow. */
void __channel_publish_head(struct channel *channel);
void __channel_return_last(struct channel *channel, size_t size);

/* lock.c: the producers' lock. 0, or -1 with errno; `deadline` as for __channel_now, negative for ever, 0 to try. */
int __channel_lock(struct channel *channel, int64_t deadline);
void __channel_unlock(struct channel *channel);
/* Frees the lock if the slot's former holder died with it. */
void __channel_inherit_lock(struct channel *channel, uint32_t former);

/* Some 40 cycles in which the line that is looked at is left to the other side. Gives 0, but so that what depends on it
 * isn't done earlier: a processor that runs ahead has to throw away all that it has read of the line when that
 * changes. */
static inline uint32_t __channel_relax(const struct channel *channel) {
#if defined(__x86_64__)
  (void)channel;
  __builtin_ia32_pause();
  return 0;
#elif defined(__aarch64__)
  (void)channel;
  __asm__ volatile("yield");
  return 0;
#else
  uint32_t zero = *(const volatile uint32_t *)&channel->zero;
  for (int i = 0; i < 8; i++)
    zero *= zero + 3;
  return zero;
#endif
}

/* What a peer does after each step that another may wait for: b and c of "Sleeping". */
static inline void __channel_wake(struct channel *channel) {
  _Atomic uint32_t *word = &channel->ring->slots[channel->slot].word;
  if (__builtin_expect((atomic_load(word) & WORD_WAITERS) != 0, 0))
    __channel_futex_release(word);
}

#endif
