// Demo: signals between a parent and its child. Shows a handler that interrupts a loop, the mask, what is pending, and
// that standard signals coalesce while they wait, whereas real-time ones queue. Plain Linux C: the same source runs
// natively and sandboxed.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { times = 5 };

static volatile sig_atomic_t standard, real_time;

static void on_standard(int signal) {
  (void)signal;
  standard++;
}

static void on_real_time(int signal) {
  (void)signal;
  real_time++;
}

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

static void handle(int signal, void (*handler)(int)) {
  struct sigaction action = {.sa_handler = handler};
  sigemptyset(&action.sa_mask);
  if (sigaction(signal, &action, NULL) != 0)
    fail("sigaction");
}

/* A child that sends its parent a signal so many times. */
static void send_from_child(int signal, int count) {
  pid_t child = fork();
  if (child < 0)
    fail("fork");
  if (child == 0) {
    for (int i = 0; i < count; i++)
      kill(getppid(), signal);
    _exit(0);
  }
  while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
    ;
}

int main(void) {
  handle(SIGUSR1, on_standard);
  handle(SIGRTMIN, on_real_time);

  volatile unsigned long *steps = mmap(NULL, sizeof *steps, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (steps == MAP_FAILED)
    fail("mmap");
  printf("[parent] computing, without a call, until SIGUSR1 comes\n");
  fflush(stdout);
  pid_t child = fork();
  if (child < 0)
    fail("fork");
  if (child == 0) {
    /* Not before it computes. */
    while (*steps == 0)
      usleep(1000);
    usleep(20000);
    kill(getppid(), SIGUSR1);
    _exit(0);
  }
  while (standard == 0)
    ++*steps;
  printf("[parent] the handler has run in the middle of the loop%s\n", *steps > 0 ? "" : ", before it began");
  while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
    ;

  sigset_t both, former, pending;
  sigemptyset(&both);
  sigaddset(&both, SIGUSR1);
  sigaddset(&both, SIGRTMIN);
  sigprocmask(SIG_BLOCK, &both, &former);
  standard = 0;
  printf("[parent] SIGUSR1 and SIGRTMIN are blocked; the child sends each %d times\n", times);
  fflush(stdout);
  send_from_child(SIGUSR1, times);
  send_from_child(SIGRTMIN, times);
  sigpending(&pending);
  printf("[parent] handled %d and %d; pending: %s%s\n", (int)standard, (int)real_time,
         sigismember(&pending, SIGUSR1) ? "SIGUSR1 " : "", sigismember(&pending, SIGRTMIN) ? "SIGRTMIN" : "");
  sigprocmask(SIG_SETMASK, &former, NULL);
  printf("[parent] unblocked: SIGUSR1 handled %d time, SIGRTMIN %d times\n", (int)standard, (int)real_time);

  signal(SIGUSR1, SIG_IGN);
  raise(SIGUSR1);
  printf("[parent] ignored, SIGUSR1 does nothing\n");
  fflush(stdout);
  child = fork();
  if (child == 0) {
    signal(SIGUSR1, SIG_DFL);
    raise(SIGUSR1);
    _exit(0);
  }
  int status;
  waitpid(child, &status, 0);
  printf("[parent] with its default action it ended the child: %s\n",
         WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "no signal");
  return 0;
}
