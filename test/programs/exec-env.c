// The environment through exec: what setenv, putenv, unsetenv and clearenv left is what the new program sees.
#include "show.h"

extern char **environ;

static int compare(const void *first, const void *second) {
  return strcmp(*(char *const *)first, *(char *const *)second);
}

static int report(void) {
  char *sorted[100];
  size_t count = 0;
  for (char **entry = environ; entry != NULL && *entry != NULL; entry++)
    sorted[count++] = *entry;
  qsort(sorted, count, sizeof *sorted, compare);
  printf("%zu entries\n", count);
  for (size_t i = 0; i < count; i++)
    printf("  %s\n", sorted[i]);
  return 0;
}

static void run(char **argv, const char *what) {
  printf("%s: ", what);
  fflush(stdout);
  pid_t pid = fork();
  check(pid >= 0);
  if (pid == 0) {
    execl(argv[0], argv[0], "report", (char *)NULL);
    exit(100);
  }
  int status;
  check(waitpid(pid, &status, 0) == pid);
  check(status == 0);
}

int main(int argc, char **argv) {
  begin();
  if (argc > 1)
    return report();
  run(argv, "as given");
  check(setenv("ADDED", "one", 0) == 0);
  check(setenv("ADDED", "not taken", 0) == 0);
  static char put[] = "PUT=first";
  check(putenv(put) == 0);
  memcpy(put + 4, "later", 5); /* The environment holds the very string. */
  run(argv, "setenv and putenv");
  check(setenv("ADDED", "", 1) == 0);
  check(unsetenv("PUT") == 0);
  run(argv, "emptied and unset");
  char *own[] = {"ZEBRA=1", "no equals sign", "=nameless", "ZEBRA=2", "LONG=" /* continued */ "value with spaces",
                 NULL};
  environ = own;
  run(argv, "a vector of our own");
  printf("getenv finds the first: %s\n", getenv("ZEBRA"));
  char *none[] = {NULL};
  environ = none;
  run(argv, "an empty one");
  check(clearenv() == 0);
  run(argv, "cleared");
  check(setenv("AGAIN", "x", 1) == 0);
  run(argv, "set again");
  show(setenv("", "x", 1));
  show(setenv("a=b", "x", 1));
  show(unsetenv("a=b"));
  show(unsetenv(""));
  show(unsetenv("NOT_THERE"));
  return 0;
}
