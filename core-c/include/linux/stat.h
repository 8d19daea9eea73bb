// The kernel's names for what statx(2) needs.
#include <isthmus/statx.h>
#include <sys/stat.h>
