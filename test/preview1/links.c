// Symbolic and hard links: followed or not, dangling, in loops, leading out.
#include "check.h"

#define FOLLOW __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW

static __wasi_errno_t try_open(__wasi_lookupflags_t lookup, const char *path, __wasi_oflags_t oflags) {
  __wasi_fd_t fd;
  __wasi_errno_t errno = __wasi_path_open(ROOT, lookup, path, oflags, 0, 0, 0, &fd);
  return errno != 0 ? errno : __wasi_fd_close(fd);
}

static void following(void) {
  works(__wasi_path_create_directory(ROOT, "target"));
  works(__wasi_path_symlink("target", ROOT, "link"));
  expect(NOTDIR, try_open(0, "link", __WASI_OFLAGS_DIRECTORY));
  expect(LOOP, try_open(0, "link", 0));
  works(try_open(0, "link/", 0));
  works(try_open(0, "link/.", 0));
  works(try_open(FOLLOW, "link", 0));
  works(try_open(FOLLOW, "link", __WASI_OFLAGS_DIRECTORY));
  works(__wasi_path_remove_directory(ROOT, "target"));
  create("target");
  expect(NOTDIR, try_open(0, "link", __WASI_OFLAGS_DIRECTORY));
  expect(LOOP, try_open(0, "link", 0));
  expect(NOTDIR, try_open(FOLLOW, "link", __WASI_OFLAGS_DIRECTORY));
  expect(NOTDIR, try_open(FOLLOW, "link/", 0));
  works(try_open(FOLLOW, "link", 0));
  expect(EXIST, try_open(FOLLOW, "link", __WASI_OFLAGS_CREAT | __WASI_OFLAGS_EXCL));
  works(__wasi_path_unlink_file(ROOT, "target"));
  expect(NOENT, try_open(FOLLOW, "link", 0));
  expect(LOOP, try_open(0, "link", 0));
  expect(LOOP, try_open(0, "link", __WASI_OFLAGS_CREAT));
  works(try_open(FOLLOW, "link", __WASI_OFLAGS_CREAT));
  require(status_of("target").filetype == __WASI_FILETYPE_REGULAR_FILE);
  works(__wasi_path_unlink_file(ROOT, "target"));
  works(__wasi_path_unlink_file(ROOT, "link"));

  works(__wasi_path_symlink("loop", ROOT, "loop"));
  expect(LOOP, try_open(0, "loop", 0));
  expect(LOOP, try_open(FOLLOW, "loop", 0));
  expect(LOOP, try_open(FOLLOW, "loop/x", 0));
  __wasi_filestat_t status;
  works(__wasi_path_filestat_get(ROOT, 0, "loop", &status));
  require(status.filetype == __WASI_FILETYPE_SYMBOLIC_LINK && status.size == 4);
  expect(LOOP, __wasi_path_filestat_get(ROOT, FOLLOW, "loop", &status));
  works(__wasi_path_unlink_file(ROOT, "loop"));
}

static void status(void) {
  create("file");
  works(__wasi_path_symlink("file", ROOT, "link"));
  __wasi_filestat_t link, file, now;
  works(__wasi_path_filestat_get(ROOT, 0, "link", &link));
  works(__wasi_path_filestat_get(ROOT, 0, "file", &file));
  require(link.filetype == __WASI_FILETYPE_SYMBOLIC_LINK && file.filetype == __WASI_FILETYPE_REGULAR_FILE);
  works(__wasi_path_filestat_set_times(ROOT, 0, "link", 0, link.mtim - 200, __WASI_FSTFLAGS_MTIM));
  works(__wasi_path_filestat_get(ROOT, 0, "link", &now));
  require(now.mtim == link.mtim - 200);
  works(__wasi_path_filestat_get(ROOT, FOLLOW, "link", &now));
  require(now.mtim == file.mtim && now.ino == file.ino);
  works(__wasi_path_filestat_set_times(ROOT, FOLLOW, "link", 0, 77, __WASI_FSTFLAGS_MTIM));
  require(status_of("file").mtim == 77 && status_of("link").mtim == link.mtim - 200);
  works(__wasi_path_unlink_file(ROOT, "link"));
  works(__wasi_path_unlink_file(ROOT, "file"));
}

static void reading(void) {
  works(__wasi_path_symlink("target", ROOT, "link"));
  uint8_t text[10] = {0};
  __wasi_size_t used;
  works(__wasi_path_readlink(ROOT, "link", text, sizeof text, &used));
  require(used == 6 && memcmp(text, "target\0\0\0", 10) == 0);
  memset(text, 0, sizeof text);
  works(__wasi_path_readlink(ROOT, "link", text, 4, &used));
  require(used == 4 && memcmp(text, "targ\0\0", 6) == 0);
  works(__wasi_path_readlink(ROOT, "link", text, 0, &used));
  require(used == 0);
  create("file");
  expect(INVAL, __wasi_path_readlink(ROOT, "file", text, sizeof text, &used));
  expect(INVAL, __wasi_path_readlink(ROOT, ".", text, sizeof text, &used));
  expect(NOENT, __wasi_path_readlink(ROOT, "none", text, sizeof text, &used));
  expect(NOENT, __wasi_path_readlink(ROOT, "link/", text, sizeof text, &used));
  expect(PERM, __wasi_path_readlink(ROOT, "../link", text, sizeof text, &used));
  expect(FAULT, __wasi_path_readlink(ROOT, "link", BAD_POINTER, 64, &used));
  works(__wasi_path_unlink_file(ROOT, "file"));
  works(__wasi_path_unlink_file(ROOT, "link"));
}

static void making(void) {
  expect(PERM, __wasi_path_symlink("/", ROOT, "link"));
  expect(PERM, __wasi_path_symlink("/etc/passwd", ROOT, "link"));
  expect(NOENT, __wasi_path_symlink("", ROOT, "link"));
  expect(NOENT, __wasi_path_symlink("x", ROOT, "link/"));
  expect(NOENT, __wasi_path_symlink("x", ROOT, ""));
  expect(PERM, __wasi_path_symlink("x", ROOT, "../link"));
  expect(BADF, __wasi_path_symlink("x", 70, "link"));
  works(__wasi_path_create_directory(ROOT, "dir"));
  expect(EXIST, __wasi_path_symlink("x", ROOT, "dir"));
  expect(EXIST, __wasi_path_symlink("x", ROOT, "dir/"));
  works(__wasi_path_remove_directory(ROOT, "dir"));
  create("file");
  expect(EXIST, __wasi_path_symlink("x", ROOT, "file"));
  expect(EXIST, __wasi_path_symlink("x", ROOT, "file/"));
  works(__wasi_path_unlink_file(ROOT, "file"));
}

// The runner put outside/secret beside the directory, and in it sub with three links: absolute (to outside), up (to ..)
// and away (to ../../outside/secret). Below sub's descriptor all three lead out.
static void leading_out(void) {
  __wasi_fd_t sub = opened("sub", __WASI_OFLAGS_DIRECTORY, 0), fd;
  expect(PERM, __wasi_path_open(sub, FOLLOW, "absolute", 0, 0, 0, 0, &fd));
  expect(PERM, __wasi_path_open(sub, FOLLOW, "up", 0, 0, 0, 0, &fd));
  expect(PERM, __wasi_path_open(sub, 0, "up/", 0, 0, 0, 0, &fd));
  expect(PERM, __wasi_path_open(sub, 0, "up/sub", 0, 0, 0, 0, &fd));
  expect(PERM, __wasi_path_open(sub, FOLLOW, "away", 0, 0, 0, 0, &fd));
  expect(PERM, __wasi_path_open(sub, FOLLOW, "away", __WASI_OFLAGS_CREAT, 0, 0, 0, &fd));
  expect(PERM, __wasi_path_create_directory(sub, "up/new"));
  expect(PERM, __wasi_path_unlink_file(sub, "up/file"));
  expect(PERM, __wasi_path_remove_directory(sub, "up/sub"));
  expect(PERM, __wasi_path_symlink("x", sub, "up/x"));
  works(__wasi_path_open(sub, 0, "mine", __WASI_OFLAGS_CREAT, 0, 0, 0, &fd));
  works(__wasi_fd_close(fd));
  expect(PERM, __wasi_path_rename(sub, "absolute/secret", sub, "stolen"));
  expect(PERM, __wasi_path_rename(sub, "mine", sub, "absolute/secret"));
  expect(PERM, __wasi_path_link(sub, 0, "mine", sub, "absolute/new"));
  expect(PERM, __wasi_path_link(sub, 0, "absolute/secret", sub, "stolen"));
  expect(PERM, __wasi_path_link(sub, FOLLOW, "away", sub, "stolen"));
  __wasi_filestat_t status;
  expect(PERM, __wasi_path_filestat_get(sub, FOLLOW, "away", &status));
  expect(PERM, __wasi_path_filestat_get(sub, FOLLOW, "up", &status));
  works(__wasi_path_filestat_get(sub, 0, "away", &status));
  expect(PERM, __wasi_path_filestat_set_times(sub, FOLLOW, "away", 0, 0, __WASI_FSTFLAGS_MTIM));
  works(__wasi_fd_close(sub));

  // From a directory that is the guest's "/" they are links within it, as after chroot: up is the root, the others
  // dangle.
  works(__wasi_path_rename(ROOT, "sub/up", ROOT, "up"));
  works(try_open(FOLLOW, "up/sub/mine", 0));
  expect(NOENT, try_open(FOLLOW, "up/outside/secret", 0));
  expect(NOENT, try_open(FOLLOW, "sub/absolute", 0));
  expect(NOENT, try_open(FOLLOW, "sub/away", 0));
  expect(NOENT, __wasi_path_rename(ROOT, "sub/absolute/secret", ROOT, "stolen"));
  works(__wasi_path_symlink("sub", ROOT, "to"));
  works(__wasi_path_rename(ROOT, "to/mine", ROOT, "up/other"));
  works(__wasi_path_unlink_file(ROOT, "other"));
}

static void hard_links(void) {
  create("file");
  works(__wasi_path_link(ROOT, 0, "file", ROOT, "link"));
  require(status_of("link").ino == status_of("file").ino && status_of("file").nlink == 2);
  expect(EXIST, __wasi_path_link(ROOT, 0, "file", ROOT, "link"));
  expect(EXIST, __wasi_path_link(ROOT, 0, "file", ROOT, "file"));
  works(__wasi_path_unlink_file(ROOT, "link"));
  works(__wasi_path_create_directory(ROOT, "dir"));
  expect(EXIST, __wasi_path_link(ROOT, 0, "file", ROOT, "dir"));
  expect(PERM, __wasi_path_link(ROOT, 0, "dir", ROOT, "link"));
  expect(PERM, __wasi_path_link(ROOT, 0, "dir/", ROOT, "link"));
  expect(PERM, __wasi_path_link(ROOT, 0, ".", ROOT, "link"));
  expect(NOENT, __wasi_path_link(ROOT, 0, "file", ROOT, "link/"));
  expect(NOENT, __wasi_path_link(ROOT, 0, "none", ROOT, "link"));
  expect(NOTDIR, __wasi_path_link(ROOT, 0, "file/", ROOT, "link"));
  expect(INVAL, __wasi_path_link(ROOT, 4, "file", ROOT, "link"));
  expect(BADF, __wasi_path_link(80, 0, "file", ROOT, "link"));
  expect(BADF, __wasi_path_link(ROOT, 0, "file", 80, "link"));
  __wasi_fd_t dir = opened("dir", __WASI_OFLAGS_DIRECTORY, 0);
  works(__wasi_path_link(ROOT, 0, "file", dir, "link"));
  works(__wasi_path_unlink_file(ROOT, "dir/link"));
  works(__wasi_fd_close(dir));
  works(__wasi_path_remove_directory(ROOT, "dir"));

  // A link to a link, whether or not that leads anywhere; or to what it leads to.
  works(__wasi_path_symlink("nowhere", ROOT, "dangling"));
  works(__wasi_path_link(ROOT, 0, "dangling", ROOT, "link"));
  require(status_of("link").filetype == __WASI_FILETYPE_SYMBOLIC_LINK);
  works(__wasi_path_unlink_file(ROOT, "link"));
  expect(EXIST, __wasi_path_link(ROOT, 0, "file", ROOT, "dangling"));
  expect(NOENT, __wasi_path_link(ROOT, FOLLOW, "dangling", ROOT, "link"));
  works(__wasi_path_unlink_file(ROOT, "dangling"));
  works(__wasi_path_symlink("file", ROOT, "to-file"));
  works(__wasi_path_link(ROOT, FOLLOW, "to-file", ROOT, "link"));
  require(status_of("link").ino == status_of("file").ino);
  works(__wasi_path_unlink_file(ROOT, "link"));
  works(__wasi_path_unlink_file(ROOT, "to-file"));
  works(__wasi_path_unlink_file(ROOT, "file"));
}

int main(void) {
  following();
  status();
  reading();
  making();
  hard_links();
  leading_out();
  return 0;
}
