// readv(2), writev(2), preadv(2), pwritev2(2): order, partial transfers, bad counts, RWF_APPEND.
#include "show.h"
#include <fcntl.h>
#include <limits.h>
#include <sys/uio.h>

int main(void) {
  begin();
  char first[4] = "", second[8] = "", third[8] = "";
  struct iovec words[3] = {{.iov_base = (char[]){"ab"}, .iov_len = 2},
                           {.iov_base = (char[]){""}, .iov_len = 0},
                           {.iov_base = (char[]){"cdefgh"}, .iov_len = 6}};
  struct iovec places[3] = {
      {.iov_base = first, .iov_len = 3}, {.iov_base = second, .iov_len = 2}, {.iov_base = third, .iov_len = 7}};
  int file = open("file", O_RDWR | O_CREAT, 0600);
  show(writev(file, words, 3));
  show(lseek(file, 0, SEEK_SET));
  show(readv(file, places, 3));
  printf("%s %s %s\n", first, second, third);
  show(pwritev(file, words, 3, 4));
  show(lseek(file, 0, SEEK_CUR));
  memset(third, 0, sizeof third);
  show(preadv(file, places, 3, 1));
  printf("%s %s %s\n", first, second, third);
  show(preadv(file, places, 3, -1));
  show(preadv(file, places, 3, 100));
  show(preadv2(file, places, 2, 0, 0));
  show(lseek(file, 2, SEEK_SET));
  show(preadv2(file, places, 1, -1, 0));
  show(lseek(file, 0, SEEK_CUR));
  show(pwritev2(file, words, 1, 0, RWF_APPEND));
  show(lseek(file, 0, SEEK_END));
  show(pwritev2(file, words, 1, 0, 1 << 20));
  show(readv(file, places, 0));
  volatile int negative = -1, beyond = IOV_MAX + 1;
  static struct iovec many[IOV_MAX + 1];
  show(readv(file, places, negative));
  show(writev(file, many, beyond));
  show(readv(99, places, 1));
  show(writev(99, words, negative));
  int ends[2];
  check(pipe2(ends, O_NONBLOCK) == 0);
  show(writev(ends[1], words, 3));
  show(readv(ends[0], places, 2));
  printf("%s %s\n", first, second);
  show(preadv(ends[0], places, 1, 0));
  static char large[1024];
  for (int i = 0; i < IOV_MAX; i++)
    many[i] = (struct iovec){.iov_base = large + i, .iov_len = 1};
  show(writev(ends[1], many, IOV_MAX));
  show(readv(ends[0], many, IOV_MAX));
  return 0;
}
