// fopen(3), fdopen(3), freopen(3) with every mode, fopen's errors, reading and writing the same stream, getline,
// fmemopen.
#include "show.h"
#include <fcntl.h>
#include <sys/stat.h>

static void describe(FILE *stream) {
  int flags = fcntl(fileno(stream), F_GETFL);
  int access = flags & O_ACCMODE;
  printf("  fd %d %s%s, on exec %d\n", fileno(stream),
         access == O_RDWR     ? "rw"
         : access == O_RDONLY ? "r"
                              : "w",
         flags & O_APPEND ? " append" : "", fcntl(fileno(stream), F_GETFD));
}

static void opening(void) {
  static const char *const modes[] = {"r",  "w",  "a",   "r+", "w+",  "a+", "rb", "wb+", "r+b", "re",
                                      "we", "ae", "w+e", "wx", "wxe", "rw", "q",  "",    "+r"};
  for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
    errno = 0;
    FILE *stream = fopen("file", modes[i]);
    printf("%s: %s\n", modes[i], stream == NULL ? errno_name(errno) : "opened");
    if (stream != NULL) {
      describe(stream);
      fclose(stream);
    }
  }
  FILE *stream = fopen("fresh", "wx");
  check(stream != NULL);
  fclose(stream);
  struct stat facts;
  check(stat("fresh", &facts) == 0);
  printf("mode %03o\n", (unsigned)facts.st_mode & 0777);
  show(fopen("absent/file", "w") == NULL);
  show(fopen("absent", "r+") == NULL);
  puts(errno_name(errno));
  show(fopen(".", "w") == NULL);
  puts(errno_name(errno));
  stream = fopen(".", "r");
  show(getc(stream));
  puts(errno_name(errno));
  fclose(stream);
}

static void of_descriptors(void) {
  int fd = open("file", O_RDONLY);
  show(fdopen(fd, "w") == NULL);
  puts(errno_name(errno));
  show(fdopen(fd, "z") == NULL);
  puts(errno_name(errno));
  show(fdopen(99, "r") == NULL);
  puts(errno_name(errno));
  FILE *stream = fdopen(fd, "r");
  show(fileno(stream) == fd);
  show(fclose(stream));
  show(close(fd));
  fd = open("file", O_RDWR);
  stream = fdopen(fd, "a");
  describe(stream);
  show(fprintf(stream, "appended %d\n", 1));
  show(fclose(stream));
  int ends[2];
  check(pipe(ends) == 0);
  FILE *reader = fdopen(ends[0], "r"), *writer = fdopen(ends[1], "w");
  fputs("through a pipe\n", writer);
  fclose(writer);
  char *line = NULL;
  size_t size = 0;
  show(getline(&line, &size, reader));
  fputs(line, stdout);
  show(getline(&line, &size, reader));
  show(fseek(reader, 0, SEEK_SET));
  show(ftell(reader));
  fclose(reader);
  free(line);
}

static void reopening(void) {
  FILE *stream = fopen("first", "w");
  fputs("in the first", stream);
  int before = fileno(stream);
  show(freopen("second", "w", stream) == stream);
  show(fileno(stream) == before);
  fputs("in the second", stream);
  fclose(stream);
  char text[64];
  stream = fopen("first", "r");
  puts(fgets(text, sizeof text, stream));
  show(freopen("second", "re", stream) == stream);
  puts(fgets(text, sizeof text, stream));
  show(freopen("absent", "r", stream) == NULL);
  puts(errno_name(errno));
  FILE *standard = freopen("out", "w", stderr);
  show(fileno(standard));
  fputs("to stderr", stderr);
  fclose(stderr);
  stream = fopen("out", "r");
  describe(stream);
  puts(fgets(text, sizeof text, stream));
  fclose(stream);
}

static void updating(void) {
  FILE *stream = fopen("both", "w+");
  show(fwrite("abcdef", 1, 6, stream));
  show(fseek(stream, 2, SEEK_SET));
  show(getc(stream));
  show(fseek(stream, 0, SEEK_CUR));
  show(putc('X', stream));
  show(fflush(stream));
  rewind(stream);
  char text[16] = "";
  show(fread(text, 1, sizeof text, stream));
  puts(text);
  show(ftell(stream));
  show(fseek(stream, -1, SEEK_SET));
  show(fseek(stream, 10, SEEK_END));
  show(ftell(stream));
  show(putc('!', stream));
  show(fclose(stream));
  struct stat facts;
  check(stat("both", &facts) == 0);
  printf("size %lld\n", (long long)facts.st_size);
}

static void in_memory(void) {
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  fprintf(stream, "%s %05d %.2f", "text", 42, 2.5);
  fclose(stream);
  printf("%s (%d)\n", text, (int)size);
  free(text);
  char buffer[] = "12 34 word";
  stream = fmemopen(buffer, sizeof buffer - 1, "r");
  int one, two;
  char word[8];
  show(fscanf(stream, "%d %d %7s", &one, &two, word));
  printf("%d %d %s\n", one, two, word);
  fclose(stream);
  show(dprintf(1, "straight %s\n", "through"));
}

int main(void) {
  begin();
  umask(022);
  opening();
  of_descriptors();
  reopening();
  updating();
  in_memory();
  return 0;
}
