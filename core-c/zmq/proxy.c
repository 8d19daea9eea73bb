// zmq_proxy and zmq_proxy_steerable: messages go from one socket to another, both ways, until the context is terminated
// or the control socket says so.
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "include/zmq.h"
#include "pattern.h"
#include "socket.h"

/** Messages that go one way before the other one has its turn. */
enum { BURST = 1000 };

/** What went through a socket, as STATISTICS tells it. */
struct counts {
  uint64_t messages_in;
  uint64_t bytes_in;
  uint64_t messages_out;
  uint64_t bytes_out;
};

struct side {
  void *socket;
  struct counts counts;
};

struct proxy {
  struct side sides[2];
  void *capture;
  void *control;
  bool paused;
  bool ended;
};

static bool has_room(void *socket) {
  struct socket *own = socket_of(socket);
  return own != NULL && own->pattern->can_send(own);
}

/** Gives the capture socket a copy of a frame. */
static int capture(void *socket, zmq_msg_t *frame, bool more) {
  zmq_msg_t copy;
  if (socket == NULL)
    return 0;
  zmq_msg_init(&copy);
  if (zmq_msg_copy(&copy, frame) < 0)
    return -1;
  if (zmq_msg_send(&copy, socket, more ? ZMQ_SNDMORE : 0) < 0) {
    zmq_msg_close(&copy);
    return -1;
  }
  return 0;
}

/** Passes one message on. 1; 0 when there is none; -1. */
static int pass(struct proxy *proxy, struct side *from, struct side *to) {
  zmq_msg_t frame;
  zmq_msg_init(&frame);
  bool more;
  bool first = true;
  do {
    if (zmq_msg_recv(&frame, from->socket, first ? ZMQ_DONTWAIT : 0) < 0) {
      zmq_msg_close(&frame);
      return first && errno == EAGAIN ? 0 : -1;
    }
    first = false;
    more = zmq_msg_more(&frame) != 0;
    size_t size = zmq_msg_size(&frame);
    if (capture(proxy->capture, &frame, more) < 0 || zmq_msg_send(&frame, to->socket, more ? ZMQ_SNDMORE : 0) < 0) {
      zmq_msg_close(&frame);
      return -1;
    }
    from->counts.bytes_in += size;
    to->counts.bytes_out += size;
  } while (more);
  from->counts.messages_in++;
  to->counts.messages_out++;
  return 1;
}

static int pass_burst(struct proxy *proxy, struct side *from, struct side *to) {
  for (int i = 0; i < BURST && has_room(to->socket); i++) {
    int result = pass(proxy, from, to);
    if (result <= 0)
      return result;
  }
  return 0;
}

static int send_statistics(struct proxy *proxy) {
  for (int i = 0; i < 2; i++) {
    const struct counts *counts = &proxy->sides[i].counts;
    uint64_t numbers[] = {counts->messages_in, counts->bytes_in, counts->messages_out, counts->bytes_out};
    for (int j = 0; j < 4; j++) {
      if (zmq_send(proxy->control, &numbers[j], sizeof numbers[j], i == 1 && j == 3 ? 0 : ZMQ_SNDMORE) < 0)
        return -1;
    }
  }
  return 0;
}

static bool says(zmq_msg_t *command, const char *text) {
  return zmq_msg_size(command) == strlen(text) && memcmp(zmq_msg_data(command), text, strlen(text)) == 0;
}

/** Does what the control socket says. */
static int obey(struct proxy *proxy) {
  zmq_msg_t command;
  zmq_msg_init(&command);
  int result = zmq_msg_recv(&command, proxy->control, 0);
  if (result >= 0)
    result = capture(proxy->capture, &command, zmq_msg_more(&command) != 0);
  bool statistics = false;
  if (result >= 0) {
    statistics = says(&command, "STATISTICS");
    if (says(&command, "PAUSE"))
      proxy->paused = true;
    else if (says(&command, "RESUME"))
      proxy->paused = false;
    else if (says(&command, "TERMINATE"))
      proxy->ended = true;
  }
  zmq_msg_close(&command);
  if (result < 0)
    return -1;
  if (statistics)
    return send_statistics(proxy);
  int type;
  size_t size = sizeof type;
  if (zmq_getsockopt(proxy->control, ZMQ_TYPE, &type, &size) < 0)
    return -1;
  // REP can take the next command only after a reply to this one.
  return type == ZMQ_REP && zmq_send(proxy->control, NULL, 0, 0) < 0 ? -1 : 0;
}

/** Waits until a message can go one of the two ways, or there is a command. Whoever waits for room isn't asked for
 * messages meanwhile, and the other way round, so that this doesn't spin. */
static int wait(struct proxy *proxy, bool ways[2]) {
  bool same = proxy->sides[0].socket == proxy->sides[1].socket;
  int count = proxy->paused ? 0 : 2;
  zmq_pollitem_t items[3] = {{.socket = proxy->sides[0].socket, .events = ZMQ_POLLIN},
                             {.socket = proxy->sides[1].socket, .events = same ? 0 : ZMQ_POLLIN}};
  zmq_pollitem_t *control = &items[count];
  *control = (zmq_pollitem_t){.socket = proxy->control, .events = ZMQ_POLLIN};
  int all = count + (proxy->control == NULL ? 0 : 1);
  for (;;) {
    if (zmq_poll(items, all, -1) < 0)
      return -1;
    bool found = proxy->control != NULL && control->revents != 0;
    for (int i = 0; i < count; i++) {
      bool waited = (items[i].events & ZMQ_POLLIN) == 0 && !(same && i == 1);
      bool has_message = waited || (items[i].revents & ZMQ_POLLIN) != 0;
      ways[i] = has_message && has_room(proxy->sides[1 - i].socket);
      found = found || ways[i];
      if (has_message && !ways[i]) {
        items[i].events &= ~ZMQ_POLLIN;
        items[1 - i].events |= ZMQ_POLLOUT;
      }
    }
    if (found)
      return 0;
  }
}

static int run(struct proxy *proxy) {
  while (!proxy->ended) {
    bool ways[2] = {false, false};
    if (wait(proxy, ways) < 0)
      return -1;
    zmq_pollitem_t control = {.socket = proxy->control, .events = ZMQ_POLLIN};
    if (proxy->control != NULL && zmq_poll(&control, 1, 0) < 0)
      return -1;
    if (control.revents != 0 && obey(proxy) < 0)
      return -1;
    for (int i = 0; i < 2 && !proxy->paused && !proxy->ended; i++) {
      if (ways[i] && pass_burst(proxy, &proxy->sides[i], &proxy->sides[1 - i]) < 0)
        return -1;
    }
  }
  return 0;
}

int zmq_proxy_steerable(void *frontend, void *backend, void *capture, void *control) {
  if (frontend == NULL || backend == NULL) {
    errno = EFAULT;
    return -1;
  }
  struct proxy proxy = {.sides = {{.socket = frontend}, {.socket = backend}}, .capture = capture, .control = control};
  return run(&proxy);
}

int zmq_proxy(void *frontend, void *backend, void *capture) {
  return zmq_proxy_steerable(frontend, backend, capture, NULL);
}

int zmq_device(int type, void *frontend, void *backend) {
  (void)type;
  return zmq_proxy(frontend, backend, NULL);
}
