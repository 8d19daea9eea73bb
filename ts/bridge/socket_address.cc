// Addresses of sockets for a guest; see socket_address.h.
#include "socket_address.h"
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <sys/un.h>

namespace isthmus {

namespace {

constexpr size_t pathAt = offsetof(sockaddr_un, sun_path);

// Whether a path is a directory of that name, or lies beneath it.
bool isWithin(const std::string &path, const std::string &directory) {
  return path.compare(0, directory.size(), directory) == 0 &&
         (path.size() == directory.size() || path[directory.size()] == '/' || directory == "/");
}

} // namespace

void renameForGuest(const Guest &guest, SocketAddress *address) {
  auto *unix = reinterpret_cast<sockaddr_un *>(&address->value);
  if (guest.places.empty() || address->length <= pathAt || unix->sun_family != AF_UNIX || unix->sun_path[0] != '/')
    return;
  std::string path(unix->sun_path, strnlen(unix->sun_path, address->length - pathAt));
  const Guest::Place *innermost = nullptr;
  for (const Guest::Place &place : guest.places)
    if (isWithin(path, place.host) && (innermost == nullptr || place.host.size() > innermost->host.size()))
      innermost = &place;
  if (innermost == nullptr)
    return;
  size_t rest = innermost->host == "/" ? 0 : innermost->host.size();
  path = (innermost->guest == "/" ? "" : innermost->guest) + path.substr(rest);
  size_t size = std::min(path.size() + 1, sizeof address->value - pathAt);
  memcpy(unix->sun_path, path.c_str(), size);
  address->length = static_cast<socklen_t>(pathAt + size);
}

int giveAddress(const Guest &guest, SocketAddress *from, uint32_t address, const Struct<4> &length) {
  int32_t room;
  if (length.address == nullptr || length.load(&room) != 0)
    return -EFAULT;
  if (room < 0)
    return -EINVAL;
  renameForGuest(guest, from);
  size_t size = std::min<size_t>({static_cast<size_t>(room), from->length, sizeof from->value});
  if (size > 0 && (address == 0 || guest.memory.write(address, &from->value, size) != 0))
    return -EFAULT;
  return length.store(from->length);
}

} // namespace isthmus
