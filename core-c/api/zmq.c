// core.wasm: ZeroMQ, over the public functions of core-c/zmq and never waiting, except where it is said. Handles are
// addresses. Endpoints, options and small messages pass through the buffer; received parts are read where they lie,
// until the next call that receives.
#include "../zmq/context.h"
#include "core.h"
#include <stdlib.h>
#include <zmq.h>

enum { CHUNK = 15 };

/* Parts of the message that was received last; more are added as messages need them, and kept. */
struct chunk {
  zmq_msg_t parts[CHUNK];
  struct chunk *next;
};
static struct chunk received;
static int held;

/* As core_result; ZeroMQ's own errors have the same numbers on both sides. */
static int zmq_result(int result) { return result == -1 && errno > ZMQ_HAUSNUMERO ? -errno : core_result(result); }

/* The kernel's number of an errno that a monitor's event carries. */
CORE_EXPORT(core_zmq_errno) int core_zmq_errno(int error) { return __isthmus_linux_errno(error); }

static int handle_result(void *handle) { return handle == NULL ? zmq_result(-1) : (int)handle; }

/* Sends what is held back, which may make room for more: whether there was anything. */
static int flush(void) {
  int was = zmq_internal_unflushed;
  if (was != 0)
    zmq_internal_flush_all();
  return was != 0;
}

/* The same before a call returns that has nothing more to do. */
static int settled(int result) {
  flush();
  return result;
}

static const char *endpoint(void) { return (const char *)core_scratch; }

CORE_EXPORT(core_zmq_context) int core_zmq_context(void) { return handle_result(zmq_ctx_new()); }

CORE_EXPORT(core_zmq_context_get) int core_zmq_context_get(void *context, int option) {
  return zmq_result(zmq_ctx_get(context, option));
}

CORE_EXPORT(core_zmq_context_set) int core_zmq_context_set(void *context, int option, int value) {
  return zmq_result(zmq_ctx_set(context, option, value));
}

/* Whether it has no socket, neither an open one nor one that is closed and lingers. */
CORE_EXPORT(core_zmq_context_idle) int core_zmq_context_idle(const struct context *context) {
  return context->sockets == NULL;
}

/* Blocks until nothing lingers. */
CORE_EXPORT(core_zmq_context_term) int core_zmq_context_term(void *context) {
  return zmq_result(zmq_ctx_term(context));
}

/* A descriptor that is readable when there is something for core_zmq_pump to do in the context. */
CORE_EXPORT(core_zmq_descriptor) int core_zmq_descriptor(struct context *context) {
  int result = context_need_clock(context);
  return result != 0 ? core_result((errno = -result, -1)) : context_descriptor(context);
}

/* Does what is due in all contexts. */
CORE_EXPORT(core_zmq_pump) void core_zmq_pump(void) { settled(zmq_internal_pump_all()); }

/* Sends what was held back. */
CORE_EXPORT(core_zmq_flush) void core_zmq_flush(void) { zmq_internal_flush_all(); }

CORE_EXPORT(core_zmq_socket) int core_zmq_socket(void *context, int type) {
  return handle_result(zmq_socket(context, type));
}

CORE_EXPORT(core_zmq_close) int core_zmq_close(void *socket) { return zmq_result(zmq_close(socket)); }

CORE_EXPORT(core_zmq_bind) int core_zmq_bind(void *socket) { return settled(zmq_result(zmq_bind(socket, endpoint()))); }
CORE_EXPORT(core_zmq_unbind) int core_zmq_unbind(void *socket) {
  return settled(zmq_result(zmq_unbind(socket, endpoint())));
}
CORE_EXPORT(core_zmq_connect) int core_zmq_connect(void *socket) {
  return settled(zmq_result(zmq_connect(socket, endpoint())));
}
CORE_EXPORT(core_zmq_disconnect) int core_zmq_disconnect(void *socket) {
  return settled(zmq_result(zmq_disconnect(socket, endpoint())));
}

/* Sends the socket's events to the endpoint, where a PAIR socket waits. */
CORE_EXPORT(core_zmq_monitor) int core_zmq_monitor(void *socket) {
  return zmq_result(zmq_socket_monitor(socket, endpoint(), ZMQ_EVENT_ALL));
}

/* Leaves the value in the buffer; its length. */
CORE_EXPORT(core_zmq_get_option) int core_zmq_get_option(void *socket, int option, size_t size) {
  int result = zmq_getsockopt(socket, option, core_scratch, &size);
  return settled(result == -1 ? zmq_result(result) : (int)size);
}

/* The value is in the buffer; none at all when its length is negative. */
CORE_EXPORT(core_zmq_set_option) int core_zmq_set_option(void *socket, int option, int length) {
  const void *value = length < 0 ? NULL : core_scratch;
  return settled(zmq_result(zmq_setsockopt(socket, option, value, length < 0 ? 0 : (size_t)length)));
}

/* What can be done with sockets, after waiting for it up to `timeout` milliseconds: in the buffer stand, for each of
   them, the socket and its events, which become those that there are. How many have some. */
CORE_EXPORT(core_zmq_poll) int core_zmq_poll(int count, int timeout) {
  static zmq_pollitem_t *items;
  static int room;
  uint32_t *words = (uint32_t *)core_scratch;
  if (count > room) {
    zmq_pollitem_t *more = realloc(items, (size_t)count * sizeof *items);
    if (more == NULL)
      return core_result(-1);
    items = more;
    room = count;
  }
  for (int i = 0; i < count; i++)
    items[i] = (zmq_pollitem_t){.socket = (void *)words[2 * i], .events = (short)words[2 * i + 1]};
  int result;
  do
    result = zmq_result(zmq_poll(items, count, timeout));
  while (result == 0 && flush());
  flush();
  for (int i = 0; i < count; i++)
    words[2 * i + 1] = result < 0 ? 0 : (uint32_t)items[i].revents;
  return result;
}

/* Sends a message of one part, which is in the buffer. Whether something is held back: 1, or 0. */
CORE_EXPORT(core_zmq_send) int core_zmq_send(void *socket, size_t length) {
  int result;
  do
    result = zmq_send(socket, core_scratch, length, ZMQ_DONTWAIT);
  while (result == -1 && errno == EAGAIN && flush());
  return result == -1 ? zmq_result(result) : zmq_internal_unflushed != 0;
}

/* Memory for a part; sending takes it, whether it succeeds or not. */
CORE_EXPORT(core_zmq_allocate) void *core_zmq_allocate(size_t size) { return malloc(size); }

/* Gives it back unsent. */
CORE_EXPORT(core_zmq_free) void core_zmq_free(void *memory) { free(memory); }

static void release_part(void *data, void *hint) {
  (void)hint;
  free(data);
}

/* A part in the buffer: its size, its address if it has memory of its own; else it follows, filled up to a multiple
 * of 8. */
struct part {
  uint32_t size;
  uint32_t address;
  unsigned char data[];
};

/* Sends a message of several parts, or of large ones. As core_zmq_send. */
CORE_EXPORT(core_zmq_send_parts) int core_zmq_send_parts(void *socket, int count) {
  const unsigned char *at = core_scratch;
  int result = 0;
  for (int i = 0; i < count; i++) {
    const struct part *part = (const struct part *)at;
    int flags = ZMQ_DONTWAIT | (i + 1 < count ? ZMQ_SNDMORE : 0);
    at += sizeof *part;
    if (part->address == 0)
      at += (part->size + 7) & ~(uint32_t)7;
    if (part->address != 0) {
      zmq_msg_t message;
      int made = result < 0 ? -1 : zmq_msg_init_data(&message, (void *)part->address, part->size, release_part, NULL);
      if (made != 0)
        free((void *)part->address);
      if (made != 0 && result == 0)
        result = zmq_result(-1);
      if (made == 0 && zmq_msg_send(&message, socket, flags) == -1) {
        result = zmq_result(-1);
        zmq_msg_close(&message);
      }
    } else if (result == 0 && zmq_send(socket, part->data, part->size, flags) == -1) {
      result = zmq_result(-1);
    }
  }
  if (result < 0)
    return settled(result);
  return zmq_internal_unflushed != 0;
}

/* Gives back the parts that were received last. */
CORE_EXPORT(core_zmq_release) void core_zmq_release(void) {
  struct chunk *chunk = &received;
  for (int i = 0; held > 0; i = (i + 1) % CHUNK) {
    zmq_msg_close(&chunk->parts[i]);
    held--;
    if (i + 1 == CHUNK)
      chunk = chunk->next;
  }
}

/* Room for one more part, or NULL. */
static zmq_msg_t *next_part(void) {
  struct chunk *chunk = &received;
  for (int i = held; i >= CHUNK; i -= CHUNK) {
    if (chunk->next == NULL)
      chunk->next = calloc(1, sizeof *chunk);
    if (chunk->next == NULL)
      return NULL;
    chunk = chunk->next;
  }
  return &chunk->parts[held % CHUNK];
}

/* Receives a message: how many parts it has, whose addresses and sizes are left in the buffer, and HELD_BACK when
 * something is. */
CORE_EXPORT(core_zmq_receive) int core_zmq_receive(void *socket) {
  enum { MOST = CORE_SCRATCH_SIZE / (2 * sizeof(uint32_t)), HELD_BACK = 1 << 30 };
  uint32_t *words = (uint32_t *)core_scratch;
  int more = 1, count = 0;
  if (held > 0)
    core_zmq_release();
  while (more) {
    zmq_msg_t *part = next_part();
    if (part == NULL || count == MOST)
      return core_result((errno = ENOMEM, -1));
    zmq_msg_init(part);
    int size = zmq_msg_recv(part, socket, ZMQ_DONTWAIT);
    if (size == -1)
      return settled(zmq_result(-1));
    held++;
    words[2 * count] = (uint32_t)zmq_msg_data(part);
    words[2 * count + 1] = (uint32_t)size;
    more = zmq_msg_more(part);
    count++;
  }
  return zmq_internal_unflushed != 0 ? count | HELD_BACK : count;
}

/* A proxy: what was received on one side and doesn't go out on the other yet. */
struct core_proxy {
  void *sides[2];
  zmq_msg_t waiting[2];
  int is_waiting[2];
};

CORE_EXPORT(core_zmq_proxy) int core_zmq_proxy(void *frontend, void *backend) {
  struct core_proxy *proxy = calloc(1, sizeof *proxy);
  if (proxy == NULL)
    return core_result(-1);
  *proxy = (struct core_proxy){.sides = {frontend, backend}};
  zmq_msg_init(&proxy->waiting[0]);
  zmq_msg_init(&proxy->waiting[1]);
  return (int)proxy;
}

CORE_EXPORT(core_zmq_proxy_close) void core_zmq_proxy_close(struct core_proxy *proxy) {
  zmq_msg_close(&proxy->waiting[0]);
  zmq_msg_close(&proxy->waiting[1]);
  free(proxy);
}

/* Passes parts on from one side: how many. What the other side doesn't take yet waits. */
static int pass_on(struct core_proxy *proxy, int side, int most) {
  zmq_msg_t *part = &proxy->waiting[side];
  void *from = proxy->sides[side], *to = proxy->sides[1 - side];
  int more = 0, dropping = 0;
  // Never stops between the parts of a message: the other side expects the rest.
  for (int count = 0; more || count < most; count++) {
    if (!proxy->is_waiting[side] && zmq_msg_recv(part, from, ZMQ_DONTWAIT) == -1)
      return errno == EAGAIN || errno == EFSM ? count : zmq_result(-1);
    proxy->is_waiting[side] = 1;
    more = zmq_msg_more(part);
    if (!dropping && zmq_msg_send(part, to, ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0)) == -1) {
      if (errno == EAGAIN || errno == EFSM)
        return count;
      if (errno != EHOSTUNREACH)
        return zmq_result(-1);
      // For a peer that is gone.
      dropping = 1;
    }
    dropping &= more;
    proxy->is_waiting[side] = 0;
  }
  return most;
}

/* Passes on what there is in both directions, about `most` parts at a time, and sends it. 0 when there was nothing, 1
   when there was something, 2 when there may be more. */
CORE_EXPORT(core_zmq_proxy_step) int core_zmq_proxy_step(struct core_proxy *proxy, int most) {
  zmq_pollitem_t items[2] = {
      {.socket = proxy->sides[0], .events = ZMQ_POLLIN | ZMQ_POLLOUT},
      {.socket = proxy->sides[1], .events = ZMQ_POLLIN | ZMQ_POLLOUT},
  };
  int result = 0;
  if (zmq_poll(items, 2, 0) == -1)
    return zmq_result(-1);
  for (int side = 0; side < 2; side++) {
    if (!(items[1 - side].revents & ZMQ_POLLOUT) || !(proxy->is_waiting[side] || items[side].revents & ZMQ_POLLIN))
      continue;
    int count = pass_on(proxy, side, most);
    if (count < 0)
      return count;
    int now = count >= most ? 2 : count > 0;
    result = now > result ? now : result;
  }
  if (result > 0)
    zmq_internal_flush_all();
  return result;
}
