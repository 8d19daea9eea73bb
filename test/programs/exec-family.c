// The exec family: each member replaces this program by itself, with arguments, environment and the search along PATH.
#include <fcntl.h>

#include "show.h"

extern char **environ;

static int report(int argc, char **argv, char **envp) {
  printf("argc %d:", argc);
  for (int i = 1; i < argc; i++)
    printf(" [%s]", argv[i]);
  printf("%s\n", argv[argc] == NULL ? "" : " unterminated");
  for (char **entry = envp; *entry != NULL; entry++)
    if (strncmp(*entry, "GIVEN", 5) == 0)
      printf("  %s\n", *entry);
  return argc;
}

static void reap(const char *what, pid_t pid) {
  int status;
  check(waitpid(pid, &status, 0) == pid);
  printf("%s: %s\n", what, status_name(status));
}

/* Runs a call in a child, which exits 100 when the call comes back. */
#define in_child(call)                                                                                                 \
  do {                                                                                                                 \
    pid_t pid = fork();                                                                                                \
    check(pid >= 0);                                                                                                   \
    if (pid == 0) {                                                                                                    \
      show(call);                                                                                                      \
      exit(100);                                                                                                       \
    }                                                                                                                  \
    reap(#call, pid);                                                                                                  \
  } while (0)

int main(int argc, char **argv, char **envp) {
  begin();
  if (argc > 1 && strcmp(argv[1], "report") == 0)
    return report(argc, argv, envp);
  if (argc > 1 && strcmp(argv[1], "name") == 0) {
    printf("called %s\n", argv[0]);
    return 0;
  }
  if (argc > 1 && strcmp(argv[1], "pid") == 0) {
    printf("the pid stays: %d\n", atoi(argv[2]) == getpid());
    return 0;
  }
  check(envp == environ);
  char *program = argv[0];
  char *arguments[] = {program, "report", "two words", "", "ünïcödé", NULL};
  char *environment[] = {"GIVEN=1", "GIVEN_EMPTY=", "GIVEN_EQUALS=a=b", NULL};
  char *name[] = {"another name", "name", NULL};
  setenv("GIVEN_BY_SETENV", "yes", 1);
  in_child(execv(program, arguments));
  in_child(execve(program, arguments, environment));
  in_child(execl(program, program, "report", "listed", (char *)NULL));
  in_child(execle(program, program, "report", (char *)NULL, environment));
  in_child(execv(program, name));

  setenv("PATH", "/nonexistent-directory:.", 1);
  in_child(execvp("prog", arguments));
  in_child(execlp("prog", program, "report", "found", (char *)NULL));
  in_child(execvpe("prog", arguments, environment));
  in_child(execvp(program, arguments));
  setenv("PATH", "", 1);
  in_child(execvp("prog", arguments));
  setenv("PATH", "sub:", 1);
  in_child(execvp("prog", arguments));
  in_child(execvp("no-such-program-at-all", arguments));
  in_child(execvp("", arguments));

  int directory = open(".", O_RDONLY | O_DIRECTORY);
  check(directory >= 0);
  in_child(execveat(directory, "prog", arguments, environment, 0));
  in_child(execveat(AT_FDCWD, program, arguments, environment, 0));
  in_child(execveat(directory, "missing", arguments, environment, 0));
  int file = open(program, O_RDONLY | O_CLOEXEC);
  check(file >= 0);
  in_child(fexecve(file, arguments, environment));
  in_child(execveat(file, "", arguments, environment, AT_EMPTY_PATH));
  in_child(execveat(file, "", arguments, environment, 0));
  in_child(execveat(99, "prog", arguments, environment, 0));
  in_child(fexecve(-1, arguments, environment));
  in_child(fexecve(99, arguments, environment));

  pid_t pid = fork();
  if (pid == 0) {
    char number[16];
    snprintf(number, sizeof number, "%d", getpid());
    execl(program, program, "pid", number, (char *)NULL);
    exit(100);
  }
  reap("pid", pid);
  return 0;
}
