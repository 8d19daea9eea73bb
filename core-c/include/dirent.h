// Extends wasi-libc's dirent.h with what it hides (its DT_ values stay; struct dirent: __struct_dirent.h).
#ifndef ISTHMUS_DIRENT_H
#define ISTHMUS_DIRENT_H
#include_next <dirent.h>

#define DT_WHT 14
#ifndef MAXNAMLEN
#define MAXNAMLEN 255
#endif
#define _D_EXACT_NAMLEN(entry) (__builtin_strlen((entry)->d_name))
#define _D_ALLOC_NAMLEN(entry) (_D_EXACT_NAMLEN(entry) + 1)

#ifdef __cplusplus
extern "C" {
#endif

int readdir_r(DIR *__restrict, struct dirent *__restrict, struct dirent **__restrict);

#ifdef __cplusplus
}
#endif
#endif
