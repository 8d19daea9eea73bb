// Replaces wasi-libc's struct dirent: the same offsets, but a name of fixed size and the fields Linux has besides.
#ifndef ISTHMUS_STRUCT_DIRENT_H
#define ISTHMUS_STRUCT_DIRENT_H

#include <__typedef_ino_t.h>
#include <__typedef_off_t.h>

#define _DIRENT_HAVE_D_TYPE
#define _DIRENT_HAVE_D_OFF
#define _DIRENT_HAVE_D_RECLEN

struct dirent {
  ino_t d_ino;
  unsigned char d_type;
  char d_name[256];
  unsigned short d_reclen;
  off_t d_off;
};

#endif
