// Writing where nobody reads: SIGPIPE kills, or EPIPE where it is ignored; inherited through fork and exec.
#include "show.h"

static void reap(const char *what) {
  int status;
  check(wait(&status) > 0);
  printf("%s: %s\n", what, status_name(status));
}

static int widow(void) {
  int ends[2];
  check(pipe(ends) == 0);
  check(close(ends[0]) == 0);
  return ends[1];
}

int main(int argc, char **argv) {
  begin();
  if (argc > 1) {
    show(write(widow(), "x", 1));
    return 1;
  }
  if (fork() == 0) {
    write(widow(), "x", 1);
    _exit(0);
  }
  reap("by default");
  if (fork() == 0) {
    FILE *stream = fdopen(widow(), "w");
    fputs("through stdio", stream);
    fflush(stream);
    _exit(0);
  }
  reap("by stdio");
  if (fork() == 0) {
    check(signal(SIGPIPE, SIG_IGN) == SIG_DFL);
    show(write(widow(), "x", 1));
    FILE *stream = fdopen(widow(), "w");
    show(fputs("through stdio", stream) >= 0);
    show(fflush(stream));
    execl(argv[0], argv[0], "again", (char *)NULL);
    _exit(100);
  }
  reap("ignored");
  if (fork() == 0) {
    execl(argv[0], argv[0], "again", (char *)NULL);
    _exit(100);
  }
  reap("by default after exec");
  if (fork() == 0) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    check(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
    show(write(widow(), "x", 1));
    check(sigpending(&set) == 0);
    show(sigismember(&set, SIGPIPE));
    _exit(2);
  }
  reap("blocked");

  /* A reader that leaves in the middle. */
  int ends[2];
  check(pipe(ends) == 0);
  if (fork() == 0) {
    close(ends[0]);
    static char block[65536];
    for (;;)
      write(ends[1], block, sizeof block);
  }
  close(ends[1]);
  char some[10];
  check(read(ends[0], some, sizeof some) == sizeof some);
  close(ends[0]);
  reap("the reader left");
  return 0;
}
