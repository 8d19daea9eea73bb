// Replaces wasi-libc's struct tm by one with glibc's type for tm_gmtoff; the layout is the same.
#ifndef ISTHMUS_STRUCT_TM_H
#define ISTHMUS_STRUCT_TM_H

struct tm {
  int tm_sec;
  int tm_min;
  int tm_hour;
  int tm_mday;
  int tm_mon;
  int tm_year;
  int tm_wday;
  int tm_yday;
  int tm_isdst;
  long __tm_gmtoff;
  const char *__tm_zone;
  int __tm_nsec;
};

#endif
