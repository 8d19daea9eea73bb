// What DEALER and REQ share: messages go to the peers in turn, and come from them in turn.
#ifndef ISTHMUS_ZMQ_DEALER_H
#define ISTHMUS_ZMQ_DEALER_H

#include "fair-queue.h"
#include "load-balance.h"

struct dealer {
  struct fair_queue in;
  struct load_balance out;
  /** ZMQ_PROBE_ROUTER: each new peer is sent an empty message. */
  bool probe;
};

void dealer_attach(struct socket *socket, struct pipe *pipe, bool local);
void dealer_detach(struct socket *socket, struct pipe *pipe);
void dealer_readable(struct socket *socket, struct pipe *pipe);
void dealer_writable(struct socket *socket, struct pipe *pipe);
void dealer_destroy(struct socket *socket);
int dealer_set_option(struct socket *socket, int option, const void *value, size_t size);

/** Sends the empty message of ZMQ_PROBE_ROUTER. */
void dealer_probe(struct pipe *pipe);

#endif
