// zoneinfo files: their transitions, and the rule at their end. tzfile(5).
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "zone.h"

enum { HEADER = 44, KIND = 6, LARGEST = 1 << 20 };

/** The counts in a header, which say how long its block is. */
struct counts {
  uint32_t universal, standard, leaps, transitions, kinds, characters;
};

static uint32_t big_endian(const unsigned char *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static int read_header(const unsigned char *bytes, size_t length, struct counts *counts) {
  if (length < HEADER || memcmp(bytes, "TZif", 4) != 0)
    return 0;
  uint32_t *fields[] = {&counts->universal,   &counts->standard, &counts->leaps,
                        &counts->transitions, &counts->kinds,    &counts->characters};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    *fields[i] = big_endian(bytes + 20 + 4 * i);
    if (*fields[i] > LARGEST)
      return 0;
  }
  return counts->kinds > 0 && counts->kinds <= 256;
}

/** Length of the block behind a header whose times have `width` bytes. */
static size_t block_length(const struct counts *counts, size_t width) {
  return counts->transitions * (width + 1) + counts->kinds * KIND + counts->characters + counts->leaps * (width + 4) +
         counts->standard + counts->universal;
}

static int64_t read_time(const unsigned char *bytes, size_t width) {
  if (width == 4)
    return (int32_t)big_endian(bytes);
  return (int64_t)((uint64_t)big_endian(bytes) << 32 | big_endian(bytes + 4));
}

static int take_block(const unsigned char *block, const struct counts *counts, size_t width, struct zone_file *file) {
  const unsigned char *after = block + counts->transitions * width;
  const unsigned char *kinds = after + counts->transitions;
  const char *names = (const char *)kinds + counts->kinds * KIND;
  file->transitions = counts->transitions;
  file->kinds = counts->kinds;
  file->times = calloc(counts->transitions + 1, sizeof *file->times);
  file->kind_after = calloc(counts->transitions + 1, 1);
  file->kind = calloc(counts->kinds, sizeof *file->kind);
  if (file->times == NULL || file->kind_after == NULL || file->kind == NULL)
    return 0;
  for (size_t i = 0; i < counts->transitions; i++) {
    file->times[i] = read_time(block + i * width, width);
    file->kind_after[i] = after[i];
    if (after[i] >= counts->kinds)
      return 0;
  }
  for (size_t i = 0; i < counts->kinds; i++) {
    const unsigned char *kind = kinds + i * KIND;
    size_t name = kind[5];
    if (name >= counts->characters)
      return 0;
    file->kind[i] =
        (struct local_kind){(int32_t)big_endian(kind), kind[4] != 0,
                            __isthmus_zone_name(names + name, strnlen(names + name, counts->characters - name))};
  }
  return 1;
}

/** Takes the rule between the two newlines behind the block. */
static void take_rule(const char *footer, const char *end, struct zone_file *file) {
  if (footer >= end || *footer++ != '\n')
    return;
  const char *newline = memchr(footer, '\n', (size_t)(end - footer));
  char text[128];
  if (newline == NULL || (size_t)(newline - footer) >= sizeof text)
    return;
  memcpy(text, footer, (size_t)(newline - footer));
  text[newline - footer] = '\0';
  file->has_rule = __isthmus_zone_parse(text, &file->rule);
}

/** From version 2 on a second header and block follow the first, with times of 64 bits, and a rule. */
static int parse(const unsigned char *bytes, size_t length, struct zone_file *file) {
  struct counts counts;
  if (!read_header(bytes, length, &counts))
    return 0;
  size_t width = 4;
  size_t start = HEADER;
  if (bytes[4] >= '2') {
    width = 8;
    start += block_length(&counts, 4);
    if (start > length || !read_header(bytes + start, length - start, &counts))
      return 0;
    start += HEADER;
  }
  size_t end = start + block_length(&counts, width);
  if (end > length || !take_block(bytes + start, &counts, width, file))
    return 0;
  if (width == 8)
    take_rule((const char *)bytes + end, (const char *)bytes + length, file);
  return 1;
}

int __isthmus_zone_read(const char *path, struct zone_file *file) {
  *file = (struct zone_file){0};
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return 0;
  unsigned char *bytes = malloc(LARGEST);
  size_t length = 0;
  for (ssize_t got; bytes != NULL && length < LARGEST; length += (size_t)got)
    if ((got = read(fd, bytes + length, LARGEST - length)) <= 0)
      break;
  close(fd);
  int good = bytes != NULL && parse(bytes, length, file);
  free(bytes);
  if (!good)
    __isthmus_zone_free(file);
  return good;
}

void __isthmus_zone_free(struct zone_file *file) {
  free(file->times);
  free(file->kind_after);
  free(file->kind);
  *file = (struct zone_file){0};
}

struct local_kind __isthmus_zone_file_at(const struct zone_file *file, int64_t moment) {
  if (file->transitions == 0 || moment >= file->times[file->transitions - 1]) {
    if (file->has_rule)
      return __isthmus_zone_rule_at(&file->rule, moment);
    return file->kind[file->transitions == 0 ? 0 : file->kind_after[file->transitions - 1]];
  }
  if (moment < file->times[0])
    return file->kind[0];
  size_t low = 0;
  size_t high = file->transitions - 1;
  while (high - low > 1) {
    size_t middle = (low + high) / 2;
    if (file->times[middle] <= moment)
      low = middle;
    else
      high = middle;
  }
  return file->kind[file->kind_after[low]];
}
