// popen and pclose: a shell at the other end of a pipe. The shell is native, so the policy must allow to execute it.
#include <paths.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal.h"

extern char **environ;

struct command {
  FILE *stream;
  pid_t pid;
  struct command *next;
};

static struct command *running;

/** Reads a mode: one of r and w, and perhaps e. False for others. */
static int parse_mode(const char *mode, int *reads, int *close_on_exec) {
  int letters = 0;
  *close_on_exec = 0;
  for (; *mode != '\0'; mode++) {
    if (*mode == 'e') {
      *close_on_exec = 1;
      continue;
    }
    if (*mode != 'r' && *mode != 'w')
      return 0;
    *reads = *mode == 'r';
    letters++;
  }
  return letters == 1;
}

/** Starts the shell with its end of the pipe as stdin or stdout; 0 or an errno. */
static int start_shell(struct command *command, const char *text, int end, int standard) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  /* The streams of commands that run already are not for this one. */
  int error = 0;
  for (struct command *other = running; other != NULL && error == 0; other = other->next)
    if (fileno(other->stream) != standard)
      error = posix_spawn_file_actions_addclose(&actions, fileno(other->stream));
  if (error == 0)
    error = posix_spawn_file_actions_adddup2(&actions, end, standard);
  char *argv[] = {(char *)"sh", (char *)"-c", (char *)text, NULL};
  if (error == 0)
    error = posix_spawn(&command->pid, _PATH_BSHELL, &actions, NULL, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

/** Runs a command of the shell; the stream is its stdout ("r") or its stdin ("w"), with "e" closed on exec. popen(3).
 */
FILE *popen(const char *text, const char *mode) {
  int reads = 0;
  int close_on_exec;
  if (!parse_mode(mode, &reads, &close_on_exec)) {
    errno = EINVAL;
    return NULL;
  }
  struct command *command = malloc(sizeof *command);
  int ends[2];
  if (command == NULL || pipe2(ends, O_CLOEXEC) < 0) {
    free(command);
    return NULL;
  }
  int ours = ends[reads ? 0 : 1];
  int theirs = ends[reads ? 1 : 0];
  int error = 0;
  command->stream = fdopen(ours, reads ? "r" : "w");
  if (command->stream == NULL)
    error = errno;
  else
    error = start_shell(command, text, theirs, reads ? STDOUT_FILENO : STDIN_FILENO);
  close(theirs);
  if (error != 0) {
    if (command->stream != NULL)
      fclose(command->stream);
    else
      close(ours);
    free(command);
    errno = error;
    return NULL;
  }
  if (!close_on_exec)
    fcntl(ours, F_SETFD, 0);
  command->next = running;
  running = command;
  return command->stream;
}

/** Closes the stream and waits for the command; returns its wait status. ECHILD for a stream that popen didn't make.
 * pclose(3). */
int pclose(FILE *stream) {
  struct command **link = &running;
  while (*link != NULL && (*link)->stream != stream)
    link = &(*link)->next;
  struct command *command = *link;
  if (command == NULL) {
    errno = ECHILD;
    return -1;
  }
  *link = command->next;
  pid_t pid = command->pid;
  free(command);
  fclose(stream);
  int status;
  pid_t result;
  do
    result = waitpid(pid, &status, 0);
  while (result < 0 && errno == EINTR);
  return result < 0 ? -1 : status;
}
