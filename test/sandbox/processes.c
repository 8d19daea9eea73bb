// Reaches for other processes: signals, priorities, limits, groups; and for native programs without permission.
// Arguments: the process id of a bystander that must come to no harm, and the host's absolute path of a native program.
#include "attempt.h"
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

int main(int argc, char **argv) {
  if (argc != 3)
    return 2;
  int bystander = atoi(argv[1]), status;
  const char *native = argv[2];
  int targets[] = {bystander, -bystander, getppid(), -getppid(), 1};
  for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
    refused(kill(targets[i], SIGTERM));
    refused(kill(targets[i], SIGKILL));
    refused(kill(targets[i], SIGSTOP));
    refused(kill(targets[i], 0));
  }
  /* Everyone, and the own group, mean the run's own processes. */
  allowed(kill(0, 0));
  refused_with(ESRCH, kill(-1, SIGKILL));
  refused(setpgid(bystander, 0));
  refused(setpgid(0, bystander));
  refused(waitpid(bystander, &status, WNOHANG));
  refused(setpriority(PRIO_PROCESS, (id_t)bystander, 19));
  refused(setpriority(PRIO_USER, 0, 19));

  /* Native programs, as a program, a script's interpreter, a copy. */
  char *const arguments[] = {"program", NULL}, *const environment[] = {NULL};
  refused_with(ENOENT, execve(native, arguments, environment));
  refused_with(ENOENT, execve("/bin/sh", arguments, environment));
  refused(execvp("sh", arguments));
  int script = open("script", O_CREAT | O_WRONLY | O_TRUNC, 0777);
  allowed(write(script, "#!/bin/sh\necho escaped: a script ran\n", 37));
  close(script);
  refused(execve("script", arguments, environment));
  refused(execve("./script", arguments, environment));
  int nested = open("nested", O_CREAT | O_WRONLY | O_TRUNC, 0777);
  allowed(write(nested, "#!script\n", 9));
  close(nested);
  refused(execve("./nested", arguments, environment));
  pid_t child;
  if (posix_spawn(&child, "/bin/sh", NULL, NULL, arguments, environment) == 0) {
    waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 127)
      puts("escaped: posix_spawn of /bin/sh");
  }
  if (system("echo escaped: a shell ran") == 0)
    puts("escaped: system");
  if (getenv("HOSTILE_SECRET") != NULL)
    puts("escaped: the host's environment");
  puts("contained");
}
