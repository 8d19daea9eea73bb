// Control data of messages; see socket_message.h. What the walk finds is what the kernel finds: the same steps, and
// every length is written back as it was read.
#include "socket_message.h"
#include "socket_options.h"
#include <algorithm>
#include <cstring>
#include <unistd.h>

namespace isthmus {
namespace {

constexpr int scmPidfd = 4;

constexpr size_t aligned(size_t length) { return (length + 7) & ~size_t(7); }

bool isOneOf(uint32_t wanted, uint32_t real, uint32_t effective, uint32_t saved) {
  return wanted == real || wanted == effective || wanted == saved;
}

// SCM_CREDENTIALS: root may claim to be anybody, a guest may not.
int checkCredentials(const char *data) {
  ucred claimed;
  memcpy(&claimed, data, sizeof claimed);
  uid_t users[3];
  gid_t groups[3];
  if (getresuid(&users[0], &users[1], &users[2]) != 0 || getresgid(&groups[0], &groups[1], &groups[2]) != 0)
    return -EPERM;
  bool isTrue = claimed.pid == getpid() && isOneOf(claimed.uid, users[0], users[1], users[2]) &&
                isOneOf(claimed.gid, groups[0], groups[1], groups[2]);
  return isTrue ? 0 : -EPERM;
}

} // namespace

int translateForKernel(const Guest &guest, char *control, size_t size) {
  for (size_t at = 0; size - at >= sizeof(cmsghdr);) {
    cmsghdr header;
    memcpy(&header, control + at, sizeof header);
    header.cmsg_len = static_cast<uint32_t>(header.cmsg_len);
    if (header.cmsg_len < sizeof header || header.cmsg_len > size - at)
      return -EINVAL;
    memcpy(control + at, &header, sizeof header);
    char *data = control + at + sizeof header;
    size_t length = header.cmsg_len - sizeof header;
    if (header.cmsg_level == SOL_SOCKET && header.cmsg_type == SCM_RIGHTS) {
      for (size_t i = 0; i + sizeof(int32_t) <= length; i += sizeof(int32_t)) {
        int32_t fd;
        memcpy(&fd, data + i, sizeof fd);
        fd = guest.fds.kernel(fd);
        if (fd < 0)
          return fd;
        memcpy(data + i, &fd, sizeof fd);
      }
    } else if (header.cmsg_level == SOL_SOCKET && header.cmsg_type == SCM_CREDENTIALS && length == sizeof(ucred)) {
      if (int error = checkCredentials(data))
        return error;
    } else if (options::isPrivilegedControl(header.cmsg_level, header.cmsg_type, guest.network.reach == Network::all)) {
      return -EPERM;
    }
    at += aligned(header.cmsg_len);
    if (at > size)
      break;
  }
  return 0;
}

size_t ReceivedControl::install(int32_t *fds, size_t wanted, int flags) {
  size_t done = 0;
  bool isFull = false;
  for (size_t i = 0; i < wanted; i++) {
    // The kernel stops at the first that finds no number, and so does this.
    isFull = isFull || count == most;
    if (isFull) {
      close(fds[i]);
      continue;
    }
    int number = guest.fds.install(fds[i], flags);
    isFull = number < 0;
    if (!isFull)
      fds[done++] = numbers[count++] = number;
  }
  return done;
}

void ReceivedControl::takeOver() {
  auto *control = static_cast<char *>(message.msg_control);
  size_t size = message.msg_controllen, out = 0;
  for (size_t at = 0; at < size && size - at >= sizeof(cmsghdr);) {
    cmsghdr header;
    memcpy(&header, control + at, sizeof header);
    size_t length = std::min<size_t>(header.cmsg_len, size - at);
    if (length < sizeof header)
      break;
    size_t next = at + aligned(length);
    bool isRights = header.cmsg_level == SOL_SOCKET && header.cmsg_type == SCM_RIGHTS;
    if (isRights || (header.cmsg_level == SOL_SOCKET && header.cmsg_type == scmPidfd)) {
      auto *fds = reinterpret_cast<int32_t *>(control + at + sizeof header);
      size_t wanted = (length - sizeof header) / sizeof(int32_t);
      size_t done = wanted == 1 && fds[0] < 0 ? 1 : install(fds, wanted, isRights ? own : own | FdTable::cloexec);
      if (done < wanted)
        message.msg_flags |= MSG_CTRUNC;
      header.cmsg_len = length = sizeof header + done * sizeof(int32_t);
      memcpy(control + at, &header, sizeof header);
      if (done == 0)
        length = 0;
    }
    // What is dropped leaves no gap.
    memmove(control + out, control + at, length);
    out = std::min(out + aligned(length), room);
    at = next;
  }
  message.msg_controllen = out;
}

void ReceivedControl::giveUp() {
  while (count > 0)
    guest.fds.close(numbers[--count]);
}

} // namespace isthmus
