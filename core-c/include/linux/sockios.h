// <linux/sockios.h>: requests of ioctl(2) for sockets, as far as <sys/ioctl.h> has them.
#include <sys/ioctl.h>

#define SIOCINQ FIONREAD
#define SIOCOUTQ TIOCOUTQ
