// Extends wasi-libc's unistd.h with what it hides: processes, users, pipes, descriptors, owners, terminals.
// The constants of sysconf, pathconf and confstr are wasi-libc's.
#ifndef ISTHMUS_UNISTD_H
#define ISTHMUS_UNISTD_H

/* Keeps wasi-libc from declaring getpid deprecated. */
#ifndef _WASI_EMULATED_GETPID
#define _WASI_EMULATED_GETPID 1
#include_next <unistd.h>
#undef _WASI_EMULATED_GETPID
#else
#include_next <unistd.h>
#endif

/* wasi-libc's macro would call its own tell. */
#undef lseek

#ifdef _GNU_SOURCE
#define SEEK_DATA 3
#define SEEK_HOLE 4
#endif

#define _POSIX_JOB_CONTROL 1
#define _POSIX_SAVED_IDS 1
#define _POSIX_SHELL 1
#define _POSIX_SPAWN _POSIX_VERSION
#define _POSIX_SYNCHRONIZED_IO _POSIX_VERSION
#undef _POSIX_MAPPED_FILES
#define _POSIX_MAPPED_FILES _POSIX_VERSION
#define _POSIX_MEMORY_PROTECTION _POSIX_VERSION
#define _POSIX_MEMLOCK _POSIX_VERSION
#define _POSIX_MEMLOCK_RANGE _POSIX_VERSION
#define _POSIX_SHARED_MEMORY_OBJECTS _POSIX_VERSION
#define _POSIX_SEMAPHORES _POSIX_VERSION
#define _POSIX_MESSAGE_PASSING _POSIX_VERSION
#define _POSIX_THREAD_PROCESS_SHARED _POSIX_VERSION
#define _POSIX_BARRIERS _POSIX_VERSION
#define _POSIX_SPIN_LOCKS _POSIX_VERSION
#define _POSIX_READER_WRITER_LOCKS _POSIX_VERSION
#define _POSIX_TIMEOUTS _POSIX_VERSION
#define _POSIX_REALTIME_SIGNALS _POSIX_VERSION
#define _POSIX2_C_DEV _POSIX_VERSION
#define _POSIX2_LOCALEDEF _POSIX_VERSION
#define _XOPEN_REALTIME 1
#define _LFS64_LARGEFILE 1
#define _LFS_LARGEFILE 1

#ifdef __cplusplus
extern "C" {
#endif

extern char **__environ;
#if !defined(_GNU_SOURCE) && defined(_BSD_SOURCE)
extern char **environ;
#endif

#if !defined(_GNU_SOURCE) && !defined(_BSD_SOURCE) && !defined(_GETOPT_H)
/* A program that asks for POSIX alone gets POSIX's, which stops at the first operand. */
int getopt(int, char *const[], const char *) __asm__("__posix_getopt");
#endif

int pipe(int[2]);
int dup(int);
int dup2(int, int);
int chown(const char *, uid_t, gid_t);
int fchown(int, uid_t, gid_t);
int lchown(const char *, uid_t, gid_t);
int fchownat(int, const char *, uid_t, gid_t, int);
int fchdir(int);
unsigned alarm(unsigned);
useconds_t ualarm(useconds_t, useconds_t);
int pause(void);

pid_t fork(void);
pid_t _Fork(void);
int execve(const char *, char *const[], char *const[]);
int execv(const char *, char *const[]);
int execle(const char *, const char *, ...);
int execl(const char *, const char *, ...);
int execvp(const char *, char *const[]);
int execlp(const char *, const char *, ...);
int fexecve(int, char *const[], char *const[]);

pid_t getppid(void);
pid_t getpgrp(void);
pid_t getpgid(pid_t);
int setpgid(pid_t, pid_t);
pid_t setsid(void);
pid_t getsid(pid_t);
char *ttyname(int);
int ttyname_r(int, char *, size_t);
pid_t tcgetpgrp(int);
int tcsetpgrp(int, pid_t);

uid_t getuid(void);
uid_t geteuid(void);
gid_t getgid(void);
gid_t getegid(void);
int getgroups(int, gid_t[]);
int setuid(uid_t);
int seteuid(uid_t);
int setgid(gid_t);
int setegid(gid_t);

#if defined(_XOPEN_SOURCE) || defined(_GNU_SOURCE) || defined(_BSD_SOURCE)
#ifndef F_LOCK
#define F_ULOCK 0
#define F_LOCK 1
#define F_TLOCK 2
#define F_TEST 3
#endif
int setreuid(uid_t, uid_t);
int setregid(gid_t, gid_t);
int lockf(int, int, off_t);
int nice(int);
void sync(void);
pid_t setpgrp(void);
#endif

#if defined(_GNU_SOURCE) || defined(_BSD_SOURCE) || (defined(_XOPEN_SOURCE) && _XOPEN_SOURCE + 0 < 700)
pid_t vfork(void);
#endif

#if defined(_GNU_SOURCE) || defined(_BSD_SOURCE)
int getdtablesize(void);
int sethostname(const char *, size_t);
int getdomainname(char *, size_t);
int setdomainname(const char *, size_t);
int setgroups(size_t, const gid_t *);
int daemon(int, int);
int brk(void *);
int acct(const char *);
int chroot(const char *);
int vhangup(void);
int syncfs(int);
void closefrom(int);
long syscall(long, ...);
#endif

#ifdef _GNU_SOURCE
int pipe2(int[2], int);
int dup3(int, int, int);
int execvpe(const char *, char *const[], char *const[]);
int execveat(int, const char *, char *const[], char *const[], int);
int setresuid(uid_t, uid_t, uid_t);
int setresgid(gid_t, gid_t, gid_t);
int getresuid(uid_t *, uid_t *, uid_t *);
int getresgid(gid_t *, gid_t *, gid_t *);
char *get_current_dir_name(void);
int euidaccess(const char *, int);
int eaccess(const char *, int);
ssize_t copy_file_range(int, off_t *, int, off_t *, size_t, unsigned);
pid_t gettid(void);
int close_range(unsigned, unsigned, int);
#define CLOSE_RANGE_UNSHARE 0x2
#define CLOSE_RANGE_CLOEXEC 0x4
/* Evaluates the call again as long as a signal interrupts it. */
#define TEMP_FAILURE_RETRY(call)                                                                                       \
  (__extension__({                                                                                                     \
    long int __result;                                                                                                 \
    do                                                                                                                 \
      __result = (long int)(call);                                                                                     \
    while (__result == -1L && errno == EINTR);                                                                         \
    __result;                                                                                                          \
  }))
#endif

#if defined(_LARGEFILE64_SOURCE) || defined(_GNU_SOURCE)
#define truncate64 truncate
#define lockf64 lockf
#endif

#ifdef __cplusplus
}
#endif
#endif
