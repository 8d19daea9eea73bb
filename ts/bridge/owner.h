// Who is signalled when something happens on a descriptor: its owner (F_SETOWN), the signal (F_SETSIG), and the switch
// (O_ASYNC). The kernel sends it later and asks nobody, so the run's limits are kept here. Each: 0, or minus an errno.
#pragma once
#include <cstdint>

struct f_owner_ex;

namespace isthmus::owner {

// The processes, groups or threads that the guest may signal; pid 0 is nobody.
int64_t set(int kernel, const f_owner_ex &owner);
int64_t get(int kernel, f_owner_ex *owner);
// Any signal; 0 is SIGIO without details.
int64_t setSignal(int kernel, int signal);
// Switches it on, for the descriptor that the guest calls `number`: by F_SETFL with these flags, or by FIOASYNC.
int64_t enableByFlags(int kernel, int number, int flags);
int64_t enableByRequest(int kernel, int number);

// The same as the requests of sockets: negative for a group.
int64_t setByRequest(int kernel, int32_t who);
int64_t getByRequest(int kernel, int32_t *who);

} // namespace isthmus::owner
