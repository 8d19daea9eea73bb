// Reaches a guest that makes no call: a thread that asks V8 to interrupt the guest's code at the next loop or function,
// where its handlers are run. Signal handlers can't ask V8 themselves, since it takes a lock.
#pragma once
#include <node.h>

namespace isthmus::interrupter {

// By the main thread, when the guest has its first handler: 0, or minus an errno.
int start(v8::Isolate *isolate);
// In a signal handler: something is recorded.
void wake();
// The same, and returns when V8 has been asked, or after a while in which it could not be.
void wakeAndWait();
// While one lives nobody is woken: the guest is about to look by itself.
struct Quiet {
  Quiet();
  ~Quiet();
};

// Around fork(2): keeps the thread out of V8's lock; in the child it's started again.
void beforeFork();
void afterFork(bool inChild);

// The JavaScript function that runs the guest's handlers.
void deliverBy(v8::Isolate *isolate, v8::Local<v8::Function> function);

} // namespace isthmus::interrupter
