// Threads that open files; see opening.h.
#include "opening.h"
#include "open_flags.h"
#include "result.h"
#include <csignal>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace isthmus {
namespace {

// Ends a system call of one of our threads with EINTR; nobody else is ever sent it.
const int wake = SIGRTMAX - 1;

void prepareWake() {
  static const bool once = [] {
    struct sigaction action = {};
    action.sa_handler = [](int) {};
    return sigaction(wake, &action, nullptr) == 0; // without SA_RESTART
  }();
  (void)once;
}

} // namespace

Mailbox::Mailbox() : event(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
Mailbox::~Mailbox() { close(event); }

bool Mailbox::put(Result result) {
  std::lock_guard<std::mutex> lock(mutex);
  if (isShut)
    return false;
  results.push_back(result);
  return eventfd_write(event, 1) == 0;
}

std::vector<Mailbox::Result> Mailbox::takeAll() {
  std::lock_guard<std::mutex> lock(mutex);
  eventfd_t count;
  eventfd_read(event, &count);
  return std::move(results);
}

void Mailbox::shut() {
  std::lock_guard<std::mutex> lock(mutex);
  isShut = true;
  for (const Result &result : results)
    if (result.value >= 0)
      close(static_cast<int>(result.value));
  results.clear();
}

int64_t Opening::open() const {
  for (;;) {
    if (cancelled)
      return -ECANCELED;
    int64_t kfd = result(::open(path.c_str(), open_flags::toKernel(flags) | O_CLOEXEC, mode));
    if (kfd != -EINTR)
      return kfd;
  }
}

void *Opening::threadMain(void *holder) {
  std::unique_ptr<std::shared_ptr<Opening>> mine(static_cast<std::shared_ptr<Opening> *>(holder));
  Opening &opening = **mine;
  int64_t value = opening.open();
  opening.done = true;
  if (!opening.mailbox->put({opening.id, value}) && value >= 0)
    close(static_cast<int>(value));
  return nullptr;
}

std::shared_ptr<Opening> Opening::start(std::shared_ptr<Mailbox> mailbox, int64_t id, std::string path, int flags,
                                        uint32_t mode) {
  prepareWake();
  auto opening = std::make_shared<Opening>();
  opening->mailbox = std::move(mailbox);
  opening->id = id;
  opening->path = std::move(path);
  opening->flags = flags;
  opening->mode = mode;
  // The thread handles no signal but the one that wakes it.
  sigset_t set, before;
  sigfillset(&set);
  sigdelset(&set, wake);
  pthread_sigmask(SIG_SETMASK, &set, &before);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 64 << 10); // hundreds may wait at once
  auto *holder = new std::shared_ptr<Opening>(opening);
  int error = pthread_create(&opening->thread, &attributes, threadMain, holder);
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (error == 0)
    return opening;
  delete holder;
  return nullptr;
}

void Opening::cancel() {
  cancelled = true;
  // A signal that comes just before the thread enters open(2) interrupts nothing, so it's sent until the thread is
  // done; only a file system that hangs doesn't let go within this time, and then the thread is left to it.
  for (int attempt = 0; !done && attempt < 500; attempt++) {
    pthread_kill(thread, wake);
    usleep(20);
  }
}

void Opening::release() {
  if (done)
    pthread_join(thread, nullptr);
  else
    pthread_detach(thread);
}

} // namespace isthmus
