// Messages for the system's log, as far as standard error shows them.
#define SYSLOG_NAMES
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <syslog.h>
#include <unistd.h>

static void log_by_list(int priority, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsyslog(priority, format, arguments);
  va_end(arguments);
}

int main(void) {
  syslog(LOG_ERR, "not on standard error");
  openlog(NULL, LOG_PERROR, LOG_DAEMON);
  syslog(LOG_ERR, "with the program's name, %d", 7);
  openlog("name", LOG_PERROR | LOG_NDELAY, LOG_LOCAL3);
  errno = ENOENT;
  syslog(LOG_INFO, "error: %m");
  printf("errno kept: %d\n", errno == ENOENT);
  syslog(LOG_MAIL | LOG_DEBUG, "a line with its end\n");
  syslog(LOG_NOTICE, "%s", "");
  syslog(LOG_NOTICE, "two\nlines%%");
  log_by_list(LOG_CRIT, "%s and %c", "list", 'x');
  printf("mask: %#x", setlogmask(LOG_UPTO(LOG_ERR)));
  printf(" %#x", setlogmask(0));
  printf(" %#x\n", setlogmask(0));
  syslog(LOG_WARNING, "masked");
  syslog(LOG_ERR, "not masked");
  setlogmask(LOG_MASK(LOG_DEBUG) | LOG_MASK(LOG_ERR));
  syslog(LOG_CRIT, "masked");
  syslog(LOG_DEBUG, "not masked");
  syslog(0x7000 | LOG_DEBUG, "strange priority");
  closelog();
  syslog(LOG_DEBUG, "after closelog");
  openlog("again", 0, LOG_USER);
  syslog(LOG_DEBUG, "not on standard error");
  char large[5000];
  for (unsigned i = 0; i < sizeof large; i++)
    large[i] = (char)('a' + i % 26);
  large[sizeof large - 1] = '\0';
  openlog("large", LOG_PERROR, LOG_USER);
  syslog(LOG_ERR, "%s", large);
  closelog();
  printf("%d %d %d %#x %#x\n", LOG_FAC(LOG_LOCAL7 | LOG_ERR), LOG_PRI(LOG_LOCAL7 | LOG_ERR),
         LOG_MAKEPRI(LOG_CRON, LOG_ALERT), LOG_UPTO(LOG_NOTICE), LOG_MASK(LOG_INFO));
  printf("%d %d %d %d %d %d\n", LOG_PID, LOG_CONS, LOG_ODELAY, LOG_NDELAY, LOG_NOWAIT, LOG_PERROR);
  for (const CODE *code = prioritynames; code->c_name != NULL; code++)
    printf("%s %d\n", code->c_name, code->c_val);
  for (const CODE *code = facilitynames; code->c_name != NULL; code++)
    printf("%s %d\n", code->c_name, code->c_val);
  printf("next descriptor: %d\n", dup(1));
  return 0;
}
