// Time zones between their parts: the rule of a TZ variable (zone-rule.c), the transitions of a zoneinfo file
// (zone-file.c), and what the libc asks (zone.c).
#ifndef ISTHMUS_ZONE_H
#define ISTHMUS_ZONE_H

#include "internal.h"

/** One kind of local time that a zone has had. */
struct local_kind {
  long offset; /**< Seconds east of Greenwich. */
  int is_daylight;
  const char *name; /**< Lives for ever. */
};

/** A day and time of the year at which clocks change. */
struct clock_change {
  enum { MONTH_WEEK_DAY, DAY_WITHOUT_LEAP, DAY_OF_YEAR } form;
  int month;
  int week;
  int day;
  long seconds;
};

/** A rule in the form of POSIX's TZ, such as CET-1CEST,M3.5.0,M10.5.0/3. */
struct zone_rule {
  struct local_kind standard;
  struct local_kind daylight;
  int has_daylight;
  struct clock_change starts;
  struct clock_change ends;
};

/** What a zoneinfo file says. */
struct zone_file {
  size_t transitions;
  int64_t *times;
  unsigned char *kind_after;
  size_t kinds;
  struct local_kind *kind;
  int has_rule; /**< For the time after the last transition. */
  struct zone_rule rule;
};

/** A name that stays valid when the zone is replaced; the empty string without memory. */
const char *__isthmus_zone_name(const char *text, size_t length);

/** Reads a whole text as a rule; false when it is none. */
int __isthmus_zone_parse(const char *text, struct zone_rule *rule);

/** The kind of local time that a rule gives for a moment. */
struct local_kind __isthmus_zone_rule_at(const struct zone_rule *rule, int64_t moment);

/** Reads a zoneinfo file: false when it can't be read or isn't one. */
int __isthmus_zone_read(const char *path, struct zone_file *file);

/** The kind of local time that a file gives for a moment. */
struct local_kind __isthmus_zone_file_at(const struct zone_file *file, int64_t moment);

/** Gives back what __isthmus_zone_read took. */
void __isthmus_zone_free(struct zone_file *file);

#endif
