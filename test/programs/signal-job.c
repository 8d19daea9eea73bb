// Job control without a terminal: stops and continuations as waitpid and SIGCHLD tell them, handlers of SIGTSTP and
// SIGCONT, which pending signals a stop or a SIGCONT throws away, and process groups.
#include "signals.h"

static volatile sig_atomic_t runs;

static const char *wait_for(pid_t pid, int flags) {
  static char text[64];
  int status;
  pid_t got = waitpid(pid, &status, flags);
  if (got == pid)
    return status_name(status);
  snprintf(text, sizeof text, got == 0 ? "nothing" : "%s", errno_name(errno));
  return text;
}

/* Starts a child in a group of its own, so that its stops are not those of an orphaned group; it is ready when this
 * returns. */
static pid_t start(void (*life)(int write_end)) {
  int ends[2];
  char byte;
  fflush(stdout);
  check(pipe(ends) == 0);
  pid_t child = fork();
  check(child >= 0);
  if (child == 0) {
    check(setpgid(0, 0) == 0 && close(ends[0]) == 0);
    life(ends[1]);
    _exit(0);
  }
  check(close(ends[1]) == 0 && read(ends[0], &byte, 1) == 1 && close(ends[0]) == 0);
  return child;
}

static void ready(int write_end) { check(write(write_end, "r", 1) == 1 && close(write_end) == 0); }

static void live(int write_end) {
  ready(write_end);
  for (;;)
    pause();
}

static void by_every_signal(void) {
  static const int stops[] = {SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU};
  pid_t child = start(live);
  for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++) {
    show(kill(child, stops[i]));
    puts(wait_for(child, WUNTRACED | WCONTINUED));
    puts(wait_for(child, WUNTRACED | WCONTINUED | WNOHANG));
    show(kill(child, SIGCONT));
    puts(wait_for(child, WUNTRACED | WCONTINUED));
    puts(wait_for(child, WUNTRACED | WCONTINUED | WNOHANG));
  }
  /* A stopped process is killed at once by SIGKILL, and by SIGTERM when it goes on. */
  check(kill(child, SIGSTOP) == 0);
  puts(wait_for(child, WUNTRACED));
  show(kill(child, SIGTERM));
  puts(wait_for(child, WNOHANG));
  show(kill(child, SIGCONT));
  puts(wait_for(child, 0));
  child = start(live);
  check(kill(child, SIGSTOP) == 0);
  puts(wait_for(child, WUNTRACED));
  show(kill(child, SIGKILL));
  puts(wait_for(child, 0));
}

static void by_waitid(void) {
  pid_t child = start(live);
  siginfo_t information;
  check(kill(child, SIGTSTP) == 0);
  check(waitid(P_PID, (id_t)child, &information, WSTOPPED | WNOWAIT) == 0);
  printf("%d %d\n", information.si_code == CLD_STOPPED, information.si_status == SIGTSTP);
  check(waitid(P_PGID, (id_t)child, &information, WSTOPPED) == 0);
  printf("%d %d %d\n", information.si_code == CLD_STOPPED, information.si_status == SIGTSTP,
         information.si_pid == child);
  check(kill(child, SIGCONT) == 0);
  check(waitid(P_PID, (id_t)child, &information, WCONTINUED) == 0);
  printf("%d %d\n", information.si_code == CLD_CONTINUED, information.si_status == SIGCONT);
  check(kill(child, SIGKILL) == 0);
  check(waitid(P_PID, (id_t)child, &information, WEXITED) == 0);
  printf("%d %d\n", information.si_code == CLD_KILLED, information.si_status == SIGKILL);
}

/* By which handlers tell the parent that they have run. */
static int told;

static void tell(void) {
  if (write(told, "c", 1) != 1)
    _exit(99);
}

/* As an editor has it: clean up, stop by the default action, and set up again when going on. */
static void stop_itself(int number) {
  printf("  the handler of %s cleans up\n", signal_name(number));
  install(SIGTSTP, SIG_DFL, 0);
  raise(SIGTSTP);
  change_mask(SIG_UNBLOCK, SIGTSTP);
  change_mask(SIG_BLOCK, SIGTSTP);
  install(SIGTSTP, stop_itself, 0);
  puts("  and goes on");
  tell();
}

static void tell_continued(int number) {
  (void)number;
  tell();
}

/* Starts a child with a handler, which tells by the pipe. */
static pid_t start_telling(int number, void (*handler)(int), int ends[2]) {
  char byte;
  check(pipe(ends) == 0);
  fflush(stdout);
  pid_t child = fork();
  check(child >= 0);
  if (child == 0) {
    check(setpgid(0, 0) == 0);
    told = dup(ends[1]);
    install(number, handler, SA_RESTART);
    live(ends[1]);
  }
  check(read(ends[0], &byte, 1) == 1 && byte == 'r');
  return child;
}

static void handled_stops(void) {
  puts("a handler of SIGTSTP that stops");
  int ends[2];
  char byte;
  pid_t child = start_telling(SIGTSTP, stop_itself, ends);
  for (int i = 0; i < 3; i++) {
    check(kill(child, SIGTSTP) == 0);
    puts(wait_for(child, WUNTRACED));
    check(kill(child, SIGCONT) == 0 && read(ends[0], &byte, 1) == 1);
    puts(wait_for(child, WCONTINUED));
  }
  check(kill(child, SIGTERM) == 0);
  puts(wait_for(child, 0));
  check(close(ends[0]) == 0 && close(ends[1]) == 0);
}

/* SIGCONT makes a process go on whether it is handled, ignored or blocked. */
static void ignoring(int write_end) {
  signal(SIGCONT, SIG_IGN);
  live(write_end);
}

static void blocking(int write_end) {
  change_mask(SIG_BLOCK, SIGCONT);
  live(write_end);
}

static void handled_continuations(void) {
  puts("a handler of SIGCONT");
  int ends[2];
  char byte;
  pid_t child = start_telling(SIGCONT, tell_continued, ends);
  check(kill(child, SIGSTOP) == 0);
  puts(wait_for(child, WUNTRACED));
  check(kill(child, SIGCONT) == 0 && read(ends[0], &byte, 1) == 1);
  printf("the handler ran: %c, %s\n", byte, wait_for(child, WCONTINUED));
  /* Also of a process that was not stopped. */
  check(kill(child, SIGCONT) == 0 && read(ends[0], &byte, 1) == 1);
  printf("the handler ran: %c, %s\n", byte, wait_for(child, WCONTINUED | WNOHANG));
  check(kill(child, SIGKILL) == 0);
  puts(wait_for(child, 0));
  static void (*const lives[])(int) = {ignoring, blocking};
  for (int i = 0; i < 2; i++) {
    puts(i == 0 ? "ignored" : "blocked");
    child = start(lives[i]);
    check(kill(child, SIGSTOP) == 0);
    puts(wait_for(child, WUNTRACED));
    check(kill(child, SIGCONT) == 0);
    puts(wait_for(child, WCONTINUED));
    check(kill(child, SIGKILL) == 0);
    puts(wait_for(child, 0));
  }
}

static void count(int number) {
  (void)number;
  runs++;
}

static void thrown_away(void) {
  puts("what throws away what");
  install(SIGTSTP, count, 0);
  install(SIGTTIN, count, 0);
  install(SIGCONT, count, 0);
  sigset_t set = set_of(SIGTSTP, SIGTTIN, SIGCONT, 0), former;
  check(sigprocmask(SIG_BLOCK, &set, &former) == 0);
  check(raise(SIGTSTP) == 0 && raise(SIGTTIN) == 0);
  printf("pending: %s\n", pending_text());
  check(raise(SIGCONT) == 0);
  printf("pending: %s\n", pending_text());
  check(raise(SIGTTIN) == 0);
  printf("pending: %s\n", pending_text());
  runs = 0;
  check(sigprocmask(SIG_SETMASK, &former, NULL) == 0);
  show(runs);
  install(SIGTSTP, SIG_DFL, 0);
  install(SIGTTIN, SIG_DFL, 0);
  install(SIGCONT, SIG_DFL, 0);
}

/* Nobody could make an orphaned group go on: its members don't stop at a terminal's signals. */
static void orphaned(void) {
  puts("an orphaned group");
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    check(setsid() == getpid());
    raise(SIGTSTP);
    raise(SIGTTIN);
    raise(SIGTTOU);
    puts("  not stopped");
    fflush(stdout);
    raise(SIGSTOP);
    _exit(5);
  }
  puts(wait_for(child, WUNTRACED));
  check(kill(child, SIGCONT) == 0);
  puts(wait_for(child, 0));
}

static void groups(void) {
  puts("groups");
  pid_t first = start(live), second = start(live);
  show(setpgid(second, first));
  show(getpgid(second) == first);
  show(killpg(first, 0));
  show(killpg(first, SIGSTOP));
  puts(wait_for(first, WUNTRACED));
  puts(wait_for(second, WUNTRACED));
  show(kill(-first, SIGCONT));
  puts(wait_for(first, WCONTINUED));
  puts(wait_for(second, WCONTINUED));
  show(kill(-first, SIGTERM));
  puts(wait_for(first, 0));
  /* The group is there as long as a member is. */
  show(killpg(first, 0));
  check(waitpid(-first, NULL, 0) == second);
  show(killpg(first, 0));
  show(killpg(first, SIGTERM));
}

int main(void) {
  begin();
  by_every_signal();
  by_waitid();
  handled_stops();
  handled_continuations();
  thrown_away();
  orphaned();
  groups();
  return 0;
}
