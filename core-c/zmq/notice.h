// ZMQ_FD: a descriptor of a socket's own, readable when something has come for it, or may be there for one of its
// context.
#ifndef ISTHMUS_ZMQ_NOTICE_H
#define ISTHMUS_ZMQ_NOTICE_H

#include "socket.h"

/** The descriptor, made when it is first asked for; -errno. */
int notice_descriptor(struct socket *socket);

/** Half of notice_raise. */
void notice_write(struct socket *socket);

/** Something has come for the socket, or there is room: the descriptor is readable until notice_lower. */
static inline void notice_raise(struct socket *socket) {
  if (__builtin_expect(socket->notice.event >= 0 && !socket->notice.raised, 0))
    notice_write(socket);
}

/** The program has learned of all that there is. */
void notice_lower(struct socket *socket);

void notice_close(struct socket *socket);

#endif
