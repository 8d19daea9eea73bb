// Walks of directory trees, as glibc does them: ftw and nftw. A directory is read as a whole and closed before its
// entries are looked at, so a walk needs one descriptor, and two with FTW_CHDIR, however deep the tree is.
#include "internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <search.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct walk {
  /* The program's function: ftw's or nftw's, which have different types. */
  int (*short_visit)(const char *, const struct stat *, int);
  int (*visit)(const char *, const struct stat *, int, struct FTW *);
  int flags;
  struct FTW place;
  char *path;
  size_t size;
  dev_t device;
  /* The working directory that FTW_CHDIR comes back to. */
  int start;
  /* A search tree of the directories that were visited: where links are followed, each is visited once. */
  void *seen;
};

struct visited {
  dev_t device;
  ino_t number;
};

static int tell(struct walk *walk, const struct stat *status, int kind) {
  if (walk->visit != NULL)
    return walk->visit(walk->path, status, kind, &walk->place);
  return walk->short_visit(walk->path, status, kind == FTW_SLN ? FTW_NS : kind);
}

/* What calls reach the entry by: with FTW_CHDIR the working directory holds it. */
static const char *reach(const struct walk *walk) {
  if (!(walk->flags & FTW_CHDIR))
    return walk->path;
  const char *name = walk->path + walk->place.base;
  return *name == '\0' ? "." : name;
}

/* To the directory that holds the entry, from the start, since ".." leads elsewhere behind a link. */
static int go_to_holder(struct walk *walk) {
  if (fchdir(walk->start) != 0)
    return -1;
  int base = walk->place.base;
  if (base == 0)
    return 0;
  char first = walk->path[base];
  walk->path[base] = '\0';
  int result = chdir(walk->path);
  walk->path[base] = first;
  return result;
}

static int compare(const void *left, const void *right) {
  const struct visited *a = left, *b = right;
  if (a->device != b->device)
    return a->device < b->device ? -1 : 1;
  return a->number < b->number ? -1 : a->number > b->number;
}

/* 1 for a directory that was not seen before, which it then is, 0 for another, -1 without memory. */
static int is_new(struct walk *walk, const struct stat *status) {
  struct visited key = {status->st_dev, status->st_ino};
  if (tfind(&key, &walk->seen, compare) != NULL)
    return 0;
  struct visited *entry = malloc(sizeof *entry);
  if (entry == NULL)
    return -1;
  *entry = key;
  if (tsearch(entry, &walk->seen, compare) != NULL)
    return 1;
  free(entry);
  errno = ENOMEM;
  return -1;
}

/* The names in a directory, each with its null byte; an empty one ends them. NULL with errno when that fails. */
static char *read_names(DIR *directory) {
  size_t length = 0, size = 1024;
  char *names = malloc(size);
  while (names != NULL) {
    errno = 0;
    const struct dirent *entry = readdir(directory);
    if (entry == NULL)
      break;
    const char *name = entry->d_name;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
      continue;
    size_t bytes = strlen(name) + 1;
    if (length + bytes + 1 > size) {
      size = 2 * (length + bytes);
      char *larger = realloc(names, size);
      if (larger == NULL)
        break;
      names = larger;
    }
    memcpy(names + length, name, bytes);
    length += bytes;
  }
  if (names != NULL && errno == 0) {
    names[length] = '\0';
    return names;
  }
  free(names);
  return NULL;
}

static int visit_entry(struct walk *walk);

/* Visits what a directory holds, until a visit says that it is enough. */
static int visit_names(struct walk *walk, const char *names) {
  struct FTW place = walk->place;
  size_t length = strlen(walk->path), base = length;
  if (walk->path[length - 1] != '/')
    base++;
  walk->place = (struct FTW){.base = (int)base, .level = place.level + 1};
  int result = 0;
  for (const char *name = names; *name != '\0' && result == 0; name += strlen(name) + 1) {
    size_t needed = base + strlen(name) + 1;
    if (needed > walk->size) {
      char *larger = realloc(walk->path, 2 * needed);
      if (larger == NULL) {
        result = -1;
        break;
      }
      walk->path = larger;
      walk->size = 2 * needed;
    }
    walk->path[base - 1] = '/';
    strcpy(walk->path + base, name);
    result = visit_entry(walk);
  }
  walk->path[length] = '\0';
  walk->place = place;
  return result;
}

static int visit_directory(struct walk *walk, const struct stat *status) {
  DIR *directory = opendir(reach(walk));
  if (directory == NULL)
    return errno == EACCES ? tell(walk, status, FTW_DNR) : -1;
  bool acts = (walk->flags & FTW_ACTIONRETVAL) != 0, changes = (walk->flags & FTW_CHDIR) != 0;
  int result = walk->flags & FTW_DEPTH ? 0 : tell(walk, status, FTW_D);
  if (result != 0) {
    closedir(directory);
    return result;
  }
  char *names = changes && fchdir(dirfd(directory)) != 0 ? NULL : read_names(directory);
  int error = errno;
  closedir(directory);
  errno = error;
  if (names == NULL)
    return -1;
  result = visit_names(walk, names);
  free(names);
  if (acts && result == FTW_SKIP_SIBLINGS)
    result = 0;
  if (result == 0 && (walk->flags & FTW_DEPTH))
    result = tell(walk, status, FTW_DP);
  bool goes_on = result == 0 || (acts && result != -1 && result != FTW_STOP);
  return changes && goes_on && go_to_holder(walk) != 0 ? -1 : result;
}

static int visit_entry(struct walk *walk) {
  bool follows = !(walk->flags & FTW_PHYS);
  struct stat status;
  int result = follows ? stat(reach(walk), &status) : lstat(reach(walk), &status);
  if (result != 0) {
    bool is_start = walk->place.level == 0;
    int error = errno;
    if (error != ENOENT && (is_start || error != EACCES))
      return -1;
    bool is_link = follows && lstat(reach(walk), &status) == 0 && S_ISLNK(status.st_mode);
    if (is_start && !is_link) {
      errno = error;
      return -1;
    }
    result = tell(walk, &status, is_link ? FTW_SLN : FTW_NS);
  } else {
    if (walk->place.level == 0)
      walk->device = status.st_dev;
    else if ((walk->flags & FTW_MOUNT) && status.st_dev != walk->device)
      return 0;
    if (!S_ISDIR(status.st_mode)) {
      result = tell(walk, &status, S_ISLNK(status.st_mode) ? FTW_SL : FTW_F);
    } else {
      int wanted = follows ? is_new(walk, &status) : 1;
      result = wanted > 0 ? visit_directory(walk, &status) : wanted;
    }
  }
  return (walk->flags & FTW_ACTIONRETVAL) && result == FTW_SKIP_SUBTREE ? 0 : result;
}

static int walk_from(struct walk *walk, const char *top) {
  size_t length = strlen(top);
  if (length == 0)
    return __isthmus_fail(LINUX_ENOENT);
  walk->size = length + 256;
  walk->path = malloc(walk->size);
  if (walk->path == NULL)
    return -1;
  memcpy(walk->path, top, length + 1);
  while (length > 1 && walk->path[length - 1] == '/')
    walk->path[--length] = '\0';
  while (length > 0 && walk->path[length - 1] != '/')
    length--;
  walk->place.base = (int)length;
  bool changes = (walk->flags & FTW_CHDIR) != 0;
  int result = 0;
  if (changes) {
    walk->start = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    result = walk->start < 0 ? -1 : go_to_holder(walk);
  }
  if (result == 0)
    result = visit_entry(walk);
  if ((walk->flags & FTW_ACTIONRETVAL) && result == FTW_SKIP_SIBLINGS)
    result = 0;
  int error = errno;
  if (changes && walk->start >= 0) {
    if (fchdir(walk->start) != 0) {
      result = -1;
      error = errno;
    }
    close(walk->start);
  }
  tdestroy(walk->seen, free);
  free(walk->path);
  errno = error;
  return result;
}

/** Walks the tree at `top` and calls `visit` for what is there, until it gives something other than 0, which is
 * returned; -1 with errno when the walk fails. Of the flags FTW_PHYS does not follow links, FTW_MOUNT stays on the
 * file system, FTW_CHDIR goes to each directory, FTW_DEPTH comes to it last, and FTW_ACTIONRETVAL heeds what `visit`
 * gives. How many descriptors may be used does not matter. Source: nftw(3). */
int nftw(const char *top, int (*visit)(const char *, const struct stat *, int, struct FTW *), int descriptors,
         int flags) {
  (void)descriptors;
  if ((flags & ~(FTW_PHYS | FTW_MOUNT | FTW_CHDIR | FTW_DEPTH | FTW_ACTIONRETVAL)) != 0)
    return __isthmus_fail(LINUX_EINVAL);
  return walk_from(&(struct walk){.visit = visit, .flags = flags}, top);
}

#undef nftw64
int nftw64(const char *, int (*)(const char *, const struct stat *, int, struct FTW *), int, int)
    __attribute__((alias("nftw")));

/** nftw that follows links, told without depth. Source: ftw(3). */
int ftw(const char *top, int (*visit)(const char *, const struct stat *, int), int descriptors) {
  (void)descriptors;
  return walk_from(&(struct walk){.short_visit = visit}, top);
}

#undef ftw64
int ftw64(const char *, int (*)(const char *, const struct stat *, int), int) __attribute__((alias("ftw")));
