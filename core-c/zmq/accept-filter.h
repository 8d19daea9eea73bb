// Who may connect to the endpoints that a socket binds: ZMQ_TCP_ACCEPT_FILTER and ZMQ_IPC_FILTER_…. Nobody is kept out
// while there is no filter of a transport.
#ifndef ISTHMUS_ZMQ_ACCEPT_FILTER_H
#define ISTHMUS_ZMQ_ACCEPT_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct accept_filter {
  /* The option that it was set with. */
  int option;
  /* Of tcp: the family, and so many bits of the address. */
  int family;
  unsigned bits;
  uint8_t address[16];
  /* Of ipc: a process, user or group. */
  int number;
};

struct accept_filters {
  struct accept_filter *list;
  size_t count;
};

/** Adds a filter, as zmq_setsockopt is given it; no value takes back all that were set with this option. 0, -EINVAL or
 * -ENOMEM. */
int accept_filters_add(struct accept_filters *filters, int option, const void *value, size_t size);

/** Whether who has connected to this descriptor may. */
bool accept_filters_let_in(const struct accept_filters *filters, int fd);

void accept_filters_destroy(struct accept_filters *filters);

#endif
