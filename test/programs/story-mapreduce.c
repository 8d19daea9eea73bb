// Counts letters of a text in four processes, each over its part of a file, and adds up what they send back through
// pipes.
#include "show.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

enum { WORKERS = 4, SIZE = 40000 };

struct counts {
  int worker;
  int letters[26];
};

static void work(int worker, int out) {
  struct counts counts = {.worker = worker};
  char buffer[512];
  int file = open("text", O_RDONLY);
  check(file >= 0);
  off_t position = (off_t)worker * SIZE / WORKERS, end = (off_t)(worker + 1) * SIZE / WORKERS;
  while (position < end) {
    size_t wanted = (size_t)(end - position) < sizeof buffer ? (size_t)(end - position) : sizeof buffer;
    ssize_t count = pread(file, buffer, wanted, position);
    check(count > 0);
    for (ssize_t i = 0; i < count; i++)
      counts.letters[buffer[i] - 'a']++;
    position += count;
  }
  check(write(out, &counts, sizeof counts) == sizeof counts);
  _exit(worker);
}

int main(void) {
  begin();
  FILE *file = fopen("text", "w");
  unsigned state = 12345;
  for (int i = 0; i < SIZE; i++) {
    state = state * 1103515245u + 12345u;
    fputc('a' + (int)((state >> 16) % 26), file);
  }
  check(fclose(file) == 0);

  struct pollfd polled[WORKERS];
  pid_t children[WORKERS];
  for (int worker = 0; worker < WORKERS; worker++) {
    int ends[2];
    check(pipe2(ends, O_CLOEXEC) == 0);
    children[worker] = fork();
    if (children[worker] == 0)
      work(worker, ends[1]);
    close(ends[1]);
    polled[worker] = (struct pollfd){.fd = ends[0], .events = POLLIN};
  }
  int total[26] = {0}, seen = 0, open_pipes = WORKERS;
  while (open_pipes > 0) {
    check(poll(polled, WORKERS, -1) > 0);
    for (int worker = 0; worker < WORKERS; worker++) {
      struct counts counts;
      if (polled[worker].revents == 0)
        continue;
      ssize_t got = read(polled[worker].fd, &counts, sizeof counts);
      if (got == 0) {
        close(polled[worker].fd);
        polled[worker].fd = -1;
        open_pipes--;
        continue;
      }
      check(got == sizeof counts && counts.worker == worker);
      seen |= 1 << worker;
      for (int i = 0; i < 26; i++)
        total[i] += counts.letters[i];
    }
  }
  printf("workers seen: %x\n", seen);
  for (int i = 0; i < 26; i++)
    printf("%c %d\n", 'a' + i, total[i]);
  for (int worker = 0; worker < WORKERS; worker++) {
    int status;
    check(waitpid(children[worker], &status, 0) == children[worker]);
    printf("worker %d %s\n", worker, status_name(status));
  }
  return 0;
}
