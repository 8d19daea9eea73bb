// Making mutexes, and their attributes. Priority protocols are kept and told, but change no priority.
#include "mutex.h"

/* Bits of an attribute object beside the type, as glibc has them. */
enum { CEILING_SHIFT = 12, CEILING = 0xfff << CEILING_SHIFT, PROTOCOL_SHIFT = 28, PROTOCOL = 3 << PROTOCOL_SHIFT };
static const unsigned ATTRIBUTE_ROBUST = 0x40000000, ATTRIBUTE_SHARED = 0x80000000;

enum { LOWEST_CEILING = 1, HIGHEST_CEILING = 99 };

static unsigned *bits(pthread_mutexattr_t *attributes) { return (unsigned *)attributes; }
static unsigned bits_of(const pthread_mutexattr_t *attributes) { return *(const unsigned *)attributes; }

static void set_bits(pthread_mutexattr_t *attributes, unsigned mask, unsigned value) {
  *bits(attributes) = (bits_of(attributes) & ~mask) | value;
}

static bool is_ceiling(int ceiling) { return ceiling >= LOWEST_CEILING && ceiling <= HIGHEST_CEILING; }

/** Makes a mutex, free. ENOTSUP for a robust one with PTHREAD_PRIO_PROTECT. pthread_mutex_init(3). */
int pthread_mutex_init(pthread_mutex_t *restrict mutex, const pthread_mutexattr_t *restrict attributes) {
  unsigned wanted = attributes == NULL ? 0 : bits_of(attributes);
  int protocol = (int)((wanted & PROTOCOL) >> PROTOCOL_SHIFT), ceiling = 0;
  int kind = (int)(wanted & (KIND_TYPE | KIND_NO_ELISION));
  if (wanted & ATTRIBUTE_ROBUST) {
    if (protocol == PTHREAD_PRIO_PROTECT)
      return ENOTSUP;
    kind |= KIND_ROBUST;
  }
  if (protocol == PTHREAD_PRIO_INHERIT)
    kind |= KIND_INHERIT;
  if (protocol == PTHREAD_PRIO_PROTECT) {
    kind |= KIND_PROTECT;
    pthread_mutexattr_getprioceiling(attributes, &ceiling);
  }
  if (wanted & ATTRIBUTE_SHARED)
    kind |= KIND_SHARED;
  /* Field by field: libc++'s own mutexes end after these. */
  mutex->__data.__lock = 0;
  mutex->__data.__count = 0;
  mutex->__data.__owner = 0;
  mutex->__data.__nusers = 0;
  mutex->__data.__kind = kind;
  mutex->__data.__spins = ceiling;
  return 0;
}

/** Ends the use of a mutex; EBUSY while it is locked, unless it is robust. pthread_mutex_destroy(3). */
int pthread_mutex_destroy(pthread_mutex_t *mutex) {
  if (!(mutex->__data.__kind & KIND_ROBUST) && mutex->__data.__nusers != 0)
    return EBUSY;
  mutex->__data.__kind = -1;
  return 0;
}

/** The priority ceiling of a mutex with PTHREAD_PRIO_PROTECT; EINVAL of others. pthread_mutex_getprioceiling(3). */
int pthread_mutex_getprioceiling(const pthread_mutex_t *restrict mutex, int *restrict ceiling) {
  if (!(mutex->__data.__kind & KIND_PROTECT))
    return EINVAL;
  *ceiling = mutex->__data.__spins;
  return 0;
}

/** Sets it, having locked the mutex for it. EINVAL outside 1 to 99. pthread_mutex_setprioceiling(3). */
int pthread_mutex_setprioceiling(pthread_mutex_t *restrict mutex, int ceiling, int *restrict former) {
  if (!(mutex->__data.__kind & KIND_PROTECT) || !is_ceiling(ceiling))
    return EINVAL;
  int error = pthread_mutex_lock(mutex);
  if (error != 0)
    return error;
  if (former != NULL)
    *former = mutex->__data.__spins;
  mutex->__data.__spins = ceiling;
  return pthread_mutex_unlock(mutex);
}

/** Attributes of a private mutex of the default kind. pthread_mutexattr_init(3). */
int pthread_mutexattr_init(pthread_mutexattr_t *attributes) {
  *bits(attributes) = 0;
  return 0;
}

/** Ends their use. pthread_mutexattr_destroy(3). */
int pthread_mutexattr_destroy(pthread_mutexattr_t *attributes) {
  (void)attributes;
  return 0;
}

/** PTHREAD_MUTEX_NORMAL (which is the default), _RECURSIVE, _ERRORCHECK or _ADAPTIVE_NP. pthread_mutexattr_settype(3).
 */
int pthread_mutexattr_gettype(const pthread_mutexattr_t *restrict attributes, int *restrict type) {
  *type = (int)(bits_of(attributes) & KIND_TYPE);
  return 0;
}

/** Sets the type; EINVAL for none of these. pthread_mutexattr_settype(3). */
int pthread_mutexattr_settype(pthread_mutexattr_t *attributes, int type) {
  if (type < PTHREAD_MUTEX_NORMAL || type > PTHREAD_MUTEX_ADAPTIVE_NP)
    return EINVAL;
  unsigned elision = type == PTHREAD_MUTEX_NORMAL ? KIND_NO_ELISION : 0;
  set_bits(attributes, KIND_TYPE | KIND_NO_ELISION, (unsigned)type | elision);
  return 0;
}

/** Whether processes share the mutex. pthread_mutexattr_getpshared(3). */
int pthread_mutexattr_getpshared(const pthread_mutexattr_t *restrict attributes, int *restrict shared) {
  *shared = bits_of(attributes) & ATTRIBUTE_SHARED ? PTHREAD_PROCESS_SHARED : PTHREAD_PROCESS_PRIVATE;
  return 0;
}

/** Sets PTHREAD_PROCESS_PRIVATE or _SHARED. pthread_mutexattr_setpshared(3). */
int pthread_mutexattr_setpshared(pthread_mutexattr_t *attributes, int shared) {
  if (shared != PTHREAD_PROCESS_PRIVATE && shared != PTHREAD_PROCESS_SHARED)
    return EINVAL;
  set_bits(attributes, ATTRIBUTE_SHARED, shared ? ATTRIBUTE_SHARED : 0);
  return 0;
}

/** Whether the mutex survives its owner's death. pthread_mutexattr_getrobust(3). */
int pthread_mutexattr_getrobust(const pthread_mutexattr_t *restrict attributes, int *restrict robust) {
  *robust = bits_of(attributes) & ATTRIBUTE_ROBUST ? PTHREAD_MUTEX_ROBUST : PTHREAD_MUTEX_STALLED;
  return 0;
}

/** Sets PTHREAD_MUTEX_STALLED or _ROBUST. pthread_mutexattr_setrobust(3). */
int pthread_mutexattr_setrobust(pthread_mutexattr_t *attributes, int robust) {
  if (robust != PTHREAD_MUTEX_STALLED && robust != PTHREAD_MUTEX_ROBUST)
    return EINVAL;
  set_bits(attributes, ATTRIBUTE_ROBUST, robust ? ATTRIBUTE_ROBUST : 0);
  return 0;
}

/** The older names. pthread_mutexattr_setrobust(3). */
int pthread_mutexattr_getrobust_np(const pthread_mutexattr_t *attributes, int *robust) {
  return pthread_mutexattr_getrobust(attributes, robust);
}
int pthread_mutexattr_setrobust_np(pthread_mutexattr_t *attributes, int robust) {
  return pthread_mutexattr_setrobust(attributes, robust);
}

/** The priority protocol. pthread_mutexattr_getprotocol(3). */
int pthread_mutexattr_getprotocol(const pthread_mutexattr_t *restrict attributes, int *restrict protocol) {
  *protocol = (int)((bits_of(attributes) & PROTOCOL) >> PROTOCOL_SHIFT);
  return 0;
}

/** Sets PTHREAD_PRIO_NONE, _INHERIT or _PROTECT; EINVAL for others. pthread_mutexattr_setprotocol(3). */
int pthread_mutexattr_setprotocol(pthread_mutexattr_t *attributes, int protocol) {
  if (protocol < PTHREAD_PRIO_NONE || protocol > PTHREAD_PRIO_PROTECT)
    return EINVAL;
  set_bits(attributes, PROTOCOL, (unsigned)protocol << PROTOCOL_SHIFT);
  return 0;
}

/** The priority ceiling, the lowest real-time priority unless it was set. pthread_mutexattr_getprioceiling(3). */
int pthread_mutexattr_getprioceiling(const pthread_mutexattr_t *restrict attributes, int *restrict ceiling) {
  int set = (int)((bits_of(attributes) & CEILING) >> CEILING_SHIFT);
  *ceiling = set < LOWEST_CEILING ? LOWEST_CEILING : set;
  return 0;
}

/** Sets it; EINVAL outside 1 to 99. pthread_mutexattr_setprioceiling(3). */
int pthread_mutexattr_setprioceiling(pthread_mutexattr_t *attributes, int ceiling) {
  if (!is_ceiling(ceiling))
    return EINVAL;
  set_bits(attributes, CEILING, (unsigned)ceiling << CEILING_SHIFT);
  return 0;
}
