// Every error and flag of open(2), openat(2) and creat(2) that a program can meet without special privileges.
#include "show.h"
#include <fcntl.h>
#include <sys/stat.h>

static char long_name[300], long_path[5000];

static void flags_of(int fd) {
  int flags = fcntl(fd, F_GETFL);
  printf("  flags:%s%s%s%s%s%s%s\n", (flags & O_ACCMODE) == O_RDONLY ? " O_RDONLY" : "",
         (flags & O_ACCMODE) == O_WRONLY ? " O_WRONLY" : "", (flags & O_ACCMODE) == O_RDWR ? " O_RDWR" : "",
         flags & O_APPEND ? " O_APPEND" : "", flags & O_NONBLOCK ? " O_NONBLOCK" : "",
         (flags & O_SYNC) == O_SYNC     ? " O_SYNC"
         : (flags & O_DSYNC) == O_DSYNC ? " O_DSYNC"
                                        : "",
         fcntl(fd, F_GETFD) & FD_CLOEXEC ? " FD_CLOEXEC" : "");
}

static void mode_of(const char *name) {
  struct stat status;
  check(lstat(name, &status) == 0);
  printf("  %s: mode %06o, size %lld\n", name, (unsigned)status.st_mode, (long long)status.st_size);
}

int main(void) {
  begin();
  memset(long_name, 'n', 256);
  for (int i = 0; i < 4100; i += 2)
    memcpy(long_path + i, "./", 2);
  check(mkdir("directory", 0755) == 0);
  check(symlink("file", "link") == 0);
  check(symlink("nothing", "dangling") == 0);
  check(symlink("loop-b", "loop-a") == 0 && symlink("loop-a", "loop-b") == 0);
  check(symlink("directory", "directory-link") == 0);
  check(mkfifo("fifo", 0644) == 0);

  show(open("file", O_RDONLY));
  show(open("file", O_RDWR | O_CREAT | O_EXCL, 0640));
  mode_of("file");
  show(open("file", O_RDWR | O_CREAT | O_EXCL, 0640));
  show(open("file", O_RDWR | O_CREAT, 0777));
  mode_of("file");
  flags_of(3);
  flags_of(4);
  show(close(3));
  show(close(4));

  show(open("", O_RDONLY));
  show(open("file/", O_RDONLY));
  show(open("file/below", O_RDONLY));
  show(open("missing/below", O_RDONLY));
  show(open("missing/", O_RDONLY | O_CREAT, 0644));
  show(open("directory", O_WRONLY));
  show(open("directory", O_RDWR));
  show(open("directory/", O_WRONLY | O_CREAT, 0644));
  show(open("file", O_RDONLY | O_DIRECTORY));
  show(open("fifo", O_RDONLY | O_DIRECTORY));
  show(open("link", O_RDONLY | O_NOFOLLOW));
  show(open("directory-link", O_RDONLY | O_NOFOLLOW | O_DIRECTORY));
  show(open("dangling", O_RDONLY));
  show(open("dangling", O_RDWR | O_CREAT | O_EXCL, 0644));
  show(open("loop-a", O_RDONLY));
  show(open("loop-a/below", O_RDONLY));
  show(open("loop-a", O_RDONLY | O_CREAT, 0644));
  show(open(long_name, O_RDONLY));
  show(open(long_name, O_RDWR | O_CREAT, 0644));
  show(open(long_path, O_RDONLY));
  show(open("fifo", O_WRONLY | O_NONBLOCK));
  show(open("file", O_RDONLY | O_CREAT | O_DIRECTORY, 0644));

  puts("a dangling link makes its target");
  show(open("dangling", O_RDWR | O_CREAT, 0600));
  mode_of("nothing");
  show(close(3));

  puts("directories");
  show(open("directory", O_RDONLY));
  show(open("directory-link", O_RDONLY | O_DIRECTORY));
  char byte = 0;
  show(read(3, &byte, 1));
  show(write(3, &byte, 1));
  show(openat(3, "inside", O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  flags_of(5);
  mode_of("directory/inside");
  show(openat(5, "inside", O_RDONLY));
  show(openat(99, "inside", O_RDONLY));
  show(openat(99, "", O_RDONLY));
  show(openat(4, "../file", O_RDONLY | O_NONBLOCK | O_APPEND));
  flags_of(6);
  show(openat(AT_FDCWD, "file", O_WRONLY | O_SYNC));
  flags_of(7);
  show(open("file", O_WRONLY | O_DSYNC));
  flags_of(8);
  for (int fd = 3; fd <= 8; fd++)
    check(close(fd) == 0);

  puts("O_TRUNC, O_APPEND, creat, umask");
  show(open("file", O_WRONLY));
  check(write(3, "0123456789", 10) == 10);
  mode_of("file");
  show(open("file", O_WRONLY | O_TRUNC));
  mode_of("file");
  check(write(3, "abc", 3) == 3);
  mode_of("file");
  show(open("file", O_WRONLY | O_APPEND));
  check(write(5, "END", 3) == 3);
  show(lseek(5, 0, SEEK_CUR));
  show(umask(0027));
  show(creat("created", 0777));
  mode_of("created");
  flags_of(6);
  show(umask(0777));
  show(creat("nobody", 0777));
  mode_of("nobody");
  show(umask(0));
  show(open("everybody", O_CREAT | O_WRONLY, 01777));
  mode_of("everybody");
  show(umask(0022));
  for (int fd = 3; fd <= 8; fd++)
    check(close(fd) == 0);

  puts("reading what cannot be read, writing what cannot be written");
  show(open("file", O_WRONLY));
  show(read(3, &byte, 1));
  show(open("file", O_RDONLY));
  show(write(4, "x", 1));
  show(ftruncate(4, 0));
  show(close(3));
  show(close(4));
  show(close(4));

  puts("O_PATH");
  show(open("file", O_PATH));
  struct stat status;
  show(fstat(3, &status));
  printf("  size %lld\n", (long long)status.st_size);
  show(read(3, &byte, 1));
  show(write(3, &byte, 1));
  show(lseek(3, 0, SEEK_SET));
  show(fchmod(3, 0644));
  show(ftruncate(3, 0));
  show(open("link", O_PATH | O_NOFOLLOW));
  show(fstat(4, &status));
  printf("  a link: %d\n", S_ISLNK(status.st_mode));
  show(open("directory", O_PATH | O_DIRECTORY));
  show(openat(5, "inside", O_RDONLY));
  return 0;
}
