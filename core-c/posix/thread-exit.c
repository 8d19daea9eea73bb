// What C++ does with thread-local objects at their thread's end. There is one thread, so it is done at exit.

int __cxa_atexit(void (*destroy)(void *), void *object, void *module);
int __cxa_thread_atexit(void (*destroy)(void *), void *object, void *module);

int __cxa_thread_atexit(void (*destroy)(void *), void *object, void *module) {
  return __cxa_atexit(destroy, object, module);
}
