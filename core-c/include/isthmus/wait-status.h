// The macros that read a child's status, for <stdlib.h> and <sys/wait.h>. Source: wait(2).
#ifndef ISTHMUS_WAIT_STATUS_H
#define ISTHMUS_WAIT_STATUS_H

#define WNOHANG 1
#define WUNTRACED 2

#define WEXITSTATUS(status) (((status)&0xff00) >> 8)
#define WTERMSIG(status) ((status)&0x7f)
#define WSTOPSIG(status) WEXITSTATUS(status)
#define WIFEXITED(status) (WTERMSIG(status) == 0)
#define WIFSIGNALED(status) ((signed char)(WTERMSIG(status) + 1) >> 1 > 0)
#define WIFSTOPPED(status) (((status)&0xff) == 0x7f)
#define WIFCONTINUED(status) ((status) == 0xffff)
#define WCOREDUMP(status) ((status)&0x80)

#endif
