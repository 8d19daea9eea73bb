// What the differential programs print with: values, errno names and wait statuses, the same natively and in wasm.
// Header only, so that each program stays one file.
#ifndef SHOW_H
#define SHOW_H
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* Line buffering, so that a fork or a crash neither doubles nor loses text. */
static inline void begin(void) { setvbuf(stdout, NULL, _IOLBF, 0); }

static inline const char *errno_name(int error) {
  static const struct {
    int value;
    const char *name;
  } names[] = {
#define SHOW_ERRNO(name) {name, #name}
      {0, "0"},
      SHOW_ERRNO(EPERM),
      SHOW_ERRNO(ENOENT),
      SHOW_ERRNO(ESRCH),
      SHOW_ERRNO(EINTR),
      SHOW_ERRNO(EIO),
      SHOW_ERRNO(ENXIO),
      SHOW_ERRNO(E2BIG),
      SHOW_ERRNO(ENOEXEC),
      SHOW_ERRNO(EBADF),
      SHOW_ERRNO(ECHILD),
      SHOW_ERRNO(EAGAIN),
      SHOW_ERRNO(ENOMEM),
      SHOW_ERRNO(EACCES),
      SHOW_ERRNO(EFAULT),
      SHOW_ERRNO(EBUSY),
      SHOW_ERRNO(EEXIST),
      SHOW_ERRNO(EXDEV),
      SHOW_ERRNO(ENODEV),
      SHOW_ERRNO(ENOTDIR),
      SHOW_ERRNO(EISDIR),
      SHOW_ERRNO(EINVAL),
      SHOW_ERRNO(ENFILE),
      SHOW_ERRNO(EMFILE),
      SHOW_ERRNO(ENOTTY),
      SHOW_ERRNO(ETXTBSY),
      SHOW_ERRNO(EFBIG),
      SHOW_ERRNO(ENOSPC),
      SHOW_ERRNO(ESPIPE),
      SHOW_ERRNO(EROFS),
      SHOW_ERRNO(EMLINK),
      SHOW_ERRNO(EPIPE),
      SHOW_ERRNO(EDOM),
      SHOW_ERRNO(ERANGE),
      SHOW_ERRNO(EDEADLK),
      SHOW_ERRNO(ENAMETOOLONG),
      SHOW_ERRNO(ENOLCK),
      SHOW_ERRNO(ENOSYS),
      SHOW_ERRNO(ENOTEMPTY),
      SHOW_ERRNO(ELOOP),
      SHOW_ERRNO(EOVERFLOW),
      SHOW_ERRNO(EILSEQ),
      SHOW_ERRNO(ENOTSUP),
      SHOW_ERRNO(ETIMEDOUT),
      SHOW_ERRNO(ENOTSOCK),
      SHOW_ERRNO(ENOTBLK),
      SHOW_ERRNO(ECANCELED),
      SHOW_ERRNO(EOWNERDEAD),
      SHOW_ERRNO(ENOTRECOVERABLE),
      SHOW_ERRNO(ENOMSG),
      SHOW_ERRNO(EIDRM),
      SHOW_ERRNO(EMSGSIZE),
      SHOW_ERRNO(EPROTONOSUPPORT),
      SHOW_ERRNO(ECONNRESET),
      SHOW_ERRNO(EBADMSG),
      SHOW_ERRNO(ENOTCONN),
      SHOW_ERRNO(EISCONN),
      SHOW_ERRNO(EADDRINUSE),
      SHOW_ERRNO(EADDRNOTAVAIL),
      SHOW_ERRNO(ECONNREFUSED),
      SHOW_ERRNO(ECONNABORTED),
      SHOW_ERRNO(EAFNOSUPPORT),
      SHOW_ERRNO(EPROTOTYPE),
      SHOW_ERRNO(ENOPROTOOPT),
      SHOW_ERRNO(ESOCKTNOSUPPORT),
      SHOW_ERRNO(EDESTADDRREQ),
      SHOW_ERRNO(EINPROGRESS),
      SHOW_ERRNO(EALREADY),
      SHOW_ERRNO(ENOBUFS),
      SHOW_ERRNO(ESHUTDOWN),
      SHOW_ERRNO(EPROTO),
#undef SHOW_ERRNO
  };
  static char unknown[32];
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (names[i].value == error)
      return names[i].name;
  snprintf(unknown, sizeof unknown, "errno %d", error);
  return unknown;
}

static inline const char *signal_name(int number) {
  static const struct {
    int value;
    const char *name;
  } names[] = {
#define SHOW_SIGNAL(name) {name, #name}
      SHOW_SIGNAL(SIGHUP),    SHOW_SIGNAL(SIGINT),  SHOW_SIGNAL(SIGQUIT),  SHOW_SIGNAL(SIGILL),    SHOW_SIGNAL(SIGABRT),
      SHOW_SIGNAL(SIGBUS),    SHOW_SIGNAL(SIGFPE),  SHOW_SIGNAL(SIGKILL),  SHOW_SIGNAL(SIGUSR1),   SHOW_SIGNAL(SIGSEGV),
      SHOW_SIGNAL(SIGUSR2),   SHOW_SIGNAL(SIGPIPE), SHOW_SIGNAL(SIGALRM),  SHOW_SIGNAL(SIGTERM),   SHOW_SIGNAL(SIGCHLD),
      SHOW_SIGNAL(SIGCONT),   SHOW_SIGNAL(SIGSTOP), SHOW_SIGNAL(SIGTSTP),  SHOW_SIGNAL(SIGTTIN),   SHOW_SIGNAL(SIGTTOU),
      SHOW_SIGNAL(SIGXCPU),   SHOW_SIGNAL(SIGXFSZ), SHOW_SIGNAL(SIGTRAP),  SHOW_SIGNAL(SIGSTKFLT), SHOW_SIGNAL(SIGURG),
      SHOW_SIGNAL(SIGVTALRM), SHOW_SIGNAL(SIGPROF), SHOW_SIGNAL(SIGWINCH), SHOW_SIGNAL(SIGIO),     SHOW_SIGNAL(SIGPWR),
      SHOW_SIGNAL(SIGSYS),
#undef SHOW_SIGNAL
  };
  static char unknown[32];
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (names[i].value == number)
      return names[i].name;
  snprintf(unknown, sizeof unknown, "signal %d", number);
  return unknown;
}

static inline const char *status_name(int status) {
  static char text[64];
  if (WIFEXITED(status))
    snprintf(text, sizeof text, "exited %d", WEXITSTATUS(status));
  else if (WIFSIGNALED(status))
    snprintf(text, sizeof text, "killed by %s", signal_name(WTERMSIG(status)));
  else if (WIFSTOPPED(status))
    snprintf(text, sizeof text, "stopped by %s", signal_name(WSTOPSIG(status)));
  else if (WIFCONTINUED(status))
    snprintf(text, sizeof text, "continued");
  else
    snprintf(text, sizeof text, "no wait status");
  return text;
}

/* Prints an expression and its value; of -1 also the errno. Gives the value. */
#define show(expression)                                                                                               \
  ({                                                                                                                   \
    errno = 0;                                                                                                         \
    long long show_value = (long long)(expression);                                                                    \
    int show_errno = errno;                                                                                            \
    if (show_value == -1)                                                                                              \
      printf("%s = -1 %s\n", #expression, errno_name(show_errno));                                                     \
    else                                                                                                               \
      printf("%s = %lld\n", #expression, show_value);                                                                  \
    errno = show_errno;                                                                                                \
    show_value;                                                                                                        \
  })

/* Ends the program, and says where, when something is not so. */
#define check(condition)                                                                                               \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      printf("not so: %s (line %d, errno %s)\n", #condition, __LINE__, errno_name(errno));                             \
      fflush(stdout);                                                                                                  \
      _exit(1);                                                                                                        \
    }                                                                                                                  \
  } while (0)

#endif
