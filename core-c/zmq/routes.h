// Whom a routing id means: for ROUTER and STREAM. Each pipe has one id, each id means one pipe.
#ifndef ISTHMUS_ZMQ_ROUTES_H
#define ISTHMUS_ZMQ_ROUTES_H

#include "pipe.h"

struct route {
  struct pipe *pipe;
  struct route *next;
  uint32_t hash;
  uint8_t size;
  uint8_t id[255];
};

/** A hash table; all zero but for what routes_init sets. */
struct routes {
  struct route **buckets;
  uint32_t bucket_count;
  uint32_t size;
  /** So that peers can't know which ids collide. */
  uint32_t seed;
  /** Of the next id that is made here, for peers that announce none. */
  uint32_t next_number;
};

/** An empty table. */
void routes_init(struct routes *routes);

/** The route of an id, or NULL. */
struct route *routes_find(const struct routes *routes, const void *id, size_t size);

/** Gives a pipe an id that no other one has, of at most 255 bytes; the route is pipe->pattern_data then. -ENOMEM. */
int routes_add(struct routes *routes, struct pipe *pipe, const void *id, size_t size);

/** Gives a pipe an id of five bytes that is made here: 0, and a number. -ENOMEM. */
int routes_add_new(struct routes *routes, struct pipe *pipe);

/** Takes a pipe's id from it; nothing is done when it has none. */
void routes_remove(struct routes *routes, struct pipe *pipe);

/** Calls `test` with pipes until it says yes; whether it did. */
bool routes_any(const struct routes *routes, bool (*test)(struct pipe *pipe));

/** Makes a frame of a pipe's id, with MESSAGE_MORE and the metadata of the frame that it goes before. -ENOMEM. */
int routes_frame(struct message *frame, const struct pipe *pipe, const struct message *before);

/** Frees the memory. */
void routes_destroy(struct routes *routes);

#endif
