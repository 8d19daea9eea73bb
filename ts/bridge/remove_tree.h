// Going through directories and removing them with all that is in them, without the heap and to any depth.
#pragma once
#include <cstdint>
#include <cstring>
#include <sys/syscall.h>
#include <unistd.h>

namespace isthmus {

// As getdents64(2) gives them.
struct DirectoryRecord {
  uint64_t inode;
  int64_t offset;
  uint16_t length;
  uint8_t type;
  char name[];
};

// Calls `visit` with each name in an open directory, but for "." and "..".
template <typename Visit> void eachName(int directory, Visit visit) {
  alignas(DirectoryRecord) char buffer[8192];
  lseek(directory, 0, SEEK_SET);
  for (;;) {
    long length = syscall(SYS_getdents64, directory, buffer, sizeof buffer);
    if (length <= 0)
      return;
    for (long at = 0; at < length;) {
      auto *record = reinterpret_cast<DirectoryRecord *>(buffer + at);
      at += record->length;
      if (strcmp(record->name, ".") != 0 && strcmp(record->name, "..") != 0)
        visit(record->name);
    }
  }
}

// Removes a name and all that is below it, as far as permissions allow.
void removeTree(int directory, const char *name);

} // namespace isthmus
