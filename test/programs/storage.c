// truncate(2), fallocate(2), posix_fallocate(3), posix_fadvise(2), fsync(2), lseek(2) over holes.
#include "show.h"
#include <fcntl.h>
#include <sys/stat.h>

static int file;

static void size(void) {
  struct stat facts;
  check(fstat(file, &facts) == 0);
  printf("  %lld bytes\n", (long long)facts.st_size);
}

static void lengths(void) {
  file = open("file", O_RDWR | O_CREAT, 0600);
  check(write(file, "0123456789", 10) == 10);
  show(ftruncate(file, 4));
  size();
  show(ftruncate(file, 100000));
  size();
  show(truncate("file", 5));
  size();
  char text[16] = "........";
  show(pread(file, text, 8, 0));
  printf("%.4s %d\n", text, text[4]);
  show(lseek(file, 0, SEEK_CUR));
  show(ftruncate(file, -1));
  show(truncate("absent", 0));
  show(truncate(".", 0));
  show(truncate("file", -1));
  show(truncate("", 0));
  int reader = open("file", O_RDONLY);
  show(ftruncate(reader, 0));
  close(reader);
  show(ftruncate(reader, 0));
  int ends[2];
  check(pipe(ends) == 0);
  show(ftruncate(ends[1], 0));
  show(fsync(ends[1]));
  show(posix_fadvise(ends[0], 0, 0, POSIX_FADV_NORMAL) == ESPIPE);
  show(posix_fallocate(ends[1], 0, 1) == ESPIPE);
  show(lseek(ends[0], 0, SEEK_END));
  close(ends[0]);
  close(ends[1]);
}

static void allocation(void) {
  show(posix_fallocate(file, 0, 8192));
  size();
  show(posix_fallocate(file, 0, 100));
  size();
  show(posix_fallocate(file, -1, 100) == EINVAL);
  show(posix_fallocate(file, 0, 0) == EINVAL);
  show(posix_fallocate(99, 0, 1) == EBADF);
  int result = fallocate(file, FALLOC_FL_KEEP_SIZE, 0, 65536);
  printf("keeping the size %d\n", result == 0 || errno == EOPNOTSUPP);
  size();
  show(fallocate(file, 0, 0, -1));
  show(fallocate(99, 0, 0, 1));
}

static void advice_and_sync(void) {
  for (int advice = 0; advice < 6; advice++)
    show(posix_fadvise(file, 0, 0, advice));
  show(posix_fadvise(file, 0, 0, 77) == EINVAL);
  show(posix_fadvise(99, 0, 0, POSIX_FADV_WILLNEED) == EBADF);
  show(fsync(file));
  show(fdatasync(file));
  show(fsync(99));
  show(fdatasync(-1));
  sync();
}

static void seeking(void) {
  show(ftruncate(file, 0));
  show(lseek(file, 1 << 20, SEEK_SET));
  check(write(file, "data", 4) == 4);
  size();
  off_t data = lseek(file, 0, SEEK_DATA);
  printf("data begins in a block of its own or at 0: %d\n", data == 0 || (data > 0 && data <= 1 << 20));
  show(lseek(file, 1 << 20, SEEK_HOLE));
  show(lseek(file, 1 << 21, SEEK_DATA));
  show(lseek(file, -1, SEEK_SET));
  show(lseek(file, -4, SEEK_END));
  show(lseek(file, -10, SEEK_CUR));
  show(lseek(file, 5000000000LL, SEEK_SET));
  show(lseek(file, 0, 99));
  show(lseek(99, 0, SEEK_SET));
  show(pwrite(file, "far", 3, 3000000000LL));
  size();
  char text[4] = "";
  show(pread(file, text, 3, 3000000000LL));
  puts(text);
  show(pread(file, text, 3, -1));
  show(pwrite(file, text, 3, -1));
  show(ftruncate(file, 0));
}

int main(void) {
  begin();
  lengths();
  allocation();
  advice_and_sync();
  seeking();
  return 0;
}
