// What is run at a terminal: each way to live says that it is ready, and reacts to what the terminal sends.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <termios.h>

#include "signals.h"

static volatile sig_atomic_t caught;

static void say(const char *text) {
  if (write(1, text, strlen(text)) < 0)
    _exit(99);
}

static void tell(int number) {
  char text[64];
  snprintf(text, sizeof text, "caught %s\n", signal_name(number));
  say(text);
  caught++;
}

static void tell_size(int number) {
  struct winsize size;
  char text[64];
  (void)number;
  check(ioctl(0, TIOCGWINSZ, &size) == 0);
  snprintf(text, sizeof text, "%d rows, %d columns\n", size.ws_row, size.ws_col);
  say(text);
  caught++;
}

static void write_down(int number) {
  int file = open("hangup", O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const char *name = signal_name(number);
  if (file < 0 || write(file, name, strlen(name)) < 0)
    _exit(99);
  _exit(4);
}

static void ready(void) { say("ready\n"); }

/* Ready to wait for one of these: they come while it sleeps, and not before. */
static void ready_for(sigset_t set, int count) {
  sigset_t outside;
  check(sigprocmask(SIG_BLOCK, &set, &outside) == 0);
  ready();
  while (caught < count)
    sigsuspend(&outside);
}

static void interrupted(void) {
  install(SIGINT, tell, 0);
  install(SIGQUIT, tell, 0);
  ready_for(set_of(SIGINT, SIGQUIT, 0), 3);
  exit(3);
}

static void interrupted_loop(void) {
  install(SIGINT, tell, 0);
  ready();
  while (!caught)
    ;
  say("the loop ended\n");
  exit(5);
}

/* With a child, which the terminal's signal reaches too: the whole foreground group is sent it. */
static void group(void) {
  int ends[2];
  char byte;
  check(pipe(ends) == 0);
  pid_t child = fork();
  if (child == 0) {
    check(write(ends[1], "r", 1) == 1);
    pause();
  }
  install(SIGINT, tell, SA_RESTART);
  check(read(ends[0], &byte, 1) == 1);
  ready();
  reap("child", child);
  exit(6);
}

static void by_default(void) {
  struct rlimit none = {0, 0};
  check(setrlimit(RLIMIT_CORE, &none) == 0);
  ready();
  for (;;)
    pause();
}

static void stopped(void) {
  install(SIGCONT, tell, 0);
  ready_for(set_of(SIGCONT, 0), 2);
  exit(7);
}

static void stopped_handled(void) {
  install(SIGTSTP, tell, 0);
  ready_for(set_of(SIGTSTP, 0), 1);
  say("not stopped\n");
  exit(8);
}

/* The handler may come before the read or amid it. */
static void reading(void) {
  char line[64];
  install(SIGINT, tell, 0);
  ready();
  for (int lines = 0; lines < 3;) {
    ssize_t count = read(0, line, sizeof line);
    if (count < 0) {
      check(errno == EINTR);
      continue;
    }
    printf("read %d bytes: %.*s", (int)count, (int)count, line);
    lines++;
  }
  exit(9);
}

/* Without signals the characters are only characters. */
static void raw(void) {
  struct termios former, attributes;
  char byte;
  check(tcgetattr(0, &former) == 0);
  attributes = former;
  cfmakeraw(&attributes);
  check(tcsetattr(0, TCSANOW, &attributes) == 0);
  say("ready\r\n");
  check(read(0, &byte, 1) == 1);
  check(tcsetattr(0, TCSANOW, &former) == 0);
  printf("the character %d\n", byte);
  exit(10);
}

static void size(void) {
  install(SIGWINCH, tell_size, 0);
  tell_size(SIGWINCH);
  ready_for(set_of(SIGWINCH, 0), 3);
  exit(11);
}

static void hangup(void) {
  install(SIGHUP, write_down, 0);
  ready();
  for (;;)
    pause();
}

/* Changes the terminal, which stops it while it is in the background. */
static void changing(void) {
  struct termios attributes;
  check(tcgetattr(0, &attributes) == 0);
  say("ready\n");
  show(tcsetattr(0, TCSANOW, &attributes));
  exit(12);
}

static void foreground(void) {
  printf("a terminal %d, leads its session %d, in the foreground %d\n", isatty(0), getsid(0) == getpid(),
         tcgetpgrp(0) == getpgrp());
  show(tcgetsid(0) == getsid(0));
  exit(0);
}

static const struct {
  const char *name;
  void (*live)(void);
} ways[] = {
    {"interrupted", interrupted},
    {"interrupted-loop", interrupted_loop},
    {"group", group},
    {"default", by_default},
    {"stopped", stopped},
    {"stopped-handled", stopped_handled},
    {"reading", reading},
    {"raw", raw},
    {"size", size},
    {"hangup", hangup},
    {"changing", changing},
    {"foreground", foreground},
};

int main(int argc, char **argv) {
  begin();
  for (size_t i = 0; argc > 1 && i < sizeof ways / sizeof ways[0]; i++)
    if (strcmp(argv[1], ways[i].name) == 0)
      ways[i].live();
  return 2;
}
