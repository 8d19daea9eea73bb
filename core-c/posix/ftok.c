// Keys for System V objects from files that both sides know.
#include "internal.h"

#include <sys/ipc.h>
#include <sys/stat.h>

/** A key made of the file's inode and device number and of eight bits of `project`; the same that glibc makes. ENOENT,
 * EACCES as stat. Source: ftok(3). */
key_t ftok(const char *path, int project) {
  struct stat status;
  if (stat(path, &status) < 0)
    return -1;
  unsigned inode = (unsigned)status.st_ino & 0xffff, device = (unsigned)status.st_dev & 0xff;
  return (key_t)((unsigned)project << 24 | device << 16 | inode);
}
