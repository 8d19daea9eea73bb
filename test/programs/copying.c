// splice, tee, vmsplice, sendfile and copy_file_range: what they move, their offsets, flags and errors.
#include "show.h"
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/uio.h>

static char buffer[8192];

static void drain(int fd) {
  ssize_t count = read(fd, buffer, sizeof buffer - 1);
  buffer[count > 0 ? count : 0] = 0;
  printf("  %d bytes: %.40s\n", (int)count, buffer);
}

static void content(const char *name) {
  int fd = open(name, O_RDONLY);
  check(fd >= 0);
  drain(fd);
  close(fd);
}

int main(void) {
  begin();
  int one[2], two[2];
  off_t in = 0, out = 0;
  off64_t in64 = 2, out64 = 1;
  check(pipe2(one, O_NONBLOCK) == 0 && pipe2(two, O_NONBLOCK) == 0);
  int file = open("file", O_RDWR | O_CREAT | O_TRUNC, 0644);
  int other = open("other", O_RDWR | O_CREAT | O_TRUNC, 0644);
  int append = open("append", O_RDWR | O_CREAT | O_APPEND, 0644);
  int readable = open("file", O_RDONLY), writable = open("other", O_WRONLY);
  check(write(file, "0123456789", 10) == 10);
  check(lseek(file, 0, SEEK_SET) == 0);

  puts("splice");
  show(splice(file, NULL, one[1], NULL, 4, 0));
  show(lseek(file, 0, SEEK_CUR));
  drain(one[0]);
  show(splice(file, &in64, one[1], NULL, 3, SPLICE_F_MOVE | SPLICE_F_MORE));
  printf("  offset %d, position %d\n", (int)in64, (int)lseek(file, 0, SEEK_CUR));
  show(splice(one[0], NULL, other, &out64, 100, 0));
  printf("  offset %d, position %d\n", (int)out64, (int)lseek(other, 0, SEEK_CUR));
  content("other");
  show(splice(one[0], NULL, other, NULL, 10, 0));
  show(splice(one[0], NULL, other, NULL, 10, SPLICE_F_NONBLOCK));
  show(splice(file, NULL, other, NULL, 10, 0));
  show(splice(one[1], NULL, two[0], NULL, 10, 0));
  show(splice(one[0], NULL, one[1], NULL, 10, 0));
  show(splice(one[0], &in64, two[1], NULL, 10, 0));
  show(splice(file, NULL, one[1], NULL, 0, 0));
  show(splice(file, NULL, one[1], NULL, 10, 0x100));
  show(splice(one[0], NULL, append, NULL, 10, 0));
  show(splice(99, NULL, one[1], NULL, 10, 0));
  show(splice(one[0], NULL, readable, NULL, 10, 0));
  check(write(one[1], "from pipe to pipe", 17) == 17);
  show(splice(one[0], NULL, two[1], NULL, 9, 0));
  drain(two[0]);
  drain(one[0]);
  in64 = 100;
  show(splice(file, &in64, one[1], NULL, 10, 0));
  in64 = -1;
  show(splice(file, &in64, one[1], NULL, 10, 0));

  puts("tee");
  check(write(one[1], "twice", 5) == 5);
  show(tee(one[0], two[1], 100, 0));
  drain(two[0]);
  show(tee(one[0], two[1], 2, SPLICE_F_NONBLOCK));
  drain(two[0]);
  drain(one[0]);
  show(tee(one[0], two[1], 10, 0));
  show(tee(one[0], one[1], 10, 0));
  show(tee(file, two[1], 10, 0));
  show(tee(one[0], file, 10, 0));
  show(tee(one[0], two[1], 0, 0));
  show(tee(one[0], 99, 10, 0));

  puts("vmsplice");
  struct iovec pieces[2] = {{(char[]){"user "}, 5}, {(char[]){"memory"}, 6}};
  show(vmsplice(one[1], pieces, 2, 0));
  drain(one[0]);
  show(vmsplice(one[1], pieces, 0, 0));
  show(vmsplice(file, pieces, 1, 0));
  show(vmsplice(99, pieces, 1, 0));
  show(vmsplice(one[1], pieces, 1, 0x100));
  struct iovec into = {buffer, 100};
  check(write(one[1], "to memory", 9) == 9);
  show(vmsplice(one[0], &into, 1, 0));
  printf("  %.9s\n", buffer);

  puts("sendfile");
  check(lseek(file, 0, SEEK_SET) == 0 && ftruncate(other, 0) == 0);
  show(sendfile(one[1], file, NULL, 4));
  drain(one[0]);
  show(lseek(file, 0, SEEK_CUR));
  in = 6;
  show(sendfile(one[1], file, &in, 100));
  printf("  offset %d, position %d\n", (int)in, (int)lseek(file, 0, SEEK_CUR));
  drain(one[0]);
  show(sendfile(writable, file, NULL, 3));
  content("other");
  in = 0;
  show(sendfile(append, file, &in, 2));
  show(sendfile(readable, file, NULL, 3));
  show(sendfile(one[1], writable, NULL, 3));
  show(sendfile(one[1], one[0], NULL, 3));
  show(sendfile(one[1], file, NULL, 0));
  in = -5;
  show(sendfile(one[1], file, &in, 3));
  show(sendfile(99, file, NULL, 3));
  show(sendfile(one[1], 99, NULL, 3));

  puts("copy_file_range");
  check(ftruncate(other, 0) == 0 && lseek(other, 0, SEEK_SET) == 0 && lseek(file, 0, SEEK_SET) == 0);
  show(copy_file_range(file, NULL, other, NULL, 5, 0));
  show(lseek(other, 0, SEEK_CUR));
  in = 8;
  out = 20;
  show(copy_file_range(file, &in, other, &out, 100, 0));
  printf("  offsets %d %d\n", (int)in, (int)out);
  show(lseek(other, 0, SEEK_END));
  show(copy_file_range(file, NULL, append, NULL, 5, 0));
  show(copy_file_range(file, NULL, readable, NULL, 5, 0));
  show(copy_file_range(writable, NULL, file, NULL, 5, 0));
  show(copy_file_range(file, NULL, other, NULL, 5, 1));
  show(copy_file_range(one[0], NULL, other, NULL, 5, 0));
  show(copy_file_range(99, NULL, other, NULL, 5, 0));
  in = 100;
  show(copy_file_range(file, &in, other, NULL, 5, 0));
  int directory = open(".", O_RDONLY);
  show(copy_file_range(directory, NULL, other, NULL, 5, 0));
  return 0;
}
