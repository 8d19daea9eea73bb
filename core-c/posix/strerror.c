// Texts of errors as glibc gives them: strerror(3) and its relatives, perror(3).
// The table itself is in errno.c.
#include "internal.h"

#include <locale.h>
#include <stdio.h>

#include "errno-table.h"

static const struct isthmus_error *find(int number) {
  for (int index = 1; index < ISTHMUS_ERRORS; index++)
    if (__isthmus_errors[index].name != NULL && __isthmus_errors[index].guest == number)
      return &__isthmus_errors[index];
  return NULL;
}

const char *__isthmus_errno_name(int number) {
  const struct isthmus_error *error = find(number);
  return error == NULL ? NULL : error->name;
}

/** Linux's name of an error number, "0" for zero, NULL for one that isn't. Source: strerror(3). */
const char *strerrorname_np(int number) { return number == 0 ? "0" : __isthmus_errno_name(number); }

/** The text of an error number, NULL for one that isn't. Source: strerror(3). */
const char *strerrordesc_np(int number) {
  if (number == 0)
    return "Success";
  if (number == ENOTCAPABLE)
    return "Capabilities insufficient";
  const struct isthmus_error *error = find(number);
  return error == NULL ? NULL : error->text;
}

/** The text of an error number, or "Unknown error N" in the caller's buffer. Source: strerror(3), the GNU version. */
char *__isthmus_gnu_strerror_r(int number, char *buffer, size_t size) {
  const char *text = strerrordesc_np(number);
  if (text != NULL)
    return (char *)text;
  snprintf(buffer, size, "Unknown error %d", number);
  return buffer;
}

/** Copies the text of an error number; EINVAL for one that isn't, ERANGE when it doesn't fit. Source: strerror(3). */
int __xpg_strerror_r(int number, char *buffer, size_t size) {
  const char *text = strerrordesc_np(number);
  int length = text != NULL ? snprintf(buffer, size, "%s", text) : snprintf(buffer, size, "Unknown error %d", number);
  if ((size_t)length >= size)
    return ERANGE;
  return text == NULL ? EINVAL : 0;
}

#undef strerror_r
/* What objects compiled without these headers call. */
__typeof__(__xpg_strerror_r) strerror_r_posix __asm__("strerror_r") __attribute__((alias("__xpg_strerror_r")));

/** The text of an error number; that of an unknown one is overwritten by the next call. Source: strerror(3). */
char *strerror(int number) {
  static char unknown[32];
  return __isthmus_gnu_strerror_r(number, unknown, sizeof unknown);
}

/** As strerror: there is only the C locale's text. Source: strerror(3). */
char *strerror_l(int number, locale_t locale) {
  (void)locale;
  return strerror(number);
}

char *__strerror_l(int number, locale_t locale) __attribute__((alias("strerror_l")));

/** Prints "message: text of errno" on the standard error. Source: perror(3). */
void perror(const char *message) {
  const char *text = strerror(errno);
  if (message != NULL && *message != '\0')
    fprintf(stderr, "%s: %s\n", message, text);
  else
    fprintf(stderr, "%s\n", text);
}
