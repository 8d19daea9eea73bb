// What an engine receives: bytes go into a buffer that messages share, large frames into memory of their own; frames go
// into the pipe as long as it takes them.
#include "engine.h"
#include "include/zmq.h"
#include "pipe.h"
#include "socket.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

enum {
  INPUT_SMALLEST = 8192,
  /* A frame of 64 KiB, and what comes with it, are received at once. */
  INPUT_LARGEST = 131072,
  /* As many messages are decoded at once, so that they are still in the processor's cache when they are read. */
  DECODED_AT_ONCE = 128,
  /* Of a large frame no more memory than this is taken before its bytes have come. */
  LARGE_FIRST = 1 << 20,
  HANDSHAKE_FRAME_LARGEST = 65536,
  /* Of one message, since memory is bounded by complete messages only. */
  FRAMES_LARGEST = 1 << 20,
};

/* Replaces the buffer by one of the wanted capacity; what isn't decoded goes with it. */
static bool renew(struct engine_input *input) {
  struct message_content *content = malloc(sizeof *content + input->wanted);
  if (content == NULL)
    return false;
  *content = (struct message_content){.references = 1};
  uint8_t *data = (uint8_t *)(content + 1);
  size_t rest = input->end - input->start;
  if (rest > 0)
    memcpy(data, input->data + input->start, rest);
  if (input->content != NULL && --input->content->references == 0)
    free(input->content);
  input->content = content;
  input->data = data;
  input->capacity = input->wanted;
  input->start = 0;
  input->end = rest;
  return true;
}

/* Makes at least half of the buffer free behind what isn't decoded, which is less than half of it. */
static bool make_room(struct engine_input *input) {
  if (input->content == NULL) {
    input->wanted = INPUT_SMALLEST;
    return renew(input);
  }
  if (input->content->references == 1) {
    if (input->wanted > input->capacity)
      return renew(input);
    size_t rest = input->end - input->start;
    if (input->start > 0) {
      memmove(input->data, input->data + input->start, rest);
      input->start = 0;
      input->end = rest;
    }
    return true;
  }
  return input->capacity - input->end >= input->capacity / 2 || renew(input);
}

/* A large frame's memory is full, but the frame isn't: doubles it. */
static bool grow_large(struct engine *engine) {
  size_t size = message_size(&engine->large);
  size = engine->large_size - size < size ? engine->large_size : size * 2;
  struct message larger;
  if (message_init_size(&larger, size) != 0)
    return false;
  memcpy(message_data(&larger), message_data(&engine->large), engine->large_received);
  message_close(&engine->large);
  engine->large = larger;
  return true;
}

/* One system call; what was received, 0 at the end, -1 with errno. */
static ssize_t receive(struct engine *engine) {
  struct engine_input *input = &engine->input;
  uint8_t *free_data = input->data + input->end;
  size_t free_size = input->capacity - input->end;
  if (!engine->in_large) {
    ssize_t count = recv(engine->watch.fd, free_data, free_size, 0);
    if (count > 0)
      input->end += (size_t)count;
    if (count == (ssize_t)free_size && input->wanted < INPUT_LARGEST)
      input->wanted *= 2;
    return count;
  }
  size_t there = message_size(&engine->large), missing = there - engine->large_received;
  struct iovec parts[2] = {
      {.iov_base = (uint8_t *)message_data(&engine->large) + engine->large_received, .iov_len = missing},
      {.iov_base = free_data, .iov_len = free_size},
  };
  ssize_t count = readv(engine->watch.fd, parts, there == engine->large_size ? 2 : 1);
  if (count <= 0)
    return count;
  size_t direct = (size_t)count < missing ? (size_t)count : missing;
  engine->large_received += direct;
  input->end += (size_t)count - direct;
  return count;
}

void engine_receive(struct engine *engine) {
  if (!make_room(&engine->input) ||
      (engine->in_large && engine->large_received == message_size(&engine->large) && !grow_large(engine))) {
    engine_fail(engine, 0, 0);
    return;
  }
  ssize_t count = receive(engine);
  if (count < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  engine->heard = engine->heard_peer = true;
  if (engine->state != ENGINE_READY)
    engine->socket->context->news = true;
  /* At the end of the connection all goes into the pipe, since there is no engine to keep it. */
  engine_decode(engine, count <= 0);
  if (count <= 0)
    engine_fail(engine, 0, 0);
  struct pipe *pipe = engine->pipe;
  if (pipe != NULL && !pipe->told_readable && queue_can_read(&pipe->incoming))
    pipe_schedule(pipe);
}

/* Begins to receive a frame of which the buffer has the beginning. */
static bool begin_large(struct engine *engine, const struct zmtp_frame *frame) {
  struct engine_input *input = &engine->input;
  size_t size = (size_t)frame->size;
  if (message_init_size(&engine->large, size < LARGE_FIRST ? size : LARGE_FIRST) != 0)
    return false;
  engine->in_large = true;
  engine->large_flags = frame->flags;
  engine->large_size = size;
  engine->large_received = input->end - input->start;
  memcpy(message_data(&engine->large), input->data + input->start, engine->large_received);
  input->start = input->end;
  return true;
}

/* Makes a message of bytes in the buffer. */
static void take(struct engine_input *input, struct message *message, size_t size) {
  uint8_t *data = input->data + input->start;
  input->start += size;
  message_init(message);
  if (size <= MESSAGE_SMALL_SIZE) {
    message->small_size = (uint8_t)size;
    memcpy(message->small, data, size);
    return;
  }
  message->kind = MESSAGE_COUNTED;
  message->large.data = data;
  message->large.size = size;
  message->large.content = input->content;
  input->content->references++;
}

/* The next frame: 1 when `message` is it, 0 when it isn't there yet, or -1: the engine has failed. */
static int next_frame(struct engine *engine, struct message *message) {
  struct engine_input *input = &engine->input;
  if (engine->in_large) {
    if (engine->large_received < engine->large_size)
      return 0;
    engine->in_large = false;
    *message = engine->large;
    message->flags = engine->large_flags;
    return 1;
  }
  struct zmtp_frame frame;
  size_t there = input->end - input->start;
  int result = zmtp_frame_read(&frame, engine->version, input->data + input->start, there);
  if (result < 0)
    engine_fail(engine, ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL, ZMQ_PROTOCOL_ERROR_ZMTP_UNSPECIFIED);
  if (result <= 0)
    return result;
  int64_t largest = engine->state == ENGINE_READY ? engine->socket->options.max_message_size : HANDSHAKE_FRAME_LARGEST;
  if (frame.size > INT32_MAX || (largest >= 0 && frame.size > (uint64_t)largest)) {
    engine_fail(engine, ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL, EMSGSIZE);
    return -1;
  }
  size_t whole = frame.header_size + (size_t)frame.size;
  if (there < whole) {
    if (whole <= input->capacity / 2)
      return 0;
    input->start += frame.header_size;
    if (!begin_large(engine, &frame)) {
      engine_fail(engine, 0, 0);
      return -1;
    }
    return 0;
  }
  input->start += frame.header_size;
  take(input, message, (size_t)frame.size);
  message->flags = frame.flags;
  return 1;
}

static void fail(struct engine *engine) {
  engine_fail(engine, ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL, ZMQ_PROTOCOL_ERROR_ZMTP_UNSPECIFIED);
}

static void command(struct engine *engine, struct message *message) {
  struct zmtp_command command;
  int type = engine->socket->options.type;
  bool subscription = false;
  if (zmtp_command_read(&command, message_const_data(message), message_size(message)) != 0) {
    fail(engine);
  } else if (command.kind == ZMTP_PING) {
    heartbeat_ping(engine, &command);
  } else if (command.kind == ZMTP_SUBSCRIBE || command.kind == ZMTP_CANCEL) {
    subscription = type == ZMQ_PUB || type == ZMQ_XPUB;
    if (!subscription)
      fail(engine);
  }
  if (subscription) {
    struct message prefix;
    if (message_init_buffer(&prefix, command.data, command.size) == 0) {
      prefix.flags = command.kind == ZMTP_SUBSCRIBE ? MESSAGE_SUBSCRIBE : MESSAGE_CANCEL;
      engine_push(engine, &prefix);
    } else {
      engine_fail(engine, 0, 0);
    }
  }
  message_close(message);
}

/* How many bytes the frames of one message may have: as many as the largest messages up to the high-water mark. */
static uint64_t partial_largest(const struct engine *engine) {
  const struct options *options = &engine->socket->options;
  if (options->max_message_size < 0 || options->max_message_size > INT32_MAX || options->receive_limit == 0)
    return INT32_MAX;
  uint64_t all = (uint64_t)options->max_message_size * (uint64_t)options->receive_limit;
  return all < INT32_MAX ? all : INT32_MAX;
}

/* Puts the frame in the slot of the pipe's queue into the pipe, or drops it. */
static void push(struct engine *engine, struct message *message) {
  struct pipe *pipe = engine->pipe;
  /* PUSH takes nothing, so nothing is kept for it. */
  if (pipe->closing || pipe->ended || engine->socket->options.type == ZMQ_PUSH) {
    message_close(message);
    return;
  }
  bool more = (message->flags & MESSAGE_MORE) != 0;
  engine->partial_bytes += message_size(message);
  if (more && (++engine->partial_frames > FRAMES_LARGEST || engine->partial_bytes > partial_largest(engine))) {
    message_close(message);
    engine_fail(engine, 0, 0);
    return;
  }
  if (!more) {
    engine->partial_frames = 0;
    engine->partial_bytes = 0;
  }
  message->source_fd = engine->watch.fd;
  message->metadata = metadata_hold(engine->metadata);
  queue_commit(&pipe->incoming);
}

void engine_push(struct engine *engine, struct message *message) {
  struct message *slot = queue_slot(&engine->pipe->incoming);
  if (slot == NULL) {
    message_close(message);
    engine_fail(engine, 0, 0);
    return;
  }
  message_move(slot, message);
  push(engine, slot);
}

/* Whether the pipe takes no more for now. */
static bool is_full(const struct engine *engine) {
  const struct queue *queue = &engine->pipe->incoming;
  return !queue->conflate &&
         (queue->messages >= DECODED_AT_ONCE || (queue->limit > 0 && queue->messages >= queue->limit));
}

void engine_decode(struct engine *engine, bool all) {
  struct message outside;
  engine->stalled = false;
  for (;;) {
    if (engine->state == ENGINE_FAILED)
      return;
    if (engine->state == ENGINE_GREETING) {
      if (handshake_greeting(engine) <= 0)
        return;
      continue;
    }
    if (engine->state == ENGINE_READY && !all && is_full(engine)) {
      engine->stalled = engine->in_large || engine->input.start != engine->input.end;
      return;
    }
    if (engine->raw) {
      if (engine->input.start == engine->input.end)
        return;
      raw_engine_decode(engine);
      continue;
    }
    if (engine->state == ENGINE_HANDSHAKE) {
      if (next_frame(engine, &outside) <= 0)
        return;
      handshake_frame(engine, &outside);
      continue;
    }
    /* Content is made where it is to be: copying what was just written is slow. */
    struct message *slot = queue_slot(&engine->pipe->incoming);
    if (slot == NULL)
      engine_fail(engine, 0, 0);
    if (slot == NULL || next_frame(engine, slot) <= 0)
      return;
    if ((slot->flags & MESSAGE_COMMAND) != 0) {
      message_move(&outside, slot);
      command(engine, &outside);
    } else {
      push(engine, slot);
    }
  }
}

bool engine_refill(struct engine *engine) {
  if (!engine->stalled || engine->state == ENGINE_FAILED)
    return false;
  engine_decode(engine, false);
  if (engine->paused && !engine->stalled && engine->state != ENGINE_FAILED) {
    engine->paused = false;
    engine_update_watch(engine);
  }
  return queue_can_read(&engine->pipe->incoming);
}
