// Starts a command with something beside it that is worth attacking, and says on standard error when it was hit. Native
// only.
//   pidfd PID COMMAND…   the descriptor of a process
//   owner COMMAND…       a pipe whose owner is this process; `signalled` on standard error when the command made use of
//   that
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int run(char **command, int input) {
  pid_t child = fork();
  if (child == 0) {
    dup2(input, STDIN_FILENO);
    execvp(command[0], command);
    _exit(127);
  }
  int status;
  if (child < 0 || waitpid(child, &status, 0) != child)
    return 125;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int own(char **command) {
  int ends[2];
  sigset_t set, pending;
  sigemptyset(&set);
  sigaddset(&set, SIGIO);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  if (pipe(ends) != 0 || fcntl(ends[0], F_SETOWN, getpid()) != 0 || fcntl(ends[0], F_SETSIG, SIGUSR1) != 0)
    return 125;
  int status = run(command, ends[0]);
  if (write(ends[1], "x", 1) != 1)
    return 125;
  sigpending(&pending);
  if (sigismember(&pending, SIGIO) || sigismember(&pending, SIGUSR1))
    fprintf(stderr, "signalled\n");
  return status;
}

static int beside(char **command) {
  int ready[2];
  char byte, number[12];
  pid_t neighbour = pipe(ready) == 0 ? fork() : -1;
  if (neighbour == 0) {
    setpgid(0, 0);
    if (write(ready[1], "r", 1) == 1)
      pause();
    _exit(0);
  }
  if (neighbour < 0 || read(ready[0], &byte, 1) != 1)
    return 125;
  snprintf(number, sizeof number, "%d", (int)neighbour);
  setenv("NEIGHBOUR", number, 1);
  int status = run(command, STDIN_FILENO);
  if (waitpid(neighbour, NULL, WNOHANG | WUNTRACED) != 0)
    fprintf(stderr, "signalled\n");
  kill(neighbour, SIGKILL);
  return status;
}

int main(int argc, char **argv) {
  if (argc > 2 && strcmp(argv[1], "owner") == 0)
    return own(argv + 2);
  if (argc > 2 && strcmp(argv[1], "neighbour") == 0)
    return beside(argv + 2);
  if (argc > 3 && strcmp(argv[1], "pidfd") == 0) {
    int handle = (int)syscall(SYS_pidfd_open, atoi(argv[2]), 0);
    return handle < 0 ? 125 : run(argv + 3, handle);
  }
  return 2;
}
