// Channel: messages between processes at memory speed, through a ring in shared memory. For guests and, compiled from
// the same sources (core-c/channel), for native programs; the two may be at opposite ends of one channel.
//
// A channel is bounded and goes one way: from one producer, or from many, to one consumer. Messages are whole, come in
// the order in which they were sent, and may be of any size up to the capacity. The kernel is asked only when somebody
// has to sleep or to be woken.
//
// A peer may die at any instruction. What a producer has sent (the function returned) stays in the ring, nothing of
// what it hadn't finished is ever seen, nobody else is stuck, and the other side is told; another peer may attach and
// go on. A consumer that dies loses nothing: what it hadn't taken yet (receive returned, or release) is there for the
// next one.
//
// Peers need not trust each other: whatever stands in the shared memory, no function reads or writes outside of it. A
// peer can spoil the messages, and one that may shorten the object can end the others with SIGBUS (a sealed memfd
// prevents that: channel_open_fd).
//
// Functions that fail return -1 (or NULL) and set errno. Times are nanoseconds: CHANNEL_FOREVER, 0 to try only, or how
// long to wait at most. A handle belongs to the thread that attached it, and a fork's child needs an attachment of its
// own.
#ifndef ISTHMUS_CHANNEL_H
#define ISTHMUS_CHANNEL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A handle on a channel. */
struct channel;

/** What a process is to a channel. */
enum channel_role {
  /** Not attached: to be attached later, as after fork. */
  CHANNEL_NONE = 0,
  CHANNEL_PRODUCER = 1,
  CHANNEL_CONSUMER = 2,
};

/** Flags of channel_open. */
enum {
  /** Make the channel when it isn't there. */
  CHANNEL_CREATE = 1,
  /** With CHANNEL_CREATE: EEXIST when it is there. */
  CHANNEL_EXCLUSIVE = 2,
};

/** How a new channel is to be; a peer that finds one takes it as it is. 0 stands for the default. */
struct channel_options {
  /** Bytes of the ring, rounded up to a power of two, 4 KiB to 1 GiB; 64 KiB by default. A message takes 8 bytes
   * more than its own, and is rounded up to a multiple of 8. */
  size_t capacity;
  /** How many producers may be attached at a time, 1 to 32; 1 by default, and then sending is faster. */
  unsigned producers;
  /** Permissions of the shared memory object, less the umask; 0600 by default. */
  mode_t mode;
};

/** What channel_status tells. */
struct channel_status {
  /** Bytes of the ring, and the largest message. */
  size_t capacity;
  size_t largest;
  /** Bytes that wait in the ring, with what the messages take beside their own. */
  size_t used;
  /** Producers that are attached now, and how many may be. */
  unsigned producers;
  unsigned most_producers;
  /** Whether a consumer is attached. */
  int consumer;
  /** Producers, and consumers, that died attached and have not been replaced. */
  unsigned dead_producers;
  int dead_consumer;
};

#define CHANNEL_FOREVER (-1)

/**
 * Opens a channel and attaches to it. Addresses: "shm:/name", a POSIX shared memory object (shm_open(3)); "memory:", a
 * new one without a name, for the processes that fork from here or are given channel_fd.
 * Doesn't wait for other peers. Errors: ENOENT (nobody made it), EEXIST, EBUSY (another consumer is attached, or as
 * many producers as may be), EBADMSG (what is there is no channel, or a damaged one), EPROTONOSUPPORT (another kind of
 * address), EINVAL, EACCES, EMFILE, ENOMEM, ENOSPC.
 */
struct channel *channel_open(const char *address, int flags, enum channel_role role,
                             const struct channel_options *options);

/** The same for a descriptor of shared memory (memfd_create(2), or received), which is the caller's to close. An empty
 * one is made a channel when CHANNEL_CREATE is given. */
struct channel *channel_open_fd(int fd, int flags, enum channel_role role, const struct channel_options *options);

/** Attaches a handle that has no role in this process, in a fork's child also its parent's. Errors: EBUSY as above,
 * EINVAL. */
int channel_attach(struct channel *channel, enum channel_role role);

/** Ends the attachment, which may be followed by another. What was borrowed comes again; in a fork's child the parent's
 * attachment is left alone. */
void channel_detach(struct channel *channel);

/** Detaches and forgets the handle; the channel, with what is in it, stays. */
void channel_close(struct channel *channel);

/** Removes the name of a channel; peers stay connected. Errors: those of shm_unlink(3). */
int channel_unlink(const char *address);

/** The descriptor of the shared memory, which stays the handle's; it is close-on-exec. */
int channel_fd(const struct channel *channel);

/** How things stand, without waiting. */
int channel_status(struct channel *channel, struct channel_status *status);

/**
 * Waits until the other side is attached, or, for the consumer, has been and left a message. Errors: ETIMEDOUT (EAGAIN
 * when time is 0), EINTR.
 */
int channel_wait_peer(struct channel *channel, int64_t time);

/**
 * Sends a message, which the consumer gets whole or not at all: 0. Waits while the ring is full.
 * Errors: EAGAIN (time is 0 and there is no room, or another producer is sending), ETIMEDOUT, EPIPE (the consumer is
 * gone; a channel that never had one takes messages until it is full), EMSGSIZE, EINTR, EBADMSG, EBADF (not a
 * producer).
 */
int channel_send(struct channel *channel, const void *message, size_t size, int64_t time);

/** Sends messages together: how many it took, at least one. Waits for room for the first only. */
ssize_t channel_send_many(struct channel *channel, const struct iovec *messages, size_t count, int64_t time);

/**
 * Room in the ring for a message of up to `size` bytes, 8-byte aligned, to be written in place; errors as for
 * channel_send. May be repeated before the commit. With many producers the others wait until then.
 */
void *channel_reserve(struct channel *channel, size_t size, int64_t time);

/** Sends what was reserved; the last message is `size` bytes long, not more than was reserved for it. */
int channel_commit(struct channel *channel, size_t size);

/** Gives back what was reserved. */
void channel_cancel(struct channel *channel);

/**
 * Receives the next message into a buffer: its length, which may be 0. Waits while there is none.
 * Errors: EAGAIN (time is 0 and there is none), ETIMEDOUT, EMSGSIZE (the buffer is too small; the message stays),
 * EPIPE (there were producers, they have all closed, and everything they sent has been received), ECONNRESET (the same,
 * but some died), EINTR, EBADMSG (damaged), EBADF (not the consumer).
 */
ssize_t channel_receive(struct channel *channel, void *buffer, size_t size, int64_t time);

/**
 * Receives as many messages as fit: their number, at least one. They lie in the buffer, each 8-byte aligned if the
 * buffer is, and `messages` says where and how long. Waits for the first only; errors as for channel_receive.
 */
ssize_t channel_receive_many(struct channel *channel, void *buffer, size_t size, struct iovec *messages, size_t count,
                             int64_t time);

/**
 * The next message in place, without a copy, 8-byte aligned; errors as for channel_receive. May be repeated, for the
 * messages after it. They stay valid until channel_release. A hostile producer may change them at any time.
 */
const void *channel_borrow(struct channel *channel, size_t *size, int64_t time);

/** Takes what was borrowed out of the ring. */
void channel_release(struct channel *channel);

#ifdef __cplusplus
}
#endif

#endif
