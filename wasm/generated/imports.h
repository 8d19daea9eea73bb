// Generated from wasm/interface.ts by `make generate`; do not edit.
// The imports of the module `isthmus`, one a system call: results are zero or more, or minus a Linux errno.
#ifndef ISTHMUS_IMPORTS_H
#define ISTHMUS_IMPORTS_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
#define ISTHMUS_ABI_VERSION 1
#define ISTHMUS_ABI_EXPORT "isthmus_abi_1"
#define ISTHMUS_IMPORT(name) __attribute__((import_module("isthmus"), import_name(name)))

/* read(2): Reads up to the buffer's length. */
ISTHMUS_IMPORT("read") int32_t __isthmus_read(int32_t fd, void *buffer, size_t buffer_length);
/* write(2): Writes up to the buffer's length. */
ISTHMUS_IMPORT("write") int32_t __isthmus_write(int32_t fd, const void *buffer, size_t buffer_length);
/* pread(2): Reads at an offset. */
ISTHMUS_IMPORT("pread") int32_t __isthmus_pread(int32_t fd, void *buffer, size_t buffer_length, int64_t offset);
/* pwrite(2): Writes at an offset. */
ISTHMUS_IMPORT("pwrite") int32_t __isthmus_pwrite(int32_t fd, const void *buffer, size_t buffer_length, int64_t offset);
/* readv(2): Reads into several buffers. */
ISTHMUS_IMPORT("readv") int32_t __isthmus_readv(int32_t fd, const void *iov, size_t iov_count);
/* writev(2): Writes from several buffers. */
ISTHMUS_IMPORT("writev") int32_t __isthmus_writev(int32_t fd, const void *iov, size_t iov_count);
/* preadv2(2): Reads into several buffers at an offset (-1: the file's own), with RWF_ flags. */
ISTHMUS_IMPORT("preadv2") int32_t __isthmus_preadv2(int32_t fd, const void *iov, size_t iov_count, int64_t offset, int32_t flags);
/* pwritev2(2): Writes from several buffers at an offset (-1: the file's own), with RWF_ flags. */
ISTHMUS_IMPORT("pwritev2") int32_t __isthmus_pwritev2(int32_t fd, const void *iov, size_t iov_count, int64_t offset, int32_t flags);
/* lseek(2): Moves the file offset. */
ISTHMUS_IMPORT("lseek") int64_t __isthmus_lseek(int32_t fd, int64_t offset, int32_t whence);
/* ppoll(2): Waits for events on descriptors; timeout null waits for ever. */
ISTHMUS_IMPORT("ppoll") int32_t __isthmus_ppoll(void *fds, size_t fds_count, const void *timeout, const void *mask);
/* close(2): Closes a descriptor. */
ISTHMUS_IMPORT("close") int32_t __isthmus_close(int32_t fd);
/* dup(2): Duplicates to the lowest free number. */
ISTHMUS_IMPORT("dup") int32_t __isthmus_dup(int32_t fd);
/* dup3(2): Duplicates to a given number; EINVAL when they are equal. */
ISTHMUS_IMPORT("dup3") int32_t __isthmus_dup3(int32_t oldfd, int32_t newfd, int32_t flags);
/* fcntl(2): Commands F_DUPFD(_CLOEXEC), F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETPIPE_SZ, F_SETPIPE_SZ, F_ADD_SEALS, F_GET_SEALS take a value; F_GETLK, F_SETLK, F_SETLKW and the F_OFD_ three take a pointer to a 32-byte kernel struct flock. */
ISTHMUS_IMPORT("fcntl") int32_t __isthmus_fcntl(int32_t fd, int32_t command, uint32_t argument);
/* ioctl(2): FIONREAD, FIONBIO, FIOCLEX, FIONCLEX, FIOASYNC refused, TIOCGWINSZ, TIOCSWINSZ, TCGETS, TCSETS, TCSETSW, TCSETSF, TIOCGPGRP, TIOCSPGRP, TIOCGSID, TIOCOUTQ, TFD_IOC_SET_TICKS take a pointer; TCSBRK, TCXONC, TCFLSH a value; others ENOTTY. */
ISTHMUS_IMPORT("ioctl") int32_t __isthmus_ioctl(int32_t fd, uint32_t request, uint32_t argument);
/* flock(2): Locks a whole file. */
ISTHMUS_IMPORT("flock") int32_t __isthmus_flock(int32_t fd, int32_t operation);
/* pipe2(2): Makes a pipe: two guest descriptors, read end first. */
ISTHMUS_IMPORT("pipe2") int32_t __isthmus_pipe2(void *fds, int32_t flags);
/* splice(2): Moves data between a pipe and another descriptor. */
ISTHMUS_IMPORT("splice") int32_t __isthmus_splice(int32_t fd_in, void *offset_in, int32_t fd_out, void *offset_out, uint32_t length, uint32_t flags);
/* tee(2): Copies data from pipe to pipe. */
ISTHMUS_IMPORT("tee") int32_t __isthmus_tee(int32_t fd_in, int32_t fd_out, uint32_t length, uint32_t flags);
/* vmsplice(2): Splices memory into a pipe (the pages are copied, so the guest may reuse them at once). */
ISTHMUS_IMPORT("vmsplice") int32_t __isthmus_vmsplice(int32_t fd, const void *iov, size_t iov_count, uint32_t flags);
/* sendfile(2): Copies between descriptors in the kernel. */
ISTHMUS_IMPORT("sendfile") int32_t __isthmus_sendfile(int32_t out_fd, int32_t in_fd, void *offset, uint32_t count);
/* copy_file_range(2): Copies between files in the kernel. */
ISTHMUS_IMPORT("copy_file_range") int32_t __isthmus_copy_file_range(int32_t fd_in, void *offset_in, int32_t fd_out, void *offset_out, uint32_t length, uint32_t flags);
/* open(2): Opens a file beneath the preopened directories. Flags are those of x86-64 Linux. */
ISTHMUS_IMPORT("openat") int32_t __isthmus_openat(int32_t dirfd, const char *path, size_t path_length, int32_t flags, uint32_t mode);
/* statx(2): Status of a path, or of the descriptor with AT_EMPTY_PATH and an empty path. */
ISTHMUS_IMPORT("statx") int32_t __isthmus_statx(int32_t dirfd, const char *path, size_t path_length, int32_t flags, uint32_t mask, void *statx);
/* statfs(2): Status of the file system of a path, or of the descriptor when the path is empty. */
ISTHMUS_IMPORT("statfs") int32_t __isthmus_statfs(int32_t dirfd, const char *path, size_t path_length, void *statfs);
/* faccessat2(2): Checks permissions. */
ISTHMUS_IMPORT("faccessat2") int32_t __isthmus_faccessat2(int32_t dirfd, const char *path, size_t path_length, int32_t mode, int32_t flags);
/* fchmodat(2): Changes a file's mode. */
ISTHMUS_IMPORT("fchmodat") int32_t __isthmus_fchmodat(int32_t dirfd, const char *path, size_t path_length, uint32_t mode, int32_t flags);
/* fchownat(2): Changes a file's owner. */
ISTHMUS_IMPORT("fchownat") int32_t __isthmus_fchownat(int32_t dirfd, const char *path, size_t path_length, uint32_t owner, uint32_t group, int32_t flags);
/* linkat(2): Makes a hard link. */
ISTHMUS_IMPORT("linkat") int32_t __isthmus_linkat(int32_t olddirfd, const char *oldpath, size_t oldpath_length, int32_t newdirfd, const char *newpath, size_t newpath_length, int32_t flags);
/* symlinkat(2): Makes a symbolic link. */
ISTHMUS_IMPORT("symlinkat") int32_t __isthmus_symlinkat(const char *target, size_t target_length, int32_t newdirfd, const char *linkpath, size_t linkpath_length);
/* readlinkat(2): Reads a symbolic link. */
ISTHMUS_IMPORT("readlinkat") int32_t __isthmus_readlinkat(int32_t dirfd, const char *path, size_t path_length, void *buffer, size_t buffer_length);
/* unlinkat(2): Removes a name, or with AT_REMOVEDIR a directory. */
ISTHMUS_IMPORT("unlinkat") int32_t __isthmus_unlinkat(int32_t dirfd, const char *path, size_t path_length, int32_t flags);
/* renameat2(2): Renames, also with RENAME_NOREPLACE and RENAME_EXCHANGE. */
ISTHMUS_IMPORT("renameat2") int32_t __isthmus_renameat2(int32_t olddirfd, const char *oldpath, size_t oldpath_length, int32_t newdirfd, const char *newpath, size_t newpath_length, uint32_t flags);
/* mkdirat(2): Makes a directory. */
ISTHMUS_IMPORT("mkdirat") int32_t __isthmus_mkdirat(int32_t dirfd, const char *path, size_t path_length, uint32_t mode);
/* mknodat(2): Makes a FIFO or a regular file; devices are refused with EPERM. */
ISTHMUS_IMPORT("mknodat") int32_t __isthmus_mknodat(int32_t dirfd, const char *path, size_t path_length, uint32_t mode, int64_t device);
/* utimensat(2): Sets times of a path, or of the descriptor when the path is empty. */
ISTHMUS_IMPORT("utimensat") int32_t __isthmus_utimensat(int32_t dirfd, const char *path, size_t path_length, const void *times, int32_t flags);
/* truncate(2): Sets a file's length by path. */
ISTHMUS_IMPORT("truncate") int32_t __isthmus_truncate(const char *path, size_t path_length, int64_t length);
/* chdir(2): Changes the working directory, within the preopened ones. */
ISTHMUS_IMPORT("chdir") int32_t __isthmus_chdir(const char *path, size_t path_length);
/* fchdir(2): Changes the working directory to an open directory. */
ISTHMUS_IMPORT("fchdir") int32_t __isthmus_fchdir(int32_t fd);
/* getcwd(2): The guest's name of the working directory; the result counts its bytes with the NUL. */
ISTHMUS_IMPORT("getcwd") int32_t __isthmus_getcwd(void *buffer, size_t buffer_length);
/* ftruncate(2): Sets a file's length. */
ISTHMUS_IMPORT("ftruncate") int32_t __isthmus_ftruncate(int32_t fd, int64_t length);
/* fallocate(2): Allocates or frees file space. */
ISTHMUS_IMPORT("fallocate") int32_t __isthmus_fallocate(int32_t fd, int32_t mode, int64_t offset, int64_t length);
/* posix_fadvise(2): Announces an access pattern. */
ISTHMUS_IMPORT("fadvise") int32_t __isthmus_fadvise(int32_t fd, int64_t offset, int64_t length, int32_t advice);
/* getdents64(2): Reads directory entries, struct linux_dirent64 each. */
ISTHMUS_IMPORT("getdents64") int32_t __isthmus_getdents64(int32_t fd, void *entries, size_t entries_length);
/* fsync(2): Flushes a file. */
ISTHMUS_IMPORT("fsync") int32_t __isthmus_fsync(int32_t fd);
/* fdatasync(2): Flushes a file's data. */
ISTHMUS_IMPORT("fdatasync") int32_t __isthmus_fdatasync(int32_t fd);
/* fchmod(2): Changes an open file's mode. Set-ID bits need --allow-exec without a list, EPERM otherwise. */
ISTHMUS_IMPORT("fchmod") int32_t __isthmus_fchmod(int32_t fd, uint32_t mode);
/* fchown(2): Changes an open file's owner. */
ISTHMUS_IMPORT("fchown") int32_t __isthmus_fchown(int32_t fd, uint32_t owner, uint32_t group);
/* umask(2): Sets the file mode creation mask; the result is the previous one. */
ISTHMUS_IMPORT("umask") int32_t __isthmus_umask(uint32_t mask);
/* mmap(2): Maps over a page-aligned range of linear memory; flags are Linux's, with MAP_FIXED. PROT_EXEC is refused with EPERM, a range that is not all in memory with ENOMEM. */
ISTHMUS_IMPORT("mmap") int32_t __isthmus_mmap(uint32_t address, uint32_t length, int32_t protection, int32_t flags, int32_t fd, int64_t offset);
/* munmap(2): Takes away what is mapped in a range: its pages are inaccessible until they are mapped again. Detaches System V segments too. */
ISTHMUS_IMPORT("munmap") int32_t __isthmus_munmap(uint32_t address, uint32_t length);
/* mremap(2): Moves, grows or shrinks a mapping; the caller chooses the new range, which may be the old one. What it leaves is inaccessible. */
ISTHMUS_IMPORT("mremap") int32_t __isthmus_mremap(uint32_t old_address, uint32_t old_length, uint32_t new_length, int32_t flags, uint32_t new_address);
/* mprotect(2): Sets protection. */
ISTHMUS_IMPORT("mprotect") int32_t __isthmus_mprotect(uint32_t address, uint32_t length, int32_t protection);
/* msync(2): Flushes a mapped file. */
ISTHMUS_IMPORT("msync") int32_t __isthmus_msync(uint32_t address, uint32_t length, int32_t flags);
/* madvise(2): Announces use. */
ISTHMUS_IMPORT("madvise") int32_t __isthmus_madvise(uint32_t address, uint32_t length, int32_t advice);
/* mlock2(2): Locks pages into memory. */
ISTHMUS_IMPORT("mlock2") int32_t __isthmus_mlock2(uint32_t address, uint32_t length, int32_t flags);
/* munlock(2): Unlocks pages. */
ISTHMUS_IMPORT("munlock") int32_t __isthmus_munlock(uint32_t address, uint32_t length);
/* mincore(2): Tells, by a byte per page, which are resident; the vector's length is the number of pages. */
ISTHMUS_IMPORT("mincore") int32_t __isthmus_mincore(uint32_t address, void *vector, size_t vector_length);
/* memfd_create(2): Makes an anonymous file in memory. */
ISTHMUS_IMPORT("memfd_create") int32_t __isthmus_memfd_create(const void *name, size_t name_length, uint32_t flags);
/* shmget(2): Finds or makes a segment. */
ISTHMUS_IMPORT("shmget") int32_t __isthmus_shmget(int32_t key, int64_t size, int32_t flags);
/* shmat(2): Attaches a segment over a range of linear memory that is as long as the segment, rounded up to pages; EINVAL when it isn't. */
ISTHMUS_IMPORT("shmat") int32_t __isthmus_shmat(int32_t id, uint32_t address, uint32_t length, int32_t flags);
/* shmctl(2): All commands; the argument points to a 112-byte kernel struct shmid_ds, a 72-byte struct shminfo or a 48-byte struct shm_info. */
ISTHMUS_IMPORT("shmctl") int32_t __isthmus_shmctl(int32_t id, int32_t command, uint32_t argument);
/* semget(2): Finds or makes a set. */
ISTHMUS_IMPORT("semget") int32_t __isthmus_semget(int32_t key, int32_t count, int32_t flags);
/* semtimedop(2): Performs struct sembuf operations (6 bytes each, the length says how many), all or none; timeout null waits for ever. */
ISTHMUS_IMPORT("semtimedop") int32_t __isthmus_semtimedop(int32_t id, const void *operations, size_t operations_length, const void *timeout);
/* semctl(2): All commands; the argument is a value, or points to a 104-byte kernel struct semid_ds, a 40-byte struct seminfo or an array of u16. */
ISTHMUS_IMPORT("semctl") int32_t __isthmus_semctl(int32_t id, int32_t number, int32_t command, uint32_t argument);
/* msgget(2): Finds or makes a queue. */
ISTHMUS_IMPORT("msgget") int32_t __isthmus_msgget(int32_t key, int32_t flags);
/* msgsnd(2): Sends a message; its type, of 64 bits, and its text lie apart. */
ISTHMUS_IMPORT("msgsnd") int32_t __isthmus_msgsnd(int32_t id, const void *type, const void *text, size_t text_length, int32_t flags);
/* msgrcv(2): Receives a message, chosen by the type asked for, which becomes the type received; the result counts the text's bytes. */
ISTHMUS_IMPORT("msgrcv") int32_t __isthmus_msgrcv(int32_t id, void *type, void *text, size_t text_length, int32_t flags);
/* msgctl(2): All commands; the argument points to a 120-byte kernel struct msqid_ds or a 32-byte struct msginfo. */
ISTHMUS_IMPORT("msgctl") int32_t __isthmus_msgctl(int32_t id, int32_t command, uint32_t argument);
/* mq_open(2): Opens a queue by its name without the slash. Flags are those of x86-64 Linux. */
ISTHMUS_IMPORT("mq_open") int32_t __isthmus_mq_open(const char *name, size_t name_length, int32_t flags, uint32_t mode, const void *attributes);
/* mq_unlink(2): Removes a queue's name. */
ISTHMUS_IMPORT("mq_unlink") int32_t __isthmus_mq_unlink(const char *name, size_t name_length);
/* mq_timedsend(2): Sends a message; deadline (CLOCK_REALTIME) null waits for ever. */
ISTHMUS_IMPORT("mq_timedsend") int32_t __isthmus_mq_timedsend(int32_t fd, const void *message, size_t message_length, uint32_t priority, const void *deadline);
/* mq_timedreceive(2): Receives the oldest message of the highest priority. */
ISTHMUS_IMPORT("mq_timedreceive") int32_t __isthmus_mq_timedreceive(int32_t fd, void *message, size_t message_length, void *priority, const void *deadline);
/* mq_notify(2): Asks for a signal when a message comes to the empty queue: SIGEV_NONE and SIGEV_SIGNAL, others ENOSYS. */
ISTHMUS_IMPORT("mq_notify") int32_t __isthmus_mq_notify(int32_t fd, const void *event);
/* mq_getsetattr(2): Reads a queue's attributes, and sets O_NONBLOCK. */
ISTHMUS_IMPORT("mq_getsetattr") int32_t __isthmus_mq_getsetattr(int32_t fd, const void *attributes, void *former);
/* futex(2): FUTEX_WAIT, WAKE, REQUEUE, CMP_REQUEUE, WAIT_BITSET, WAKE_BITSET, WAKE_OP, shared or private; value2 where the operation has no timeout. Others ENOSYS. */
ISTHMUS_IMPORT("futex") int32_t __isthmus_futex(void *word, int32_t operation, uint32_t value, const void *timeout, uint32_t value2, void *second, uint32_t value3);
/* set_robust_list(2): Puts a lock word (in shared memory, at a multiple of 8) on the list of those that the kernel marks with FUTEX_OWNER_DIED and wakes when the process ends, as the one being worked on, and takes a former word off it; 0 for neither. EINVAL for private memory, which needs no list. 1 where each word has to be taken off once it is free, since the thread isn't the guest's own. */
ISTHMUS_IMPORT("robust_list") int32_t __isthmus_robust_list(uint32_t word, uint32_t former);
/* fork(2): Makes a copy of the process, a real one: 0 in the child. EAGAIN beyond --max-procs. */
ISTHMUS_IMPORT("fork") int32_t __isthmus_fork(void);
/* execveat(2): Replaces the program. argv and envp are strings each ended by NUL. A wasm module beneath a preopened directory replaces the instance; a native program needs the policy. */
ISTHMUS_IMPORT("execveat") int32_t __isthmus_execveat(int32_t dirfd, const char *path, size_t path_length, const void *argv, size_t argv_length, const void *envp, size_t envp_length, int32_t flags);
/* wait4(2): Waits for a child. */
ISTHMUS_IMPORT("wait4") int32_t __isthmus_wait4(int32_t pid, void *status, int32_t options, void *rusage);
/* waitid(2): Waits for a child's change of state. P_PIDFD takes a guest descriptor. */
ISTHMUS_IMPORT("waitid") int32_t __isthmus_waitid(int32_t type, int32_t id, void *siginfo, int32_t options, void *rusage);
/* getpid(2): The process's id. */
ISTHMUS_IMPORT("getpid") int32_t __isthmus_getpid(void);
/* getppid(2): The parent's id. */
ISTHMUS_IMPORT("getppid") int32_t __isthmus_getppid(void);
/* gettid(2): The calling thread's id. */
ISTHMUS_IMPORT("gettid") int32_t __isthmus_gettid(void);
/* getpgid(2): A process group's id. EPERM for processes outside the run that may not be signalled. */
ISTHMUS_IMPORT("getpgid") int32_t __isthmus_getpgid(int32_t pid);
/* setpgid(2): Sets a process group. */
ISTHMUS_IMPORT("setpgid") int32_t __isthmus_setpgid(int32_t pid, int32_t pgid);
/* getsid(2): A session's id. EPERM for processes outside the run that may not be signalled. */
ISTHMUS_IMPORT("getsid") int32_t __isthmus_getsid(int32_t pid);
/* setsid(2): Starts a session. */
ISTHMUS_IMPORT("setsid") int32_t __isthmus_setsid(void);
/* getuid(2): Real user. */
ISTHMUS_IMPORT("getuid") int32_t __isthmus_getuid(void);
/* geteuid(2): Effective user. */
ISTHMUS_IMPORT("geteuid") int32_t __isthmus_geteuid(void);
/* getgid(2): Real group. */
ISTHMUS_IMPORT("getgid") int32_t __isthmus_getgid(void);
/* getegid(2): Effective group. */
ISTHMUS_IMPORT("getegid") int32_t __isthmus_getegid(void);
/* getresuid(2): All three users. */
ISTHMUS_IMPORT("getresuid") int32_t __isthmus_getresuid(void *ruid, void *euid, void *suid);
/* getresgid(2): All three groups. */
ISTHMUS_IMPORT("getresgid") int32_t __isthmus_getresgid(void *rgid, void *egid, void *sgid);
/* setresuid(2): Sets the users; the kernel decides. */
ISTHMUS_IMPORT("setresuid") int32_t __isthmus_setresuid(int32_t ruid, int32_t euid, int32_t suid);
/* setresgid(2): Sets the groups; the kernel decides. */
ISTHMUS_IMPORT("setresgid") int32_t __isthmus_setresgid(int32_t rgid, int32_t egid, int32_t sgid);
/* getgroups(2): Supplementary groups, u32 each; size 0 asks for their number. */
ISTHMUS_IMPORT("getgroups") int32_t __isthmus_getgroups(int32_t size, uint32_t list);
/* getpriority(2): The kernel's value: 20 minus the nice value. */
ISTHMUS_IMPORT("getpriority") int32_t __isthmus_getpriority(int32_t which, int32_t who);
/* setpriority(2): Of the run's own processes only. */
ISTHMUS_IMPORT("setpriority") int32_t __isthmus_setpriority(int32_t which, int32_t who, int32_t priority);
/* prlimit(2): Resource limits of the process itself (pid 0 or its own). RLIMIT_NOFILE is the guest table's. */
ISTHMUS_IMPORT("prlimit") int32_t __isthmus_prlimit(int32_t pid, int32_t resource, const void *new_limit, void *old_limit);
/* getrusage(2): Resource usage. */
ISTHMUS_IMPORT("getrusage") int32_t __isthmus_getrusage(int32_t who, void *rusage);
/* times(2): Process times in clock ticks. */
ISTHMUS_IMPORT("times") int64_t __isthmus_times(void *tms);
/* uname(2): Names of the system. */
ISTHMUS_IMPORT("uname") int32_t __isthmus_uname(void *utsname);
/* sysinfo(2): Memory, load, uptime. */
ISTHMUS_IMPORT("sysinfo") int32_t __isthmus_sysinfo(void *sysinfo);
/* sched_getaffinity(2): Processors a process may run on; the result counts the mask's bytes. */
ISTHMUS_IMPORT("sched_getaffinity") int32_t __isthmus_sched_getaffinity(int32_t pid, void *mask, size_t mask_length);
/* kill(2): Signals processes of the run: one, a group (only its members that belong to the run) or all. Others need --allow-signal. */
ISTHMUS_IMPORT("kill") int32_t __isthmus_kill(int32_t pid, int32_t signal);
/* sigaction(2): Sets SIG_DFL (0) or SIG_IGN (1), or asks (-1); the result is the former one. */
ISTHMUS_IMPORT("sigaction") int32_t __isthmus_sigaction(int32_t signal, int32_t disposition);
/* sigprocmask(2): Changes the signal mask. The signals of faults are kept for the host, but shown as the guest set them. */
ISTHMUS_IMPORT("sigprocmask") int32_t __isthmus_sigprocmask(int32_t how, const void *set, void *oldset);
/* sigpending(2): Pending signals. */
ISTHMUS_IMPORT("sigpending") int32_t __isthmus_sigpending(void *set);
/* getitimer(2): What is left of an interval timer. */
ISTHMUS_IMPORT("getitimer") int32_t __isthmus_getitimer(int32_t which, void *value);
/* setitimer(2): Sets an interval timer of the process. */
ISTHMUS_IMPORT("setitimer") int32_t __isthmus_setitimer(int32_t which, const void *value, void *former);
/* timer_create(2): Makes a timer, which is disarmed. SIGEV_NONE, SIGEV_SIGNAL, SIGEV_THREAD_ID of the own thread; SIGEV_THREAD gives ENOSYS. Event null is SIGALRM with the timer's id as value. */
ISTHMUS_IMPORT("timer_create") int32_t __isthmus_timer_create(int32_t clock, const void *event, void *timer);
/* timer_settime(2): Arms a timer for a time, or with TIMER_ABSTIME until it; zero disarms it. */
ISTHMUS_IMPORT("timer_settime") int32_t __isthmus_timer_settime(int32_t timer, int32_t flags, const void *value, void *former);
/* timer_settime(2): What is left of a timer, and its interval. */
ISTHMUS_IMPORT("timer_gettime") int32_t __isthmus_timer_gettime(int32_t timer, void *value);
/* timer_getoverrun(2): How often it expired between its last signal and the delivery of that. */
ISTHMUS_IMPORT("timer_getoverrun") int32_t __isthmus_timer_getoverrun(int32_t timer);
/* timer_delete(2): Deletes a timer. */
ISTHMUS_IMPORT("timer_delete") int32_t __isthmus_timer_delete(int32_t timer);
/* timerfd_create(2): Makes a timer that is a descriptor. Flags are Linux's TFD_NONBLOCK and TFD_CLOEXEC. */
ISTHMUS_IMPORT("timerfd_create") int32_t __isthmus_timerfd_create(int32_t clock, int32_t flags);
/* timerfd_create(2): Arms it for a time, or with TFD_TIMER_ABSTIME until it; zero disarms it. */
ISTHMUS_IMPORT("timerfd_settime") int32_t __isthmus_timerfd_settime(int32_t fd, int32_t flags, const void *value, void *former);
/* timerfd_create(2): What is left of it, and its interval. */
ISTHMUS_IMPORT("timerfd_gettime") int32_t __isthmus_timerfd_gettime(int32_t fd, void *value);
/* eventfd(2): Makes a counter that is a descriptor. Flags are Linux's EFD_SEMAPHORE, EFD_NONBLOCK and EFD_CLOEXEC. */
ISTHMUS_IMPORT("eventfd2") int32_t __isthmus_eventfd2(uint32_t value, int32_t flags);
/* clock_gettime(2): Reads a clock. */
ISTHMUS_IMPORT("clock_gettime") int32_t __isthmus_clock_gettime(int32_t clock, void *time);
/* clock_getres(2): A clock's resolution. */
ISTHMUS_IMPORT("clock_getres") int32_t __isthmus_clock_getres(int32_t clock, void *resolution);
/* clock_nanosleep(2): Sleeps. */
ISTHMUS_IMPORT("clock_nanosleep") int32_t __isthmus_clock_nanosleep(int32_t clock, int32_t flags, const void *request, void *remain);
/* getrandom(2): Random bytes. */
ISTHMUS_IMPORT("getrandom") int32_t __isthmus_getrandom(void *buffer, size_t buffer_length, uint32_t flags);

#ifdef __cplusplus
}
#endif
#endif
