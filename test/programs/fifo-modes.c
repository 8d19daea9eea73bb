// mkfifo(3), mknod(2), fifo(7): making, modes and umask, opening both ends, O_NONBLOCK, O_RDWR, unlink while open.
#include "show.h"
#include <fcntl.h>
#include <sys/stat.h>

static void mode_of(const char *name) {
  struct stat status;
  check(lstat(name, &status) == 0);
  printf("%s: fifo %d, regular %d, mode %03o, size %lld, links %d\n", name, S_ISFIFO(status.st_mode),
         S_ISREG(status.st_mode), (unsigned)status.st_mode & 07777, (long long)status.st_size, (int)status.st_nlink);
}

static void making(void) {
  umask(022);
  show(mkfifo("plain", 0666));
  mode_of("plain");
  show(mkfifo("plain", 0666));
  umask(0);
  show(mkfifo("open", 0622));
  mode_of("open");
  show(umask(077));
  show(mknod("node", S_IFIFO | 0777, 0));
  mode_of("node");
  show(mknod("file", S_IFREG | 0640, 0));
  mode_of("file");
  show(mknod("untyped", 0600, 0));
  mode_of("untyped");
  show(mknod("wrong", S_IFDIR | 0600, 0));
  umask(022);
  show(mkdir("d", 0755));
  int d = open("d", O_RDONLY | O_DIRECTORY);
  show(mkfifoat(d, "below", 0600));
  mode_of("d/below");
  show(mknodat(d, "below2", S_IFIFO | 0604, 0));
  mode_of("d/below2");
  close(d);
  show(mkfifoat(d, "closed", 0600));
  show(mkfifo("absent/fifo", 0600));
  show(mkfifo("plain/fifo", 0600));
  show(mkfifo("", 0600));
  show(chmod("plain", 0400));
  mode_of("plain");
  show(chmod("plain", 0644));
  show(rename("open", "renamed"));
  mode_of("renamed");
}

static void opening(void) {
  char buffer[16];
  show(open("plain", O_WRONLY | O_NONBLOCK));
  int reader = show(open("plain", O_RDONLY | O_NONBLOCK));
  show(read(reader, buffer, sizeof buffer));
  int writer = show(open("plain", O_WRONLY | O_NONBLOCK));
  show(read(reader, buffer, sizeof buffer));
  show(write(writer, "abc", 3));
  show(read(reader, buffer, sizeof buffer));
  show(close(writer));
  show(read(reader, buffer, sizeof buffer));
  show(close(reader));
  int both = show(open("plain", O_RDWR));
  show(write(both, "self", 4));
  show(read(both, buffer, sizeof buffer));
  show(fcntl(both, F_GETPIPE_SZ));
  show(lseek(both, 0, SEEK_CUR));
  show(close(both));
  show(open("plain", O_RDONLY | O_DIRECTORY));
  show(open("plain", O_RDWR | O_CREAT | O_EXCL, 0600));
}

static void rendezvous(void) {
  pid_t child = fork();
  check(child >= 0);
  if (child == 0) {
    int writer = open("node", O_WRONLY);
    for (int i = 0; i < 3; i++)
      dprintf(writer, "line %d\n", i);
    _exit(0);
  }
  int reader = open("node", O_RDONLY);
  check(reader >= 0);
  char text[64];
  size_t length = 0;
  ssize_t got;
  while ((got = read(reader, text + length, sizeof text - 1 - length)) > 0)
    length += (size_t)got;
  text[length] = '\0';
  fputs(text, stdout);
  close(reader);
  int status;
  check(wait(&status) == child);
  puts(status_name(status));
}

static void unlinked(void) {
  int fd = open("renamed", O_RDWR | O_NONBLOCK);
  show(unlink("renamed"));
  char buffer[8];
  show(write(fd, "still", 5));
  show(read(fd, buffer, sizeof buffer));
  struct stat status;
  show(fstat(fd, &status));
  printf("links %d, fifo %d\n", (int)status.st_nlink, S_ISFIFO(status.st_mode));
  show(close(fd));
  show(unlink("renamed"));
}

int main(void) {
  begin();
  making();
  opening();
  rendezvous();
  unlinked();
  return 0;
}
