// The signal masks of all threads; see thread_masks.h. A mask can be set by its own thread only: each is interrupted,
// and the handler changes the mask that the thread returns to.
//
// The order of things that makes it safe: `wake` is sent to one thread, and the kernel takes what was sent to a thread
// before what was sent to the process. So once it is sent, the thread can't be given another signal before its mask is
// right, whenever it comes to run; what is waited for is only that it can't make a thread with the old mask any more.
#include "thread_masks.h"
#include "signals.h"
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <map>
#include <set>
#include <string>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>
#include <vector>

namespace isthmus::threads {
namespace {

using signals::bit;
using Clock = std::chrono::steady_clock;

// A thread that blocks everything for a moment, `wake` too (to make a thread or a process), stops doing so within this
// time.
constexpr std::chrono::milliseconds moment(5);
// After it, nobody waits any longer for a thread: it is stopped, or sleeps in a way that can't be interrupted.
constexpr std::chrono::milliseconds patience(200);

// What every thread shall block.
std::atomic<uint64_t> held;

// The kernel's set, which is what libc's begins with.
uint64_t load(const sigset_t &set) {
  uint64_t mask;
  memcpy(&mask, &set, sizeof mask);
  return mask;
}

void store(sigset_t &set, uint64_t mask) { memcpy(&set, &mask, sizeof mask); }

// With the signal comes what this thread shall block no longer.
void interrupted(int, siginfo_t *info, void *context) {
  sigset_t &mask = static_cast<ucontext_t *>(context)->uc_sigmask;
  const bool isOurs = info->si_code == SI_QUEUE && info->si_pid == getpid();
  const uint64_t released = isOurs ? reinterpret_cast<uint64_t>(info->si_value.sival_ptr) : 0;
  if (sigismember(&mask, SIGSEGV) == 0)
    store(mask, (load(mask) & ~released) | held);
}

void interrupt(pid_t thread, uint64_t released) {
  siginfo_t info = {};
  info.si_code = SI_QUEUE;
  info.si_pid = getpid();
  info.si_value.sival_ptr = reinterpret_cast<void *>(released);
  syscall(SYS_rt_tgsigqueueinfo, getpid(), thread, wake, &info);
}

// Nothing comes between: until the handler returns, everything is blocked.
void handleWake(int flags) {
  struct sigaction action = {};
  action.sa_sigaction = interrupted;
  action.sa_flags = SA_SIGINFO | flags;
  sigfillset(&action.sa_mask);
  sigaction(wake, &action, nullptr);
}

// A thread that sets its whole mask itself gets a held signal in spite of all, such as one in libuv's epoll_pwait of
// node --prof. A real-time signal then goes back to the process's queue: at worst it loses its turn.
void putBack(int signal, siginfo_t *info, void *context) {
  int error = errno;
  sigaddset(&static_cast<ucontext_t *>(context)->uc_sigmask, signal);
  syscall(SYS_rt_sigqueueinfo, getpid(), signal, info);
  errno = error;
}

// The dispositions of real-time signals, which nobody else in a Node.js program cares for, while they are held.
struct sigaction former[signals::highest + 1];

void guard(uint64_t added, uint64_t released) {
  for (int signal = SIGRTMIN; signal <= SIGRTMAX; signal++) {
    struct sigaction action = {};
    action.sa_sigaction = putBack;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigfillset(&action.sa_mask);
    if ((added & bit(signal)) != 0)
      sigaction(signal, &action, &former[signal]);
    else if ((released & bit(signal)) != 0)
      sigaction(signal, &former[signal], nullptr);
  }
}

// Of a thread: what it blocks, and what was sent to it alone and is still to be handled.
struct Thread {
  bool lives = false;
  uint64_t blocked = 0, pending = 0;

  explicit Thread(pid_t id) {
    std::string path = "/proc/self/task/" + std::to_string(id) + "/status";
    FILE *status = fopen(path.c_str(), "re");
    if (status == nullptr)
      return;
    char line[256];
    unsigned long long set;
    while (fgets(line, sizeof line, status) != nullptr) {
      if (sscanf(line, "SigPnd: %llx", &set) == 1)
        pending = set;
      else if (sscanf(line, "SigBlk: %llx", &set) == 1) {
        blocked = set;
        lives = true;
      }
    }
    fclose(status);
  }

  bool isRight(uint64_t released) const { return (blocked & (held | released)) == held; }
  bool handlesNothing() const { return (blocked & bit(SIGSEGV)) != 0; }
  bool canBeWoken() const { return (blocked & bit(wake)) == 0; }
  bool isBeingWoken() const { return (pending & bit(wake)) != 0; }
};

// Threads that were found to block everything for good; Node has one.
std::set<pid_t> &deaf = *new std::set<pid_t>;
// Which of the signals that are held a thread blocked by itself, before they were.
std::map<pid_t, uint64_t> &own = *new std::map<pid_t, uint64_t>;

std::vector<pid_t> listThreads() {
  std::vector<pid_t> threads;
  DIR *tasks = opendir("/proc/self/task");
  while (dirent *entry = tasks == nullptr ? nullptr : readdir(tasks))
    if (pid_t id = atoi(entry->d_name); id > 0)
      threads.push_back(id);
  if (tasks != nullptr)
    closedir(tasks);
  return threads;
}

// Notes what each thread blocks by itself of the signals that are about to be held.
void rememberOwn(uint64_t before, uint64_t added) {
  std::map<pid_t, uint64_t> now;
  for (pid_t id : listThreads()) {
    const Thread thread(id);
    const auto known = own.find(id);
    now[id] = known == own.end() ? 0 : known->second & before;
    // What it blocks only for a moment isn't meant.
    if (thread.canBeWoken() && !thread.handlesNothing())
      now[id] |= thread.blocked & added;
  }
  own.swap(now);
}

// Sees to one other thread: whether nothing is left to be done about it.
bool settle(pid_t id, uint64_t released, Clock::duration elapsed) {
  Thread thread(id);
  if (!thread.lives || elapsed >= patience)
    return true;
  if (thread.canBeWoken()) {
    deaf.erase(id);
    if (thread.handlesNothing() || thread.isRight(released))
      return true; // if it handles nothing, it is one of blocking.cc's
  } else if (deaf.count(id) != 0) {
    return true;
  } else if (elapsed >= moment) {
    deaf.insert(id);
    return true;
  }
  // One that blocks `wake` for the moment gets it when it unblocks the rest.
  if (!thread.isBeingWoken())
    interrupt(id, released);
  return false;
}

} // namespace

void prepareWake() {
  static const bool once = (handleWake(0), true);
  (void)once;
}

void block(uint64_t signals) {
  const uint64_t before = held;
  if (before == signals)
    return;
  prepareWake();
  guard(signals & ~before, before & ~signals);
  rememberOwn(before, signals & ~before);
  held = signals;
  auto releasedFor = [&](pid_t id) {
    auto found = own.find(id);
    return before & ~signals & ~(found == own.end() ? 0 : found->second);
  };
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  store(mask, (load(mask) & ~releasedFor(gettid())) | held);
  pthread_sigmask(SIG_SETMASK, &mask, nullptr);
  // What the other threads do meanwhile goes on, where that can be had.
  handleWake(SA_RESTART);
  const Clock::time_point begin = Clock::now();
  for (bool all = false; !all;) {
    all = true;
    for (pid_t id : listThreads())
      if (id != gettid())
        all = settle(id, releasedFor(id), Clock::now() - begin) && all;
    if (!all)
      usleep(20);
  }
  handleWake(0);
}

} // namespace isthmus::threads
