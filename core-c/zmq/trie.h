// A set of prefixes, each held by owners (peers), as subscriptions are. Finding who holds a prefix of some bytes costs
// what the bytes' length costs, not the number of prefixes; nothing recurses over a length that a peer decides.
#ifndef ISTHMUS_ZMQ_TRIE_H
#define ISTHMUS_ZMQ_TRIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct trie_hold;
struct trie_node;

struct trie {
  struct trie_node *root;
  /** Room for the longest prefix, put together for visitors. */
  uint8_t *prefix;
  size_t prefix_room;
};

/** Who holds prefixes: all zero to begin with. It must live until trie_remove_owner or trie_destroy. */
struct trie_owner {
  struct trie_hold *holds;
};

/** An empty set: all zero, needs no memory. */
void trie_init(struct trie *trie);

/** Frees everything; owners hold nothing then. */
void trie_destroy(struct trie *trie);

/** What the functions below answer, beside -ENOMEM. */
enum trie_result {
  /** The prefix had no owner before (trie_add), or has none now (trie_remove). */
  TRIE_ALONE = 0,
  /** The prefix has, or keeps, other owners, or the same one counted again. */
  TRIE_SHARED = 1,
  /** trie_remove: this owner doesn't hold the prefix. */
  TRIE_ABSENT = 2,
};

/** Adds a prefix of an owner. A second time counts: it takes two removals then. */
int trie_add(struct trie *trie, const void *prefix, size_t size, struct trie_owner *owner);

/** Adds it unless the owner holds it already: then TRIE_SHARED, and nothing is counted. */
int trie_add_once(struct trie *trie, const void *prefix, size_t size, struct trie_owner *owner);

/** Removes a prefix of an owner. */
enum trie_result trie_remove(struct trie *trie, const void *prefix, size_t size, struct trie_owner *owner);

/** Calls `match` for every owner of every prefix of `data`; an owner of several prefixes comes several times. */
void trie_match(const struct trie *trie, const void *data, size_t size,
                void (*match)(struct trie_owner *owner, void *argument), void *argument);

/** Whether anybody holds a prefix of `data`. */
bool trie_matches(const struct trie *trie, const void *data, size_t size);

/** Called with a prefix; `alone`: nobody else holds it. It must not change the set. */
typedef void trie_visit(const void *prefix, size_t size, bool alone, void *argument);

/** Calls `visit` for each prefix that the owner holds. */
void trie_each(struct trie *trie, const struct trie_owner *owner, trie_visit *visit, void *argument);

/** Removes everything that the owner holds; before that, calls `visit` (may be NULL) for each prefix of it. */
void trie_remove_owner(struct trie *trie, struct trie_owner *owner, trie_visit *visit, void *argument);

#endif
