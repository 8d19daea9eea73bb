// Names of hosts, services, protocols and networks by the host's C library, and its interfaces, for the host shim,
// which has decided what may be asked: the netdb part of NativeCalls of bridge.ts. Answers have the layouts of
// core-c/posix/netdb-entries.h.
#include "environment.h"
#include "js.h"
#include <algorithm>
#include <cstring>
#include <ifaddrs.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <vector>

namespace isthmus {
namespace {

using js::Bytes;
using js::Text;
using v8::Isolate;
using v8::Local;
using v8::Value;

// An answer as it grows; whatever is longer than a byte begins at a multiple of 4.
class Answer {
public:
  Answer(int status, int error) {
    put(status);
    put(error);
  }
  void put(int value) { append(&value, sizeof value); }
  void append(const void *data, size_t length) { bytes.append(static_cast<const char *>(data), length); }
  void text(const char *string) { append(string == nullptr ? "" : string, string == nullptr ? 1 : strlen(string) + 1); }
  void align() { bytes.resize((bytes.size() + 3) & ~size_t{3}); }
  void padTo(size_t size) { bytes.resize(std::max(size, bytes.size())); }
  size_t size() const { return bytes.size(); }
  void patch(size_t at, int value) { memcpy(&bytes[at], &value, sizeof value); }
  Local<Value> give(Isolate *isolate) const { return js::fromBytes(isolate, bytes.data(), bytes.size()); }

private:
  std::string bytes;
};

// {what is given, flags, family, type, protocol}
enum Given { givenHost = 1, givenService = 2, givenHints = 4 };
struct Request {
  int given, flags, family, type, protocol;
};

Local<Value> addresses(Isolate *isolate, Bytes bytes, Text host, Text service) {
  Request request = {};
  memcpy(&request, bytes.data, std::min(bytes.length, sizeof request));
  addrinfo hints = {}, *found = nullptr;
  hints.ai_flags = request.flags;
  hints.ai_family = request.family;
  hints.ai_socktype = request.type;
  hints.ai_protocol = request.protocol;
  errno = 0;
  int status = getaddrinfo(request.given & givenHost ? host.bytes.c_str() : nullptr,
                           request.given & givenService ? service.bytes.c_str() : nullptr,
                           request.given & givenHints ? &hints : nullptr, &found);
  Answer answer(status, status == EAI_SYSTEM ? errno : 0);
  const char *canonical = found != nullptr ? found->ai_canonname : nullptr;
  answer.put(canonical != nullptr);
  for (const addrinfo *one = found; one != nullptr; one = one->ai_next) {
    answer.put(one->ai_flags);
    answer.put(one->ai_family);
    answer.put(one->ai_socktype);
    answer.put(one->ai_protocol);
    answer.put(static_cast<int>(one->ai_addrlen));
    size_t end = answer.size() + sizeof(sockaddr_in6);
    answer.append(one->ai_addr, std::min<size_t>(one->ai_addrlen, sizeof(sockaddr_in6)));
    answer.padTo(end);
  }
  answer.text(canonical);
  if (found != nullptr)
    freeaddrinfo(found);
  return answer.give(isolate);
}

Local<Value> names(Isolate *isolate, Bytes address, int flags) {
  char host[NI_MAXHOST] = "", service[NI_MAXHOST] = "";
  errno = 0;
  int status = getnameinfo(static_cast<sockaddr *>(address.data), static_cast<socklen_t>(address.length), host,
                           sizeof host, service, sizeof service, flags);
  Answer answer(status, status == EAI_SYSTEM ? errno : 0);
  answer.text(host);
  answer.text(service);
  return answer.give(isolate);
}

// One entry of a database: its size in all, two numbers, the counts of what follows: name, protocol, aliases,
// addresses.
struct Entry {
  const char *name;
  const char *protocol;
  char **aliases;
  int number;
  int other;
  char **addresses;
};

void add(Answer &answer, const Entry &entry) {
  size_t start = answer.size();
  int aliases = 0, addresses = 0;
  while (entry.aliases != nullptr && entry.aliases[aliases] != nullptr)
    aliases++;
  while (entry.addresses != nullptr && entry.addresses[addresses] != nullptr)
    addresses++;
  for (int word : {0, entry.number, entry.other, aliases, addresses})
    answer.put(word);
  for (int i = 0; i < addresses; i++)
    answer.append(entry.addresses[i], static_cast<size_t>(entry.other));
  answer.text(entry.name);
  answer.text(entry.protocol);
  for (int i = 0; i < aliases; i++)
    answer.text(entry.aliases[i]);
  answer.align();
  answer.patch(start, static_cast<int>(answer.size() - start));
}

Entry entryOf(const hostent &host) {
  return {host.h_name, nullptr, host.h_aliases, host.h_addrtype, host.h_length, host.h_addr_list};
}
Entry entryOf(const servent &service) {
  return {service.s_name, service.s_proto, service.s_aliases, service.s_port, 0, nullptr};
}
Entry entryOf(const protoent &protocol) {
  return {protocol.p_name, nullptr, protocol.p_aliases, protocol.p_proto, 0, nullptr};
}
Entry entryOf(const netent &network) {
  return {network.n_name, nullptr, network.n_aliases, static_cast<int>(network.n_net), network.n_addrtype, nullptr};
}

// Asks one of the functions with a buffer of the caller's, which grows as long as it is too small.
template <typename Struct, typename Ask> Local<Value> ask(Isolate *isolate, Ask function) {
  std::vector<char> buffer(2048);
  Struct entry;
  Struct *found = nullptr;
  int failure = 0, error;
  while ((error = function(&entry, buffer.data(), buffer.size(), &found, &failure)) == ERANGE &&
         buffer.size() < (1 << 24))
    buffer.resize(buffer.size() * 2);
  Answer answer(failure, found == nullptr ? error : 0);
  if (found != nullptr)
    add(answer, entryOf(*found));
  return answer.give(isolate);
}

// Asks for one entry after the other.
template <typename Struct, typename Next> Local<Value> list(Isolate *isolate, Next next) {
  Answer answer(0, 0);
  while (const Struct *entry = next())
    add(answer, entryOf(*entry));
  return answer.give(isolate);
}

enum Database {
  hostByName,
  hostByAddress,
  hosts,
  serviceByName,
  serviceByPort,
  services,
  protocolByName,
  protocolByNumber,
  protocols,
  networkByName,
  networkByNumber,
  networks
};

template <typename Struct, typename Function, typename... Key> auto without(Function function, Key... key) {
  return [=](Struct *entry, char *buffer, size_t size, Struct **found, int *) {
    return function(key..., entry, buffer, size, found);
  };
}
template <typename Struct, typename Function, typename... Key> auto with(Function function, Key... key) {
  return [=](Struct *entry, char *buffer, size_t size, Struct **found, int *failure) {
    return function(key..., entry, buffer, size, found, failure);
  };
}

Local<Value> entries(Isolate *isolate, int database, int number, Bytes key, Text protocol) {
  std::string text(static_cast<const char *>(key.data), key.length);
  const char *name = text.c_str();
  const char *kind = protocol.bytes.empty() ? nullptr : protocol.bytes.c_str();
  switch (database) {
  case hostByName:
    return ask<hostent>(isolate, with<hostent>(gethostbyname2_r, name, number));
  case hostByAddress:
    return ask<hostent>(isolate, with<hostent>(gethostbyaddr_r, name, static_cast<socklen_t>(text.size()), number));
  case hosts:
    sethostent(1);
    return list<hostent>(isolate, gethostent);
  case serviceByName:
    return ask<servent>(isolate, without<servent>(getservbyname_r, name, kind));
  case serviceByPort:
    return ask<servent>(isolate, without<servent>(getservbyport_r, number, kind));
  case services:
    setservent(1);
    return list<servent>(isolate, getservent);
  case protocolByName:
    return ask<protoent>(isolate, without<protoent>(getprotobyname_r, name));
  case protocolByNumber:
    return ask<protoent>(isolate, without<protoent>(getprotobynumber_r, number));
  case protocols:
    setprotoent(1);
    return list<protoent>(isolate, getprotoent);
  case networkByName:
    return ask<netent>(isolate, with<netent>(getnetbyname_r, name));
  case networkByNumber: {
    int family = text.size() >= sizeof family ? *reinterpret_cast<const int *>(text.data()) : 0;
    return ask<netent>(isolate, with<netent>(getnetbyaddr_r, static_cast<uint32_t>(number), family));
  }
  case networks:
    setnetent(1);
    return list<netent>(isolate, getnetent);
  default:
    return Answer(NETDB_INTERNAL, EINVAL).give(isolate);
  }
}

size_t sizeOf(const sockaddr *address) {
  switch (address->sa_family) {
  case AF_INET:
    return sizeof(sockaddr_in);
  case AF_INET6:
    return sizeof(sockaddr_in6);
  case AF_PACKET:
    // An address of more than eight bytes, as of InfiniBand, goes on behind the struct.
    return sizeof(sockaddr_ll) + std::max(0, reinterpret_cast<const sockaddr_ll *>(address)->sll_halen - 8);
  default:
    return sizeof(sockaddr);
  }
}

// One address after the other: its size in all, the interface's flags, lengths of address, mask, broadcast or peer, and
// data; then these and the name.
Local<Value> interfaces(Isolate *isolate) {
  ifaddrs *found = nullptr;
  int error = getifaddrs(&found) != 0 ? errno : 0;
  Answer answer(0, error);
  for (const ifaddrs *one = error == 0 ? found : nullptr; one != nullptr; one = one->ifa_next) {
    size_t start = answer.size();
    bool isLink = one->ifa_addr != nullptr && one->ifa_addr->sa_family == AF_PACKET;
    constexpr size_t statistics = sizeof(rtnl_link_stats);
    const sockaddr *all[] = {one->ifa_addr, one->ifa_netmask, one->ifa_broadaddr};
    answer.put(0);
    answer.put(static_cast<int>(one->ifa_flags));
    for (const sockaddr *address : all)
      answer.put(address == nullptr ? 0 : static_cast<int>(sizeOf(address)));
    answer.put(isLink && one->ifa_data != nullptr ? statistics : 0);
    for (const sockaddr *address : all)
      if (address != nullptr) {
        answer.append(address, sizeOf(address));
        answer.align();
      }
    if (isLink && one->ifa_data != nullptr)
      answer.append(one->ifa_data, statistics);
    answer.text(one->ifa_name);
    answer.align();
    answer.patch(start, static_cast<int>(answer.size() - start));
  }
  if (error == 0)
    freeifaddrs(found);
  return answer.give(isolate);
}

} // namespace

void defineNetdbCalls(Isolate *isolate, Local<v8::Template> calls) {
  js::define(isolate, calls, "getaddrinfo", addresses);
  js::define(isolate, calls, "getnameinfo", names);
  js::define(isolate, calls, "netdb", entries);
  js::define(isolate, calls, "interfaces", interfaces);
}

} // namespace isthmus
