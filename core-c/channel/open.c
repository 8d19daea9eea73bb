// Opening, making, attaching and closing channels; the mapping. What goes through them is send.c's and receive.c's.
#include "ring.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* How long somebody else may take to make a channel. */
enum { PATIENCE_MILLISECONDS = 1000 };

/* The part of an address behind its scheme, or NULL for another scheme. */
static const char *after(const char *address, const char *scheme) {
  size_t length = strlen(scheme);
  return strncmp(address, scheme, length) == 0 ? address + length : NULL;
}

static int check_options(const struct channel_options *options, uint32_t *capacity, uint32_t *producers) {
  *capacity = RING_DEFAULT;
  *producers = 1;
  if (options == NULL)
    return 0;
  if (options->capacity > RING_LARGEST || options->producers > RING_PRODUCERS)
    return __channel_fail(EINVAL);
  if (options->producers != 0)
    *producers = options->producers;
  if (options->capacity != 0)
    for (*capacity = RING_SMALLEST; *capacity < options->capacity;)
      *capacity *= 2;
  return 0;
}

/* What the memory says of itself: 1 when it is a channel, 0 when nobody has finished making one, -1 with errno. */
static int read_header(int fd, uint32_t *capacity, uint32_t *producers) {
  uint32_t words[4];
  struct stat status;
  if (fstat(fd, &status) != 0)
    return -1;
  ssize_t count = pread(fd, words, sizeof words, 0);
  if (count < 0)
    return -1;
  if (count < (ssize_t)sizeof words || words[0] == 0)
    return 0;
  *capacity = words[2];
  *producers = words[3];
  bool possible = words[0] == RING_MAGIC && words[1] == RING_VERSION && *capacity >= RING_SMALLEST &&
                  *capacity <= RING_LARGEST && (*capacity & (*capacity - 1)) == 0 && *producers >= 1 &&
                  *producers <= RING_PRODUCERS && status.st_size >= (off_t)RING_HEADER + *capacity;
  return possible ? 1 : __channel_fail(EBADMSG);
}

/* The magic number comes last: a maker that dies before leaves memory that the next one begins anew. */
static int write_header(int fd, uint32_t capacity, uint32_t producers) {
  uint32_t words[4] = {0, RING_VERSION, capacity, producers};
  uint32_t magic = RING_MAGIC;
  if (ftruncate(fd, (off_t)RING_HEADER + capacity) != 0 || pwrite(fd, words, sizeof words, 0) != sizeof words)
    return -1;
  return pwrite(fd, &magic, sizeof magic, 0) == sizeof magic ? 0 : -1;
}

/* Makes the channel in empty memory, unless another does it at the same time. A lock that dies with its holder decides;
 * it is waited for with patience that ends, since anybody may hold it. */
static int make(int fd, int flags, const struct channel_options *options, uint32_t *capacity, uint32_t *producers) {
  uint32_t wanted_capacity, wanted_producers;
  if (check_options(options, &wanted_capacity, &wanted_producers) != 0)
    return -1;
  int found = read_header(fd, capacity, producers);
  if (found != 0)
    return found < 0 ? -1 : 0;
  if ((flags & CHANNEL_CREATE) == 0)
    return __channel_fail(ENOENT);
  for (int waited = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; waited++) {
    if (errno != EWOULDBLOCK)
      return -1;
    if (waited == PATIENCE_MILLISECONDS)
      return __channel_fail(EBUSY);
    nanosleep(&(struct timespec){0, 1000000}, NULL);
  }
  found = read_header(fd, capacity, producers);
  if (found == 0) {
    *capacity = wanted_capacity;
    *producers = wanted_producers;
    found = write_header(fd, *capacity, *producers) == 0 ? 1 : -1;
  }
  int error = errno;
  flock(fd, LOCK_UN);
  errno = error;
  return found < 0 ? -1 : 0;
}

/* Header and ring, and the ring again behind them. */
static int map(struct channel *channel, int fd) {
  size_t before = __channel_hold_space();
  size_t once = RING_HEADER + (size_t)channel->capacity;
  channel->map_length = before + once + channel->capacity;
  unsigned char *base = mmap(NULL, channel->map_length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED)
    return -1;
  channel->map = base;
  unsigned char *ring = base + before;
  const int access = PROT_READ | PROT_WRITE;
  bool mapped = (before == 0 || mprotect(base, before, access) == 0) &&
                mmap(ring, once, access, MAP_SHARED | MAP_FIXED, fd, 0) != MAP_FAILED &&
                mmap(ring + once, channel->capacity, access, MAP_SHARED | MAP_FIXED, fd, RING_HEADER) != MAP_FAILED;
  if (!mapped) {
    int error = errno;
    munmap(base, channel->map_length);
    return __channel_fail(error);
  }
  channel->ring = (struct ring *)(void *)ring;
  channel->bytes = ring + RING_HEADER;
  return 0;
}

/* Takes over the descriptor, also when it fails. */
static struct channel *open_descriptor(int fd, int flags, enum channel_role role,
                                       const struct channel_options *options) {
  struct channel *channel = calloc(1, sizeof *channel);
  int error = ENOMEM;
  if (channel == NULL)
    goto close_descriptor;
  if (make(fd, flags, options, &channel->capacity, &channel->producers) != 0 || map(channel, fd) != 0)
    goto forget;
  channel->fd = fd;
  channel->mask = channel->capacity - 1;
  channel->many = channel->producers > 1;
  channel->sentinel = 1;
  channel->slot = NO_SLOT;
  if (role == CHANNEL_NONE || channel_attach(channel, role) == 0)
    return channel;
  error = errno;
  munmap(channel->map, channel->map_length);
  errno = error;
forget:
  error = errno;
  free(channel);
close_descriptor:
  close(fd);
  errno = error;
  return NULL;
}

struct channel *channel_open(const char *address, int flags, enum channel_role role,
                             const struct channel_options *options) {
  int fd;
  const char *name = after(address, "shm:");
  if (name != NULL) {
    int open_flags = O_RDWR | (flags & CHANNEL_CREATE ? O_CREAT : 0) | (flags & CHANNEL_EXCLUSIVE ? O_EXCL : 0);
    fd = shm_open(name, open_flags, options != NULL && options->mode != 0 ? options->mode : 0600);
  } else if (strcmp(address, "memory:") == 0) {
    flags |= CHANNEL_CREATE;
    fd = memfd_create("channel", MFD_CLOEXEC);
  } else {
    errno = EPROTONOSUPPORT;
    return NULL;
  }
  return fd < 0 ? NULL : open_descriptor(fd, flags, role, options);
}

struct channel *channel_open_fd(int fd, int flags, enum channel_role role, const struct channel_options *options) {
  int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  return copy < 0 ? NULL : open_descriptor(copy, flags, role, options);
}

int channel_unlink(const char *address) {
  const char *name = after(address, "shm:");
  return name == NULL ? __channel_fail(EPROTONOSUPPORT) : shm_unlink(name);
}

int channel_fd(const struct channel *channel) { return channel->fd; }

/* Positions as another peer left them: not further apart than the ring is long. */
static bool are_possible(const struct channel *channel, uint32_t from, uint32_t to) {
  return to - from <= channel->capacity && (to - from) % 8 == 0 && to % 8 == 0;
}

static int attach_producer(struct channel *channel) {
  struct ring *ring = channel->ring;
  for (uint32_t slot = 1; slot <= channel->producers; slot++) {
    if (word_is_held(atomic_load(&ring->slots[slot].word)))
      continue;
    int error = __channel_hold(&ring->slots[slot].word);
    if (error == EBUSY)
      continue;
    if (error != 0)
      return __channel_fail(error);
    channel->slot = (int)slot;
    __channel_inherit_lock(channel, atomic_fetch_add(&ring->slots[slot].generation, 1));
    channel->position = channel->sent = channel->last = atomic_load(&ring->tail);
    /* With many, another may be sending; positions are looked at under the lock. */
    if (channel->many || are_possible(channel, atomic_load(&ring->head), channel->position))
      return 0;
    __channel_unhold(&ring->slots[slot].word);
    return __channel_fail(EBADMSG);
  }
  return __channel_fail(EBUSY);
}

static int attach_consumer(struct channel *channel) {
  struct ring *ring = channel->ring;
  _Atomic uint32_t *word = &ring->slots[CONSUMER_SLOT].word;
  int error = word_is_held(atomic_load(word)) ? EBUSY : __channel_hold(word);
  if (error != 0)
    return __channel_fail(error);
  uint32_t from = ring->received;
  channel->position = channel->released = channel->published = from;
  if (!are_possible(channel, from, atomic_load(&ring->tail))) {
    __channel_unhold(word);
    return __channel_fail(EBADMSG);
  }
  atomic_store(&ring->head, from);
  return 0;
}

int channel_attach(struct channel *channel, enum channel_role role) {
  bool consumer = role == CHANNEL_CONSUMER;
  if (channel->process != getpid())
    channel_detach(channel);
  if (channel->role != CHANNEL_NONE || (!consumer && role != CHANNEL_PRODUCER))
    return __channel_fail(EINVAL);
  if (consumer)
    channel->slot = CONSUMER_SLOT;
  if ((consumer ? attach_consumer(channel) : attach_producer(channel)) != 0)
    return -1;
  channel->role = role;
  channel->process = getpid();
  __channel_start_spin(channel);
  _Atomic uint32_t *counter = consumer ? &channel->ring->consumers_attached : &channel->ring->producers_attached;
  /* 0 stands for "never", also after 2^32 times. */
  if (atomic_fetch_add(counter, 1) == UINT32_MAX)
    atomic_store(counter, 1);
  __channel_futex_wake(counter);
  return 0;
}

void channel_detach(struct channel *channel) {
  if (channel->role != CHANNEL_NONE && channel->process == getpid()) {
    channel_cancel(channel);
    __channel_unhold(&channel->ring->slots[channel->slot].word);
  }
  channel->role = CHANNEL_NONE;
  channel->room = channel->there = 0;
}

void channel_close(struct channel *channel) {
  channel_detach(channel);
  munmap(channel->map, channel->map_length);
  close(channel->fd);
  free(channel);
}

int channel_status(struct channel *channel, struct channel_status *status) {
  struct ring *ring = channel->ring;
  uint32_t head = atomic_load(&ring->head);
  uint32_t used = atomic_load(&ring->tail) - head;
  uint32_t consumer = atomic_load(&ring->slots[CONSUMER_SLOT].word);
  *status = (struct channel_status){
      .capacity = channel->capacity,
      .largest = channel->capacity - RECORD_HEADER,
      .used = used < channel->capacity ? used : channel->capacity,
      .most_producers = channel->producers,
      .consumer = word_is_held(consumer),
      .dead_consumer = (consumer & WORD_OWNER_DIED) != 0,
  };
  for (uint32_t slot = 1; slot <= channel->producers; slot++) {
    uint32_t word = atomic_load(&ring->slots[slot].word);
    status->producers += word_is_held(word);
    status->dead_producers += (word & WORD_OWNER_DIED) != 0;
  }
  return 0;
}
