// The set of prefixes against a plain list: random additions, removals, matches and departures must give the same.
#include "trie.h"

#include <stdint.h>
#include <string.h>

#include "check.h"

enum { OWNERS = 8, MOST = 400, LONGEST = 40, STEPS = 60000 };

struct pair {
  int owner;
  unsigned count;
  size_t size;
  uint8_t prefix[LONGEST];
};

static struct pair pairs[MOST];
static int pair_count;
static struct trie_owner owners[OWNERS];
static uint64_t seed;

static uint32_t number(uint32_t below) {
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(seed >> 33) % below;
}

/** Few different bytes, so that prefixes share beginnings; sometimes any byte, so that nodes have many children. */
static size_t make(uint8_t *bytes) {
  size_t size = number(4) == 0 ? number(LONGEST) : number(6);
  for (size_t i = 0; i < size; i++)
    bytes[i] = (uint8_t)(number(8) == 0 ? number(256) : 'a' + number(2));
  return size;
}

static struct pair *find(int owner, const uint8_t *prefix, size_t size) {
  for (int i = 0; i < pair_count; i++) {
    struct pair *pair = &pairs[i];
    if (pair->owner == owner && pair->size == size && memcmp(pair->prefix, prefix, size) == 0)
      return pair;
  }
  return NULL;
}

static int holders(const uint8_t *prefix, size_t size) {
  int count = 0;
  for (int i = 0; i < OWNERS; i++)
    count += find(i, prefix, size) != NULL;
  return count;
}

static void add(struct trie *trie, bool once) {
  uint8_t prefix[LONGEST];
  size_t size = make(prefix);
  int owner = (int)number(OWNERS);
  struct pair *pair = find(owner, prefix, size);
  if (pair == NULL && pair_count == MOST)
    return;
  int expected = holders(prefix, size) == 0 ? TRIE_ALONE : TRIE_SHARED;
  if (pair == NULL) {
    pairs[pair_count] = (struct pair){.owner = owner, .count = 1, .size = size};
    memcpy(pairs[pair_count++].prefix, prefix, size);
  } else if (!once)
    pair->count++;
  CHECK((once ? trie_add_once : trie_add)(trie, prefix, size, &owners[owner]) == expected);
}

static void take(struct trie *trie) {
  uint8_t prefix[LONGEST];
  size_t size = make(prefix);
  int owner = (int)number(OWNERS);
  if (pair_count > 0 && number(3) > 0) {
    const struct pair *some = &pairs[number((uint32_t)pair_count)];
    owner = some->owner;
    size = some->size;
    memcpy(prefix, some->prefix, size);
  }
  struct pair *pair = find(owner, prefix, size);
  enum trie_result expected = TRIE_ABSENT;
  if (pair != NULL) {
    expected = TRIE_SHARED;
    if (--pair->count == 0) {
      *pair = pairs[--pair_count];
      expected = holders(prefix, size) == 0 ? TRIE_ALONE : TRIE_SHARED;
    }
  }
  CHECK(trie_remove(trie, prefix, size, &owners[owner]) == expected);
}

static void count_match(struct trie_owner *owner, void *argument) { ((int *)argument)[owner - owners]++; }

static void match(struct trie *trie) {
  uint8_t data[LONGEST];
  size_t size = make(data);
  int found[OWNERS] = {0}, expected[OWNERS] = {0};
  bool any = false;
  for (int i = 0; i < pair_count; i++) {
    if (pairs[i].size <= size && memcmp(pairs[i].prefix, data, pairs[i].size) == 0) {
      expected[pairs[i].owner]++;
      any = true;
    }
  }
  trie_match(trie, data, size, count_match, found);
  CHECK(memcmp(found, expected, sizeof found) == 0);
  CHECK(trie_matches(trie, data, size) == any);
}

struct visit {
  int owner;
  int count;
  bool removes;
};

static void visit(const void *prefix, size_t size, bool alone, void *argument) {
  struct visit *visit = argument;
  struct pair *pair = find(visit->owner, prefix, size);
  CHECK(pair != NULL);
  CHECK(alone == (holders(prefix, size) == 1));
  visit->count++;
  if (visit->removes)
    *pair = pairs[--pair_count];
}

static void leave(struct trie *trie, bool removes) {
  struct visit state = {.owner = (int)number(OWNERS), .removes = removes};
  int expected = 0;
  for (int i = 0; i < pair_count; i++)
    expected += pairs[i].owner == state.owner;
  if (removes)
    trie_remove_owner(trie, &owners[state.owner], visit, &state);
  else
    trie_each(trie, &owners[state.owner], visit, &state);
  CHECK(state.count == expected);
}

/** A prefix of a hundred thousand bytes, and all its beginnings: nothing may recurse. */
static void deep(void) {
  enum { DEEP = 100000 };
  static uint8_t bytes[DEEP];
  struct trie trie;
  struct trie_owner owner = {0};
  trie_init(&trie);
  for (size_t size = 0; size < DEEP; size += 7)
    CHECK(trie_add(&trie, bytes, size, &owner) == TRIE_ALONE);
  CHECK(trie_matches(&trie, bytes, DEEP));
  trie_remove_owner(&trie, &owner, NULL, NULL);
  CHECK(!trie_matches(&trie, bytes, DEEP) && trie.root == NULL);
  trie_destroy(&trie);
}

int main(int argc, char **argv) {
  seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
  struct trie trie;
  trie_init(&trie);
  for (int i = 0; i < STEPS; i++) {
    switch (number(8)) {
    case 0:
    case 1:
      add(&trie, false);
      break;
    case 2:
      add(&trie, true);
      break;
    case 3:
    case 4:
      take(&trie);
      break;
    case 5:
    case 6:
      match(&trie);
      break;
    default:
      leave(&trie, number(50) == 0);
    }
  }
  trie_destroy(&trie);
  deep();
  puts("trie: as the plain list");
}
