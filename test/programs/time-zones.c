// Local time by TZ: rules, summer time at both ends, southern years, files, and names; mktime as the inverse.
#include <fcntl.h>
#include <time.h>

#include "show.h"

static void print_local(time_t moment) {
  struct tm parts;
  char text[80];
  check(localtime_r(&moment, &parts) == &parts);
  strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %a %j %Z %z", &parts);
  printf("  %lld: %s, dst %d, offset %d, zone %s\n", (long long)moment, text, parts.tm_isdst, (int)parts.tm_gmtoff,
         parts.tm_zone);
  struct tm copy = parts;
  check(mktime(&copy) == moment);
  copy.tm_isdst = -1;
  time_t again = mktime(&copy);
  check(again == moment || llabs((long long)again - (long long)moment) <= 7200); /* Some local times happen twice. */
}

static void try_zone(const char *zone) {
  printf("%s\n", zone == NULL ? "(none)" : zone);
  if (zone == NULL)
    unsetenv("TZ");
  else
    setenv("TZ", zone, 1);
  tzset();
  printf("  %s %s %ld %d\n", tzname[0], tzname[1], timezone, daylight);
  static const long long moments[] = {0,          1,          951782399,  951868800,  1700000000,
                                      1711846799, 1711846800, 1729990799, 1729990800, 1729994400,
                                      1704067199, 1704067200, 1709164800, 4102444800};
  for (size_t i = 0; i < sizeof moments / sizeof *moments; i++)
    print_local((time_t)moments[i]);
}

/* A file with two transitions and a rule for the time after. */
static void make_file(void) {
  static const unsigned char bytes[] = "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                                       "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4"
                                       "\0\0\0\0\0\0UTC\0"
                                       "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                                       "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\3\0\0\0\14"
                                       "\0\0\0\0\0\0\0\1\0\0\0\0\x40\0\0\0\1\2"
                                       "\0\0\x0e\x10\0\0\0\0\x1c\x20\1\4\0\0\x0e\x10\0\10"
                                       "OLD\0SUM\0NEW\0"
                                       "\nNEW-1SUM,M3.5.0,M10.5.0/3\n";
  int fd = open("Own", O_WRONLY | O_CREAT, 0600);
  check(fd >= 0);
  /* The first header's kinds: one, of six bytes, and four characters. */
  check(write(fd, bytes, sizeof bytes - 1) == (ssize_t)(sizeof bytes - 1));
  check(close(fd) == 0);
}

int main(void) {
  begin();
  try_zone("UTC0");
  try_zone("CET-1CEST,M3.5.0,M10.5.0/3");
  try_zone("EST5EDT");
  try_zone("EST5EDT,M3.2.0,M11.1.0");
  try_zone("NZST-12NZDT,M9.5.0,M4.1.0/3");
  try_zone("<+0330>-3:30<+0430>,J79/24,J263/24");
  try_zone("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1");
  try_zone("XYZ5:30:15");
  try_zone("AAA0BBB-2,59,300");
  try_zone("");
  make_file();
  setenv("TZDIR", ".", 1);
  try_zone("Own");
  try_zone(":Own");

  setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
  time_t moment = 1700000000;
  struct tm *parts = gmtime(&moment);
  char text[80];
  strftime(text, sizeof text, "%c %Z %z", parts);
  puts(text);
  check(timegm(parts) == moment);
  fputs(ctime(&moment), stdout);
  struct tm built = {.tm_year = 124, .tm_mon = 12, .tm_mday = 32, .tm_hour = 25, .tm_isdst = -1};
  moment = mktime(&built);
  printf("%lld\n", (long long)moment);
  printf("%d-%d-%d %d %d %d\n", built.tm_year, built.tm_mon, built.tm_mday, built.tm_hour, built.tm_wday,
         built.tm_yday);
  struct tm summer = {.tm_year = 124, .tm_mon = 6, .tm_mday = 1, .tm_hour = 12, .tm_isdst = 0};
  moment = mktime(&summer);
  printf("%lld %d %d\n", (long long)moment, summer.tm_hour, summer.tm_isdst);
  return 0;
}
