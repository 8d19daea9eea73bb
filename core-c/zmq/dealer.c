// DEALER (RFC 28): load balancing out, fair queueing in; any messages.
#include "dealer.h"

#include <errno.h>

#include "include/zmq.h"
#include "pattern.h"
#include "socket.h"

void dealer_probe(struct pipe *pipe) {
  struct message message;
  message_init(&message);
  if (pipe_write(pipe, &message))
    pipe_flush(pipe);
}

void dealer_attach(struct socket *socket, struct pipe *pipe, bool local) {
  (void)local;
  struct dealer *dealer = socket->state;
  if (dealer->probe)
    dealer_probe(pipe);
  fair_queue_attach(&dealer->in, pipe);
  load_balance_attach(&dealer->out, pipe);
}

void dealer_detach(struct socket *socket, struct pipe *pipe) {
  struct dealer *dealer = socket->state;
  fair_queue_detach(&dealer->in, pipe);
  load_balance_detach(&dealer->out, pipe);
}

void dealer_readable(struct socket *socket, struct pipe *pipe) {
  struct dealer *dealer = socket->state;
  fair_queue_readable(&dealer->in, pipe);
}

void dealer_writable(struct socket *socket, struct pipe *pipe) {
  struct dealer *dealer = socket->state;
  load_balance_writable(&dealer->out, pipe);
}

void dealer_destroy(struct socket *socket) {
  struct dealer *dealer = socket->state;
  fair_queue_destroy(&dealer->in);
  load_balance_destroy(&dealer->out);
}

int dealer_set_option(struct socket *socket, int option, const void *value, size_t size) {
  struct dealer *dealer = socket->state;
  return option == ZMQ_PROBE_ROUTER ? pattern_read_switch(value, size, &dealer->probe) : -EINVAL;
}

static int send_frame(struct socket *socket, struct message *message) {
  struct dealer *dealer = socket->state;
  return load_balance_send(&dealer->out, message, NULL);
}

static int recv_frame(struct socket *socket, struct message *message) {
  struct dealer *dealer = socket->state;
  return fair_queue_recv(&dealer->in, message, NULL);
}

static bool can_send(struct socket *socket) {
  struct dealer *dealer = socket->state;
  return load_balance_can_send(&dealer->out);
}

static bool can_recv(struct socket *socket) {
  struct dealer *dealer = socket->state;
  return fair_queue_can_recv(&dealer->in);
}

const struct pattern dealer_pattern = {
    .type = ZMQ_DEALER,
    .state_size = sizeof(struct dealer),
    .destroy = dealer_destroy,
    .attach = dealer_attach,
    .detach = dealer_detach,
    .readable = dealer_readable,
    .writable = dealer_writable,
    .send = send_frame,
    .recv = recv_frame,
    .can_send = can_send,
    .can_recv = can_recv,
    .set_option = dealer_set_option,
};
