// open(2): access modes, creation, umask, append, truncation, O_EXCL, O_NOFOLLOW, O_DIRECTORY, O_PATH, O_TMPFILE,
// F_GETFL.
// isthmus: --allow-exec
#include "show.h"
#include <fcntl.h>
#include <sys/stat.h>

static const char *access_mode(int fd) {
  switch (fcntl(fd, F_GETFL) & O_ACCMODE) {
  case O_RDONLY:
    return "read only";
  case O_WRONLY:
    return "write only";
  case O_RDWR:
    return "both";
  default:
    return "other";
  }
}

static void flags_of(int fd) {
  static const struct {
    int flag;
    const char *name;
  } names[] = {{O_APPEND, "append"},  {O_NONBLOCK, "nonblock"}, {O_SYNC, "sync"},           {O_DSYNC, "dsync"},
               {O_ASYNC, "async"},    {O_PATH, "path"},         {O_DIRECTORY, "directory"}, {O_NOATIME, "noatime"},
               {O_CREAT, "creat"},    {O_EXCL, "excl"},         {O_TRUNC, "trunc"},         {O_NOFOLLOW, "nofollow"},
               {O_CLOEXEC, "cloexec"}};
  int flags = fcntl(fd, F_GETFL);
  printf("  %s", access_mode(fd));
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if ((flags & names[i].flag) == names[i].flag)
      printf(" %s", names[i].name);
  printf(", on exec %s\n", fcntl(fd, F_GETFD) & FD_CLOEXEC ? "closed" : "open");
}

static void try(const char *path, int flags, mode_t mode) {
  int fd = show(open(path, flags, mode));
  if (fd >= 0) {
    flags_of(fd);
    close(fd);
  }
}

static void mode_of(const char *path) {
  struct stat status;
  check(stat(path, &status) == 0);
  printf("%s: mode %04o, %lld bytes\n", path, (unsigned)status.st_mode & 07777, (long long)status.st_size);
}

static void creation(void) {
  umask(027);
  try("new", O_RDWR | O_CREAT | O_EXCL, 0666);
  mode_of("new");
  try("new", O_RDWR | O_CREAT | O_EXCL, 0666);
  umask(0);
  try("wide", O_WRONLY | O_CREAT, 0777);
  mode_of("wide");
  try("sticky", O_WRONLY | O_CREAT, 04755);
  mode_of("sticky");
  umask(022);
  int fd = show(creat("made", 0640));
  flags_of(fd);
  show(write(fd, "content", 7));
  close(fd);
  mode_of("made");
  try("made", O_RDONLY | O_TRUNC, 0);
  try("made", O_WRONLY | O_TRUNC, 0);
  mode_of("made");
}

static void modes(void) {
  char byte;
  int fd = open("new", O_RDONLY);
  show(write(fd, "x", 1));
  close(fd);
  fd = open("new", O_WRONLY);
  show(read(fd, &byte, 1));
  close(fd);
  try("new", O_RDWR | O_APPEND | O_NONBLOCK | O_CLOEXEC, 0);
  try("new", O_WRONLY | O_SYNC, 0);
  try("new", O_WRONLY | O_DSYNC, 0);
  try("new", O_RDONLY | O_NOATIME | O_NOCTTY, 0);
  try(".", O_RDONLY | O_DIRECTORY, 0);
  try(".", O_RDONLY, 0);
  try(".", O_WRONLY, 0);
  try(".", O_RDWR, 0);
  try(".", O_RDONLY | O_CREAT, 0600);
  try("new", O_RDONLY | O_DIRECTORY, 0);
  try("new", O_PATH, 0);
  try(".", O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
}

static void appending(void) {
  int first = open("log", O_WRONLY | O_CREAT | O_APPEND, 0600);
  int second = open("log", O_RDWR | O_APPEND);
  show(write(first, "one", 3));
  show(write(second, "two", 3));
  show(lseek(first, 0, SEEK_SET));
  show(write(first, "three", 5));
  show(lseek(first, 0, SEEK_CUR));
  char text[32] = "";
  show(pread(second, text, sizeof text - 1, 0));
  puts(text);
  /* Linux's pwrite appends, whatever the offset. */
  show(pwrite(first, "!", 1, 0));
  show(fcntl(first, F_SETFL, 0));
  show(pwrite(first, "O", 1, 0));
  show(pread(second, text, sizeof text - 1, 0));
  puts(text);
  close(first);
  close(second);
}

static void links(void) {
  show(symlink("new", "link"));
  show(symlink("nowhere", "dangling"));
  show(symlink("loop", "loop"));
  try("link", O_RDONLY, 0);
  try("link", O_RDONLY | O_NOFOLLOW, 0);
  try("link", O_PATH | O_NOFOLLOW, 0);
  try("dangling", O_RDONLY, 0);
  try("dangling", O_RDWR | O_CREAT | O_EXCL, 0600);
  try("dangling", O_RDWR | O_CREAT, 0600);
  mode_of("nowhere");
  try("loop", O_RDONLY, 0);
  try("new/", O_RDONLY, 0);
  try("new/below", O_RDONLY, 0);
  try("absent/below", O_RDWR | O_CREAT, 0600);
  try("fresh/", O_RDWR | O_CREAT, 0600);
  try("", O_RDONLY, 0);
  char name[300];
  memset(name, 'n', sizeof name - 1);
  name[sizeof name - 1] = '\0';
  int fd = open(name, O_RDONLY);
  printf("long name %d %s\n", fd, errno_name(errno));
}

static void nameless(void) {
  int fd = open(".", O_TMPFILE | O_RDWR, 0600);
  if (fd < 0 && errno == EOPNOTSUPP) {
    puts("no nameless files here");
    return;
  }
  struct stat status;
  check(fstat(fd, &status) == 0);
  printf("links %d, mode %03o\n", (int)status.st_nlink, (unsigned)status.st_mode & 0777);
  show(write(fd, "gone", 4));
  show(lseek(fd, 0, SEEK_END));
  close(fd);
  show(open(".", O_TMPFILE | O_RDONLY, 0600));
}

static void from_directory(void) {
  check(mkdir("d", 0755) == 0);
  int d = open("d", O_RDONLY | O_DIRECTORY);
  int fd = show(openat(d, "inner", O_WRONLY | O_CREAT, 0600));
  close(fd);
  mode_of("d/inner");
  show(openat(d, "../new", O_RDONLY));
  show(openat(99, "new", O_RDONLY));
  show(openat(fd = open("new", O_RDONLY), "x", O_RDONLY));
  show(openat(AT_FDCWD, "d/inner", O_RDONLY));
  int path = open("d", O_PATH);
  show(openat(path, "inner", O_RDONLY));
  show(read(path, &fd, 1));
  show(fchmod(path, 0700));
  show(fchdir(path));
  mode_of("inner");
}

int main(void) {
  begin();
  creation();
  modes();
  appending();
  links();
  nameless();
  from_directory();
  return 0;
}
