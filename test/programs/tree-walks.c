// Walks of directory trees: nftw(3) with each of its flags, what the program's function answers, and ftw(3).
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>

#include "show.h"

static const char *const kinds[] = {
    [FTW_F] = "file",  [FTW_D] = "directory",        [FTW_DNR] = "unreadable",    [FTW_NS] = "unknown",
    [FTW_SL] = "link", [FTW_DP] = "directory after", [FTW_SLN] = "dangling link",
};

/* What was visited, printed in order of names, since that of a directory is its own. */
static char lines[64][160];
static int count;
/* With FTW_CHDIR what is visited is here by its last name; not so for a directory that comes after what it holds. */
static int named;
/* What the function answers, and where. */
static const char *answer_at;
static int answer;

static int visit(const char *path, const struct stat *facts, int kind, struct FTW *place) {
  (void)facts;
  struct stat status;
  check(count < 64);
  int here = named && kind != FTW_DP && lstat(path + place->base, &status) == 0;
  snprintf(lines[count++], sizeof lines[0], "  %s: %s, level %d, base %d%s", path, kinds[kind], place->level,
           place->base, here ? ", here" : "");
  return answer_at != NULL && strcmp(path, answer_at) == 0 ? answer : 0;
}

static int short_visit(const char *path, const struct stat *facts, int kind) {
  (void)facts;
  check(count < 64);
  snprintf(lines[count++], sizeof lines[0], "  %s: %s", path, kinds[kind]);
  return 0;
}

static int compare(const void *left, const void *right) { return strcmp(left, right); }

static void print(void) {
  qsort(lines, (size_t)count, sizeof lines[0], compare);
  for (int i = 0; i < count; i++)
    puts(lines[i]);
  count = 0;
}

static void walk(const char *title, const char *top, int flags) {
  printf("%s\n", title);
  named = (flags & FTW_CHDIR) != 0;
  show(nftw(top, visit, 3, flags));
  print();
}

static void make(const char *path) {
  int fd = open(path, O_CREAT | O_WRONLY, 0644);
  check(fd >= 0);
  close(fd);
}

/* The names at which the kernel's order of entries does not show: each directory holds one thing, or all are told. */
static void tree(void) {
  check(mkdir("top", 0755) == 0 && mkdir("top/one", 0755) == 0 && mkdir("top/one/two", 0755) == 0);
  check(mkdir("top/empty", 0755) == 0 && symlink("nowhere", "top/dangling") == 0 && mkfifo("top/fifo", 0600) == 0);
  check(symlink("one/two/deep", "top/file-link") == 0);
  make("top/one/two/deep");
  /* A link out of the tree, back into it, and to what holds it. */
  check(mkdir("outside", 0755) == 0 && symlink("../outside", "top/empty/way") == 0);
  check(symlink("../top", "outside/back") == 0 && symlink(".", "outside/self") == 0);
}

static int wrong(const char *path, const struct stat *facts, int kind, struct FTW *place) {
  (void)path;
  (void)facts;
  (void)kind;
  (void)place;
  check(rmdir("gone/inner") == 0 || errno == ENOENT);
  return 0;
}

int main(void) {
  begin();
  tree();
  walk("physical", "top", FTW_PHYS);
  walk("physical, depth", "top", FTW_PHYS | FTW_DEPTH);
  walk("links followed", "top", 0);
  walk("links followed, depth", "./top//", FTW_DEPTH);
  walk("each directory", "top", FTW_CHDIR | FTW_PHYS);
  walk("each directory, behind links, on this file system", "top/one/../../top", FTW_CHDIR | FTW_MOUNT);
  walk("each directory, depth", "top/one", FTW_CHDIR | FTW_DEPTH);
  walk("a file", "top/one/two/deep", FTW_CHDIR);
  walk("a link", "top/dangling", 0);
  walk("a link itself", "top/dangling", FTW_PHYS);
  walk("nothing", "absent", 0);
  walk("no name", "", FTW_PHYS);
  walk("wrong flags", "top", 1 << 20);
  answer_at = "top/one";
  answer = 42;
  puts("an end");
  show(nftw("top/one", visit, 1, FTW_PHYS));
  print();
  answer = FTW_SKIP_SUBTREE;
  walk("without a subtree", "top", FTW_PHYS | FTW_ACTIONRETVAL | FTW_CHDIR);
  answer_at = "top/one/two";
  answer = FTW_SKIP_SIBLINGS;
  walk("without siblings", "top/one", FTW_PHYS | FTW_ACTIONRETVAL | FTW_DEPTH);
  answer = FTW_STOP;
  walk("stopped", "top/one", FTW_PHYS | FTW_ACTIONRETVAL | FTW_CHDIR);
  answer_at = NULL;
  char cwd[4096], name[] = "/top";
  check(getcwd(cwd, sizeof cwd) != NULL && access(name + 1, F_OK) == 0);
  puts("what goes while it walks");
  check(mkdir("gone", 0755) == 0 && mkdir("gone/inner", 0755) == 0);
  show(nftw("gone", wrong, 5, FTW_PHYS));
  puts("ftw");
  show(ftw("top", short_visit, 1));
  print();
  show(ftw("absent", short_visit, 1));
  return 0;
}
