// Commands of ZMTP 3.x (RFC 23, and RFC 24 for PLAIN): taking them apart and putting them together.
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "zmtp.h"

static const char *const names[] = {
    [ZMTP_READY] = "READY",     [ZMTP_ERROR] = "ERROR",       [ZMTP_HELLO] = "HELLO",
    [ZMTP_WELCOME] = "WELCOME", [ZMTP_INITIATE] = "INITIATE", [ZMTP_SUBSCRIBE] = "SUBSCRIBE",
    [ZMTP_CANCEL] = "CANCEL",   [ZMTP_PING] = "PING",         [ZMTP_PONG] = "PONG",
};

static enum zmtp_command_kind kind_of(const uint8_t *name, size_t size) {
  for (int kind = ZMTP_READY; kind <= ZMTP_PONG; kind++) {
    if (strlen(names[kind]) == size && memcmp(names[kind], name, size) == 0)
      return kind;
  }
  return ZMTP_UNKNOWN;
}

/** A text with its length before it; what follows moves up. */
static int read_text(const uint8_t **data, size_t *size, const uint8_t **text, size_t *text_size) {
  if (*size == 0 || (*data)[0] > *size - 1)
    return -EPROTO;
  *text_size = (*data)[0];
  *text = *data + 1;
  *data += 1 + *text_size;
  *size -= 1 + *text_size;
  return 0;
}

static int read_hello(struct zmtp_command *command) {
  const uint8_t *data = command->data;
  size_t size = command->size;
  if (read_text(&data, &size, &command->username, &command->username_size) < 0 ||
      read_text(&data, &size, &command->password, &command->password_size) < 0)
    return -EPROTO;
  return size == 0 ? 0 : -EPROTO;
}

static int read_error(struct zmtp_command *command) {
  const uint8_t *data = command->data;
  size_t size = command->size;
  if (read_text(&data, &size, &command->data, &command->size) < 0)
    return -EPROTO;
  return size == 0 ? 0 : -EPROTO;
}

static int read_ping(struct zmtp_command *command) {
  if (command->size < 2)
    return -EPROTO;
  command->time_to_live = (uint16_t)(command->data[0] << 8 | command->data[1]);
  command->data += 2;
  command->size -= 2;
  return command->size <= ZMTP_PING_CONTEXT_LARGEST ? 0 : -EPROTO;
}

static int check_properties(const struct zmtp_command *command) {
  const uint8_t *data = command->data;
  size_t size = command->size;
  struct zmtp_property property;
  int result;
  while ((result = zmtp_property_next(&property, &data, &size)) > 0) {
  }
  return result;
}

static const char libzmq_error[] = "^RROR";

int zmtp_command_read(struct zmtp_command *command, const uint8_t *body, size_t size) {
  memset(command, 0, sizeof *command);
  command->data = body;
  command->size = size;
  if (read_text(&command->data, &command->size, &command->name, &command->name_size) < 0) {
    /* What libzmq 4.3 sends as its ERROR: a slip in its source makes one byte of the length and the E. */
    if (size < sizeof libzmq_error - 1 || memcmp(body, libzmq_error, sizeof libzmq_error - 1) != 0)
      return -EPROTO;
    command->kind = ZMTP_ERROR;
    command->data = body + sizeof libzmq_error - 1;
    command->size = size - (sizeof libzmq_error - 1);
    return read_error(command);
  }
  if (command->name_size == 0)
    return -EPROTO;
  command->kind = kind_of(command->name, command->name_size);
  switch (command->kind) {
  case ZMTP_READY:
  case ZMTP_INITIATE:
    return check_properties(command);
  case ZMTP_ERROR:
    return read_error(command);
  case ZMTP_HELLO:
    return read_hello(command);
  case ZMTP_WELCOME:
    return command->size == 0 ? 0 : -EPROTO;
  case ZMTP_PING:
    return read_ping(command);
  case ZMTP_PONG:
    return command->size <= ZMTP_PING_CONTEXT_LARGEST ? 0 : -EPROTO;
  case ZMTP_SUBSCRIBE:
  case ZMTP_CANCEL:
  case ZMTP_UNKNOWN:
    return 0;
  }
  return 0;
}

static bool is_name(const char *name, size_t size) {
  static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+";
  for (size_t i = 0; i < size; i++) {
    if (name[i] == 0 || strchr(allowed, name[i]) == NULL)
      return false;
  }
  return size > 0;
}

int zmtp_property_next(struct zmtp_property *property, const uint8_t **data, size_t *size) {
  if (*size == 0)
    return 0;
  const uint8_t *name;
  if (read_text(data, size, &name, &property->name_size) < 0 || *size < 4)
    return -EPROTO;
  property->name = (const char *)name;
  const uint8_t *length = *data;
  uint32_t value_size = (uint32_t)length[0] << 24 | (uint32_t)length[1] << 16 | (uint32_t)length[2] << 8 | length[3];
  *data += 4;
  *size -= 4;
  if (value_size > *size || !is_name(property->name, property->name_size))
    return -EPROTO;
  property->value = *data;
  property->value_size = value_size;
  *data += value_size;
  *size -= value_size;
  return 1;
}

bool zmtp_property_is(const struct zmtp_property *property, const char *name) {
  return strlen(name) == property->name_size && strncasecmp(property->name, name, property->name_size) == 0;
}

void zmtp_write_bytes(struct zmtp_writer *writer, const void *data, size_t size) {
  if (writer->overflow || size > writer->room - writer->size) {
    writer->overflow = true;
    return;
  }
  if (size > 0)
    memcpy(writer->data + writer->size, data, size);
  writer->size += size;
}

void zmtp_write_text(struct zmtp_writer *writer, const void *text, size_t size) {
  if (size > 255) {
    writer->overflow = true;
    return;
  }
  zmtp_write_bytes(writer, &(uint8_t){(uint8_t)size}, 1);
  zmtp_write_bytes(writer, text, size);
}

void zmtp_write_number(struct zmtp_writer *writer, uint16_t number) {
  zmtp_write_bytes(writer, (uint8_t[]){(uint8_t)(number >> 8), (uint8_t)number}, 2);
}

void zmtp_write_command(struct zmtp_writer *writer, enum zmtp_command_kind kind) {
  zmtp_write_text(writer, names[kind], strlen(names[kind]));
}

void zmtp_write_property(struct zmtp_writer *writer, const char *name, const void *value, size_t size) {
  if (size > INT32_MAX) {
    writer->overflow = true;
    return;
  }
  zmtp_write_text(writer, name, strlen(name));
  zmtp_write_number(writer, (uint16_t)(size >> 16));
  zmtp_write_number(writer, (uint16_t)size);
  zmtp_write_bytes(writer, value, size);
}
