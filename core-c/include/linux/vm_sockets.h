// <linux/vm_sockets.h>: addresses and options of sockets between virtual machines.
#ifndef ISTHMUS_LINUX_VM_SOCKETS_H
#define ISTHMUS_LINUX_VM_SOCKETS_H

#include <linux/types.h>
#include <sys/socket.h>

#define VMADDR_CID_ANY (-1U)
#define VMADDR_PORT_ANY (-1U)
#define SO_VM_SOCKETS_BUFFER_SIZE 0
#define SO_VM_SOCKETS_BUFFER_MIN_SIZE 1
#define SO_VM_SOCKETS_BUFFER_MAX_SIZE 2
#define SO_VM_SOCKETS_PEER_HOST_VM_ID 3
#define SO_VM_SOCKETS_TRUSTED 5
#define SO_VM_SOCKETS_CONNECT_TIMEOUT_OLD 6
#define SO_VM_SOCKETS_NONBLOCK_TXRX 7
#define SO_VM_SOCKETS_CONNECT_TIMEOUT_NEW 8
#define SO_VM_SOCKETS_CONNECT_TIMEOUT 6
#define VMADDR_CID_ANY 4294967295
#define VMADDR_PORT_ANY 4294967295
#define VMADDR_CID_HYPERVISOR 0
#define VMADDR_CID_LOCAL 1
#define VMADDR_CID_HOST 2
#define VMADDR_FLAG_TO_HOST 0x1

struct sockaddr_vm {
  __kernel_sa_family_t svm_family;
  unsigned short svm_reserved1;
  unsigned svm_port;
  unsigned svm_cid;
  __u8 svm_flags;
  unsigned char svm_zero[3];
};

#endif
