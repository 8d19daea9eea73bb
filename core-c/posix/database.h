// The shape that /etc/passwd and /etc/group share: lines of fields between colons. Meaning is passwd.c's and group.c's.
#ifndef ISTHMUS_DATABASE_H
#define ISTHMUS_DATABASE_H

#include <stdio.h>

#include "internal.h"

/** Where an entry's strings are put. */
struct entry_buffer {
  char *start;
  size_t size;
};

/** Reads the file's next line of at least `count` fields into the buffer and points the fields at their starts; the
 * last takes the rest of the line. 0; ENOENT at the end; ERANGE when the line doesn't fit. */
int __isthmus_next_entry(FILE *file, struct entry_buffer buffer, char *fields[], size_t count);

/** Doubles the buffer that a function without one of its own returns its strings in. ENOMEM, or 0. */
int __isthmus_grow(struct entry_buffer *buffer);

/** Reads a field as a number; 0 for one that is none. */
int __isthmus_field_number(const char *field, unsigned *number);

#endif
