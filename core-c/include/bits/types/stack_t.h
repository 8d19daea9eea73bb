// stack_t alone, as glibc has it.
#include <__struct_stack.h>
