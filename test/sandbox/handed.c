// What came with the start is no way to more: standard input (a file to be read), the running module, devices.
// The working directory can be written. The argument says which of them is looked at.
#include "attempt.h"
#include <fcntl.h>
#include <isthmus/imports.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define EMPTY_PATH 0x1000

static void input(void) {
  struct timespec times[2] = {{1, 0}, {1, 0}};
  char byte;
  allowed(read(0, &byte, 1));
  refused(truncate("/dev/stdin", 0));
  refused(truncate("/dev/fd/0", 0));
  refused(truncate("/proc/self/fd/0", 0));
  refused(open("/dev/stdin", O_RDWR));
  refused(open("/dev/fd/0", O_WRONLY | O_TRUNC));
  refused(ftruncate(0, 0));
  refused(chmod("/dev/stdin", 0777));
  refused(chown("/proc/self/fd/0", 1, 1));
  refused(fchmod(0, 0777));
  refused(fchown(0, 1, 1));
  refused(futimens(0, times));
  refused(linkat(0, "", AT_FDCWD, "stolen", EMPTY_PATH));
  refused(linkat(AT_FDCWD, "/dev/stdin", AT_FDCWD, "stolen", AT_SYMLINK_FOLLOW));
  refused(linkat(AT_FDCWD, "/proc/self/fd/0", AT_FDCWD, "stolen", AT_SYMLINK_FOLLOW));
  /* The output may be written, but it gets no second name either. */
  refused(linkat(1, "", AT_FDCWD, "stolen", EMPTY_PATH));
  refused(linkat(AT_FDCWD, "/dev/stdout", AT_FDCWD, "stolen", AT_SYMLINK_FOLLOW));
  int again = dup(0);
  allowed(again);
  refused(fchmod(again, 0777));
  /* What is written to can be cut, but whose it is and who may use it isn't for the guest to say. */
  refused(fchmod(1, 0777));
  refused(fchown(1, 1, 1));
  refused(futimens(1, times));
  refused(chmod("/dev/stdout", 0777));
}

/* The devices that every guest sees are the host's. */
static void devices(void) {
  const char *names[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"};
  for (int i = 0; i < 5; i++) {
    refused(chmod(names[i], 0600));
    refused(chown(names[i], 1, 1));
    refused(utimensat(AT_FDCWD, names[i], NULL, 0));
    int modes[] = {O_RDONLY, O_WRONLY, O_RDWR, O_PATH};
    for (int j = 0; j < 4; j++) {
      int fd = open(names[i], modes[j]);
      allowed(fd);
      refused(fchmod(fd, 0600));
      refused(fchown(fd, 1, 1));
      refused(futimens(fd, NULL));
      refused(fchownat(fd, "", 1, 1, EMPTY_PATH));
      refused(utimensat(fd, "", NULL, EMPTY_PATH));
      char own[32];
      snprintf(own, sizeof own, "/dev/fd/%d", fd);
      refused(chmod(own, 0600));
      int again = dup(fd);
      refused(fchmod(again, 0600));
      close(again);
      close(fd);
    }
  }
}

static void program(void) {
  const char *names[] = {"/proc/self/exe", "/proc/self/../self/exe"};
  for (int i = 0; i < 2; i++) {
    refused_with(ETXTBSY, open(names[i], O_RDWR));
    refused_with(ETXTBSY, open(names[i], O_WRONLY | O_APPEND));
    refused_with(ETXTBSY, open(names[i], O_RDONLY | O_TRUNC));
    refused(truncate(names[i], 0));
    refused(chmod(names[i], 0777));
    refused(linkat(AT_FDCWD, names[i], AT_FDCWD, "stolen", AT_SYMLINK_FOLLOW));
    int fd = open(names[i], O_RDONLY);
    allowed(fd);
    refused(write(fd, "x", 1));
    refused(fchmod(fd, 0777));
    refused(linkat(fd, "", AT_FDCWD, "stolen", EMPTY_PATH));
  }
}

/* Files that would run with their owner's rights, devices, what is known of strangers. */
static void rights(void) {
  struct stat facts;
  int fd = open("made", O_RDWR | O_CREAT, 06755);
  allowed(fd);
  allowed(fstat(fd, &facts));
  refused((facts.st_mode & (S_ISUID | S_ISGID)) != 0 ? 0 : -1);
  refused_with(EPERM, fchmod(fd, 04755));
  refused_with(EPERM, chmod("made", 02755));
  refused_with(EPERM, fchmodat(AT_FDCWD, "made", 06755, 0));
  allowed(mknod("made too", S_IFREG | 06755, 0));
  allowed(stat("made too", &facts));
  refused((facts.st_mode & (S_ISUID | S_ISGID)) != 0 ? 0 : -1);
  /* RENAME_WHITEOUT leaves a character device. */
  refused(__isthmus_renameat2(-100, "made", 4, -100, "moved", 5, 4) < 0 ? -1 : 0);

  refused(getpgid(1));
  refused(getsid(getppid()));
  refused(getpriority(PRIO_PROCESS, 1));
  cpu_set_t set;
  refused(sched_getaffinity(1, sizeof set, &set));
  allowed(getpgid(0));
  allowed(getsid(getpid()));
}

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  if (strcmp(argv[1], "input") == 0)
    input();
  else if (strcmp(argv[1], "program") == 0)
    program();
  else if (strcmp(argv[1], "devices") == 0)
    devices();
  else
    rights();
  puts("contained");
  return 0;
}
