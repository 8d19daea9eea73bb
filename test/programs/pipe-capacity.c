// pipe(2), pipe2(2), pipe(7): order, capacity and its changes, atomic writes, O_NONBLOCK, O_DIRECT packets, end of
// file.
#include "show.h"
#include <fcntl.h>
#include <limits.h>
#include <sys/ioctl.h>

static char block[65536 * 2];

static void fill(int fd) {
  long total = 0;
  for (;;) {
    ssize_t written = write(fd, block, 4096);
    if (written < 0)
      break;
    total += written;
  }
  printf("full after %ld bytes, %s\n", total, errno_name(errno));
}

static void capacity(void) {
  int fds[2];
  show(pipe2(fds, O_NONBLOCK));
  show(fcntl(fds[0], F_GETPIPE_SZ));
  fill(fds[1]);
  int unread = 0;
  show(ioctl(fds[0], FIONREAD, &unread));
  printf("unread %d\n", unread);
  show(fcntl(fds[1], F_SETPIPE_SZ, 4096));
  show(read(fds[0], block, sizeof block));
  show(read(fds[0], block, sizeof block));
  show(fcntl(fds[1], F_SETPIPE_SZ, 5000));
  show(fcntl(fds[1], F_SETPIPE_SZ, 1));
  fill(fds[1]);
  show(fcntl(fds[1], F_SETPIPE_SZ, 131072));
  show(write(fds[1], block, 100));
  show(fcntl(fds[0], F_SETPIPE_SZ, -1));
  close(fds[0]);
  close(fds[1]);
}

static void flags(void) {
  int fds[2];
  show(pipe(fds));
  show(fcntl(fds[0], F_GETFD));
  show(fcntl(fds[0], F_GETFL) == O_RDONLY);
  show(fcntl(fds[1], F_GETFL) == O_WRONLY);
  show(read(fds[1], block, 1));
  show(write(fds[0], block, 1));
  show(lseek(fds[0], 0, SEEK_SET));
  show(pread(fds[0], block, 1, 0));
  show(close(fds[1]));
  show(read(fds[0], block, 10));
  show(close(fds[0]));
  show(pipe2(fds, O_CLOEXEC | O_NONBLOCK));
  show(fcntl(fds[0], F_GETFD));
  show((fcntl(fds[1], F_GETFL) & O_NONBLOCK) != 0);
  show(read(fds[0], block, 1));
  show(fcntl(fds[0], F_SETFL, 0));
  show((fcntl(fds[0], F_GETFL) & O_NONBLOCK) != 0);
  close(fds[0]);
  close(fds[1]);
  show(pipe2(fds, O_APPEND));
  show(pipe2(fds, O_CREAT));
}

static void packets(void) {
  int fds[2];
  char buffer[64];
  show(pipe2(fds, O_DIRECT | O_NONBLOCK));
  show((fcntl(fds[1], F_GETFL) & O_DIRECT) != 0);
  show(write(fds[1], "first", 5));
  show(write(fds[1], "second", 6));
  show(read(fds[0], buffer, sizeof buffer));
  show(read(fds[0], buffer, 3));
  show(read(fds[0], buffer, sizeof buffer));
  close(fds[0]);
  close(fds[1]);
}

static void atomic_writes(void) {
  int fds[2];
  show(pipe2(fds, O_NONBLOCK));
  show(fcntl(fds[1], F_SETPIPE_SZ, 8192));
  show(write(fds[1], block, 6000));
  /* At most PIPE_BUF: all or nothing. More: what fits. */
  show(write(fds[1], block, PIPE_BUF));
  show(read(fds[0], block, 1));
  show(write(fds[1], block, PIPE_BUF + 1));
  close(fds[0]);
  close(fds[1]);
}

static void between_processes(void) {
  int fds[2];
  check(pipe(fds) == 0);
  pid_t child = fork();
  if (child == 0) {
    close(fds[0]);
    memset(block, 'x', sizeof block);
    /* More than the capacity, so it blocks until the parent reads. */
    _exit(write(fds[1], block, sizeof block) == sizeof block ? 7 : 1);
  }
  close(fds[1]);
  long total = 0;
  ssize_t got;
  while ((got = read(fds[0], block, 1000)) > 0)
    total += got;
  int status;
  check(waitpid(child, &status, 0) == child);
  printf("read %ld, child %s\n", total, status_name(status));
  close(fds[0]);
}

int main(void) {
  begin();
  capacity();
  flags();
  packets();
  atomic_writes();
  between_processes();
  return 0;
}
