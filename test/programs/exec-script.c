// Scripts: the #! line, its argument, what the interpreter is given, and what execvp does with a text without one.
// isthmus: --allow-exec=/bin/sh
#include <fcntl.h>
#include <sys/stat.h>

#include "show.h"

extern char **environ;

static void make(const char *path, const char *text, mode_t mode) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  check(fd >= 0);
  check(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
  check(fchmod(fd, mode) == 0);
  check(close(fd) == 0);
}

static void run(const char *path) {
  printf("-- %s\n", path);
  pid_t pid = fork();
  check(pid >= 0);
  if (pid == 0) {
    char *argv[] = {"zeroth", "one", "two words", NULL};
    execv(path, argv);
    printf("%s\n", errno_name(errno));
    exit(100);
  }
  int status;
  check(waitpid(pid, &status, 0) == pid);
  puts(status_name(status));
}

static void search(const char *file) {
  printf("-- search for %s\n", file);
  pid_t pid = fork();
  check(pid >= 0);
  if (pid == 0) {
    execlp(file, file, "given", (char *)NULL);
    printf("%s\n", errno_name(errno));
    exit(100);
  }
  int status;
  check(waitpid(pid, &status, 0) == pid);
  puts(status_name(status));
}

int main(int argc, char **argv) {
  begin();
  if (argc > 1) {
    for (int i = 0; i < argc; i++)
      printf("[%s]", argv[i]);
    puts("");
    return argc;
  }
  make("shell", "#!/bin/sh\necho \"shell: $0 $# $1 $2\"\nexit 6\n", 0755);
  run("./shell");
  make("spaces", "#! \t /bin/sh -e \necho $-| grep -c e\nfalse\necho not reached\n", 0755);
  run("./spaces");
  make("own", "#!./prog\n", 0755);
  run("./own");
  run("own");
  make("own-argument", "#!./prog  all one argument  \n", 0755);
  run("./own-argument");
  make("no-newline", "#!./prog x", 0755);
  run("./no-newline");
  make("nested", "#!./own nested\n", 0755);
  run("./nested");
  make("missing", "#!./no-such-interpreter\n", 0755);
  run("./missing");
  make("bare", "#!\n", 0755);
  run("./bare");
  make("denied", "#!./shell-without-x\n", 0755);
  make("shell-without-x", "#!/bin/sh\n", 0644);
  run("./denied");
  make("itself", "#!./itself\n", 0755);
  run("./itself");
  mkdir("directory", 0755);
  make("to-directory", "#!./directory\n", 0755);
  run("./to-directory");

  make("text", "echo \"interpreted: $0 $1\"\nexit 9\n", 0755);
  run("./text");
  setenv("PATH", ".", 1);
  search("text");
  search("own");
  search("shell-without-x");
  make("nothing", "", 0755);
  search("nothing");
  return 0;
}
