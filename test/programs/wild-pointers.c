// Wild pointers: where the kernel reads or writes memory, an address outside of it gives EFAULT, after the errors that
// come before it. Calls whose library reads the memory itself (sigaction, select's timeout, mq_open's name …) are left
// out: they crash.
#include "show.h"
#include <fcntl.h>
#include <linux/futex.h>
#include <mqueue.h>
#include <poll.h>
#include <sched.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/sendfile.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <termios.h>
#include <time.h>
#include <utime.h>

static const struct timespec none;

static void paths(const char *wild) {
  struct stat status;
  struct statx extended;
  struct statfs system;
  struct statvfs portable;
  char buffer[8];
  show(open(wild, O_RDONLY));
  show(openat(-7, wild, O_RDONLY));
  show(creat(wild, 0600));
  show(mkdir(wild, 0700));
  show(mkfifo(wild, 0600));
  show(rmdir(wild));
  show(unlink(wild));
  show(remove(wild));
  show(link(wild, "x"));
  show(link("file", wild));
  show(symlink(wild, "x"));
  show(symlink("x", wild));
  show(rename(wild, "x"));
  show(rename("file", wild));
  show(readlink(wild, buffer, sizeof buffer));
  show(access(wild, F_OK));
  show(chmod(wild, 0600));
  show(chown(wild, (uid_t)-1, (gid_t)-1));
  show(lchown(wild, (uid_t)-1, (gid_t)-1));
  show(truncate(wild, 0));
  show(chdir(wild));
  show(chroot(wild));
  show(stat(wild, &status));
  show(lstat(wild, &status));
  show(statx(AT_FDCWD, wild, 0, STATX_BASIC_STATS, &extended));
  show(statfs(wild, &system));
  show(statvfs(wild, &portable));
  show(utimensat(AT_FDCWD, wild, NULL, 0));
  show(utimes(wild, NULL));
  show(utime(wild, NULL));
  show(memfd_create(wild, 0));
  int watches = inotify_init();
  show(inotify_add_watch(watches, wild, IN_OPEN));
  show(inotify_add_watch(-1, wild, IN_OPEN));
  close(watches);
}

static void executions(void *wild) {
  char *none_wild[] = {"x", NULL}, *one_wild[] = {"x", wild, NULL};
  show(execve(wild, none_wild, none_wild));
  show(execveat(AT_FDCWD, wild, none_wild, none_wild, 0));
  show(execve("./file", wild, none_wild));
  show(execve("./file", none_wild, wild));
  show(execve("./file", one_wild, none_wild));
  show(execve("./file", none_wild, one_wild));
  show(posix_spawn(NULL, wild, NULL, NULL, none_wild, none_wild) == EFAULT);
}

static void files(void *wild) {
  int file = open("file", O_RDWR), ends[2];
  check(file >= 0 && pipe(ends) == 0);
  show(stat("file", wild));
  show(stat("missing", wild));
  show(lstat("file", wild));
  show(fstat(file, wild));
  show(fstat(-1, wild));
  show(statx(AT_FDCWD, "file", 0, STATX_BASIC_STATS, wild));
  show(statfs("file", wild));
  show(fstatfs(file, wild));
  show(fstatfs(-1, wild));
  show(utimensat(AT_FDCWD, "file", wild, 0));
  show(utimensat(AT_FDCWD, "missing", wild, 0));
  show(futimens(file, wild));
  show(getcwd(wild, 100) == NULL ? -1 : 0);
  show(pipe(wild));
  show(read(file, wild, 4));
  show(write(file, wild, 4));
  show(readv(file, wild, 1));
  show(writev(ends[1], wild, 1));
  show(splice(file, wild, ends[1], NULL, 4, 0));
  show(sendfile(ends[1], file, wild, 4));
  show(fcntl(file, F_GETLK, wild));
  show(fcntl(file, F_SETLK, wild));
  show(ioctl(ends[0], FIONREAD, wild));
  show(ioctl(ends[0], TCGETS, wild));
  show(ioctl(ends[0], TCSETS, wild));
  close(file);
  close(ends[0]);
  close(ends[1]);
}

static void times_and_timers(void *wild) {
  struct itimerval stopped = {0};
  struct itimerspec disarmed = {0};
  struct sigevent quiet = {.sigev_notify = SIGEV_NONE};
  timer_t timer;
  int descriptor = timerfd_create(CLOCK_REALTIME, 0);
  check(timer_create(CLOCK_REALTIME, &quiet, &timer) == 0 && descriptor >= 0);
  show(nanosleep(wild, NULL));
  show(nanosleep(&none, wild));
  show(clock_nanosleep(CLOCK_MONOTONIC, 0, wild, NULL) == EFAULT);
  show(clock_nanosleep(99, 0, wild, NULL) == EINVAL);
  show(getitimer(ITIMER_REAL, wild));
  show(getitimer(9, wild));
  show(setitimer(ITIMER_REAL, wild, NULL));
  show(setitimer(ITIMER_VIRTUAL, &stopped, wild));
  show(setitimer(9, wild, NULL));
  show(timer_settime(timer, 0, wild, NULL));
  show(timer_settime(timer, 0, &disarmed, wild));
  show(timer_gettime(timer, wild));
  show(timerfd_settime(descriptor, 0, wild, NULL));
  show(timerfd_settime(descriptor, 0, &disarmed, wild));
  show(timerfd_settime(-1, 0, wild, NULL));
  show(timerfd_gettime(descriptor, wild));
  show(timerfd_gettime(-1, wild));
  close(descriptor);
  timer_delete(timer);
}

static void signals(void *wild) {
  sigset_t set, former;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  check(sigprocmask(SIG_BLOCK, &set, &former) == 0);
  show(sigprocmask(SIG_BLOCK, NULL, wild));
  show(sigpending(wild));
  show(sigsuspend(wild));
  show(sigaltstack(wild, NULL));
  show(sigaltstack(NULL, wild));
  show(sigtimedwait(wild, NULL, &none));
  show(sigtimedwait(&set, NULL, wild));
  show(sigtimedwait(&set, wild, &none));
  check(raise(SIGUSR1) == 0);
  show(sigtimedwait(&set, wild, &none));
  show(sigtimedwait(&set, NULL, &none));
  show(signalfd(-1, wild, 0));
  int self = pidfd_open(getpid(), 0);
  show(pidfd_send_signal(self, 0, wild, 0));
  show(pidfd_send_signal(-1, 0, wild, 0));
  close(self);
  show(syscall(SYS_rt_sigqueueinfo, getpid(), 0, wild));
  show(syscall(SYS_rt_tgsigqueueinfo, getpid(), getpid(), 0, wild));
  int word = 0;
  show(syscall(SYS_futex, &word, FUTEX_WAIT, 0, wild, NULL, 0));
  sigprocmask(SIG_SETMASK, &former, NULL);
}

static void make_child(void) {
  if (fork() == 0)
    _exit(0);
}

static void processes(void *wild) {
  show(wait4(-1, wild, 0, wild));
  show(waitid(P_ALL, 0, wild, WEXITED));
  make_child();
  show(wait4(-1, wild, 0, NULL));
  make_child();
  show(wait4(-1, NULL, 0, wild));
  make_child();
  show(waitid(P_ALL, 0, wild, WEXITED));
  show(wait(NULL));
  show(getrlimit(RLIMIT_CORE, wild));
  show(setrlimit(RLIMIT_CORE, wild));
  show(getrlimit((unsigned)99, wild));
  show(getrusage(RUSAGE_SELF, wild));
  show(getrusage(99, wild));
  show(sysinfo(wild));
  show(uname(wild));
  show(sched_getaffinity(0, 128, wild));
  show(getresuid(wild, wild, wild));
  show(prctl(PR_SET_NAME, wild));
  show(prctl(PR_GET_NAME, wild));
  show(getrandom(wild, 4, 0));
}

static void system_v(void *wild) {
  struct {
    long type;
    char text[512];
  } message = {.type = 1};
  union semun {
    int val;
    struct semid_ds *buf;
    unsigned short *array;
  } argument = {.buf = wild};
  struct sembuf down = {0, -1, 0};
  struct msqid_ds status;
  int queue = msgget(IPC_PRIVATE, 0600), set = semget(IPC_PRIVATE, 1, 0600), segment = shmget(IPC_PRIVATE, 4096, 0600);
  check(queue >= 0 && set >= 0 && segment >= 0);
  show(msgctl(queue, IPC_STAT, wild));
  show(msgctl(queue, IPC_SET, wild));
  show(msgctl(-1, IPC_STAT, wild));
  show(msgctl(0, IPC_INFO, wild));
  show(msgsnd(queue, wild, 4, 0));
  show(msgsnd(queue, wild, 512, 0));
  show(msgsnd(-1, wild, 4, 0));
  show(msgrcv(queue, wild, 4, 0, IPC_NOWAIT));
  show(msgrcv(-1, wild, 4, 0, IPC_NOWAIT));
  check(msgsnd(queue, &message, 4, 0) == 0 && msgsnd(queue, &message, 512, 0) == 0);
  show(msgrcv(queue, wild, 4, 0, 0));
  show(msgrcv(queue, wild, 512, 0, 0));
  check(msgctl(queue, IPC_STAT, &status) == 0);
  printf("  messages left: %d\n", (int)status.msg_qnum);
  show(semctl(set, 0, IPC_STAT, argument));
  show(semctl(set, 0, IPC_SET, argument));
  show(semctl(set, 0, GETALL, argument));
  show(semctl(set, 0, SETALL, argument));
  show(semctl(0, 0, IPC_INFO, argument));
  show(semctl(-1, 0, IPC_STAT, argument));
  show(semop(set, wild, 1));
  show(semtimedop(set, &down, 1, wild));
  show(shmctl(segment, IPC_STAT, wild));
  show(shmctl(segment, IPC_SET, wild));
  show(shmctl(0, IPC_INFO, wild));
  show(shmctl(0, SHM_INFO, wild));
  show(shmctl(-1, IPC_STAT, wild));
  msgctl(queue, IPC_RMID, NULL);
  semctl(set, 0, IPC_RMID);
  shmctl(segment, IPC_RMID, NULL);
}

static void message_queues(void *wild) {
  struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 8};
  char buffer[8];
  show(mq_open("/isthmus-wild", O_CREAT | O_RDWR, 0600, wild));
  mqd_t queue = mq_open("/isthmus-wild", O_CREAT | O_RDWR, 0600, &attributes);
  check(queue != (mqd_t)-1 && mq_unlink("/isthmus-wild") == 0);
  show(mq_getattr(queue, wild));
  show(mq_getattr(-1, wild));
  show(mq_setattr(queue, wild, NULL));
  show(mq_setattr(queue, &attributes, wild));
  show(mq_send(queue, wild, 4, 0));
  show(mq_timedsend(queue, "x", 1, 0, wild));
  show(mq_timedsend(-1, "x", 1, 0, wild));
  show(mq_timedreceive(queue, buffer, sizeof buffer, NULL, wild));
  check(mq_send(queue, "x", 1, 0) == 0);
  show(mq_receive(queue, buffer, sizeof buffer, wild));
  mq_close(queue);
}

static void waiting(void *wild) {
  struct timeval now = {0};
  struct epoll_event event = {.events = EPOLLOUT};
  int ends[2], set = epoll_create1(0);
  check(pipe(ends) == 0 && set >= 0);
  show(select(1, wild, NULL, NULL, &now));
  show(select(1, NULL, wild, NULL, &now));
  show(select(1, NULL, NULL, wild, &now));
  show(select(0, wild, NULL, NULL, &now));
  show(select(-1, wild, NULL, NULL, &now));
  show(pselect(1, wild, NULL, NULL, &none, NULL));
  show(pselect(0, NULL, NULL, NULL, &none, wild));
  show(poll(wild, 1, 0));
  show(ppoll(NULL, 0, &none, wild));
  show(epoll_ctl(set, EPOLL_CTL_ADD, ends[1], wild));
  show(epoll_ctl(set, EPOLL_CTL_DEL, ends[1], wild));
  show(epoll_ctl(-1, EPOLL_CTL_ADD, ends[1], wild));
  check(epoll_ctl(set, EPOLL_CTL_ADD, ends[1], &event) == 0);
  show(epoll_wait(set, wild, 1, 0));
  show(epoll_pwait2(set, &event, 1, wild, NULL));
  show(epoll_pwait2(set, &event, 1, &none, wild));
  show(epoll_pwait2(-1, &event, 1, wild, NULL));
  close(set);
  close(ends[0]);
  close(ends[1]);
}

static void sockets(void *wild) {
  struct mmsghdr several = {0};
  struct msghdr message = {.msg_iov = wild, .msg_iovlen = 1};
  char buffer[128];
  socklen_t length = sizeof buffer;
  int pair[2];
  check(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && send(pair[1], "text", 4, 0) == 4);
  show(socketpair(AF_UNIX, SOCK_STREAM, 0, wild));
  show(bind(pair[0], wild, 16));
  show(bind(-1, wild, 16));
  show(getsockname(pair[0], wild, &length));
  show(getsockname(pair[0], (struct sockaddr *)buffer, wild));
  show(getpeername(pair[0], wild, &length));
  show(send(pair[0], wild, 4, 0));
  show(recv(pair[0], wild, 4, 0));
  show(sendmsg(pair[0], wild, 0));
  show(sendmsg(pair[0], &message, 0));
  show(recvmsg(pair[0], wild, MSG_DONTWAIT));
  show(recvmsg(pair[0], &message, MSG_DONTWAIT));
  show(sendmmsg(pair[0], wild, 1, 0));
  show(recvmmsg(pair[0], wild, 1, MSG_DONTWAIT, NULL));
  show(recvmmsg(pair[0], &several, 1, MSG_DONTWAIT, wild));
  show(recvmmsg(-1, &several, 1, MSG_DONTWAIT, wild));
  show(setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, wild, 4));
  show(getsockopt(pair[0], SOL_SOCKET, SO_ERROR, wild, &length));
  show(getsockopt(pair[0], SOL_SOCKET, SO_ERROR, buffer, wild));
  close(pair[0]);
  close(pair[1]);
}

/* The address behind the last byte of a piece of memory. */
static char *end_of_memory(void) {
#ifdef __wasm__
  return (char *)(__builtin_wasm_memory_size(0) * 65536);
#else
  static char *memory;
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  if (memory == NULL) {
    memory = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(memory != MAP_FAILED && mprotect(memory + page, page, PROT_NONE) == 0);
  }
  return memory + page;
#endif
}

/* What begins in memory and ends outside. */
static void straddling(void) {
  struct stat status;
  void *last = end_of_memory() - 8;
  char **vector = (char **)(void *)(end_of_memory() - sizeof *vector);
  memset(last, 'x', 8);
  show(open(last, O_RDONLY));
  show(stat(last, &status));
  show(stat("file", last));
  show(statfs("file", last));
  show(nanosleep(last, NULL));
  show(getitimer(ITIMER_REAL, last));
  show(getrusage(RUSAGE_SELF, last));
  show(sysinfo(last));
  /* The kernel has written as much as there was room for. */
  memset(last, 'x', 8);
  show(prctl(PR_SET_NAME, last));
  *vector = (char *)"x";
  show(execve("./file", vector, NULL));
  last = end_of_memory() - 5;
  memcpy(last, "file", 5);
  show(access(last, F_OK));
}

static void all(void *wild) {
  paths(wild);
  executions(wild);
  files(wild);
  times_and_timers(wild);
  signals(wild);
  processes(wild);
  system_v(wild);
  message_queues(wild);
  waiting(wild);
  sockets(wild);
}

int main(void) {
  begin();
  int file = open("file", O_CREAT | O_WRONLY, 0755);
  check(file >= 0 && write(file, "some text", 9) == 9 && close(file) == 0);
  /* Volatile, or compilers see what is coming, and warn. */
  void *volatile wild = (void *)-1;
  puts("-1");
  all(wild);
  wild = (void *)(intptr_t)-4096;
  puts("-4096");
  all(wild);
  puts("straddling");
  straddling();
  return 0;
}
