// A pipe is what a socket's pattern sees of one peer: a queue of frames in, one out, and what the peer is called.
// Behind it is an engine (a stream connection, which may come and go) or the pipe of another socket (inproc).
//
// Calls of the pattern (pattern.h) come from the socket layer only: attach, detach, readable, writable and hiccup are
// never called from within pipe_read, pipe_write, pipe_flush or pipe_end, so a pattern may be in the middle of anything
// there. A peer that is lost while messages of it are unread keeps its pipe until they are read; nothing can be written
// to it.
#ifndef ISTHMUS_ZMQ_PIPE_H
#define ISTHMUS_ZMQ_PIPE_H

#include "queue.h"

struct engine;
struct connecter;
struct socket;

/* Places of a pipe in the arrays that patterns keep: one for each array. */
enum pipe_place { PIPE_FAIR_QUEUE, PIPE_LOAD_BALANCE, PIPE_DISTRIBUTION, PIPE_PLACES };

struct pipe {
  struct socket *socket;
  /* What is behind it; neither: not connected (yet, or for now), or gone. */
  struct engine *engine;
  struct pipe *peer;
  /* Frames for the socket, and from it; the peer's `incoming` where there is a peer. */
  struct queue *in;
  struct queue *out;
  struct queue incoming;
  struct queue outgoing;
  /* The connection behind it is (or will again be) made by this side; NULL where the peer connected. */
  struct connecter *connecter;
  /* The pattern has it: between attach and detach. */
  bool attached;
  /* Nothing more comes in but what is in `in`, and nothing goes out. */
  bool ended;
  /* `in` has a frame of a message of which not all are read; `out` one of which not all are written. */
  bool reading;
  bool writing;
  /* The pattern was refused a write, so it wants to hear of room; its reader was told there is something. */
  bool wants_writable;
  bool told_readable;
  /* In the context's list of pipes to be looked after, see pipe.c. */
  bool scheduled;
  /* From ZMQ_CONNECT_ROUTING_ID, else what the peer announced. */
  uint8_t routing_id_size;
  bool routing_id_fixed;
  uint8_t routing_id[255];
  /* Of the socket's list, and the context's. */
  struct pipe *next;
  struct pipe *previous;
  struct pipe *next_scheduled;
  /* The pattern's own. */
  void *pattern_data;
  uint32_t id;
  uint32_t places[PIPE_PLACES];
};

/** Decodes more of what the connection has received, when there is more: whether a frame can be read now. Slow path of
 * pipe_can_read. */
bool pipe_refill(struct pipe *pipe);

/** Tells the other side that half of its limit is read. Slow path of pipe_read. */
void pipe_drained(struct pipe *pipe);

/** Whether pipe_read would give a frame. Makes no system call. */
static inline bool pipe_can_read(struct pipe *pipe) { return queue_can_read(pipe->in) || pipe_refill(pipe); }

/** Moves the next frame of the complete messages into `frame` (overwritten, not closed); false when there is none. Once
 * the first frame of a message was read, the others are there. Makes no system call. */
static inline bool pipe_read(struct pipe *pipe, struct message *frame) {
  if (!pipe_can_read(pipe))
    return false;
  queue_read(pipe->in, frame);
  pipe->reading = (frame->flags & MESSAGE_MORE) != 0;
  if (pipe->in->full || !queue_can_read(pipe->in))
    pipe_drained(pipe);
  return true;
}

/** Whether a new message may be written: the pipe hasn't ended and is below its high-water mark. After a false, the
 * pattern's `writable` is called when there is room again. In the middle of a message always true, unless ended. */
bool pipe_can_write(struct pipe *pipe);

/** Takes over the frame, which is empty afterwards; false when pipe_can_write says so, or memory is out (the frame
 * stays the caller's). The peer gets to see a message only when it is complete, and pipe_flush was called. */
bool pipe_write(struct pipe *pipe, struct message *frame);

/** Takes back the frames of a message that wasn't completed. */
void pipe_rollback(struct pipe *pipe);

/** Sends what was written, now or with more of it, as the socket layer decides. */
void pipe_flush(struct pipe *pipe);

/** Drops the peer and all messages from and to it. The pattern's detach is called for it, but later. */
void pipe_end(struct pipe *pipe);

/** What the peer is called: ZMQ_CONNECT_ROUTING_ID if that was set for this connection, else the identity that the peer
 * announced; `*size` 0 where it has none. Valid as long as the pipe. */
static inline const uint8_t *pipe_routing_id(const struct pipe *pipe, size_t *size) {
  *size = pipe->routing_id_size;
  return pipe->routing_id;
}

/* For engines, connecters and inproc. */

/** A new pipe of the socket, in its list, not attached; NULL when memory is out. */
struct pipe *pipe_new(struct socket *socket);

/** Frees it and what it holds; it is detached from its pattern first. Only from where no pattern is in the middle. */
void pipe_free(struct pipe *pipe);

/** Hands the pipe to the socket's pattern. */
void pipe_attach(struct pipe *pipe);

/** Remembers to look after the pipe (readable, writable, ended) when the pattern isn't in the middle of anything. */
void pipe_schedule(struct pipe *pipe);

#endif
