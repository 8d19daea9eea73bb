// siginfo_t alone, as glibc has it.
#include <__struct_siginfo.h>
