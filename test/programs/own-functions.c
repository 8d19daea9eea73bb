// A program that has its own versions of functions of the library: they are called where the program calls them, and
// nowhere else, while the library goes on working.
// isthmus: --allow-exec=/bin/sh
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int calls;

int siginterrupt(int number, int flag) {
  calls++;
  struct sigaction action;
  if (sigaction(number, NULL, &action) != 0)
    return -1;
  action.sa_flags = flag ? action.sa_flags & ~SA_RESTART : action.sa_flags | SA_RESTART;
  return sigaction(number, &action, NULL);
}

unsigned sleep(unsigned seconds) {
  calls++;
  return seconds;
}

int nanosleep(const struct timespec *wanted, struct timespec *rest) {
  (void)rest;
  calls++;
  return (int)wanted->tv_nsec;
}

int raise(int number) {
  calls++;
  return kill(getpid(), number);
}

int sigprocmask(int how, const sigset_t *set, sigset_t *old) {
  (void)how;
  (void)set;
  (void)old;
  calls++;
  return 7;
}

pid_t waitpid(pid_t process, int *status, int options) {
  (void)status;
  (void)options;
  calls++;
  return process + 1;
}

int pipe(int ends[2]) {
  ends[0] = ends[1] = -1;
  calls++;
  return 8;
}

int dup2(int from, int to) {
  calls++;
  return from + to;
}

void warn(const char *format, ...) {
  (void)format;
  calls++;
}

/* Of another type than the library's. */
long poll(long a, const char *b);
long poll(long a, const char *b) {
  calls++;
  return a + (long)strlen(b);
}

static volatile sig_atomic_t handled;

static void handler(int number) { handled += number == SIGUSR1; }

static int exit_status(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }

int main(void) {
  signal(SIGUSR1, handler);
  printf("siginterrupt %d\n", siginterrupt(SIGUSR1, 1));
  struct sigaction action;
  sigaction(SIGUSR1, NULL, &action);
  printf("restarts: %d\n", (action.sa_flags & SA_RESTART) != 0);
  printf("sleep %u\n", sleep(1000));
  printf("nanosleep %d\n", nanosleep(&(struct timespec){.tv_nsec = 5}, NULL));
  int raised = raise(SIGUSR1);
  printf("raise %d, handled %d\n", raised, handled);
  printf("sigprocmask %d\n", sigprocmask(SIG_SETMASK, NULL, NULL));
  printf("waitpid %d\n", (int)waitpid(4, NULL, 0));
  int ends[2];
  printf("pipe %d", pipe(ends));
  printf(" %d\n", ends[0]);
  printf("dup2 %d\n", dup2(40, 2));
  printf("poll %ld\n", poll(3, "four"));
  warn("not printed");
  printf("%d calls\n", calls);
  fflush(stdout);

  calls = 0;
  printf("usleep %d\n", usleep(1000));
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  printf("pthread_sigmask %d\n", pthread_sigmask(SIG_BLOCK, &set, NULL));
  kill(getpid(), SIGUSR1);
  printf("blocked: %d\n", handled);
  printf("unblocked: %d", pthread_sigmask(SIG_UNBLOCK, &set, NULL));
  printf(" %d\n", handled);
  FILE *command = popen("exit 3", "r");
  printf("popen: %d", command != NULL);
  printf(" %d\n", command == NULL ? -1 : exit_status(pclose(command)));
  printf("system %d\n", exit_status(system("exit 5")));
  errno = ENOENT;
  warnx("from the library");
  printf("%d calls by the library\n", calls);
  return 0;
}
