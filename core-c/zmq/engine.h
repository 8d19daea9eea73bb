// Engines: one stream connection each, from the greeting on. They move frames between the connection and a pipe.
#ifndef ISTHMUS_ZMQ_ENGINE_H
#define ISTHMUS_ZMQ_ENGINE_H

#include "context.h"
#include "message.h"
#include "metadata.h"
#include "zmtp.h"

struct endpoint;
struct pipe;
struct socket;
struct zap_request;

enum engine_state {
  ENGINE_GREETING,
  ENGINE_HANDSHAKE,
  ENGINE_READY,
  /* Something went wrong; it is closed as soon as no pattern is in the middle of something. */
  ENGINE_FAILED,
};

/* Memory that is received into; messages share it. */
struct engine_input {
  struct message_content *content;
  uint8_t *data;
  size_t capacity;
  /* What has been received and isn't decoded. */
  size_t start;
  size_t end;
};

struct engine_output {
  uint8_t *data;
  size_t start;
  size_t end;
  /* A large frame's body, which follows, and how much of it is sent. */
  struct message large;
  size_t large_sent;
};

struct engine {
  struct watch watch;
  enum engine_state state;
  enum zmtp_version version;
  struct socket *socket;
  /* The listener or connecter; NULL once that is closed. */
  struct endpoint *endpoint;
  /* NULL on the bind side until the handshake is over. */
  struct pipe *pipe;
  bool local;
  bool raw;
  /* EOF was received; its messages may still be there. */
  bool input_ended;
  /* A socket buffer is full: waits for EPOLLOUT. */
  bool blocked;
  /* The last frame taken from the pipe had more behind it. */
  bool in_message;
  /* In the context's list of those with something to send. */
  bool unflushed;
  struct engine *next_unflushed;
  size_t unflushed_bytes;
  struct engine_input input;
  struct engine_output output;
  /* A large frame that is being received, and how much of it is there. */
  struct message large;
  size_t large_received;
  bool in_large;
  /* How far the handshake is (engine-handshake.c). */
  uint8_t greeting_sent;
  uint8_t step;
  struct zap_request *zap;
  struct metadata *metadata;
  uint8_t routing_id_size;
  uint8_t routing_id[255];
  /* What to tell the monitor when it has failed: the event (0: DISCONNECTED) and its value. */
  int failure_event;
  int failure_value;
  /* Handshake's end; then the next PING. And: how long the peer may be silent. */
  struct timer timer;
  struct timer silence;
  struct timer peer_silence;
  /* The next command to send, when there is one: PONG. */
  uint8_t pong[ZMTP_PING_CONTEXT_LARGEST];
  uint8_t pong_size;
  bool pong_due;
  bool ping_due;
  /* Of the socket's list of engines. */
  struct engine *next;
  struct engine *previous;
  /* What the endpoint's peer is called, for the monitor. */
  char *address;
};

#endif
