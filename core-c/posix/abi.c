// Linked into every program: its export tells the host which version of the `isthmus` interface the program speaks.
// Also gives the program its name, where the program has the variables for it; it makes nothing else be linked.
#include <stddef.h>
#include <string.h>

#include <isthmus/imports.h>
#include <wasi/api.h>

#define EXPORT_NAME(name) __attribute__((export_name(name)))

/** The version, also by its name: the host looks for the export without calling it. */
EXPORT_NAME(ISTHMUS_ABI_EXPORT) int __isthmus_abi(void) { return ISTHMUS_ABI_VERSION; }

/* wasi-libc's, which <errno.h> shows as program_invocation_short_name and program_invocation_name. */
__attribute__((weak)) extern char *__progname;
__attribute__((weak)) extern char *__progname_full;

/* Before the program's own constructors, which may report errors already. */
__attribute__((constructor(101))) static void name_program(void) {
  static char name[256];
  if (&__progname == NULL)
    return;
  size_t count, size;
  if (__wasi_args_sizes_get(&count, &size) != 0 || count == 0)
    return;
  uint8_t **arguments = __builtin_alloca(count * sizeof *arguments);
  uint8_t *text = __builtin_alloca(size);
  if (__wasi_args_get(arguments, text) != 0)
    return;
  strncpy(name, (const char *)arguments[0], sizeof name - 1);
  char *slash = strrchr(name, '/');
  __progname_full = name;
  __progname = slash == NULL ? name : slash + 1;
}
