// Buffers of stdio: what a fork copies, what exit flushes and _exit doesn't, setvbuf, shared offsets, closed streams.
#include "show.h"
#include <fcntl.h>

static void child_ends(int number) {
  fflush(stdout);
  printf("[buffered %d]", number);
  pid_t child = fork();
  if (child == 0) {
    if (number == 1)
      exit(0);
    if (number == 2)
      _exit(0);
    if (number == 3)
      fflush(stdout);
    _Exit(0);
  }
  check(waitpid(child, NULL, 0) == child);
  printf("\n");
}

static int redirected(const char *path) {
  fflush(stdout);
  int saved = dup(1);
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  check(dup2(fd, 1) == 1);
  close(fd);
  return saved;
}

static void restored(int saved) {
  fflush(stdout);
  check(dup2(saved, 1) == 1);
  close(saved);
}

static void show_file(const char *path) {
  char text[512];
  int fd = open(path, O_RDONLY);
  ssize_t got = read(fd, text, sizeof text - 1);
  text[got < 0 ? 0 : got] = '\0';
  printf("%s: %s|\n", path, text);
  close(fd);
}

static void modes_of_buffering(void) {
  FILE *stream = fopen("modes", "w");
  show(fputs("full", stream) >= 0);
  show_file("modes");
  show(fflush(stream));
  show_file("modes");
  show(setvbuf(stream, NULL, _IOLBF, 0));
  fputs(" line\nrest", stream);
  show_file("modes");
  fclose(stream);
  stream = fopen("modes", "w");
  show(setvbuf(stream, NULL, _IONBF, 0));
  putc('a', stream);
  putc('b', stream);
  show_file("modes");
  fclose(stream);
  static char buffer[16];
  stream = fopen("modes", "w");
  show(setvbuf(stream, buffer, 7, sizeof buffer) != 0);
  setbuf(stream, NULL);
  fputs("unbuffered", stream);
  show_file("modes");
  fclose(stream);
}

static void shared_offsets(void) {
  FILE *stream = fopen("lines", "w+");
  fputs("one\ntwo\nthree\n", stream);
  rewind(stream);
  char line[16];
  check(fgets(line, sizeof line, stream) == line);
  /* POSIX: fflush puts the descriptor where the stream is. */
  show(fflush(stream));
  show(lseek(fileno(stream), 0, SEEK_CUR));
  check(fgets(line, sizeof line, stream) == line);
  show(fflush(stream));
  int copy = dup(fileno(stream));
  show(fclose(stream));
  show(lseek(copy, 0, SEEK_CUR));
  stream = fdopen(copy, "r");
  check(fgets(line, sizeof line, stream) == line);
  fputs(line, stdout);
  show(feof(stream) != 0);
  show(getc(stream));
  show(feof(stream) != 0);
  show(ungetc('z', stream));
  show(feof(stream) != 0);
  show(getc(stream));
  show(fclose(stream));
  show(close(copy));
}

static void failures(void) {
  FILE *stream = fopen("lines", "r");
  show(fputs("no", stream) < 0);
  show(ferror(stream) != 0);
  clearerr(stream);
  show(ferror(stream) != 0);
  close(fileno(stream));
  show(getc(stream));
  puts(errno_name(errno));
  show(fclose(stream));
  puts(errno_name(errno));
  stream = fopen("/dev/full", "w");
  check(stream != NULL);
  show(fputs("lost", stream) >= 0);
  show(fflush(stream));
  show(fclose(stream));
  stream = fopen("/dev/full", "w");
  show(fputs("lost", stream) >= 0);
  show(fclose(stream));
}

int main(void) {
  /* Not begin(): stdout is a file or a pipe, so it is fully buffered from the first line on. */
  puts("the first line is printed once by each process");
  pid_t child = fork();
  if (child == 0)
    exit(0);
  check(waitpid(child, NULL, 0) == child);
  for (int number = 1; number <= 4; number++)
    child_ends(number);
  int saved = redirected("inner");
  printf("to the file, ");
  child = fork();
  if (child == 0) {
    printf("child\n");
    exit(0);
  }
  check(waitpid(child, NULL, 0) == child);
  printf("parent\n");
  restored(saved);
  show_file("inner");
  modes_of_buffering();
  shared_offsets();
  failures();
  setvbuf(stdout, NULL, _IOFBF, 0);
  printf("the end is flushed by exit");
  return 0;
}
