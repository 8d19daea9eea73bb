// The two halves of a dev_t: makedev(3).
#ifndef _SYS_SYSMACROS_H
#define _SYS_SYSMACROS_H

#include <stdint.h>

#define major(device)                                                                                                  \
  ((unsigned)((((uint64_t)(device) >> 31 >> 1) & 0xfffff000u) | (((uint64_t)(device) >> 8) & 0xfffu)))
#define minor(device) ((unsigned)((((uint64_t)(device) >> 12) & 0xffffff00u) | ((uint64_t)(device)&0xffu)))
#define makedev(major, minor)                                                                                          \
  ((((uint64_t)(major)&0xfffff000u) << 32) | (((uint64_t)(major)&0xfffu) << 8) |                                       \
   (((uint64_t)(minor)&0xffffff00u) << 12) | ((uint64_t)(minor)&0xffu))
#define gnu_dev_major(device) major(device)
#define gnu_dev_minor(device) minor(device)
#define gnu_dev_makedev(high, low) makedev(high, low)

#endif
