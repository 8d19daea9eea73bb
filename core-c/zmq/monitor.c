// Monitoring of sockets, see monitor.h. Events are of version 1, as zmq_socket_monitor(3) has them.
#include "monitor.h"
#include "context.h"
#include "include/zmq.h"
#include "message.h"
#include "pattern.h"
#include "socket.h"
#include <errno.h>
#include <string.h>

static void tell(struct socket *socket, int event, int value, const char *endpoint) {
  struct socket *monitor = socket->monitor;
  struct message first, second;
  uint16_t number = (uint16_t)event;
  uint32_t detail = (uint32_t)value;
  if (message_init_size(&first, sizeof number + sizeof detail) != 0)
    return;
  uint8_t *data = message_data(&first);
  memcpy(data, &number, sizeof number);
  memcpy(data + sizeof number, &detail, sizeof detail);
  first.flags = MESSAGE_MORE;
  if (message_init_buffer(&second, endpoint, strlen(endpoint)) != 0) {
    message_close(&first);
    return;
  }
  /* Nobody there, or nobody who reads: the event is lost. */
  if (monitor->pattern->send(monitor, &first) == 0)
    monitor->pattern->send(monitor, &second);
  message_close(&first);
  message_close(&second);
}

void monitor_event(struct socket *socket, int event, int value, const char *endpoint) {
  if (socket->monitor != NULL && (socket->monitor_events & event) != 0)
    tell(socket, event, value, endpoint == NULL ? "" : endpoint);
}

void monitor_stop(struct socket *socket) {
  struct socket *monitor = socket->monitor;
  if (monitor == NULL)
    return;
  if ((socket->monitor_events & ZMQ_EVENT_MONITOR_STOPPED) != 0)
    tell(socket, ZMQ_EVENT_MONITOR_STOPPED, 0, "");
  socket->monitor = NULL;
  socket->monitor_events = 0;
  zmq_close(monitor);
}

int zmq_socket_monitor(void *handle, const char *address, int events) {
  struct socket *socket = socket_of(handle);
  if (socket == NULL)
    return -1;
  if (socket->context->terminated) {
    errno = ETERM;
    return -1;
  }
  if (address == NULL) {
    monitor_stop(socket);
    return 0;
  }
  if (strstr(address, "://") == NULL || strncmp(address, "inproc://", 9) != 0) {
    errno = strstr(address, "://") == NULL ? EINVAL : EPROTONOSUPPORT;
    return -1;
  }
  monitor_stop(socket);
  struct socket *monitor = zmq_socket(socket->context, ZMQ_PAIR);
  if (monitor == NULL)
    return -1;
  monitor->options.linger = 0;
  if (zmq_bind(monitor, address) != 0) {
    int error = errno;
    zmq_close(monitor);
    errno = error;
    return -1;
  }
  socket->monitor = monitor;
  socket->monitor_events = events;
  return 0;
}
