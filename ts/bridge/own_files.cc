// Tables of descriptors, one a thread; see own_files.h.
#include "own_files.h"
#include <cerrno>
#include <climits>
#include <csignal>
#include <linux/close_range.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace isthmus::files {
namespace {

int closeRange(unsigned first, unsigned last, unsigned flags) {
  return static_cast<int>(syscall(SYS_close_range, first, last, flags));
}

// Runs on the table that the main thread has left.
void *closeStandard(void *left) {
  sem_wait(static_cast<sem_t *>(left));
  closeRange(STDIN_FILENO, STDERR_FILENO, 0);
  return nullptr;
}

} // namespace

void separate() {
  sem_t left;
  sem_init(&left, 0, 0);
  pthread_t thread;
  // Who leaves a table can't change it any more, so somebody stays behind for a moment.
  if (pthread_create(&thread, nullptr, closeStandard, &left) == 0) {
    if (unshare(CLONE_FILES) == 0)
      sem_post(&left);
    else
      pthread_cancel(thread);
    pthread_join(thread, nullptr);
  }
  sem_destroy(&left);
}

namespace {

void keepOnly(int kept) {
  // In this order, so that the first call copies as little as there is.
  if (closeRange(static_cast<unsigned>(kept + 1), UINT_MAX, CLOSE_RANGE_UNSHARE) == 0 && kept > 0)
    closeRange(0, static_cast<unsigned>(kept - 1), 0);
}

struct Helper {
  int kept;
  void *(*main)(void *);
  void *argument;
  sem_t begun;
};

void *helperMain(void *start) {
  auto *helper = static_cast<Helper *>(start);
  void *(*main)(void *) = helper->main;
  void *argument = helper->argument;
  keepOnly(helper->kept);
  sem_post(&helper->begun);
  return main(argument);
}

struct Work {
  void (*work)(void *);
  void *argument;
};

int workOnCopy(void *argument) {
  auto &work = *static_cast<Work *>(argument);
  work.work(work.argument);
  return 0;
}

} // namespace

int startHelper(int kept, void *(*main)(void *), void *argument) {
  Helper helper = {kept, main, argument, {}};
  sem_init(&helper.begun, 0, 0);
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 128 << 10);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  int error = pthread_create(&thread, &attributes, helperMain, &helper);
  pthread_attr_destroy(&attributes);
  while (error == 0 && sem_wait(&helper.begun) != 0)
    continue;
  sem_destroy(&helper.begun);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return error;
}

// A process, as the table's end in a thread would take back mq_notify(3). It has this one's memory, which waits for it,
// and nobody hears of its end.
int onCopy(void (*function)(void *), void *argument) {
  constexpr size_t stackSize = 64 << 10;
  alignas(16) char stack[stackSize];
  Work work = {function, argument};
  // Signals are for the guest's thread.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t child = clone(workOnCopy, stack + stackSize, CLONE_VM | CLONE_VFORK, &work);
  int error = child < 0 ? errno : 0;
  if (child > 0)
    waitpid(child, nullptr, __WCLONE);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return error;
}

} // namespace isthmus::files
