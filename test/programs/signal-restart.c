// Reads, writes, opens and locks that a handler interrupts: EINTR without SA_RESTART, and begun again with it.
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include "interrupt.h"

/* A pipe that is empty, and one that is full. */
static int empty[2], full[2];
static int file;

static void fill(void) {
  char block[4096] = "";
  check(fcntl(full[1], F_SETFL, O_NONBLOCK) == 0);
  while (write(full[1], block, sizeof block) > 0)
    ;
  check(errno == EAGAIN && fcntl(full[1], F_SETFL, 0) == 0);
}

static void put(void) { check(write(empty[1], "abc", 3) == 3); }

static void take(void) {
  char block[8192];
  check(read(full[0], block, sizeof block) == sizeof block);
}

static long read_empty(void) {
  char text[8];
  return read(empty[0], text, sizeof text);
}

static long readv_empty(void) {
  char text[8];
  struct iovec parts[2] = {{text, 2}, {text + 2, 6}};
  return readv(empty[0], parts, 2);
}

static long write_full(void) { return write(full[1], "x", 1); }

static long writev_full(void) {
  struct iovec parts[2] = {{"ab", 2}, {"cde", 3}};
  return writev(full[1], parts, 2);
}

static long splice_empty(void) { return splice(empty[0], NULL, full[1], NULL, 3, 0); }

static long tee_empty(void) { return tee(empty[0], full[1], 3, 0); }

static long sendfile_full(void) {
  off_t offset = 0;
  return sendfile(full[1], file, &offset, 4);
}

static long vmsplice_full(void) {
  struct iovec part = {"abcd", 4};
  return vmsplice(full[1], &part, 1, 0);
}

static long open_close(int flags) {
  int opened = open("fifo", flags);
  return opened < 0 ? -1 : close(opened);
}

static long open_reader(void) { return open_close(O_RDONLY); }
static long open_writer(void) { return open_close(O_WRONLY); }
static void be_writer(void) { check(open_close(O_WRONLY) == 0); }
static void be_reader(void) { check(open_close(O_RDONLY) == 0); }

static long lock(int command, short type) {
  struct flock range = {.l_type = type, .l_whence = SEEK_SET, .l_len = 10};
  return fcntl(file, command, &range);
}

static long lock_record(void) { return lock(F_SETLKW, F_WRLCK) == 0 ? lock(F_SETLK, F_UNLCK) : -1; }
static void hold_record(void) { check(lock(F_SETLK, F_WRLCK) == 0); }
static void release_record(void) { check(lock(F_SETLK, F_UNLCK) == 0); }

static long lock_lockf(void) {
  check(lseek(file, 0, SEEK_SET) == 0);
  return lockf(file, F_LOCK, 5) == 0 ? lockf(file, F_ULOCK, 5) : -1;
}

/* Locks of an open file description, so that the child needs its own. */
static void hold_description(void) {
  check((file = open("file", O_RDWR)) >= 0);
  check(lock(F_OFD_SETLK, F_WRLCK) == 0);
}
static void release_description(void) { check(lock(F_OFD_SETLK, F_UNLCK) == 0); }
static long lock_description(void) { return lock(F_OFD_SETLKW, F_WRLCK) == 0 ? lock(F_OFD_SETLK, F_UNLCK) : -1; }

static void hold_file(void) {
  check((file = open("file", O_RDWR)) >= 0);
  check(flock(file, LOCK_EX) == 0);
}
static void release_file(void) { check(flock(file, LOCK_UN) == 0); }
static long lock_file(void) { return flock(file, LOCK_EX) == 0 ? flock(file, LOCK_UN) : -1; }

/* What had been moved before the signal came is told, with or without SA_RESTART. */
static long write_more_than_fits(void) {
  static char block[1 << 21];
  ssize_t count = write(empty[1], block, sizeof block);
  check(count > 0 && count < (ssize_t)sizeof block);
  int left = (int)count;
  while (left > 0)
    left -= (int)read(empty[0], block, (size_t)left);
  check(left == 0);
  return 1;
}

int main(void) {
  begin();
  check(pipe(empty) == 0 && pipe(full) == 0 && mkfifo("fifo", 0600) == 0);
  check((file = open("file", O_RDWR | O_CREAT, 0600)) >= 0 && write(file, "text", 4) == 4);
  fill();
  restarts(&(struct blocking){.name = "read", .call = read_empty, .finish = put});
  restarts(&(struct blocking){.name = "readv", .call = readv_empty, .finish = put});
  restarts(&(struct blocking){.name = "write", .call = write_full, .finish = take});
  fill();
  restarts(&(struct blocking){.name = "writev", .call = writev_full, .finish = take});
  fill();
  restarts(&(struct blocking){.name = "sendfile", .call = sendfile_full, .finish = take});
  fill();
  restarts(&(struct blocking){.name = "vmsplice", .call = vmsplice_full, .finish = take});
  take();
  restarts(&(struct blocking){.name = "splice", .call = splice_empty, .finish = put});
  restarts(&(struct blocking){.name = "tee", .call = tee_empty, .finish = put});
  check(read_empty() == 3);
  restarts(&(struct blocking){.name = "open for reading", .call = open_reader, .finish = be_writer});
  restarts(&(struct blocking){.name = "open for writing", .call = open_writer, .finish = be_reader});
  restarts(&(struct blocking){"F_SETLKW", lock_record, release_record, hold_record});
  restarts(&(struct blocking){"lockf", lock_lockf, release_record, hold_record});
  restarts(&(struct blocking){"F_OFD_SETLKW", lock_description, release_description, hold_description});
  restarts(&(struct blocking){"flock", lock_file, release_file, hold_file});
  fails(&(struct blocking){.name = "write of more than fits", .call = write_more_than_fits});
  return 0;
}
