// <sys/pidfd.h>: descriptors of processes.
#ifndef ISTHMUS_SYS_PIDFD_H
#define ISTHMUS_SYS_PIDFD_H

#include <__struct_siginfo.h>
#include <fcntl.h>

#define PIDFD_NONBLOCK O_NONBLOCK

#ifdef __cplusplus
extern "C" {
#endif

int pidfd_open(pid_t, unsigned);
int pidfd_getfd(int, int, unsigned);
int pidfd_send_signal(int, int, siginfo_t *, unsigned);

#ifdef __cplusplus
}
#endif

#endif
