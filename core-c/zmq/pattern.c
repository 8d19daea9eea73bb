// The list of the socket types, and what their patterns share.
#include "pattern.h"

#include <errno.h>
#include <string.h>

#include "include/zmq.h"
#include "pipe.h"

static const struct pattern *const patterns[] = {
    [ZMQ_PAIR] = &pair_pattern,
    [ZMQ_PUB] = &publish_pattern,
    [ZMQ_SUB] = &subscribe_pattern,
    [ZMQ_REQ] = &request_pattern,
    [ZMQ_REP] = &reply_pattern,
    [ZMQ_DEALER] = &dealer_pattern,
    [ZMQ_ROUTER] = &router_pattern,
    [ZMQ_PULL] = &pull_pattern,
    [ZMQ_PUSH] = &push_pattern,
    [ZMQ_XPUB] = &extended_publish_pattern,
    [ZMQ_XSUB] = &extended_subscribe_pattern,
    [ZMQ_STREAM] = &stream_pattern,
};

const struct pattern *pattern_of(int type) {
  return type >= 0 && type < (int)(sizeof patterns / sizeof patterns[0]) ? patterns[type] : NULL;
}

int pattern_send_not_supported(struct socket *socket, struct message *message) {
  (void)socket, (void)message;
  return -ENOTSUP;
}

int pattern_recv_not_supported(struct socket *socket, struct message *message) {
  (void)socket, (void)message;
  return -ENOTSUP;
}

bool pattern_never(struct socket *socket) {
  (void)socket;
  return false;
}

void pattern_ignore(struct socket *socket, struct pipe *pipe) { (void)socket, (void)pipe; }

int pattern_read_switch(const void *value, size_t size, bool *option) {
  int number;
  if (size != sizeof number)
    return -EINVAL;
  memcpy(&number, value, sizeof number);
  if (number < 0)
    return -EINVAL;
  *option = number != 0;
  return 0;
}

void pattern_drop(struct message *message) {
  message_close(message);
  message_init(message);
}

void pattern_drain(struct socket *socket, struct pipe *pipe) {
  (void)socket;
  struct message message;
  while (pipe_read(pipe, &message))
    message_close(&message);
}
