// Addresses as endpoints name them: transport://address, for tcp and ipc turned into what bind and connect take.
#ifndef ISTHMUS_ZMQ_ADDRESS_H
#define ISTHMUS_ZMQ_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

enum transport { TRANSPORT_TCP, TRANSPORT_IPC, TRANSPORT_INPROC };

enum { ENDPOINT_NAME_LARGEST = 256 };

struct address {
  union {
    struct sockaddr any;
    struct sockaddr_storage storage;
    struct sockaddr_un unix_domain;
  };
  socklen_t size;
  /* Of tcp://source;destination: where to connect from. */
  struct sockaddr_storage source;
  socklen_t source_size;
};

/** The transport of an endpoint, and what comes after "://". 0, -EINVAL (no endpoint), -EPROTONOSUPPORT. */
int address_transport(const char *name, enum transport *transport, const char **rest);

/** What to bind for tcp: interface, address or * with a port, which may be * too. 0, -EINVAL, -ENODEV. */
int address_of_interface(struct address *address, const char *text, bool ipv6);

/** Whether this may be what to connect to: -EINVAL if it can't, whatever names there are. */
int address_check_peer(const char *text);

/** Parts [source;]host:port into the host, without brackets, and the port (0 also for *). 0, or -EINVAL. */
int address_split(const char *text, char host[ENDPOINT_NAME_LARGEST], uint16_t *port);

/** What to connect to for tcp: [source;]host:port. May ask name servers, and wait for them. 0, -EINVAL, -ENODEV, or
 * -EHOSTUNREACH when the name isn't known (now). */
int address_of_peer(struct address *address, const char *text, bool ipv6);

/** The address of an ipc path, or of an abstract name after @. 0, -EINVAL, -ENAMETOOLONG. */
int address_of_path(struct address *address, const char *text);

/** Writes the endpoint's name of a socket address: "tcp://127.0.0.1:5555", "tcp://[::1]:5555", "ipc:///path",
 * "ipc://@name". `bare` leaves out the transport and port (Peer-Address). */
void address_name(char *name, size_t room, const struct sockaddr *address, socklen_t size, bool bare);

#endif
