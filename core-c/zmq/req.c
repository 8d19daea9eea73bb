// REQ (RFC 28): a request to one of the peers, then its reply, in this order alone. An empty frame goes before each
// request, and before that its number with ZMQ_REQ_CORRELATE; a reply must begin with the same.
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "dealer.h"
#include "include/zmq.h"
#include "pattern.h"
#include "socket.h"

struct request {
  /** First, since dealer.c's functions take it for their state. */
  struct dealer dealer;
  /** The request is sent, and its reply isn't read to the end. */
  bool waiting;
  /** The next frame to send, or to read, is a message's first. */
  bool begins;
  /** ZMQ_REQ_CORRELATE, ZMQ_REQ_RELAXED. */
  bool correlate;
  bool relaxed;
  uint32_t number;
  /** Who got the request: only its reply counts. NULL when it is gone. */
  struct pipe *pipe;
  /** The first frame of the reply's content, found by can_recv and not yet read. */
  bool fetched;
  struct message message;
};

static int init(struct socket *socket) {
  struct request *request = socket->state;
  request->begins = true;
  message_init(&request->message);
  // Numbers of an earlier process of the same name shouldn't be taken for ours.
  if (getentropy(&request->number, sizeof request->number) < 0)
    request->number = 0;
  return 0;
}

static void destroy(struct socket *socket) {
  struct request *request = socket->state;
  message_close(&request->message);
  dealer_destroy(socket);
}

static void detach(struct socket *socket, struct pipe *pipe) {
  struct request *request = socket->state;
  if (request->pipe == pipe) {
    request->pipe = NULL;
    if (request->waiting && request->dealer.in.more) {
      // Dropped in the middle of a reply: the rest won't come.
      pattern_drop(&request->message);
      request->fetched = false;
      request->begins = true;
    }
  }
  dealer_detach(socket, pipe);
}

/** The frames before the request. */
static int send_envelope(struct request *request) {
  struct message frame;
  if (request->correlate) {
    request->number++;
    message_init_buffer(&frame, &request->number, sizeof request->number);
    frame.flags = MESSAGE_MORE;
    int result = load_balance_send(&request->dealer.out, &frame, &request->pipe);
    if (result < 0) {
      request->number--;
      return result;
    }
  }
  message_init(&frame);
  frame.flags = MESSAGE_MORE;
  return load_balance_send(&request->dealer.out, &frame, &request->pipe);
}

/** What has come so far answers earlier requests. */
static void drop_replies(struct request *request) {
  struct message message;
  while (fair_queue_recv(&request->dealer.in, &message, NULL) == 0)
    message_close(&message);
  pattern_drop(&request->message);
  request->fetched = false;
}

static int send_frame(struct socket *socket, struct message *message) {
  struct request *request = socket->state;
  if (request->waiting && !request->relaxed)
    return -EFSM;
  if (request->waiting) {
    request->waiting = false;
    request->begins = true;
  }
  if (request->begins) {
    request->pipe = NULL;
    int result = send_envelope(request);
    if (result < 0)
      return result;
    request->begins = false;
    drop_replies(request);
  }
  bool more = (message->flags & MESSAGE_MORE) != 0;
  int result = load_balance_send(&request->dealer.out, message, NULL);
  if (result == 0 && !more) {
    request->waiting = true;
    request->begins = true;
  }
  return result;
}

/** The next frame from the peer that was asked. */
static int read_frame(struct request *request, struct message *message) {
  for (;;) {
    struct pipe *pipe;
    int result = fair_queue_recv(&request->dealer.in, message, &pipe);
    if (result < 0 || request->pipe == NULL || pipe == request->pipe)
      return result;
    message_close(message);
  }
}

/** Reads the envelope and the first frame after it, of the first message that has the right envelope. */
static int read_reply(struct request *request, struct message *message) {
  for (;;) {
    int result = read_frame(request, message);
    if (result < 0)
      return result;
    bool good = true;
    if (request->correlate) {
      good = (message->flags & MESSAGE_MORE) != 0 && message_size(message) == sizeof request->number &&
             memcmp(message_data(message), &request->number, sizeof request->number) == 0;
      if (good) {
        message_close(message);
        read_frame(request, message);
      }
    }
    good = good && (message->flags & MESSAGE_MORE) != 0 && message_size(message) == 0;
    while (!good && (message->flags & MESSAGE_MORE) != 0) {
      message_close(message);
      read_frame(request, message);
    }
    message_close(message);
    if (good)
      return read_frame(request, message);
  }
}

static int recv_frame(struct socket *socket, struct message *message) {
  struct request *request = socket->state;
  if (!request->waiting)
    return -EFSM;
  if (request->fetched) {
    message_move(message, &request->message);
    request->fetched = false;
  } else {
    int result = request->begins ? read_reply(request, message) : read_frame(request, message);
    if (result < 0) {
      message_init(message);
      return result;
    }
  }
  request->begins = (message->flags & MESSAGE_MORE) == 0;
  request->waiting = !request->begins;
  return 0;
}

static bool can_send(struct socket *socket) {
  struct request *request = socket->state;
  return (!request->waiting || request->relaxed) && load_balance_can_send(&request->dealer.out);
}

static bool can_recv(struct socket *socket) {
  struct request *request = socket->state;
  if (!request->waiting)
    return false;
  if (!request->begins)
    return fair_queue_can_recv(&request->dealer.in);
  if (!request->fetched)
    request->fetched = read_reply(request, &request->message) == 0;
  if (!request->fetched)
    message_init(&request->message);
  return request->fetched;
}

static int set_option(struct socket *socket, int option, const void *value, size_t size) {
  struct request *request = socket->state;
  switch (option) {
  case ZMQ_REQ_CORRELATE:
    return pattern_read_switch(value, size, &request->correlate);
  case ZMQ_REQ_RELAXED:
    return pattern_read_switch(value, size, &request->relaxed);
  default:
    return dealer_set_option(socket, option, value, size);
  }
}

const struct pattern request_pattern = {
    .type = ZMQ_REQ,
    .state_size = sizeof(struct request),
    .init = init,
    .destroy = destroy,
    .attach = dealer_attach,
    .detach = detach,
    .readable = dealer_readable,
    .writable = dealer_writable,
    .send = send_frame,
    .recv = recv_frame,
    .can_send = can_send,
    .can_recv = can_recv,
    .set_option = set_option,
};
