// <signal.h> with Linux's numbers. Replaces wasi-libc's emulation, whose signals never leave the process.
#ifndef ISTHMUS_SIGNAL_H
#define ISTHMUS_SIGNAL_H

#include <features.h>

#define __NEED_size_t
#define __NEED_pid_t
#define __NEED_uid_t
#define __NEED_time_t
#define __NEED_clock_t
#define __NEED_pthread_t
#define __NEED_pthread_attr_t
#define __NEED_struct_timespec
#define __NEED_sigset_t
#include <bits/alltypes.h>

#if defined(_POSIX_SOURCE) || defined(_POSIX_C_SOURCE) || defined(_XOPEN_SOURCE) || defined(_GNU_SOURCE) ||            \
    defined(_BSD_SOURCE)
#include <__signal_codes.h>
#include <__struct_sigevent.h>
#include <__struct_siginfo.h>
#include <__struct_stack.h>
#include <sys/ucontext.h>
#if defined(_GNU_SOURCE) || defined(_DYNAMIC_STACK_SIZE_SOURCE)
#include <unistd.h>
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef int sig_atomic_t;

#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGILL 4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGIOT SIGABRT
#define SIGBUS 7
#define SIGFPE 8
#define SIGKILL 9
#define SIGUSR1 10
#define SIGSEGV 11
#define SIGUSR2 12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGSTKFLT 16
#define SIGCHLD 17
#define SIGCLD SIGCHLD
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTSTP 20
#define SIGTTIN 21
#define SIGTTOU 22
#define SIGURG 23
#define SIGXCPU 24
#define SIGXFSZ 25
#define SIGVTALRM 26
#define SIGPROF 27
#define SIGWINCH 28
#define SIGIO 29
#define SIGPOLL SIGIO
#define SIGPWR 30
#define SIGSYS 31

#define _NSIG 65

#define __SIGRTMIN 32
#define __SIGRTMAX 64
/* The kernel's first two real-time signals are kept by glibc for itself; programs count from 34. */
#define SIGRTMIN (__libc_current_sigrtmin())
#define SIGRTMAX (__libc_current_sigrtmax())
int __libc_current_sigrtmin(void);
int __libc_current_sigrtmax(void);

/* Not 1 and 2: in wasm a function's address is a small number, and the first function's is 1. */
#define SIG_DFL ((void (*)(int))0)
#define SIG_ERR ((void (*)(int)) - 1)
#define SIG_IGN ((void (*)(int)) - 2)

void (*__sysv_signal(int, void (*)(int)))(int);
#if defined(_GNU_SOURCE) || defined(_BSD_SOURCE)
void (*signal(int, void (*)(int)))(int);
#else
/* As glibc has it: a program that asks for a standard alone gets System V's, for once and without restarting. */
void (*signal(int, void (*)(int)))(int) __asm__("__sysv_signal");
#endif
int raise(int);

#if defined(_POSIX_SOURCE) || defined(_POSIX_C_SOURCE) || defined(_XOPEN_SOURCE) || defined(_GNU_SOURCE) ||            \
    defined(_BSD_SOURCE)

#define SIG_HOLD ((void (*)(int)) - 3)

#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

#define SA_NOCLDSTOP 1
#define SA_NOCLDWAIT 2
#define SA_SIGINFO 4
#define SA_ONSTACK 0x08000000
#define SA_RESTART 0x10000000
#define SA_NODEFER 0x40000000
#define SA_RESETHAND 0x80000000

#define SIGEV_SIGNAL 0
#define SIGEV_NONE 1
#define SIGEV_THREAD 2
#define SIGEV_THREAD_ID 4

#define SS_ONSTACK 1
#define SS_DISABLE 2
#if defined(_GNU_SOURCE) || defined(_DYNAMIC_STACK_SIZE_SOURCE)
/* As glibc has it since 2.34: no constants. */
#define SIGSTKSZ sysconf(_SC_SIGSTKSZ)
#define MINSIGSTKSZ SIGSTKSZ
#else
#define MINSIGSTKSZ 2048
#define SIGSTKSZ 8192
#endif

struct sigaction {
  union {
    void (*plain)(int);
    void (*with_information)(int, siginfo_t *, void *);
  } __handler;
  sigset_t sa_mask;
  int sa_flags;
  void (*sa_restorer)(void);
};
#define sa_handler __handler.plain
#define sa_sigaction __handler.with_information

int kill(pid_t, int);
int killpg(pid_t, int);
int sigaction(int, const struct sigaction *__restrict, struct sigaction *__restrict);
int sigprocmask(int, const sigset_t *__restrict, sigset_t *__restrict);
int sigpending(sigset_t *);
int sigsuspend(const sigset_t *);
int sigwait(const sigset_t *__restrict, int *__restrict);
int sigwaitinfo(const sigset_t *__restrict, siginfo_t *__restrict);
int sigtimedwait(const sigset_t *__restrict, siginfo_t *__restrict, const struct timespec *__restrict);
int sigqueue(pid_t, int, union sigval);
int sigaltstack(const stack_t *__restrict, stack_t *__restrict);
int siginterrupt(int, int);

int pthread_sigmask(int, const sigset_t *__restrict, sigset_t *__restrict);
int pthread_kill(pthread_t, int);

int sigemptyset(sigset_t *);
int sigfillset(sigset_t *);
int sigaddset(sigset_t *, int);
int sigdelset(sigset_t *, int);
int sigismember(const sigset_t *, int);

void psignal(int, const char *);
void psiginfo(const siginfo_t *, const char *);
#endif

#if defined(_XOPEN_SOURCE) || defined(_GNU_SOURCE)
int sighold(int);
int sigrelse(int);
int sigignore(int);
void (*sigset(int, void (*)(int)))(int);
/* X/Open's, which takes a signal; the function of that name takes a mask, as in 4.2BSD. */
int sigpause(int) __asm__("__xpg_sigpause");
#endif

#if defined(_XOPEN_SOURCE) && _XOPEN_SOURCE + 0 < 700 && !defined(_GNU_SOURCE)
void (*bsd_signal(int, void (*)(int)))(int);
#endif

#if defined(_GNU_SOURCE) || defined(_BSD_SOURCE)
#define NSIG _NSIG
#define SA_INTERRUPT 0x20000000
#define SA_NOMASK SA_NODEFER
#define SA_ONESHOT SA_RESETHAND
#define SA_STACK SA_ONSTACK

typedef void (*sig_t)(int);
void (*ssignal(int, void (*)(int)))(int);
int gsignal(int);

/* 4.2BSD's masks, of the first 32 signals. */
#define sigmask(signal) ((int)(1u << ((signal)-1)))
int sigblock(int);
int sigsetmask(int);
int siggetmask(void);
#endif

#if defined(_GNU_SOURCE) || defined(_BSD_SOURCE) || (defined(_POSIX_C_SOURCE) && _POSIX_C_SOURCE + 0 >= 202405L)
/* Bytes that a signal's name takes at most, "VTALRM" or "RTMAX-14" with its NUL. */
#define SIG2STR_MAX 9
int sig2str(int, char *);
int str2sig(const char *__restrict, int *__restrict);
#endif

#ifdef _GNU_SOURCE
typedef void (*sighandler_t)(int);
void (*sysv_signal(int, void (*)(int)))(int);
int tgkill(pid_t, pid_t, int);
int pthread_sigqueue(pthread_t, int, union sigval);
int sigisemptyset(const sigset_t *);
int sigorset(sigset_t *, const sigset_t *, const sigset_t *);
int sigandset(sigset_t *, const sigset_t *, const sigset_t *);
#endif

#ifdef __cplusplus
}
#endif

#endif
