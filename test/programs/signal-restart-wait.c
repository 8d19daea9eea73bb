// Waits for children, descriptors, signals and time that a handler interrupts: which fail with EINTR whatever
// SA_RESTART says, and which don't; what is left of a sleep.
#include <sys/select.h>
#include <threads.h>
#include <time.h>

#include "interrupt.h"

static int quiet[2];
static const struct timespec long_time = {1000, 0};

static void end_child(void) { _exit(0); }
static long tell_child(pid_t pid) { return pid > 0 ? 1 : pid; }
static long call_wait(void) { return tell_child(wait(NULL)); }
static long call_waitpid(void) { return tell_child(waitpid(-1, NULL, 0)); }
static long call_wait4(void) { return tell_child(wait4(-1, NULL, 0, NULL)); }

static long call_waitid(void) {
  siginfo_t information;
  return waitid(P_ALL, 0, &information, WEXITED);
}

static long call_poll(void) {
  struct pollfd watched = {.fd = quiet[0], .events = POLLIN};
  return poll(&watched, 1, -1);
}

static long call_poll_with_timeout(void) { return poll(NULL, 0, 1000000); }

static long call_ppoll(void) {
  struct pollfd watched = {.fd = quiet[0], .events = POLLIN};
  return ppoll(&watched, 1, &long_time, NULL);
}

static long call_select(void) {
  fd_set reading;
  FD_ZERO(&reading);
  FD_SET(quiet[0], &reading);
  return select(quiet[0] + 1, &reading, NULL, NULL, NULL);
}

static long call_pselect(void) {
  fd_set reading;
  FD_ZERO(&reading);
  FD_SET(quiet[0], &reading);
  return pselect(quiet[0] + 1, &reading, NULL, NULL, &long_time, NULL);
}

static long call_pause(void) { return pause(); }

static long call_sigsuspend(void) {
  sigset_t none;
  sigemptyset(&none);
  return sigsuspend(&none);
}

static sigset_t only(int number) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  return set;
}

static void block(int how) {
  sigset_t set = only(SIGUSR2);
  check(sigprocmask(how, &set, NULL) == 0);
}

static long call_sigwaitinfo(void) {
  sigset_t set = only(SIGUSR2);
  return sigwaitinfo(&set, NULL);
}

static long call_sigtimedwait(void) {
  sigset_t set = only(SIGUSR2);
  siginfo_t information;
  return sigtimedwait(&set, &information, &long_time);
}

static long call_sigwait(void) {
  sigset_t set = only(SIGUSR2);
  int number = 0;
  int error = sigwait(&set, &number);
  return error == 0 ? number == SIGUSR2 : (errno = error, -1);
}

static void send_other(void) { check(kill(getppid(), SIGUSR2) == 0); }

/* The rest of a sleep is less than all, and most of it: nobody waits minutes here. */
static void check_rest(const struct timespec *rest) {
  check(rest->tv_sec < 1000 && rest->tv_sec > 800 && rest->tv_nsec >= 0 && rest->tv_nsec < 1000000000);
}

static long call_nanosleep(void) {
  struct timespec rest = {0, 0};
  int result = nanosleep(&long_time, &rest);
  check_rest(&rest);
  return result;
}

static long call_nanosleep_without_rest(void) { return nanosleep(&long_time, NULL); }

static long call_clock_nanosleep(void) {
  struct timespec rest = {0, 0};
  errno = clock_nanosleep(CLOCK_MONOTONIC, 0, &long_time, &rest);
  check_rest(&rest);
  return errno == 0 ? 0 : -1;
}

/* Until a point in time nothing is told of the rest. */
static long call_clock_nanosleep_until(void) {
  struct timespec until, rest = {5, 6};
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += 1000;
  errno = clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, &rest);
  check(rest.tv_sec == 5 && rest.tv_nsec == 6);
  return errno == 0 ? 0 : -1;
}

static long call_sleep(void) {
  unsigned rest = sleep(1000);
  return rest <= 1000 && rest > 800;
}

static long call_usleep(void) { return usleep(100000000); }

static long call_thrd_sleep(void) {
  struct timespec rest = {0, 0};
  int result = thrd_sleep(&long_time, &rest);
  check_rest(&rest);
  return result == -1 ? 1 : 0;
}

int main(void) {
  begin();
  check(pipe(quiet) == 0);
  restarts(&(struct blocking){.name = "wait", .call = call_wait, .finish = end_child});
  restarts(&(struct blocking){.name = "waitpid", .call = call_waitpid, .finish = end_child});
  restarts(&(struct blocking){.name = "wait4", .call = call_wait4, .finish = end_child});
  restarts(&(struct blocking){.name = "waitid", .call = call_waitid, .finish = end_child});
  fails(&(struct blocking){.name = "poll", .call = call_poll});
  fails(&(struct blocking){.name = "poll with a timeout", .call = call_poll_with_timeout});
  fails(&(struct blocking){.name = "ppoll", .call = call_ppoll});
  fails(&(struct blocking){.name = "select", .call = call_select});
  fails(&(struct blocking){.name = "pselect", .call = call_pselect});
  fails(&(struct blocking){.name = "pause", .call = call_pause});
  fails(&(struct blocking){.name = "sigsuspend", .call = call_sigsuspend});
  block(SIG_BLOCK);
  fails(&(struct blocking){.name = "sigwaitinfo", .call = call_sigwaitinfo});
  fails(&(struct blocking){.name = "sigtimedwait", .call = call_sigtimedwait});
  persists(&(struct blocking){.name = "sigwait", .call = call_sigwait, .finish = send_other});
  block(SIG_UNBLOCK);
  fails(&(struct blocking){.name = "nanosleep", .call = call_nanosleep});
  fails(&(struct blocking){.name = "nanosleep without a rest", .call = call_nanosleep_without_rest});
  fails(&(struct blocking){.name = "clock_nanosleep", .call = call_clock_nanosleep});
  fails(&(struct blocking){.name = "clock_nanosleep until a time", .call = call_clock_nanosleep_until});
  fails(&(struct blocking){.name = "sleep", .call = call_sleep});
  fails(&(struct blocking){.name = "usleep", .call = call_usleep});
  fails(&(struct blocking){.name = "thrd_sleep", .call = call_thrd_sleep});
  return 0;
}
