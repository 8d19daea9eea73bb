// mkstemp and its kin, mkdtemp, tmpfile, tmpnam-free: names, modes, uniqueness, errors.
// env: TMPDIR=.
#include "show.h"
#include <fcntl.h>
#include <sys/stat.h>

int main(void) {
  begin();
  struct stat facts;
  char one[] = "prefix-XXXXXX", two[] = "prefix-XXXXXX", suffixed[] = "a-XXXXXX.c", bad[] = "short-XXX";
  char directory[] = "dir-XXXXXX", missing[] = "missing/XXXXXX", bad_directory[] = "dir-YYYYYY";
  umask(0);
  int fd = mkstemp(one);
  check(fd == 3 && fstat(fd, &facts) == 0);
  printf("mode %04o, size %d, close on exec %d, read and write %d\n", (unsigned)facts.st_mode & 07777,
         (int)facts.st_size, fcntl(fd, F_GETFD), (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR);
  check(strncmp(one, "prefix-", 7) == 0 && strcmp(one + 7, "XXXXXX") != 0);
  check(mkstemp(two) == 4);
  printf("different names %d\n", strcmp(one, two) != 0);
  show(mkstemps(suffixed, 2));
  printf("suffix kept %d\n", strcmp(suffixed + strlen(suffixed) - 2, ".c") == 0);
  show(mkostemp((char[]){"o-XXXXXX"}, O_CLOEXEC | O_APPEND));
  printf("close on exec %d, append %d\n", fcntl(6, F_GETFD), !!(fcntl(6, F_GETFL) & O_APPEND));
  show(mkostemps((char[]){"os-XXXXXX.txt"}, 4, O_CLOEXEC));
  show(mkstemp(bad));
  show(mkstemp(missing));
  show(mkstemps(suffixed, 2));
  show(mkdtemp(directory) != NULL);
  check(stat(directory, &facts) == 0);
  printf("mode %06o\n", (unsigned)facts.st_mode);
  show(mkdtemp(bad_directory) == NULL);
  show(mkdtemp((char[]){"missing/XXXXXX"}) == NULL);
  printf("%s\n", errno_name(errno));

  for (int i = 0; i < 200; i++) {
    char name[] = "many-XXXXXX";
    int another = mkstemp(name);
    check(another >= 0 && close(another) == 0);
  }
  puts("200 more");

  puts("O_TMPFILE");
  fd = open(".", O_TMPFILE | O_RDWR, 0640);
  check(fd >= 0 && fstat(fd, &facts) == 0);
  printf("links %d, mode %04o\n", (int)facts.st_nlink, (unsigned)facts.st_mode & 07777);
  show(write(fd, "unnamed", 7));
  show(open(".", O_TMPFILE | O_RDONLY, 0640));
  show(open(one, O_TMPFILE | O_RDWR, 0640));
  return 0;
}
