// Copying messages: short ones word by word, since a call of the engine's for bulk memory costs a guest more than that.
#ifndef ISTHMUS_CHANNEL_COPY_H
#define ISTHMUS_CHANNEL_COPY_H
#include <stdint.h>
#include <string.h>

/* Longer ones are left to memcpy. */
enum { COPY_SHORT = 256 };

static inline void copy_message(unsigned char *to, const unsigned char *from, uint32_t size) {
#ifdef __wasm__
  if (size <= COPY_SHORT) {
    for (; size >= 64; size -= 64, to += 64, from += 64)
      __builtin_memcpy(to, from, 64);
    for (; size >= 16; size -= 16, to += 16, from += 16)
      __builtin_memcpy(to, from, 16);
    if (size & 8) {
      __builtin_memcpy(to, from, 8);
      to += 8;
      from += 8;
    }
    for (size &= 7; size > 0; size--)
      *to++ = *from++;
    return;
  }
#endif
  memcpy(to, from, size);
}

#endif
