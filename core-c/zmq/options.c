// zmq_setsockopt and zmq_getsockopt: options of all sockets, in a table, and the few that aren't just a value.
#include "options.h"
#include "context.h"
#include "include/zmq.h"
#include "notice.h"
#include "pattern.h"
#include "pipe.h"
#include "socket.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { LIMIT_DEFAULT = 1000, TEXT_LARGEST = 255, TIME_TO_LIVE_LARGEST = 6553599, TIME_TO_LIVE_UNIT = 100 };

enum kind { NUMBER, SWITCH, LARGE, UNSIGNED, TEXT };

struct entry {
  int option;
  enum kind kind;
  size_t offset;
  /* Of a NUMBER. */
  int smallest;
  int largest;
};

#define AT(member) offsetof(struct options, member)

static const struct entry table[] = {
    {ZMQ_AFFINITY, UNSIGNED, AT(affinity), 0, 0},
    {ZMQ_RATE, NUMBER, AT(rate), 1, INT_MAX},
    {ZMQ_RECOVERY_IVL, NUMBER, AT(recovery_interval), 0, INT_MAX},
    {ZMQ_SNDBUF, NUMBER, AT(send_buffer), -1, INT_MAX},
    {ZMQ_RCVBUF, NUMBER, AT(receive_buffer), -1, INT_MAX},
    {ZMQ_LINGER, NUMBER, AT(linger), -1, INT_MAX},
    {ZMQ_RECONNECT_IVL, NUMBER, AT(reconnect_interval), -1, INT_MAX},
    {ZMQ_RECONNECT_IVL_MAX, NUMBER, AT(reconnect_interval_max), 0, INT_MAX},
    {ZMQ_BACKLOG, NUMBER, AT(backlog), 0, INT_MAX},
    {ZMQ_MAXMSGSIZE, LARGE, AT(max_message_size), 0, 0},
    {ZMQ_SNDHWM, NUMBER, AT(send_limit), 0, INT_MAX},
    {ZMQ_RCVHWM, NUMBER, AT(receive_limit), 0, INT_MAX},
    {ZMQ_MULTICAST_HOPS, NUMBER, AT(multicast_hops), 1, INT_MAX},
    {ZMQ_MULTICAST_MAXTPDU, NUMBER, AT(multicast_max_tpdu), 1, INT_MAX},
    {ZMQ_RCVTIMEO, NUMBER, AT(receive_timeout), -1, INT_MAX},
    {ZMQ_SNDTIMEO, NUMBER, AT(send_timeout), -1, INT_MAX},
    {ZMQ_TCP_KEEPALIVE, NUMBER, AT(tcp_keepalive), -1, 1},
    {ZMQ_TCP_KEEPALIVE_CNT, NUMBER, AT(tcp_keepalive_count), -1, INT_MAX},
    {ZMQ_TCP_KEEPALIVE_IDLE, NUMBER, AT(tcp_keepalive_idle), -1, INT_MAX},
    {ZMQ_TCP_KEEPALIVE_INTVL, NUMBER, AT(tcp_keepalive_interval), -1, INT_MAX},
    {ZMQ_TCP_MAXRT, NUMBER, AT(tcp_max_retransmit), 0, INT_MAX},
    {ZMQ_TOS, NUMBER, AT(tos), 0, INT_MAX},
    {ZMQ_IMMEDIATE, SWITCH, AT(immediate), 0, 0},
    {ZMQ_IPV6, SWITCH, AT(ipv6), 0, 0},
    {ZMQ_CONFLATE, SWITCH, AT(conflate), 0, 0},
    {ZMQ_INVERT_MATCHING, SWITCH, AT(invert_matching), 0, 0},
    {ZMQ_ZAP_DOMAIN, TEXT, AT(zap_domain), 0, 0},
    {ZMQ_BINDTODEVICE, TEXT, AT(bind_to_device), 0, 0},
    {ZMQ_SOCKS_PROXY, TEXT, AT(socks_proxy), 0, 0},
    {ZMQ_PLAIN_SERVER, SWITCH, AT(plain_server), 0, 0},
    {ZMQ_PLAIN_USERNAME, TEXT, AT(plain_username), 0, 0},
    {ZMQ_PLAIN_PASSWORD, TEXT, AT(plain_password), 0, 0},
    {ZMQ_HANDSHAKE_IVL, NUMBER, AT(handshake_interval), 0, INT_MAX},
    {ZMQ_CONNECT_TIMEOUT, NUMBER, AT(connect_timeout), 0, INT_MAX},
    {ZMQ_HEARTBEAT_IVL, NUMBER, AT(heartbeat_interval), 0, INT_MAX},
    {ZMQ_HEARTBEAT_TTL, NUMBER, AT(heartbeat_ttl), 0, TIME_TO_LIVE_LARGEST},
    {ZMQ_HEARTBEAT_TIMEOUT, NUMBER, AT(heartbeat_timeout), 0, INT_MAX},
    {ZMQ_USE_FD, NUMBER, AT(use_descriptor), -1, INT_MAX},
};

void options_init(struct options *options, int type) {
  *options = (struct options){
      .type = type,
      .rate = 100,
      .recovery_interval = 10000,
      .send_buffer = -1,
      .receive_buffer = -1,
      .linger = type == ZMQ_SUB || type == ZMQ_XSUB ? 0 : -1,
      .reconnect_interval = 100,
      .backlog = 100,
      .max_message_size = -1,
      .send_limit = LIMIT_DEFAULT,
      .receive_limit = LIMIT_DEFAULT,
      .multicast_hops = 1,
      .multicast_max_tpdu = 1500,
      .receive_timeout = -1,
      .send_timeout = -1,
      .tcp_keepalive = -1,
      .tcp_keepalive_count = -1,
      .tcp_keepalive_idle = -1,
      .tcp_keepalive_interval = -1,
      .raw_notify = true,
      .mechanism = ZMQ_NULL,
      .handshake_interval = 30000,
      .heartbeat_timeout = -1,
      .use_descriptor = -1,
  };
}

void options_destroy(struct options *options) {
  free(options->plain_username);
  free(options->plain_password);
  free(options->zap_domain);
  free(options->bind_to_device);
  free(options->socks_proxy);
  accept_filters_destroy(&options->accept_filters);
}

static const struct entry *find(int option) {
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (table[i].option == option)
      return &table[i];
  return NULL;
}

static int set_text(char **text, const void *value, size_t size) {
  char *copy = NULL;
  if (size > TEXT_LARGEST || (size > 0 && value == NULL))
    return -EINVAL;
  if (size > 0) {
    copy = malloc(size + 1);
    if (copy == NULL)
      return -ENOMEM;
    memcpy(copy, value, size);
    copy[size] = 0;
  }
  free(*text);
  *text = copy;
  return 0;
}

static int set_id(uint8_t *id, uint8_t *id_size, const void *value, size_t size) {
  if (size < 1 || size > UINT8_MAX || value == NULL)
    return -EINVAL;
  memcpy(id, value, size);
  *id_size = (uint8_t)size;
  return 0;
}

static int set_entry(struct options *options, const struct entry *entry, const void *value, size_t size) {
  char *member = (char *)options + entry->offset;
  int number;
  if (entry->kind == TEXT)
    return set_text((char **)member, value, size);
  if (entry->kind == LARGE || entry->kind == UNSIGNED) {
    if (size != sizeof(int64_t) || value == NULL)
      return -EINVAL;
    memcpy(member, value, size);
    return 0;
  }
  if (size != sizeof number || value == NULL)
    return -EINVAL;
  memcpy(&number, value, sizeof number);
  if (entry->kind == SWITCH) {
    if (number != 0 && number != 1)
      return -EINVAL;
    *(bool *)member = number != 0;
    return 0;
  }
  if (number < entry->smallest || number > entry->largest)
    return -EINVAL;
  *(int *)member = number;
  return 0;
}

/* What an option does beside keeping its value. */
static void follow(struct socket *socket, int option) {
  struct options *options = &socket->options;
  if (option == ZMQ_SNDHWM || option == ZMQ_RCVHWM)
    for (struct pipe *pipe = socket->pipes; pipe != NULL; pipe = pipe->next)
      pipe_set_limits(pipe);
  if (option == ZMQ_HEARTBEAT_TTL)
    options->heartbeat_ttl -= options->heartbeat_ttl % TIME_TO_LIVE_UNIT;
  if (option == ZMQ_PLAIN_SERVER) {
    options->mechanism = options->plain_server ? ZMQ_PLAIN : ZMQ_NULL;
  } else if (option == ZMQ_PLAIN_USERNAME || option == ZMQ_PLAIN_PASSWORD) {
    options->mechanism = ZMQ_PLAIN;
    options->plain_server = false;
  }
}

static int set_option(struct socket *socket, int option, const void *value, size_t size) {
  struct options *options = &socket->options;
  int number;
  if (socket->context->terminated)
    return -ETERM;
  if (socket->pattern->set_option != NULL) {
    int result = socket->pattern->set_option(socket, option, value, size);
    if (result != -EINVAL)
      return result;
  }
  if ((option == ZMQ_PLAIN_USERNAME || option == ZMQ_PLAIN_PASSWORD) && size == 0) {
    if (value != NULL)
      return -EINVAL;
    options->mechanism = ZMQ_NULL;
    return 0;
  }
  if (option == ZMQ_ZAP_DOMAIN && value == NULL)
    return -EINVAL;
  const struct entry *entry = find(option);
  if (entry != NULL) {
    int result = set_entry(options, entry, value, size);
    if (result == 0)
      follow(socket, option);
    return result;
  }
  switch (option) {
  case ZMQ_ROUTING_ID:
    return set_id(options->routing_id, &options->routing_id_size, value, size);
  case ZMQ_CONNECT_ROUTING_ID:
    if (options->type != ZMQ_ROUTER && options->type != ZMQ_STREAM)
      return -EINVAL;
    return set_id(options->connect_routing_id, &options->connect_routing_id_size, value, size);
  case ZMQ_IPV4ONLY:
    if (size != sizeof number || value == NULL)
      return -EINVAL;
    memcpy(&number, value, sizeof number);
    if (number != 0 && number != 1)
      return -EINVAL;
    options->ipv6 = number == 0;
    return 0;
  case ZMQ_TCP_ACCEPT_FILTER:
  case ZMQ_IPC_FILTER_PID:
  case ZMQ_IPC_FILTER_UID:
  case ZMQ_IPC_FILTER_GID:
    return accept_filters_add(&options->accept_filters, option, value, size);
  default:
    return -EINVAL;
  }
}

int zmq_setsockopt(void *handle, int option, const void *value, size_t size) {
  struct socket *socket = socket_of(handle);
  if (socket == NULL)
    return -1;
  int result = set_option(socket, option, value, size);
  if (result == 0)
    return 0;
  errno = -result;
  return -1;
}

static int give(void *value, size_t *size, const void *from, size_t from_size) {
  if (*size < from_size)
    return -EINVAL;
  memcpy(value, from, from_size);
  *size = from_size;
  return 0;
}

/* Those that aren't of the table take larger variables too. */
static int give_any(void *value, size_t *size, int number) {
  size_t room = *size;
  int result = give(value, size, &number, sizeof number);
  if (result == 0)
    memset((char *)value + sizeof number, 0, room - sizeof number);
  return result;
}

static int give_number(void *value, size_t *size, int number) {
  return *size == sizeof number ? give(value, size, &number, sizeof number) : -EINVAL;
}

static int give_text(void *value, size_t *size, const char *text) {
  return give(value, size, text == NULL ? "" : text, text == NULL ? 1 : strlen(text) + 1);
}

static int get_entry(const struct options *options, const struct entry *entry, void *value, size_t *size) {
  const char *member = (const char *)options + entry->offset;
  switch (entry->kind) {
  case TEXT:
    return give_text(value, size, *(char *const *)member);
  case LARGE:
  case UNSIGNED:
    return give(value, size, member, sizeof(int64_t));
  case SWITCH:
    return give_number(value, size, *(const bool *)member);
  default:
    return give_number(value, size, *(const int *)member);
  }
}

static int get_descriptor(struct socket *socket, void *value, size_t *size) {
  int fd = notice_descriptor(socket);
  return fd < 0 ? fd : give_any(value, size, fd);
}

static int get_option(struct socket *socket, int option, void *value, size_t *size) {
  const struct options *options = &socket->options;
  const struct entry *entry = find(option);
  int events;
  if (socket->context->terminated)
    return -ETERM;
  if (entry != NULL)
    return get_entry(options, entry, value, size);
  switch (option) {
  case ZMQ_RCVMORE:
    return give_any(value, size, socket->receiving_more);
  case ZMQ_FD:
    return get_descriptor(socket, value, size);
  case ZMQ_EVENTS:
    events = socket_events(socket);
    return events < 0 ? events : give_any(value, size, events);
  case ZMQ_TYPE:
    return give_number(value, size, options->type);
  case ZMQ_LAST_ENDPOINT:
    return give_text(value, size, socket->last_endpoint);
  case ZMQ_ROUTING_ID:
    return give(value, size, options->routing_id, options->routing_id_size);
  case ZMQ_MECHANISM:
    return give_number(value, size, options->mechanism);
  case ZMQ_IPV4ONLY:
    return give_number(value, size, !options->ipv6);
  case ZMQ_THREAD_SAFE:
    return give_any(value, size, 0);
  default:
    return -EINVAL;
  }
}

int zmq_getsockopt(void *handle, int option, void *value, size_t *size) {
  struct socket *socket = socket_of(handle);
  if (socket == NULL)
    return -1;
  int result = value == NULL || size == NULL ? -EFAULT : get_option(socket, option, value, size);
  if (result == 0)
    return 0;
  errno = -result;
  return -1;
}
