// sig2str and str2sig for every signal and for what is none. glibc has neither: natively this file's own do it, written
// after POSIX's description, so that both sides must agree.
#include "show.h"

#ifdef SIG2STR_MAX
#define number_to_name sig2str
#define name_to_number str2sig
#else
#define SIG2STR_MAX 9
static int number_to_name(int number, char *name) {
  if (number == SIGRTMIN || number == SIGRTMAX) {
    strcpy(name, number == SIGRTMIN ? "RTMIN" : "RTMAX");
    return 0;
  }
  if (number > SIGRTMIN && number < SIGRTMAX) {
    int is_low = number <= (SIGRTMIN + SIGRTMAX) / 2;
    snprintf(name, SIG2STR_MAX, "%s%d", is_low ? "RTMIN+" : "RTMAX-",
             (is_low ? number - SIGRTMIN : SIGRTMAX - number) & 31);
    return 0;
  }
  const char *known = sigabbrev_np(number);
  if (known == NULL)
    return -1;
  strcpy(name, known);
  return 0;
}

static int name_to_number(const char *name, int *number) {
  char each[40];
  for (int candidate = 1; candidate <= SIGRTMAX; candidate++) {
    if (number_to_name(candidate, each) != 0)
      continue;
    int is_it = strcmp(each, name) == 0;
    sprintf(each, "%d", candidate);
    is_it |= strcmp(each, name) == 0;
    if (candidate > SIGRTMIN && candidate < SIGRTMAX) {
      sprintf(each, "RTMIN+%d", candidate - SIGRTMIN);
      is_it |= strcmp(each, name) == 0;
      sprintf(each, "RTMAX-%d", SIGRTMAX - candidate);
      is_it |= strcmp(each, name) == 0;
    }
    if (candidate == SIGCHLD)
      is_it |= strcmp(name, "CLD") == 0;
    if (candidate == SIGABRT)
      is_it |= strcmp(name, "IOT") == 0;
    if (candidate == SIGIO)
      is_it |= strcmp(name, "IO") == 0;
    if (is_it) {
      *number = candidate;
      return 0;
    }
  }
  return -1;
}
#endif

static void tell(const char *name) {
  int number = -7;
  int result = name_to_number(name, &number);
  printf("\"%s\": %d %d\n", name, result, number);
}

int main(void) {
  begin();
  size_t longest = 0;
  for (int number = 1; number <= 66; number++) {
    char name[SIG2STR_MAX] = "?";
    int result = number_to_name(number, name), back = 0;
    printf("%d: %d %s\n", number, result, name);
    if (result == 0)
      check(name_to_number(name, &back) == 0 && back == number);
    longest = strlen(name) > longest ? strlen(name) : longest;
  }
  show(longest < SIG2STR_MAX);
  show(number_to_name(-1, (char[SIG2STR_MAX]){""}));
  show(number_to_name(1000, (char[SIG2STR_MAX]){""}));
  const char *const names[] = {
      "HUP",      "TERM",     "CLD",      "CHLD",     "IOT",      "ABRT",        "IO",       "POLL",     "RTMIN",
      "RTMAX",    "RTMIN+1",  "RTMIN+29", "RTMIN+30", "RTMIN+31", "RTMIN+0",     "RTMIN-1",  "RTMAX-0",  "RTMAX-1",
      "RTMAX-29", "RTMAX-30", "RTMAX+1",  "RTMIN+",   "RTMAX-",   "RTMIN+01",    "RTMIN+1x", "RTMIN+ 1", "1",
      "9",        "15",       "31",       "32",       "33",       "34",          "64",       "65",       "0",
      "01",       "+1",       "-1",       " 1",       "1 ",       "99999999999", "SIGHUP",   "hup",      "",
      "HUPP",     "HU",       "RTMINI",   "RTMI",     "STKFLT",   "VTALRM",      "PWR",      "SYS",      "TRAP",
  };
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    tell(names[i]);
  return 0;
}
