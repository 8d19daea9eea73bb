// A zygote: serves requests for processes on a Unix seqpacket socket by forking. The packets are described at `serve`
// in bridge.ts. Knows nothing of what a request says.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <sys/types.h>
#include <vector>

namespace isthmus {

struct Packet {
  std::vector<uint8_t> bytes;
  std::vector<int> kfds;

  // Descriptors that nobody has taken.
  void closeAll();
  // An i32 of the packet's head, or -1 past its end.
  int32_t word(size_t index) const;
};

namespace packets {
constexpr int mostDescriptors = 250;
// One packet: its length, or minus an errno.
int64_t send(int socket, const void *bytes, size_t length, const std::vector<int> &kfds, int flags);
// The next packet into `into`: its length, 0 at the end, or minus an errno (EMSGSIZE when it was too long).
int64_t receive(int socket, Packet *into, int flags);
} // namespace packets

class Zygote {
public:
  explicit Zygote(int socket) : socket(socket) {}

  // Returns in each child, with its request, without the packet's head. `prepare` is called before the fork.
  Packet serve(const std::function<void(const Packet &)> &prepare);

private:
  struct Child {
    pid_t pid;
    int pidfd;
  };

  bool start(Packet &request);
  void becomeChild(pid_t zygote);
  void signal(int id, int signal);
  void reap(int id, const Child &child);
  void report(int kind, int id, int value);
  [[noreturn]] void end();

  int socket;
  std::map<int, Child> children;
};

} // namespace isthmus
