// The kernel's header of signals: all of it is in <signal.h>.
#include <signal.h>
