// posix_spawn and posix_spawnp: a fork whose child carries out the attributes and actions and executes the program.
// What fails in the child comes back through a pipe that a successful exec closes.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process.h"
#include "spawn-actions.h"

/** What the child works with; `report` is the pipe's end, which moves out of the way of the actions. */
struct child {
  const posix_spawnattr_t *attributes;
  const sigset_t *mask;
  int report;
};

/** Moves the pipe's end when an action wants its number. */
static int make_way(struct child *child, int fd) {
  if (fd != child->report)
    return 0;
  int moved = fcntl(child->report, F_DUPFD_CLOEXEC, 0);
  if (moved < 0)
    return -1;
  close(child->report);
  child->report = moved;
  return 0;
}

static int close_from(struct child *child, int first) {
  if (first > child->report)
    return close_range((unsigned)first, ~0U, 0);
  if (first < child->report && close_range((unsigned)first, (unsigned)child->report - 1, 0) < 0)
    return -1;
  return close_range((unsigned)child->report + 1, ~0U, 0);
}

static int bad_descriptor(void) {
  errno = EBADF;
  return -1;
}

static int open_as(const struct __isthmus_spawn_action *action) {
  close(action->fd);
  int fd = open(action->path, action->flags, action->mode);
  if (fd < 0 || fd == action->fd)
    return fd;
  int result = dup2(fd, action->fd);
  close(fd);
  return result;
}

static int duplicate(const struct __isthmus_spawn_action *action) {
  if (action->from != action->fd)
    return dup2(action->from, action->fd);
  int flags = fcntl(action->fd, F_GETFD);
  return flags < 0 ? -1 : fcntl(action->fd, F_SETFD, flags & ~FD_CLOEXEC);
}

static int act(struct child *child, const struct __isthmus_spawn_action *action) {
  switch (action->kind) {
  case SPAWN_OPEN:
    return make_way(child, action->fd) < 0 ? -1 : open_as(action);
  case SPAWN_CLOSE:
    if (make_way(child, action->fd) == 0)
      close(action->fd); /* That it isn't open is no failure. */
    return 0;
  case SPAWN_DUP2:
    if (action->from == child->report)
      return bad_descriptor();
    return make_way(child, action->fd) < 0 ? -1 : duplicate(action);
  case SPAWN_CHDIR:
    return chdir(action->path);
  case SPAWN_FCHDIR:
    return action->fd == child->report ? bad_descriptor() : fchdir(action->fd);
  case SPAWN_CLOSE_FROM:
    return close_from(child, action->fd);
  case SPAWN_FOREGROUND:
    return tcsetpgrp(action->fd, getpgrp());
  }
  return -1;
}

/** What exec does, but before the mask lets signals through: handlers are the parent's, and are not run here. */
static void reset_handlers(void) {
  struct sigaction present;
  for (int number = 1; number < NSIG; number++)
    if (sigaction(number, NULL, &present) == 0 && present.sa_handler != SIG_DFL && present.sa_handler != SIG_IGN)
      signal(number, SIG_DFL);
}

/** Attributes but the mask, which is set last so that nothing comes between. */
static int apply(const posix_spawnattr_t *attributes) {
  if ((attributes->__flags & POSIX_SPAWN_SETSIGDEF) != 0)
    for (int number = 1; number < NSIG; number++)
      if (sigismember(&attributes->__default_signals, number) && number != SIGKILL && number != SIGSTOP)
        signal(number, SIG_DFL);
  if ((attributes->__flags & POSIX_SPAWN_SETSID) != 0 && setsid() < 0)
    return -1;
  if ((attributes->__flags & POSIX_SPAWN_SETPGROUP) != 0 && setpgid(0, attributes->__group) < 0)
    return -1;
  if ((attributes->__flags & POSIX_SPAWN_RESETIDS) != 0 && (setegid(getgid()) < 0 || seteuid(getuid()) < 0))
    return -1;
  return 0;
}

typedef int execute_function(const char *, char *const[], char *const[]);

static int execute_sought(const char *file, char *const argv[], char *const envp[]) {
  return __isthmus_execute_found(file, argv, envp, execve);
}

static int become(struct child *child, const char *file, const posix_spawn_file_actions_t *actions, char *const argv[],
                  char *const envp[], execute_function *execute) {
  reset_handlers();
  if (child->attributes != NULL && apply(child->attributes) < 0)
    return -1;
  for (const struct __isthmus_spawn_action *action = actions == NULL ? NULL : actions->__first; action != NULL;
       action = action->next)
    if (act(child, action) < 0)
      return -1;
  int own_mask = child->attributes != NULL && (child->attributes->__flags & POSIX_SPAWN_SETSIGMASK) != 0;
  if (sigprocmask(SIG_SETMASK, own_mask ? &child->attributes->__mask : child->mask, NULL) < 0)
    return -1;
  return execute(file, argv, envp);
}

/** Waits until the child has executed its program or reported why it couldn't: 0 or the errno. */
static int await_exec(pid_t pid, int report) {
  int error = 0;
  ssize_t length;
  do
    length = read(report, &error, sizeof error);
  while (length < 0 && errno == EINTR);
  if (length != sizeof error)
    return 0;
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
    continue;
  return error;
}

static int spawn(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const argv[], char *const envp[],
                 execute_function *execute) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) < 0)
    return errno;
  sigset_t every;
  sigset_t mask;
  sigfillset(&every);
  sigprocmask(SIG_SETMASK, &every, &mask);
  int error = 0;
  pid_t made = _Fork();
  if (made == 0) {
    struct child child = {attributes, &mask, report[1]};
    close(report[0]);
    become(&child, file, actions, argv, envp, execute);
    error = errno;
    while (write(child.report, &error, sizeof error) < 0 && errno == EINTR)
      continue;
    _exit(127);
  }
  if (made < 0)
    error = errno;
  close(report[1]);
  if (made > 0)
    error = await_exec(made, report[0]);
  close(report[0]);
  sigprocmask(SIG_SETMASK, &mask, NULL);
  if (error == 0 && pid != NULL)
    *pid = made;
  return error;
}

/** Starts a program in a child process; returns 0 or the errno of what failed, in the child too. posix_spawn(3). */
int posix_spawn(pid_t *restrict pid, const char *restrict path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *restrict attributes, char *const argv[restrict], char *const envp[restrict]) {
  return spawn(pid, path, actions, attributes, argv, envp, execve);
}

/** posix_spawn of a file sought along PATH. posix_spawnp(3). */
int posix_spawnp(pid_t *restrict pid, const char *restrict file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *restrict attributes, char *const argv[restrict], char *const envp[restrict]) {
  return spawn(pid, file, actions, attributes, argv, envp, execute_sought);
}
