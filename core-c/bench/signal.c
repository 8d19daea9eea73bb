// Benchmark: signals with handlers. To the process itself; in turn between two processes that sleep, and between two
// that compute without a call; and what a loop that computes costs when it can be interrupted.
#include "bench.h"
#include <signal.h>
#include <sys/wait.h>

static volatile sig_atomic_t got;
static pid_t peer;
static sigset_t waiting;

static void count_signal(int signal) {
  (void)signal;
  got++;
}

static void catch_signal(int signal, int flags) {
  struct sigaction action = {.sa_handler = count_signal, .sa_flags = flags};
  sigemptyset(&action.sa_mask);
  if (sigaction(signal, &action, NULL) != 0)
    bench_fail("sigaction");
}

static void prepare_raise(size_t size) {
  (void)size;
  catch_signal(SIGUSR1, 0);
}

static void perform_raise(uint64_t count) {
  pid_t self = getpid();
  sig_atomic_t before = got;
  for (uint64_t i = 0; i < count; i++)
    kill(self, SIGUSR1);
  if ((uint64_t)(uint32_t)(got - before) != (uint32_t)count)
    bench_fail("raise");
}

static void wait_asleep(void) {
  while (got == 0)
    sigsuspend(&waiting);
  got = 0;
}

static void wait_computing(void) {
  while (got == 0)
    ;
  got = 0;
}

/* The peer sends back every SIGUSR1, and ends at SIGUSR2, whose action is the default one. */
static void start_peer(void (*wait_signal)(void)) {
  pid_t parent = getpid();
  peer = fork();
  if (peer < 0)
    bench_fail("fork");
  while (peer == 0) {
    wait_signal();
    kill(parent, SIGUSR1);
  }
}

static void prepare_asleep(size_t size) {
  (void)size;
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  sigprocmask(SIG_BLOCK, &blocked, &waiting);
  catch_signal(SIGUSR1, 0);
  start_peer(wait_asleep);
}

static void prepare_computing(size_t size) {
  (void)size;
  catch_signal(SIGUSR1, 0);
  start_peer(wait_computing);
}

static void perform_asleep(uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    kill(peer, SIGUSR1);
    wait_asleep();
  }
}

static void perform_computing(uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    kill(peer, SIGUSR1);
    wait_computing();
  }
}

static void end_peer(void) {
  kill(peer, SIGUSR2);
  waitpid(peer, NULL, 0);
}

/* A loop that the optimizer can't take apart, with and without a handler that might interrupt it. */
static void perform_loop(uint64_t count) {
  volatile uint32_t sink;
  uint32_t value = 1;
  for (uint64_t i = 0; i < count * 1000; i++)
    value = value * 1664525 + 1013904223;
  sink = value;
  (void)sink;
}

static void prepare_nothing(size_t size) { (void)size; }

static void finish_nothing(void) {}

int main(int argc, char **argv) {
  static const struct row rows[] = {
      {"raise", prepare_raise, perform_raise, finish_nothing},
      {"asleep", prepare_asleep, perform_asleep, end_peer},
      {"computing", prepare_computing, perform_computing, end_peer},
      {"loop", prepare_nothing, perform_loop, finish_nothing},
      {"loop-caught", prepare_raise, perform_loop, finish_nothing},
  };
  return bench_main(argc, argv, rows, sizeof rows / sizeof rows[0]);
}
