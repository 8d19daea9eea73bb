// Connections without ZMTP, for STREAM: bytes become messages as they come.
#include "engine.h"
#include "pipe.h"
#include "socket.h"
#include <string.h>

/* Larger ones would hardly be received at once. */
enum { RAW_LARGEST = 8192 };

void raw_engine_decode(struct engine *engine) {
  struct engine_input *input = &engine->input;
  size_t size = input->end - input->start;
  struct message message;
  if (size > RAW_LARGEST)
    size = RAW_LARGEST;
  if (message_init_buffer(&message, input->data + input->start, size) != 0) {
    engine_fail(engine, 0, 0);
    return;
  }
  input->start += size;
  engine_push(engine, &message);
}

void raw_engine_notify(struct engine *engine) {
  struct message message;
  if (!engine->socket->options.raw_notify || engine->pipe == NULL)
    return;
  message_init(&message);
  engine_push(engine, &message);
}
