// Messages on the standard error with the program's name, as glibc words them: err(3), error(3), failed assertions.
#include "internal.h"

#include <assert.h>
#include <err.h>
#include <error.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/** Prints "program: message: text of errno". Source: err(3). */
void vwarn(const char *format, va_list arguments) {
  int number = errno;
  fprintf(stderr, "%s: ", program_invocation_short_name);
  if (format != NULL) {
    vfprintf(stderr, format, arguments);
    fputs(": ", stderr);
  }
  fprintf(stderr, "%s\n", strerror(number));
}

/** Prints "program: message". Source: err(3). */
void vwarnx(const char *format, va_list arguments) {
  fprintf(stderr, "%s: ", program_invocation_short_name);
  if (format != NULL)
    vfprintf(stderr, format, arguments);
  putc('\n', stderr);
}

/** vwarn, then exit. Source: err(3). */
void verr(int status, const char *format, va_list arguments) {
  vwarn(format, arguments);
  exit(status);
}

/** vwarnx, then exit. Source: err(3). */
void verrx(int status, const char *format, va_list arguments) {
  vwarnx(format, arguments);
  exit(status);
}

/** Prints "program: message: text of errno". Source: err(3). */
void warn(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vwarn(format, arguments);
  va_end(arguments);
}

/** Prints "program: message". Source: err(3). */
void warnx(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vwarnx(format, arguments);
  va_end(arguments);
}

/** warn, then exit. Source: err(3). */
void err(int status, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  verr(status, format, arguments);
}

/** warnx, then exit. Source: err(3). */
void errx(int status, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  verrx(status, format, arguments);
}

/** Called instead of printing the program's name. Source: error(3). */
void (*error_print_progname)(void);
/** Messages so far. Source: error(3). */
unsigned int error_message_count;
/** Keeps error_at_line from printing about one line twice. Source: error(3). */
int error_one_per_line;

static void print_name(const char *separator) {
  fflush(stdout);
  if (error_print_progname != NULL)
    error_print_progname();
  else
    fprintf(stderr, "%s:%s", program_invocation_name, separator);
}

static void print_message(int status, int number, const char *format, va_list arguments) {
  vfprintf(stderr, format, arguments);
  error_message_count++;
  if (number != 0)
    fprintf(stderr, ": %s", strerror(number));
  putc('\n', stderr);
  fflush(stderr);
  if (status != 0)
    exit(status);
}

/** Prints "program: message: text of the error", then exits unless the status is 0. Source: error(3). */
void error(int status, int number, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  print_name(" ");
  print_message(status, number, format, arguments);
  va_end(arguments);
}

/** The same with "file:line: " before the message. Source: error(3). */
void error_at_line(int status, int number, const char *file, unsigned int line, const char *format, ...) {
  static const char *last_file;
  static unsigned int last_line;
  if (error_one_per_line) {
    if (last_line == line && (last_file == file || (last_file != NULL && file != NULL && strcmp(last_file, file) == 0)))
      return;
    last_file = file;
    last_line = line;
  }
  va_list arguments;
  va_start(arguments, format);
  print_name(file == NULL ? " " : "");
  if (file != NULL)
    fprintf(stderr, "%s:%u: ", file, line);
  print_message(status, number, format, arguments);
  va_end(arguments);
}

/** What a failed assert calls: says where, then aborts. Source: assert(3). */
void __assert_fail(const char *expression, const char *file, int line, const char *function) {
  fprintf(stderr, "%s: %s:%d: %s: Assertion `%s' failed.\n", program_invocation_short_name, file, line, function,
          expression);
  abort();
}

/** What a failed assert_perror calls. Source: assert_perror(3). */
void __assert_perror_fail(int number, const char *file, int line, const char *function) {
  fprintf(stderr, "%s: %s:%d: %s: Unexpected error: %s.\n", program_invocation_short_name, file, line, function,
          strerror(number));
  abort();
}
