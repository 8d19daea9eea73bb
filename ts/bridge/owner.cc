// Owners of descriptors; see owner.h.
#include "owner.h"
#include "own_files.h"
#include "result.h"
#include "run.h"
#include <climits>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace isthmus::owner {
namespace {

// Whether the kernel may signal it for the guest: 0, or minus an errno.
int64_t check(const f_owner_ex &owner) {
  if (!run::isStarted())
    return -ENOSYS;
  if (owner.pid == 0)
    return 0;
  return owner.type == F_OWNER_PGRP ? run::mayAskGroup(owner.pid) : run::mayAsk(owner.pid);
}

// An open file may have come with an owner from outside, and a terminal gets one by itself.
int64_t checkPresent(int kernel) {
  f_owner_ex owner;
  if (int64_t error = get(kernel, &owner))
    return error;
  int64_t error = check(owner);
  return error == -ESRCH ? -EPERM : error;
}

constexpr f_owner_ex nobody = {F_OWNER_PID, 0};

struct Switch {
  int kernel, number;
  // Of F_SETFL, or -1 for FIOASYNC.
  int flags;
  int64_t outcome;
};

void turnOn(void *argument) {
  auto &wanted = *static_cast<Switch *>(argument);
  int on = 1;
  if (wanted.number != wanted.kernel && dup3(wanted.kernel, wanted.number, O_CLOEXEC) < 0)
    wanted.outcome = -errno;
  else if (wanted.flags >= 0)
    wanted.outcome = result(fcntl(wanted.number, F_SETFL, wanted.flags));
  else
    wanted.outcome = result(ioctl(wanted.number, FIOASYNC, &on));
}

int64_t enable(Switch wanted) {
  if (int64_t error = checkPresent(wanted.kernel))
    return error;
  // The kernel notes the number by which this is asked for, and tells it in si_fd: so it's to be the guest's.
  if (int error = files::onCopy(turnOn, &wanted))
    return -error;
  if (wanted.outcome != 0 || checkPresent(wanted.kernel) == 0)
    return wanted.outcome;
  int off = 0;
  ioctl(wanted.kernel, FIOASYNC, &off);
  fcntl(wanted.kernel, F_SETOWN_EX, &nobody);
  return -EPERM;
}

bool isSocket(int kernel) {
  struct stat status;
  return fstat(kernel, &status) == 0 && S_ISSOCK(status.st_mode);
}

} // namespace

int64_t set(int kernel, const f_owner_ex &owner) {
  if (owner.type != F_OWNER_TID && owner.type != F_OWNER_PID && owner.type != F_OWNER_PGRP)
    return -EINVAL;
  if (int64_t error = check(owner))
    return error;
  if (fcntl(kernel, F_SETOWN_EX, &owner) != 0)
    return -errno;
  // The number may have become a stranger's between the two.
  int64_t error = check(owner);
  if (error != 0)
    fcntl(kernel, F_SETOWN_EX, &nobody);
  return error;
}

int64_t get(int kernel, f_owner_ex *owner) { return result(fcntl(kernel, F_GETOWN_EX, owner)); }

int64_t setSignal(int kernel, int signal) {
  int64_t error = checkPresent(kernel);
  return error != 0 ? error : result(fcntl(kernel, F_SETSIG, signal));
}

int64_t enableByFlags(int kernel, int number, int flags) { return enable({kernel, number, flags, 0}); }
int64_t enableByRequest(int kernel, int number) { return enable({kernel, number, -1, 0}); }

int64_t setByRequest(int kernel, int32_t who) {
  if (!isSocket(kernel))
    return -ENOTTY;
  if (who == INT_MIN)
    return -EINVAL;
  return set(kernel, who < 0 ? f_owner_ex{F_OWNER_PGRP, -who} : f_owner_ex{F_OWNER_PID, who});
}

int64_t getByRequest(int kernel, int32_t *who) {
  f_owner_ex owner = nobody;
  int64_t error = isSocket(kernel) ? get(kernel, &owner) : -ENOTTY;
  *who = owner.type == F_OWNER_PGRP ? -owner.pid : owner.pid;
  return error;
}

} // namespace isthmus::owner
