// Standard input and output over files: modes of fopen, buffering and fork, positions, ungetc, errors, formatted input.
// env: TMPDIR=.
#include "show.h"
#include <fcntl.h>
#include <sys/stat.h>

static void content(const char *name) {
  FILE *file = fopen(name, "r");
  check(file != NULL);
  printf("  %s:", name);
  for (int c; (c = getc(file)) != EOF;)
    c == '\n' ? fputs("\\n", stdout) : putchar(c);
  puts("");
  fclose(file);
}

static void mode(const char *name, const char *mode) {
  FILE *file = fopen(name, mode);
  if (file == NULL) {
    printf("  fopen %s %s: %s\n", name, mode, errno_name(errno));
    return;
  }
  int flags = fcntl(fileno(file), F_GETFL);
  printf("  fopen %s %s: descriptor %d, access %d, append %d, close on exec %d, position %ld\n", name, mode,
         fileno(file), (flags & O_ACCMODE) == O_RDWR ? 2 : (flags & O_ACCMODE) == O_WRONLY, !!(flags & O_APPEND),
         fcntl(fileno(file), F_GETFD), ftell(file));
  fclose(file);
}

int main(void) {
  begin();
  char text[128];
  puts("modes");
  mode("file", "r");
  mode("file", "wx");
  mode("file", "wx");
  mode("file", "r+");
  mode("file", "a+");
  mode("file", "we");
  mode("file", "rb");
  mode("missing/file", "w");
  mode("file", "z");
  mode(".", "w");

  puts("writing, seeking, reading");
  FILE *file = fopen("file", "w+");
  show(fprintf(file, "line %d\nline %s\n", 1, "two"));
  show(fseek(file, 5, SEEK_SET));
  show(getc(file));
  show(ungetc('!', file));
  show(ftell(file));
  show(fgets(text, sizeof text, file) != NULL);
  printf("  %s", text);
  show(fseek(file, -4, SEEK_END));
  show(fread(text, 1, 100, file));
  show(feof(file));
  show(ferror(file));
  clearerr(file);
  show(feof(file));
  show(fseek(file, -1, SEEK_SET));
  rewind(file);
  show(fwrite("LINE", 1, 4, file));
  show(fflush(file));
  content("file");
  show(fclose(file));

  puts("appending");
  file = fopen("file", "a+");
  show(fgets(text, sizeof text, file) != NULL);
  printf("  %s", text);
  show(fseek(file, 0, SEEK_SET));
  show(fputs("end\n", file) >= 0);
  fclose(file);
  content("file");

  puts("a buffer is copied by fork");
  file = fopen("twice", "w");
  fputs("before ", file);
  int status;
  if (fork() == 0) {
    fputs("child ", file);
    exit(0);
  }
  wait(&status);
  fputs("parent", file);
  fclose(file);
  content("twice");
  file = fopen("once", "w");
  fputs("before ", file);
  if (fork() == 0)
    _exit(0);
  wait(&status);
  fclose(file);
  content("once");

  puts("unbuffered and line buffered");
  file = fopen("lines", "w");
  setvbuf(file, NULL, _IOLBF, 0);
  fputs("first\nsec", file);
  content("lines");
  setvbuf(stderr, NULL, _IONBF, 0);
  fputs("ond\n", file);
  content("lines");
  fclose(file);

  puts("fdopen, freopen, dprintf, fileno");
  int fd = open("descriptor", O_CREAT | O_RDWR | O_TRUNC, 0644);
  show(dprintf(fd, "%05d|%-5s|%x\n", 42, "ab", 255));
  file = fdopen(fd, "a");
  check(file != NULL && fileno(file) == fd);
  fputs("more\n", file);
  show(fclose(file));
  show(close(fd));
  content("descriptor");
  show(fdopen(99, "r") == NULL);
  fflush(stdout);
  int saved = dup(1);
  check(freopen("redirected", "w", stdout) != NULL);
  printf("into the file\n");
  fflush(stdout);
  check(dup2(saved, 1) == 1);
  begin();
  content("redirected");

  puts("errors");
  file = fopen("file", "r");
  show(fputs("x", file) == EOF);
  show(ferror(file) != 0);
  fclose(file);
  file = fopen("/dev/full", "w");
  show(fputs("does not fit", file) >= 0);
  show(fflush(file));
  show(fclose(file));
  file = fopen(".", "r");
  show(getc(file));
  show(ferror(file) != 0);
  fclose(file);

  puts("scanning");
  int number;
  unsigned hexadecimal;
  double real;
  char word[16];
  show(sscanf("12 ff 2.5 word", "%d %x %lf %15s", &number, &hexadecimal, &real, word));
  printf("  %d %u %.2f %s\n", number, hexadecimal, real, word);
  show(sscanf("abc", "%d", &number));

  puts("getline, remove, rename");
  char *line = NULL;
  size_t capacity = 0;
  file = fopen("file", "r");
  while (getline(&line, &capacity, file) > 0)
    printf("  %s", line);
  free(line);
  fclose(file);
  show(rename("file", "renamed"));
  show(remove("renamed"));
  show(remove("renamed"));
  check(mkdir("directory", 0755) == 0);
  show(remove("directory"));
  file = tmpfile();
  check(file != NULL);
  show(fputs("temporary", file) >= 0);
  rewind(file);
  show(fgets(text, sizeof text, file) != NULL);
  fclose(file);
  return 0;
}
