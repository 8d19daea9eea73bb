// <linux/wait.h>: options of wait(2) and the kinds of waitid(2), which <sys/wait.h> has.
#ifndef ISTHMUS_LINUX_WAIT_H
#define ISTHMUS_LINUX_WAIT_H

#include <sys/wait.h>

#endif
