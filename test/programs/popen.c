// popen and pclose: both directions, the command's status, several at once, close-on-exec, and the errors.
// isthmus: --allow-exec=/bin/sh
#include <fcntl.h>

#include "show.h"

static void print_all(FILE *stream) {
  char line[128];
  while (fgets(line, sizeof line, stream) != NULL)
    printf("  %s", line);
}

int main(void) {
  begin();
  FILE *stream = popen("echo one; echo two", "r");
  check(stream != NULL);
  print_all(stream);
  puts(status_name(pclose(stream)));

  stream = popen("read line; echo \"got: $line\"; read line; echo \"and: $line\"; exit 3", "w");
  check(stream != NULL);
  fputs("first\nsecond\n", stream);
  puts(status_name(pclose(stream)));

  stream = popen("exit 42", "r");
  print_all(stream);
  puts(status_name(pclose(stream)));
  stream = popen("kill -TERM $$", "r");
  print_all(stream);
  puts(status_name(pclose(stream)));
  stream = popen("no-such-command-here 2>/dev/null", "r");
  print_all(stream);
  puts(status_name(pclose(stream)));

  /* The second command doesn't hold the first one's pipe, so the first sees its end. */
  FILE *first = popen("while read line; do echo \"first: $line\"; done; echo first ends", "w");
  FILE *second = popen("while read line; do echo \"second: $line\"; done; echo second ends", "w");
  check(first != NULL && second != NULL);
  fputs("to the first\n", first);
  puts(status_name(pclose(first)));
  fputs("to the second\n", second);
  puts(status_name(pclose(second)));

  setenv("PASSED_ON", "through the environment", 1);
  stream = popen("echo $PASSED_ON; pwd | grep -c /", "r");
  print_all(stream);
  puts(status_name(pclose(stream)));

  stream = popen("true", "re");
  check(stream != NULL);
  show(fcntl(fileno(stream), F_GETFD) == FD_CLOEXEC);
  puts(status_name(pclose(stream)));
  stream = popen("true", "r");
  show(fcntl(fileno(stream), F_GETFD));
  puts(status_name(pclose(stream)));

  static const char *const modes[] = {"", "rw", "x", "e", "r+"};
  for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
    errno = 0;
    stream = popen("true", modes[i]);
    printf("mode \"%s\": %s %s\n", modes[i], stream == NULL ? "refused" : "taken", errno_name(errno));
  }
  show(wait(NULL));
  return 0;
}
