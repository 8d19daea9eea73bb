// Rules in the form of POSIX's TZ variable: reading them, and the local time they give. tzset(3).
#include <ctype.h>

#include "zone.h"

enum { HOUR = 3600, DAY = 86400 };

/** A number from 0 to a maximum. */
static int parse_number(const char **text, int maximum, int *number) {
  if (!isdigit((unsigned char)**text))
    return 0;
  *number = 0;
  while (isdigit((unsigned char)**text)) {
    *number = *number * 10 + (*(*text)++ - '0');
    if (*number > maximum)
      return 0;
  }
  return 1;
}

/** [+-]hh[:mm[:ss]], in seconds. */
static int parse_time(const char **text, int maximum_hours, long *seconds) {
  int sign = **text == '-' ? -1 : 1;
  if (**text == '-' || **text == '+')
    ++*text;
  int hours;
  int minutes = 0;
  int rest = 0;
  if (!parse_number(text, maximum_hours, &hours))
    return 0;
  if (**text == ':' && (++*text, !parse_number(text, 59, &minutes)))
    return 0;
  if (**text == ':' && (++*text, !parse_number(text, 59, &rest)))
    return 0;
  *seconds = sign * (hours * (long)HOUR + minutes * 60L + rest);
  return 1;
}

/** At least three letters, or anything between < and >. */
static int parse_name(const char **text, const char **name) {
  const char *start = *text;
  const char *end;
  if (*start == '<') {
    end = strchr(++start, '>');
    if (end == NULL)
      return 0;
    *text = end + 1;
  } else {
    for (end = start; isalpha((unsigned char)*end); end++)
      continue;
    *text = end;
  }
  if (end - start < 3)
    return 0;
  *name = __isthmus_zone_name(start, (size_t)(end - start));
  return 1;
}

/** Mm.w.d, Jn or n, and perhaps /time. */
static int parse_change(const char **text, struct clock_change *change) {
  change->seconds = 2 * HOUR;
  if (**text == 'M') {
    change->form = MONTH_WEEK_DAY;
    ++*text;
    if (!parse_number(text, 12, &change->month) || change->month < 1 || *(*text)++ != '.' ||
        !parse_number(text, 5, &change->week) || change->week < 1 || *(*text)++ != '.' ||
        !parse_number(text, 6, &change->day))
      return 0;
  } else if (**text == 'J') {
    change->form = DAY_WITHOUT_LEAP;
    ++*text;
    if (!parse_number(text, 365, &change->day) || change->day < 1)
      return 0;
  } else {
    change->form = DAY_OF_YEAR;
    if (!parse_number(text, 365, &change->day))
      return 0;
  }
  return **text != '/' || (++*text, parse_time(text, 167, &change->seconds));
}

int __isthmus_zone_parse(const char *text, struct zone_rule *rule) {
  long west;
  *rule = (struct zone_rule){0};
  if (!parse_name(&text, &rule->standard.name) || !parse_time(&text, 24, &west))
    return 0;
  rule->standard.offset = -west;
  if (*text == '\0')
    return 1;
  rule->has_daylight = 1;
  rule->daylight.is_daylight = 1;
  rule->daylight.offset = rule->standard.offset + HOUR;
  if (!parse_name(&text, &rule->daylight.name))
    return 0;
  if (*text != '\0' && *text != ',') {
    if (!parse_time(&text, 24, &west))
      return 0;
    rule->daylight.offset = -west;
  }
  if (*text == '\0')
    text = ",M3.2.0,M11.1.0"; /* Without a rule that of the United States, as in glibc. */
  return *text++ == ',' && parse_change(&text, &rule->starts) && *text++ == ',' && parse_change(&text, &rule->ends) &&
         *text == '\0';
}

static int is_leap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

/** Days from 1970 to the first of January of a year. */
static int64_t days_to_year(int64_t year) {
  int64_t before = year - 1;
  int64_t leap_days = before / 4 - before / 100 + before / 400;
  return (year - 1970) * 365 + leap_days - (1969 / 4 - 1969 / 100 + 1969 / 400);
}

/** The year of a moment in some local time. */
static int64_t year_of(int64_t local) {
  int64_t days = local / DAY - (local % DAY < 0);
  int64_t year = 1970 + days / 366;
  while (days_to_year(year + 1) <= days)
    year++;
  while (days_to_year(year) > days)
    year--;
  return year;
}

/** The day of the year, from 0, of the week-th (5: last) given day of the week in a month. */
static int day_of_week_in_month(const struct clock_change *change, int64_t year) {
  static const short before_month[13] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
  int leap = is_leap(year);
  int first = before_month[change->month - 1] + (leap && change->month > 2);
  int length = before_month[change->month] - before_month[change->month - 1] + (leap && change->month == 2);
  int weekday = (int)((days_to_year(year) + first + 4) % 7); /* 1970 began on a Thursday. */
  if (weekday < 0)
    weekday += 7;
  int day = (change->day - weekday + 7) % 7 + (change->week - 1) * 7;
  return first + (day >= length ? day - 7 : day);
}

/** When clocks change in a year, in seconds of the local time before. */
static int64_t moment_of_change(const struct clock_change *change, int64_t year) {
  int day = change->day;
  if (change->form == MONTH_WEEK_DAY)
    day = day_of_week_in_month(change, year);
  else if (change->form == DAY_WITHOUT_LEAP)
    day += (is_leap(year) && day >= 60) - 1;
  return (days_to_year(year) + day) * DAY + change->seconds;
}

struct local_kind __isthmus_zone_rule_at(const struct zone_rule *rule, int64_t moment) {
  if (!rule->has_daylight)
    return rule->standard;
  int64_t year = year_of(moment + rule->standard.offset);
  int64_t start = moment_of_change(&rule->starts, year) - rule->standard.offset;
  int64_t end = moment_of_change(&rule->ends, year) - rule->daylight.offset;
  int daylight = start < end ? moment >= start && moment < end : moment >= start || moment < end;
  return daylight ? rule->daylight : rule->standard;
}
