// fd_readdir: every entry once, whatever the buffer's size, also from a cookie and after entries went away.
#include "check.h"

enum { ENTRIES = 700 };

static char seen[ENTRIES];

// Reads the whole directory through a buffer of `size`; counts entries, marks the files named f<number> as seen.
static int read_all(__wasi_fd_t fd, size_t size) {
  static uint8_t buffer[65536 * 2];
  memset(seen, 0, sizeof seen);
  int entries = 0;
  __wasi_dircookie_t cookie = 0;
  for (;;) {
    __wasi_size_t used;
    works(__wasi_fd_readdir(fd, buffer, size, cookie, &used));
    require(used <= size);
    size_t at = 0;
    while (at + sizeof(__wasi_dirent_t) <= used) {
      __wasi_dirent_t entry;
      memcpy(&entry, buffer + at, sizeof entry);
      if (at + sizeof entry + entry.d_namlen > used)
        break;
      char name[256] = {0};
      memcpy(name, buffer + at + sizeof entry, entry.d_namlen);
      require(strlen(name) == entry.d_namlen);
      if (name[0] == 'f') {
        int number = atoi(name + 1);
        require(number < ENTRIES && !seen[number]);
        require(entry.d_type == __WASI_FILETYPE_REGULAR_FILE);
        seen[number] = 1;
      }
      entries++;
      cookie = entry.d_next;
      at += sizeof entry + entry.d_namlen;
    }
    if (used < size)
      return entries;
    require(at > 0);
  }
}

static __wasi_dirent_t find(__wasi_fd_t fd, const char *wanted) {
  uint8_t buffer[4096];
  __wasi_size_t used;
  works(__wasi_fd_readdir(fd, buffer, sizeof buffer, 0, &used));
  __wasi_dirent_t entry;
  for (size_t at = 0; at < used; at += sizeof entry + entry.d_namlen) {
    memcpy(&entry, buffer + at, sizeof entry);
    if (entry.d_namlen == strlen(wanted) && memcmp(buffer + at + sizeof entry, wanted, entry.d_namlen) == 0)
      return entry;
  }
  printf("no entry %s\n", wanted);
  exit(1);
}

int main(void) {
  char path[64];
  __wasi_filestat_t status;
  works(__wasi_path_create_directory(ROOT, "dir"));
  __wasi_fd_t dir = opened("dir", __WASI_OFLAGS_DIRECTORY, 0);
  works(__wasi_fd_filestat_get(dir, &status));
  require(read_all(dir, 4096) == 2);
  __wasi_dirent_t entry = find(dir, ".");
  require(entry.d_type == __WASI_FILETYPE_DIRECTORY && entry.d_ino == status.ino);
  require(find(dir, "..").d_type == __WASI_FILETYPE_DIRECTORY);

  // Inode numbers and types are those of the files.
  works(__wasi_path_create_directory(dir, "d"));
  works(__wasi_path_symlink("f0", dir, "l"));
  create("dir/f0");
  require(find(dir, "f0").d_ino == status_of("dir/f0").ino);
  require(find(dir, "d").d_type == __WASI_FILETYPE_DIRECTORY);
  require(find(dir, "l").d_type == __WASI_FILETYPE_SYMBOLIC_LINK);
  require(find(dir, "l").d_ino == status_of("dir/l").ino);
  works(__wasi_path_remove_directory(dir, "d"));
  works(__wasi_path_unlink_file(dir, "l"));
  require(read_all(dir, 4096) == 3);

  // From each entry's cookie on, one less comes.
  uint8_t buffer[256];
  __wasi_size_t used;
  __wasi_dircookie_t cookie = 0;
  for (int left = 3; left > 0; left--) {
    works(__wasi_fd_readdir(dir, buffer, sizeof buffer, cookie, &used));
    int count = 0;
    __wasi_dirent_t next = {0};
    for (size_t at = 0; at < used; at += sizeof next + next.d_namlen) {
      memcpy(&next, buffer + at, sizeof next);
      if (count++ == 0)
        cookie = next.d_next;
    }
    require(count == left);
  }
  works(__wasi_fd_readdir(dir, buffer, sizeof buffer, cookie, &used));
  require(used == 0);

  for (int i = 1; i < ENTRIES; i++) {
    snprintf(path, sizeof path, "dir/f%d", i);
    create(path);
  }
  // The smallest buffer that any name here fits into, odd ones, and one that takes everything.
  size_t sizes[] = {29, 64, 333, 4096, 100000};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    require(read_all(dir, sizes[i]) == ENTRIES + 2);
  // Too small for a whole entry: what fits of the first comes.
  works(__wasi_fd_readdir(dir, buffer, 10, 0, &used));
  require(used == 10);
  works(__wasi_fd_readdir(dir, buffer, 0, 0, &used));
  require(used == 0);

  // Goes on from a cookie though entries that were seen are gone.
  works(__wasi_fd_readdir(dir, buffer, sizeof buffer, 0, &used));
  size_t at = 0;
  int gone = 0, rest = 0;
  cookie = 0;
  while (at + sizeof entry <= used) {
    memcpy(&entry, buffer + at, sizeof entry);
    if (at + sizeof entry + entry.d_namlen > used)
      break;
    char name[64] = {0};
    memcpy(name, buffer + at + sizeof entry, entry.d_namlen);
    if (name[0] == 'f') {
      works(__wasi_path_unlink_file(dir, name));
      gone++;
    }
    rest--;
    cookie = entry.d_next;
    at += sizeof entry + entry.d_namlen;
  }
  require(gone > 0);
  rest += ENTRIES + 2;
  static uint8_t large[65536];
  works(__wasi_fd_readdir(dir, large, sizeof large, cookie, &used));
  require(used < sizeof large);
  for (at = 0; at < used; at += sizeof entry + entry.d_namlen) {
    memcpy(&entry, large + at, sizeof entry);
    rest--;
  }
  require(rest == 0);
  require(read_all(dir, 4096) == ENTRIES + 2 - gone);

  expect(FAULT, __wasi_fd_readdir(dir, BAD_POINTER, 4096, 0, &used));
  expect(FAULT, __wasi_fd_readdir(dir, buffer, sizeof buffer, 0, BAD_POINTER));
  expect(BADF, __wasi_fd_readdir(77, buffer, sizeof buffer, 0, &used));
  create("plain");
  __wasi_fd_t file = opened("plain", 0, READ_WRITE);
  expect(NOTDIR, __wasi_fd_readdir(file, buffer, sizeof buffer, 0, &used));
  works(__wasi_fd_close(file));
  works(__wasi_fd_close(dir));
  return 0;
}
