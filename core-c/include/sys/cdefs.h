// The macros of glibc's sys/cdefs.h that portable programs use.
#ifndef _SYS_CDEFS_H
#define _SYS_CDEFS_H

#include <features.h>

#ifdef __cplusplus
#define __BEGIN_DECLS extern "C" {
#define __END_DECLS }
#else
#define __BEGIN_DECLS
#define __END_DECLS
#endif

#define __P(arguments) arguments
#define __PMT(arguments) arguments
#define __CONCAT(x, y) x##y
#define __STRING(x) #x
#define __ptr_t void *
#ifdef __cplusplus
#define __THROW noexcept
#else
#define __THROW
#endif
#define __nonnull(parameters) __attribute__((__nonnull__ parameters))
#define __wur __attribute__((__warn_unused_result__))
#define __glibc_likely(condition) __builtin_expect((condition), 1)
#define __glibc_unlikely(condition) __builtin_expect((condition), 0)

#endif
