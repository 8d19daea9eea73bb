// Removing directories however deep: what a directory holds moves up to the top, so that it can go.
#include "remove_tree.h"
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>

namespace isthmus {
namespace {

// A directory that can be emptied and moved; -1 for what is none.
int openDirectory(int directory, const char *name) {
  fchmodat(directory, name, 0700, 0);
  return openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

bool isDirectory(int directory, const char *name) {
  struct stat status;
  return fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
}

// Removes the files of a directory and moves its directories to the top.
void empty(int top, int directory, unsigned &moved) {
  eachName(directory, [&](const char *name) {
    if (!isDirectory(directory, name)) {
      unlinkat(directory, name, 0);
      return;
    }
    if (unlinkat(directory, name, AT_REMOVEDIR) == 0)
      return;
    fchmodat(directory, name, 0700, 0);
    char free[32];
    do
      snprintf(free, sizeof free, ".moved-%u", moved++);
    while (faccessat(top, free, F_OK, AT_SYMLINK_NOFOLLOW) == 0);
    renameat(directory, name, top, free);
  });
}

} // namespace

void removeTree(int directory, const char *name) {
  if (!isDirectory(directory, name)) {
    unlinkat(directory, name, 0);
    return;
  }
  int top = openDirectory(directory, name);
  if (top < 0)
    return;
  unsigned moved = 0;
  // Each round removes a level at least; one that removes nothing can do no more.
  for (bool going = true; going && unlinkat(directory, name, AT_REMOVEDIR) != 0;) {
    going = false;
    eachName(top, [&](const char *entry) {
      if (isDirectory(top, entry)) {
        int below = openDirectory(top, entry);
        if (below < 0)
          return;
        empty(top, below, moved);
        close(below);
        going = unlinkat(top, entry, AT_REMOVEDIR) == 0 || going;
      } else {
        going = unlinkat(top, entry, 0) == 0 || going;
      }
    });
  }
  close(top);
}

} // namespace isthmus
