// memfd_create(2): an anonymous file in memory, its flags, sharing it with a child, sealing it (fcntl(2)), errors.
#include "show.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { PAGE = 4096, RW = PROT_READ | PROT_WRITE };

static void try(const char *what, int fd, int protection, int flags) {
  void *made = mmap(NULL, PAGE, protection, flags, fd, 0);
  printf("%s: %s\n", what, made == MAP_FAILED ? errno_name(errno) : "made");
  if (made != MAP_FAILED)
    munmap(made, PAGE);
}

int main(void) {
  begin();
  int fd = memfd_create("name", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  show(fd >= 0);
  show(fcntl(fd, F_GETFD));
  show((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR);
  int kept = memfd_create("", 0);
  show(fcntl(kept, F_GETFD));
  show(fcntl(kept, F_GET_SEALS) == F_SEAL_SEAL);
  show(fcntl(kept, F_ADD_SEALS, F_SEAL_WRITE));
  struct stat status;
  show(fstat(fd, &status));
  printf("size %d, regular %d, links %d\n", (int)status.st_size, S_ISREG(status.st_mode), (int)status.st_nlink);

  show(ftruncate(fd, 2 * PAGE));
  char *pages = mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0);
  check(pages != MAP_FAILED);
  if (fork() == 0) {
    check(pwrite(fd, "by write", 9, 0) == 9);
    strcpy(pages + PAGE, "by store");
    _exit(0);
  }
  wait(NULL);
  printf("%s, %s\n", pages, pages + PAGE);

  show(fcntl(fd, F_GET_SEALS));
  show(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
  show(munmap(pages, 2 * PAGE));
  show(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK));
  show(ftruncate(fd, PAGE));
  show(ftruncate(fd, 3 * PAGE));
  try("writable", fd, RW, MAP_SHARED);
  show(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
  show(pwrite(fd, "x", 1, 0));
  try("shared, to write", fd, RW, MAP_SHARED);
  try("shared, to read", fd, PROT_READ, MAP_SHARED);
  try("private, to write", fd, RW, MAP_PRIVATE);
  pages = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
  show(mprotect(pages, PAGE, RW));
  printf("%s\n", pages);
  show(fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL));
  show(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW));
  show(fcntl(fd, F_GET_SEALS));

  int future = memfd_create("future", MFD_ALLOW_SEALING);
  check(ftruncate(future, PAGE) == 0);
  pages = mmap(NULL, PAGE, RW, MAP_SHARED, future, 0);
  show(fcntl(future, F_ADD_SEALS, 0x10)); /* F_SEAL_FUTURE_WRITE */
  strcpy(pages, "still");
  try("future, to write", future, RW, MAP_SHARED);
  try("future, to read", future, PROT_READ, MAP_SHARED);
  printf("%s\n", pages);

  char name[300];
  memset(name, 'n', sizeof name);
  name[249] = '\0';
  show(memfd_create(name, 0) >= 0);
  name[249] = 'n';
  name[250] = '\0';
  show(memfd_create(name, 0));
  show(memfd_create("flags", 0x100));
  show(memfd_create(NULL, 0));
  return 0;
}
