// Threads for calls that block; see blocking.h.
#include "blocking.h"
#include "thread_masks.h"
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <sys/eventfd.h>
#include <unistd.h>

namespace isthmus {
namespace {

using threads::wake;
// How long a thread without work waits for some: making one costs more than a short wait does.
constexpr std::chrono::seconds idleTime(2);

// Never destroyed: threads may be about when the process ends.
struct Pool {
  std::mutex mutex;
  std::condition_variable hasWork;
  std::deque<std::shared_ptr<BlockingCall>> calls;
  // Threads that wait for work, or are about to: never fewer than calls wait for a thread.
  size_t idle = 0;

  bool add(const std::shared_ptr<BlockingCall> &call);
  // The running thread will ask for the next call.
  void announce();
  // The next call, or null when none came for a while.
  std::shared_ptr<BlockingCall> next();
};

Pool &pool() {
  static auto *one = new Pool;
  return *one;
}

// Gives a call to an idle thread, if there is one.
bool Pool::add(const std::shared_ptr<BlockingCall> &call) {
  std::lock_guard<std::mutex> lock(mutex);
  if (idle <= calls.size())
    return false;
  calls.push_back(call);
  hasWork.notify_one();
  return true;
}

void Pool::announce() {
  std::lock_guard<std::mutex> lock(mutex);
  idle++;
}

std::shared_ptr<BlockingCall> Pool::next() {
  std::unique_lock<std::mutex> lock(mutex);
  hasWork.wait_for(lock, idleTime, [this] { return !calls.empty(); });
  idle--;
  if (calls.empty())
    return nullptr;
  std::shared_ptr<BlockingCall> call = std::move(calls.front());
  calls.pop_front();
  return call;
}

} // namespace

void *BlockingCall::threadMain(void *holder) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, wake);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  std::unique_ptr<std::shared_ptr<BlockingCall>> first(static_cast<std::shared_ptr<BlockingCall> *>(holder));
  std::shared_ptr<BlockingCall> call = std::move(*first);
  while (call != nullptr) {
    call->run();
    // Who is idle holds nothing, such as a copy of a socket.
    call.reset();
    call = pool().next();
  }
  return nullptr;
}

bool BlockingCall::start(std::shared_ptr<BlockingCall> call, std::shared_ptr<Mailbox> mailbox, int64_t id) {
  threads::prepareWake();
  call->mailbox = std::move(mailbox);
  call->id = id;
  if (pool().add(call))
    return true;
  // The thread handles no signal but the one that wakes it, which it unblocks itself.
  sigset_t set, before;
  sigfillset(&set);
  pthread_sigmask(SIG_SETMASK, &set, &before);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 64 << 10); // hundreds may wait at once
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  auto *holder = new std::shared_ptr<BlockingCall>(std::move(call));
  pthread_t thread;
  int error = pthread_create(&thread, &attributes, threadMain, holder);
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (error != 0)
    delete holder;
  return error == 0;
}

void BlockingCall::become(State next) {
  std::lock_guard<std::mutex> lock(mutex);
  state = next;
  thread = pthread_self();
}

void BlockingCall::run() {
  become(State::running);
  int64_t value;
  do
    value = cancelled ? -ECANCELED : perform();
  while (value == -EINTR);
  // From here on the thread is not to be interrupted.
  become(State::returned);
  // Before the result is known, so that whoever then starts another call finds this thread.
  pool().announce();
  if (!mailbox->put({id, value}))
    takeBack(value);
  become(State::done);
}

bool BlockingCall::interrupt() {
  cancelled = true;
  std::lock_guard<std::mutex> lock(mutex);
  if (state == State::running)
    pthread_kill(thread, wake);
  return state == State::queued || state == State::done;
}

void BlockingCall::cancel(Clock::time_point limit) {
  // A signal that comes just before the thread enters its system call interrupts nothing, so it's sent until the call
  // has ended; what doesn't let go within this time is left to itself.
  while (!interrupt() && Clock::now() < limit)
    usleep(20);
}

Mailbox::Mailbox() : event(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
Mailbox::~Mailbox() { close(event); }

bool Mailbox::put(Result result) {
  std::lock_guard<std::mutex> lock(mutex);
  if (isShut)
    return false;
  results.push_back(result);
  return eventfd_write(event, 1) == 0;
}

std::vector<Mailbox::Result> Mailbox::takeAll() {
  std::lock_guard<std::mutex> lock(mutex);
  eventfd_t count;
  eventfd_read(event, &count);
  return std::move(results);
}

std::vector<Mailbox::Result> Mailbox::shut() {
  std::lock_guard<std::mutex> lock(mutex);
  isShut = true;
  return std::move(results);
}

} // namespace isthmus
