// Writers whose reader goes away: killed by SIGPIPE, told by a handler, or by EPIPE alone where it is ignored.
#include "show.h"

static volatile sig_atomic_t broken;

static void note(int number) {
  if (number == SIGPIPE)
    broken++;
}

/* Writes numbers until that fails; tells how. */
static void produce(int fd) {
  char line[16];
  for (int i = 0;; i++) {
    int length = snprintf(line, sizeof line, "%d\n", i);
    if (write(fd, line, (size_t)length) == length)
      continue;
    printf("  the producer got %s, its handler ran %d times\n", errno_name(errno), (int)broken);
    fflush(stdout);
    _exit(3);
  }
}

static void consume(int fd, int lines) {
  char byte;
  while (lines > 0 && read(fd, &byte, 1) == 1)
    lines -= byte == '\n';
}

static void between(const char *what, void (*handler)(int)) {
  int ends[2], status;
  fflush(stdout);
  check(pipe(ends) == 0);
  pid_t producer = fork();
  check(producer >= 0);
  if (producer == 0) {
    signal(SIGPIPE, handler);
    close(ends[0]);
    produce(ends[1]);
  }
  close(ends[1]);
  consume(ends[0], 1000);
  close(ends[0]);
  check(waitpid(producer, &status, 0) == producer);
  printf("%s: the producer was %s\n", what, status_name(status));
}

/* stdio tells it too. */
static void with_stdio(void) {
  int ends[2];
  check(pipe(ends) == 0);
  signal(SIGPIPE, note);
  FILE *stream = fdopen(ends[1], "w");
  check(stream != NULL && close(ends[0]) == 0);
  check(fputs("into the void\n", stream) >= 0);
  show(fflush(stream));
  show(ferror(stream) != 0);
  fclose(stream);
  printf("the handler ran: %d\n", broken > 0);
}

int main(void) {
  begin();
  between("by default", SIG_DFL);
  between("with a handler", note);
  between("ignored", SIG_IGN);
  with_stdio();
  return 0;
}
