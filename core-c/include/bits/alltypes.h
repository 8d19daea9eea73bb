// The pthread types with the sizes and layout of glibc on x86-64, so that a struct shared with a native program has its
// locks where that one has them. All other types are wasi-libc's. Included many times, each time for some types.
#if defined(__NEED_pthread_once_t) && !defined(__DEFINED_pthread_once_t)
typedef int pthread_once_t;
#define __DEFINED_pthread_once_t
#endif

#if defined(__NEED_pthread_spinlock_t) && !defined(__DEFINED_pthread_spinlock_t)
typedef volatile int pthread_spinlock_t;
#define __DEFINED_pthread_spinlock_t
#endif

#if defined(__NEED_pthread_mutexattr_t) && !defined(__DEFINED_pthread_mutexattr_t)
typedef union {
  char __size[4];
  int __align;
} pthread_mutexattr_t;
#define __DEFINED_pthread_mutexattr_t
#endif

#if defined(__NEED_pthread_condattr_t) && !defined(__DEFINED_pthread_condattr_t)
typedef union {
  char __size[4];
  int __align;
} pthread_condattr_t;
#define __DEFINED_pthread_condattr_t
#endif

#if defined(__NEED_pthread_barrierattr_t) && !defined(__DEFINED_pthread_barrierattr_t)
typedef union {
  char __size[4];
  int __align;
} pthread_barrierattr_t;
#define __DEFINED_pthread_barrierattr_t
#endif

#if defined(__NEED_pthread_rwlockattr_t) && !defined(__DEFINED_pthread_rwlockattr_t)
typedef union {
  char __size[8];
  long long __align;
} pthread_rwlockattr_t;
#define __DEFINED_pthread_rwlockattr_t
#endif

#if defined(__NEED_pthread_attr_t) && !defined(__DEFINED_pthread_attr_t)
union pthread_attr_t {
  char __size[56];
  long long __align;
};
typedef union pthread_attr_t pthread_attr_t;
#define __DEFINED_pthread_attr_t
#endif

#if defined(__NEED_pthread_mutex_t) && !defined(__DEFINED_pthread_mutex_t)
typedef union {
  struct {
    int __lock;
    unsigned __count;
    int __owner;
    unsigned __nusers;
    int __kind;
    int __spins;
    long long __list[2];
  } __data;
  char __size[40];
  long long __align;
} pthread_mutex_t;
#define __DEFINED_pthread_mutex_t
#endif

#if defined(__NEED_pthread_cond_t) && !defined(__DEFINED_pthread_cond_t)
typedef union {
  struct {
    unsigned __word;
    unsigned __flags;
  } __data;
  char __size[48];
  long long __align;
} pthread_cond_t;
#define __DEFINED_pthread_cond_t
#endif

#if defined(__NEED_pthread_rwlock_t) && !defined(__DEFINED_pthread_rwlock_t)
typedef union {
  struct {
    unsigned __state;
    int __writer;
    int __shared;
    int __kind;
  } __data;
  char __size[56];
  long long __align;
} pthread_rwlock_t;
#define __DEFINED_pthread_rwlock_t
#endif

#if defined(__NEED_pthread_barrier_t) && !defined(__DEFINED_pthread_barrier_t)
typedef union {
  struct {
    unsigned __arrived;
    unsigned __phase;
    unsigned __inside;
    unsigned __count;
    int __shared;
  } __data;
  char __size[32];
  long long __align;
} pthread_barrier_t;
#define __DEFINED_pthread_barrier_t
#endif

#if defined(__NEED_mtx_t) && !defined(__DEFINED_mtx_t)
typedef union {
  char __size[40];
  long long __align;
} mtx_t;
#define __DEFINED_mtx_t
#endif

#if defined(__NEED_cnd_t) && !defined(__DEFINED_cnd_t)
typedef union {
  char __size[48];
  long long __align;
} cnd_t;
#define __DEFINED_cnd_t
#endif

#include_next <bits/alltypes.h>
