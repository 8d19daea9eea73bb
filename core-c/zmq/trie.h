// A set of prefixes, each held by owners (pipes), as subscriptions are. Finding who holds a prefix of some bytes costs
// what the bytes' length costs, not the number of prefixes; nothing recurses over a length that a peer decides.
#ifndef ISTHMUS_ZMQ_TRIE_H
#define ISTHMUS_ZMQ_TRIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct trie_node;

struct trie {
  struct trie_node *root;
  /** How many pairs of prefix and owner there are. */
  size_t size;
};

/** An empty set: needs no memory. */
void trie_init(struct trie *trie);

/** Frees everything. */
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
int trie_add(struct trie *trie, const void *prefix, size_t size, void *owner);

/** Adds it unless the owner holds it already: then TRIE_SHARED, and nothing is counted. */
int trie_add_once(struct trie *trie, const void *prefix, size_t size, void *owner);

/** Removes a prefix of an owner. */
int trie_remove(struct trie *trie, const void *prefix, size_t size, void *owner);

/** Whether the owner holds this very prefix. */
bool trie_has(const struct trie *trie, const void *prefix, size_t size, const void *owner);

/** Calls `match` for every owner of every prefix of `data`; an owner of several prefixes comes several times. */
void trie_match(const struct trie *trie, const void *data, size_t size, void (*match)(void *owner, void *argument),
                void *argument);

/** Whether anybody holds a prefix of `data`. */
bool trie_matches(const struct trie *trie, const void *data, size_t size);

/** Called with a prefix; `alone` says that nobody (trie_remove_owner) or nobody else (trie_each) holds it. */
typedef void trie_visit(const void *prefix, size_t size, bool alone, void *argument);

/** Removes everything that an owner holds, and calls `visit` (may be NULL) for each prefix of it after that. */
void trie_remove_owner(struct trie *trie, void *owner, trie_visit *visit, void *argument);

/** Calls `visit` once for each prefix in the set. */
void trie_each(const struct trie *trie, trie_visit *visit, void *argument);

#endif
