// A Unix socket whose name is given to another one again and again: who connects meanwhile finds one of them, or none,
// and nothing else. A directory that was removed takes no name.
// isthmus: --allow-unix=.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void check(int good, const char *what) {
  if (!good) {
    perror(what);
    exit(1);
  }
}

static int socket_with(int (*act)(int, const struct sockaddr *, socklen_t), const char *name, int *result) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strcpy(address.sun_path, name);
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  check(fd >= 0, "socket");
  *result = act(fd, (struct sockaddr *)&address, sizeof address) == 0 ? 0 : errno;
  return fd;
}

static void replace_for_ever(void) {
  for (;;) {
    int result;
    unlink("name");
    int fd = socket_with(bind, "name", &result);
    check(result == 0, "bind");
    check(listen(fd, 100) == 0, "listen");
    close(fd);
  }
}

int main(void) {
  int result, strange = 0, none = 0, gone = 0;
  pid_t child = fork();
  if (child == 0)
    replace_for_ever();
  for (int i = 0; i < 200000 && (i < 3000 || none == 0 || gone == 0); i++) {
    close(socket_with(connect, "name", &result));
    none += result == ENOENT;
    gone += result == ECONNREFUSED;
    if (result != 0 && result != ENOENT && result != ECONNREFUSED && strange++ == 0)
      printf("connect: %s\n", strerror(result));
  }
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  printf("neither there nor listening: %s, something else: %d\n", none > 0 && gone > 0 ? "seen" : "not seen", strange);
  check(mkdir("folder", 0700) == 0 && chdir("folder") == 0 && rmdir("../folder") == 0, "folder");
  close(socket_with(bind, "name", &result));
  printf("bind in a removed directory: %s\n", result == 0 ? "done" : strerror(result));
  close(socket_with(connect, "name", &result));
  printf("connect there: %s\n", result == 0 ? "done" : strerror(result));
  return 0;
}
