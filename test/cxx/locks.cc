// libc++'s locks, condition variables and futures in the one thread there is: they are shared between headers, which
// see our pthread types, and the compiled library, which was built with wasi-libc's.
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <future>
#include <mutex>
#include <shared_mutex>

using namespace std::chrono_literals;

int main() {
  std::promise<int> promise;
  std::future<int> future = promise.get_future();
  promise.set_value(42);
  std::printf("future %d\n", future.get());
  std::promise<int> failing;
  std::future<int> failed = failing.get_future();
  failing.set_exception(std::make_exception_ptr(7));
  try {
    std::printf("not reached %d\n", failed.get());
  } catch (int value) {
    std::printf("caught %d\n", value);
  }
  std::printf("deferred %d\n", std::async(std::launch::deferred, [] { return 5; }).get());
  std::packaged_task<int(int)> task([](int value) { return value * 2; });
  std::future<int> doubled = task.get_future();
  task(21);
  std::printf("task %d\n", doubled.get());
  std::promise<void> never;
  std::printf("timeout %d\n", never.get_future().wait_for(2ms) == std::future_status::timeout);

  std::mutex mutex;
  std::unique_lock<std::mutex> lock(mutex);
  std::printf("locked %d\n", mutex.try_lock());
  std::condition_variable condition;
  std::printf("timeout %d\n", condition.wait_for(lock, 2ms) == std::cv_status::timeout);
  condition.notify_all();
  lock.unlock();
  std::printf("free %d\n", pthread_mutex_trylock(mutex.native_handle()));
  std::recursive_mutex recursive;
  recursive.lock();
  std::printf("recursive %d\n", recursive.try_lock());
  std::shared_mutex shared;
  shared.lock_shared();
  bool alone = shared.try_lock(), along = shared.try_lock_shared();
  std::printf("shared %d %d\n", alone, along);
  std::timed_mutex timed;
  timed.lock();
  std::printf("timed %d\n", timed.try_lock_for(2ms));
  std::once_flag flag;
  int calls = 0;
  std::call_once(flag, [&] { calls++; });
  std::call_once(flag, [&] { calls++; });
  std::printf("once %d\n", calls);
}
