// Calls that may block for long, each on a thread of its own, so that no thread pool fills up. Threads that have become
// idle are kept for a while. What the calls are stands in blocking_calls.h.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <node.h>
#include <pthread.h>
#include <vector>

namespace isthmus {

class Mailbox;

class BlockingCall {
public:
  BlockingCall() = default;
  BlockingCall(const BlockingCall &) = delete;
  virtual ~BlockingCall() = default;

  // Runs the call on a thread; its result comes to the mailbox under that id. False when no thread could be had.
  static bool start(std::shared_ptr<BlockingCall> call, std::shared_ptr<Mailbox> mailbox, int64_t id);
  using Clock = std::chrono::steady_clock;
  // How long `cancel` is patient; only a file system that hangs keeps a call so long, or a machine that stands still.
  static constexpr std::chrono::seconds patience{2};

  // Asks it to end with -ECANCELED, unless its result was there first: whether nothing of it is under way any more.
  bool interrupt();
  // The same, until its result has been left or taken back.
  void cancel(Clock::time_point limit = Clock::now() + patience);

  // What the callback is told besides the result; on the thread of the isolate.
  virtual std::vector<v8::Local<v8::Value>> details(v8::Isolate *, int64_t) { return {}; }
  // Undoes what a call did whose result nobody takes any more; on any thread.
  virtual void takeBack(int64_t) {}

protected:
  // The system call: its result or minus an errno, -EINTR to be called again.
  virtual int64_t perform() = 0;

private:
  // Returned: it is over, but what becomes of its result isn't settled yet.
  enum class State { queued, running, returned, done };

  void run();
  void become(State next);
  static void *threadMain(void *);

  std::shared_ptr<Mailbox> mailbox;
  int64_t id = 0;
  std::atomic<bool> cancelled = false;
  // Guards what follows.
  std::mutex mutex;
  State state = State::queued;
  pthread_t thread = {};
};

// Where the threads leave results. Shared with them, since a thread may outlive whom it works for.
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
  // Results that lie in it are given back; no more are taken.
  std::vector<Result> shut();

private:
  std::mutex mutex;
  std::vector<Result> results;
  bool isShut = false;
  int event;
};

} // namespace isthmus
