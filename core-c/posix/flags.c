// Flags whose guest values differ from Linux's: those of open(2) and of the *at calls.
#include "internal.h"

/* x86-64 Linux's values, which are the ones on the wire. */
static const struct {
  int guest;
  int32_t wire;
} open_flags[] = {
    {O_CREAT, 0x40},        {O_EXCL, 0x80},        {O_NOCTTY, 0x100},    {O_TRUNC, 0x200},
    {O_APPEND, 0x400},      {O_NONBLOCK, 0x800},   {O_ASYNC, 0x2000},    {O_DIRECT, 0x4000},
    {O_DIRECTORY, 0x10000}, {O_NOFOLLOW, 0x20000}, {O_NOATIME, 0x40000}, {O_CLOEXEC, 0x80000},
    {O_SYNC, 0x101000},     {O_DSYNC, 0x1000},     {O_PATH, 0x200000},   {O_TMPFILE, 0x410000},
};

int32_t __isthmus_open_flags(int guest_flags) {
  int32_t wire = 0;
  if ((guest_flags & O_RDWR) == O_RDWR)
    wire = 2;
  else if (guest_flags & O_WRONLY)
    wire = 1;
  else if ((guest_flags & (O_SEARCH | O_EXEC)) && !(guest_flags & O_RDONLY))
    guest_flags |= O_PATH;
  for (size_t index = 0; index < sizeof open_flags / sizeof *open_flags; index++)
    if ((guest_flags & open_flags[index].guest) == open_flags[index].guest)
      wire |= open_flags[index].wire;
  return wire;
}

int __isthmus_guest_open_flags(int32_t linux_flags) {
  static const int access_modes[] = {O_RDONLY, O_WRONLY, O_RDWR, O_RDWR};
  int guest = access_modes[linux_flags & 3];
  for (size_t index = 0; index < sizeof open_flags / sizeof *open_flags; index++)
    if ((linux_flags & open_flags[index].wire) == open_flags[index].wire)
      guest |= open_flags[index].guest;
  return guest;
}

int32_t __isthmus_at_flags(int guest_flags) {
  /* The guest's low bits are wasi-libc's; bits from 0x200 up are already Linux's, where 0x200 is AT_EACCESS only. */
  int32_t wire = guest_flags & ~0x7;
  if (guest_flags & AT_SYMLINK_NOFOLLOW)
    wire |= 0x100;
  if (guest_flags & AT_REMOVEDIR)
    wire |= 0x200;
  if (guest_flags & AT_SYMLINK_FOLLOW)
    wire |= 0x400;
  return wire;
}
