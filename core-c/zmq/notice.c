// Notices, see notice.h. What the kernel has for the context makes all its sockets' descriptors readable, until the
// pump has found out for whom it is; from then on only those are that it is for.
#include "notice.h"
#include "context.h"
#include "pattern.h"
#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

static int add(int set, int fd) {
  struct epoll_event event = {.events = EPOLLIN};
  return epoll_ctl(set, EPOLL_CTL_ADD, fd, &event) != 0 ? -errno : 0;
}

int notice_descriptor(struct socket *socket) {
  struct notice *notice = &socket->notice;
  if (notice->event >= 0)
    return notice->set;
  int result = context_need_clock(socket->context);
  if (result != 0)
    return result;
  notice->set = epoll_create1(EPOLL_CLOEXEC);
  notice->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  result = notice->set < 0 || notice->event < 0 ? -errno : add(notice->set, notice->event);
  if (result == 0)
    result = add(notice->set, context_descriptor(socket->context));
  if (result != 0) {
    notice_close(socket);
    return result;
  }
  if (socket->pattern->can_recv(socket))
    notice_raise(socket);
  return notice->set;
}

void notice_write(struct socket *socket) {
  uint64_t one = 1;
  socket->notice.raised = write(socket->notice.event, &one, sizeof one) == sizeof one;
}

void notice_lower(struct socket *socket) {
  uint64_t count;
  if (socket->notice.raised)
    socket->notice.raised = read(socket->notice.event, &count, sizeof count) < 0;
}

void notice_close(struct socket *socket) {
  if (socket->notice.set >= 0)
    close(socket->notice.set);
  if (socket->notice.event >= 0)
    close(socket->notice.event);
  socket->notice = (struct notice){.set = -1, .event = -1};
}
