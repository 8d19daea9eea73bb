// Record locks, open file description locks and flock: between processes, their owners, their release, their errors.
#include "show.h"
#include <fcntl.h>
#include <sys/file.h>

static struct flock range(short type, off_t start, off_t length) {
  return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
}

static const char *type_name(short type) { return type == F_RDLCK ? "read" : type == F_WRLCK ? "write" : "none"; }

/* What another process finds when it asks for a lock. */
static void ask(short type, off_t start, off_t length, pid_t owner) {
  struct flock lock = range(type, start, length);
  int fd = open("file", O_RDWR);
  check(fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0);
  if (lock.l_type == F_UNLCK)
    printf("  %s lock of %d+%d would be granted\n", type_name(type), (int)start, (int)length);
  else
    printf("  %s lock of %d+%d meets a %s lock of %d+%d, owner %d\n", type_name(type), (int)start, (int)length,
           type_name(lock.l_type), (int)lock.l_start, (int)lock.l_len, lock.l_pid == owner);
  close(fd);
}

int main(void) {
  begin();
  int status, gate[2], refused[2];
  char byte;
  int fd = open("file", O_RDWR | O_CREAT, 0644), second = open("file", O_RDWR), only_read = open("file", O_RDONLY);
  check(write(fd, "0123456789", 10) == 10);
  struct flock lock;

  puts("record locks");
  lock = range(F_WRLCK, 2, 3);
  show(fcntl(fd, F_SETLK, &lock));
  lock = range(F_RDLCK, 7, 0);
  show(fcntl(fd, F_SETLK, &lock));
  pid_t self = getpid();
  fflush(stdout);
  if (fork() == 0) {
    ask(F_WRLCK, 0, 2, self);
    ask(F_RDLCK, 0, 3, self);
    ask(F_RDLCK, 8, 1, self);
    ask(F_WRLCK, 100, 1, self);
    lock = range(F_WRLCK, 4, 1);
    show(fcntl(second, F_SETLK, &lock));
    lock = range(F_WRLCK, 0, 1);
    show(fcntl(second, F_SETLK, &lock));
    _exit(0);
  }
  wait(NULL);
  puts("split, merged, changed");
  lock = range(F_UNLCK, 3, 1);
  show(fcntl(fd, F_SETLK, &lock));
  lock = range(F_RDLCK, 4, 4);
  show(fcntl(fd, F_SETLK, &lock));
  fflush(stdout);
  if (fork() == 0) {
    ask(F_WRLCK, 2, 1, self);
    ask(F_WRLCK, 3, 1, self);
    ask(F_WRLCK, 4, 2, self);
    _exit(0);
  }
  wait(NULL);

  puts("any close of the file drops the process's record locks");
  show(close(only_read));
  fflush(stdout);
  if (fork() == 0) {
    ask(F_WRLCK, 0, 0, self);
    _exit(0);
  }
  wait(NULL);

  puts("waiting for a lock");
  check(pipe(gate) == 0 && pipe(refused) == 0);
  fflush(stdout);
  if (fork() == 0) {
    lock = range(F_WRLCK, 0, 0);
    check(fcntl(second, F_SETLK, &lock) == 0);
    check(write(gate[1], "x", 1) == 1);
    /* Not before the parent has tried; then it waits, most likely. */
    check(read(refused[0], &byte, 1) == 1);
    usleep(30000);
    puts("  the child ends with its lock held");
    _exit(0);
  }
  check(read(gate[0], &byte, 1) == 1);
  lock = range(F_WRLCK, 0, 1);
  show(fcntl(fd, F_SETLK, &lock));
  check(write(refused[1], "x", 1) == 1);
  show(fcntl(fd, F_SETLKW, &lock));
  wait(&status);

  puts("deadlock is noticed");
  lock = range(F_WRLCK, 0, 1);
  check(fcntl(fd, F_SETLK, &lock) == 0);
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    lock = range(F_WRLCK, 1, 1);
    check(fcntl(second, F_SETLK, &lock) == 0);
    check(write(gate[1], "x", 1) == 1);
    lock = range(F_WRLCK, 0, 1);
    _exit(fcntl(second, F_SETLKW, &lock) == 0 ? 0 : errno == EDEADLK ? 1 : 2);
  }
  check(read(gate[0], &byte, 1) == 1);
  usleep(50000);
  lock = range(F_WRLCK, 1, 1);
  int refused_here = fcntl(fd, F_SETLKW, &lock) != 0;
  check(!refused_here || errno == EDEADLK);
  lock = range(F_UNLCK, 0, 0);
  check(fcntl(fd, F_SETLK, &lock) == 0);
  wait(&status);
  /* By whoever was the second to wait: the child may have been held up. */
  printf("  by one of both %d\n", WIFEXITED(status) && WEXITSTATUS(status) == !refused_here);

  puts("errors");
  lock = range(F_WRLCK, -1, 1);
  show(fcntl(fd, F_SETLK, &lock));
  lock = range(77, 0, 1);
  show(fcntl(fd, F_SETLK, &lock));
  lock = (struct flock){.l_type = F_WRLCK, .l_whence = 9};
  show(fcntl(fd, F_SETLK, &lock));
  lock = range(F_WRLCK, 0, 1);
  show(fcntl(99, F_SETLK, &lock));
  show(fcntl(gate[0], F_SETLK, &lock));
  only_read = open("file", O_RDONLY);
  show(fcntl(only_read, F_SETLK, &lock));
  int only_write = open("file", O_WRONLY);
  lock = range(F_RDLCK, 0, 1);
  show(fcntl(only_write, F_SETLK, &lock));
  lock = (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_END, .l_start = -3, .l_len = -2};
  show(fcntl(fd, F_SETLK, &lock));
  fflush(stdout);
  if (fork() == 0) {
    ask(F_WRLCK, 0, 0, self);
    _exit(0);
  }
  wait(NULL);
  lock = range(F_UNLCK, 0, 0);
  check(fcntl(fd, F_SETLK, &lock) == 0);

  puts("open file description locks");
  lock = range(F_WRLCK, 0, 5);
  show(fcntl(fd, F_OFD_SETLK, &lock));
  show(fcntl(second, F_OFD_SETLK, &lock));
  show(fcntl(dup(fd), F_OFD_SETLK, &lock));
  show(fcntl(second, F_OFD_GETLK, &lock));
  printf("  %s lock of %d+%d, owner %d\n", type_name(lock.l_type), (int)lock.l_start, (int)lock.l_len, (int)lock.l_pid);
  lock = range(F_WRLCK, 0, 5);
  lock.l_pid = 1;
  show(fcntl(fd, F_OFD_SETLK, &lock));
  show(close(open("file", O_RDONLY)));
  lock = range(F_WRLCK, 4, 1);
  show(fcntl(second, F_OFD_SETLK, &lock));
  lock = range(F_UNLCK, 0, 0);
  show(fcntl(fd, F_OFD_SETLK, &lock));

  puts("flock");
  show(flock(fd, LOCK_SH));
  show(flock(second, LOCK_SH | LOCK_NB));
  show(flock(second, LOCK_EX | LOCK_NB));
  show(flock(fd, LOCK_UN));
  show(flock(second, LOCK_EX | LOCK_NB));
  show(flock(fd, LOCK_SH | LOCK_NB));
  show(flock(fd, 0));
  show(flock(fd, 64));
  show(flock(99, LOCK_SH));
  fflush(stdout);
  if (fork() == 0) {
    show(flock(second, LOCK_EX | LOCK_NB));
    show(flock(second, LOCK_UN));
    _exit(0);
  }
  wait(NULL);
  show(flock(fd, LOCK_EX | LOCK_NB));
  show(lockf(fd, F_TLOCK, 4));
  show(lockf(fd, F_TEST, 4));
  show(lockf(fd, F_ULOCK, 0));
  show(lockf(fd, 77, 0));
  return 0;
}
