// The environment within a program: main's third parameter, environ, and the functions that change it.
// env: GREETING=hello world
// env: EMPTY=
#include "show.h"

extern char **environ;

static const char *or_none(const char *value) { return value == NULL ? "(none)" : value; }

int main(int argc, char **argv, char **envp) {
  begin();
  check(argc == 1);
  check(argv[1] == NULL);
  check(envp == environ);
  printf("%s, %s, %s\n", or_none(getenv("GREETING")), or_none(getenv("EMPTY")), or_none(getenv("ABSENT")));
  printf("%s %s\n", or_none(getenv("GREET")), or_none(getenv("")));
  printf("%s\n", or_none(secure_getenv("GREETING")));
  check(setenv("GREETING", "bye", 0) == 0);
  puts(getenv("GREETING"));
  check(setenv("GREETING", "bye", 1) == 0);
  puts(getenv("GREETING"));
  check(unsetenv("GREETING") == 0);
  puts(or_none(getenv("GREETING")));
  for (int i = 0; i < 100; i++) {
    char name[16];
    char value[16];
    snprintf(name, sizeof name, "N%d", i);
    snprintf(value, sizeof value, "%d", i * i);
    check(setenv(name, value, 1) == 0);
  }
  puts(getenv("N99"));
  int found = 0;
  for (char **entry = environ; *entry != NULL; entry++)
    found += (*entry)[0] == 'N';
  show(found);
  static char without_value[] = "N99";
  check(putenv(without_value) == 0); /* Without an equals sign it removes, in glibc. */
  puts(or_none(getenv("N99")));
  check(clearenv() == 0);
  puts(or_none(getenv("N1")));
  check(environ == NULL || *environ == NULL);
  return 0;
}
