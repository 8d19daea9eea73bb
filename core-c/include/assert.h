// assert(3) with glibc's message; like the original it may be included again with another NDEBUG.
#include <features.h>

#undef assert
#undef assert_perror
#ifdef NDEBUG
#define assert(expression) ((void)0)
#define assert_perror(number) ((void)0)
#else
#ifdef __cplusplus
#define assert(expression)                                                                                             \
  (static_cast<bool>(expression) ? (void)0 : __assert_fail(#expression, __FILE__, __LINE__, __PRETTY_FUNCTION__))
#else
#define assert(expression) ((void)((expression) || (__assert_fail(#expression, __FILE__, __LINE__, __func__), 0)))
#endif
#define assert_perror(number) (!(number) ? (void)0 : __assert_perror_fail((number), __FILE__, __LINE__, __func__))
#endif

#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L && !defined(__cplusplus)
#undef static_assert
#define static_assert _Static_assert
#endif

#ifdef __cplusplus
extern "C" {
#endif

void __assert_fail(const char *, const char *, int, const char *) __attribute__((__noreturn__));
void __assert_perror_fail(int, const char *, int, const char *) __attribute__((__noreturn__));

#ifdef __cplusplus
}
#endif
