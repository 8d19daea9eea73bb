// Calls that act on the guest's descriptor table, and those of which only some commands are let through.
#include "calls.h"
#include "open_flags.h"
#include "owner.h"
#include "socket_request.h"
#include <fcntl.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>

namespace isthmus::calls {
namespace {

// TFD_IOC_SET_TICKS, whose header can't stand beside <fcntl.h>.
constexpr uint32_t setTicks = _IOW('T', 0, uint64_t);

int inherited(const Guest &guest, const Fd &fd) { return guest.fds.flags(fd.number) & FdTable::readOnly; }

int64_t setFlags(const Fd &fd, int flags) {
  if (!(flags & O_ASYNC) || (::fcntl(fd.kernel, F_GETFL) & O_ASYNC))
    return result(::fcntl(fd.kernel, F_SETFL, flags));
  return owner::enableByFlags(fd.kernel, fd.number, flags);
}

// What an argument points to, where null is an error.
template <typename T> int load(const Guest &guest, uint32_t argument, T *into) {
  return copyOrFault(into, guest.memory.kernel(argument, sizeof *into), sizeof *into);
}
template <typename T> int store(const Guest &guest, uint32_t argument, const T &value) {
  return copyOrFault(guest.memory.kernel(argument, sizeof value), &value, sizeof value);
}

int64_t setOwner(const Guest &guest, const Fd &fd, uint32_t argument) {
  f_owner_ex wanted;
  return load(guest, argument, &wanted) != 0 ? -EFAULT : owner::set(fd.kernel, wanted);
}

int64_t getOwner(const Guest &guest, const Fd &fd, uint32_t argument) {
  f_owner_ex present;
  int64_t error = owner::get(fd.kernel, &present);
  return error != 0 ? error : store(guest, argument, present);
}

// The requests whose argument is a number in memory.
int64_t requestOwner(const Guest &guest, const Fd &fd, uint32_t request, uint32_t argument) {
  int32_t value = 0;
  if (request == FIOGETOWN || request == SIOCGPGRP) {
    int64_t error = owner::getByRequest(fd.kernel, &value);
    return error != 0 ? error : store(guest, argument, value);
  }
  if (load(guest, argument, &value) != 0)
    return -EFAULT;
  if (request != FIOASYNC)
    return owner::setByRequest(fd.kernel, value);
  bool isOn = (::fcntl(fd.kernel, F_GETFL) & O_ASYNC) != 0;
  return value != 0 && !isOn ? owner::enableByRequest(fd.kernel, fd.number)
                             : result(::ioctl(fd.kernel, FIOASYNC, &value));
}

} // namespace

int64_t close(Guest &guest, const Fd &fd) { return guest.fds.close(fd.number); }

int64_t dup(Guest &guest, const Fd &fd) { return guest.fds.duplicate(fd.number, inherited(guest, fd), 0); }

int64_t dup3(Guest &guest, const Fd &from, const I32 &to, const I32 &flags) {
  if (from.number == to.value || (flags & ~O_CLOEXEC) != 0)
    return -EINVAL;
  int own = flags & O_CLOEXEC ? FdTable::cloexec : 0;
  return guest.fds.duplicateAt(from.number, to, inherited(guest, from) | own);
}

int64_t fcntl(Guest &guest, const Fd &fd, const I32 &command, const U32 &argument) {
  int flags = guest.fds.flags(fd.number);
  int value = static_cast<int>(argument.value);
  switch (command) {
  case F_DUPFD:
    return guest.fds.duplicate(fd.number, inherited(guest, fd), value);
  case F_DUPFD_CLOEXEC:
    return guest.fds.duplicate(fd.number, inherited(guest, fd) | FdTable::cloexec, value);
  case F_GETFD:
    return flags & FdTable::cloexec ? FD_CLOEXEC : 0;
  case F_SETFD:
    return guest.fds.setFlags(fd.number, (flags & ~FdTable::cloexec) | (value & FD_CLOEXEC ? FdTable::cloexec : 0));
  case F_GETFL: {
    int64_t status = result(::fcntl(fd.kernel, F_GETFL));
    // A queue's tells O_CLOEXEC, which all have here, whatever the guest asked for.
    return status < 0 ? status : open_flags::toWire(static_cast<int>(status) & ~O_CLOEXEC);
  }
  case F_SETFL:
    return setFlags(fd, open_flags::toKernel(value));
  case F_SETOWN_EX:
    return setOwner(guest, fd, argument);
  case F_GETOWN_EX:
    return getOwner(guest, fd, argument);
  case F_SETSIG:
    return owner::setSignal(fd.kernel, value);
  case F_GETSIG:
  case F_GETPIPE_SZ:
  case F_SETPIPE_SZ:
  case F_ADD_SEALS:
  case F_GET_SEALS:
    return result(::fcntl(fd.kernel, command, value));
  case F_GETLK:
  case F_SETLK:
  case F_SETLKW:
  case F_OFD_GETLK:
  case F_OFD_SETLK:
  case F_OFD_SETLKW:
    return guestCall(SYS_fcntl, fd.kernel, command.value, guest.memory.kernel(argument, sizeof(struct flock)));
  default:
    return -EINVAL;
  }
}

int64_t ioctl(Guest &guest, const Fd &fd, const U32 &request, const U32 &argument) {
  switch (request) {
  case FIOCLEX:
  case FIONCLEX: {
    int flags = guest.fds.flags(fd.number) & ~FdTable::cloexec;
    return guest.fds.setFlags(fd.number, flags | (request == FIOCLEX ? FdTable::cloexec : 0));
  }
  case FIOASYNC:
  case FIOSETOWN:
  case SIOCSPGRP:
  case FIOGETOWN:
  case SIOCGPGRP:
    return requestOwner(guest, fd, request, argument);
  case FIONREAD:
  case FIONBIO:
  case TIOCGWINSZ:
  case TIOCSWINSZ:
  case TCGETS:
  case TCSETS:
  case TCSETSW:
  case TCSETSF:
  case TIOCGPGRP:
  case TIOCSPGRP:
  case TIOCGSID:
  case TIOCOUTQ:
  case SIOCATMARK:
  case setTicks:
    // None of their structs has more than 64 bytes.
    return guestCall(SYS_ioctl, fd.kernel, request.value, guest.memory.kernel(argument, 64));
  case TCSBRK:
  case TCXONC:
  case TCFLSH:
    return guestCall(SYS_ioctl, fd.kernel, request.value, argument.value);
  default:
    return socketRequest(guest, fd, request, argument);
  }
}

int64_t fchmod(Guest &, const FdMutate &fd, const U32 &mode) {
  struct stat status;
  if ((mode & (S_ISUID | S_ISGID)) && !run::maySetId() && ::fstat(fd.kernel, &status) == 0 && !S_ISDIR(status.st_mode))
    return -EPERM;
  return result(::fchmod(fd.kernel, mode));
}

int64_t pipe2(Guest &guest, const StructOut<8> &fds, const I32 &flags) {
  if (flags & ~(O_CLOEXEC | O_NONBLOCK | open_flags::direct))
    return -EINVAL;
  int ends[2];
  if (::pipe2(ends, open_flags::toKernel(flags) | O_CLOEXEC) < 0)
    return -errno;
  int own = flags & O_CLOEXEC ? FdTable::cloexec : 0;
  int32_t numbers[2];
  numbers[0] = guest.fds.install(ends[0], own);
  if (numbers[0] < 0) {
    ::close(ends[1]);
    return numbers[0];
  }
  numbers[1] = guest.fds.install(ends[1], own);
  int error = numbers[1] < 0 ? numbers[1] : fds.address == nullptr ? -EFAULT : fds.store(numbers);
  if (error != 0) {
    guest.fds.close(numbers[0]);
    guest.fds.close(numbers[1]);
  }
  return error;
}

} // namespace isthmus::calls
