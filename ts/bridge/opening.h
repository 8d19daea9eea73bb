// Opening files that may block for long (FIFOs), each on a thread of its own, so that no thread pool fills up.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <string>
#include <vector>

namespace isthmus {

// Where the threads leave their results. Shared with them, since a thread may outlive whom it works for.
class Mailbox {
public:
  struct Result {
    int64_t id;
    int64_t value;
  };

  Mailbox();
  ~Mailbox();
  Mailbox(const Mailbox &) = delete;
  // Becomes readable when results lie in it.
  int eventFd() const { return event; }
  // False when nobody takes results any more.
  bool put(Result result);
  std::vector<Result> takeAll();
  void shut();

private:
  std::mutex mutex;
  std::vector<Result> results;
  bool isShut = false;
  int event;
};

class Opening {
public:
  // Starts opening; the result, a kernel descriptor or minus an errno, comes to the mailbox under that id.
  // Null when no thread could be had.
  static std::shared_ptr<Opening> start(std::shared_ptr<Mailbox> mailbox, int64_t id, std::string path, int flags,
                                        uint32_t mode);
  // Interrupts it: the result will be -ECANCELED, unless it was there first.
  void cancel();
  // After its result was taken, or never will be.
  void release();

private:
  static void *threadMain(void *holder);
  int64_t open() const;

  std::shared_ptr<Mailbox> mailbox;
  int64_t id;
  std::string path;
  int flags;
  uint32_t mode;
  pthread_t thread;
  std::atomic<bool> cancelled = false, done = false;
};

} // namespace isthmus
