// system: a command of the shell, which is native, so the policy must allow to execute it.
#include <paths.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "internal.h"

extern char **environ;

/** Starts the shell with the mask and the dispositions that the caller had; 0 or an errno. */
static int start_shell(pid_t *pid, const char *text, const sigset_t *mask, const sigset_t *not_ignored) {
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, mask);
  posix_spawnattr_setsigdefault(&attributes, not_ignored);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  char *argv[] = {(char *)"sh", (char *)"-c", (char *)text, NULL};
  return posix_spawn(pid, _PATH_BSHELL, NULL, &attributes, argv, environ);
}

/** Runs a command and waits for it, with SIGINT and SIGQUIT ignored and SIGCHLD blocked meanwhile; returns its wait
 * status, that of exit(127) when the shell can't be started. Without a command, whether there is a shell. system(3). */
int system(const char *text) {
  if (text == NULL)
    return system("exit 0") == 0;
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  struct sigaction interrupt;
  struct sigaction quit;
  sigset_t child_signal;
  sigset_t mask;
  sigset_t not_ignored;
  sigaction(SIGINT, &ignore, &interrupt);
  sigaction(SIGQUIT, &ignore, &quit);
  sigemptyset(&child_signal);
  sigaddset(&child_signal, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child_signal, &mask);
  sigemptyset(&not_ignored);
  if (interrupt.sa_handler != SIG_IGN)
    sigaddset(&not_ignored, SIGINT);
  if (quit.sa_handler != SIG_IGN)
    sigaddset(&not_ignored, SIGQUIT);

  int status = W_EXITCODE(127, 0);
  pid_t pid;
  int error = start_shell(&pid, text, &mask, &not_ignored);
  if (error == 0) {
    pid_t result;
    do
      result = waitpid(pid, &status, 0);
    while (result < 0 && errno == EINTR);
    if (result < 0) {
      status = -1;
      error = errno;
    }
  }
  sigaction(SIGINT, &interrupt, NULL);
  sigaction(SIGQUIT, &quit, NULL);
  sigprocmask(SIG_SETMASK, &mask, NULL);
  if (error != 0)
    errno = error;
  return status;
}
