// Names and texts of signals, as glibc has them.
#include <signal.h>
#include <stdio.h>

#include "internal.h"

static const struct {
  const char *name;
  const char *text;
} signals[] = {
    [SIGHUP] = {"HUP", "Hangup"},
    [SIGINT] = {"INT", "Interrupt"},
    [SIGQUIT] = {"QUIT", "Quit"},
    [SIGILL] = {"ILL", "Illegal instruction"},
    [SIGTRAP] = {"TRAP", "Trace/breakpoint trap"},
    [SIGABRT] = {"ABRT", "Aborted"},
    [SIGBUS] = {"BUS", "Bus error"},
    [SIGFPE] = {"FPE", "Floating point exception"},
    [SIGKILL] = {"KILL", "Killed"},
    [SIGUSR1] = {"USR1", "User defined signal 1"},
    [SIGSEGV] = {"SEGV", "Segmentation fault"},
    [SIGUSR2] = {"USR2", "User defined signal 2"},
    [SIGPIPE] = {"PIPE", "Broken pipe"},
    [SIGALRM] = {"ALRM", "Alarm clock"},
    [SIGTERM] = {"TERM", "Terminated"},
    [SIGSTKFLT] = {"STKFLT", "Stack fault"},
    [SIGCHLD] = {"CHLD", "Child exited"},
    [SIGCONT] = {"CONT", "Continued"},
    [SIGSTOP] = {"STOP", "Stopped (signal)"},
    [SIGTSTP] = {"TSTP", "Stopped"},
    [SIGTTIN] = {"TTIN", "Stopped (tty input)"},
    [SIGTTOU] = {"TTOU", "Stopped (tty output)"},
    [SIGURG] = {"URG", "Urgent I/O condition"},
    [SIGXCPU] = {"XCPU", "CPU time limit exceeded"},
    [SIGXFSZ] = {"XFSZ", "File size limit exceeded"},
    [SIGVTALRM] = {"VTALRM", "Virtual timer expired"},
    [SIGPROF] = {"PROF", "Profiling timer expired"},
    [SIGWINCH] = {"WINCH", "Window changed"},
    [SIGIO] = {"POLL", "I/O possible"},
    [SIGPWR] = {"PWR", "Power failure"},
    [SIGSYS] = {"SYS", "Bad system call"},
};

static int is_named(int signal) { return signal > 0 && signal <= SIGSYS; }

/** A signal's text, or NULL for one without. sigdescr_np(3). */
const char *sigdescr_np(int signal) { return is_named(signal) ? signals[signal].text : NULL; }

/** A signal's name without SIG, or NULL for one without. sigabbrev_np(3). */
const char *sigabbrev_np(int signal) { return is_named(signal) ? signals[signal].name : NULL; }

/** A signal's text; the next call may overwrite those of real-time and unknown signals. strsignal(3). */
char *strsignal(int signal) {
  static char numbered[40];
  if (is_named(signal))
    return (char *)signals[signal].text;
  if (signal >= SIGRTMIN && signal <= SIGRTMAX)
    snprintf(numbered, sizeof numbered, "Real-time signal %d", signal - SIGRTMIN);
  else
    snprintf(numbered, sizeof numbered, "Unknown signal %d", signal);
  return numbered;
}

/** Prints a signal's text to stderr after a message and a colon. psignal(3). */
void psignal(int signal, const char *message) {
  const char *colon = message == NULL || *message == '\0' ? "" : ": ";
  if (message == NULL)
    message = "";
  if (is_named(signal))
    fprintf(stderr, "%s%s%s\n", message, colon, signals[signal].text);
  else
    fprintf(stderr, "%s%sUnknown signal %d\n", message, colon, signal);
}
