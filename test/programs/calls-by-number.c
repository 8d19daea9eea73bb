// Calls that programs make by number with syscall(2), and the kernel's headers that such programs include beside it.
#include <fcntl.h>
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/ioctl.h>
#include <linux/kernel.h>
#include <linux/types.h>
#include <linux/unistd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <asm/errno.h>
#include <asm/ioctls.h>
#include <asm/unistd.h>

#include "show.h"

/* Constant where <linux/in.h> alone brings the kernel's names for orders of bytes. */
static const __be32 loopback = __constant_htonl(INADDR_LOOPBACK);

struct request {
  char text[24];
  __u64 number;
};

static void show_request(const char *name, unsigned long request) {
  printf("%s: %#lx, direction %u, type %c, number %u, size %u\n", name, request, (unsigned)_IOC_DIR(request),
         (char)_IOC_TYPE(request), (unsigned)_IOC_NR(request), (unsigned)_IOC_SIZE(request));
}

static void headers(void) {
  puts("headers");
  printf("%02x %02x\n", ((const unsigned char *)&loopback)[0], ((const unsigned char *)&loopback)[3]);
  show_request("_IO", _IO('i', 1));
  show_request("_IOR", _IOR('i', 2, struct request));
  show_request("_IOW", _IOW('i', 3, char[7]));
  show_request("_IOWR", _IOWR('i', 255, __u16));
  check(TIOCGPTN == _IOR('T', 0x30, unsigned) && __NR_gettid == SYS_gettid && FIONREAD != TIOCGWINSZ);
}

static void pipes(void) {
  puts("pipe2");
  int ends[2];
  show(syscall(SYS_pipe2, ends, O_CLOEXEC | O_NONBLOCK));
  check(fcntl(ends[0], F_GETFD) == FD_CLOEXEC && (fcntl(ends[1], F_GETFL) & O_NONBLOCK) != 0);
  show(syscall(SYS_pipe2, ends, -1));
  puts("close_range");
  show(syscall(SYS_close_range, ends[0], ends[1], 0));
  show(fcntl(ends[1], F_GETFD));
  show(syscall(SYS_close_range, 9, 8, 0));
  show(syscall(SYS_close_range, 8, 9, 1));
}

static void memory(void) {
  puts("memfd_create and mlock2");
  long fd = syscall(SYS_memfd_create, "by number", MFD_ALLOW_SEALING);
  check(fd > 0);
  show(ftruncate((int)fd, 4096));
  show(fcntl((int)fd, F_ADD_SEALS, F_SEAL_SHRINK));
  show(ftruncate((int)fd, 0));
  show(syscall(SYS_memfd_create, "x", ~0U));
  void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, (int)fd, 0);
  check(page != MAP_FAILED);
  show(syscall(SYS_mlock2, page, 4096, MLOCK_ONFAULT));
  show(syscall(SYS_mlock2, page, 4096, 8));
  show(munlock(page, 4096));
}

static void waiting(void) {
  puts("waitid");
  pid_t child = fork();
  if (child == 0) {
    volatile unsigned sum = 0;
    for (unsigned i = 0; i < 20000000; i++)
      sum += i;
    _exit(7);
  }
  siginfo_t information;
  struct rusage usage;
  memset(&usage, 0xff, sizeof usage);
  show(syscall(SYS_waitid, P_PID, child, &information, WEXITED | WNOWAIT, NULL));
  check(information.si_pid == child && information.si_code == CLD_EXITED && information.si_status == 7);
  show(syscall(SYS_waitid, P_PID, child, NULL, WEXITED, &usage));
  check(usage.ru_maxrss > 0 && usage.ru_utime.tv_sec >= 0 && usage.ru_utime.tv_sec < 60);
  show(syscall(SYS_waitid, P_PID, child, &information, WEXITED, NULL));
  show(syscall(SYS_waitid, P_ALL, 0, NULL, 0, NULL));
}

int main(void) {
  begin();
  headers();
  pipes();
  memory();
  waiting();
  return 0;
}
