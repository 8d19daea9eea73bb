// Waiting in a program's event loop; see waiter.h.
#include "waiter.h"
#include "result.h"
#include "version.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

namespace isthmus {

using v8::Local;
using v8::Value;

Waiter::Waiter(Environment &environment)
    : isolate(environment.isolate), context(isolate, environment.context.Get(isolate)),
      epoll(epoll_create1(EPOLL_CLOEXEC)) {
  uv_poll_init(node::GetCurrentEventLoop(isolate), &poll, epoll);
  poll.data = this;
  uv_poll_start(&poll, UV_READABLE,
                [](uv_poll_t *handle, int, int) { static_cast<Waiter *>(handle->data)->dispatch(); });
  uv_unref(reinterpret_cast<uv_handle_t *>(&poll));
  deliverer.Reset(isolate, v8::FunctionTemplate::New(isolate, deliver, makeExternal(isolate, this))
                               ->GetFunction(context.Get(isolate))
                               .ToLocalChecked());
  epoll_event event = {EPOLLIN, {.u64 = mailboxId}};
  epoll_ctl(epoll, EPOLL_CTL_ADD, mailbox->eventFd(), &event);
  cleanupHook = node::AddEnvironmentCleanupHook(
      isolate,
      [](void *waiter, void (*done)(void *), void *argument) { static_cast<Waiter *>(waiter)->end(done, argument); },
      this);
}

void Waiter::reference(int change) {
  references += change;
  auto *handle = reinterpret_cast<uv_handle_t *>(&poll);
  references > 0 ? uv_ref(handle) : uv_unref(handle);
}

int64_t Waiter::add(Local<v8::Function> callback) {
  int64_t id = ++lastId;
  waits[id].callback.Reset(isolate, callback);
  reference(1);
  return id;
}

int64_t Waiter::watch(Local<v8::Function> callback, int kfd, uint32_t events) {
  int64_t id = add(callback);
  // A copy for each watch, since epoll knows a descriptor once only.
  int64_t copy = result(fcntl(kfd, F_DUPFD_CLOEXEC, 3));
  epoll_event event = {events | EPOLLONESHOT, {.u64 = static_cast<uint64_t>(id)}};
  if (copy >= 0)
    waits[id].kfd = static_cast<int>(copy);
  if (copy < 0)
    mailbox->put({id, POLLNVAL});
  else if (epoll_ctl(epoll, EPOLL_CTL_ADD, waits[id].kfd, &event) != 0)
    mailbox->put({id, errno == EPERM ? events : POLLERR}); // what epoll can't wait for is always ready
  return id;
}

int64_t Waiter::run(Local<v8::Function> callback, std::shared_ptr<BlockingCall> call, int64_t refused) {
  int64_t id = add(callback);
  if (refused != 0)
    mailbox->put({id, refused});
  else if (BlockingCall::start(call, mailbox, id))
    waits[id].call = std::move(call);
  else
    mailbox->put({id, -EAGAIN});
  return id;
}

void Waiter::drop(Waits::iterator wait) {
  if (wait->second.kfd >= 0) {
    epoll_ctl(epoll, EPOLL_CTL_DEL, wait->second.kfd, nullptr);
    close(wait->second.kfd);
  }
  if (wait->second.referenced)
    reference(-1);
  waits.erase(wait);
}

void Waiter::cancel(int64_t id) {
  auto wait = waits.find(id);
  if (wait == waits.end())
    return;
  if (wait->second.call != nullptr)
    wait->second.call->cancel();
  else
    drop(wait);
}

void Waiter::setReferenced(int64_t id, bool referenced) {
  auto wait = waits.find(id);
  if (wait == waits.end() || wait->second.referenced == referenced)
    return;
  wait->second.referenced = referenced;
  reference(referenced ? 1 : -1);
}

// Runs inside MakeCallback, which does not say whether it came so far: in a thread that is being ended it doesn't.
void Waiter::deliver(const v8::FunctionCallbackInfo<Value> &info) {
  auto *waiter = static_cast<Waiter *>(externalPointer(info.Data()));
  waiter->delivered = true;
  Local<v8::Context> entered = waiter->context.Get(waiter->isolate);
  std::vector<Local<Value>> arguments;
  for (int i = 1; i < info.Length(); i++)
    arguments.push_back(info[i]);
  Local<Value> ignored;
  // What the callback throws goes on from here.
  if (info[0]
          .As<v8::Function>()
          ->Call(entered, entered->Global(), static_cast<int>(arguments.size()), arguments.data())
          .ToLocal(&ignored))
    return;
}

void Waiter::settle(int64_t id, int64_t value) {
  auto wait = waits.find(id);
  if (wait == waits.end())
    return; // cancelled meanwhile
  v8::HandleScope scope(isolate);
  Local<v8::Context> entered = context.Get(isolate);
  v8::Context::Scope contextScope(entered);
  std::shared_ptr<BlockingCall> call = wait->second.call;
  std::vector<Local<Value>> arguments = {wait->second.callback.Get(isolate),
                                         v8::Number::New(isolate, static_cast<double>(value))};
  if (call != nullptr)
    for (Local<Value> detail : call->details(isolate, value))
      arguments.push_back(detail);
  drop(wait);
  delivered = false;
  Local<Value> ignored;
  // What the callback throws is an uncaught exception already when this returns.
  bool returned = node::MakeCallback(isolate, entered->Global(), deliverer.Get(isolate),
                                     static_cast<int>(arguments.size()), arguments.data(), {0, 0})
                      .ToLocal(&ignored);
  (void)returned;
  if (!delivered && call != nullptr)
    call->takeBack(value);
}

void Waiter::dispatch() {
  epoll_event events[64];
  int count = epoll_wait(epoll, events, 64, 0);
  for (int i = 0; i < count; i++) {
    if (events[i].data.u64 != mailboxId)
      settle(static_cast<int64_t>(events[i].data.u64), events[i].events);
    else
      for (const Mailbox::Result &result : mailbox->takeAll())
        settle(result.id, result.value);
  }
}

void Waiter::end(void (*done)(void *), void *argument) {
  ended = done;
  endedArgument = argument;
  for (const Mailbox::Result &result : mailbox->shut())
    if (auto wait = waits.find(result.id); wait != waits.end() && wait->second.call != nullptr)
      wait->second.call->takeBack(result.value);
  // All at once first, so that hundreds end in little more than the time of one.
  for (auto &[id, wait] : waits)
    if (wait.call != nullptr)
      wait.call->interrupt();
  const BlockingCall::Clock::time_point limit = BlockingCall::Clock::now() + BlockingCall::patience;
  while (!waits.empty()) {
    if (waits.begin()->second.call != nullptr)
      waits.begin()->second.call->cancel(limit);
    drop(waits.begin());
  }
  deliverer.Reset();
  context.Reset();
  uv_close(reinterpret_cast<uv_handle_t *>(&poll), [](uv_handle_t *handle) {
    auto *waiter = static_cast<Waiter *>(handle->data);
    close(waiter->epoll);
    waiter->ended(waiter->endedArgument);
    delete waiter;
  });
}

} // namespace isthmus
