// strftime(3) with what glibc adds: %k, %l, %P, the flags _ - 0 ^ #, field widths, and conversions it doesn't know
// printed as they stand. The conversions themselves stay wasi-libc's: the driver links with --wrap=strftime and
// --wrap=strftime_l, so that libc++'s calls come here too.
#include <ctype.h>
#include <locale.h>
#include <string.h>
#include <time.h>

size_t __real_strftime(char *text, size_t size, const char *format, const struct tm *time);

/** Where the text goes: `used` counts what it needs, without the final zero. */
struct output {
  char *text;
  size_t size, used;
};

/** One conversion of a format: %[flags][width][E|O]conversion. */
struct field {
  char pad;      // '_', '-', '0', or 0: the conversion's own
  char letters;  // '^' upper case, '#' the other case, or 0
  size_t width;  // 0: none was given
  char modifier; // 'E', 'O' or 0
  char conversion;
};

static void put(struct output *output, char letter) {
  if (output->used + 1 < output->size)
    output->text[output->used] = letter;
  output->used++;
}

/** Reads what follows a '%', and returns where it ends. */
static const char *read_field(const char *format, struct field *field) {
  *field = (struct field){0};
  for (; *format != '\0' && strchr("_-0^#", *format) != NULL; format++)
    *(*format == '^' || *format == '#' ? &field->letters : &field->pad) = *format;
  for (; isdigit((unsigned char)*format); format++)
    if (field->width < 4096)
      field->width = field->width * 10 + (size_t)(*format - '0');
  if (*format == 'E' || *format == 'O')
    field->modifier = *format++;
  field->conversion = *format;
  return *format == '\0' ? format : format + 1;
}

/** The same text in the letters the flags ask for. */
static void change_case(char *text, const struct field *field) {
  int lower = field->conversion == 'P' || (field->letters == '#' && strchr("pZ", field->conversion) != NULL);
  for (; (lower || field->letters != 0) && *text != '\0'; text++)
    *text = (char)(lower ? tolower((unsigned char)*text) : toupper((unsigned char)*text));
}

/** Writes a conversion's text, padded. */
static void put_field(struct output *output, char *text, const struct field *field) {
  int number = strchr("CdegGHIjklmMSsuUVwWyY", field->conversion) != NULL;
  char pad = field->pad != 0 ? field->pad : !number || strchr("ekl", field->conversion) != NULL ? '_' : '0';
  size_t width = field->width;
  if (number && field->pad != 0) {
    size_t natural = strlen(text);
    while ((text[0] == '0' || text[0] == ' ') && text[1] != '\0')
      text++;
    if (width == 0 && pad != '-')
      width = natural;
  }
  for (size_t length = strlen(text); pad != '-' && length < width; length++)
    put(output, pad == '0' ? '0' : ' ');
  for (; *text != '\0'; text++)
    put(output, *text);
}

/** The text of one conversion; 0 when there is no such conversion. */
static int convert(char *text, size_t size, const struct field *field, const struct tm *time) {
  char conversion = field->conversion;
  if (strchr("aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZ%", conversion) == NULL || conversion == '\0')
    return 0;
  conversion = conversion == 'k' ? 'H' : conversion == 'l' ? 'I' : conversion == 'P' ? 'p' : conversion;
  const char format[] = {'%', conversion, '\0'};
  text[__real_strftime(text, size, format, time)] = '\0';
  if (strchr("kl", field->conversion) != NULL && text[0] == '0')
    text[0] = ' ';
  return 1;
}

/**
 * Writes a time as a format says, with a final zero. Returns the length, or 0 when it doesn't fit in `size` bytes.
 * strftime(3).
 */
size_t __wrap_strftime(char *restrict text, size_t size, const char *restrict format, const struct tm *restrict time) {
  struct output output = {.text = text, .size = size};
  while (*format != '\0') {
    const char *start = format++;
    char converted[160];
    struct field field;
    if (*start != '%') {
      put(&output, *start);
      continue;
    }
    format = read_field(format, &field);
    if (convert(converted, sizeof converted, &field, time)) {
      change_case(converted, &field);
      put_field(&output, converted, &field);
    } else {
      while (start < format)
        put(&output, *start++);
    }
  }
  if (output.used >= size)
    return 0;
  text[output.used] = '\0';
  return output.used;
}

/** The same; there is only the C locale here. strftime_l(3). */
size_t __wrap_strftime_l(char *restrict text, size_t size, const char *restrict format, const struct tm *restrict time,
                         locale_t locale) {
  (void)locale;
  return __wrap_strftime(text, size, format, time);
}
