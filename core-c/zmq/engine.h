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
  /* What the next one's capacity is to be. */
  size_t wanted;
  /* What has been received and isn't decoded. */
  size_t start;
  size_t end;
};

struct engine_output {
  uint8_t *data;
  size_t capacity;
  size_t start;
  size_t end;
  /* So many bytes before `end` are of a message whose end isn't written yet. */
  size_t partial;
  /* A large frame's body, which follows what is in `data`, and how much of it is sent. */
  bool has_large;
  struct message large;
  size_t large_sent;
  /* Commands that came up meanwhile. */
  uint8_t waiting[64];
  size_t waiting_size;
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
  bool ipc;
  /* What was received isn't decoded since the pipe is full; so nothing is received. */
  bool stalled;
  bool paused;
  /* The socket buffer is full: it waits for EPOLLOUT. The peer takes nothing any more: only reading goes on. */
  bool blocked;
  bool broken;
  /* All is sent and the peer was told so; it is given time to read it. */
  bool half_closed;
  /* It failed by what the peer says, which would say it again: no new connection is made to it. */
  bool disagrees;
  /* The last frame taken from the pipe had more behind it; the last one that went past its queue had. */
  bool in_message;
  bool in_direct_message;
  /* In the context's list of those with something to send. */
  bool unflushed;
  struct engine *next_unflushed;
  struct engine *previous_unflushed;
  size_t unflushed_bytes;
  struct engine_input input;
  struct engine_output output;
  /* A large frame that is being received into memory of its own, which grows with it. */
  bool in_large;
  struct message large;
  uint8_t large_flags;
  size_t large_size;
  size_t large_received;
  /* Frames and bytes of the message whose end has not come. */
  uint32_t partial_frames;
  uint64_t partial_bytes;
  /* How far the handshake is: bytes of the greeting sent, commands sent and received (handshake.c). */
  uint8_t greeting_sent;
  uint8_t greeting[ZMTP_GREETING_SIZE];
  bool sent_ready;
  bool received_hello;
  bool received_ready;
  /* To the ZAP handler, while its answer is awaited. */
  struct pipe *zap;
  struct metadata *metadata;
  char peer_address[64];
  uint8_t routing_id_size;
  uint8_t routing_id[ZMTP_ROUTING_ID_LARGEST];
  /* What to tell the monitor before DISCONNECTED (0: nothing), and its value. */
  int failure_event;
  int failure_value;
  /* Something was received since the timers looked. */
  bool heard;
  bool heard_peer;
  uint16_t peer_time_to_live;
  /* The handshake's end, then the next PING; the answer to it; the peer's time to live. */
  struct timer timer;
  struct timer answer;
  struct timer silence;
  /* Of the socket's list of engines. */
  struct engine *next;
  struct engine *previous;
};

/** Starts an engine on a connected, non-blocking descriptor, which it owns from then on. `pipe` is the connecter's, or
 * NULL: one is made when the handshake is over. 0, or -errno: the descriptor stays the caller's. */
int engine_start(struct socket *socket, struct endpoint *endpoint, int fd, struct pipe *pipe);

/** Something is wrong: it is closed when no pattern is in the middle of something. `event` is one of
 * ZMQ_EVENT_HANDSHAKE_FAILED_… with its value, or 0. */
void engine_fail(struct engine *engine, int event, int value);

/** Closes an engine that has failed and does what is to be done then; whether its pipe was freed by that, or it had
 * none. */
bool engine_finish(struct engine *engine);

/** Closes the connection and frees the engine; its pipe must have been taken from it. */
void engine_close(struct engine *engine);

/** Whether an engine with nothing to send may be closed without loss. If not, it will fail as soon as it may. */
bool engine_may_close(struct engine *engine);

/** The handshake is over. */
void engine_is_ready(struct engine *engine);

/** What its descriptor is to wait for has changed. */
void engine_update_watch(struct engine *engine);

/* engine-input.c */

/** Receives once and decodes. */
void engine_receive(struct engine *engine);

/** Decodes what has been received, as much as the pipe takes, or all of it. */
void engine_decode(struct engine *engine, bool all);

/** Decodes what the pipe had no room for before; whether the pipe can be read now. */
bool engine_refill(struct engine *engine);

/** Puts a frame into the pipe; takes it over. */
void engine_push(struct engine *engine, struct message *message);

/* engine-output.c */

/** Encodes a frame at once if nothing is before it in the pipe, and then takes it over; `false`: it goes into the pipe.
 */
bool engine_write(struct engine *engine, struct message *frame);

/** Takes back the frames of a message that isn't complete. */
void engine_rollback(struct engine *engine);

/** `size` bytes have been written to the pipe. */
void engine_written(struct engine *engine, size_t size);

/** What is in the pipe is to be sent with the next flush, or at once if it is much. */
void engine_want_flush(struct engine *engine);
void engine_forget_flush(struct engine *engine);

/** Whether others than this one have something to send too. */
static inline bool engine_is_one_of_several(const struct engine *engine) { return engine->next_unflushed != NULL; }

/** Sends what there is, as far as the socket buffer takes it. */
void engine_flush(struct engine *engine);

/** Whether nothing waits to be sent but in the pipe. */
bool engine_is_idle(const struct engine *engine);

/** Sends bytes, or a command with this body of at most 1024 bytes, before what is in the pipe. When the peer takes
 * nothing, commands beyond the first few are dropped. */
void engine_send_bytes(struct engine *engine, const void *data, size_t size);
void engine_send_command(struct engine *engine, const void *body, size_t size);

/* handshake.c */

/** Sends the beginning of the greeting. */
void handshake_begin(struct engine *engine);

/** Reads from the greeting that has been received: 1: it is complete, 0: more is needed, -1: it failed. */
int handshake_greeting(struct engine *engine);

/** A frame of the handshake; takes it over. */
void handshake_frame(struct engine *engine, struct message *message);

/** What the ZAP handler says: its status code (200, 300, 400, 500). */
void handshake_authenticated(struct engine *engine, int status);

/* heartbeat.c */

/** Begins to send PINGs, if the options say so. */
void heartbeat_start(struct engine *engine);
void heartbeat_stop(struct engine *engine);

/** A command of a connection whose handshake is over. */
void heartbeat_ping(struct engine *engine, const struct zmtp_command *ping);

/* raw-engine.c */

/** Makes a message of what has been received; takes all of it. */
void raw_engine_decode(struct engine *engine);

/** Tells the beginning or end of a connection, if the options say so. */
void raw_engine_notify(struct engine *engine);

#endif
