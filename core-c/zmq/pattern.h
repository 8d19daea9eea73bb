// What a socket type does: whom it sends to, whom it takes from, what it demands of the program. The socket layer does
// the waiting, the bookkeeping of ZMQ_SNDMORE, and the options that all types have; pipes hold the messages.
#ifndef ISTHMUS_ZMQ_PATTERN_H
#define ISTHMUS_ZMQ_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "message.h"

struct socket;
struct pipe;

/**
 * The life of a pipe, as its pattern sees it:
 *   attach, { connected, disconnected } …, detach
 * On the bind side attach and connected come together when the handshake is over. On the connect side attach comes with
 * zmq_connect (with ZMQ_IMMEDIATE: when the handshake is over), and connected and disconnected with every connection.
 * A pipe whose peer is gone for good is no longer writable at once, but is detached only when everything that the peer
 * had sent has been read (or the socket is closed). Pipes of inproc endpoints are like the others.
 *
 * No function of pipe.h calls back into a pattern: callbacks come from the context's pump and from the calls that
 * attach and detach. A pattern may call pipe_end within any of its functions; the detach comes later.
 */
struct pattern {
  /** The socket type it is for (ZMQ_REQ …). */
  int type;
  /** How many bytes socket->state points to; they are zero when init is called. */
  size_t state_size;

  /** Sets the state up, and what options of the socket are to begin with. 0, or -ENOMEM. NULL: nothing to do. */
  int (*init)(struct socket *socket);
  /** Frees what the state holds; all pipes have been detached. NULL: nothing to do. */
  void (*destroy)(struct socket *socket);

  /** A pipe has come. `local`: this side has connected, the other one has not. */
  void (*attach)(struct socket *socket, struct pipe *pipe, bool local);
  /** The pipe is gone, with all that was in it; nothing may point to it any longer. */
  void (*detach)(struct socket *socket, struct pipe *pipe);
  /** The handshake with the peer behind the pipe is over: pipe_routing_id tells who it is. May be NULL. */
  void (*connected)(struct socket *socket, struct pipe *pipe);
  /** The peer is gone; the pipe stays, since the connection will be made again. May be NULL. */
  void (*disconnected)(struct socket *socket, struct pipe *pipe);
  /** A message has come into a pipe that had none (pipe_can_read was false). May come without need. */
  void (*readable)(struct socket *socket, struct pipe *pipe);
  /** There is room again in a pipe that had none (pipe_write or pipe_can_write was false). May come without need. */
  void (*writable)(struct socket *socket, struct pipe *pipe);

  /**
   * Sends a frame; message->flags has MESSAGE_MORE when another one follows. 0: the message has been taken (it is an
   * empty one now). Else it is left as it was: -EAGAIN: not now, wait and try again; -EFSM, -EHOSTUNREACH, -ENOTSUP,
   * -EINVAL, -ENOMEM.
   */
  int (*send)(struct socket *socket, struct message *message);
  /** Takes a frame into a message that is empty. 0, -EAGAIN, -EFSM, -ENOTSUP. */
  int (*recv)(struct socket *socket, struct message *message);
  /** ZMQ_POLLOUT and ZMQ_POLLIN: whether send, or recv, of a new message would do something other than -EAGAIN. */
  bool (*can_send)(struct socket *socket);
  bool (*can_recv)(struct socket *socket);

  /** Options that only this type has. 0, -EINVAL (also for an option that isn't its own), -ENOMEM. NULL: it has none.
   */
  int (*set_option)(struct socket *socket, int option, const void *value, size_t size);
};

/** The pattern of a socket type, or NULL when there is no such type. */
const struct pattern *pattern_of(int type);

extern const struct pattern pair_pattern, publish_pattern, subscribe_pattern, request_pattern, reply_pattern,
    dealer_pattern, router_pattern, pull_pattern, push_pattern, extended_publish_pattern, extended_subscribe_pattern,
    stream_pattern;

/* For patterns that only receive, or only send. */
int pattern_send_not_supported(struct socket *socket, struct message *message);
int pattern_recv_not_supported(struct socket *socket, struct message *message);
bool pattern_never(struct socket *socket);
void pattern_ignore(struct socket *socket, struct pipe *pipe);

/** Reads an option that is 0 or 1 (any number but 0 is 1). 0, or -EINVAL for a negative one or another size. */
int pattern_read_switch(const void *value, size_t size, bool *option);

/** Takes and drops what a peer sends to a type that receives nothing, so that it can't pile up. */
void pattern_drain(struct socket *socket, struct pipe *pipe);

/** Closes a message's content: it is an empty one then. */
void pattern_drop(struct message *message);

#endif
