// sigset_t alone, as glibc has it.
#define __NEED_sigset_t
#include <bits/alltypes.h>
