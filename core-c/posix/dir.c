// Directory streams over getdents64: opendir, readdir and their kin, scandir.
// wasi-libc's tree walks (fts, glob) work on top of these.
#include "internal.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct _DIR {
  int fd;
  size_t used;
  size_t filled;
  /* The kernel's 64-bit position of the next entry, and those that telldir gave out as indices into this list. */
  int64_t position;
  int64_t *told;
  size_t told_count;
  struct dirent entry;
  _Alignas(8) char buffer[16384];
};

struct kernel_dirent {
  uint64_t d_ino;
  int64_t d_off;
  uint16_t d_reclen;
  uint8_t d_type;
  char d_name[];
};

/* wasi-libc's DT_ value of the kernel's, which is a mode's type shifted. */
static unsigned char entry_type(unsigned kernel_type) {
  switch (kernel_type << 12) {
  case S_IFIFO:
    return DT_FIFO;
  case S_IFCHR:
    return DT_CHR;
  case S_IFDIR:
    return DT_DIR;
  case S_IFBLK:
    return DT_BLK;
  case S_IFREG:
    return DT_REG;
  case S_IFLNK:
    return DT_LNK;
  case S_IFSOCK:
    return DT_SOCK;
  default:
    return DT_UNKNOWN;
  }
}

/** Makes a directory stream of a descriptor, which belongs to it from then on. Source: fdopendir(3). */
DIR *fdopendir(int fd) {
  struct stat status;
  if (fstat(fd, &status) < 0)
    return NULL;
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0)
    return NULL;
  if (flags & O_PATH || !S_ISDIR(status.st_mode)) {
    errno = flags & O_PATH ? EBADF : ENOTDIR;
    return NULL;
  }
  DIR *stream = calloc(1, sizeof *stream);
  if (stream != NULL) {
    stream->fd = fd;
    /* A descriptor that was read from already is somewhere in the middle. */
    int64_t position = __isthmus_lseek(fd, 0, SEEK_CUR);
    stream->position = position < 0 ? 0 : position;
  }
  return stream;
}

/** Opens a directory named from a directory as a stream. */
DIR *opendirat(int dirfd, const char *path) {
  int fd = openat(dirfd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return NULL;
  DIR *stream = fdopendir(fd);
  if (stream == NULL)
    __isthmus_close(fd);
  return stream;
}

/** Opens a directory as a stream. Source: opendir(3). */
DIR *opendir(const char *path) { return opendirat(AT_FDCWD, path); }

/** The descriptor of a stream. Source: dirfd(3). */
int dirfd(DIR *stream) { return stream->fd; }

/** Ends a stream but not its descriptor, which is the result. Source: fdclosedir(3). */
int fdclosedir(DIR *stream) {
  int fd = stream->fd;
  free(stream->told);
  free(stream);
  return fd;
}

/** Ends a stream and closes its descriptor. Source: closedir(3). */
int closedir(DIR *stream) { return close(fdclosedir(stream)); }

/** The next entry, null at the end (errno as it was) or on error. Source: readdir(3). */
struct dirent *readdir(DIR *stream) {
  if (stream->used >= stream->filled) {
    int32_t filled = __isthmus_getdents64(stream->fd, stream->buffer, sizeof stream->buffer);
    if (filled <= 0) {
      /* A directory removed meanwhile has simply no more entries. */
      if (filled < 0 && filled != -LINUX_ENOENT)
        __isthmus_fail(-filled);
      return NULL;
    }
    stream->used = 0;
    stream->filled = (size_t)filled;
  }
  const struct kernel_dirent *kernel = (const void *)(stream->buffer + stream->used);
  stream->used += kernel->d_reclen;
  stream->position = kernel->d_off;
  struct dirent *entry = &stream->entry;
  entry->d_ino = kernel->d_ino;
  entry->d_off = kernel->d_off;
  entry->d_reclen = sizeof *entry;
  entry->d_type = entry_type(kernel->d_type);
  strncpy(entry->d_name, kernel->d_name, sizeof entry->d_name - 1);
  return entry;
}

/** As readdir, into the caller's entry; the result is an errno. Source: readdir_r(3). */
int readdir_r(DIR *restrict stream, struct dirent *restrict entry, struct dirent **restrict result) {
  int saved = errno;
  errno = 0;
  const struct dirent *next = readdir(stream);
  int error = errno;
  errno = saved;
  *result = NULL;
  if (next != NULL) {
    *entry = *next;
    *result = entry;
  }
  return error;
}

static void seek(DIR *stream, int64_t position) {
  __isthmus_lseek(stream->fd, position, SEEK_SET);
  stream->position = position;
  stream->used = stream->filled = 0;
}

/** Begins again. Source: rewinddir(3). */
void rewinddir(DIR *stream) { seek(stream, 0); }

/** The position of the next entry, for seekdir on the same stream. Source: telldir(3). */
long telldir(DIR *stream) {
  /* The kernel's positions have 64 bits, long has 32. */
  if (stream->position == 0)
    return 0;
  for (size_t index = 0; index < stream->told_count; index++)
    if (stream->told[index] == stream->position)
      return (long)index + 1;
  int64_t *told = realloc(stream->told, (stream->told_count + 1) * sizeof *told);
  if (told == NULL)
    return -1;
  stream->told = told;
  told[stream->told_count++] = stream->position;
  return (long)stream->told_count;
}

/** Goes to a position that telldir gave. Source: seekdir(3). */
void seekdir(DIR *stream, long location) {
  if (location == 0)
    seek(stream, 0);
  else if (location > 0 && (size_t)location <= stream->told_count)
    seek(stream, stream->told[location - 1]);
}

typedef int (*order)(const void *, const void *);

static void free_entries(struct dirent **entries, size_t count) {
  while (count > 0)
    free(entries[--count]);
  free(entries);
}

/* Adds a copy; false when there is no memory. */
static bool add_entry(struct dirent ***entries, size_t *count, const struct dirent *entry) {
  struct dirent **grown = *entries;
  /* The list's capacity is the next power of two. */
  if ((*count & (*count - 1)) == 0)
    grown = realloc(grown, (*count == 0 ? 1 : *count * 2) * sizeof *grown);
  if (grown == NULL)
    return false;
  *entries = grown;
  struct dirent *copy = malloc(sizeof *copy);
  if (copy == NULL)
    return false;
  *copy = *entry;
  grown[(*count)++] = copy;
  return true;
}

/** The chosen entries of a directory named from a directory, sorted. Source: scandirat(3). */
int scandirat(int dirfd, const char *path, struct dirent ***result, int (*chosen)(const struct dirent *),
              int (*compare)(const struct dirent **, const struct dirent **)) {
  DIR *stream = opendirat(dirfd, path);
  if (stream == NULL)
    return -1;
  struct dirent **entries = NULL;
  size_t count = 0;
  int saved = errno;
  int error = 0;
  const struct dirent *entry;
  while (errno = 0, (entry = readdir(stream)) != NULL) {
    if (chosen != NULL && !chosen(entry))
      continue;
    if (!add_entry(&entries, &count, entry)) {
      errno = ENOMEM;
      break;
    }
  }
  error = errno;
  closedir(stream);
  if (error == 0 && entries == NULL && (entries = malloc(sizeof *entries)) == NULL)
    error = ENOMEM;
  if (error != 0) {
    free_entries(entries, count);
    errno = error;
    return -1;
  }
  errno = saved;
  if (compare != NULL)
    qsort(entries, count, sizeof *entries, (order)compare);
  *result = entries;
  return (int)count;
}

/** The chosen entries of a directory, sorted. Source: scandir(3). */
int scandir(const char *path, struct dirent ***result, int (*chosen)(const struct dirent *),
            int (*compare)(const struct dirent **, const struct dirent **)) {
  return scandirat(AT_FDCWD, path, result, chosen, compare);
}
