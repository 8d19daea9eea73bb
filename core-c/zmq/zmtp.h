// The wire format of ZMTP (RFC 23, and the earlier versions 1.0 and 2.0): greeting, frames and commands, written and
// read without any input or output. When something is sent, and what follows from an error, is the engine's.
#ifndef ISTHMUS_ZMQ_ZMTP_H
#define ISTHMUS_ZMQ_ZMTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Versions that differ on the wire. */
enum zmtp_version {
  /** Without a version in the greeting: frames with a length first, no signature. */
  ZMTP_1_0 = 1,
  /** Frames with flags first, and a routing id as first frame; no mechanisms and no commands. */
  ZMTP_2_0 = 2,
  /** Mechanisms, commands for the handshake; subscriptions are messages. */
  ZMTP_3_0 = 3,
  /** Subscriptions, heartbeats as commands. */
  ZMTP_3_1 = 4,
};

enum {
  ZMTP_SIGNATURE_SIZE = 10,
  ZMTP_GREETING_SIZE = 64,
  /** A greeting of 2.0: signature, revision, socket type. */
  ZMTP_GREETING_2_0_SIZE = 12,
  ZMTP_MECHANISM_SIZE = 20,
  /** The longest header of a frame, in any version. */
  ZMTP_HEADER_SIZE = 10,
  ZMTP_ROUTING_ID_LARGEST = 255,
  ZMTP_PING_CONTEXT_LARGEST = 16,
};

/** What a greeting says. */
struct zmtp_greeting {
  enum zmtp_version version;
  /** Of 3.x: the name of the mechanism, ended by 0, and whether the peer is its server. */
  char mechanism[ZMTP_MECHANISM_SIZE + 1];
  bool as_server;
  /** Of 2.0: the socket type as the peer tells it (the numbers of zmq.h). */
  uint8_t socket_type;
  /** How many bytes of the input the greeting was; 0 for 1.0, whose input begins with the frame of the routing id. */
  size_t size;
};

/**
 * Writes the 64 bytes of a greeting of version 3.1. The first ZMTP_SIGNATURE_SIZE of them may be sent first, and then
 * the version, to find out about an old peer. To a peer of 1.0 the signature is the header of a frame with our routing
 * id, whose `routing_id_size` bytes are to be sent next.
 */
void zmtp_greeting_write(uint8_t greeting[ZMTP_GREETING_SIZE], const char *mechanism, bool as_server,
                         size_t routing_id_size);

/**
 * Reads a greeting from what has arrived so far. 1: `greeting` is filled in. 0: more bytes are needed; `version` is
 * filled in as soon as it is certain (else 0; 3.0 may still become 3.1), since a peer of 2.0 waits for our half.
 * -EPROTO: no greeting of any version.
 */
int zmtp_greeting_read(struct zmtp_greeting *greeting, const uint8_t *data, size_t size);

/** A frame's header. */
struct zmtp_frame {
  /** MESSAGE_MORE and MESSAGE_COMMAND of message.h. */
  uint8_t flags;
  /** Bytes of the header, and of the body after it. */
  uint8_t header_size;
  uint64_t size;
};

/** Writes the header of a frame and returns its size, at most ZMTP_HEADER_SIZE. */
size_t zmtp_frame_write(uint8_t *header, enum zmtp_version version, uint8_t flags, uint64_t size);

/**
 * Reads a header from what has arrived so far. 1: `frame` is filled in. 0: more bytes are needed (ask again with the
 * same beginning). -EPROTO: malformed (reserved flags, a command with more to come, a length whose top bit is set, a
 * command in a version that has none, an empty frame of 1.0).
 */
int zmtp_frame_read(struct zmtp_frame *frame, enum zmtp_version version, const uint8_t *data, size_t size);

enum zmtp_command_kind {
  /** A name that isn't known; it is up to the receiver whether that is an error. */
  ZMTP_UNKNOWN,
  ZMTP_READY,
  ZMTP_ERROR,
  ZMTP_HELLO,
  ZMTP_WELCOME,
  ZMTP_INITIATE,
  ZMTP_SUBSCRIBE,
  ZMTP_CANCEL,
  ZMTP_PING,
  ZMTP_PONG,
};

/** A command, taken apart. Everything points into the body of its frame. */
struct zmtp_command {
  enum zmtp_command_kind kind;
  const uint8_t *name;
  size_t name_size;
  /** What follows the name: properties of READY and INITIATE (zmtp_property_next), the reason of ERROR, the prefix of
   * SUBSCRIBE and CANCEL, the context of PING and PONG. */
  const uint8_t *data;
  size_t size;
  /** Of PING: after how many tenths of a second of silence the sender may be taken for dead; 0: never. */
  uint16_t time_to_live;
  /** Of HELLO. */
  const uint8_t *username;
  size_t username_size;
  const uint8_t *password;
  size_t password_size;
};

/**
 * Takes the body of a command frame apart. 0, or -EPROTO when it is malformed; `kind` says then of which command, if
 * that much could be read. The properties of READY and INITIATE are checked to the last.
 */
int zmtp_command_read(struct zmtp_command *command, const uint8_t *body, size_t size);

struct zmtp_property {
  const char *name;
  size_t name_size;
  const uint8_t *value;
  size_t value_size;
};

/** The next property at *data, which moves on. 1, or 0 at the end, or -EPROTO. Start: command.data, command.size. */
int zmtp_property_next(struct zmtp_property *property, const uint8_t **data, size_t *size);

/** Whether this is the property's name, without regard to case (RFC 23). */
bool zmtp_property_is(const struct zmtp_property *property, const char *name);

/** Where a command is written to. Too much for the room sets `overflow`, and writes nothing further. */
struct zmtp_writer {
  uint8_t *data;
  size_t room;
  size_t size;
  bool overflow;
};

/** Begins the body of a command: its name. Not for SUBSCRIBE and CANCEL of frames (see zmtp_subscription_write). */
void zmtp_write_command(struct zmtp_writer *writer, enum zmtp_command_kind kind);
/** A property of READY or INITIATE. */
void zmtp_write_property(struct zmtp_writer *writer, const char *name, const void *value, size_t size);
/** A text of at most 255 bytes with its length before it: the reason of ERROR, user name and password of HELLO. */
void zmtp_write_text(struct zmtp_writer *writer, const void *text, size_t size);
/** A number of two bytes: the time to live of PING. */
void zmtp_write_number(struct zmtp_writer *writer, uint16_t number);
/** Bytes as they are: the context of PING and PONG. */
void zmtp_write_bytes(struct zmtp_writer *writer, const void *data, size_t size);

/**
 * Writes what precedes the prefix in the body of a subscription frame: 10 or 7 bytes of a command in 3.1, a 1 or 0 in
 * earlier versions. Returns how many, at most ZMTP_SUBSCRIPTION_SIZE. `*flags` is that of the frame.
 */
size_t zmtp_subscription_write(uint8_t *start, enum zmtp_version version, bool subscribe, uint8_t *flags);

enum { ZMTP_SUBSCRIPTION_SIZE = 10 };

/** The name of a socket type in READY ("REQ"), or NULL. */
const char *zmtp_socket_type_name(int type);

/** The number (zmq.h) of a socket type's name, or -1. */
int zmtp_socket_type(const void *name, size_t size);

/** Whether sockets of these two types may talk to each other (RFCs 28 to 31). */
bool zmtp_socket_types_match(int type, int peer_type);

#endif
