// Calls the forms of main that wasi-libc's start code does not know: a third parameter, no result, a main in an
// archive. `isthmus cc` links one variant of this file, chosen by the signature in the program's own objects.
#include <stdlib.h>
#include <unistd.h>
#include <wasi/api.h>

#ifdef MAIN_RETURNS_VOID
#define RESULT void
#else
#define RESULT int
#endif

#if defined(MAIN_IS_ARGC_ARGV)
#define MAIN_SYMBOL "__main_argc_argv"
#define MAIN_PARAMETERS 2
#else
#define MAIN_SYMBOL "main"
#endif

#if MAIN_PARAMETERS == 0
RESULT program_main(void) __asm__(MAIN_SYMBOL);
#define CALL() program_main()
#elif MAIN_PARAMETERS == 1
RESULT program_main(int) __asm__(MAIN_SYMBOL);
#define CALL() program_main((int)argc)
#elif MAIN_PARAMETERS == 2
RESULT program_main(int, char **) __asm__(MAIN_SYMBOL);
#define CALL() program_main((int)argc, argv)
#else
RESULT program_main(int, char **, char **) __asm__(MAIN_SYMBOL);
#define CALL() program_main((int)argc, argv, environ)
#endif

/** Takes the place of wasi-libc's function, which `_start` calls for the program's exit status. */
int __main_void(void) {
  size_t argc, size;
  if (__wasi_args_sizes_get(&argc, &size) != 0)
    _Exit(EXIT_FAILURE);
  char *text = malloc(size + 1);
  char **argv = calloc(argc + 1, sizeof(char *));
  if (text == NULL || argv == NULL || __wasi_args_get((uint8_t **)argv, (uint8_t *)text) != 0)
    _Exit(EXIT_FAILURE);
#ifdef MAIN_RETURNS_VOID
  CALL();
  return 0;
#else
  return CALL();
#endif
}
