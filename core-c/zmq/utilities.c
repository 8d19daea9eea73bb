// The rest of zmq.h: errors as text, the version, time, counters, text for keys (RFC 32/Z85), and older names.
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "context.h"
#include "include/zmq.h"
#include "socket.h"

int zmq_errno(void) { return errno; }

const char *zmq_strerror(int error) {
  switch (error) {
  case EFSM:
    return "Operation cannot be accomplished in current state";
  case ENOCOMPATPROTO:
    return "The protocol is not compatible with the socket type";
  case ETERM:
    return "Context was terminated";
  case EMTHREAD:
    return "No thread available";
  case EHOSTUNREACH:
    return "Host unreachable";
  default:
    return strerror(error);
  }
}

void zmq_version(int *major, int *minor, int *patch) {
  *major = ZMQ_VERSION_MAJOR;
  *minor = ZMQ_VERSION_MINOR;
  *patch = ZMQ_VERSION_PATCH;
}

int zmq_has(const char *capability) { return strcmp(capability, "ipc") == 0 ? 1 : 0; }

// Time.

void *zmq_stopwatch_start(void) {
  int64_t *start = malloc(sizeof *start);
  if (start != NULL)
    *start = clock_microseconds();
  return start;
}

unsigned long zmq_stopwatch_intermediate(void *stopwatch) {
  return (unsigned long)(clock_microseconds() - *(int64_t *)stopwatch);
}

unsigned long zmq_stopwatch_stop(void *stopwatch) {
  unsigned long result = zmq_stopwatch_intermediate(stopwatch);
  free(stopwatch);
  return result;
}

void zmq_sleep(int seconds) {
  // Connections go on meanwhile.
  int64_t end = clock_milliseconds() + (int64_t)seconds * 1000;
  int64_t left;
  while ((left = end - clock_milliseconds()) > 0) {
    if (zmq_poll(NULL, 0, left > 1000 ? 1000 : (long)left) < 0)
      return;
  }
}

void *zmq_threadstart(zmq_thread_fn *function, void *argument) {
  (void)function, (void)argument;
  errno = EAGAIN;
  return NULL;
}

void zmq_threadclose(void *thread) { (void)thread; }

// Counters.

void *zmq_atomic_counter_new(void) { return calloc(1, sizeof(atomic_int)); }

void zmq_atomic_counter_set(void *counter, int value) { atomic_store((atomic_int *)counter, value); }

int zmq_atomic_counter_inc(void *counter) { return atomic_fetch_add((atomic_int *)counter, 1); }

int zmq_atomic_counter_dec(void *counter) { return atomic_fetch_sub((atomic_int *)counter, 1) != 1; }

int zmq_atomic_counter_value(void *counter) { return atomic_load((atomic_int *)counter); }

void zmq_atomic_counter_destroy(void **counter) {
  free(*counter);
  *counter = NULL;
}

// Keys: four bytes are five digits of base 85.

static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

char *zmq_z85_encode(char *to, const uint8_t *data, size_t size) {
  if (size % 4 != 0) {
    errno = EINVAL;
    return NULL;
  }
  char *next = to;
  for (size_t at = 0; at < size; at += 4) {
    uint32_t number =
        (uint32_t)data[at] << 24 | (uint32_t)data[at + 1] << 16 | (uint32_t)data[at + 2] << 8 | data[at + 3];
    for (int i = 4; i >= 0; i--, number /= 85)
      next[i] = digits[number % 85];
    next += 5;
  }
  *next = 0;
  return to;
}

uint8_t *zmq_z85_decode(uint8_t *to, const char *text) {
  size_t size = strlen(text);
  uint8_t *next = to;
  bool good = size > 0 && size % 5 == 0;
  for (size_t at = 0; good && at < size; at += 5) {
    uint64_t number = 0;
    for (int i = 0; i < 5; i++) {
      const char *digit = strchr(digits, text[at + (size_t)i]);
      good = good && digit != NULL;
      number = number * 85 + (digit == NULL ? 0 : (uint64_t)(digit - digits));
    }
    good = good && number <= UINT32_MAX;
    for (int i = 3; good && i >= 0; i--)
      *next++ = (uint8_t)(number >> (8 * i));
  }
  if (good)
    return to;
  errno = EINVAL;
  return NULL;
}

int zmq_curve_keypair(char *public_key, char *secret_key) {
  (void)public_key, (void)secret_key;
  errno = ENOTSUP;
  return -1;
}

int zmq_curve_public(char *public_key, const char *secret_key) {
  (void)public_key, (void)secret_key;
  errno = ENOTSUP;
  return -1;
}

// Older names.

int zmq_sendmsg(void *socket, zmq_msg_t *message, int flags) { return zmq_msg_send(message, socket, flags); }

int zmq_recvmsg(void *socket, zmq_msg_t *message, int flags) { return zmq_msg_recv(message, socket, flags); }

int zmq_sendiov(void *socket, struct iovec *parts, size_t count, int flags) {
  if (socket_of(socket) == NULL)
    return -1;
  if (count == 0 || parts == NULL) {
    errno = EINVAL;
    return -1;
  }
  int result = 0;
  for (size_t i = 0; i < count && result >= 0; i++)
    result = zmq_send(socket, parts[i].iov_base, parts[i].iov_len, i + 1 == count ? flags & ~ZMQ_SNDMORE : flags);
  return result;
}

int zmq_recviov(void *socket, struct iovec *parts, size_t *count, int flags) {
  if (socket_of(socket) == NULL)
    return -1;
  if (count == NULL || *count == 0 || parts == NULL) {
    errno = EINVAL;
    return -1;
  }
  size_t room = *count;
  *count = 0;
  for (bool more = true; more && *count < room;) {
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    if (zmq_msg_recv(&frame, socket, flags) < 0) {
      zmq_msg_close(&frame);
      return -1;
    }
    struct iovec *part = &parts[*count];
    part->iov_len = zmq_msg_size(&frame);
    part->iov_base = malloc(part->iov_len > 0 ? part->iov_len : 1);
    if (part->iov_base == NULL) {
      zmq_msg_close(&frame);
      errno = ENOMEM;
      return -1;
    }
    memcpy(part->iov_base, zmq_msg_data(&frame), part->iov_len);
    more = zmq_msg_more(&frame) != 0;
    zmq_msg_close(&frame);
    ++*count;
  }
  return (int)*count;
}
