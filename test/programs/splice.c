// splice(2), tee(2), vmsplice(2), sendfile(2), copy_file_range(2): offsets, what they consume, and the errors.
#include "show.h"
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/uio.h>

static char text[256];

static void take(int fd) {
  ssize_t got = read(fd, text, sizeof text - 1);
  text[got < 0 ? 0 : got] = '\0';
  printf("  read %d: %s\n", (int)got, got < 0 ? errno_name(errno) : text);
}

int main(void) {
  begin();
  int file = open("in", O_RDWR | O_CREAT, 0600);
  check(write(file, "0123456789abcdefghij", 20) == 20);
  int out = open("out", O_RDWR | O_CREAT, 0600);
  int one[2], two[2];
  check(pipe2(one, O_NONBLOCK) == 0 && pipe2(two, O_NONBLOCK) == 0);

  puts("splice");
  off_t offset = 3;
  show(splice(file, &offset, one[1], NULL, 5, 0));
  show(offset);
  show(lseek(file, 0, SEEK_CUR));
  take(one[0]);
  lseek(file, 18, SEEK_SET);
  show(splice(file, NULL, one[1], NULL, 100, SPLICE_F_MORE));
  show(splice(file, NULL, one[1], NULL, 100, 0));
  show(splice(one[0], NULL, two[1], NULL, 1, SPLICE_F_MOVE));
  take(two[0]);
  off_t target = 4;
  show(splice(one[0], NULL, out, &target, 10, 0));
  show(target);
  show(lseek(out, 0, SEEK_END));
  show(splice(one[0], NULL, two[1], NULL, 10, SPLICE_F_NONBLOCK));
  show(splice(file, NULL, out, NULL, 1, 0));
  show(splice(one[0], &offset, out, NULL, 1, 0));
  offset = -1;
  show(splice(file, &offset, one[1], NULL, 1, 0));
  show(splice(99, NULL, one[1], NULL, 1, 0));
  show(splice(file, NULL, one[0], NULL, 1, 0));
  show(splice(file, NULL, one[1], NULL, 1, 1024));
  show(splice(file, NULL, one[1], NULL, 0, 0));
  show(splice(one[0], NULL, one[1], NULL, 5, 0));

  puts("tee");
  check(write(one[1], "twice", 5) == 5);
  show(tee(one[0], two[1], 100, 0));
  take(one[0]);
  take(two[0]);
  show(tee(one[0], two[1], 100, SPLICE_F_NONBLOCK));
  show(tee(one[0], one[1], 10, 0));
  show(tee(file, two[1], 10, 0));
  show(tee(one[0], two[1], 0, 0));

  puts("vmsplice");
  char left[] = "left ", right[] = "right";
  struct iovec vector[2] = {{.iov_base = left, .iov_len = 5}, {.iov_base = right, .iov_len = 5}};
  show(vmsplice(one[1], vector, 2, 0));
  take(one[0]);
  check(write(one[1], "into memory", 11) == 11);
  struct iovec into = {.iov_base = text, .iov_len = sizeof text};
  memset(text, 0, sizeof text);
  show(vmsplice(one[0], &into, 1, 0));
  puts(text);
  show(vmsplice(file, vector, 2, 0));
  show(vmsplice(one[1], vector, 0, 0));
  show(vmsplice(one[1], vector, 2, 0x1000));

  puts("sendfile");
  lseek(out, 0, SEEK_SET);
  check(ftruncate(out, 0) == 0);
  offset = 10;
  show(sendfile(out, file, &offset, 4));
  show(offset);
  lseek(file, 1, SEEK_SET);
  show(sendfile(out, file, NULL, 2));
  show(lseek(file, 0, SEEK_CUR));
  show(sendfile(one[1], file, NULL, 3));
  take(one[0]);
  show(sendfile(out, file, NULL, 1000));
  show(sendfile(out, file, NULL, 1000));
  lseek(out, 0, SEEK_SET);
  take(out);
  show(sendfile(out, one[0], NULL, 1));
  show(sendfile(out, 99, NULL, 1));
  int readonly = open("in", O_RDONLY);
  show(sendfile(readonly, file, NULL, 1));

  puts("copy_file_range");
  check(ftruncate(out, 0) == 0);
  lseek(out, 0, SEEK_SET);
  offset = 15;
  target = 2;
  show(copy_file_range(file, &offset, out, &target, 100, 0));
  show(offset);
  show(target);
  show(lseek(out, 0, SEEK_END));
  lseek(file, 0, SEEK_SET);
  show(copy_file_range(file, NULL, out, NULL, 4, 0));
  lseek(out, 0, SEEK_SET);
  check(read(out, text, 11) == 11);
  printf("%d %d %.9s\n", text[0], text[1], text + 2);
  show(copy_file_range(file, NULL, out, NULL, 1, 1));
  show(copy_file_range(file, NULL, readonly, NULL, 1, 0));
  show(copy_file_range(one[0], NULL, out, NULL, 1, 0));
  int directory = open(".", O_RDONLY);
  show(copy_file_range(directory, NULL, out, NULL, 1, 0));
  offset = 0;
  target = 3;
  show(copy_file_range(file, &offset, file, &target, 10, 0));
  return 0;
}
