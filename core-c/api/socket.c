// core.wasm: sockets, never waiting: who makes them makes them non-blocking, and waiting is TypeScript's. Addresses and
// options are in the kernel's layout. No SIGPIPE ever, and what is received is close-on-exec.
#include "core.h"
#include <sys/ioctl.h>
#include <sys/socket.h>

enum {
  /* Descriptors that can go with a message. */
  MOST_FDS = 253,
  /* Their room, and that for a Unix socket's credentials and the process's descriptor; more than comes from the
     internet. */
  MOST_CONTROL = CMSG_SPACE(MOST_FDS * sizeof(int32_t)) + CMSG_SPACE(sizeof(struct ucred)) + CMSG_SPACE(sizeof(int)),
  /* Control messages of the internet's families, of which not every <netinet/in.h> has all. */
  LEVEL_IP = 0,
  LEVEL_IPV6 = 41,
  TYPE_IP_TOS = 1,
  TYPE_IP_TTL = 2,
  TYPE_IP_PKTINFO = 8,
  TYPE_IP_RECVERR = 11,
  TYPE_IPV6_RECVERR = 25,
  TYPE_IPV6_PKTINFO = 50,
  TYPE_IPV6_HOPLIMIT = 52,
  TYPE_IPV6_TCLASS = 67,
};

/* What came with a message; bits of core_message.came. */
enum {
  CAME_CREDENTIALS = 1,
  CAME_DESTINATION = 2,
  CAME_TTL = 4,
  CAME_TOS = 8,
  CAME_TIME = 16,
  CAME_ERROR = 32,
};

/* What stands in the buffer before a message's data; ts/api/socket-message.ts reads it by the same offsets. */
struct core_message {
  uint32_t name_length;
  int32_t flags;
  uint32_t fd_count;
  uint32_t came;
  int32_t pid, uid, gid;
  int32_t interface;
  int32_t ttl;
  int32_t tos;
  /* Nanoseconds since 1970. */
  int64_t time;
  /* 4 or 16 bytes. */
  uint32_t destination_length;
  unsigned char destination[16];
  /* Of a message to be sent: bytes of control messages, laid out as the kernel has them. */
  uint32_t control_length;
  union {
    unsigned char control[CMSG_SPACE(MOST_FDS * sizeof(int32_t)) + CMSG_SPACE(sizeof(struct ucred))];
    /* Received. */
    int32_t fds[MOST_FDS];
    /* Received from the error queue: struct sock_extended_err, with the kernel's errno, and who told of the error. */
    unsigned char error[16 + 28];
  };
  /* The longest is struct sockaddr_un. */
  unsigned char name[112];
};
enum { MESSAGE_DATA = 1280 };
_Static_assert(offsetof(struct core_message, time) == 40 && offsetof(struct core_message, destination) == 52 &&
                   offsetof(struct core_message, control) == 72 && offsetof(struct core_message, name) == 1136 &&
                   sizeof(struct core_message) <= MESSAGE_DATA,
               "as TypeScript has it");

static struct core_message *message(void) { return (struct core_message *)core_scratch; }

CORE_EXPORT(core_socket) int core_socket(int domain, int type, int protocol) {
  return core_result(socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
}

/* Leaves the two descriptors in the buffer. */
CORE_EXPORT(core_socketpair) int core_socketpair(int type) {
  int ends[2];
  int result = socketpair(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends);
  if (result == 0)
    memcpy(core_scratch, ends, sizeof ends);
  return core_result(result);
}

CORE_EXPORT(core_bind) int core_bind(int fd, unsigned length) {
  return core_result(bind(fd, (struct sockaddr *)core_scratch, length));
}

CORE_EXPORT(core_connect) int core_connect(int fd, unsigned length) {
  return core_result(connect(fd, (struct sockaddr *)core_scratch, length));
}

CORE_EXPORT(core_listen) int core_listen(int fd, int backlog) { return core_result(listen(fd, backlog)); }

CORE_EXPORT(core_accept) int core_accept(int fd) {
  return core_result(accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC));
}

CORE_EXPORT(core_shutdown) int core_shutdown(int fd, int how) { return core_result(shutdown(fd, how)); }

/* The socket's own address, or the other end's: left in the buffer; its length. */
CORE_EXPORT(core_socket_name) int core_socket_name(int fd, int peer) {
  socklen_t length = sizeof(struct sockaddr_storage);
  struct sockaddr *address = (struct sockaddr *)core_scratch;
  int result = peer ? getpeername(fd, address, &length) : getsockname(fd, address, &length);
  return result == 0 ? (int)length : core_result(result);
}

/* The option's value is left in the buffer; its length. */
CORE_EXPORT(core_get_option) int core_get_option(int fd, int level, int name, unsigned size) {
  socklen_t length = size;
  int result = getsockopt(fd, level, name, core_scratch, &length);
  if (result == -1)
    return core_result(result);
  if (level == SOL_SOCKET && name == SO_ERROR) {
    int error;
    memcpy(&error, core_scratch, sizeof error);
    error = error == 0 ? 0 : __isthmus_linux_errno(error);
    memcpy(core_scratch, &error, sizeof error);
  }
  return (int)length;
}

CORE_EXPORT(core_set_option) int core_set_option(int fd, int level, int name, unsigned length) {
  return core_result(setsockopt(fd, level, name, core_scratch, length));
}

/* Sends from the buffer to the connected end; the count. */
CORE_EXPORT(core_send) int core_send(int fd, size_t length, int flags) {
  return core_result((int)send(fd, core_scratch, length, flags | MSG_NOSIGNAL));
}

/* Receives into the buffer; the count, with MSG_TRUNC that of the whole message. */
CORE_EXPORT(core_receive) int core_receive(int fd, size_t size, int flags) {
  return core_result((int)recv(fd, core_scratch, size, flags));
}

/* Sends what follows the struct in the buffer, to the address in it if there is one, with the control messages in it.
 */
CORE_EXPORT(core_send_message) int core_send_message(int fd, size_t length, int flags) {
  struct core_message *head = message();
  unsigned char *data = core_scratch + MESSAGE_DATA;
  struct sockaddr *address = head->name_length > 0 ? (struct sockaddr *)head->name : NULL;
  flags |= MSG_NOSIGNAL;
  if (head->control_length == 0)
    return core_result((int)sendto(fd, data, length, flags, address, head->name_length));
  struct iovec vector = {data, length};
  struct msghdr header = {
      .msg_name = address,
      .msg_namelen = head->name_length,
      .msg_iov = &vector,
      .msg_iovlen = 1,
      .msg_control = head->control,
      .msg_controllen = head->control_length,
  };
  return core_result((int)sendmsg(fd, &header, flags));
}

/* Receives a message without control data: as core_receive_message, but with the address only. */
CORE_EXPORT(core_receive_from) int core_receive_from(int fd, size_t size, int flags) {
  struct core_message *head = message();
  socklen_t length = sizeof head->name;
  int count = (int)recvfrom(fd, core_scratch + MESSAGE_DATA, size, flags, (struct sockaddr *)head->name, &length);
  if (count == -1)
    return core_result(count);
  head->name_length = length;
  head->flags = 0;
  head->fd_count = 0;
  head->came = 0;
  return count;
}

static void note_socket_control(struct core_message *head, const struct cmsghdr *part) {
  size_t size = part->cmsg_len - CMSG_LEN(0);
  const unsigned char *data = CMSG_DATA(part);
  struct ucred credentials;
  int64_t time[2];
  switch (part->cmsg_type) {
  case SCM_RIGHTS:
    for (size_t i = 0; i + sizeof(int32_t) <= size && head->fd_count < MOST_FDS; i += sizeof(int32_t))
      memcpy(&head->fds[head->fd_count++], data + i, sizeof(int32_t));
    break;
  case SCM_CREDENTIALS:
    memcpy(&credentials, data, sizeof credentials);
    head->came |= CAME_CREDENTIALS;
    head->pid = credentials.pid;
    head->uid = (int32_t)credentials.uid;
    head->gid = (int32_t)credentials.gid;
    break;
  case SCM_TIMESTAMPNS:
    memcpy(time, data, sizeof time);
    head->came |= CAME_TIME;
    head->time = time[0] * 1000000000 + time[1];
    break;
  default:
    break;
  }
}

/* struct in_pktinfo is interface, own address, destination; struct in6_pktinfo destination, interface. */
static void note_internet_control(struct core_message *head, const struct cmsghdr *part) {
  const unsigned char *data = CMSG_DATA(part);
  int is6 = part->cmsg_level == LEVEL_IPV6;
  if (part->cmsg_type == (is6 ? TYPE_IPV6_PKTINFO : TYPE_IP_PKTINFO)) {
    head->came |= CAME_DESTINATION;
    head->destination_length = is6 ? 16 : 4;
    memcpy(head->destination, data + (is6 ? 0 : 8), head->destination_length);
    memcpy(&head->interface, data + (is6 ? 16 : 0), sizeof head->interface);
  } else if (part->cmsg_type == (is6 ? TYPE_IPV6_HOPLIMIT : TYPE_IP_TTL)) {
    head->came |= CAME_TTL;
    memcpy(&head->ttl, data, sizeof head->ttl);
  } else if (part->cmsg_type == (is6 ? TYPE_IPV6_TCLASS : TYPE_IP_TOS)) {
    head->came |= CAME_TOS;
    // One byte only for IPv4.
    head->tos = data[0];
  } else if (part->cmsg_type == (is6 ? TYPE_IPV6_RECVERR : TYPE_IP_RECVERR)) {
    size_t size = part->cmsg_len - CMSG_LEN(0);
    int error;
    head->came |= CAME_ERROR;
    memset(head->error, 0, sizeof head->error);
    memcpy(head->error, data, size < sizeof head->error ? size : sizeof head->error);
    memcpy(&error, head->error, sizeof error);
    error = error == 0 ? 0 : __isthmus_linux_errno(error);
    memcpy(head->error, &error, sizeof error);
  }
}

/* Receives a message: its data behind the struct in the buffer, the rest in that; the count, as core_receive. */
CORE_EXPORT(core_receive_message) int core_receive_message(int fd, size_t size, int flags) {
  struct core_message *head = message();
  _Alignas(struct cmsghdr) char control[MOST_CONTROL];
  struct iovec vector = {core_scratch + MESSAGE_DATA, size};
  struct msghdr header = {
      .msg_name = head->name,
      .msg_namelen = sizeof head->name,
      .msg_iov = &vector,
      .msg_iovlen = 1,
      .msg_control = control,
      .msg_controllen = sizeof control,
  };
  int count = (int)recvmsg(fd, &header, flags | MSG_CMSG_CLOEXEC);
  if (count == -1)
    return core_result(count);
  head->name_length = header.msg_namelen;
  head->flags = header.msg_flags;
  head->fd_count = 0;
  head->came = 0;
  for (struct cmsghdr *part = CMSG_FIRSTHDR(&header); part != NULL; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level == SOL_SOCKET)
      note_socket_control(head, part);
    else if (part->cmsg_level == LEVEL_IP || part->cmsg_level == LEVEL_IPV6)
      note_internet_control(head, part);
  }
  return count;
}
