// The feature test macros that follow from _GNU_SOURCE.
#undef _GNU_SOURCE
#define _GNU_SOURCE 1
#include <stdio.h>
#include <unistd.h>

#define TEXT(macro) #macro
/* A macro that is not defined stands for its own name. */
#define SHOW(name, macro) printf("%s: %s\n", name, TEXT(macro)[0] == '_' ? "none" : TEXT(macro))

int main(void) {
  SHOW("_POSIX_SOURCE", _POSIX_SOURCE);
  SHOW("_POSIX_C_SOURCE", _POSIX_C_SOURCE);
  SHOW("_XOPEN_SOURCE", _XOPEN_SOURCE);
  SHOW("_XOPEN_SOURCE_EXTENDED", _XOPEN_SOURCE_EXTENDED);
  SHOW("_DEFAULT_SOURCE", _DEFAULT_SOURCE);
  SHOW("_ISOC99_SOURCE", _ISOC99_SOURCE);
  SHOW("_ISOC11_SOURCE", _ISOC11_SOURCE);
  SHOW("_LARGEFILE64_SOURCE", _LARGEFILE64_SOURCE);
  SHOW("_ATFILE_SOURCE", _ATFILE_SOURCE);
  return 0;
}
