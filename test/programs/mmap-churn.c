// Many maps: a hundred thousand of them one after the other, and hundreds at a time at random, whose contents must
// stay.
#include "show.h"
#include <stdint.h>
#include <sys/mman.h>

enum { PAGE = 4096, RW = PROT_READ | PROT_WRITE, SLOTS = 400 };

static uint32_t state = 12345;
static uint32_t next(uint32_t below) {
  state = state * 1664525 + 1013904223;
  return (state >> 8) % below;
}

static struct {
  uint32_t *pages;
  uint32_t count;
  uint32_t mark;
} slots[SLOTS];

static void mark(uint32_t slot) {
  slots[slot].mark = next(1 << 24);
  for (uint32_t i = 0; i < slots[slot].count; i++)
    slots[slot].pages[i * PAGE / 4] = slots[slot].mark + i;
}

static void verify(uint32_t slot) {
  for (uint32_t i = 0; i < slots[slot].count; i++)
    check(slots[slot].pages[i * PAGE / 4] == slots[slot].mark + i);
}

int main(void) {
  begin();
  for (int i = 0; i < 100000; i++) {
    char *pages = mmap(NULL, (size_t)(1 + i % 3) * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(pages != MAP_FAILED);
    if (i % 100 == 0)
      *pages = 1;
    check(munmap(pages, (size_t)(1 + i % 3) * PAGE) == 0);
  }
  puts("pairs");
  for (int round = 0; round < 20000; round++) {
    uint32_t slot = next(SLOTS);
    if (slots[slot].pages == NULL) {
      slots[slot].count = 1 + next(12);
      int type = next(2) ? MAP_SHARED : MAP_PRIVATE;
      slots[slot].pages = mmap(NULL, slots[slot].count * PAGE, RW, type | MAP_ANONYMOUS, -1, 0);
      check(slots[slot].pages != MAP_FAILED);
      mark(slot);
      continue;
    }
    verify(slot);
    uint32_t count = slots[slot].count;
    switch (next(4)) {
    case 0: /* its first page alone */
      check(munmap(slots[slot].pages, PAGE) == 0);
      slots[slot].pages += PAGE / 4;
      slots[slot].mark++;
      if (--slots[slot].count == 0)
        slots[slot].pages = NULL;
      break;
    case 1: { /* grown, and moved if need be */
      void *moved = mremap(slots[slot].pages, count * PAGE, count * PAGE, MREMAP_MAYMOVE);
      check(moved != MAP_FAILED);
      slots[slot].pages = moved;
      break;
    }
    case 2: { /* memory that malloc takes in between */
      char *block = malloc(next(300000));
      if (block != NULL)
        *block = 1;
      if (next(8) != 0)
        free(block);
      break;
    }
    default:
      check(munmap(slots[slot].pages, count * PAGE) == 0);
      slots[slot].pages = NULL;
    }
  }
  for (uint32_t slot = 0; slot < SLOTS; slot++)
    if (slots[slot].pages != NULL)
      verify(slot);
  puts("all there");
  /* Every second page of a large map: two thousand holes, which are filled again. */
  char *comb = mmap(NULL, 4000 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check(comb != MAP_FAILED);
  for (int i = 0; i < 4000; i++)
    comb[i * PAGE] = (char)i;
  for (int i = 0; i < 4000; i += 2)
    check(munmap(comb + i * PAGE, PAGE) == 0);
  for (int i = 1; i < 4000; i += 2)
    check(comb[i * PAGE] == (char)i);
  for (int i = 0; i < 4000; i += 2)
    check(mmap(comb + i * PAGE, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == comb + i * PAGE);
  for (int i = 0; i < 4000; i++)
    check(comb[i * PAGE] == (i % 2 ? (char)i : 0));
  check(munmap(comb, 4000 * PAGE) == 0);
  puts("comb");
  return 0;
}
