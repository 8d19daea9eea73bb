// libgen.h as glibc has it: including it replaces GNU's basename of <string.h> by POSIX's, which changes its argument.
#ifndef ISTHMUS_LIBGEN_H
#define ISTHMUS_LIBGEN_H

#undef basename
#define basename __xpg_basename

#ifdef __cplusplus
extern "C" {
#endif

char *dirname(char *);
char *__xpg_basename(char *);

#ifdef __cplusplus
}
#endif
#endif
