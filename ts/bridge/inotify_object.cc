// inotify for the host shim, which has found the file: the inotify part of NativeCalls of bridge.ts.
#include "environment.h"
#include "js.h"
#include "result.h"
#include <sys/inotify.h>

namespace isthmus {

using js::Text;

void defineInotifyCalls(v8::Isolate *isolate, v8::Local<v8::Template> calls) {
  js::define(
      isolate, calls, "inotify_init1",
      +[](int flags) { return result(::inotify_init1((flags & IN_NONBLOCK) | IN_CLOEXEC)); });
  js::define(
      isolate, calls, "inotify_add_watch",
      +[](int kfd, Text path, uint32_t mask) { return result(::inotify_add_watch(kfd, path, mask)); });
}

} // namespace isthmus
