// Doing something without root's privileges: the kernel then answers as it answers to users.
#pragma once
#include <cerrno>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace isthmus {

// The calling thread has no effective capabilities as long as this lives; `error` is not 0 when they can't be laid
// down.
class WithoutRights {
public:
  WithoutRights() {
    if (syscall(SYS_capget, &header, kept) != 0) {
      error = -errno;
      return;
    }
    __user_cap_data_struct none[2] = {kept[0], kept[1]};
    none[0].effective = none[1].effective = 0;
    if (syscall(SYS_capset, &header, none) != 0)
      error = -errno;
  }
  ~WithoutRights() {
    if (error == 0)
      syscall(SYS_capset, &header, kept);
  }
  WithoutRights(const WithoutRights &) = delete;
  WithoutRights &operator=(const WithoutRights &) = delete;

  int error = 0;

private:
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct kept[2] = {};
};

} // namespace isthmus
