// fcntl(2) record locks and open file description locks, lockf(3), flock(2): conflicts, ranges, release at close and
// exit.
#include "show.h"
#include <fcntl.h>
#include <sys/file.h>

static const char *kind(short type) { return type == F_RDLCK ? "read" : type == F_WRLCK ? "write" : "none"; }

static int lock(int fd, int command, short type, long start, long length) {
  struct flock request = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
  return fcntl(fd, command, &request);
}

static void ask(int fd, short type, long start, long length, pid_t owner) {
  struct flock request = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
  check(fcntl(fd, F_GETLK, &request) == 0);
  printf("ask %s %ld+%ld: %s", kind(type), start, length, kind(request.l_type));
  if (request.l_type != F_UNLCK)
    printf(" at %lld+%lld, whence %d, owner known %d", (long long)request.l_start, (long long)request.l_len,
           request.l_whence, request.l_pid == owner);
  puts("");
}

/* Runs a function in a child and waits for it. */
static void child(void (*function)(void)) {
  pid_t pid = fork();
  if (pid == 0) {
    function();
    _exit(0);
  }
  int status;
  check(waitpid(pid, &status, 0) == pid);
  printf("child %s\n", status_name(status));
}

static int file;

static void other_process(void) {
  ask(file, F_WRLCK, 0, 0, getppid());
  ask(file, F_RDLCK, 0, 10, getppid());
  ask(file, F_RDLCK, 100, 10, getppid());
  show(lock(file, F_SETLK, F_WRLCK, 0, 10));
  show(lock(file, F_SETLK, F_RDLCK, 0, 5));
  show(lock(file, F_SETLK, F_RDLCK, 105, 1));
  show(lock(file, F_SETLK, F_WRLCK, 200, 0));
}

static void record_locks(void) {
  file = show(open("locked", O_RDWR | O_CREAT, 0600));
  check(write(file, "0123456789", 10) == 10);
  show(lock(file, F_SETLK, F_RDLCK, 0, 50));
  show(lock(file, F_SETLK, F_WRLCK, 100, 20));
  ask(file, F_WRLCK, 0, 0, getpid());
  child(other_process);
  show(lock(file, F_SETLK, F_UNLCK, 105, 5));
  child(other_process);
  /* Closing any descriptor of the file releases them all. */
  close(dup(file));
  child(other_process);
  show(lock(file, F_SETLK, F_WRLCK, -5, 1));
  show(lock(file, F_SETLK, 99, 0, 1));
  int reader = open("locked", O_RDONLY);
  show(lock(reader, F_SETLK, F_WRLCK, 0, 1));
  show(lock(reader, F_SETLKW, F_RDLCK, 0, 1));
  close(reader);
  show(lock(reader, F_SETLK, F_RDLCK, 0, 1));
  struct flock relative = {.l_type = F_WRLCK, .l_whence = SEEK_END, .l_start = -3, .l_len = 2};
  show(fcntl(file, F_SETLK, &relative));
  child(other_process);
  close(file);
}

static void blocked(void) {
  int ready[2], refused[2];
  check(pipe(ready) == 0 && pipe(refused) == 0);
  file = open("locked", O_RDWR);
  pid_t holder = fork();
  if (holder == 0) {
    check(lock(file, F_SETLK, F_WRLCK, 0, 0) == 0);
    char told;
    check(write(ready[1], "x", 1) == 1);
    /* Not before the parent has tried; then it waits, most likely. */
    check(read(refused[0], &told, 1) == 1);
    usleep(50000);
    check(pwrite(file, "H", 1, 0) == 1);
    _exit(0);
  }
  char byte;
  check(read(ready[0], &byte, 1) == 1);
  show(lock(file, F_SETLK, F_RDLCK, 0, 1));
  check(write(refused[1], "x", 1) == 1);
  show(lock(file, F_SETLKW, F_RDLCK, 0, 1));
  check(pread(file, &byte, 1, 0) == 1);
  printf("the holder was first: %c\n", byte);
  check(wait(NULL) == holder);
  close(file);
}

static void description_locks(void) {
  int first = open("locked", O_RDWR);
  int second = open("locked", O_RDWR);
  int copy = dup(first);
  show(lock(first, F_OFD_SETLK, F_WRLCK, 0, 10));
  show(lock(copy, F_OFD_SETLK, F_WRLCK, 0, 10));
  show(lock(second, F_OFD_SETLK, F_WRLCK, 0, 10));
  struct flock request = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  show(fcntl(second, F_OFD_GETLK, &request));
  printf("%s %lld+%lld pid %d\n", kind(request.l_type), (long long)request.l_start, (long long)request.l_len,
         request.l_pid);
  request.l_pid = 1;
  show(fcntl(second, F_OFD_SETLK, &request));
  close(copy);
  show(lock(second, F_OFD_SETLK, F_RDLCK, 0, 10));
  close(first);
  show(lock(second, F_OFD_SETLK, F_RDLCK, 0, 10));
  close(second);
}

static void whole_file(void) {
  int first = open("locked", O_RDWR);
  int second = open("locked", O_RDONLY);
  show(flock(first, LOCK_SH));
  show(flock(second, LOCK_SH | LOCK_NB));
  show(flock(second, LOCK_EX | LOCK_NB));
  show(flock(first, LOCK_UN));
  show(flock(second, LOCK_EX | LOCK_NB));
  show(flock(first, LOCK_SH | LOCK_NB));
  close(second);
  show(flock(first, LOCK_SH | LOCK_NB));
  show(flock(first, 64));
  close(first);
  show(flock(first, LOCK_SH));
}

static void lockf_other(void) {
  show(lockf(file, F_TEST, 4));
  show(lockf(file, F_TLOCK, 4));
  show(lseek(file, 4, SEEK_SET));
  show(lockf(file, F_TEST, 4));
}

static void sections(void) {
  file = open("locked", O_RDWR);
  show(lockf(file, F_TLOCK, 4));
  show(lockf(file, F_TEST, 4));
  child(lockf_other);
  lseek(file, 0, SEEK_SET);
  show(lockf(file, F_ULOCK, 0));
  child(lockf_other);
  show(lockf(file, 9, 0));
  close(file);
}

int main(void) {
  begin();
  record_locks();
  blocked();
  description_locks();
  whole_file();
  sections();
  return 0;
}
