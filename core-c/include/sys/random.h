// <sys/random.h>: getrandom(2), which wasi-libc leaves out, and getentropy(3).
#ifndef ISTHMUS_SYS_RANDOM_H
#define ISTHMUS_SYS_RANDOM_H

#include <sys/types.h>

#define GRND_NONBLOCK 0x0001
#define GRND_RANDOM 0x0002
#define GRND_INSECURE 0x0004

#ifdef __cplusplus
extern "C" {
#endif

ssize_t getrandom(void *, size_t, unsigned);
int getentropy(void *, size_t);

#ifdef __cplusplus
}
#endif

#endif
