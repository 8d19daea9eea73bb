// The system's log: messages in BSD's format to the Unix socket /dev/log, a datagram socket or else a stream. Where it
// can't be reached, or the policy does not show it, they go nowhere, as on a machine without a log.
#include "internal.h"

#include <paths.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

static const char *tag;
static int options;
static int default_facility = LOG_USER;
static int wanted = LOG_UPTO(LOG_DEBUG);
static int connection = -1;
static int kind = SOCK_DGRAM;

static void disconnect(void) {
  if (connection >= 0)
    close(connection);
  connection = -1;
}

/** Connects unless that is done. The kernel says EPROTOTYPE when the other end is of the other kind. */
static bool connect_log(void) {
  static const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = _PATH_LOG};
  while (connection < 0) {
    connection = socket(AF_UNIX, kind | SOCK_CLOEXEC, 0);
    if (connection < 0 || connect(connection, (const struct sockaddr *)&address, sizeof address) == 0)
      break;
    int error = errno;
    disconnect();
    errno = error;
    if (kind != SOCK_DGRAM || error != EPROTOTYPE)
      break;
    kind = SOCK_STREAM;
  }
  return connection >= 0;
}

/** In a stream a zero ends each message. */
static bool send_message(const char *message) {
  return connect_log() && send(connection, message, strlen(message) + (kind == SOCK_STREAM), MSG_NOSIGNAL) >= 0;
}

/** Where the log may not be reached, the console may not either. */
static void tell_console(const char *text) {
  if (!(options & LOG_CONS) || errno == EACCES)
    return;
  int console = open(_PATH_CONSOLE, O_WRONLY | O_NOCTTY | O_CLOEXEC);
  if (console < 0)
    return;
  dprintf(console, "%s\r\n", text);
  close(console);
}

/** Chooses what stands before the messages (the program's name if `name` is null and none was chosen), LOG_… options,
 * and the facility of messages without one. syslog(3). */
void openlog(const char *name, int flags, int facility) {
  if (name != NULL)
    tag = name;
  options = flags;
  if ((facility & ~LOG_FACMASK) == 0)
    default_facility = facility;
  int error = errno;
  if (options & LOG_NDELAY)
    connect_log();
  errno = error;
}

/** Closes the connection, and forgets the name. syslog(3). */
void closelog(void) {
  disconnect();
  tag = NULL;
  kind = SOCK_DGRAM;
}

/** Chooses which priorities are logged, by bits of LOG_MASK; all stay when it is 0. The former ones. syslog(3). */
int setlogmask(int mask) {
  int former = wanted;
  if (mask != 0)
    wanted = mask;
  return former;
}

static void print_header(FILE *stream, int priority) {
  time_t now = time(NULL);
  struct tm local;
  char date[32];
  strftime(date, sizeof date, "%b %e %H:%M:%S", localtime_r(&now, &local));
  fprintf(stream, "<%d>%s ", priority, date);
}

/** Logs a message: a format as printf's, with %m, and a priority, with a facility or without. Blocks while the log is
 * full. syslog(3). */
void vsyslog(int priority, const char *format, va_list arguments) {
  int error = errno;
  if (priority & ~(LOG_PRIMASK | LOG_FACMASK)) {
    syslog(LOG_AUTH | LOG_ERR, "syslog: unknown facility/priority: %x", (unsigned)priority);
    priority &= LOG_PRIMASK | LOG_FACMASK;
  }
  if (!(wanted & LOG_MASK(LOG_PRI(priority))))
    return;
  if ((priority & LOG_FACMASK) == 0)
    priority |= default_facility;
  if (tag == NULL)
    tag = program_invocation_short_name;
  char *message = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&message, &size);
  if (stream == NULL)
    return;
  print_header(stream, priority);
  long start = ftell(stream);
  fputs(tag, stream);
  if (options & LOG_PID)
    fprintf(stream, "[%d]", (int)getpid());
  fputs(": ", stream);
  errno = error;
  vfprintf(stream, format, arguments);
  if (fclose(stream) == 0) {
    const char *text = message + start;
    if (options & LOG_PERROR)
      dprintf(STDERR_FILENO, "%s%s", text, message[size - 1] == '\n' ? "" : "\n");
    if (!send_message(message)) {
      disconnect(); // The log may have been started again.
      if (!send_message(message))
        tell_console(text);
    }
  }
  free(message);
  errno = error;
}

/** The same. syslog(3). */
void syslog(int priority, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsyslog(priority, format, arguments);
  va_end(arguments);
}
