// What programs about signal handlers share: installing one, sets of signals as text, children and their ends.
#ifndef SIGNALS_H
#define SIGNALS_H
#include <stdarg.h>

#include "show.h"

/* The set of the signals given, up to a 0. */
static inline sigset_t set_of(int first, ...) {
  sigset_t set;
  va_list rest;
  va_start(rest, first);
  sigemptyset(&set);
  for (int number = first; number != 0; number = va_arg(rest, int))
    check(sigaddset(&set, number) == 0);
  va_end(rest);
  return set;
}

/* A set's members, by name; of SIGRTMIN and beyond "RT+n"; "all" but SIGKILL and SIGSTOP. Valid until the next call but
 * three. */
static inline const char *set_text(const sigset_t *set) {
  static char texts[4][1024];
  static int next;
  char *text = texts[next++ % 4];
  size_t used = 0;
  int missing = 0;
  text[0] = '\0';
  for (int number = 1; number <= SIGRTMAX; number++) {
    if (sigismember(set, number) != 1) {
      missing += number != SIGKILL && number != SIGSTOP && (number < 32 || number >= SIGRTMIN);
      continue;
    }
    const char *space = used > 0 ? " " : "";
    if (number >= SIGRTMIN)
      used += (size_t)snprintf(text + used, sizeof texts[0] - used, "%sRT+%d", space, number - SIGRTMIN);
    else
      used += (size_t)snprintf(text + used, sizeof texts[0] - used, "%s%s", space, signal_name(number));
  }
  return used == 0 ? "none" : missing == 0 ? "all" : text;
}

static inline sigset_t blocked(void) {
  sigset_t set;
  check(sigprocmask(SIG_BLOCK, NULL, &set) == 0);
  return set;
}

static inline sigset_t pending(void) {
  sigset_t set;
  check(sigpending(&set) == 0);
  return set;
}

static inline const char *blocked_text(void) {
  sigset_t set = blocked();
  return set_text(&set);
}

static inline const char *pending_text(void) {
  sigset_t set = pending();
  return set_text(&set);
}

/* Blocks, unblocks or sets (`how`) one signal. */
static inline void change_mask(int how, int number) {
  sigset_t set = set_of(number, 0);
  check(sigprocmask(how, &set, NULL) == 0);
}

static inline void install(int number, void (*handler)(int), int flags) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
  check(sigaction(number, &action, NULL) == 0);
}

static inline void install_masked(int number, void (*handler)(int), int flags, sigset_t mask) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = flags, .sa_mask = mask};
  check(sigaction(number, &action, NULL) == 0);
}

/* A handler that is told more; SA_SIGINFO comes by itself. */
static inline void install_info(int number, void (*handler)(int, siginfo_t *, void *), int flags) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = flags | SA_SIGINFO};
  check(sigaction(number, &action, NULL) == 0);
}

static inline const char *disposition(int number) {
  struct sigaction action;
  check(sigaction(number, NULL, &action) == 0);
  if (action.sa_flags & SA_SIGINFO)
    return "a handler with information";
  return action.sa_handler == SIG_IGN ? "ignored" : action.sa_handler == SIG_DFL ? "default" : "a handler";
}

/* Waits for one child, whatever interrupts, and tells how it ended. */
static inline void reap(const char *what, pid_t pid) {
  int status;
  pid_t got;
  do
    got = waitpid(pid, &status, 0);
  while (got < 0 && errno == EINTR);
  check(got == pid);
  printf("%s: %s\n", what, status_name(status));
}

#endif
