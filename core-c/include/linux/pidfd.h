// <linux/pidfd.h>: flags of pidfd_open(2) and pidfd_send_signal(2).
#ifndef ISTHMUS_LINUX_PIDFD_H
#define ISTHMUS_LINUX_PIDFD_H

#include <fcntl.h>

#define PIDFD_NONBLOCK O_NONBLOCK
#define PIDFD_THREAD O_EXCL

#define PIDFD_SIGNAL_THREAD 1
#define PIDFD_SIGNAL_THREAD_GROUP 2
#define PIDFD_SIGNAL_PROCESS_GROUP 4

#endif
