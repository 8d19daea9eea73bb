// Directories: mkdir, rmdir, opendir(3) and its kin, d_type, telldir, scandir, nftw(3), glob(3), changes while open.
#include "show.h"
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <sys/stat.h>

static const char *type_name(unsigned char type) {
  switch (type) {
  case DT_DIR:
    return "directory";
  case DT_REG:
    return "regular";
  case DT_FIFO:
    return "fifo";
  case DT_LNK:
    return "link";
  case DT_UNKNOWN:
    return "unknown";
  default:
    return "other";
  }
}

static void make(void) {
  show(mkdir("d", 0755));
  show(mkdir("d", 0755));
  show(mkdir("x/y", 0755));
  show(mkdir("d/sub", 0700));
  show(mkfifo("d/fifo", 0600));
  show(symlink("file", "d/link"));
  close(open("d/file", O_CREAT | O_WRONLY, 0600));
  close(open("d/.hidden", O_CREAT | O_WRONLY, 0600));
  show(mkdir("d/file/x", 0700));
  show(rmdir("d"));
  show(rmdir("d/file"));
  show(rmdir("absent"));
  show(rmdir("d/sub/."));
  show(unlink("d/sub"));
  show(remove("d/sub"));
  show(mkdir("d/sub", 0700));
  show(mkdir("d/sub/", 0700));
  show(mkdir("e/", 0700));
  show(rmdir("e/"));
}

static int visible(const struct dirent *entry) { return entry->d_name[0] != '.'; }

static void list(void) {
  struct dirent **entries;
  int count = show(scandir("d", &entries, NULL, alphasort));
  for (int i = 0; i < count; i++) {
    struct stat facts;
    char path[300];
    snprintf(path, sizeof path, "d/%s", entries[i]->d_name);
    check(lstat(path, &facts) == 0);
    printf("  %s: %s, inode %d\n", entries[i]->d_name, type_name(entries[i]->d_type),
           entries[i]->d_name[0] == '.' || entries[i]->d_ino == facts.st_ino);
    free(entries[i]);
  }
  free(entries);
  count = show(scandir("d", &entries, visible, alphasort));
  for (int i = 0; i < count; i++) {
    printf("  %s\n", entries[i]->d_name);
    free(entries[i]);
  }
  free(entries);
  show(scandir("absent", &entries, NULL, NULL));
  show(scandir("d/file", &entries, NULL, NULL));
}

static void streams(void) {
  show(opendir("absent") == NULL);
  show(opendir("d/file") == NULL);
  int fd = open("d/file", O_RDONLY);
  show(fdopendir(fd) == NULL);
  close(fd);
  show(fdopendir(fd) == NULL);
  DIR *stream = opendir("d");
  show(dirfd(stream));
  show(fcntl(dirfd(stream), F_GETFD));
  int count = 0;
  long middle = 0;
  char wanted[256] = "", seen[256];
  struct dirent *entry;
  errno = 0;
  while ((entry = readdir(stream)) != NULL) {
    if (count == 2)
      middle = telldir(stream);
    if (count == 3)
      strcpy(wanted, entry->d_name);
    count++;
  }
  show(count);
  show(errno);
  seekdir(stream, middle);
  entry = readdir(stream);
  check(entry != NULL);
  strcpy(seen, entry->d_name);
  printf("back to the same entry %d\n", strcmp(seen, wanted) == 0);
  rewinddir(stream);
  int again = 0;
  while (readdir(stream) != NULL)
    again++;
  show(again);
  show(readdir(stream) == NULL);
  show(fstatat(dirfd(stream), "file", &(struct stat){0}, 0));
  show(closedir(stream));
  fd = open("d", O_RDONLY | O_DIRECTORY);
  stream = fdopendir(fd);
  show(dirfd(stream) == fd);
  show(closedir(stream));
  show(close(fd));
}

static void many(void) {
  char path[32];
  check(mkdir("many", 0700) == 0);
  for (int i = 0; i < 1500; i++) {
    snprintf(path, sizeof path, "many/file-number-%d", i);
    close(open(path, O_CREAT | O_WRONLY, 0600));
  }
  DIR *stream = opendir("many");
  int count = 0;
  long sum = 0;
  struct dirent *entry;
  while ((entry = readdir(stream)) != NULL)
    if (entry->d_name[0] != '.') {
      count++;
      sum += atoi(entry->d_name + strlen("file-number-"));
      snprintf(path, sizeof path, "many/%.20s", entry->d_name);
      check(unlink(path) == 0);
    }
  printf("%d entries, sum %ld\n", count, sum);
  closedir(stream);
  show(rmdir("many"));
}

static int names;

static int visit(const char *path, const struct stat *facts, int flag, struct FTW *where) {
  (void)facts;
  (void)path;
  names += (where->level + 1) * 100 + (flag == FTW_D ? 1 : flag == FTW_DP ? 2 : flag == FTW_F ? 10 : 50);
  return 0;
}

static int stop(const char *path, const struct stat *facts, int flag, struct FTW *where) {
  (void)facts;
  (void)flag;
  (void)where;
  return strcmp(path, "d") == 0 ? 0 : 42;
}

static void walks(void) {
  show(nftw("d", visit, 5, FTW_PHYS) + names);
  names = 0;
  show(nftw("d", visit, 5, FTW_PHYS | FTW_DEPTH) + names);
  show(nftw("d", stop, 5, 0));
  show(nftw("absent", visit, 5, 0));
  glob_t found;
  show(glob("d/*", 0, NULL, &found));
  for (size_t i = 0; i < found.gl_pathc; i++)
    printf("  %s\n", found.gl_pathv[i]);
  globfree(&found);
  show(glob("d/[fs]*", GLOB_MARK, NULL, &found));
  for (size_t i = 0; i < found.gl_pathc; i++)
    printf("  %s\n", found.gl_pathv[i]);
  globfree(&found);
  show(glob("z*", 0, NULL, &found) == GLOB_NOMATCH);
}

int main(void) {
  begin();
  umask(022);
  make();
  list();
  streams();
  many();
  walks();
  return 0;
}
