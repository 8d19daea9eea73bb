// A pipe is what a socket's pattern sees of one peer: a queue of frames in, one out, and what the peer is called.
// Behind it is an engine (a stream connection, which may come and go) or the pipe of another socket (inproc).
//
// Callbacks of the pattern (pattern.h) are never called from within pipe_read, pipe_write, pipe_flush or pipe_end, so a
// pattern may be in the middle of anything there. A peer that is lost while messages of it are unread keeps its pipe
// until they are read; nothing can be written to it.
#ifndef ISTHMUS_ZMQ_PIPE_H
#define ISTHMUS_ZMQ_PIPE_H

#include "queue.h"
#include "timer.h"

struct endpoint;
struct engine;
struct socket;

/* Places of a pipe in the arrays that patterns keep: one for each array. */
enum pipe_place { PIPE_FAIR_QUEUE, PIPE_LOAD_BALANCE, PIPE_DISTRIBUTION, PIPE_PLACES };

struct pipe {
  struct socket *socket;
  /* What is behind it; neither: not connected (yet, or for now), or gone. */
  struct engine *engine;
  struct pipe *peer;
  /* Frames for the socket, and from it; `out` is the peer's `incoming` where there is a peer. */
  struct queue *out;
  struct queue incoming;
  struct queue outgoing;
  /* Where it comes from: a listener, a connecter, an inproc name. NULL once that is closed. */
  struct endpoint *endpoint;
  /* This side connected. */
  bool local;
  /* The pattern has it: between attach and detach; and between connected and disconnected. */
  bool attached;
  bool connected;
  /* Nothing more comes in but what is in `incoming`, and nothing goes out. */
  bool ended;
  /* Ended by pipe_end: the peer is to be dropped. */
  bool dropped;
  /* The pattern has no more to do with it; it is there until all is sent, or `linger` runs out. */
  bool closing;
  /* Not all frames of a message have been read; have been written. */
  bool reading;
  bool writing;
  /* The beginning of the message that is being written went down with the connection, so the rest goes nowhere. */
  bool discards;
  /* The pattern was refused a write and is to hear of room; it was told that there is something to read. */
  bool wants_writable;
  bool told_readable;
  /* In the context's list of pipes to look after. */
  bool scheduled;
  /* From ZMQ_CONNECT_ROUTING_ID (then fixed), else what the peer announced. */
  bool routing_id_fixed;
  uint8_t routing_id_size;
  uint8_t routing_id[255];
  struct timer linger;
  /* Not of a pattern, but an engine's way to the ZAP handler, see zap.c. */
  struct engine *authenticates;
  /* The pattern's own. */
  void *pattern_data;
  uint32_t id;
  uint32_t places[PIPE_PLACES];
  /* Of the socket's list, and the context's. */
  struct pipe *next;
  struct pipe *previous;
  struct pipe *next_scheduled;
};

/* Slow halves of pipe_can_read and pipe_read. */
bool pipe_refill(struct pipe *pipe);
void pipe_drained(struct pipe *pipe);

/** Whether pipe_read would give a frame. */
static inline bool pipe_can_read(struct pipe *pipe) { return queue_can_read(&pipe->incoming) || pipe_refill(pipe); }

/** Moves the next frame of the complete messages into `frame` (overwritten, not closed); false when there is none. Once
 * the first frame of a message was read, the others are there. */
static inline bool pipe_read(struct pipe *pipe, struct message *frame) {
  if (!pipe_can_read(pipe))
    return false;
  queue_read(&pipe->incoming, frame);
  pipe->reading = (frame->flags & MESSAGE_MORE) != 0;
  if (pipe->incoming.full || !queue_can_read(&pipe->incoming))
    pipe_drained(pipe);
  return true;
}

/** Whether a new message may be written: the pipe hasn't ended and is below its high-water mark. After a false the
 * pattern's `writable` is called when there is room again. In the middle of a message always true, unless ended. */
bool pipe_can_write(struct pipe *pipe);

/** Takes over the frame, which is empty afterwards; false when pipe_can_write says so, or memory is out (the frame
 * stays the caller's). Subscriptions are taken above the high-water mark too. The peer gets to see a message only when
 * it is complete, and pipe_flush was called. */
bool pipe_write(struct pipe *pipe, struct message *frame);

/** Takes back the frames of a message that wasn't completed. */
void pipe_rollback(struct pipe *pipe);

/** Sends what was written, now or with more of it, as the socket layer decides. */
void pipe_flush(struct pipe *pipe);

/** Drops the peer and all messages from and to it. The pattern's detach is called for it, but later. */
void pipe_end(struct pipe *pipe);

/** Whether the peer is gone for good (messages of it may still be there), so that nothing can be written ever again. */
static inline bool pipe_has_ended(const struct pipe *pipe) { return pipe->ended; }

/** What the peer is called: ZMQ_CONNECT_ROUTING_ID if that was set for this connection, else the identity that the peer
 * announced; `*size` is 0 where it has none. Valid as long as the pipe. */
static inline const uint8_t *pipe_routing_id(const struct pipe *pipe, size_t *size) {
  *size = pipe->routing_id_size;
  return pipe->routing_id;
}

/* For the socket layer, engines and endpoints; only from where no pattern is in the middle of something. */

/** A new pipe of the socket, in its list, not attached; NULL when memory is out. */
struct pipe *pipe_new(struct socket *socket, struct endpoint *endpoint, bool local);

/** Sets what the peer announced, unless ZMQ_CONNECT_ROUTING_ID has fixed it. */
void pipe_set_routing_id(struct pipe *pipe, const void *data, size_t size);

/** Ties the pipes of two sockets to each other; what was written to them already goes over. 0, or -ENOMEM. */
int pipe_tie(struct pipe *pipe, struct pipe *peer);

/** Takes the high-water marks from the sockets' options. */
void pipe_set_limits(struct pipe *pipe);

/** Hands the pipe to the pattern; tells it that the handshake is over, or that the peer is gone for now. */
void pipe_attach(struct pipe *pipe);
void pipe_connected(struct pipe *pipe);
void pipe_disconnected(struct pipe *pipe);

/** The peer is gone for good, what it sent may still be read. */
void pipe_finish(struct pipe *pipe);

/** Takes it from the pattern, drops what came in, and frees it when all that goes out is sent or `linger` ms are over
 * (-1: whenever that is). */
void pipe_close(struct pipe *pipe, int linger);

/** Frees it and all that is in it, with its engine. */
void pipe_free(struct pipe *pipe);

/** Remembers to look after the pipe when no pattern is in the middle of anything. */
void pipe_schedule(struct pipe *pipe);
void pipe_unschedule(struct pipe *pipe);

/** Does what the pipe was scheduled for: readable, writable, the end. It may be freed by this. */
void pipe_look_after(struct pipe *pipe);

#endif
