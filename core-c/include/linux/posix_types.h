// <linux/posix_types.h>: the kernel's own names of types, with the sizes that they have on x86-64.
#ifndef ISTHMUS_LINUX_POSIX_TYPES_H
#define ISTHMUS_LINUX_POSIX_TYPES_H

typedef long long __kernel_long_t;
typedef unsigned long long __kernel_ulong_t;
typedef __kernel_ulong_t __kernel_ino_t;
typedef unsigned __kernel_mode_t;
typedef int __kernel_pid_t;
typedef unsigned __kernel_uid_t;
typedef unsigned __kernel_gid_t;
typedef unsigned __kernel_uid32_t;
typedef unsigned __kernel_gid32_t;
typedef __kernel_long_t __kernel_suseconds_t;
typedef int __kernel_daddr_t;
typedef __kernel_ulong_t __kernel_size_t;
typedef __kernel_long_t __kernel_ssize_t;
typedef __kernel_long_t __kernel_ptrdiff_t;
typedef __kernel_long_t __kernel_off_t;
typedef long long __kernel_loff_t;
typedef __kernel_long_t __kernel_time_t;
typedef long long __kernel_time64_t;
typedef __kernel_long_t __kernel_clock_t;
typedef int __kernel_timer_t;
typedef int __kernel_clockid_t;
typedef unsigned short __kernel_sa_family_t;

#endif
