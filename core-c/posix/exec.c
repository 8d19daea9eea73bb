// The exec family: arguments and environments become blocks of strings, which the host turns into a new program.
// What can be executed is the host's matter; the search along PATH is ours, as in execvp(3).
#include <limits.h>
#include <paths.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "process.h"

extern char **environ;

enum { LONGEST_STRING = 131072, KERNEL_POINTER = 8 };

/** Strings one after the other, each with its NUL. */
struct block {
  char *bytes;
  size_t length;
  size_t count;
};

/** Measures a vector that ends with NULL; a null vector counts as an empty one, as in the kernel. An errno: E2BIG when
 * one of its strings is longer than the kernel takes, EFAULT when it or one of them is not in memory. */
static int measure(char *const vector[], struct block *block) {
  for (; vector != NULL; block->count++) {
    if (!IS_MEMORY(vector + block->count))
      return EFAULT;
    const char *string = vector[block->count];
    if (string == NULL)
      break;
    size_t length = __isthmus_path_length(string) + 1;
    if (!__isthmus_is_memory(string, length))
      return EFAULT;
    if (length > LONGEST_STRING)
      return E2BIG;
    block->length += length;
  }
  return 0;
}

/** Packs what was measured; false without memory. */
static int pack(char *const vector[], struct block *block) {
  block->bytes = malloc(block->length + 1);
  if (block->bytes == NULL)
    return 0;
  char *end = block->bytes;
  for (size_t i = 0; i < block->count; i++)
    end = stpcpy(end, vector[i]) + 1;
  return 1;
}

/** What both blocks take of the new program's stack, in the kernel's count. */
static long size_in_kernel(const struct block *arguments, const struct block *environment) {
  return (long)(arguments->length + environment->length + (arguments->count + environment->count) * KERNEL_POINTER);
}

/** Replaces the program by the one at a path, relative to a directory, or with AT_EMPTY_PATH by an open one. Returns
 * only on failure. execveat(2). */
int execveat(int dirfd, const char *path, char *const argv[], char *const envp[], int flags) {
  struct block arguments = {0};
  struct block environment = {0};
  int result = -1;
  int error = measure(argv, &arguments);
  if (error == 0)
    error = measure(envp, &environment);
  if (error != 0)
    errno = error;
  else if (size_in_kernel(&arguments, &environment) > sysconf(_SC_ARG_MAX))
    errno = E2BIG;
  else if (!pack(argv, &arguments) || !pack(envp, &environment))
    errno = ENOMEM;
  else
    result = __isthmus_result(__isthmus_execveat(__isthmus_dirfd(dirfd), PATH(path), arguments.bytes, arguments.length,
                                                 environment.bytes, environment.length, __isthmus_at_flags(flags)));
  free(arguments.bytes);
  free(environment.bytes);
  return result;
}

/** Replaces the program by the one at a path. Returns only on failure. execve(2). */
int execve(const char *path, char *const argv[], char *const envp[]) { return execveat(AT_FDCWD, path, argv, envp, 0); }

/** execve with the present environment. exec(3). */
int execv(const char *path, char *const argv[]) { return execve(path, argv, environ); }

/** execve of an open file. EINVAL for a bad descriptor or a null vector. fexecve(3). */
int fexecve(int fd, char *const argv[], char *const envp[]) {
  if (fd < 0 || argv == NULL || envp == NULL) {
    errno = EINVAL;
    return -1;
  }
  return execveat(fd, "", argv, envp, AT_EMPTY_PATH);
}

/** execve; a file that is no program but may be executed is given to the shell. */
static int execute_or_interpret(const char *path, char *const argv[], char *const envp[]) {
  execve(path, argv, envp);
  if (errno != ENOEXEC)
    return -1;
  size_t count = 0;
  while (argv != NULL && argv[count] != NULL)
    count++;
  char **interpreted = malloc((count + 3) * sizeof *interpreted);
  if (interpreted == NULL) {
    errno = ENOMEM;
    return -1;
  }
  interpreted[0] = (char *)_PATH_BSHELL;
  interpreted[1] = (char *)path;
  if (count > 1)
    memcpy(interpreted + 2, argv + 1, (count - 1) * sizeof *interpreted);
  interpreted[count > 1 ? count + 1 : 2] = NULL;
  execve(_PATH_BSHELL, interpreted, envp);
  free(interpreted);
  return -1;
}

/** Whether a failure with one directory of PATH lets the search go on to the next. */
static int search_continues(int error) {
  return error == EACCES || error == ENOENT || error == ENOTDIR || error == ESTALE || error == ENODEV ||
         error == ETIMEDOUT;
}

/** After the last directory EACCES, if there was one, tells more than ENOENT. */
int __isthmus_execute_found(const char *file, char *const argv[], char *const envp[],
                            int (*execute)(const char *, char *const[], char *const[])) {
  if (*file == '\0') {
    errno = ENOENT;
    return -1;
  }
  if (strchr(file, '/') != NULL)
    return execute(file, argv, envp);
  size_t file_length = strlen(file);
  if (file_length > NAME_MAX) {
    errno = ENAMETOOLONG;
    return -1;
  }
  const char *directory = getenv("PATH");
  if (directory == NULL)
    directory = "/bin:/usr/bin";
  int denied = 0;
  for (;;) {
    size_t length = strcspn(directory, ":");
    if (length < PATH_MAX) {
      char path[PATH_MAX + NAME_MAX + 1];
      memcpy(path, directory, length);
      size_t start = length;
      if (length > 0) /* An empty entry is the working directory. */
        path[start++] = '/';
      memcpy(path + start, file, file_length + 1);
      execute(path, argv, envp);
      denied |= errno == EACCES;
      if (!search_continues(errno))
        return -1;
    }
    if (directory[length] == '\0')
      break;
    directory += length + 1;
  }
  if (denied)
    errno = EACCES;
  return -1;
}

/** Executes a file sought along PATH, or a path, with a given environment; what the kernel takes for no program is
 * given to the shell. execvpe(3). */
int execvpe(const char *file, char *const argv[], char *const envp[]) {
  return __isthmus_execute_found(file, argv, envp, execute_or_interpret);
}

/** execvpe with the present environment. exec(3). */
int execvp(const char *file, char *const argv[]) { return execvpe(file, argv, environ); }

/** Counts the arguments of an exec call up to its null pointer. */
static size_t count_arguments(const char *first, va_list rest) {
  size_t count = first != NULL;
  while (first != NULL && va_arg(rest, const char *) != NULL)
    count++;
  return count;
}

/** Fills a vector of count + 1 pointers; afterwards `rest` stands behind the null pointer. */
static void take_arguments(char **argv, size_t count, const char *first, va_list *rest) {
  argv[0] = (char *)first;
  for (size_t i = 1; i <= count; i++)
    argv[i] = va_arg(*rest, char *);
}

/** execv with the arguments listed. exec(3). */
int execl(const char *path, const char *argument, ...) {
  va_list list;
  va_start(list, argument);
  size_t count = count_arguments(argument, list);
  va_end(list);
  char *argv[count + 1];
  va_start(list, argument);
  take_arguments(argv, count, argument, &list);
  va_end(list);
  return execv(path, argv);
}

/** execve with the arguments listed, and after their null pointer the environment. exec(3). */
int execle(const char *path, const char *argument, ...) {
  va_list list;
  va_start(list, argument);
  size_t count = count_arguments(argument, list);
  va_end(list);
  char *argv[count + 1];
  va_start(list, argument);
  take_arguments(argv, count, argument, &list);
  char **envp = va_arg(list, char **);
  va_end(list);
  return execve(path, argv, envp);
}

/** execvp with the arguments listed. exec(3). */
int execlp(const char *file, const char *argument, ...) {
  va_list list;
  va_start(list, argument);
  size_t count = count_arguments(argument, list);
  va_end(list);
  char *argv[count + 1];
  va_start(list, argument);
  take_arguments(argv, count, argument, &list);
  va_end(list);
  return execvp(file, argv);
}
