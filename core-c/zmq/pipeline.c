// PUSH and PULL (RFC 30): messages go to one of the peers that have room, and come from all in turn.
#include "fair-queue.h"
#include "include/zmq.h"
#include "load-balance.h"
#include "pattern.h"
#include "socket.h"

static void push_attach(struct socket *socket, struct pipe *pipe, bool local) {
  (void)local;
  load_balance_attach(socket->state, pipe);
  pattern_drain(socket, pipe);
}

static void push_detach(struct socket *socket, struct pipe *pipe) { load_balance_detach(socket->state, pipe); }

static void push_writable(struct socket *socket, struct pipe *pipe) { load_balance_writable(socket->state, pipe); }

static int push_send(struct socket *socket, struct message *message) {
  return load_balance_send(socket->state, message, NULL);
}

static bool push_can_send(struct socket *socket) { return load_balance_can_send(socket->state); }

static void push_destroy(struct socket *socket) { load_balance_destroy(socket->state); }

const struct pattern push_pattern = {
    .type = ZMQ_PUSH,
    .state_size = sizeof(struct load_balance),
    .destroy = push_destroy,
    .attach = push_attach,
    .detach = push_detach,
    .readable = pattern_drain,
    .writable = push_writable,
    .send = push_send,
    .recv = pattern_recv_not_supported,
    .can_send = push_can_send,
    .can_recv = pattern_never,
};

static void pull_attach(struct socket *socket, struct pipe *pipe, bool local) {
  (void)local;
  fair_queue_attach(socket->state, pipe);
}

static void pull_detach(struct socket *socket, struct pipe *pipe) { fair_queue_detach(socket->state, pipe); }

static void pull_readable(struct socket *socket, struct pipe *pipe) { fair_queue_readable(socket->state, pipe); }

static int pull_recv(struct socket *socket, struct message *message) {
  return fair_queue_recv(socket->state, message, NULL);
}

static bool pull_can_recv(struct socket *socket) { return fair_queue_can_recv(socket->state); }

static void pull_destroy(struct socket *socket) { fair_queue_destroy(socket->state); }

const struct pattern pull_pattern = {
    .type = ZMQ_PULL,
    .state_size = sizeof(struct fair_queue),
    .destroy = pull_destroy,
    .attach = pull_attach,
    .detach = pull_detach,
    .readable = pull_readable,
    .writable = pattern_ignore,
    .send = pattern_send_not_supported,
    .recv = pull_recv,
    .can_send = pattern_never,
    .can_recv = pull_can_recv,
};
