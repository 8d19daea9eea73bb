// mq_open(3), mq_close(3), mq_unlink(3): names, flags, modes, attributes, descriptors, and the errors of each.
#include "show.h"
#include <fcntl.h>
#include <limits.h>
#include <mqueue.h>
#include <sys/stat.h>

static char name[64];

/* Opens and closes: whether it went well is what counts. */
static int try_open(const char *path, int flags, unsigned mode, struct mq_attr *attributes) {
  mqd_t queue = mq_open(path, flags, mode, attributes);
  return queue < 0 ? -1 : mq_close(queue);
}

static int with_attributes(long messages, long size) {
  struct mq_attr attributes = {.mq_flags = 12345, .mq_maxmsg = messages, .mq_msgsize = size, .mq_curmsgs = 99};
  int result = try_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attributes);
  int error = errno;
  mq_unlink(name);
  errno = error;
  return result;
}

static void names(void) {
  puts("names");
  static char longest[300];
  show(try_open("", O_RDWR, 0, NULL));
  show(try_open("/", O_RDWR, 0, NULL));
  show(try_open("/", O_RDWR | O_CREAT, 0600, NULL));
  show(try_open("relative", O_RDWR | O_CREAT, 0600, NULL));
  show(try_open("//isthmus", O_RDWR | O_CREAT, 0600, NULL));
  show(try_open("/isthmus/below", O_RDWR | O_CREAT, 0600, NULL));
  show(try_open("/isthmus/below", O_RDWR, 0, NULL));
  show(try_open("/.", O_RDWR | O_CREAT, 0600, NULL));
  show(try_open("/..", O_RDWR | O_CREAT, 0600, NULL));
  show(try_open("/isthmus-that-is-absent", O_RDWR, 0, NULL));
  snprintf(longest, sizeof longest, "%s%0200d", name, 0);
  size_t length = strlen(longest);
  memset(longest + length, 'x', 256 - length);
  longest[256] = '\0';
  show(try_open(longest, O_RDWR | O_CREAT, 0600, NULL));
  show(mq_unlink(longest));
  strcpy(longest + 256, "y");
  show(try_open(longest, O_RDWR | O_CREAT, 0600, NULL));
  show(mq_unlink(longest));
  show(mq_unlink("/isthmus-that-is-absent"));
  show(mq_unlink("/"));
  show(mq_unlink(""));
  show(mq_unlink("relative"));
  show(mq_unlink("/isthmus/below"));
}

static void attributes(void) {
  puts("attributes");
  mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, NULL);
  check(queue >= 0);
  struct mq_attr state;
  memset(&state, 0x5a, sizeof state);
  show(mq_getattr(queue, &state));
  printf("  flags %ld, at most %ld of %ld bytes, now %ld\n", state.mq_flags, state.mq_maxmsg, state.mq_msgsize,
         state.mq_curmsgs);
  show(try_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, NULL));
  struct mq_attr ignored = {.mq_maxmsg = 3, .mq_msgsize = 10};
  mqd_t again = mq_open(name, O_RDWR | O_CREAT | O_NONBLOCK, 0600, &ignored);
  show(mq_getattr(again, &state));
  printf("  flags %d, at most %ld of %ld bytes\n", state.mq_flags == O_NONBLOCK, state.mq_maxmsg, state.mq_msgsize);
  show(mq_close(again));
  show(mq_close(again));
  show(mq_close(queue));
  show(mq_unlink(name));
  show(mq_unlink(name));
  show(with_attributes(1, 1));
  show(with_attributes(10, 8192));
  show(with_attributes(0, 1));
  show(with_attributes(1, 0));
  show(with_attributes(-1, 1));
  show(with_attributes(1, -1));
  show(with_attributes(LONG_MIN, 1));
  show(with_attributes(1, LONG_MAX));
  show(with_attributes(1 << 20, 1));
  show(with_attributes(1, 1 << 25));
}

static void setting(void) {
  puts("setting");
  mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, NULL);
  struct mq_attr state = {.mq_flags = O_NONBLOCK, .mq_maxmsg = 1, .mq_msgsize = 1, .mq_curmsgs = 1}, former;
  show(mq_setattr(queue, &state, &former));
  printf("  blocked before: %d\n", former.mq_flags == 0);
  show(mq_getattr(queue, &state));
  printf("  blocks now: %d, at most %ld of %ld bytes, now %ld\n", state.mq_flags == 0, state.mq_maxmsg,
         state.mq_msgsize, state.mq_curmsgs);
  printf("  fcntl sees it: %d\n", (fcntl(queue, F_GETFL) & O_NONBLOCK) != 0);
  char message[8192];
  show(mq_receive(queue, message, sizeof message, NULL));
  state.mq_flags = 0;
  show(mq_setattr(queue, &state, NULL));
  show(fcntl(queue, F_SETFL, O_NONBLOCK));
  show(mq_receive(queue, message, sizeof message, NULL));
  state.mq_flags = O_NONBLOCK | O_APPEND;
  show(mq_setattr(queue, &state, &former));
  state.mq_flags = O_CREAT;
  show(mq_setattr(queue, &state, NULL));
  show(mq_setattr(-1, &state, NULL));
  show(mq_getattr(-1, &state));
  show(mq_getattr(0, &state));
  show(mq_close(queue));
  show(mq_getattr(queue, &state));
  show(mq_unlink(name));
}

static void descriptors(void) {
  puts("descriptors");
  umask(027);
  mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0666, NULL);
  struct stat status;
  check(fstat(queue, &status) == 0);
  printf("  regular %d, mode %o, size %lld, links %d, mine %d\n", S_ISREG(status.st_mode),
         (unsigned)status.st_mode & 07777, (long long)status.st_size, (int)status.st_nlink, status.st_uid == geteuid());
  printf("  close on exec %d, access right %d\n", fcntl(queue, F_GETFD), (fcntl(queue, F_GETFL) & O_ACCMODE) == O_RDWR);
  check((fcntl(queue, F_GETFL) & O_CLOEXEC) == 0);
  char text[128];
  show(mq_send(queue, "abc", 3, 1));
  ssize_t length = read(queue, text, sizeof text - 1);
  show(length > 0);
  text[length > 0 ? length : 0] = '\0';
  printf("  %s", text);
  show(write(queue, "x", 1));
  show(lseek(queue, 0, SEEK_SET));
  show(ftruncate(queue, 0));
  int copy = dup(queue);
  show(mq_close(queue));
  char message[8192];
  show(mq_receive(copy, message, sizeof message, NULL));
  show(fchmod(copy, 0600));
  show(fstat(copy, &status));
  printf("  mode %o\n", (unsigned)status.st_mode & 07777);
  show(mq_unlink(name));
  show(fstat(copy, &status));
  printf("  links %d\n", (int)status.st_nlink);
  show(mq_send(copy, "still", 5, 0));
  show(mq_receive(copy, message, sizeof message, NULL));
  show(try_open(name, O_RDWR, 0, NULL));
  show(mq_close(copy));
}

static void directions(void) {
  puts("directions");
  char message[8192];
  mqd_t writer = mq_open(name, O_WRONLY | O_CREAT | O_EXCL, 0600, NULL);
  mqd_t reader = mq_open(name, O_RDONLY | O_NONBLOCK);
  check(writer >= 0 && reader >= 0);
  show(mq_send(reader, "a", 1, 0));
  show(mq_receive(writer, message, sizeof message, NULL));
  show(mq_send(writer, "a", 1, 0));
  show(mq_receive(reader, message, sizeof message, NULL));
  show(mq_receive(reader, message, sizeof message, NULL));
  show(mq_close(writer));
  show(mq_close(reader));
  show(mq_unlink(name));
}

static void stranger(unsigned mode) {
  umask(0);
  mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, mode, NULL);
  check(queue >= 0 && mq_close(queue) == 0);
  printf("mode %o\n", mode);
  fflush(stdout);
  if (fork() == 0) {
    if (setresgid(65534, 65534, 65534) != 0 || setresuid(65534, 65534, 65534) != 0) {
      puts("not allowed to become another user");
    } else {
      show(try_open(name, O_RDONLY, 0, NULL));
      show(try_open(name, O_WRONLY, 0, NULL));
      show(try_open(name, O_RDWR | O_CREAT, 0666, NULL));
      show(mq_unlink(name));
      show(with_attributes(10, 8192));
    }
    fflush(stdout);
    _exit(0);
  }
  wait(NULL);
  show(mq_unlink(name));
}

int main(void) {
  begin();
  snprintf(name, sizeof name, "/isthmus-test-%d", (int)getpid());
  names();
  attributes();
  setting();
  descriptors();
  directions();
  stranger(0600);
  stranger(0604);
  stranger(0622);
  return 0;
}
