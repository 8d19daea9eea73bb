// What an engine sends: frames from its pipe are encoded into a buffer and written together; large ones are written
// from where they are.
#include "engine.h"
#include "pipe.h"
#include "socket.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

enum {
  /* So many bytes are not held back. */
  FLUSH_SIZE = 8192,
  OUTPUT_SMALLEST = 8192,
  OUTPUT_LARGEST = 65536,
  /* Frames above this are not copied. */
  COPIED_LARGEST = 4096,
  FRAME_OVERHEAD = ZMTP_HEADER_SIZE + ZMTP_SUBSCRIPTION_SIZE,
};

void engine_written(struct engine *engine, size_t size) { engine->unflushed_bytes += size + 2; }

void engine_want_flush(struct engine *engine) {
  struct context *context = engine->socket->context;
  if (engine->blocked || engine->broken || engine->state != ENGINE_READY)
    return;
  if (engine->unflushed_bytes >= FLUSH_SIZE) {
    engine_flush(engine);
    return;
  }
  if (engine->unflushed)
    return;
  engine->unflushed = true;
  engine->previous_unflushed = NULL;
  engine->next_unflushed = context->unflushed;
  if (engine->next_unflushed != NULL)
    engine->next_unflushed->previous_unflushed = engine;
  context->unflushed = engine;
  zmq_internal_unflushed++;
}

void engine_forget_flush(struct engine *engine) {
  struct context *context = engine->socket->context;
  if (!engine->unflushed)
    return;
  engine->unflushed = false;
  if (engine->previous_unflushed != NULL)
    engine->previous_unflushed->next_unflushed = engine->next_unflushed;
  else
    context->unflushed = engine->next_unflushed;
  if (engine->next_unflushed != NULL)
    engine->next_unflushed->previous_unflushed = engine->previous_unflushed;
  zmq_internal_unflushed--;
}

bool engine_is_idle(const struct engine *engine) {
  return engine->broken ||
         (engine->state == ENGINE_READY && engine->output.start == engine->output.end && !engine->output.has_large);
}

/* Makes room for `size` more bytes. Only when nothing has been sent of what is in the buffer, or it is empty. */
static bool reserve(struct engine_output *output, size_t size) {
  if (output->start == output->end)
    output->start = output->end = 0;
  if (output->capacity - output->end >= size)
    return true;
  if (size > PTRDIFF_MAX / 2 - output->end)
    return false;
  size_t capacity = output->capacity == 0 ? OUTPUT_SMALLEST : output->capacity * 2;
  while (capacity - output->end < size)
    capacity *= 2;
  uint8_t *data = realloc(output->data, capacity);
  if (data == NULL)
    return false;
  output->data = data;
  output->capacity = capacity;
  return true;
}

/* Encodes a frame, and takes it over. A large one stays where it is unless it is to be copied. */
static void encode(struct engine *engine, struct message *message, bool copied) {
  struct engine_output *output = &engine->output;
  size_t size = message_size(message);
  uint8_t flags = message->flags & (MESSAGE_MORE | MESSAGE_COMMAND);
  if (!engine->raw) {
    uint8_t prefix[ZMTP_SUBSCRIPTION_SIZE];
    size_t prefix_size = 0;
    if ((message->flags & (MESSAGE_SUBSCRIBE | MESSAGE_CANCEL)) != 0)
      prefix_size = zmtp_subscription_write(prefix, engine->version, (message->flags & MESSAGE_SUBSCRIBE) != 0, &flags);
    output->end += zmtp_frame_write(output->data + output->end, engine->version, flags, size + prefix_size);
    memcpy(output->data + output->end, prefix, prefix_size);
    output->end += prefix_size;
  }
  if (size > COPIED_LARGEST && !copied) {
    output->large = *message;
    output->large_sent = 0;
    output->has_large = true;
    return;
  }
  memcpy(output->data + output->end, message_const_data(message), size);
  output->end += size;
  message_close(message);
}

/* What a large frame that the program lent has left to send is kept. */
static void keep_large(struct engine *engine) {
  struct engine_output *output = &engine->output;
  if (!output->has_large || output->large.kind != MESSAGE_BORROWED)
    return;
  if (message_own(&output->large, output->large_sent) != 0) {
    output->has_large = false;
    engine_fail(engine, 0, 0);
  }
  output->large_sent = 0;
}

/* Whether a message may go past the queue of its pipe. */
static bool takes_message(const struct engine *engine) {
  const struct engine_output *output = &engine->output;
  const struct queue *queue = &engine->pipe->outgoing;
  return engine->state == ENGINE_READY && !engine->blocked && !engine->broken && queue->head == queue->tail &&
         !queue->conflate && !output->has_large && output->start == 0 && output->waiting_size == 0;
}

bool engine_write(struct engine *engine, struct message *frame) {
  struct engine_output *output = &engine->output;
  size_t size = message_size(frame);
  bool more = (frame->flags & MESSAGE_MORE) != 0, large = size > COPIED_LARGEST;
  if (!engine->in_direct_message && (!takes_message(engine) || (more && large)))
    return false;
  if (!reserve(output, FRAME_OVERHEAD + (more || !large ? size : 0))) {
    if (!engine->in_direct_message)
      return false;
    /* Its beginning is lost with the connection, and so is the rest. */
    engine_fail(engine, 0, 0);
    message_close(frame);
  } else {
    size_t before = output->end;
    encode(engine, frame, more);
    output->partial = more ? output->partial + output->end - before : 0;
    engine_written(engine, size);
  }
  engine->in_direct_message = more;
  message_init(frame);
  if (output->has_large && output->large.kind == MESSAGE_BORROWED) {
    engine_flush(engine);
    keep_large(engine);
  }
  return true;
}

void engine_rollback(struct engine *engine) {
  engine->output.end -= engine->output.partial;
  engine->output.partial = 0;
  engine->in_direct_message = false;
}

/* Encodes what waits in the pipe, until the buffer is full; whether there is anything to send. */
static bool fill(struct engine *engine) {
  struct engine_output *output = &engine->output;
  if (output->start != output->end - output->partial || output->has_large)
    return true;
  /* Nothing may come between its frames. */
  if (output->partial > 0)
    return false;
  if (output->waiting_size > 0 && reserve(output, output->waiting_size)) {
    memcpy(output->data, output->waiting, output->waiting_size);
    output->end = output->waiting_size;
    output->waiting_size = 0;
    return true;
  }
  if (engine->state != ENGINE_READY)
    return false;
  struct queue *queue = &engine->pipe->outgoing;
  struct message message;
  while (!output->has_large && queue_can_read(queue)) {
    if (output->capacity - output->end < FRAME_OVERHEAD + COPIED_LARGEST || output->start == output->end) {
      if (output->end >= OUTPUT_LARGEST - FRAME_OVERHEAD - COPIED_LARGEST)
        break;
      if (!reserve(output, FRAME_OVERHEAD + COPIED_LARGEST)) {
        engine_fail(engine, 0, 0);
        return false;
      }
    }
    queue_read(queue, &message);
    engine->in_message = (message.flags & MESSAGE_MORE) != 0;
    encode(engine, &message, false);
  }
  return output->start != output->end || output->has_large;
}

/* One system call. What was sent, or -1 with errno. */
static ssize_t transmit(struct engine *engine) {
  struct engine_output *output = &engine->output;
  uint8_t *data = output->data + output->start;
  size_t size = output->end - output->partial - output->start;
  if (!output->has_large)
    return send(engine->watch.fd, data, size, MSG_NOSIGNAL);
  struct iovec parts[2] = {
      {.iov_base = data, .iov_len = size},
      {.iov_base = (uint8_t *)message_data(&output->large) + output->large_sent,
       .iov_len = message_size(&output->large) - output->large_sent},
  };
  struct msghdr header = {.msg_iov = size == 0 ? parts + 1 : parts, .msg_iovlen = size == 0 ? 1 : 2};
  return sendmsg(engine->watch.fd, &header, MSG_NOSIGNAL);
}

static void sent(struct engine_output *output, size_t count) {
  size_t buffered = output->end - output->partial - output->start;
  if (count < buffered) {
    output->start += count;
    return;
  }
  if (output->partial > 0)
    memmove(output->data, output->data + output->start + buffered, output->partial);
  output->start = 0;
  output->end = output->partial;
  if (output->end == 0 && output->capacity > 2 * OUTPUT_LARGEST) {
    free(output->data);
    output->data = NULL;
    output->capacity = 0;
  }
  if (!output->has_large)
    return;
  output->large_sent += count - buffered;
  if (output->large_sent == message_size(&output->large)) {
    message_close(&output->large);
    output->has_large = false;
  }
}

void engine_flush(struct engine *engine) {
  struct pipe *pipe = engine->pipe;
  engine_forget_flush(engine);
  engine->unflushed_bytes = 0;
  while (!engine->blocked && !engine->broken && fill(engine)) {
    ssize_t count = transmit(engine);
    if (count >= 0)
      sent(&engine->output, (size_t)count);
    else if (errno == EAGAIN)
      engine->blocked = true;
    else if (errno != EINTR)
      /* What the peer sent before it went may still be there: reading tells of the end. */
      engine->broken = true;
  }
  if (engine->state == ENGINE_FAILED)
    return;
  if (engine->blocked)
    engine_update_watch(engine);
  if (pipe != NULL &&
      (pipe->closing ||
       (pipe->wants_writable && (!pipe->outgoing.full || pipe->outgoing.messages <= pipe->outgoing.limit / 2))))
    pipe_schedule(pipe);
}

void engine_send_bytes(struct engine *engine, const void *data, size_t size) {
  struct engine_output *output = &engine->output;
  if (engine->state == ENGINE_READY && (output->has_large || output->start != output->end)) {
    if (output->waiting_size + size <= sizeof output->waiting) {
      memcpy(output->waiting + output->waiting_size, data, size);
      output->waiting_size += size;
    }
  } else if (reserve(output, size)) {
    memcpy(output->data + output->end, data, size);
    output->end += size;
  } else {
    engine_fail(engine, 0, 0);
    return;
  }
  engine_flush(engine);
}

void engine_send_command(struct engine *engine, const void *body, size_t size) {
  uint8_t frame[ZMTP_HEADER_SIZE + 1024];
  size_t header = zmtp_frame_write(frame, engine->version, MESSAGE_COMMAND, size);
  memcpy(frame + header, body, size);
  engine_send_bytes(engine, frame, header + size);
}
