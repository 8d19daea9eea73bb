// posix_spawn and posix_spawnp: file actions in their order, attributes, and errors, also those that arise in the
// child.
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>

#include "show.h"

extern char **environ;

static char *program;

static const char *present(int fd) { return fcntl(fd, F_GETFD) < 0 ? "closed" : "open"; }

/* What the started program sees of itself. */
static int report(const char *what) {
  char text[64] = "";
  if (strcmp(what, "fds") == 0) {
    for (int fd = 3; fd < 12; fd++)
      printf("%d %s\n", fd, present(fd));
  } else if (strcmp(what, "copy") == 0) {
    ssize_t length = read(0, text, sizeof text);
    printf("read %zd: %.*s", length, (int)length, text);
    fprintf(stderr, "and this is stderr\n");
  } else if (strcmp(what, "here") == 0) {
    printf("marker %s\n", access("marker", F_OK) == 0 ? "here" : "absent");
  } else if (strcmp(what, "group") == 0) {
    printf("leads its group %d, its session %d\n", getpgrp() == getpid(), getsid(0) == getpid());
  } else if (strcmp(what, "signals") == 0) {
    sigset_t mask;
    struct sigaction action;
    check(sigprocmask(SIG_SETMASK, NULL, &mask) == 0);
    for (int number = 1; number < 32; number++)
      if (sigismember(&mask, number))
        printf("%s blocked\n", signal_name(number));
    for (int number = 1; number < 32; number++)
      if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
        printf("%s ignored\n", signal_name(number));
  }
  return 30;
}

static void run(const char *what, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
                char *argument) {
  char *argv[] = {program, argument, NULL};
  pid_t pid = -5;
  printf("-- %s\n", what);
  int error = posix_spawn(&pid, program, actions, attributes, argv, environ);
  int status;
  if (error == 0)
    check(waitpid(pid, &status, 0) == pid);
  puts(error == 0 ? status_name(status) : errno_name(error));
}

static void print_file(const char *path) {
  FILE *file = fopen(path, "r");
  check(file != NULL);
  char line[80];
  while (fgets(line, sizeof line, file) != NULL)
    printf("%s: %s", path, line);
  fclose(file);
}

int main(int argc, char **argv) {
  begin();
  if (argc > 1)
    return report(argv[1]);
  program = argv[0];
  run("no actions", NULL, NULL, "fds");

  int plain = open("plain", O_RDWR | O_CREAT, 0600);
  int cloexec = open("cloexec", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  check(plain == 3 && cloexec == 4);
  check(write(plain, "from the file\n", 14) == 14);
  run("inherited", NULL, NULL, "fds");

  posix_spawn_file_actions_t actions;
  check(posix_spawn_file_actions_init(&actions) == 0);
  show(posix_spawn_file_actions_addclose(&actions, 3));
  show(posix_spawn_file_actions_adddup2(&actions, 4, 4));
  show(posix_spawn_file_actions_adddup2(&actions, 4, 6));
  show(posix_spawn_file_actions_addclose(&actions, 99));
  show(posix_spawn_file_actions_addopen(&actions, 9, "plain", O_RDONLY, 0));
  run("close, dup2, open", &actions, NULL, "fds");
  check(posix_spawn_file_actions_destroy(&actions) == 0);

  /* The pipe that reports errors is in nobody's way, whatever its number is. */
  check(posix_spawn_file_actions_init(&actions) == 0);
  for (int fd = 5; fd < 12; fd++)
    check(posix_spawn_file_actions_adddup2(&actions, 3, fd) == 0);
  run("dup2 everywhere", &actions, NULL, "fds");
  for (int fd = 5; fd < 12; fd++)
    check(posix_spawn_file_actions_addclose(&actions, fd) == 0);
  run("and close", &actions, NULL, "fds");
  check(posix_spawn_file_actions_addclosefrom_np(&actions, 3) == 0);
  run("and close from 3", &actions, NULL, "fds");
  check(posix_spawn_file_actions_destroy(&actions) == 0);

  check(posix_spawn_file_actions_init(&actions) == 0);
  check(posix_spawn_file_actions_addopen(&actions, 0, "plain", O_RDONLY, 0) == 0);
  check(posix_spawn_file_actions_addopen(&actions, 1, "out", O_WRONLY | O_CREAT | O_TRUNC, 0640) == 0);
  check(posix_spawn_file_actions_adddup2(&actions, 1, 2) == 0);
  run("standard streams", &actions, NULL, "copy");
  print_file("out");
  struct stat status;
  check(stat("out", &status) == 0);
  printf("mode %o\n", (unsigned)status.st_mode & 0777);
  check(posix_spawn_file_actions_destroy(&actions) == 0);

  check(mkdir("sub", 0755) == 0);
  check(close(open("sub/marker", O_WRONLY | O_CREAT, 0600)) == 0);
  check(posix_spawn_file_actions_init(&actions) == 0);
  check(posix_spawn_file_actions_addchdir_np(&actions, "sub") == 0);
  char *there[] = {"../prog", "here", NULL};
  pid_t pid;
  int result;
  check(posix_spawn(&pid, "../prog", &actions, NULL, there, environ) == 0);
  check(waitpid(pid, &result, 0) == pid);
  check(posix_spawn_file_actions_destroy(&actions) == 0);
  int directory = open("sub", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  check(posix_spawn_file_actions_init(&actions) == 0);
  check(posix_spawn_file_actions_addfchdir_np(&actions, directory) == 0);
  check(posix_spawn(&pid, "../prog", &actions, NULL, there, environ) == 0);
  check(waitpid(pid, &result, 0) == pid);
  check(posix_spawn_file_actions_destroy(&actions) == 0);

  setenv("PATH", "missing:.", 1);
  /* Errors in the child come back as results, and no child is left. */
  run("nothing wrong so far", NULL, NULL, "here");
  char *missing[] = {"missing", NULL};
  show(posix_spawn(&pid, "missing", NULL, NULL, missing, environ) == ENOENT);
  show(posix_spawn(&pid, "plain", NULL, NULL, missing, environ) == EACCES);
  show(posix_spawnp(&pid, "missing", NULL, NULL, missing, environ) == ENOENT);
  show(posix_spawnp(&pid, "", NULL, NULL, missing, environ) == ENOENT);
  check(posix_spawn_file_actions_init(&actions) == 0);
  check(posix_spawn_file_actions_adddup2(&actions, 77, 1) == 0);
  run("dup2 of a closed one", &actions, NULL, "fds");
  check(posix_spawn_file_actions_destroy(&actions) == 0);
  check(posix_spawn_file_actions_init(&actions) == 0);
  check(posix_spawn_file_actions_addopen(&actions, 1, "absent/file", O_RDONLY, 0) == 0);
  run("open of a missing one", &actions, NULL, "fds");
  check(posix_spawn_file_actions_destroy(&actions) == 0);
  check(posix_spawn_file_actions_init(&actions) == 0);
  check(posix_spawn_file_actions_addchdir_np(&actions, "plain") == 0);
  run("chdir to a file", &actions, NULL, "fds");
  check(posix_spawn_file_actions_destroy(&actions) == 0);
  show(waitpid(-1, NULL, WNOHANG));
  show(posix_spawn_file_actions_addclose(&actions, -1) == EBADF);
  show(posix_spawn_file_actions_adddup2(&actions, 1, -1) == EBADF);
  show(posix_spawn_file_actions_addopen(&actions, -1, "x", 0, 0) == EBADF);

  char *found[] = {"prog", "here", NULL};
  check(posix_spawnp(NULL, "prog", NULL, NULL, found, environ) == 0);
  check(wait(&result) > 0);

  posix_spawnattr_t attributes;
  check(posix_spawnattr_init(&attributes) == 0);
  short flags = -1;
  check(posix_spawnattr_getflags(&attributes, &flags) == 0);
  show(flags);
  check(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP) == 0);
  run("a group of its own", NULL, &attributes, "group");
  check(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID) == 0);
  run("a session of its own", NULL, &attributes, "group");
  check(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP) == 0);
  check(posix_spawnattr_setpgroup(&attributes, 999999) == 0);
  run("no such group", NULL, &attributes, "group");
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGTERM);
  check(posix_spawnattr_setsigmask(&attributes, &set) == 0);
  check(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK) == 0);
  run("a mask", NULL, &attributes, "signals");
  check(signal(SIGINT, SIG_IGN) == SIG_DFL);
  check(signal(SIGHUP, SIG_IGN) == SIG_DFL);
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  check(posix_spawnattr_setsigdefault(&attributes, &set) == 0);
  check(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF) == 0);
  run("defaults", NULL, &attributes, "signals");
  check(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
  check(posix_spawnattr_setflags(&attributes, 0) == 0);
  run("as inherited", NULL, &attributes, "signals");
  check(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_RESETIDS) == 0);
  run("ids", NULL, &attributes, "here");
  show(posix_spawnattr_setflags(&attributes, 0x4000) == EINVAL);
  show(posix_spawnattr_destroy(&attributes));
  return 0;
}
