// The beginning of a ZMTP connection: greeting, and the mechanisms NULL and PLAIN, up to READY. Peers of ZMTP 2.0
// and 1.0, which know neither, are found out by how their greeting begins.
#include "engine.h"
#include "include/zmq.h"
#include "pipe.h"
#include "socket.h"
#include "zap.h"
#include <errno.h>
#include <string.h>

enum {
  COMMAND_LARGEST = 1024,
  /* What a peer of 2.0 has to get before it tells its version. */
  GREETING_VERSION_SIZE = ZMTP_SIGNATURE_SIZE + 1,
};

static const char *mechanism_of(const struct options *options) {
  return options->mechanism == ZMQ_PLAIN ? "PLAIN" : "NULL";
}

static bool is_server(const struct engine *engine) { return engine->socket->options.plain_server; }

static void fail(struct engine *engine, int error) { engine_fail(engine, ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL, error); }

/* Sends the greeting up to its byte `size`. */
static void send_greeting(struct engine *engine, size_t size) {
  size_t from = engine->greeting_sent;
  if (from >= size)
    return;
  engine->greeting_sent = (uint8_t)size;
  engine_send_bytes(engine, engine->greeting + from, size - from);
}

void handshake_begin(struct engine *engine) {
  const struct options *options = &engine->socket->options;
  bool as_server = options->mechanism == ZMQ_PLAIN && is_server(engine);
  zmtp_greeting_write(engine->greeting, mechanism_of(options), as_server, options->routing_id_size);
  send_greeting(engine, ZMTP_SIGNATURE_SIZE);
}

static bool tells_routing_id(const struct options *options) {
  return options->type == ZMQ_REQ || options->type == ZMQ_DEALER || options->type == ZMQ_ROUTER;
}

static void send_ready(struct engine *engine, enum zmtp_command_kind kind) {
  const struct options *options = &engine->socket->options;
  uint8_t body[COMMAND_LARGEST];
  struct zmtp_writer writer = {.data = body, .room = sizeof body};
  const char *type = zmtp_socket_type_name(options->type);
  zmtp_write_command(&writer, kind);
  zmtp_write_property(&writer, "Socket-Type", type, strlen(type));
  if (tells_routing_id(options))
    zmtp_write_property(&writer, "Identity", options->routing_id, options->routing_id_size);
  engine->sent_ready = true;
  engine_send_command(engine, body, writer.size);
}

static void send_hello(struct engine *engine) {
  const struct options *options = &engine->socket->options;
  const char *username = options->plain_username == NULL ? "" : options->plain_username;
  const char *password = options->plain_password == NULL ? "" : options->plain_password;
  uint8_t body[COMMAND_LARGEST];
  struct zmtp_writer writer = {.data = body, .room = sizeof body};
  zmtp_write_command(&writer, ZMTP_HELLO);
  zmtp_write_text(&writer, username, strlen(username));
  zmtp_write_text(&writer, password, strlen(password));
  engine_send_command(engine, body, writer.size);
}

/* A peer without mechanisms: both sides tell their routing id in a frame, and that is all. */
static void begin_old(struct engine *engine) {
  const struct options *options = &engine->socket->options;
  uint8_t frame[ZMTP_HEADER_SIZE + 256];
  size_t size = 0;
  if (options->mechanism != ZMQ_NULL) {
    fail(engine, ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH);
    return;
  }
  /* In 1.0 the signature was the frame's header. */
  if (engine->version != ZMTP_1_0)
    size = zmtp_frame_write(frame, engine->version, 0, options->routing_id_size);
  memcpy(frame + size, options->routing_id, options->routing_id_size);
  size += options->routing_id_size;
  if (size > 0)
    engine_send_bytes(engine, frame, size);
}

static void begin_mechanism(struct engine *engine) {
  const struct options *options = &engine->socket->options;
  if (options->mechanism == ZMQ_PLAIN) {
    if (!is_server(engine))
      send_hello(engine);
    return;
  }
  bool asks = options->zap_domain != NULL && options->zap_domain[0] != 0;
  int result = asks ? zap_ask(engine, "NULL", NULL, 0, NULL, 0) : -ECONNREFUSED;
  /* Without a handler anybody may come. */
  if (result == -ECONNREFUSED)
    send_ready(engine, ZMTP_READY);
  else if (result != 0)
    engine_fail(engine, ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL, EFAULT);
}

int handshake_greeting(struct engine *engine) {
  struct engine_input *input = &engine->input;
  const struct options *options = &engine->socket->options;
  const uint8_t *data = input->data + input->start;
  size_t there = input->end - input->start;
  struct zmtp_greeting greeting;
  int result = zmtp_greeting_read(&greeting, data, there);
  if (result < 0) {
    fail(engine, ZMQ_PROTOCOL_ERROR_ZMTP_UNSPECIFIED);
    return -1;
  }
  if (greeting.version == 0 && there >= ZMTP_SIGNATURE_SIZE)
    send_greeting(engine, GREETING_VERSION_SIZE);
  else if (greeting.version >= ZMTP_3_0)
    send_greeting(engine, ZMTP_GREETING_SIZE);
  else if (greeting.version == ZMTP_2_0 && engine->greeting_sent < ZMTP_GREETING_2_0_SIZE) {
    engine->greeting[GREETING_VERSION_SIZE] = (uint8_t)options->type;
    send_greeting(engine, ZMTP_GREETING_2_0_SIZE);
  }
  if (result == 0 || engine->state == ENGINE_FAILED)
    return engine->state == ENGINE_FAILED ? -1 : 0;
  input->start += greeting.size;
  engine->version = greeting.version;
  engine->state = ENGINE_HANDSHAKE;
  if (greeting.version < ZMTP_3_0) {
    if (greeting.version == ZMTP_2_0 && !zmtp_socket_types_match(options->type, greeting.socket_type)) {
      fail(engine, ZMQ_PROTOCOL_ERROR_ZMTP_INVALID_METADATA);
      return -1;
    }
    begin_old(engine);
  } else if (strcmp(greeting.mechanism, mechanism_of(options)) != 0) {
    /* Which of them is the server shows in what they send: libzmq doesn't tell in its greeting. */
    fail(engine, ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH);
  } else {
    begin_mechanism(engine);
  }
  return engine->state == ENGINE_FAILED ? -1 : 1;
}

static void set_routing_id(struct engine *engine, const void *data, size_t size) {
  if (size > sizeof engine->routing_id) {
    fail(engine, ZMQ_PROTOCOL_ERROR_ZMTP_INVALID_METADATA);
    return;
  }
  memcpy(engine->routing_id, data, size);
  engine->routing_id_size = (uint8_t)size;
}

/* The properties of READY or INITIATE. */
static void take_properties(struct engine *engine, const struct zmtp_command *command) {
  const uint8_t *data = command->data;
  size_t size = command->size;
  struct zmtp_property property;
  bool has_type = false;
  while (zmtp_property_next(&property, &data, &size) == 1) {
    if (zmtp_property_is(&property, "Socket-Type")) {
      int type = zmtp_socket_type(property.value, property.value_size);
      has_type = type >= 0 && zmtp_socket_types_match(engine->socket->options.type, type);
    } else if (zmtp_property_is(&property, "Identity")) {
      set_routing_id(engine, property.value, property.value_size);
    }
    if (metadata_set(engine->metadata, property.name, property.name_size, property.value, property.value_size) != 0)
      engine_fail(engine, ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL, ENOMEM);
  }
  if (!has_type)
    fail(engine, ZMQ_PROTOCOL_ERROR_ZMTP_INVALID_METADATA);
}

/* The peer refuses us: "400" is what its ZAP handler said, other texts are for people. */
static void refused(struct engine *engine, const struct zmtp_command *command) {
  const uint8_t *reason = command->data;
  if (command->size == 3 && reason[0] >= '3' && reason[0] <= '5' && reason[1] == '0' && reason[2] == '0')
    engine_fail(engine, ZMQ_EVENT_HANDSHAKE_FAILED_AUTH, (reason[0] - '0') * 100);
  else
    fail(engine, ZMQ_PROTOCOL_ERROR_ZMTP_UNSPECIFIED);
}

static void null_command(struct engine *engine, const struct zmtp_command *command) {
  if (command->kind != ZMTP_READY || engine->received_ready) {
    fail(engine, ZMQ_PROTOCOL_ERROR_ZMTP_UNEXPECTED_COMMAND);
    return;
  }
  engine->received_ready = true;
  take_properties(engine, command);
  if (engine->sent_ready && engine->state != ENGINE_FAILED)
    engine_is_ready(engine);
}

static void plain_client_command(struct engine *engine, const struct zmtp_command *command) {
  if (command->kind == ZMTP_WELCOME && !engine->sent_ready && command->size == 0) {
    send_ready(engine, ZMTP_INITIATE);
  } else if (command->kind == ZMTP_READY && engine->sent_ready) {
    take_properties(engine, command);
    if (engine->state != ENGINE_FAILED)
      engine_is_ready(engine);
  } else {
    fail(engine, ZMQ_PROTOCOL_ERROR_ZMTP_UNEXPECTED_COMMAND);
  }
}

static void plain_server_command(struct engine *engine, const struct zmtp_command *command) {
  if (command->kind == ZMTP_HELLO && !engine->received_hello) {
    engine->received_hello = true;
    if (zap_ask(engine, "PLAIN", command->username, command->username_size, command->password,
                command->password_size) != 0)
      engine_fail(engine, ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL, EFAULT);
  } else if (command->kind == ZMTP_INITIATE && engine->received_hello && engine->zap == NULL) {
    take_properties(engine, command);
    if (engine->state == ENGINE_FAILED)
      return;
    send_ready(engine, ZMTP_READY);
    if (engine->state != ENGINE_FAILED)
      engine_is_ready(engine);
  } else {
    fail(engine, ZMQ_PROTOCOL_ERROR_ZMTP_UNEXPECTED_COMMAND);
  }
}

static int malformed(enum zmtp_command_kind kind) {
  switch (kind) {
  case ZMTP_READY:
    return ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_READY;
  case ZMTP_ERROR:
    return ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_ERROR;
  case ZMTP_HELLO:
    return ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_HELLO;
  case ZMTP_WELCOME:
    return ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_WELCOME;
  case ZMTP_INITIATE:
    return ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_INITIATE;
  default:
    return ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED;
  }
}

/* The one frame of an old peer's handshake: its routing id. */
static void old_frame(struct engine *engine, const struct message *message) {
  int type = engine->socket->options.type;
  set_routing_id(engine, message_const_data(message), message_size(message));
  if (engine->state == ENGINE_FAILED)
    return;
  engine_is_ready(engine);
  /* Subscribers of 1.0 don't tell what they want, but look for it in all that there is. */
  if (engine->version == ZMTP_1_0 && (type == ZMQ_PUB || type == ZMQ_XPUB) && engine->state == ENGINE_READY) {
    struct message all;
    message_init(&all);
    all.flags = MESSAGE_SUBSCRIBE;
    engine_push(engine, &all);
  }
}

void handshake_frame(struct engine *engine, struct message *message) {
  struct zmtp_command command;
  if (engine->version < ZMTP_3_0)
    old_frame(engine, message);
  else if ((message->flags & MESSAGE_COMMAND) == 0)
    fail(engine, ZMQ_PROTOCOL_ERROR_ZMTP_UNSPECIFIED);
  else if (zmtp_command_read(&command, message_const_data(message), message_size(message)) != 0)
    fail(engine, malformed(command.kind));
  else if (command.kind == ZMTP_ERROR)
    refused(engine, &command);
  else if (engine->socket->options.mechanism == ZMQ_NULL)
    null_command(engine, &command);
  else if (is_server(engine))
    plain_server_command(engine, &command);
  else
    plain_client_command(engine, &command);
  message_close(message);
}

void handshake_authenticated(struct engine *engine, int status) {
  uint8_t body[COMMAND_LARGEST];
  struct zmtp_writer writer = {.data = body, .room = sizeof body};
  if (status != 200) {
    char code[] = {(char)('0' + status / 100), '0', '0'};
    /* 300 is a temporary failure, which isn't told: the peer just tries again. */
    if (status != 300) {
      zmtp_write_command(&writer, ZMTP_ERROR);
      zmtp_write_text(&writer, code, sizeof code);
      engine_send_command(engine, body, writer.size);
    }
    engine_fail(engine, ZMQ_EVENT_HANDSHAKE_FAILED_AUTH, status);
  } else if (engine->socket->options.mechanism == ZMQ_PLAIN) {
    zmtp_write_command(&writer, ZMTP_WELCOME);
    engine_send_command(engine, body, writer.size);
  } else {
    send_ready(engine, ZMTP_READY);
    if (engine->received_ready && engine->state != ENGINE_FAILED)
      engine_is_ready(engine);
  }
}
