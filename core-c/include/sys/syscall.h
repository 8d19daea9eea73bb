// <sys/syscall.h>: x86-64's numbers of the calls that syscall(2) knows here; libisthmus has the others by name only.
#ifndef ISTHMUS_SYS_SYSCALL_H
#define ISTHMUS_SYS_SYSCALL_H

#define __NR_read 0
#define __NR_write 1
#define __NR_close 3
#define __NR_sched_yield 24
#define __NR_dup 32
#define __NR_getpid 39
#define __NR_exit 60
#define __NR_kill 62
#define __NR_getuid 102
#define __NR_getgid 104
#define __NR_geteuid 107
#define __NR_getegid 108
#define __NR_getppid 110
#define __NR_rt_sigqueueinfo 129
#define __NR_gettid 186
#define __NR_tkill 200
#define __NR_futex 202
#define __NR_exit_group 231
#define __NR_tgkill 234
#define __NR_waitid 247
#define __NR_pipe2 293
#define __NR_rt_tgsigqueueinfo 297
#define __NR_getrandom 318
#define __NR_memfd_create 319
#define __NR_mlock2 325
#define __NR_pidfd_send_signal 424
#define __NR_pidfd_open 434
#define __NR_close_range 436
#define __NR_pidfd_getfd 438

#define SYS_read __NR_read
#define SYS_write __NR_write
#define SYS_close __NR_close
#define SYS_sched_yield __NR_sched_yield
#define SYS_dup __NR_dup
#define SYS_getpid __NR_getpid
#define SYS_exit __NR_exit
#define SYS_kill __NR_kill
#define SYS_getuid __NR_getuid
#define SYS_getgid __NR_getgid
#define SYS_geteuid __NR_geteuid
#define SYS_getegid __NR_getegid
#define SYS_getppid __NR_getppid
#define SYS_rt_sigqueueinfo __NR_rt_sigqueueinfo
#define SYS_gettid __NR_gettid
#define SYS_tkill __NR_tkill
#define SYS_futex __NR_futex
#define SYS_exit_group __NR_exit_group
#define SYS_tgkill __NR_tgkill
#define SYS_waitid __NR_waitid
#define SYS_pipe2 __NR_pipe2
#define SYS_rt_tgsigqueueinfo __NR_rt_tgsigqueueinfo
#define SYS_getrandom __NR_getrandom
#define SYS_memfd_create __NR_memfd_create
#define SYS_mlock2 __NR_mlock2
#define SYS_pidfd_send_signal __NR_pidfd_send_signal
#define SYS_pidfd_open __NR_pidfd_open
#define SYS_close_range __NR_close_range
#define SYS_pidfd_getfd __NR_pidfd_getfd

#endif
