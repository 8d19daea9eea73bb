// <linux/timerfd.h>: the request of ioctl(2) for a timer's descriptor. The calls and flags are in <sys/timerfd.h>.
#ifndef ISTHMUS_LINUX_TIMERFD_H
#define ISTHMUS_LINUX_TIMERFD_H

#include <sys/timerfd.h>

#define TFD_IOC_SET_TICKS 0x40085400

#endif
