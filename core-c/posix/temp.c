// Temporary files and directories: the mkstemp family, tmpfile, and the names that are only names.
#include "internal.h"

#include <limits.h>
#include <paths.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LETTERS = 6, ATTEMPTS = 1000 };

/* Where the six letters stand; null with EINVAL when they aren't there. */
static char *letters_of(char *template, int suffix_length) {
  size_t length = strlen(template);
  if (suffix_length >= 0 && length >= LETTERS + (size_t)suffix_length) {
    char *letters = template + length - (size_t)suffix_length - LETTERS;
    if (memcmp(letters, "XXXXXX", LETTERS) == 0)
      return letters;
  }
  errno = EINVAL;
  return NULL;
}

static void fill(char *letters) {
  static const char alphabet[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  uint8_t random[LETTERS];
  __isthmus_getrandom(random, sizeof random, 0);
  for (int index = 0; index < LETTERS; index++)
    letters[index] = alphabet[random[index] % (sizeof alphabet - 1)];
}

static int make_file(const char *path, int flags) {
  return open(path, (flags & ~O_ACCMODE) | O_RDWR | O_CREAT | O_EXCL, 0600);
}

static int make_directory(const char *path, int flags) {
  (void)flags;
  return mkdir(path, 0700);
}

/* Succeeds when there is nothing of that name. */
static int make_nothing(const char *path, int flags) {
  (void)flags;
  struct stat status;
  if (lstat(path, &status) < 0)
    return errno == ENOENT ? 0 : -1;
  errno = EEXIST;
  return -1;
}

/* Tries names until one is free; the template holds it. Errors other than EEXIST end it. */
static int make_unique(char *template, int suffix_length, int flags, int (*make)(const char *, int)) {
  char *letters = letters_of(template, suffix_length);
  if (letters == NULL)
    return -1;
  int saved = errno;
  for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
    fill(letters);
    int result = make(template, flags);
    if (result >= 0) {
      errno = saved;
      return result;
    }
    if (errno != EEXIST)
      break;
  }
  return -1;
}

/** Makes and opens a file whose name ends in a suffix, with open flags. Source: mkostemps(3). */
int mkostemps(char *template, int suffix_length, int flags) {
  return make_unique(template, suffix_length, flags, make_file);
}

/** Makes and opens a file. Source: mkstemp(3). */
int mkstemp(char *template) { return mkostemps(template, 0, 0); }

/** Makes and opens a file with open flags. Source: mkostemp(3). */
int mkostemp(char *template, int flags) { return mkostemps(template, 0, flags); }

/** Makes and opens a file whose name ends in a suffix. Source: mkstemps(3). */
int mkstemps(char *template, int suffix_length) { return mkostemps(template, suffix_length, 0); }

/** Makes a directory. Source: mkdtemp(3). */
char *mkdtemp(char *template) { return make_unique(template, 0, 0, make_directory) < 0 ? NULL : template; }

/** Finds a free name, which may be taken by the time it is used; empties the template when there is none. Source:
 * mktemp(3). */
char *mktemp(char *template) {
  if (make_unique(template, 0, 0, make_nothing) < 0)
    *template = '\0';
  return template;
}

/** A free name in /tmp. Source: tmpnam(3). */
char *tmpnam(char *buffer) {
  static char own[L_tmpnam];
  char name[L_tmpnam] = _PATH_TMP "fileXXXXXX";
  if (make_unique(name, 0, 0, make_nothing) < 0)
    return NULL;
  return strcpy(buffer == NULL ? own : buffer, name);
}

/** tmpnam with a buffer only. Source: tmpnam(3). */
char *tmpnam_r(char *buffer) { return buffer == NULL ? NULL : tmpnam(buffer); }

static int is_directory(const char *path) {
  struct stat status;
  return path != NULL && stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/** A free name in TMPDIR, the given directory or /tmp, with up to five letters of a prefix. Source: tempnam(3). */
char *tempnam(const char *directory, const char *prefix) {
  const char *chosen = getenv("TMPDIR");
  if (!is_directory(chosen))
    chosen = is_directory(directory) ? directory : P_tmpdir;
  char *name;
  if (asprintf(&name, "%s/%.5sXXXXXX", chosen, prefix == NULL ? "file" : prefix) < 0)
    return NULL;
  if (make_unique(name, 0, 0, make_nothing) < 0) {
    free(name);
    return NULL;
  }
  return name;
}

/* A file without a name in a directory, whose file system may not know O_TMPFILE. */
static int nameless(const char *directory) {
  int fd = open(directory, O_TMPFILE | O_RDWR | O_EXCL, 0600);
  if (fd >= 0)
    return fd;
  char name[PATH_MAX];
  if ((size_t)snprintf(name, sizeof name, "%s/tmpfXXXXXX", directory) >= sizeof name)
    return -1;
  fd = mkstemp(name);
  if (fd >= 0)
    unlink(name);
  return fd;
}

/** A stream over a file without a name. Source: tmpfile(3). A guest may have no /tmp: TMPDIR or the working directory
 * will do as well. */
FILE *tmpfile(void) {
  const char *chosen = getenv("TMPDIR");
  int fd = chosen == NULL ? -1 : nameless(chosen);
  if (fd < 0)
    fd = nameless(".");
  if (fd < 0)
    fd = nameless(P_tmpdir);
  if (fd < 0)
    return NULL;
  FILE *stream = fdopen(fd, "w+");
  if (stream == NULL)
    __isthmus_close(fd);
  return stream;
}
