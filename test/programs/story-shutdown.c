// A service that is told by signals: SIGHUP to read its settings again, SIGTERM to finish its work, tidy up and end;
// exit handlers run.
#include <fcntl.h>
#include <sys/select.h>
#include <sys/stat.h>

#include "show.h"

static volatile sig_atomic_t reload, stop;

static void on_signal(int number) {
  if (number == SIGHUP)
    reload = 1;
  else
    stop++;
}

static void tidy(void) {
  printf("  tidy: the lock file is removed: %d\n", unlink("service.lock") == 0);
  fflush(stdout);
}

static int read_settings(void) {
  char text[16] = "";
  int file = open("settings", O_RDONLY);
  check(file >= 0 && read(file, text, sizeof text - 1) > 0 && close(file) == 0);
  return atoi(text);
}

static void write_settings(int value) {
  char text[16];
  int length = snprintf(text, sizeof text, "%d", value), file = open("settings", O_WRONLY | O_CREAT | O_TRUNC, 0600);
  check(file >= 0 && write(file, text, (size_t)length) == length && close(file) == 0);
}

/* Answers requests by a pipe; a signal interrupts the wait for one. */
static void serve(int requests, int answers) {
  struct sigaction action = {.sa_handler = on_signal};
  sigset_t told, outside;
  sigemptyset(&told);
  sigaddset(&told, SIGHUP);
  sigaddset(&told, SIGTERM);
  sigaddset(&told, SIGINT);
  check(sigprocmask(SIG_BLOCK, &told, &outside) == 0);
  check(sigaction(SIGHUP, &action, NULL) == 0 && sigaction(SIGTERM, &action, NULL) == 0);
  check(sigaction(SIGINT, &action, NULL) == 0);
  check(atexit(tidy) == 0);
  int lock = open("service.lock", O_CREAT | O_EXCL | O_WRONLY, 0600), settings = read_settings(), served = 0;
  check(lock >= 0 && close(lock) == 0 && write(answers, &settings, sizeof settings) == sizeof settings);
  while (!stop) {
    fd_set reading;
    FD_ZERO(&reading);
    FD_SET(requests, &reading);
    int count = pselect(requests + 1, &reading, NULL, NULL, NULL, &outside);
    if (reload) {
      reload = 0;
      settings = read_settings();
      printf("  settings read again: %d\n", settings);
      fflush(stdout);
      check(write(answers, &settings, sizeof settings) == sizeof settings);
    }
    if (count <= 0)
      continue;
    int request, answer;
    check(read(requests, &request, sizeof request) == sizeof request);
    answer = request * settings;
    served++;
    check(write(answers, &answer, sizeof answer) == sizeof answer);
  }
  printf("  told to stop after %d requests\n", served);
  exit(served);
}

static int answered(int fd) {
  int answer;
  check(read(fd, &answer, sizeof answer) == sizeof answer);
  return answer;
}

int main(void) {
  static const int ends[] = {SIGTERM, SIGINT};
  begin();
  for (int round = 0; round < 2; round++) {
    int requests[2], answers[2], status;
    write_settings(2);
    check(pipe(requests) == 0 && pipe(answers) == 0);
    fflush(stdout);
    pid_t service = fork();
    check(service >= 0);
    if (service == 0)
      serve(requests[0], answers[1]);
    printf("the service runs with %d\n", answered(answers[0]));
    for (int request = 1; request <= 3; request++) {
      check(write(requests[1], &request, sizeof request) == sizeof request);
      printf("%d: %d\n", request, answered(answers[0]));
    }
    write_settings(10 + round);
    check(kill(service, SIGHUP) == 0);
    printf("now with %d\n", answered(answers[0]));
    check(write(requests[1], &round, sizeof round) == sizeof round);
    printf("%d: %d\n", round, answered(answers[0]));
    check(kill(service, ends[round]) == 0 && waitpid(service, &status, 0) == service);
    puts(status_name(status));
    struct stat lock;
    show(stat("service.lock", &lock));
    for (int i = 0; i < 2; i++)
      check(close(requests[i]) == 0 && close(answers[i]) == 0);
  }
  return 0;
}
