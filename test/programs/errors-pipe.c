// Pipes and FIFOs: flags, capacities, ends that are gone, atomic writes, blocking opens, and the errors of each.
#include "show.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

static char block[70000];

static int waiting(int fd) {
  int count = -1;
  check(ioctl(fd, FIONREAD, &count) == 0);
  return count;
}

static void fork_writer(const char *name, const char *text) {
  if (fork() == 0) {
    int fd = open(name, O_WRONLY);
    _exit(write(fd, text, strlen(text)) == (ssize_t)strlen(text) ? 0 : 1);
  }
}

int main(void) {
  begin();
  int ends[2], status;
  struct stat facts;
  signal(SIGPIPE, SIG_IGN);

  puts("pipe2");
  show(pipe2(ends, 12345678));
  show(pipe2(ends, O_APPEND));
  show(pipe2(ends, O_CLOEXEC | O_NONBLOCK));
  printf("  %d %d, close on exec %d %d, flags %d %d\n", ends[0], ends[1], fcntl(ends[0], F_GETFD),
         fcntl(ends[1], F_GETFD), !!(fcntl(ends[0], F_GETFL) & O_NONBLOCK), !!(fcntl(ends[1], F_GETFL) & O_NONBLOCK));
  printf("  reader %d, writer %d\n", (fcntl(ends[0], F_GETFL) & O_ACCMODE) == O_RDONLY,
         (fcntl(ends[1], F_GETFL) & O_ACCMODE) == O_WRONLY);
  check(fstat(ends[0], &facts) == 0);
  printf("  mode %06o, a FIFO %d\n", (unsigned)facts.st_mode, S_ISFIFO(facts.st_mode));

  puts("capacity");
  show(read(ends[0], block, 1));
  show(fcntl(ends[1], F_GETPIPE_SZ));
  show(write(ends[1], block, sizeof block));
  show(waiting(ends[0]));
  show(write(ends[1], block, 1));
  show(read(ends[0], block, 4096));
  show(write(ends[1], block, 5000));
  show(write(ends[1], block, 1));
  show(fcntl(ends[1], F_SETPIPE_SZ, 4096));
  while (read(ends[0], block, sizeof block) > 0)
    ;
  show(fcntl(ends[1], F_SETPIPE_SZ, 4096));
  show(fcntl(ends[0], F_GETPIPE_SZ));
  show(fcntl(ends[0], F_SETPIPE_SZ, 5000));
  show(fcntl(ends[0], F_SETPIPE_SZ, 0));
  show(fcntl(ends[0], F_SETPIPE_SZ, -1));
  show(fcntl(0, F_GETPIPE_SZ));

  puts("atomic writes: all of PIPE_BUF or nothing");
  show(write(ends[1], block, 8000));
  show(write(ends[1], block, 4096));
  show(write(ends[1], block, 100));
  show(waiting(ends[0]));

  puts("wrong ends");
  show(write(ends[0], block, 1));
  show(read(ends[1], block, 1));
  show(read(ends[0], block, 0));
  show(write(ends[1], block, 0));
  show(fsync(ends[1]));
  show(ftruncate(ends[1], 0));
  show(close(ends[0]));
  show(write(ends[1], block, 1));
  show(write(ends[1], block, 0));
  struct pollfd polled = {.fd = ends[1], .events = POLLOUT};
  show(poll(&polled, 1, 0));
  printf("  POLLERR %d\n", !!(polled.revents & POLLERR));
  show(close(ends[1]));
  check(pipe(ends) == 0);
  check(write(ends[1], "rest", 4) == 4);
  show(close(ends[1]));
  polled = (struct pollfd){.fd = ends[0], .events = POLLIN};
  show(poll(&polled, 1, 0));
  printf("  POLLIN %d POLLHUP %d\n", !!(polled.revents & POLLIN), !!(polled.revents & POLLHUP));
  show(read(ends[0], block, 10));
  show(read(ends[0], block, 10));
  show(poll(&polled, 1, 0));
  printf("  POLLIN %d POLLHUP %d\n", !!(polled.revents & POLLIN), !!(polled.revents & POLLHUP));
  show(close(ends[0]));

  puts("FIFOs");
  show(mkfifo("fifo", 0600));
  show(open("fifo", O_WRONLY | O_NONBLOCK));
  show(open("fifo", O_RDONLY | O_NONBLOCK));
  show(read(3, block, 1));
  show(open("fifo", O_WRONLY | O_NONBLOCK));
  show(read(3, block, 1));
  show(write(4, "xyz", 3));
  show(waiting(3));
  show(open("fifo", O_RDWR));
  show(read(5, block, 2));
  show(lseek(5, 0, SEEK_SET));
  show(close(4));
  show(read(3, block, 10));
  show(read(3, block, 10));
  show(close(5));
  show(read(3, block, 10));
  show(close(3));

  puts("blocking opens meet");
  fork_writer("fifo", "from the child");
  show(open("fifo", O_RDONLY));
  memset(block, 0, 100);
  show(read(3, block, 100));
  printf("  %s\n", block);
  show(read(3, block, 100));
  wait(&status);
  printf("  %s\n", status_name(status));
  show(close(3));
  fork_writer("fifo", "one");
  fork_writer("fifo", "two");
  show(open("fifo", O_RDONLY));
  int total = 0, count;
  while ((count = (int)read(3, block, 100)) > 0 || wait(&status) > 0)
    total += count;
  printf("  %d bytes of two writers\n", total);
  show(unlink("fifo"));
  return 0;
}
