// mkstemp(3) and its family, mkdtemp(3), tmpfile(3), tmpnam(3), tempnam(3).
#include "show.h"
#include <fcntl.h>
#include <sys/stat.h>

static void made(const char *what, const char *path, const char *prefix, const char *suffix, int fd) {
  struct stat facts;
  check(stat(path, &facts) == 0);
  size_t length = strlen(path);
  printf("%s: %d, mode %03o, directory %d, prefix %d, suffix %d, replaced %d, on exec %d\n", what, fd,
         (unsigned)facts.st_mode & 0777, S_ISDIR(facts.st_mode), strncmp(path, prefix, strlen(prefix)) == 0,
         strcmp(path + length - strlen(suffix), suffix) == 0, strstr(path, "XXXXXX") == NULL,
         fd < 0 ? 0 : fcntl(fd, F_GETFD));
}

int main(void) {
  begin();
  umask(0);
  char plain[] = "plainXXXXXX";
  int fd = mkstemp(plain);
  made("mkstemp", plain, "plain", "", fd);
  show((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR);
  char again[] = "plainXXXXXX";
  close(mkstemp(again));
  printf("another name %d\n", strcmp(plain, again) != 0);
  char closing[] = "./cXXXXXX";
  fd = mkostemp(closing, O_CLOEXEC | O_APPEND);
  made("mkostemp", closing, "./c", "", fd);
  show((fcntl(fd, F_GETFL) & O_APPEND) != 0);
  char suffixed[] = "fileXXXXXX.txt";
  made("mkstemps", suffixed, "file", ".txt", mkstemps(suffixed, 4));
  char both[] = "XXXXXX.c";
  made("mkostemps", both, "", ".c", mkostemps(both, 2, O_CLOEXEC));
  char directory[] = "dirXXXXXX";
  check(mkdtemp(directory) == directory);
  made("mkdtemp", directory, "dir", "", -1);
  char name[] = "nameXXXXXX";
  check(mkdtemp(name) != NULL && rmdir(name) == 0);

  char few[] = "fewXXXXX";
  show(mkstemp(few));
  char middle[] = "aXXXXXXb";
  show(mkstemp(middle));
  show(mkstemps(middle, 1));
  char wrong[] = "aXXXXXXbc";
  show(mkstemps(wrong, 1));
  char elsewhere[] = "absent/aXXXXXX";
  show(mkstemp(elsewhere));
  char nowhere[] = "absent/aXXXXXX";
  show(mkdtemp(nowhere) == NULL);

  FILE *stream = tmpfile();
  check(stream != NULL);
  show(fputs("kept for a while", stream) >= 0);
  rewind(stream);
  char text[32];
  show(fgets(text, sizeof text, stream) == text);
  puts(text);
  struct stat facts;
  show(fstat(fileno(stream), &facts));
  printf("links %d, size %lld\n", (int)facts.st_nlink, (long long)facts.st_size);
  show(fclose(stream));
  return 0;
}
