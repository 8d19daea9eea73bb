// The shape of the error table in errno.c, for strerror.c.
#ifndef ISTHMUS_ERRNO_TABLE_H
#define ISTHMUS_ERRNO_TABLE_H

enum { ISTHMUS_ERRORS = 134 };

struct isthmus_error {
  short guest;
  const char *name;
  const char *text;
};

extern const struct isthmus_error __isthmus_errors[ISTHMUS_ERRORS];

#endif
