// The guest of the API's tests: its first argument says what it does.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int copy(int from, int to) {
  static char buffer[65536];
  for (;;) {
    ssize_t count = read(from, buffer, sizeof buffer);
    if (count <= 0)
      return count == 0 ? 0 : 1;
    for (ssize_t done = 0; done < count;) {
      ssize_t written = write(to, buffer + done, (size_t)(count - done));
      if (written < 0)
        return 2;
      done += written;
    }
  }
}

static void say(int fd, const char *text) {
  if (write(fd, text, strlen(text)) < 0)
    _exit(99);
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  const char *argument = argc > 2 ? argv[2] : "0";
  if (strcmp(what, "args") == 0) {
    for (int index = 0; index < argc; index++)
      printf("%s\n", argv[index]);
    for (char **variable = environ; *variable != NULL; variable++)
      printf("%s\n", *variable);
  } else if (strcmp(what, "cat") == 0) {
    return copy(0, 1);
  } else if (strcmp(what, "exit") == 0) {
    return atoi(argument);
  } else if (strcmp(what, "raise") == 0) {
    kill(getpid(), atoi(argument));
  } else if (strcmp(what, "pid") == 0) {
    printf("%d\n", (int)getpid());
  } else if (strcmp(what, "three") == 0) {
    say(1, "one\n");
    say(2, "two\n");
    say(3, "three\n");
  } else if (strcmp(what, "read") == 0) {
    return copy(atoi(argument), 1);
  } else if (strcmp(what, "flags") == 0) {
    printf("%d %d\n", (fcntl(0, F_GETFL) & O_NONBLOCK) != 0, (fcntl(1, F_GETFL) & O_NONBLOCK) != 0);
  } else if (strcmp(what, "open") == 0) {
    int fd = open(argument, O_RDONLY);
    if (fd < 0) {
      printf("%s\n", errno == EACCES ? "EACCES" : "other");
      return 1;
    }
    return copy(fd, 1);
  } else if (strcmp(what, "exec") == 0) {
    execl(argument, argument, "native", (char *)NULL);
    return errno == ENOENT ? 44 : 1;
  } else if (strcmp(what, "connect") == 0) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argument))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
      printf("%s\n", errno == EACCES ? "EACCES" : "other");
    else
      printf("connected\n");
  } else if (strcmp(what, "cwd") == 0) {
    static char name[4096];
    printf("%s\n", getcwd(name, sizeof name) == NULL ? "none" : name);
  } else if (strcmp(what, "umask") == 0) {
    printf("%03o\n", (unsigned)umask(0));
  } else if (strcmp(what, "tree") == 0) {
    // Two processes that stay until they are killed, both known to the test; not even this keeps the first alive.
    int signal = -1;
    if (prctl(PR_SET_PDEATHSIG, SIGUSR1) != 0 || prctl(PR_GET_PDEATHSIG, &signal) != 0 || signal != SIGUSR1 ||
        prctl(PR_SET_PDEATHSIG, 0) != 0)
      return 65;
    pid_t child = fork();
    if (child > 0) {
      printf("%d %d\n", (int)getpid(), (int)child);
      fflush(stdout);
    }
    for (;;)
      pause();
  } else if (strcmp(what, "stay") == 0) {
    say(1, "staying\n");
    for (;;)
      pause();
  } else if (strcmp(what, "spin") == 0) {
    for (volatile unsigned turns = 0;; turns++)
      ;
  } else if (strcmp(what, "fill") == 0) {
    // Writes for ever; ends by SIGPIPE when nobody reads.
    for (;;)
      say(1, "y\n");
  } else {
    return 64;
  }
  return 0;
}
