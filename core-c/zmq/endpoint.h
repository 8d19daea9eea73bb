// Endpoints: what a socket is bound or connected to. A listener has a descriptor that accepts, a connecter one
// connection that it makes again whenever it is lost, and names of inproc have neither.
#ifndef ISTHMUS_ZMQ_ENDPOINT_H
#define ISTHMUS_ZMQ_ENDPOINT_H

#include "address.h"
#include "context.h"
#include "timer.h"

struct engine;
struct pipe;
struct socket;
struct socks;

enum endpoint_kind { ENDPOINT_LISTENER, ENDPOINT_CONNECTER, ENDPOINT_BOUND_NAME, ENDPOINT_CONNECTED_NAME };

struct endpoint {
  enum endpoint_kind kind;
  struct socket *socket;
  /* As zmq_bind or zmq_connect was given it; and where it is really bound to, as ZMQ_LAST_ENDPOINT tells. */
  char *given;
  char *name;
  enum transport transport;
  /* The listening descriptor, or one that is being connected; -1 where there is none. */
  struct watch watch;
  /* A listener's: a path to be removed with it, and the folder that was made for it. */
  char *path;
  char *folder;
  /* A connecter's: where to, its pipe and connection (either may be NULL), and how long to wait before the next try. */
  struct pipe *pipe;
  struct engine *engine;
  int interval;
  /* What it says to a proxy; NULL without one. */
  struct socks *socks;
  /* The next try, or the end of this one; a listener's: until it accepts again. */
  struct timer timer;
  uint8_t connect_routing_id_size;
  uint8_t connect_routing_id[255];
  /* Closed; a connecter then stays as long as its pipe lingers. */
  bool closing;
  /* Of the socket's list, and of the context's names. */
  struct endpoint *next;
  struct endpoint *next_name;
};

/** A new endpoint in the socket's list; NULL when memory is out. */
struct endpoint *endpoint_new(struct socket *socket, enum endpoint_kind kind, const char *given);

/** Closes it; what its connections have to send is sent within `linger` ms (-1: whenever). */
void endpoint_close(struct endpoint *endpoint, int linger);

/** Frees it, taking it from all lists. */
void endpoint_free(struct endpoint *endpoint);

/** The pipe is being freed. */
void endpoint_lost_pipe(struct endpoint *endpoint, struct pipe *pipe);

/** listener.c: binds a tcp or ipc address. 0, or -errno. */
int listener_bind(struct socket *socket, const char *name, struct address *address);
void listener_close(struct endpoint *endpoint);

/** connecter.c: makes a tcp or ipc connection, now and whenever it is lost. 0, or -errno. */
int connecter_connect(struct socket *socket, const char *name, enum transport transport);
/** The engine is gone: the connection is made again after a while. */
void connecter_lost(struct endpoint *endpoint);
/** The engine's handshake is over, and this is its pipe. */
void connecter_connected(struct endpoint *endpoint, struct pipe *pipe);
/** Ends what it is at. */
void connecter_stop(struct endpoint *endpoint);

/** inproc.c. 0, or -errno. */
int inproc_bind(struct socket *socket, const char *name);
int inproc_connect(struct socket *socket, const char *name);
/** A pipe of `socket` that its pattern doesn't get, tied to one of the socket that is bound to the name. NULL when none
 * is, or memory is out. */
struct pipe *inproc_tie(struct socket *socket, const char *name);

/** Drops what closed sockets have sent to names that nobody has bound: the context ends, and nobody will. */
void inproc_give_up(struct context *context);

#endif
