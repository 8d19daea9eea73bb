// What the sources of libisthmus share: results to errno, flag and struct conversion, guards for pointers.
// Include it first; it leaves every mechanism to its own source and the imports themselves to <isthmus/imports.h>.
#ifndef ISTHMUS_INTERNAL_H
#define ISTHMUS_INTERNAL_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <isthmus/imports.h>

/* What the host answers to an address or a group that it has not looked at before, for which there is another call. */
enum { NOT_APPROVED = -515 };

/* The few Linux errno numbers that the library itself hands to __isthmus_result. */
enum {
  LINUX_EPERM = 1,
  LINUX_ENOENT = 2,
  LINUX_EINTR = 4,
  LINUX_E2BIG = 7,
  LINUX_EBADF = 9,
  LINUX_EAGAIN = 11,
  LINUX_ENOMEM = 12,
  LINUX_EACCES = 13,
  LINUX_EFAULT = 14,
  LINUX_EEXIST = 17,
  LINUX_EINVAL = 22,
  LINUX_ENOTTY = 25,
  LINUX_ERANGE = 34,
  LINUX_ENAMETOOLONG = 36,
  LINUX_ENOSYS = 38,
  LINUX_EOVERFLOW = 75,
  LINUX_EOPNOTSUPP = 95,
};

/* AT_FDCWD on the wire; the guest's own value is wasi-libc's. */
#define LINUX_AT_FDCWD (-100)

/** The guest's number of a Linux errno. Those that wasi-libc lacks are 200 + the Linux number. */
int __isthmus_errno(int linux_errno);

/** The Linux number of a guest's errno; numbers that are no errno at all give EINVAL's. */
int __isthmus_linux_errno(int guest_errno);

/** Linux's name of a guest's errno ("ENOENT"), or NULL. */
const char *__isthmus_errno_name(int guest_errno);

/** Sets errno from a Linux number and returns -1. */
int __isthmus_fail(int linux_errno);

/** What a system call's wrapper returns: the result itself, or -1 with errno set. */
static inline int __isthmus_result(int32_t result) { return result < 0 ? __isthmus_fail(-result) : result; }

/** The same for calls with a 64-bit result. */
static inline int64_t __isthmus_result64(int64_t result) { return result < 0 ? __isthmus_fail((int)-result) : result; }

/** The same for functions that return the errno instead of setting it (posix_fallocate, posix_spawn …): 0 or a guest
 * errno. */
static inline int __isthmus_error(int32_t result) { return result < 0 ? __isthmus_errno(-result) : 0; }

/** Open flags (open(2), pipe2(2), dup3(2), F_SETFL) from the guest's values to Linux's. */
int32_t __isthmus_open_flags(int guest_flags);

/** The inverse, for F_GETFL. */
int __isthmus_guest_open_flags(int32_t linux_flags);

/** AT_ flags from the guest's values to Linux's; AT_EACCESS is zero in the guest, faccessat(2) has its own way. */
int32_t __isthmus_at_flags(int guest_flags);

/** Directory descriptor for the wire. */
static inline int32_t __isthmus_dirfd(int dirfd) { return dirfd == AT_FDCWD ? LINUX_AT_FDCWD : dirfd; }

/** Whether all bytes of a range are memory; null never is. For whatever the library itself reads or writes where the
 * kernel would have answered EFAULT: a wild pointer must get no further, since it would trap. */
static inline bool __isthmus_is_memory(const void *pointer, size_t size) {
  const uint64_t page = 65536;
  return pointer != NULL && (uintptr_t)pointer + (uint64_t)size <= __builtin_wasm_memory_size(0) * page;
}

/* The same of what a pointer points to. */
#define IS_MEMORY(pointer) __isthmus_is_memory((pointer), sizeof *(pointer))

/* Where nothing of two bytes or more can be, however much memory there is. The host gets it for wild pointers, and
 * answers EFAULT after the errors that come before it. */
#define NOWHERE ((void *)UINTPTR_MAX)

/** Begin of a path, for PATH. */
static inline const char *__isthmus_path(const char *path) {
  return __isthmus_is_memory(path, 1) ? path : (const char *)NOWHERE;
}

/** Length of a path, for PATH. One without an end, or without any memory, reaches out of it. */
static inline size_t __isthmus_path_length(const char *path) {
  if (!__isthmus_is_memory(path, 1))
    return 2;
  /* Right for 4 GiB, too, of which nothing is left in 32 bits. */
  size_t room = __builtin_wasm_memory_size(0) * 65536 - (uintptr_t)path;
  size_t length = strnlen(path, room);
  return length == room ? room + 1 : length;
}

/* The next of the variable arguments, 0 when the caller gave none at all: then the list is null, and the host may have
 * made that address as unreadable as natively. */
#define ARGUMENT(list, type) ((list) == NULL ? (type)0 : va_arg(list, type))

/** For STRUCT. */
static inline void *__isthmus_struct(const void *pointer, size_t size, void *converted) {
  return pointer == NULL ? NULL : __isthmus_is_memory(pointer, size) ? converted : NOWHERE;
}

/* What the kernel gets for a pointer to a struct: its own layout of it, but null stays null and what is no memory none,
 * for these are the kernel's to judge. */
#define STRUCT(pointer, converted) __isthmus_struct((pointer), sizeof *(pointer), &(converted))

/* Both words of a path parameter. */
#define PATH(path) __isthmus_path(path), __isthmus_path_length(path)

/* Both words of an `out` or `in` parameter. Null stays null: the kernel answers EFAULT, though wasm has memory there.
 */
#define BUFFER(buffer, length) (buffer), (length)

/** struct timespec as 64-bit Linux has it. */
struct kernel_timespec {
  int64_t seconds;
  int64_t nanoseconds;
};

static inline struct kernel_timespec __isthmus_kernel_timespec(const struct timespec *time) {
  return (struct kernel_timespec){time->tv_sec, time->tv_nsec};
}

static inline struct timespec __isthmus_timespec(const struct kernel_timespec *time) {
  struct timespec converted = {.tv_sec = (time_t)time->seconds};
  converted.tv_nsec = (long)time->nanoseconds;
  return converted;
}

#endif
