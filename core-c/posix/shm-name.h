// Paths of POSIX shared memory objects and named semaphores: files in /dev/shm, as in glibc.
#ifndef ISTHMUS_SHM_NAME_H
#define ISTHMUS_SHM_NAME_H

#include <limits.h>

#define SHM_DIRECTORY "/dev/shm/"

struct shm_path {
  char text[sizeof SHM_DIRECTORY + NAME_MAX + 8];
};

/** The path of an object: the directory, a prefix ("" or "sem.") and the name without leading slashes. False, with
 * errno EINVAL or ENAMETOOLONG, for what is no name. */
int __isthmus_shm_path(struct shm_path *path, const char *prefix, const char *name);

#endif
