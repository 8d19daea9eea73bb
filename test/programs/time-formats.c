// strftime and strptime with glibc's conversions and flags, which wasi-libc's lack.
#include "show.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static void format(const char *conversion, const struct tm *time) {
  char text[100] = "";
  size_t length = strftime(text, sizeof text, conversion, time);
  printf("%s: %zu [%s]\n", conversion, length, length > 0 ? text : "");
}

static void parse(const char *conversion, const char *text) {
  struct tm time = {0};
  const char *end = strptime(text, conversion, &time);
  printf("%s of '%s': %d, %d-%d-%d %d:%d:%d, day %d %d, offset %ld\n", conversion, text, end ? (int)(end - text) : -1,
         time.tm_year, time.tm_mon, time.tm_mday, time.tm_hour, time.tm_min, time.tm_sec, time.tm_wday, time.tm_yday,
         (long)time.tm_gmtoff);
}

int main(void) {
  static const char *const conversions[] = {
      "%k",   "%l",  "%P",  "%-d",   "%_d", "%0e",   "%-H", "%^a", "%#Z",         "%^B",  "%-I",    "%_H",    "%5Y",
      "%05d", "%Ey", "%Od", "%h",    "%G",  "%g",    "%+",  "%s",  "%Q",          "abc%", "%N",     "%_5S",   "%010Y",
      "%#p",  "%-j", "%E",  "%10A|", "%:z", "%^10b", "%e",  "%c",  "%-m/%-d/%y.", "%r",   "%U%V%W", "%%%n%t", ""};
  static const char *const texts[][2] = {{"%Z", "GMT x"},
                                         {"%z", "+0530"},
                                         {"%z", "-05:00"},
                                         {"%z", "Z"},
                                         {"%s", "1700000000"},
                                         {"%k", "7"},
                                         {"%l", " 9"},
                                         {"%I:%M %p", "02:30 PM"},
                                         {"%F %T", "2024-01-02 03:04:05"},
                                         {"%D", "01/02/24"},
                                         {"%b %d", "Feb 3"},
                                         {"%B", "march"},
                                         {"%Y %j", "2023 200"},
                                         {"%y", "68"},
                                         {"%C%y", "1999"},
                                         {"%G-W%V-%u", "2024-W05-3"},
                                         {"%Y %U %w", "2024 10 3"},
                                         {"%c", "Thu Feb 29 00:00:05 2024"},
                                         {"%a, %d %b %Y %H:%M:%S %Z", "Wed, 21 Oct 2015 07:28:00 GMT"},
                                         {"%S", "62"},
                                         {"%H", "25"},
                                         {"%d", "x"}};
  time_t moment = 1709164805;
  const struct tm *time = gmtime(&moment);
  char small[5];
  begin();
  for (size_t i = 0; i < sizeof conversions / sizeof *conversions; i++)
    format(conversions[i], time);
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    parse(texts[i][0], texts[i][1]);
  show(strftime(small, 5, "%Y", time));
  show(strftime(small, 4, "%Y", time));
  moment += 13 * 3600;
  format("%l %k %I %P %-l", gmtime(&moment));
  return 0;
}
