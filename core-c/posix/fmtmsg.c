// Messages in System V's form, on the standard error and to the system's log. wasi-libc's lay them out otherwise than
// glibc's.
#include "internal.h"

#include <fmtmsg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>

enum { LABEL = 1, SEVERITY = 2, TEXT = 4, ACTION = 8, TAG = 16, ALL = 31 };

/** The parts that MSGVERB names: all, when it is not there or names anything else. */
static int read_parts(void) {
  static const char *const names[] = {"label", "severity", "text", "action", "tag"};
  const char *list = getenv("MSGVERB");
  int parts = 0;
  if (list == NULL || *list == '\0')
    return ALL;
  for (;;) {
    size_t length = strcspn(list, ":");
    int part = 0;
    for (int i = 0; i < 5; i++)
      if (strlen(names[i]) == length && strncmp(names[i], list, length) == 0)
        part = 1 << i;
    if (part == 0)
      return ALL;
    parts |= part;
    if (list[length] == '\0')
      return parts;
    list += length + 1;
  }
}

/** The same as at the first message, as glibc does. */
static int wanted_parts(void) {
  static int parts;
  if (parts == 0)
    parts = read_parts();
  return parts;
}

/** A label has a colon, with up to 10 bytes before it and 14 behind. */
static bool is_label(const char *label) {
  const char *colon = strchr(label, ':');
  return colon != NULL && colon - label <= 10 && strlen(colon + 1) <= 14;
}

/** Puts the parts together: a separator stands behind each one that others follow. */
static void lay_out(char *message, int parts, const char *const values[5]) {
  static const char *const separators[] = {": ", ": ", "\n", "  ", ""};
  *message = '\0';
  for (int i = 0; i < 5; i++) {
    if (!(parts & 1 << i))
      continue;
    if (1 << i == ACTION)
      strcat(message, "TO FIX: ");
    strcat(message, values[i]);
    if (parts >> (i + 1) != 0)
      strcat(message, separators[i]);
  }
}

/** Tells what happened: MM_OK, MM_NOTOK (a bad label, an unknown severity, no memory) or MM_NOMSG (not on the standard
 * error). The console's part goes to the system's log. fmtmsg(3). */
int fmtmsg(long where, const char *label, int severity, const char *text, const char *action, const char *tag) {
  static const char *const severities[] = {"", "HALT", "ERROR", "WARNING", "INFO"};
  if ((label != MM_NULLLBL && !is_label(label)) || severity < 0 || severity > MM_INFO)
    return MM_NOTOK;
  const char *const values[5] = {label, severity == MM_NULLSEV ? NULL : severities[severity], text, action, tag};
  int parts = 0;
  size_t size = 32;
  for (int i = 0; i < 5; i++) {
    parts |= (values[i] != NULL) << i;
    size += values[i] == NULL ? 0 : strlen(values[i]);
  }
  char *message = malloc(size);
  if (message == NULL)
    return MM_NOTOK;
  int result = MM_OK;
  if (where & MM_PRINT) {
    lay_out(message, parts & wanted_parts(), values);
    if (fprintf(stderr, "%s\n", message) < 0)
      result = MM_NOMSG;
  }
  if (where & MM_CONSOLE) {
    lay_out(message, parts, values);
    syslog(LOG_ERR, "%s", message);
  }
  free(message);
  return result;
}
