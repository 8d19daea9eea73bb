// libc++'s own mutexes and condition variables keep the layout that its compiled library knows, which is wasi-libc's.
// Found before libc++'s header of this name, which it wraps.
#ifndef ISTHMUS_CXX_PTHREAD_H
#define ISTHMUS_CXX_PTHREAD_H

#include <errno.h>
#include <pthread.h>
#include <stddef.h>

/* A mutex as std::mutex holds it: the part of a pthread_mutex_t that is used. */
struct __isthmus_library_mutex {
  int __fields[6];
};
static_assert(sizeof(__isthmus_library_mutex) == offsetof(pthread_mutex_t, __data.__list), "all that is used");

/* A condition variable as std::condition_variable holds it: aligned like an int. */
struct __isthmus_library_condition {
  int __fields[12];
};
static_assert(sizeof(__isthmus_library_condition) == sizeof(pthread_cond_t), "the whole of it");

/* The functions that libc++ calls, for these. */
#define __ISTHMUS_MUTEX reinterpret_cast<pthread_mutex_t *>(__mutex)
#define __ISTHMUS_CONDITION reinterpret_cast<pthread_cond_t *>(__condition)
inline int pthread_mutex_init(__isthmus_library_mutex *__mutex, const pthread_mutexattr_t *__attributes) {
  return pthread_mutex_init(__ISTHMUS_MUTEX, __attributes);
}
inline int pthread_mutex_destroy(__isthmus_library_mutex *__mutex) { return pthread_mutex_destroy(__ISTHMUS_MUTEX); }
inline int pthread_mutex_lock(__isthmus_library_mutex *__mutex) { return pthread_mutex_lock(__ISTHMUS_MUTEX); }
inline int pthread_mutex_trylock(__isthmus_library_mutex *__mutex) { return pthread_mutex_trylock(__ISTHMUS_MUTEX); }
inline int pthread_mutex_unlock(__isthmus_library_mutex *__mutex) { return pthread_mutex_unlock(__ISTHMUS_MUTEX); }
inline int pthread_cond_signal(__isthmus_library_condition *__condition) {
  return pthread_cond_signal(__ISTHMUS_CONDITION);
}
inline int pthread_cond_broadcast(__isthmus_library_condition *__condition) {
  return pthread_cond_broadcast(__ISTHMUS_CONDITION);
}
inline int pthread_cond_destroy(__isthmus_library_condition *__condition) {
  return pthread_cond_destroy(__ISTHMUS_CONDITION);
}
inline int pthread_cond_wait(__isthmus_library_condition *__condition, __isthmus_library_mutex *__mutex) {
  return pthread_cond_wait(__ISTHMUS_CONDITION, __ISTHMUS_MUTEX);
}
inline int pthread_cond_timedwait(__isthmus_library_condition *__condition, __isthmus_library_mutex *__mutex,
                                  const timespec *__time) {
  return pthread_cond_timedwait(__ISTHMUS_CONDITION, __ISTHMUS_MUTEX, __time);
}
#ifdef _GNU_SOURCE
inline int pthread_cond_clockwait(__isthmus_library_condition *__condition, __isthmus_library_mutex *__mutex,
                                  clockid_t __clock, const timespec *__time) {
  return pthread_cond_clockwait(__ISTHMUS_CONDITION, __ISTHMUS_MUTEX, __clock, __time);
}
#endif
#undef __ISTHMUS_MUTEX
#undef __ISTHMUS_CONDITION

#define pthread_mutex_t __isthmus_library_mutex
#define pthread_cond_t __isthmus_library_condition
#include_next <__thread/support/pthread.h>
#undef pthread_mutex_t
#undef pthread_cond_t

#undef _LIBCPP_MUTEX_INITIALIZER
#define _LIBCPP_MUTEX_INITIALIZER                                                                                      \
  {                                                                                                                    \
    {}                                                                                                                 \
  }
#undef _LIBCPP_CONDVAR_INITIALIZER
#define _LIBCPP_CONDVAR_INITIALIZER                                                                                    \
  {                                                                                                                    \
    {}                                                                                                                 \
  }

#endif
