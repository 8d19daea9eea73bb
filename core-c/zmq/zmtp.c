// The greeting and the frames of ZMTP, and which socket types may talk to each other. Commands are in zmtp-command.c.
#include "zmtp.h"

#include <errno.h>
#include <string.h>

#include "include/zmq.h"
#include "message.h"

enum {
  SIGNATURE_FIRST = 0xff,
  SIGNATURE_LAST = 0x7f,
  AT_REVISION = 10,
  AT_MINOR = 11,
  AT_SOCKET_TYPE = 11,
  AT_MECHANISM = 12,
  AT_AS_SERVER = 32,
};

static uint64_t read_number(const uint8_t *data, size_t size) {
  uint64_t number = 0;
  for (size_t i = 0; i < size; i++)
    number = number << 8 | data[i];
  return number;
}

static void write_number(uint8_t *data, size_t size, uint64_t number) {
  for (size_t i = size; i > 0; i--, number >>= 8)
    data[i - 1] = (uint8_t)number;
}

void zmtp_greeting_write(uint8_t greeting[ZMTP_GREETING_SIZE], const char *mechanism, bool as_server,
                         size_t routing_id_size) {
  memset(greeting, 0, ZMTP_GREETING_SIZE);
  greeting[0] = SIGNATURE_FIRST;
  write_number(greeting + 1, 8, routing_id_size + 1);
  greeting[9] = SIGNATURE_LAST;
  greeting[AT_REVISION] = 3;
  greeting[AT_MINOR] = 1;
  memcpy(greeting + AT_MECHANISM, mechanism, strnlen(mechanism, ZMTP_MECHANISM_SIZE));
  greeting[AT_AS_SERVER] = as_server;
}

/** The beginning of a peer that sends no signature: the frame with its routing id, of at most 255 bytes. */
static int read_unversioned(struct zmtp_greeting *greeting, const uint8_t *data, size_t size) {
  struct zmtp_frame frame;
  int result = zmtp_frame_read(&frame, ZMTP_1_0, data, size);
  if (result == 1 && (frame.flags != 0 || frame.size > ZMTP_ROUTING_ID_LARGEST))
    return -EPROTO;
  if (result == 1)
    greeting->version = ZMTP_1_0;
  return result;
}

int zmtp_greeting_read(struct zmtp_greeting *greeting, const uint8_t *data, size_t size) {
  memset(greeting, 0, sizeof *greeting);
  if (size == 0)
    return 0;
  if (data[0] != SIGNATURE_FIRST)
    return read_unversioned(greeting, data, size);
  if (size < ZMTP_SIGNATURE_SIZE)
    return 0;
  if ((data[ZMTP_SIGNATURE_SIZE - 1] & 1) == 0)
    return read_unversioned(greeting, data, size);
  if (size <= AT_REVISION)
    return 0;
  uint8_t revision = data[AT_REVISION];
  if (revision == 0)
    return -EPROTO;
  if (revision < 3) {
    greeting->version = ZMTP_2_0;
    greeting->size = ZMTP_GREETING_2_0_SIZE;
    if (size < ZMTP_GREETING_2_0_SIZE)
      return 0;
    greeting->socket_type = data[AT_SOCKET_TYPE];
    return 1;
  }
  greeting->version = ZMTP_3_0;
  greeting->size = ZMTP_GREETING_SIZE;
  if (size > AT_MINOR && (revision > 3 || data[AT_MINOR] > 0))
    greeting->version = ZMTP_3_1;
  if (size < ZMTP_GREETING_SIZE)
    return 0;
  memcpy(greeting->mechanism, data + AT_MECHANISM, ZMTP_MECHANISM_SIZE);
  greeting->as_server = (data[AT_AS_SERVER] & 1) != 0;
  return 1;
}

/** Flags of a frame on the wire. */
enum { FRAME_MORE = 1, FRAME_LONG = 2, FRAME_COMMAND = 4 };

size_t zmtp_frame_write(uint8_t *header, enum zmtp_version version, uint8_t flags, uint64_t size) {
  uint8_t wire = (flags & MESSAGE_MORE) == 0 ? 0 : FRAME_MORE;
  if (version == ZMTP_1_0) {
    // The length counts the flags, which stand behind it.
    if (size < 254) {
      header[0] = (uint8_t)(size + 1);
      header[1] = wire;
      return 2;
    }
    header[0] = 0xff;
    write_number(header + 1, 8, size + 1);
    header[9] = wire;
    return 10;
  }
  if ((flags & MESSAGE_COMMAND) != 0)
    wire |= FRAME_COMMAND;
  if (size <= 255) {
    header[0] = wire;
    header[1] = (uint8_t)size;
    return 2;
  }
  header[0] = wire | FRAME_LONG;
  write_number(header + 1, 8, size);
  return 9;
}

static int read_frame_1_0(struct zmtp_frame *frame, const uint8_t *data, size_t size) {
  if (size == 0)
    return 0;
  bool is_long = data[0] == 0xff;
  size_t header_size = is_long ? 10 : 2;
  if (size < header_size - 1)
    return 0;
  uint64_t length = is_long ? read_number(data + 1, 8) : data[0];
  if (length == 0 || length > INT64_MAX)
    return -EPROTO;
  if (size < header_size)
    return 0;
  uint8_t wire = data[header_size - 1];
  if ((wire & ~FRAME_MORE) != 0)
    return -EPROTO;
  *frame = (struct zmtp_frame){
      .flags = wire == FRAME_MORE ? MESSAGE_MORE : 0, .header_size = (uint8_t)header_size, .size = length - 1};
  return 1;
}

int zmtp_frame_read(struct zmtp_frame *frame, enum zmtp_version version, const uint8_t *data, size_t size) {
  if (version == ZMTP_1_0)
    return read_frame_1_0(frame, data, size);
  if (size == 0)
    return 0;
  uint8_t wire = data[0];
  uint8_t known = FRAME_MORE | FRAME_LONG | (version == ZMTP_2_0 ? 0 : FRAME_COMMAND);
  if ((wire & ~known) != 0 || (wire & (FRAME_COMMAND | FRAME_MORE)) == (FRAME_COMMAND | FRAME_MORE))
    return -EPROTO;
  size_t header_size = (wire & FRAME_LONG) == 0 ? 2 : 9;
  if (size < header_size)
    return 0;
  uint64_t length = read_number(data + 1, header_size - 1);
  if (length > INT64_MAX)
    return -EPROTO;
  frame->flags =
      (uint8_t)(((wire & FRAME_MORE) == 0 ? 0 : MESSAGE_MORE) | ((wire & FRAME_COMMAND) == 0 ? 0 : MESSAGE_COMMAND));
  frame->header_size = (uint8_t)header_size;
  frame->size = length;
  return 1;
}

size_t zmtp_subscription_write(uint8_t *start, enum zmtp_version version, bool subscribe, uint8_t *flags) {
  if (version < ZMTP_3_1) {
    *flags = 0;
    start[0] = subscribe;
    return 1;
  }
  *flags = MESSAGE_COMMAND;
  struct zmtp_writer writer = {.data = start, .room = ZMTP_SUBSCRIPTION_SIZE};
  zmtp_write_command(&writer, subscribe ? ZMTP_SUBSCRIBE : ZMTP_CANCEL);
  return writer.size;
}

/** Names of the socket types, and with which types each may talk: bits by number. */
static const struct {
  const char *name;
  uint16_t peers;
} types[] = {
    [ZMQ_PAIR] = {"PAIR", 1 << ZMQ_PAIR},
    [ZMQ_PUB] = {"PUB", 1 << ZMQ_SUB | 1 << ZMQ_XSUB},
    [ZMQ_SUB] = {"SUB", 1 << ZMQ_PUB | 1 << ZMQ_XPUB},
    [ZMQ_REQ] = {"REQ", 1 << ZMQ_REP | 1 << ZMQ_ROUTER},
    [ZMQ_REP] = {"REP", 1 << ZMQ_REQ | 1 << ZMQ_DEALER},
    [ZMQ_DEALER] = {"DEALER", 1 << ZMQ_REP | 1 << ZMQ_DEALER | 1 << ZMQ_ROUTER},
    [ZMQ_ROUTER] = {"ROUTER", 1 << ZMQ_REQ | 1 << ZMQ_DEALER | 1 << ZMQ_ROUTER},
    [ZMQ_PULL] = {"PULL", 1 << ZMQ_PUSH},
    [ZMQ_PUSH] = {"PUSH", 1 << ZMQ_PULL},
    [ZMQ_XPUB] = {"XPUB", 1 << ZMQ_SUB | 1 << ZMQ_XSUB},
    [ZMQ_XSUB] = {"XSUB", 1 << ZMQ_PUB | 1 << ZMQ_XPUB},
};

enum { TYPES = sizeof types / sizeof types[0] };

const char *zmtp_socket_type_name(int type) { return type >= 0 && type < TYPES ? types[type].name : NULL; }

int zmtp_socket_type(const void *name, size_t size) {
  for (int type = 0; type < TYPES; type++) {
    if (strlen(types[type].name) == size && memcmp(types[type].name, name, size) == 0)
      return type;
  }
  return -1;
}

bool zmtp_socket_types_match(int type, int peer_type) {
  return type >= 0 && type < TYPES && peer_type >= 0 && peer_type < TYPES && (types[type].peers >> peer_type & 1) != 0;
}
