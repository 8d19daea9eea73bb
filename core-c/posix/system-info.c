// What the system is: names, memory, load, random bytes. sysconf is in sysconf.c.
#include <stdlib.h>
#include <sys/random.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "internal.h"

/** Names of the system the guest runs on. uname(2). */
int uname(struct utsname *names) { return __isthmus_result(__isthmus_uname(names)); }

/** The host's name; ENAMETOOLONG when it was cut. gethostname(2). */
int gethostname(char *name, size_t size) {
  struct utsname names;
  if (uname(&names) < 0)
    return -1;
  size_t needed = strlen(names.nodename) + 1;
  memcpy(name, names.nodename, needed < size ? needed : size);
  return needed > size ? __isthmus_fail(LINUX_ENAMETOOLONG) : 0;
}

/** The NIS domain's name, cut to the size. getdomainname(2). */
int getdomainname(char *name, size_t size) {
  struct utsname names;
  if (uname(&names) < 0)
    return -1;
  size_t needed = strlen(names.domainname) + 1;
  memcpy(name, names.domainname, needed < size ? needed : size);
  return 0;
}

static int refuse(void) {
  errno = EPERM;
  return -1;
}

/** Refused, as without the privilege. sethostname(2). */
int sethostname(const char *name, size_t size) {
  (void)name;
  (void)size;
  return refuse();
}

/** Refused, as without the privilege. setdomainname(2). */
int setdomainname(const char *name, size_t size) {
  (void)name;
  (void)size;
  return refuse();
}

/** struct sysinfo as 64-bit Linux has it. */
struct kernel_sysinfo {
  int64_t uptime;
  uint64_t loads[3];
  uint64_t total_memory, free_memory, shared_memory, buffer_memory;
  uint64_t total_swap, free_swap;
  uint16_t processes;
  uint64_t total_high, free_high;
  uint32_t unit;
};
_Static_assert(sizeof(struct kernel_sysinfo) == 112, "the interface table says 112");

/** Uptime, load and memory. Sizes beyond 4 GiB are told in units of up to a page, in mem_unit. sysinfo(2). */
int sysinfo(struct sysinfo *information) {
  struct kernel_sysinfo kernel;
  if (__isthmus_result(__isthmus_sysinfo(STRUCT(information, kernel))) < 0)
    return -1;
  int shift = 0;
  if (kernel.total_memory >> 32 != 0 || kernel.total_swap >> 32 != 0)
    while (kernel.unit << shift < 4096)
      shift++;
  *information = (struct sysinfo){
      .uptime = (unsigned long)kernel.uptime,
      .loads = {(unsigned long)kernel.loads[0], (unsigned long)kernel.loads[1], (unsigned long)kernel.loads[2]},
      .totalram = (unsigned long)(kernel.total_memory >> shift),
      .freeram = (unsigned long)(kernel.free_memory >> shift),
      .sharedram = (unsigned long)(kernel.shared_memory >> shift),
      .bufferram = (unsigned long)(kernel.buffer_memory >> shift),
      .totalswap = (unsigned long)(kernel.total_swap >> shift),
      .freeswap = (unsigned long)(kernel.free_swap >> shift),
      .procs = kernel.processes,
      .totalhigh = (unsigned long)(kernel.total_high >> shift),
      .freehigh = (unsigned long)(kernel.free_high >> shift),
      .mem_unit = kernel.unit << shift,
  };
  return 0;
}

/** Load over 1, 5 and 15 minutes; returns how many of them. getloadavg(3). */
int getloadavg(double loads[], int count) {
  struct sysinfo information;
  if (sysinfo(&information) < 0)
    return -1;
  if (count > 3)
    count = 3;
  for (int i = 0; i < count; i++)
    loads[i] = (double)information.loads[i] / (1 << SI_LOAD_SHIFT);
  return count;
}

/** Random bytes. getrandom(2). */
ssize_t getrandom(void *buffer, size_t size, unsigned flags) {
  return __isthmus_result(__isthmus_getrandom(buffer, size, flags));
}
