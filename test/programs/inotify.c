// inotify: every kind of event, the flags of a watch, and errors. What the host itself opens is not asked about.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static int queue;

static void show(const char *when) {
  char buffer[4096] __attribute__((aligned(8)));
  printf("%s:", when);
  unsigned cookie = 0;
  for (;;) {
    ssize_t size = read(queue, buffer, sizeof buffer);
    if (size < 0) {
      printf(errno == EAGAIN ? "\n" : " %s\n", strerror(errno));
      return;
    }
    for (char *at = buffer; at < buffer + size;) {
      const struct inotify_event *event = (const struct inotify_event *)at;
      const char *paired = event->cookie == 0 ? "" : event->cookie == cookie ? " pair" : " first";
      cookie = event->cookie;
      printf(" [%d %x%s%s%s]", event->wd, event->mask, paired, event->len > 0 ? " " : "",
             event->len > 0 ? event->name : "");
      at += sizeof *event + event->len;
    }
  }
}

static void make(const char *name) {
  int fd = open(name, O_CREAT | O_WRONLY, 0600);
  if (fd < 0 || write(fd, "x", 1) != 1)
    perror(name);
  close(fd);
}

static void empty(const char *name) {
  int fd = open(name, O_WRONLY);
  if (ftruncate(fd, 0) != 0)
    perror(name);
  close(fd);
}

static int add(const char *name, uint32_t mask) {
  errno = 0;
  int watch = inotify_add_watch(queue, name, mask);
  printf("add %s %x: %d", name, mask, watch);
  if (watch < 0)
    printf(" %s", strerror(errno));
  printf("\n");
  return watch;
}

static const uint32_t most = IN_ALL_EVENTS & ~(IN_OPEN | IN_CLOSE_NOWRITE | IN_ACCESS);

static void directory(void) {
  int watch = add("d", most);
  make("d/a");
  show("made");
  chmod("d/a", 0640);
  show("mode");
  rename("d/a", "d/b");
  show("renamed");
  rename("d/b", "c");
  show("moved out");
  rename("c", "d/c");
  show("moved in");
  mkdir("d/e", 0700);
  symlink("c", "d/l");
  link("d/c", "d/h");
  empty("d/c");
  show("several");
  rmdir("d/e");
  unlink("d/h");
  unlink("d/l");
  unlink("d/c");
  show("removed");
  printf("rm %d\n", inotify_rm_watch(queue, watch));
  show("ignored");
  errno = 0;
  printf("rm again %d", inotify_rm_watch(queue, watch));
  printf(" %s\n", strerror(errno));
}

static void deleted(void) {
  make("f");
  add("f", most);
  unlink("f");
  show("file deleted at once");
  make("f");
  add("f", most);
  int fd = open("f", O_WRONLY);
  unlink("f");
  show("name gone");
  close(fd);
  show("closed");
  mkdir("g", 0700);
  add("g", most);
  rename("g", "g2");
  show("moved");
  rmdir("g2");
  show("directory deleted");
}

static void flags(void) {
  make("f");
  symlink("f", "l");
  symlink("d", "ld");
  add("f", IN_ONLYDIR | IN_MODIFY);
  add("ld", IN_ONLYDIR | IN_CREATE);
  add("ld", IN_ONLYDIR | IN_CREATE | IN_DONT_FOLLOW);
  int link = add("l", IN_DONT_FOLLOW | IN_DELETE_SELF | IN_ATTRIB);
  int file = add("l", IN_MODIFY);
  printf("same %d\n", link == file);
  printf("added to %d\n", add("f", IN_MASK_ADD | IN_ATTRIB) == file);
  add("f", IN_MASK_CREATE | IN_MODIFY);
  add("f", IN_MASK_CREATE | IN_MASK_ADD | IN_MODIFY);
  chmod("f", 0644);
  empty("f");
  show("both");
  unlink("l");
  show("link gone");
  add("f", IN_ONESHOT | IN_ATTRIB);
  chmod("f", 0600);
  chmod("f", 0644);
  show("once");
  add("d", IN_EXCL_UNLINK | IN_MODIFY);
  make("d/x");
  int fd = open("d/x", O_WRONLY);
  unlink("d/x");
  write(fd, "x", 1);
  close(fd);
  show("unlinked");
  unlink("f");
  unlink("ld");
  show("end");
}

static void errors(void) {
  add("no-such", IN_MODIFY);
  add("d", 0);
  add("", IN_MODIFY);
  add("d/", IN_ONLYDIR | IN_MODIFY);
  make("f");
  add("f/", IN_MODIFY);
  unlink("f");
  errno = 0;
  printf("null %d", inotify_add_watch(queue, NULL, IN_MODIFY));
  printf(" %s\n", strerror(errno));
  errno = 0;
  printf("not a queue %d", inotify_add_watch(0, "d", IN_MODIFY));
  printf(" %s\n", strerror(errno));
  errno = 0;
  printf("closed %d", inotify_add_watch(99, "d", IN_MODIFY));
  printf(" %s\n", strerror(errno));
  errno = 0;
  printf("rm %d", inotify_rm_watch(99, 1));
  printf(" %s\n", strerror(errno));
  errno = 0;
  printf("init %d", inotify_init1(0x40000000));
  printf(" %s\n", strerror(errno));
}

static void readiness(void) {
  struct pollfd waiting = {.fd = queue, .events = POLLIN};
  add("d", IN_CREATE | IN_DELETE);
  printf("poll %d\n", poll(&waiting, 1, 0));
  int set = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN};
  printf("epoll %d\n", epoll_ctl(set, EPOLL_CTL_ADD, queue, &event));
  make("d/p");
  printf("poll %d", poll(&waiting, 1, 0));
  printf(" %x\n", waiting.revents);
  printf("epoll %d\n", epoll_wait(set, &event, 1, 0));
  int size = 0;
  printf("ioctl %d", ioctl(queue, FIONREAD, &size));
  printf(" %d\n", size);
  char small[8];
  errno = 0;
  printf("small %d", (int)read(queue, small, sizeof small));
  printf(" %s\n", strerror(errno));
  unlink("d/p");
  show("both");
  close(set);
}

int main(void) {
  mkdir("d", 0700);
  queue = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  printf("flags %d %d\n", (fcntl(queue, F_GETFL) & O_NONBLOCK) != 0, fcntl(queue, F_GETFD));
  int other = inotify_init();
  printf("flags %d %d\n", (fcntl(other, F_GETFL) & O_NONBLOCK) != 0, fcntl(other, F_GETFD));
  close(other);
  directory();
  deleted();
  flags();
  errors();
  readiness();
  rmdir("d");
  show("last");
  return 0;
}
