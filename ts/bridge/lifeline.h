// What ends a run's processes when its first one is killed, or when its time is up.
// A pipe whose write end only the first process holds, and to which nothing is ever written. When that closes the
// kernel kills every other process, stopped ones too: SIGKILL is what each is to be told of it by (F_SETSIG). A first
// process that ends by itself leaves a write end with the others, in the queue of a socket that each of them holds: so
// nothing happens to the pipe, and nobody is told anything.
#pragma once
#include <cstdint>
#include <sys/types.h>

namespace isthmus {

class Lifeline {
public:
  // By the first process. `timeout` in milliseconds, or 0.
  void start(int64_t timeout);

  // What the first fork would do otherwise: 0, or minus an errno.
  int prepare();
  // Around fork(2): 0, or minus an errno. Both parent and child tell the kernel whom to kill, before anybody can know
  // the child: it may be stopped at once.
  int beforeFork();
  // In the parent; not a pid if there is no child.
  void afterFork(pid_t child) const;
  // In the child.
  void hold();
  // The kernel looks whether who had a signal sent may do that to the process, which may be another user's by then.
  void changedUser() const;

  // By the first process, before it is replaced: the others live on, as orphans do. Or not, after all.
  void announceEnd() const;
  void recallEnd() const;
  // The same when it ends.
  void end() const;
  // Nanoseconds until the timeout, or 0 without one.
  int64_t timeLeft() const;

private:
  int establish();
  // The pipe again: a descriptor, or minus an errno.
  int open(int flags) const;
  void watch();
  bool killWhenOver() const;
  static void *keepOpen(void *);
  static void *watchThread(void *self);

  // None of them until the first fork.
  int readEnd = -1, keeper = -1;
  // The first process's, to the keeper.
  int sender = -1;
  // The read end of the child that is being made.
  int next = -1;
  bool isFirst = true;
  // Of CLOCK_MONOTONIC, in nanoseconds, or 0.
  int64_t deadline = 0;
};

} // namespace isthmus
