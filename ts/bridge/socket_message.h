// Messages of sendmsg(2) and recvmsg(2): the guest's struct msghdr, and control data, in which descriptors are
// translated. Everything but the payload is copied before it is looked at, so that nothing changes after a check.
#pragma once
#include "kinds.h"
#include <sys/socket.h>

namespace isthmus {

// The guest's own struct msghdr: pointers are its.
struct GuestMessage {
  uint32_t name;
  int32_t nameLength;
  uint32_t vector, vectorCount;
  uint32_t control, controlLength;
  int32_t flags;
};

// Puts the kernel's descriptors in the place of the guest's in control data that is to be sent, and sees that it claims
// to come from nobody else: 0, or minus an errno.
int translateForKernel(const Guest &guest, char *control, size_t size);

// Takes over the descriptors in control data that was received, and puts their guest numbers in their place. They can't
// change their files as long as nobody says otherwise. Those that the guest's table has no room for are closed.
class ReceivedControl {
public:
  ReceivedControl(Guest &guest, msghdr &message, size_t room, bool closeOnExec)
      : guest(guest), message(message), room(room), own(FdTable::readOnly | (closeOnExec ? FdTable::cloexec : 0)) {}

  void takeOver();
  // Closes what was taken over, when the guest can't be told of it.
  void giveUp();

  static constexpr int most = 256;
  int numbers[most];
  int count = 0;

private:
  // How many of the descriptors got a number.
  size_t install(int32_t *fds, size_t wanted, int flags);

  Guest &guest;
  msghdr &message;
  size_t room;
  int own;
};

} // namespace isthmus
