// Everything that could change a read-only preopen: by path, by descriptor, by a hard link out of it, by reopening.
// The read-only directory is /read-only, with a file `file`; the working directory can be written.
#include "attempt.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/time.h>

int main(void) {
  const char *path = "/read-only/file";
  struct timespec times[2] = {{1, 0}, {1, 0}};
  char name[32], byte;
  refused_with(EROFS, open(path, O_WRONLY));
  refused_with(EROFS, open(path, O_RDWR));
  refused_with(EROFS, open(path, O_RDONLY | O_TRUNC));
  refused_with(EROFS, open(path, O_WRONLY | O_APPEND));
  refused_with(EROFS, open("/read-only/new", O_RDWR | O_CREAT, 0666));
  refused_with(EROFS, open("/read-only/new", O_RDONLY | O_CREAT | O_EXCL, 0666));
  refused_with(EEXIST, open(path, O_RDONLY | O_CREAT | O_EXCL, 0666));
  refused_with(EROFS, truncate(path, 0));
  refused_with(EROFS, chmod(path, 0777));
  refused_with(EROFS, chown(path, 1, 1));
  refused_with(EROFS, utimensat(AT_FDCWD, path, times, 0));
  refused_with(EROFS, mkdir("/read-only/new", 0777));
  refused_with(EROFS, mkfifo("/read-only/new", 0777));
  refused_with(EROFS, symlink("file", "/read-only/new"));
  refused_with(EROFS, unlink(path));
  refused(rmdir("/read-only/directory"));
  refused_with(EROFS, rename(path, "/read-only/new"));
  refused(rename(path, "stolen"));
  refused(rename("own", path));
  refused_with(EROFS, access(path, W_OK));

  /* A hard link in the writable directory would be a writable name of the same file. */
  refused(link(path, "stolen"));
  refused(linkat(AT_FDCWD, path, AT_FDCWD, "stolen", AT_SYMLINK_FOLLOW));
  refused(link("own", "/read-only/new"));

  int fd = open(path, O_RDONLY);
  allowed(fd);
  allowed(read(fd, &byte, 1));
  refused(write(fd, "x", 1));
  refused(pwrite(fd, "x", 1, 0));
  refused(ftruncate(fd, 0));
  refused_with(EROFS, fchmod(fd, 0777));
  refused_with(EROFS, fchown(fd, 1, 1));
  refused_with(EROFS, futimens(fd, times));
  refused(posix_fallocate(fd, 0, 100) == 0 ? 0 : -1);
  allowed(fcntl(fd, F_SETFL, O_RDWR));
  refused(write(fd, "x", 1));

  /* The same descriptor under other names and numbers. */
  int again = dup(fd);
  allowed(again);
  refused_with(EROFS, fchmod(again, 0777));
  allowed(dup2(fd, 20));
  refused_with(EROFS, fchmod(20, 0777));
  int third = fcntl(fd, F_DUPFD_CLOEXEC, 30);
  allowed(third);
  refused_with(EROFS, fchmod(third, 0777));
  snprintf(name, sizeof name, "/dev/fd/%d", fd);
  refused(open(name, O_RDWR));
  refused(open(name, O_WRONLY | O_TRUNC));
  snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
  refused(open(name, O_RDWR));
  refused(linkat(fd, "", AT_FDCWD, "stolen", 0x1000));

  /* By way of a descriptor of the directory. */
  int directory = open("/read-only", O_RDONLY | O_DIRECTORY);
  allowed(directory);
  refused_with(EROFS, openat(directory, "file", O_RDWR));
  refused_with(EROFS, openat(directory, "new", O_RDWR | O_CREAT, 0666));
  refused_with(EROFS, unlinkat(directory, "file", 0));
  refused_with(EROFS, mkdirat(directory, "new", 0777));
  refused_with(EROFS, fchmod(directory, 0777));
  refused(renameat(directory, "file", AT_FDCWD, "stolen"));
  refused(linkat(directory, "file", AT_FDCWD, "stolen", 0));
  refused(openat(directory, "../outside/canary", O_RDONLY));
  allowed(fchdir(directory));
  refused_with(EROFS, open("file", O_RDWR));
  refused_with(EROFS, open("new", O_RDWR | O_CREAT, 0666));
  puts("contained");
}
