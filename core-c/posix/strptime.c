// strptime(3) as glibc has it: %F, %s, %z, %Z, %k and the week date are read, and the day of the week and of the
// year follow from the date. Replaces wasi-libc's, which knows only what POSIX names. The C locale's names only.
#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/** What was read so far, besides the broken-down time itself. */
struct reading {
  struct tm *time;
  int century;        // -1: none was given
  int year_of_two;    // 0 to 99, or -1
  int hour_of_twelve; // Whether %I, %l was the hour
  int afternoon;
  int have_year, have_month, have_day, have_weekday, have_yearday;
  int week_kind, week; // 'U' or 'W', and its number; 0: none
};

static const char *const day_names[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
static const char *const month_names[] = {"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};
static const char *const half_names[] = {"AM", "PM"};

static const char *skip_space(const char *text) {
  while (isspace((unsigned char)*text))
    text++;
  return text;
}

/** A number of at most `digits` digits, in [least, most]. NULL when there is none. */
static const char *read_number(const char *text, int digits, int least, int most, int *value) {
  int number = 0;
  text = skip_space(text);
  if (!isdigit((unsigned char)*text))
    return NULL;
  do
    number = number * 10 + (*text++ - '0');
  while (--digits > 0 && isdigit((unsigned char)*text) && number * 10 <= most);
  if (number < least || number > most)
    return NULL;
  *value = number;
  return text;
}

/** One of the names, in full or its first three letters (two-letter names in full), in any case. */
static const char *read_name(const char *text, const char *const *names, int count, int *index) {
  for (int i = 0; i < count; i++) {
    size_t length = strlen(names[i]);
    if (strncasecmp(text, names[i], length) != 0) {
      if (length < 3 || strncasecmp(text, names[i], 3) != 0)
        continue;
      length = 3;
    }
    *index = i;
    return text + length;
  }
  return NULL;
}

/** An offset from UTC: Z, or a sign and +hh, +hhmm or +hh:mm. */
static const char *read_offset(const char *text, struct tm *time) {
  text = skip_space(text);
  if (*text == 'Z') {
    time->tm_gmtoff = 0;
    return text + 1;
  }
  if (*text != '+' && *text != '-')
    return NULL;
  int sign = *text++ == '-' ? -1 : 1, digits = 0, value = 0;
  while (digits < 4 && isdigit((unsigned char)*text)) {
    value = value * 10 + (*text++ - '0');
    if (++digits == 2 && *text == ':' && isdigit((unsigned char)text[1]))
      text++;
  }
  if (digits == 2)
    value *= 100;
  else if (digits != 4)
    return NULL;
  if (value > 1400 || value % 100 >= 60)
    return NULL;
  time->tm_gmtoff = sign * (value / 100 * 3600 + value % 100 * 60);
  return text;
}

/** Seconds since 1970, as local time. */
static const char *read_seconds(const char *text, struct tm *time) {
  time_t seconds = 0;
  if (!isdigit((unsigned char)*text))
    return NULL;
  while (isdigit((unsigned char)*text)) {
    if (__builtin_mul_overflow(seconds, 10, &seconds) || __builtin_add_overflow(seconds, *text - '0', &seconds))
      return NULL;
    text++;
  }
  return localtime_r(&seconds, time) == NULL ? NULL : text;
}

static const char *read_format(const char *text, const char *format, struct reading *reading);

/** What one conversion reads. NULL when the text doesn't fit, or there is no such conversion. */
static const char *read_conversion(const char *text, char conversion, struct reading *reading) {
  struct tm *time = reading->time;
  int value = 0;
  switch (conversion) {
  case '%':
    return *text == '%' ? text + 1 : NULL;
  case 'n':
  case 't':
    return skip_space(text);
  case 'a':
  case 'A':
    reading->have_weekday = 1;
    return read_name(text, day_names, 7, &time->tm_wday);
  case 'b':
  case 'B':
  case 'h':
    reading->have_month = 1;
    return read_name(text, month_names, 12, &time->tm_mon);
  case 'c':
    return read_format(text, "%a %b %e %H:%M:%S %Y", reading);
  case 'C':
    reading->have_year = 1;
    return read_number(text, 2, 0, 99, &reading->century);
  case 'd':
  case 'e':
    reading->have_day = 1;
    return read_number(text, 2, 1, 31, &time->tm_mday);
  case 'x':
  case 'D':
    return read_format(text, "%m/%d/%y", reading);
  case 'F':
    return read_format(text, "%Y-%m-%d", reading);
  case 'g':
    return read_number(text, 2, 0, 99, &value);
  case 'G':
    return read_number(text, 4, 0, 9999, &value);
  case 'H':
  case 'k':
    reading->hour_of_twelve = 0;
    return read_number(text, 2, 0, 23, &time->tm_hour);
  case 'I':
  case 'l':
    text = read_number(text, 2, 1, 12, &value);
    time->tm_hour = value % 12;
    reading->hour_of_twelve = 1;
    return text;
  case 'j':
    text = read_number(text, 3, 1, 366, &value);
    time->tm_yday = value - 1;
    reading->have_yearday = 1;
    return text;
  case 'm':
    text = read_number(text, 2, 1, 12, &value);
    time->tm_mon = value - 1;
    reading->have_month = 1;
    return text;
  case 'M':
    return read_number(text, 2, 0, 59, &time->tm_min);
  case 'p':
    return read_name(text, half_names, 2, &reading->afternoon);
  case 'r':
    return read_format(text, "%I:%M:%S %p", reading);
  case 'R':
    return read_format(text, "%H:%M", reading);
  case 's':
    return read_seconds(text, time);
  case 'S':
    return read_number(text, 2, 0, 61, &time->tm_sec);
  case 'X':
  case 'T':
    return read_format(text, "%H:%M:%S", reading);
  case 'u':
    text = read_number(text, 1, 1, 7, &value);
    time->tm_wday = value % 7;
    reading->have_weekday = 1;
    return text;
  case 'w':
    reading->have_weekday = 1;
    return read_number(text, 1, 0, 6, &time->tm_wday);
  case 'U':
  case 'W':
    reading->week_kind = conversion;
    return read_number(text, 2, 0, 53, &reading->week);
  case 'V':
    return read_number(text, 2, 0, 53, &value);
  case 'y':
    reading->have_year = 1;
    return read_number(text, 2, 0, 99, &reading->year_of_two);
  case 'Y':
    text = read_number(text, 4, 0, 9999, &value);
    time->tm_year = value - 1900;
    reading->have_year = 1;
    reading->century = reading->year_of_two = -1;
    return text;
  case 'z':
    return read_offset(text, time);
  case 'Z': // Read over: a name says nothing certain.
    text = skip_space(text);
    while (*text != '\0' && !isspace((unsigned char)*text))
      text++;
    return text;
  default:
    return NULL;
  }
}

static const char *read_format(const char *text, const char *format, struct reading *reading) {
  for (; *format != '\0' && text != NULL; format++) {
    if (isspace((unsigned char)*format)) {
      text = skip_space(text);
    } else if (*format != '%') {
      text = *text == *format ? text + 1 : NULL;
    } else {
      format++;
      while (*format != '\0' && strchr("-_0^#123456789", *format) != NULL)
        format++;
      if (*format == 'E' || *format == 'O')
        format++;
      text = read_conversion(text, *format, reading);
      if (*format == '\0')
        break;
    }
  }
  return text;
}

static int is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

/** Days before a month (0 to 12) in a year that may be a leap year. */
static int days_before(int month, int leap) {
  static const short days[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
  return days[month] + (leap && month > 1);
}

/** The day of the week of January 1st. */
static int first_weekday(int year) {
  int before = year - 1;
  return (int)((((1 + (long)before * 365 + before / 4 - before / 100 + before / 400) % 7) + 7) % 7);
}

/** What follows from what was read: the hour of 24, the year of its two halves, and the dates' other forms. */
static void complete(struct reading *reading) {
  struct tm *time = reading->time;
  if (reading->hour_of_twelve && reading->afternoon)
    time->tm_hour += 12;
  if (reading->year_of_two >= 0) {
    int short_year = reading->year_of_two;
    time->tm_year =
        reading->century >= 0 ? (reading->century - 19) * 100 + short_year : short_year + (short_year < 69 ? 100 : 0);
  } else if (reading->century >= 0) {
    time->tm_year = (reading->century - 19) * 100 + (time->tm_year % 100 + 100) % 100;
  }
  int year = time->tm_year + 1900, leap = is_leap(year), have_date = reading->have_month && reading->have_day;
  int by_date = (reading->have_year || reading->have_month || reading->have_day) && time->tm_mon >= 0;
  if (reading->week_kind != 0 && reading->have_weekday && !reading->have_yearday && !have_date) {
    int first = first_weekday(year), start = reading->week_kind == 'W';
    time->tm_yday = (7 - (first - start)) % 7 + (reading->week - 1) * 7 + (time->tm_wday - start + 7) % 7;
    reading->have_yearday = 1;
    by_date = 1;
  }
  if (reading->have_yearday && by_date && !have_date) {
    int month = 0;
    while (month < 11 && days_before(month + 1, leap) <= time->tm_yday)
      month++;
    if (!reading->have_month)
      time->tm_mon = month;
    if (!reading->have_day)
      time->tm_mday = time->tm_yday - days_before(month, leap) + 1;
  }
  if (!by_date)
    return;
  int yearday = days_before(time->tm_mon, leap) + time->tm_mday - 1;
  if (!reading->have_yearday)
    time->tm_yday = yearday;
  if (!reading->have_weekday)
    time->tm_wday = ((first_weekday(year) + yearday) % 7 + 7) % 7;
}

/** Reads a time; members that nothing was read for keep their values. NULL when the text doesn't fit. strptime(3). */
char *strptime(const char *restrict text, const char *restrict format, struct tm *restrict time) {
  struct reading reading = {.time = time, .century = -1, .year_of_two = -1};
  const char *end = read_format(text, format, &reading);
  if (end == NULL)
    return NULL;
  complete(&reading);
  return (char *)(size_t)end;
}
