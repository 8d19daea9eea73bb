// sig2str and str2sig: names of signals without SIG, and their numbers. Texts of signals are strsignal.c's.
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

/* Second names, which only str2sig knows. */
static const struct {
  const char *name;
  int signal;
} aliases[] = {{"IOT", SIGIOT}, {"CLD", SIGCLD}, {"IO", SIGIO}};

/** Writes a signal's name, at most SIG2STR_MAX bytes of it: "HUP", "RTMIN+3", "RTMAX-1". Returns -1 for what has none.
 * sig2str(3p). */
int sig2str(int signal, char *name) {
  int first = SIGRTMIN, last = SIGRTMAX;
  const char *known = sigabbrev_np(signal);
  if (known != NULL)
    strcpy(name, known);
  else if (signal < first || signal > last)
    return -1;
  else if (signal == first)
    strcpy(name, "RTMIN");
  else if (signal == last)
    strcpy(name, "RTMAX");
  else if (signal <= (first + last) / 2)
    sprintf(name, "RTMIN+%d", signal - first);
  else
    sprintf(name, "RTMAX-%d", last - signal);
  return 0;
}

/* A number in its shortest decimal form, or -1. */
static int parse(const char *text) {
  int number = 0;
  if (*text < '1' || *text > '9')
    return -1;
  for (; *text >= '0' && *text <= '9' && number < NSIG; text++)
    number = number * 10 + *text - '0';
  return *text == '\0' ? number : -1;
}

static int find(const char *name) {
  int first = SIGRTMIN, last = SIGRTMAX;
  for (int signal = 1; signal < NSIG; signal++) {
    const char *known = sigabbrev_np(signal);
    if (known != NULL && strcmp(name, known) == 0)
      return signal;
  }
  for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
    if (strcmp(name, aliases[i].name) == 0)
      return aliases[i].signal;
  if (strcmp(name, "RTMIN") == 0)
    return first;
  if (strcmp(name, "RTMAX") == 0)
    return last;
  bool is_up = strncmp(name, "RTMIN+", 6) == 0, is_down = strncmp(name, "RTMAX-", 6) == 0;
  int number = parse(is_up || is_down ? name + 6 : name);
  if (number < 0)
    return -1;
  if (is_up || is_down)
    return number >= last - first ? -1 : is_up ? first + number : last - number;
  /* A number that sig2str has a name for. */
  char ignored[SIG2STR_MAX];
  return sig2str(number, ignored) == 0 ? number : -1;
}

/** The signal of a name as sig2str writes it, of a second name such as "CLD", or of a decimal number. Returns -1 for
 * others. str2sig(3p). */
int str2sig(const char *restrict name, int *restrict signal) {
  int found = find(name);
  if (found < 0)
    return -1;
  *signal = found;
  return 0;
}
