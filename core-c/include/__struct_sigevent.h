// union sigval and struct sigevent, which <signal.h>, <mqueue.h> and <time.h> define. 64 bytes, as in the kernel.
#ifndef ISTHMUS_STRUCT_SIGEVENT_H
#define ISTHMUS_STRUCT_SIGEVENT_H

#define __NEED_pid_t
#define __NEED_pthread_attr_t
#include <bits/alltypes.h>

union sigval {
  int sival_int;
  void *sival_ptr;
};
typedef union sigval sigval_t;

/* The names within are glibc's: programs that miss the last macro there define it by them. */
typedef struct sigevent {
  union sigval sigev_value;
  int sigev_signo;
  int sigev_notify;
  /* With glibc's names, which programs use where it has none of its own for the thread's id. */
  union {
    int __room[13];
    pid_t _tid;
    struct {
      void (*_function)(union sigval);
      pthread_attr_t *_attribute;
    } _sigev_thread;
  } _sigev_un;
} sigevent_t;
#define sigev_notify_function _sigev_un._sigev_thread._function
#define sigev_notify_attributes _sigev_un._sigev_thread._attribute
#define sigev_notify_thread_id _sigev_un._tid

#endif
