// Resource limits: prlimit(2) for the guest itself, and what native programs are given.
#include "limits.h"
#include "calls.h"
#include <algorithm>

namespace isthmus {
namespace limits {
namespace {

// What applied to Node would stop V8 from growing its heap or moving its stack, or dump gigabytes.
constexpr int remembered[rememberedCount] = {RLIMIT_AS, RLIMIT_DATA, RLIMIT_STACK, RLIMIT_CORE};
rlimit values[RLIM_NLIMITS];
rlimit nodeFiles, originalFiles;

bool isRemembered(int resource) {
  return std::find(std::begin(remembered), std::end(remembered), resource) != std::end(remembered);
}

int change(int resource, const rlimit *wanted, rlimit *former) {
  return static_cast<int>(syscall(SYS_prlimit64, 0, resource, wanted, former));
}

void set(int resource, rlimit limit) { change(resource, &limit, nullptr); }

// prlimit on a limit that isn't the kernel's; `ceiling` bounds even the privileged.
int64_t keep(rlimit *kept, const rlimit *wanted, rlim_t ceiling) {
  if (wanted == nullptr)
    return 0;
  if (wanted->rlim_cur > wanted->rlim_max)
    return -EINVAL;
  if (wanted->rlim_max > ceiling || (wanted->rlim_max > kept->rlim_max && geteuid() != 0))
    return -EPERM;
  *kept = *wanted;
  return 0;
}

} // namespace

void start() {
  for (int resource : remembered)
    change(resource, nullptr, &values[resource]);
  change(RLIMIT_NOFILE, nullptr, &originalFiles);
  nodeFiles = {originalFiles.rlim_max, originalFiles.rlim_max};
  set(RLIMIT_NOFILE, nodeFiles);
  set(RLIMIT_CORE, {0, values[RLIMIT_CORE].rlim_max});
}

Handover::Handover(int fdLimit) {
  for (int i = 0; i < rememberedCount; i++)
    change(remembered[i], &values[remembered[i]], &before[i]);
  set(RLIMIT_NOFILE, {std::min<rlim_t>(originalFiles.rlim_cur, fdLimit), originalFiles.rlim_max});
}

void Handover::undo() {
  for (int i = 0; i < rememberedCount; i++)
    if (change(remembered[i], &before[i], nullptr) != 0) {
      rlim_t most = values[remembered[i]].rlim_max;
      set(remembered[i], {std::min(before[i].rlim_cur, most), most});
    }
  set(RLIMIT_NOFILE, nodeFiles);
}

} // namespace limits

namespace calls {

int64_t prlimit(Guest &guest, const I32 &pid, const I32 &resource, const StructIn<16, true> &newLimit,
                const StructOut<16, true> &oldLimit) {
  rlimit given, *wanted = newLimit.address == nullptr ? nullptr : &given;
  if (resource < 0 || resource >= RLIM_NLIMITS)
    return -EINVAL;
  if (pid != 0 && pid != getpid()) {
    int64_t error = run::mayAsk(pid);
    return error != 0 ? error : -EPERM;
  }
  if (wanted != nullptr && newLimit.load(wanted) != 0)
    return -EFAULT;
  if (wanted != nullptr && !run::isStarted())
    return -EPERM;
  rlimit former;
  int64_t error;
  if (resource == RLIMIT_NOFILE) {
    FdTable &fds = guest.fds;
    rlimit files = former = {static_cast<rlim_t>(fds.limit), static_cast<rlim_t>(fds.ceiling)};
    error = limits::keep(&files, wanted, files.rlim_max);
    fds.limit = static_cast<int>(files.rlim_cur);
    fds.ceiling = static_cast<int>(files.rlim_max);
  } else if (limits::isRemembered(resource) && run::isStarted()) {
    former = limits::values[resource];
    error = limits::keep(&limits::values[resource], wanted, RLIM_INFINITY);
  } else {
    error = limits::change(resource, wanted, &former) != 0 ? -errno : 0;
  }
  return error != 0 ? error : oldLimit.store(former);
}

} // namespace calls
} // namespace isthmus
