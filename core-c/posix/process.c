// Who a process is: ids, groups, sessions.
#include <unistd.h>

#include "internal.h"

/** getpid(2). */
pid_t getpid(void) { return __isthmus_getpid(); }

/** The parent's id: after its death that of the process which adopted this one. getppid(2). */
pid_t getppid(void) { return __isthmus_getppid(); }

/** The calling thread's id. gettid(2). */
pid_t gettid(void) { return __isthmus_gettid(); }

/** A process's group; 0 is this process. getpgid(2). */
pid_t getpgid(pid_t pid) { return __isthmus_result(__isthmus_getpgid(pid)); }

/** The own process group. getpgrp(2). */
pid_t getpgrp(void) { return getpgid(0); }

/** Puts a process, this one or a child before its exec, into a group. setpgid(2). */
int setpgid(pid_t pid, pid_t group) { return __isthmus_result(__isthmus_setpgid(pid, group)); }

/** Makes this process the leader of a group of its own. setpgrp(2). */
pid_t setpgrp(void) { return setpgid(0, 0); }

/** A process's session; 0 is this process. getsid(2). */
pid_t getsid(pid_t pid) { return __isthmus_result(__isthmus_getsid(pid)); }

/** Starts a session without a terminal; EPERM for a group's leader. setsid(2). */
pid_t setsid(void) { return __isthmus_result(__isthmus_setsid()); }
