// union sigval and struct sigevent, which <signal.h> and <mqueue.h> both define.
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

struct sigevent {
  union sigval sigev_value;
  int sigev_signo;
  int sigev_notify;
  void (*sigev_notify_function)(union sigval);
  pthread_attr_t *sigev_notify_attributes;
  pid_t sigev_notify_thread_id;
};

#endif
