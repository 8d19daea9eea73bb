// Names: odd but good ones, those that lead out, trailing slashes, and making, removing and renaming.
#include "check.h"

static __wasi_errno_t open_bytes(const char *path, size_t length) {
  // The C function of wasi-libc takes a string; this one can hold a NUL.
  extern __wasi_errno_t path_open(__wasi_fd_t, __wasi_lookupflags_t, const char *, size_t, __wasi_oflags_t,
                                  __wasi_rights_t, __wasi_rights_t, __wasi_fdflags_t, __wasi_fd_t *)
      __attribute__((import_module("wasi_snapshot_preview1"), import_name("path_open")));
  __wasi_fd_t fd;
  __wasi_errno_t errno = path_open(ROOT, 0, path, length, 0, 0, 0, 0, &fd);
  return errno != 0 ? errno : __wasi_fd_close(fd);
}

#define open_path(path) open_bytes(path, strlen(path))

static void odd_names(void) {
  works(__wasi_path_create_directory(ROOT, "dir"));
  works(__wasi_path_create_directory(ROOT, "dir/nested"));
  create("dir/nested/file");
  works(open_path("dir/nested/file"));
  works(open_path("./dir/.//nested/../../dir/nested/../nested///./file"));
  works(open_path("dir/nested/"));
  works(open_path("dir/nested///"));
  works(open_path("dir/.."));
  expect(PERM, open_path("/dir/nested/file"));
  expect(PERM, open_path("/"));
  expect(PERM, open_path(".."));
  expect(PERM, open_path("../x"));
  expect(PERM, open_path("dir/nested/../../../dir/nested/file"));
  expect(PERM, open_path("dir/../.."));
  expect(INVAL, open_bytes("dir/nested/file\0", 16));
  expect(INVAL, open_bytes("dir\0/x", 6));
  expect(NOTDIR, open_path("dir/nested/file/"));
  expect(NOTDIR, open_path("dir/nested/file///"));
  expect(NOTDIR, open_path("dir/nested/file/x"));
  expect(NOTDIR, open_path("dir/nested/file/."));
  expect(NOENT, open_path(""));
  expect(NOENT, open_path("none"));
  expect(NOENT, open_path("none/"));
  expect(NOENT, open_path("none/../dir"));
  expect(NOENT, open_bytes("dir/nested/filex", 14));
  works(open_bytes("dir/nested/filex", 15));
  static char name[8192];
  memset(name, 'x', sizeof name);
  expect(NAMETOOLONG, open_bytes(name, 256));
  expect(NOENT, open_bytes(name, 255));
  expect(NAMETOOLONG, open_bytes(name, 4096));
  expect(NAMETOOLONG, open_bytes(name, sizeof name));
  expect(NAMETOOLONG, open_bytes(name, 0xffffffff));
  expect(FAULT, open_bytes(BAD_POINTER, 64));
  // Bytes that are no UTF-8 are a name like any other.
  create("\xff\xfe");
  works(open_path("\xff\xfe"));
  works(__wasi_path_unlink_file(ROOT, "\xff\xfe"));
  works(__wasi_path_unlink_file(ROOT, "dir/nested/file"));
  works(__wasi_path_remove_directory(ROOT, "dir/nested"));
  works(__wasi_path_remove_directory(ROOT, "dir"));
}

static void making(void) {
  works(__wasi_path_create_directory(ROOT, "dir/"));
  expect(EXIST, __wasi_path_create_directory(ROOT, "dir"));
  expect(EXIST, __wasi_path_create_directory(ROOT, "dir/"));
  expect(EXIST, __wasi_path_create_directory(ROOT, "."));
  expect(EXIST, __wasi_path_create_directory(ROOT, "dir/.."));
  expect(PERM, __wasi_path_create_directory(ROOT, ".."));
  expect(PERM, __wasi_path_create_directory(ROOT, "../x"));
  expect(PERM, __wasi_path_create_directory(ROOT, "/x"));
  expect(NOENT, __wasi_path_create_directory(ROOT, ""));
  expect(NOENT, __wasi_path_create_directory(ROOT, "none/x"));
  create("file");
  expect(NOTDIR, __wasi_path_create_directory(ROOT, "file/x"));
  expect(EXIST, __wasi_path_create_directory(ROOT, "file"));
  expect(BADF, __wasi_path_create_directory(50, "x"));
  __wasi_fd_t file = opened("file", 0, READ_WRITE);
  expect(NOTDIR, __wasi_path_create_directory(file, "x"));
  __wasi_fd_t fd;
  expect(NOTDIR, __wasi_path_open(file, 0, "x", __WASI_OFLAGS_CREAT, 0, 0, 0, &fd));
  expect(NOTDIR, __wasi_path_open(file, 0, ".", 0, 0, 0, 0, &fd));
  __wasi_filestat_t status;
  expect(NOTDIR, __wasi_path_filestat_get(file, 0, "x", &status));
  works(__wasi_fd_close(file));
  works(__wasi_path_unlink_file(ROOT, "file"));
  works(__wasi_path_remove_directory(ROOT, "dir"));
}

static void removing(void) {
  works(__wasi_path_create_directory(ROOT, "dir"));
  expect(ISDIR, __wasi_path_unlink_file(ROOT, "dir"));
  expect(ISDIR, __wasi_path_unlink_file(ROOT, "dir/"));
  create("dir/file");
  expect(NOTEMPTY, __wasi_path_remove_directory(ROOT, "dir"));
  expect(NOTEMPTY, __wasi_path_remove_directory(ROOT, "dir/"));
  expect(NOTDIR, __wasi_path_remove_directory(ROOT, "dir/file"));
  expect(NOTDIR, __wasi_path_remove_directory(ROOT, "dir/file/"));
  expect(NOTDIR, __wasi_path_unlink_file(ROOT, "dir/file/"));
  expect(INVAL, __wasi_path_remove_directory(ROOT, "."));
  expect(PERM, __wasi_path_remove_directory(ROOT, ".."));
  expect(NOTEMPTY, __wasi_path_remove_directory(ROOT, "dir/.."));
  expect(NOENT, __wasi_path_remove_directory(ROOT, "none"));
  expect(NOENT, __wasi_path_unlink_file(ROOT, "none"));
  expect(NOENT, __wasi_path_unlink_file(ROOT, ""));
  expect(PERM, __wasi_path_unlink_file(ROOT, "../none"));
  expect(PERM, __wasi_path_unlink_file(ROOT, "/none"));
  works(__wasi_path_unlink_file(ROOT, "dir/file"));
  works(__wasi_path_remove_directory(ROOT, "dir/"));
  // A link to a directory is no directory, also with a slash after it.
  works(__wasi_path_create_directory(ROOT, "dir"));
  works(__wasi_path_symlink("dir", ROOT, "link"));
  expect(NOTDIR, __wasi_path_remove_directory(ROOT, "link"));
  expect(NOTDIR, __wasi_path_remove_directory(ROOT, "link/"));
  expect(NOTDIR, __wasi_path_unlink_file(ROOT, "link/"));
  works(__wasi_path_unlink_file(ROOT, "link"));
  works(__wasi_path_remove_directory(ROOT, "dir"));
}

#define rename_to(from, to) __wasi_path_rename(ROOT, from, ROOT, to)

static void renaming(void) {
  works(__wasi_path_create_directory(ROOT, "a"));
  works(rename_to("a", "b"));
  expect(NOENT, open_path("a"));
  works(open_path("b/"));
  works(rename_to("b/", "a"));
  works(rename_to("a", "b/"));
  works(rename_to("b/", "a/"));
  works(__wasi_path_create_directory(ROOT, "b"));
  works(rename_to("a", "b"));
  expect(NOENT, open_path("a"));
  works(__wasi_path_create_directory(ROOT, "a"));
  create("b/file");
  expect(NOTEMPTY, rename_to("a", "b"));
  expect(NOTDIR, rename_to("a", "b/file"));
  expect(ISDIR, rename_to("b/file", "a"));
  expect(NOTDIR, rename_to("b/file", "new/"));
  expect(NOTDIR, rename_to("b/file/", "new"));
  expect(INVAL, rename_to("b", "b/c"));
  expect(BUSY, rename_to(".", "c"));
  expect(BUSY, rename_to("a", "b/."));
  expect(PERM, rename_to("a", "../a"));
  expect(PERM, rename_to("a", "/a"));
  expect(PERM, rename_to("../a", "b"));
  expect(NOENT, rename_to("none", "b"));
  expect(NOENT, rename_to("a", "none/b"));
  expect(BADF, __wasi_path_rename(ROOT, "a", 60, "b"));
  expect(BADF, __wasi_path_rename(60, "a", ROOT, "b"));
  create("file");
  works(rename_to("file", "other"));
  create("file");
  works(rename_to("file", "other"));
  expect(NOENT, open_path("file"));
  __wasi_fd_t dir = opened("b", __WASI_OFLAGS_DIRECTORY, 0);
  works(__wasi_path_rename(ROOT, "other", dir, "moved"));
  works(open_path("b/moved"));
  works(__wasi_path_unlink_file(dir, "moved"));
  works(__wasi_path_unlink_file(dir, "file"));
  works(__wasi_fd_close(dir));
  works(__wasi_path_remove_directory(ROOT, "a"));
  works(__wasi_path_remove_directory(ROOT, "b"));
}

static void looking(void) {
  works(__wasi_path_create_directory(ROOT, "dir"));
  create("dir/file");
  require(status_of("dir").filetype == __WASI_FILETYPE_DIRECTORY);
  require(status_of("dir/file").filetype == __WASI_FILETYPE_REGULAR_FILE);
  require(status_of(".").ino == status_of("dir/..").ino);
  require(status_of("dir").ino != status_of("dir/file").ino && status_of("dir").dev == status_of("dir/file").dev);
  __wasi_filestat_t status;
  expect(NOENT, __wasi_path_filestat_get(ROOT, 0, "", &status));
  expect(NOENT, __wasi_path_filestat_get(ROOT, 0, "none", &status));
  expect(NOTDIR, __wasi_path_filestat_get(ROOT, 0, "dir/file/", &status));
  expect(PERM, __wasi_path_filestat_get(ROOT, 0, "..", &status));
  expect(PERM, __wasi_path_filestat_get(ROOT, 0, "/dir", &status));
  expect(PERM, __wasi_path_filestat_get(ROOT, 0, "dir/../../dir", &status));
  expect(INVAL, __wasi_path_filestat_get(ROOT, 2, "dir", &status));
  expect(BADF, __wasi_path_filestat_get(1000, 0, "dir", &status));
  expect(FAULT, __wasi_path_filestat_get(ROOT, 0, "dir", BAD_POINTER));
  works(__wasi_path_unlink_file(ROOT, "dir/file"));
  works(__wasi_path_remove_directory(ROOT, "dir"));
}

int main(void) {
  odd_names();
  making();
  removing();
  renaming();
  looking();
  return 0;
}
