// Reading lines of fields between colons, for the user and group databases.
#include <stdlib.h>

#include "database.h"

/** Reads a line without its newline; EOF at the end, ERANGE when it is longer than the buffer. */
static int next_line(FILE *file, struct entry_buffer buffer) {
  long start = ftell(file);
  size_t length = 0;
  int character;
  while ((character = getc(file)) != EOF && character != '\n') {
    if (length + 1 >= buffer.size) {
      fseek(file, start, SEEK_SET);
      return ERANGE;
    }
    buffer.start[length++] = (char)character;
  }
  if (character == EOF && length == 0)
    return ENOENT;
  if (buffer.size == 0)
    return ERANGE;
  buffer.start[length] = '\0';
  return 0;
}

/** Cuts a line into fields; false when it has too few. */
static int split(char *line, char *fields[], size_t count) {
  fields[0] = line;
  for (size_t i = 1; i < count; i++) {
    char *colon = strchr(fields[i - 1], ':');
    if (colon == NULL)
      return 0;
    *colon = '\0';
    fields[i] = colon + 1;
  }
  return 1;
}

int __isthmus_next_entry(FILE *file, struct entry_buffer buffer, char *fields[], size_t count) {
  for (;;) {
    int error = next_line(file, buffer);
    if (error != 0)
      return error;
    if (buffer.start[0] != '#' && split(buffer.start, fields, count))
      return 0;
  }
}

int __isthmus_grow(struct entry_buffer *buffer) {
  size_t size = buffer->size == 0 ? 1024 : buffer->size * 2;
  char *start = realloc(buffer->start, size);
  if (start == NULL)
    return ENOMEM;
  *buffer = (struct entry_buffer){start, size};
  return 0;
}

int __isthmus_field_number(const char *field, unsigned *number) {
  char *end;
  if (*field < '0' || *field > '9')
    return 0;
  *number = (unsigned)strtoul(field, &end, 10);
  return *end == '\0';
}
