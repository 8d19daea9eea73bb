// The word that the host makes non-zero when handlers of signals are to be run; every call looks at it (imports.h).
#include <isthmus/imports.h>

volatile int __isthmus_pending;
