// Messages, and the part of zmq.h that works on them alone (zmq_msg_…, but for sending and receiving).
#include "message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "include/zmq.h"

int message_init_size(struct message *message, size_t size) {
  if (size <= MESSAGE_SMALL_SIZE) {
    message_init(message);
    message->small_size = (uint8_t)size;
    return 0;
  }
  if (size > PTRDIFF_MAX - sizeof(struct message_content))
    return -ENOMEM;
  struct message_content *content = malloc(sizeof *content + size);
  if (content == NULL)
    return -ENOMEM;
  content->references = 1;
  content->release = NULL;
  message_init(message);
  message->kind = MESSAGE_COUNTED;
  message->large.content = content;
  message->large.data = (unsigned char *)(content + 1);
  message->large.size = size;
  return 0;
}

int message_init_buffer(struct message *message, const void *data, size_t size) {
  int result = message_init_size(message, size);
  if (result == 0 && size > 0)
    memcpy(message_data(message), data, size);
  return result;
}

int message_init_data(struct message *message, void *data, size_t size, message_free *release, void *hint) {
  struct message_content *content = NULL;
  if (release != NULL) {
    content = malloc(sizeof *content);
    if (content == NULL)
      return -ENOMEM;
    *content = (struct message_content){.references = 1, .release = release, .data = data, .hint = hint};
  }
  message_init(message);
  message->kind = release == NULL ? MESSAGE_CONSTANT : MESSAGE_COUNTED;
  message->large.content = content;
  message->large.data = data;
  message->large.size = size;
  return 0;
}

int message_own(struct message *message, size_t from) {
  struct message own;
  if (message_init_buffer(&own, message->large.data + from, message->large.size - from) != 0)
    return -ENOMEM;
  own.flags = message->flags;
  own.metadata = message->metadata;
  own.source_fd = message->source_fd;
  *message = own;
  return 0;
}

static void release_content(struct message_content *content) {
  if (--content->references > 0)
    return;
  if (content->release != NULL)
    content->release(content->data, content->hint);
  free(content);
}

void message_close(struct message *message) {
  if (message->kind == MESSAGE_COUNTED)
    release_content(message->large.content);
  if (message->metadata != NULL)
    metadata_release(message->metadata);
  message->metadata = NULL;
  message->kind = 0;
}

void message_copy(struct message *to, const struct message *from) {
  *to = *from;
  if (from->kind == MESSAGE_COUNTED)
    from->large.content->references++;
  metadata_hold(from->metadata);
}

bool message_is_shared(const struct message *message) {
  return message->kind == MESSAGE_CONSTANT ||
         (message->kind == MESSAGE_COUNTED && message->large.content->references > 1);
}

void message_set_metadata(struct message *message, struct metadata *metadata) {
  metadata_hold(metadata);
  metadata_release(message->metadata);
  message->metadata = metadata;
}

static int fail(int error) {
  errno = error;
  return -1;
}

int zmq_msg_init(zmq_msg_t *message) {
  message_init((struct message *)message);
  return 0;
}

int zmq_msg_init_size(zmq_msg_t *message, size_t size) {
  int result = message_init_size((struct message *)message, size);
  return result < 0 ? fail(-result) : 0;
}

int zmq_msg_init_data(zmq_msg_t *message, void *data, size_t size, zmq_free_fn *release, void *hint) {
  int result = message_init_data((struct message *)message, data, size, release, hint);
  return result < 0 ? fail(-result) : 0;
}

int zmq_msg_close(zmq_msg_t *message) {
  struct message *own = (struct message *)message;
  if (!message_is_valid(own))
    return fail(EFAULT);
  message_close(own);
  return 0;
}

int zmq_msg_move(zmq_msg_t *to, zmq_msg_t *from) {
  struct message *target = (struct message *)to;
  struct message *source = (struct message *)from;
  if (!message_is_valid(source) || !message_is_valid(target))
    return fail(EFAULT);
  if (target == source)
    return 0;
  message_close(target);
  message_move(target, source);
  return 0;
}

int zmq_msg_copy(zmq_msg_t *to, zmq_msg_t *from) {
  struct message *target = (struct message *)to;
  const struct message *source = (const struct message *)from;
  if (!message_is_valid(source) || !message_is_valid(target))
    return fail(EFAULT);
  if (target == source)
    return 0;
  message_close(target);
  message_copy(target, source);
  return 0;
}

void *zmq_msg_data(zmq_msg_t *message) { return message_data((struct message *)message); }

size_t zmq_msg_size(const zmq_msg_t *message) { return message_size((const struct message *)message); }

int zmq_msg_more(const zmq_msg_t *message) {
  return (((const struct message *)message)->flags & MESSAGE_MORE) == 0 ? 0 : 1;
}

int zmq_msg_get(const zmq_msg_t *message, int property) {
  const struct message *own = (const struct message *)message;
  switch (property) {
  case ZMQ_MORE:
    return zmq_msg_more(message);
  case ZMQ_SRCFD:
    return own->source_fd;
  case ZMQ_SHARED:
    return message_is_shared(own) ? 1 : 0;
  default:
    return fail(EINVAL);
  }
}

int zmq_msg_set(zmq_msg_t *message, int property, int value) {
  // There is no property that may be set.
  (void)message, (void)property, (void)value;
  return fail(EINVAL);
}

const char *zmq_msg_gets(const zmq_msg_t *message, const char *property) {
  const struct message *own = (const struct message *)message;
  const char *value = own->metadata == NULL ? NULL : metadata_get(own->metadata, property);
  if (value == NULL)
    errno = EINVAL;
  return value;
}
