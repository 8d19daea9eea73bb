// sigevent_t alone, as glibc has it.
#include <__struct_sigevent.h>
