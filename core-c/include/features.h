// Extends wasi-libc's features.h: the feature test macros that follow from others, as feature_test_macros(7) has them,
// since programs look at them. By default wasi-libc shows what belongs to _XOPEN_SOURCE too.
#ifndef ISTHMUS_FEATURES_H
#define ISTHMUS_FEATURES_H

#ifdef _GNU_SOURCE
#undef _ISOC95_SOURCE
#define _ISOC95_SOURCE 1
#undef _ISOC99_SOURCE
#define _ISOC99_SOURCE 1
#undef _ISOC11_SOURCE
#define _ISOC11_SOURCE 1
#undef _POSIX_SOURCE
#define _POSIX_SOURCE 1
#undef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#undef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700
#undef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#undef _LARGEFILE64_SOURCE
#define _LARGEFILE64_SOURCE 1
#undef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1
#undef _ATFILE_SOURCE
#define _ATFILE_SOURCE 1
#endif

#if !defined(_DEFAULT_SOURCE) && (defined(_BSD_SOURCE) || defined(_SVID_SOURCE))
#define _DEFAULT_SOURCE 1
#elif !defined(_DEFAULT_SOURCE) && !defined(__STRICT_ANSI__) && !defined(_ISOC99_SOURCE) &&                            \
    !defined(_ISOC11_SOURCE) && !defined(_POSIX_SOURCE) && !defined(_POSIX_C_SOURCE) && !defined(_XOPEN_SOURCE)
#define _DEFAULT_SOURCE 1
#define ISTHMUS_SHOW_ALL 1
#endif

/* What follows from nothing at all, but not from _XOPEN_SOURCE. */
#if !defined(_POSIX_SOURCE) && !defined(_POSIX_C_SOURCE) &&                                                            \
    (defined(_DEFAULT_SOURCE) || !defined(__STRICT_ANSI__) || (defined(_XOPEN_SOURCE) && _XOPEN_SOURCE + 0 >= 500))
#define _POSIX_SOURCE 1
#if defined(_DEFAULT_SOURCE) || !defined(_XOPEN_SOURCE) || _XOPEN_SOURCE + 0 >= 700
#define _POSIX_C_SOURCE 200809L
#elif _XOPEN_SOURCE + 0 >= 600
#define _POSIX_C_SOURCE 200112L
#elif _XOPEN_SOURCE + 0 >= 500
#define _POSIX_C_SOURCE 199506L
#else
#define _POSIX_C_SOURCE 2
#endif
#endif

#if defined(_POSIX_C_SOURCE) && _POSIX_C_SOURCE + 0 >= 200809L && !defined(_ATFILE_SOURCE)
#define _ATFILE_SOURCE 1
#endif

/* As wasi-libc's header has it where it finds none of these macros. */
#ifdef ISTHMUS_SHOW_ALL
#define _XOPEN_SOURCE 700
#endif
#undef ISTHMUS_SHOW_ALL

#include_next <features.h>

#endif
