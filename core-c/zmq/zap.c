// ZAP, see zap.h.
#include "zap.h"
#include "endpoint.h"
#include "engine.h"
#include "include/zmq.h"
#include "pipe.h"
#include "socket.h"
#include <errno.h>
#include <string.h>

enum { ANSWER_FRAMES = 7 };

static int write_frame(struct pipe *pipe, const void *data, size_t size, bool more) {
  struct message frame;
  if (message_init_buffer(&frame, data, size) != 0)
    return -ENOMEM;
  frame.flags = more ? MESSAGE_MORE : 0;
  if (pipe_write(pipe, &frame))
    return 0;
  message_close(&frame);
  return -ENOMEM;
}

static int write_text(struct pipe *pipe, const char *text, bool more) {
  return write_frame(pipe, text, strlen(text), more);
}

int zap_ask(struct engine *engine, const char *mechanism, const void *username, size_t username_size,
            const void *password, size_t password_size) {
  const struct options *options = &engine->socket->options;
  struct pipe *pipe = inproc_tie(engine->socket, "inproc://zeromq.zap.01");
  if (pipe == NULL)
    return -ECONNREFUSED;
  engine->zap = pipe;
  pipe->authenticates = engine;
  bool credentials = username != NULL;
  /* The empty frame first is REQ's. */
  if (write_text(pipe, "", true) != 0 || write_text(pipe, "1.0", true) != 0 || write_text(pipe, "1", true) != 0 ||
      write_text(pipe, options->zap_domain == NULL ? "" : options->zap_domain, true) != 0 ||
      write_text(pipe, engine->peer_address, true) != 0 ||
      write_frame(pipe, options->routing_id, options->routing_id_size, true) != 0 ||
      write_text(pipe, mechanism, credentials) != 0 ||
      (credentials && (write_frame(pipe, username, username_size, true) != 0 ||
                       write_frame(pipe, password, password_size, false) != 0)))
    return -ENOMEM;
  pipe_flush(pipe);
  return 0;
}

static bool is_text(const struct message *frame, const char *text) {
  return message_size(frame) == strlen(text) && memcmp(message_const_data(frame), text, strlen(text)) == 0;
}

/* The handler's metadata are properties, as in READY. */
static int take_metadata(struct engine *engine, const struct message *frame) {
  const uint8_t *data = message_const_data(frame);
  size_t size = message_size(frame);
  struct zmtp_property property;
  int result;
  while ((result = zmtp_property_next(&property, &data, &size)) == 1)
    if (metadata_set(engine->metadata, property.name, property.name_size, property.value, property.value_size) != 0)
      return -ENOMEM;
  return result;
}

/* 0 and the status, or what is wrong with the answer (ZMQ_PROTOCOL_ERROR_ZAP_…). */
static int check(struct engine *engine, const struct message frames[ANSWER_FRAMES], int *status) {
  const struct message *code = &frames[3], *user = &frames[5];
  const char *digits = message_const_data(code);
  if (message_size(&frames[0]) != 0)
    return ZMQ_PROTOCOL_ERROR_ZAP_UNSPECIFIED;
  if (!is_text(&frames[1], "1.0"))
    return ZMQ_PROTOCOL_ERROR_ZAP_BAD_VERSION;
  if (!is_text(&frames[2], "1"))
    return ZMQ_PROTOCOL_ERROR_ZAP_BAD_REQUEST_ID;
  if (message_size(code) != 3 || digits[0] < '2' || digits[0] > '5' || digits[1] != '0' || digits[2] != '0')
    return ZMQ_PROTOCOL_ERROR_ZAP_INVALID_STATUS_CODE;
  *status = (digits[0] - '0') * 100;
  if (*status == 200 && take_metadata(engine, &frames[6]) != 0)
    return ZMQ_PROTOCOL_ERROR_ZAP_INVALID_METADATA;
  if (*status == 200 && message_size(user) > 0 &&
      metadata_set(engine->metadata, "User-Id", 7, message_const_data(user), message_size(user)) != 0)
    return ZMQ_PROTOCOL_ERROR_ZAP_UNSPECIFIED;
  return 0;
}

void zap_ready(struct engine *engine) {
  struct pipe *pipe = engine->zap;
  struct message frames[ANSWER_FRAMES];
  int count = 0, status = 0;
  bool more = true;
  if (!pipe_can_read(pipe)) {
    if (pipe->ended)
      engine_fail(engine, ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL, EFAULT);
  } else {
    struct message frame;
    int error = 0;
    while (more && pipe_read(pipe, &frame)) {
      more = (frame.flags & MESSAGE_MORE) != 0;
      if (count < ANSWER_FRAMES)
        frames[count] = frame;
      else
        message_close(&frame);
      count++;
    }
    error = count == ANSWER_FRAMES ? check(engine, frames, &status) : ZMQ_PROTOCOL_ERROR_ZAP_MALFORMED_REPLY;
    for (int i = 0; i < count && i < ANSWER_FRAMES; i++)
      message_close(&frames[i]);
    engine->zap = NULL;
    pipe->authenticates = NULL;
    pipe_end(pipe);
    if (error != 0)
      engine_fail(engine, ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL, error);
    else
      handshake_authenticated(engine, status);
  }
  /* An engine that has a pipe is looked after with that. */
  if (engine->state == ENGINE_FAILED && engine->pipe == NULL)
    engine_finish(engine);
}
