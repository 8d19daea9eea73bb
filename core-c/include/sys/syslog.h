// An old name of <syslog.h>.
#include <syslog.h>
