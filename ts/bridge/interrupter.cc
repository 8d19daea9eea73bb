// The interrupting thread; see interrupter.h.
#include "interrupter.h"
#include "interruptible.h"
#include "own_files.h"
#include "result.h"
#include <atomic>
#include <csignal>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace isthmus::interrupter {
namespace {

v8::Isolate *isolate = nullptr;
// Never destroyed: interrupts may come while the process ends.
v8::Global<v8::Function> &deliver() {
  static auto *one = new v8::Global<v8::Function>;
  return *one;
}
std::atomic<uint32_t> wanted;
// The guest's own code was not running when it was asked: to be asked again after a moment.
std::atomic<bool> tooEarly;
// How often the thread has asked V8.
std::atomic<uint32_t> asked;
volatile bool isQuiet = false;
// Held while the thread is inside V8.
pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

// On the main thread, wherever V8 looks for interrupts: only where the guest's own code was running may handlers run.
// A call that the host is serving looks when it is over.
void interrupted(v8::Isolate *self, void *) {
  while (isthmus_recorded != 0 && !deliver().IsEmpty()) {
    v8::HandleScope scope(self);
    v8::Local<v8::StackTrace> stack = v8::StackTrace::CurrentStackTrace(self, 1);
    if (stack->GetFrameCount() == 0 || !stack->GetFrame(self, 0)->IsWasm()) {
      tooEarly = true;
      wake();
      return;
    }
    v8::TryCatch caught(self);
    v8::Local<v8::Context> context = self->GetCurrentContext();
    v8::Local<v8::Value> finished;
    if (deliver().Get(self)->Call(context, v8::Undefined(self), 0, nullptr).ToLocal(&finished)) {
      if (finished->IsTrue())
        continue;
      return; // a handler wants to jump out, and the guest will look by itself
    }
    // A handler has left the guest, for exec; so does what it interrupted.
    if (caught.HasTerminated()) {
      caught.Reset();
      self->CancelTerminateExecution();
      self->TerminateExecution();
    }
    return;
  }
}

void *threadMain(void *) {
  for (;;) {
    while (wanted.exchange(0) == 0)
      systemCall(SYS_futex, &wanted, FUTEX_WAIT_PRIVATE, 0, nullptr);
    if (tooEarly.exchange(false))
      usleep(50);
    pthread_mutex_lock(&gate);
    isolate->RequestInterrupt(interrupted, nullptr);
    asked++;
    pthread_mutex_unlock(&gate);
  }
}

} // namespace

int start(v8::Isolate *self) {
  if (isolate != nullptr)
    return 0;
  isolate = self;
  int error = files::startHelper(-1, threadMain, nullptr);
  if (error != 0)
    isolate = nullptr;
  return -error;
}

Quiet::Quiet() { isQuiet = true; }
Quiet::~Quiet() { isQuiet = false; }

void wake() {
  if (isQuiet)
    return;
  wanted = 1;
  systemCall(SYS_futex, &wanted, FUTEX_WAKE_PRIVATE, 1);
}

void wakeAndWait() {
  uint32_t before = asked;
  wake();
  // The thread may have been about to ask for something older.
  timespec pause = {0, 20000};
  for (int waited = 0; asked - before < 1 && waited < 2500; waited++)
    systemCall(SYS_nanosleep, &pause, nullptr);
}

void beforeFork() { pthread_mutex_lock(&gate); }

void afterFork(bool inChild) {
  pthread_mutex_unlock(&gate);
  // Without it a guest that computes would not hear of signals; it has none recorded now.
  if (inChild && isolate != nullptr && files::startHelper(-1, threadMain, nullptr) != 0)
    kill(getpid(), SIGKILL);
}

void deliverBy(v8::Isolate *self, v8::Local<v8::Function> function) { deliver().Reset(self, function); }

} // namespace isthmus::interrupter
