// Reading numbers without touching errno where there are none. wasi-libc's two scanners, behind strtol, strtod, their
// kin and scanf, say EINVAL when they find no digits; glibc says so of a bad base only. The driver links with --wrap
// for both.
#include <errno.h>
#include <stdio.h>

unsigned long long __real___intscan(FILE *stream, unsigned base, int give_back, unsigned long long limit);
unsigned long long __wrap___intscan(FILE *stream, unsigned base, int give_back, unsigned long long limit);
long double __real___floatscan(FILE *stream, int precision, int give_back);
long double __wrap___floatscan(FILE *stream, int precision, int give_back);

unsigned long long __wrap___intscan(FILE *stream, unsigned base, int give_back, unsigned long long limit) {
  int error = errno;
  unsigned long long value = __real___intscan(stream, base, give_back, limit);
  if (errno == EINVAL && base != 1 && base <= 36)
    errno = error;
  return value;
}

long double __wrap___floatscan(FILE *stream, int precision, int give_back) {
  int error = errno;
  long double value = __real___floatscan(stream, precision, give_back);
  if (errno == EINVAL)
    errno = error;
  return value;
}
