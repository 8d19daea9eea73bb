// Local time: replaces wasi-libc's __tz.c, which knows UTC only, so that localtime, mktime, strftime and the like
// follow TZ. Without TZ it is UTC: a sandbox has no /etc/localtime of its own.
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "zone.h"

enum { DAY = 86400 };

char *tzname[2] = {(char *)"UTC", (char *)"UTC"};
int daylight;
long timezone;

/* What gmtime calls its zone. */
const char __utc[] = "GMT";

static struct {
  char *variable; /* The TZ that all this was made from, or NULL. */
  enum { FIXED, RULE, FILE_OF_ZONE } source;
  struct zone_rule rule;
  struct zone_file file;
} zone;

/** Names stay for ever, as struct tm may point to them. */
struct name {
  struct name *next;
  char text[];
};

const char *__isthmus_zone_name(const char *text, size_t length) {
  static struct name *names;
  for (struct name *name = names; name != NULL; name = name->next)
    if (strlen(name->text) == length && memcmp(name->text, text, length) == 0)
      return name->text;
  struct name *name = malloc(sizeof *name + length + 1);
  if (name == NULL)
    return "";
  memcpy(name->text, text, length);
  name->text[length] = '\0';
  name->next = names;
  names = name;
  return name->text;
}

static struct local_kind kind_at(int64_t moment) {
  if (zone.source == RULE)
    return __isthmus_zone_rule_at(&zone.rule, moment);
  if (zone.source == FILE_OF_ZONE)
    return __isthmus_zone_file_at(&zone.file, moment);
  return (struct local_kind){0, 0, "UTC"};
}

/** Reads the file of a zone: an absolute path, or a name beneath the database. */
static int read_named(const char *name) {
  if (*name == '/')
    return __isthmus_zone_read(name, &zone.file);
  const char *directory = getenv("TZDIR");
  char path[PATH_MAX];
  int length = snprintf(path, sizeof path, "%s/%s", directory == NULL ? "/usr/share/zoneinfo" : directory, name);
  return length < (int)sizeof path && __isthmus_zone_read(path, &zone.file);
}

static void take_variable(const char *variable) {
  __isthmus_zone_free(&zone.file);
  zone.source = FIXED;
  if (variable == NULL || *variable == '\0')
    return;
  if (*variable != ':' && __isthmus_zone_parse(variable, &zone.rule))
    zone.source = RULE;
  else if (read_named(variable + (*variable == ':')))
    zone.source = FILE_OF_ZONE;
}

static void publish_kind(struct local_kind kind) {
  tzname[kind.is_daylight] = (char *)kind.name;
  if (!kind.is_daylight)
    timezone = -kind.offset;
}

/** Sets tzname, timezone and daylight from the rule in force, or from all that a file without one has had. */
static void publish(void) {
  tzname[0] = tzname[1] = (char *)"UTC";
  timezone = 0;
  daylight = 0;
  const struct zone_rule *rule = zone.source == RULE ? &zone.rule : zone.file.has_rule ? &zone.file.rule : NULL;
  if (rule != NULL) {
    publish_kind(rule->standard);
    if (rule->has_daylight)
      publish_kind(rule->daylight);
    daylight = rule->has_daylight;
  } else {
    for (size_t i = 0; i < zone.file.kinds; i++) {
      publish_kind(zone.file.kind[i]);
      daylight |= zone.file.kind[i].is_daylight;
    }
  }
  if (!daylight)
    tzname[1] = tzname[0];
}

/** Takes the zone that TZ names, if it has changed. tzset(3). */
void tzset(void) {
  const char *variable = getenv("TZ");
  int same = variable == NULL || zone.variable == NULL ? variable == zone.variable : !strcmp(variable, zone.variable);
  if (same)
    return;
  free(zone.variable);
  zone.variable = variable == NULL ? NULL : strdup(variable);
  take_variable(variable);
  publish();
}

/** The moment of a local time. Where clocks are set back the first of the two, where they are set forward one that the
 * offset before gives. */
static int64_t moment_of(int64_t local) {
  long before = kind_at(local - DAY).offset;
  long after = kind_at(local + DAY).offset;
  if (kind_at(local - before).offset != before && kind_at(local - after).offset == after)
    return local - after;
  return local - before;
}

/** The offset that the other of summer and winter time has, the nearest time within a year. */
static long opposite_offset(int64_t moment, struct local_kind kind) {
  for (int month = 1; month <= 12; month++)
    for (int direction = -1; direction <= 1; direction += 2) {
      struct local_kind other = kind_at(moment + direction * month * 30LL * DAY);
      if (other.is_daylight != kind.is_daylight)
        return other.offset;
    }
  return kind.offset;
}

/** What wasi-libc's localtime and mktime ask: the kind of local time at a moment, or at a local time. */
void __secs_to_zone(long long seconds, int is_local, int *is_daylight, long *offset, long *opposite, const char **name);

void __secs_to_zone(long long seconds, int is_local, int *is_daylight, long *offset, long *opposite,
                    const char **name) {
  tzset();
  int64_t moment = is_local ? moment_of(seconds) : seconds;
  struct local_kind kind = kind_at(moment);
  if (is_daylight != NULL)
    *is_daylight = kind.is_daylight;
  if (offset != NULL)
    *offset = kind.offset;
  if (opposite != NULL)
    *opposite = opposite_offset(moment, kind);
  if (name != NULL)
    *name = kind.name;
}

/** What wasi-libc's strftime asks for %Z. */
const char *__tm_to_tzname(const struct tm *time);

const char *__tm_to_tzname(const struct tm *time) { return time->tm_zone == NULL ? "" : time->tm_zone; }
