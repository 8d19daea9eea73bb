// What ends a run's processes when its first one is killed, or when its time is up.
// A pipe of which only the first process holds the write end: every process has a thread that waits for its closing.
#pragma once
#include <cstdint>

namespace isthmus {

class Lifeline {
public:
  // By the first process: 0, or minus an errno. `timeout` in milliseconds, or 0.
  int create(int64_t timeout);
  // By a forked process: lets go of the write end, and watches.
  void hold();

  // Before the pipe closes: the first process ends by itself, so that the others live on, as orphans do. Or not, after
  // all.
  void announceEnd();
  void recallEnd();
  // Nanoseconds until the timeout, or 0 without one.
  int64_t timeLeft() const;

private:
  void watch();
  void wakeAtEnd();
  void killWhenOver() const;
  static void *watchThread(void *self);

  int readEnd = -1, writeEnd = -1;
  bool isFirst = false;
  int64_t milliseconds = 0;
  // Of CLOCK_MONOTONIC, in nanoseconds, or 0.
  int64_t deadline = 0;
};

} // namespace isthmus
