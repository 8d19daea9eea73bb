// Directory streams: entries and their kinds, positions, changes underneath, scandir, walks with nftw, glob.
#include "show.h"
#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <ftw.h>
#include <glob.h>
#include <sys/stat.h>

static const char *kind(unsigned char type) {
  return type == DT_REG    ? "file"
         : type == DT_DIR  ? "directory"
         : type == DT_LNK  ? "link"
         : type == DT_FIFO ? "fifo"
                           : "other";
}

static int not_hidden(const struct dirent *entry) { return entry->d_name[0] != '.'; }

static void sorted(const char *name) {
  struct dirent **entries;
  int count = scandir(name, &entries, not_hidden, alphasort);
  printf("  %s: %d entries\n", name, count);
  for (int i = 0; i < count; i++) {
    printf("    %s (%s)\n", entries[i]->d_name, kind(entries[i]->d_type));
    free(entries[i]);
  }
  if (count >= 0)
    free(entries);
}

static int visited, directories;

static int visit(const char *path, const struct stat *facts, int flag, struct FTW *walk) {
  (void)facts;
  visited++;
  directories += flag == FTW_D || flag == FTW_DP;
  if (walk->level > 3)
    printf("  too deep: %s\n", path);
  return 0;
}

int main(void) {
  begin();
  char name[32];
  struct stat facts;
  check(mkdir("d", 0755) == 0 && mkdir("d/sub", 0755) == 0 && mkdir("d/sub/deep", 0755) == 0 &&
        mkdir("empty", 0755) == 0);
  check(symlink("sub", "d/link") == 0 && mkfifo("d/fifo", 0600) == 0);
  for (int i = 0; i < 300; i++) {
    snprintf(name, sizeof name, "d/sub/file-%03d", i);
    check(close(open(name, O_CREAT | O_WRONLY, 0644)) == 0);
  }
  sorted("d");
  sorted("empty");
  sorted("missing");

  puts("streams");
  show(opendir("missing") == NULL);
  show(opendir("d/fifo") == NULL);
  printf("  %s\n", errno_name(errno));
  DIR *stream = opendir("d/sub");
  check(stream != NULL);
  int count = 0, dots = 0, right = 0;
  long positions[400];
  for (struct dirent *entry; positions[count] = telldir(stream), (entry = readdir(stream)) != NULL; count++) {
    dots += entry->d_name[0] == '.';
    snprintf(name, sizeof name, "%.31s", entry->d_name);
    check(fstatat(dirfd(stream), name, &facts, AT_SYMLINK_NOFOLLOW) == 0);
    right += facts.st_ino == entry->d_ino;
  }
  printf("  %d entries, %d of them dots, %d inode numbers right\n", count, dots, right - dots >= 300);
  rewinddir(stream);
  int again = 0;
  while (readdir(stream) != NULL)
    again++;
  show(again == count);
  struct dirent *entry;
  rewinddir(stream);
  for (int i = 0; i <= 100; i++)
    check((entry = readdir(stream)) != NULL);
  snprintf(name, sizeof name, "%.31s", entry->d_name);
  seekdir(stream, positions[100]);
  check((entry = readdir(stream)) != NULL);
  printf("  seekdir comes back to the entry: %d\n", strcmp(entry->d_name, name) == 0);
  show(fcntl(dirfd(stream), F_GETFD));
  show(closedir(stream));

  puts("removing while reading");
  stream = opendir("d/sub");
  int removed = 0;
  while ((entry = readdir(stream)) != NULL)
    if (strncmp(entry->d_name, "file-", 5) == 0) {
      check(unlinkat(dirfd(stream), entry->d_name, 0) == 0);
      removed++;
    }
  printf("  %d removed\n", removed);
  show(closedir(stream));
  sorted("d/sub");

  puts("fdopendir");
  int fd = open("d", O_RDONLY | O_DIRECTORY);
  stream = fdopendir(fd);
  check(stream != NULL && dirfd(stream) == fd);
  show(closedir(stream));
  show(fcntl(fd, F_GETFD));
  fd = open("d/sub/x", O_CREAT | O_RDWR, 0644);
  show(fdopendir(fd) == NULL);
  show(fdopendir(99) == NULL);

  puts("walks and patterns");
  show(nftw(".", visit, 8, FTW_PHYS));
  printf("  %d visited, %d directories\n", visited, directories);
  glob_t found;
  show(glob("d/*", 0, NULL, &found));
  for (size_t i = 0; i < found.gl_pathc; i++)
    printf("  %s\n", found.gl_pathv[i]);
  globfree(&found);
  show(glob("nothing*", 0, NULL, &found) == GLOB_NOMATCH);
  show(fnmatch("*.c", "file.c", 0));
  return 0;
}
