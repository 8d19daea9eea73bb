// prctl(2), the few of its options that a sandboxed process may use.
#include <pthread.h>
#include <stdarg.h>
#include <sys/prctl.h>

#include "internal.h"

/** The thread's name, the signal at the parent's death, and adopting orphans; other options give EINVAL. prctl(2). */
int prctl(int option, ...) {
  va_list arguments;
  va_start(arguments, option);
  uint32_t argument = ARGUMENT(arguments, uint32_t);
  va_end(arguments);
  char name[16] = "";
  if (option == PR_SET_NAME) {
    const char *wanted = (const char *)argument;
    size_t length = __isthmus_path_length(wanted);
    if (!__isthmus_is_memory(wanted, length < sizeof name ? length + 1 : sizeof name - 1))
      return __isthmus_fail(LINUX_EFAULT);
    strncpy(name, wanted, sizeof name - 1);
    return pthread_setname_np(pthread_self(), name);
  }
  /* The kernel knows the host's name as long as no other was set. */
  if (option == PR_GET_NAME && __isthmus_is_memory((const void *)argument, sizeof name))
    return pthread_getname_np(pthread_self(), (char *)argument, sizeof name);
  return __isthmus_result(__isthmus_prctl(option, argument));
}
