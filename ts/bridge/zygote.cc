// The zygote's loop, and packets with descriptors; see zygote.h.
// Nothing is left behind: a child has PR_SET_PDEATHSIG, so it dies with the zygote, however that dies, and what it
// forked dies by its run's lifeline. The zygote itself ends when the socket hangs up, which it does when its program is
// gone.
#include "zygote.h"
#include "inherit.h"
#include "result.h"
#include <csignal>
#include <cstring>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace isthmus {
namespace {

enum Request : int32_t { startProcess = 0, sendSignal = 1 };
enum Report : int32_t { started = 0, ended = 1 };
constexpr size_t headBytes = 2 * sizeof(int32_t);

// What reaches a terminal's whole foreground group is for the program to handle; its children are told by it.
constexpr int ignoredSignals[] = {SIGINT, SIGQUIT, SIGHUP, SIGTERM, SIGPIPE};

} // namespace

void Packet::closeAll() {
  for (int kfd : kfds)
    close(kfd);
  kfds.clear();
}

int32_t Packet::word(size_t index) const {
  int32_t value = -1;
  if (bytes.size() >= (index + 1) * sizeof value)
    memcpy(&value, bytes.data() + index * sizeof value, sizeof value);
  return value;
}

namespace packets {

int64_t send(int socket, const void *bytes, size_t length, const std::vector<int> &kfds, int flags) {
  if (kfds.size() > mostDescriptors)
    return -EINVAL;
  iovec part = {const_cast<void *>(bytes), length};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * mostDescriptors)] = {};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (!kfds.empty()) {
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * kfds.size());
    cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * kfds.size());
    memcpy(CMSG_DATA(header), kfds.data(), sizeof(int) * kfds.size());
  }
  return result(unlessInterrupted([&] { return sendmsg(socket, &message, flags | MSG_NOSIGNAL); }));
}

int64_t receive(int socket, Packet *into, int flags) {
  into->bytes.resize(256 << 10);
  into->kfds.clear();
  iovec part = {into->bytes.data(), into->bytes.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * 253)];
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  int64_t length = result(unlessInterrupted([&] { return recvmsg(socket, &message, flags | MSG_CMSG_CLOEXEC); }));
  into->bytes.resize(length > 0 ? length : 0);
  if (length < 0)
    return length;
  for (cmsghdr *header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header))
    if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
      size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int), former = into->kfds.size();
      into->kfds.resize(former + count);
      memcpy(into->kfds.data() + former, CMSG_DATA(header), count * sizeof(int));
    }
  return message.msg_flags & MSG_TRUNC ? -EMSGSIZE : length;
}

} // namespace packets

void Zygote::report(int kind, int id, int value) {
  int32_t words[] = {kind, id, value};
  // Waits for room, so that no report is lost; the other end reads before it waits for anything of ours.
  if (packets::send(socket, words, sizeof words, {}, 0) < 0)
    end();
}

void Zygote::end() {
  for (auto [id, child] : children)
    syscall(SYS_pidfd_send_signal, child.pidfd, SIGKILL, nullptr, 0);
  _exit(0);
}

void Zygote::signal(int id, int signal) {
  auto child = children.find(id);
  if (child != children.end())
    syscall(SYS_pidfd_send_signal, child->second.pidfd, signal, nullptr, 0);
}

void Zygote::reap(int id, const Child &child) {
  int status = 0;
  if (unlessInterrupted([&] { return waitpid(child.pid, &status, WNOHANG); }) != child.pid)
    return;
  close(child.pidfd);
  children.erase(id);
  report(ended, id, status);
}

void Zygote::becomeChild(pid_t zygote) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != zygote)
    _exit(128 + SIGKILL); // it died before the line above
  for (int one : ignoredSignals)
    ::signal(one, SIG_DFL);
  close(socket);
  for (auto [id, child] : children)
    close(child.pidfd);
  children.clear();
}

// True in the child.
bool Zygote::start(Packet &request) {
  int id = request.word(1);
  inheritMemory();
  pid_t zygote = getpid();
  // A signal that reaches the child while it still ignores what the zygote does would be lost; blocked, it waits.
  sigset_t all, former;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &former);
  pid_t pid = fork();
  if (pid == 0)
    becomeChild(zygote);
  pthread_sigmask(SIG_SETMASK, &former, nullptr);
  if (pid == 0)
    return true;
  if (pid < 0) {
    report(started, id, -errno);
    return false;
  }
  int pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (pidfd < 0) {
    // Without one, its end would never be told.
    int error = errno;
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    report(started, id, -error);
    return false;
  }
  children[id] = {pid, pidfd};
  report(started, id, pid);
  return false;
}

Packet Zygote::serve(const std::function<void(const Packet &)> &prepare) {
  for (int one : ignoredSignals)
    ::signal(one, SIG_IGN);
  for (;;) {
    std::vector<pollfd> waits = {{socket, POLLIN, 0}};
    std::vector<int> ids;
    for (auto [id, child] : children) {
      waits.push_back({child.pidfd, POLLIN, 0});
      ids.push_back(id);
    }
    if (poll(waits.data(), waits.size(), -1) < 0)
      continue;
    for (size_t i = 0; i < ids.size(); i++)
      if (waits[i + 1].revents != 0)
        reap(ids[i], Child(children[ids[i]]));
    if (waits[0].revents == 0)
      continue;
    Packet packet;
    int64_t length = packets::receive(socket, &packet, MSG_DONTWAIT);
    if (length == -EAGAIN)
      continue;
    if (length == -EMSGSIZE) {
      report(started, packet.word(1), -EMSGSIZE);
    } else if (length < static_cast<int64_t>(headBytes)) {
      end();
    } else if (packet.word(0) == sendSignal) {
      signal(packet.word(1), packet.word(2));
    } else if (packet.word(0) == startProcess) {
      Packet request = {{packet.bytes.begin() + headBytes, packet.bytes.end()}, packet.kfds};
      prepare(request);
      if (start(packet))
        return request;
    }
    packet.closeAll();
  }
}

} // namespace isthmus
