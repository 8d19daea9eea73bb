// <linux/net_namespace.h>: numbers of network namespaces in messages of rtnetlink(7).
#ifndef ISTHMUS_LINUX_NET_NAMESPACE_H
#define ISTHMUS_LINUX_NET_NAMESPACE_H

enum { NETNSA_NONE, NETNSA_NSID, NETNSA_PID, NETNSA_FD, NETNSA_TARGET_NSID, NETNSA_CURRENT_NSID, __NETNSA_MAX };

#define NETNSA_NSID_NOT_ASSIGNED -1
#define NETNSA_MAX (__NETNSA_MAX - 1)

#endif
