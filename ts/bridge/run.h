// A run: the processes of one `isthmus run`, from its first one on. What they share, how they end, whom they may
// signal. Nothing of this is active in a program that only embeds a guest.
#pragma once
#include <csignal>
#include <cstdint>
#include <sys/types.h>
#include <vector>

namespace isthmus::run {

struct Limits {
  int maxProcesses;
  // Milliseconds, or 0.
  int64_t timeout;
  bool signalAll;
  std::vector<pid_t> signalPids;
  bool setId;
};

// Makes this process the first of a run: 0, or minus an errno.
int start(const Limits &limits);
bool isStarted();

// fork(2), made safe for V8: the child's pid, 0 in the child, or minus an errno.
int64_t fork();
// Starts the threads that the first fork and the first handler would: 0, or minus an errno. Each begins on a copy of
// the guest's table and closes it, by which the kernel takes back mq_notify(3), so that is for after them.
int startThreads();
// The process's user is another one.
void changedUser();
// A child has been reaped, so its place is free.
void reaped(pid_t pid);
// Ends the process without Node's own exit work; the first of the run tells the others that it ended well.
[[noreturn]] void exit(int status);
// Ends the process by a signal's default action, and without a core file.
[[noreturn]] void die(int signal);

// This process has replaced its program by exec, without the kernel's knowing; and whether another one has.
void executed();
bool hasExecuted(pid_t pid);

// Whether `pid` is a process of this run.
bool contains(pid_t pid);
// Whether the guest may be told of a process (0 is itself): 0, or minus an errno. Strangers are those it may not
// signal.
int64_t mayAsk(pid_t pid);
// The same for a whole group, which the kernel is to signal later on: it must consist of such processes. Never the
// group that the run began in, which others may still join.
int64_t mayAskGroup(pid_t group);
// pidfd_open(2) for a process that the guest may signal: a kernel descriptor, or minus an errno. A pid can be given to
// a stranger at any time, a pidfd can't: so it's checked when it's open.
int64_t openProcess(pid_t pid, unsigned flags);
// pidfd_send_signal(2) to such a process, another than this one.
int64_t signalProcess(pid_t pid, int signal, const siginfo_t *info, unsigned flags);
// Whether the guest may make files that run with their owner's rights.
bool maySetId();
// kill(2) within the run's limits.
int64_t kill(pid_t pid, int signal);
// The run's processes of a group.
std::vector<pid_t> members(pid_t group);

// The process itself, which the kernel need not be asked for.
pid_t self();
// Whether this is the process the run began with, and which that is.
bool isFirst();
pid_t firstProcess();
// Says that the first process ended well, so that the others live on without it; or takes it back.
void announceEnd();
void recallEnd();
// Nanoseconds until the timeout, or 0 when there is none.
int64_t timeLeft();

} // namespace isthmus::run
