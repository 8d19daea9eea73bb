// Benchmark: signals. With handlers: to the process itself; in turn between two processes that sleep, and between two
// that compute without a call; what a loop that computes costs when it can be interrupted. Without: queued ones, from a
// descriptor, and a timer's.
#include "bench.h"
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>

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

/* Real-time signals, with a value each, in batches that wait in the kernel's queue. */
enum { batch = 32 };

static sigset_t block_signal(int signal) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
    bench_fail("sigprocmask");
  return set;
}

static sigset_t taken;

static void prepare_queue(size_t size) {
  (void)size;
  taken = block_signal(SIGRTMIN);
}

static void perform_queue(uint64_t count) {
  pid_t self = getpid();
  siginfo_t info;
  for (uint64_t done = 0; done < count; done += batch) {
    for (int i = 0; i < batch; i++)
      if (sigqueue(self, SIGRTMIN, (union sigval){.sival_int = i}) != 0)
        bench_fail("sigqueue");
    for (int i = 0; i < batch; i++)
      if (sigwaitinfo(&taken, &info) != SIGRTMIN || info.si_int != i)
        bench_fail("sigwaitinfo");
  }
}

static int descriptor;

static void prepare_descriptor(size_t size) {
  (void)size;
  sigset_t set = block_signal(SIGUSR1);
  descriptor = signalfd(-1, &set, SFD_CLOEXEC);
  if (descriptor < 0)
    bench_fail("signalfd");
}

static void perform_descriptor(uint64_t count) {
  pid_t self = getpid();
  struct signalfd_siginfo info;
  for (uint64_t i = 0; i < count; i++) {
    kill(self, SIGUSR1);
    if (read(descriptor, &info, sizeof info) != sizeof info)
      bench_fail("read");
  }
}

static void finish_descriptor(void) { close(descriptor); }

/* How much longer than the 100 microseconds asked for it takes until a timer's signal is there. */
static timer_t timer;

static void prepare_timer(size_t size) {
  (void)size;
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
  taken = block_signal(SIGRTMIN);
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0)
    bench_fail("timer_create");
}

static void perform_timer(uint64_t count) {
  struct itimerspec once = {.it_value = {0, 100000}};
  for (uint64_t i = 0; i < count; i++)
    if (timer_settime(timer, 0, &once, NULL) != 0 || sigwaitinfo(&taken, NULL) != SIGRTMIN)
      bench_fail("timer");
}

static void finish_timer(void) { timer_delete(timer); }

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
      {"queue", prepare_queue, perform_queue, finish_nothing},
      {"descriptor", prepare_descriptor, perform_descriptor, finish_descriptor},
      {"timer", prepare_timer, perform_timer, finish_timer},
      {"loop", prepare_nothing, perform_loop, finish_nothing},
      {"loop-caught", prepare_raise, perform_loop, finish_nothing},
  };
  return bench_main(argc, argv, rows, sizeof rows / sizeof rows[0]);
}
