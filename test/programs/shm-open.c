// POSIX shared memory: shm_open with all flags and errors, sizes, modes, sharing between processes, life after unlink.
#include "show.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define NAME "/isthmus-test-shm-open"
#define OTHER "/isthmus-test-shm-open-2"

static void describe(int fd) {
  struct stat status;
  check(fstat(fd, &status) == 0);
  printf("mode %o size %lld links %d\n", (unsigned)status.st_mode, (long long)status.st_size, (int)status.st_nlink);
}

int main(void) {
  begin();
  shm_unlink(NAME);
  shm_unlink(OTHER);
  show(shm_open(NAME, O_RDWR, 0600));
  show(shm_unlink(NAME));
  int fd = show(shm_open(NAME, O_RDWR | O_CREAT | O_EXCL, 0640));
  describe(fd);
  show(fcntl(fd, F_GETFD));
  show((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR);
  show((fcntl(fd, F_GETFL) & O_NONBLOCK) == 0);
  show(shm_open(NAME, O_RDWR | O_CREAT | O_EXCL, 0640));
  show(ftruncate(fd, 10000));
  describe(fd);
  char *memory = mmap(NULL, 10000, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  check(memory != MAP_FAILED);
  show(memory[0] | memory[9999]);

  pid_t child = fork();
  if (child == 0) {
    int again = shm_open(NAME, O_RDWR, 0);
    char *mine = mmap(NULL, 10000, PROT_READ | PROT_WRITE, MAP_SHARED, again, 0);
    if (mine == MAP_FAILED)
      _exit(1);
    memcpy(mine + 5000, "from the child", 15);
    while (__atomic_load_n(mine, __ATOMIC_ACQUIRE) != 'p')
      usleep(100);
    memory[1] = 'c';
    _exit(0);
  }
  __atomic_store_n(memory, 'p', __ATOMIC_RELEASE);
  int status;
  waitpid(child, &status, 0);
  puts(status_name(status));
  printf("%s, %c\n", memory + 5000, memory[1]);

  int reader = show(shm_open(NAME, O_RDONLY, 0));
  show(write(reader, "x", 1));
  show(ftruncate(reader, 5));
  printf("writable map of it: %s\n",
         mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, reader, 0) == MAP_FAILED ? errno_name(errno) : "made");
  show(read(reader, memory + 6000, 2));
  printf("%c%c\n", memory[6000], memory[6001]);
  show(close(reader));
  show(shm_unlink(NAME));
  show(shm_open(NAME, O_RDWR, 0));
  describe(fd);
  memory[2] = 'z';
  char text[4] = "";
  show(pread(fd, text, 3, 0));
  puts(text);

  int second = show(shm_open(NAME, O_RDWR | O_CREAT, 0666));
  describe(second);
  show(write(second, "abc", 3));
  int third = show(shm_open(NAME, O_RDWR | O_TRUNC, 0));
  describe(third);
  close(second);
  close(third);
  /* Leading slashes, and none. */
  third = show(shm_open("isthmus-test-shm-open", O_RDWR, 0));
  close(third);
  third = show(shm_open("//isthmus-test-shm-open", O_RDWR, 0));
  close(third);
  show(shm_unlink("isthmus-test-shm-open"));
  static const char *const bad[] = {"", "/", "/a/b", "/..", "/."};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    errno = 0;
    int result = shm_open(bad[i], O_RDWR | O_CREAT, 0600);
    printf("shm_open(\"%s\") = %d %s\n", bad[i], result, errno_name(errno));
    errno = 0;
    result = shm_unlink(bad[i]);
    printf("shm_unlink = %d %s\n", result, errno_name(errno));
  }
  for (int length = 253; length <= 258; length++) {
    char name[300];
    memset(name, 'y', sizeof name);
    name[0] = '/';
    name[length + 1] = '\0';
    errno = 0;
    int result = shm_open(name, O_RDWR | O_CREAT, 0600);
    printf("length %d: %s %s", length, result < 0 ? "no" : "yes", errno_name(errno));
    errno = 0;
    int unlinked = shm_unlink(name);
    printf(", %d %s\n", unlinked, errno_name(errno));
    close(result);
  }
  show(symlink("/dev/shm/isthmus-test-shm-open-3", "/dev/shm" OTHER));
  show(shm_open(OTHER, O_RDWR, 0));
  show(shm_open(OTHER, O_RDWR | O_CREAT, 0600));
  show(shm_unlink(OTHER));
  umask(027);
  fd = shm_open(OTHER, O_RDWR | O_CREAT, 0777);
  describe(fd);
  show(shm_unlink(OTHER));
  return 0;
}
