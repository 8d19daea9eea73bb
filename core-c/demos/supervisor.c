// Demo: a supervisor keeps three workers alive. Shows SIGCHLD with what it tells of the child, restarting, SIGTERM
// passed on for a graceful end, and SIGKILL for the one that won't. Plain Linux C: the same source runs natively and
// sandboxed.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { workers = 3 };

static pid_t pids[workers];
static volatile sig_atomic_t stopping;

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

static void on_stop(int signal) {
  (void)signal;
  stopping = 1;
}

/* What the last SIGCHLD told. */
static volatile struct {
  pid_t pid;
  int code, status;
} ended;

static void on_child(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  ended.pid = info->si_pid;
  ended.code = info->si_code;
  ended.status = info->si_status;
}

static void handle(int signal, void (*plain)(int), void (*full)(int, siginfo_t *, void *)) {
  struct sigaction action = {.sa_handler = plain};
  if (full != NULL) {
    action.sa_sigaction = full;
    action.sa_flags = SA_SIGINFO | SA_NOCLDSTOP;
  }
  sigemptyset(&action.sa_mask);
  if (sigaction(signal, &action, NULL) != 0)
    fail("sigaction");
}

/* Worker 0 fails once, 1 works until it is asked to end, 2 does not listen. Each says through the pipe when it is
 * ready. */
static void start(int number, int ready, int attempt) {
  pid_t pid = fork();
  if (pid < 0)
    fail("fork");
  if (pid > 0) {
    pids[number] = pid;
    return;
  }
  signal(SIGCHLD, SIG_DFL);
  if (number == 2)
    signal(SIGTERM, SIG_IGN);
  else
    handle(SIGTERM, on_stop, NULL);
  sigset_t blocked, none;
  sigemptyset(&none);
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  sigprocmask(SIG_SETMASK, number == 2 ? &none : &blocked, NULL);
  if (write(ready, "+", 1) != 1)
    fail("write");
  if (number == 0 && attempt == 1)
    _exit(3);
  while (!stopping)
    sigsuspend(&none);
  _exit(0);
}

static void await_ready(int ready, int count) {
  char byte;
  while (count > 0) {
    ssize_t got = read(ready, &byte, 1);
    if (got < 0 && errno != EINTR)
      fail("read");
    count -= got > 0;
  }
}

static int number_of(pid_t pid) {
  for (int i = 0; i < workers; i++)
    if (pids[i] == pid)
      return i;
  return -1;
}

/* Sleeps until a child has ended; its number. */
static int await_child(const sigset_t *unblocked) {
  while (ended.pid == 0)
    sigsuspend(unblocked);
  int number = number_of(ended.pid);
  waitpid(ended.pid, NULL, 0);
  ended.pid = 0;
  return number;
}

int main(void) {
  int ready[2];
  if (pipe(ready) != 0)
    fail("pipe");
  handle(SIGCHLD, NULL, on_child);
  sigset_t blocked, former;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGCHLD);
  sigprocmask(SIG_BLOCK, &blocked, &former);
  for (int i = 0; i < workers; i++)
    start(i, ready[1], 1);
  await_ready(ready[0], workers);
  printf("[supervisor] three workers are running\n");

  int number = await_child(&former);
  printf("[supervisor] worker %d ended with status %d: started again\n", number, ended.status);
  fflush(stdout);
  start(0, ready[1], 2);
  await_ready(ready[0], 1);

  kill(pids[1], SIGSEGV);
  number = await_child(&former);
  printf("[supervisor] worker %d was %s by signal \"%s\": started again\n", number,
         ended.code == CLD_EXITED ? "not ended" : "killed", strsignal(ended.status));
  fflush(stdout);
  start(1, ready[1], 2);
  await_ready(ready[0], 1);

  printf("[supervisor] asks all to end\n");
  for (int i = 0; i < workers; i++)
    kill(pids[i], SIGTERM);
  int status;
  for (int i = 0; i < 2; i++) {
    waitpid(pids[i], &status, 0);
    printf("[supervisor] worker %d ended with status %d\n", i, WEXITSTATUS(status));
  }
  int left = waitpid(pids[2], &status, WNOHANG) == 0;
  printf("[supervisor] worker 2 %s\n", left ? "does not listen: SIGKILL" : "has ended");
  kill(pids[2], SIGKILL);
  waitpid(pids[2], &status, 0);
  printf("[supervisor] worker 2 was killed by signal %d\n", WTERMSIG(status));
  return 0;
}
