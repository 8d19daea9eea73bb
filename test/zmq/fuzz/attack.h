// What a hostile peer sends: a conversation in ZMTP that begins as it should and goes wrong somewhere, made of a seed.
#ifndef ATTACK_H
#define ATTACK_H

#include <stddef.h>
#include <stdint.h>

enum { ATTACK_LARGEST = 1 << 18 };

struct attack {
  size_t size;
  uint8_t bytes[ATTACK_LARGEST];
};

/** A random number below `below`; the same ones in the same order for the same seed. */
uint32_t random_below(uint32_t below);
void random_seed(uint64_t seed);

/** Makes what is sent to a socket of this type. */
void attack_make(struct attack *attack, int type);

#endif
