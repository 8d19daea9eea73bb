// ZAP (RFC 27): asking the program's own handler, a REP or ROUTER socket bound to inproc://zeromq.zap.01, about a peer.
#ifndef ISTHMUS_ZMQ_ZAP_H
#define ISTHMUS_ZMQ_ZAP_H

#include <stddef.h>

struct engine;

/** Asks about the engine's peer; handshake_authenticated is called with the answer. 0, -ECONNREFUSED when there is no
 * handler, or -ENOMEM. */
int zap_ask(struct engine *engine, const char *mechanism, const void *username, size_t username_size,
            const void *password, size_t password_size);

/** Something has come from the handler, or it is gone. */
void zap_ready(struct engine *engine);

#endif
