// The set of prefixes as a radix tree: a node for each prefix and each fork, edges labelled with several bytes. Each
// pair of prefix and owner is a hold, in the list of its node and in that of its owner, so that a peer that goes away
// costs what it held, not what all hold.
#include "trie.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SHORT_LABEL = 16 };

struct trie_hold {
  struct trie_node *node;
  struct trie_owner *owner;
  unsigned count;
  struct trie_hold *next_of_node;
  struct trie_hold *previous_of_node;
  struct trie_hold *next_of_owner;
  struct trie_hold *previous_of_owner;
};

struct trie_node {
  struct trie_node *parent;
  struct trie_hold *holds;
  /** The children, and the first byte of each one's label; the two lie in one piece of memory. */
  struct trie_node **children;
  uint8_t *firsts;
  uint16_t child_count;
  uint16_t child_room;
  /** The bytes between the parent and this node: in `small` if they fit. */
  size_t label_size;
  uint8_t *label;
  uint8_t small[SHORT_LABEL];
};

void trie_init(struct trie *trie) { *trie = (struct trie){0}; }

static void free_node(struct trie_node *node) {
  if (node->label != node->small)
    free(node->label);
  free(node->children);
  free(node);
}

static struct trie_node *new_node(const uint8_t *label, size_t size) {
  struct trie_node *node = calloc(1, sizeof *node);
  if (node == NULL)
    return NULL;
  node->label = size <= SHORT_LABEL ? node->small : malloc(size);
  if (node->label == NULL) {
    free(node);
    return NULL;
  }
  if (size > 0)
    memcpy(node->label, label, size);
  node->label_size = size;
  return node;
}

/** Takes the first bytes of a label away. Needs no memory. */
static void shorten_label(struct trie_node *node, size_t by) {
  size_t size = node->label_size - by;
  uint8_t *old = node->label;
  if (size <= SHORT_LABEL)
    node->label = node->small;
  memmove(node->label, old + by, size);
  node->label_size = size;
  if (old != node->small && node->label == node->small)
    free(old);
}

static struct trie_node **find_child(const struct trie_node *node, uint8_t first) {
  if (node->child_count == 0)
    return NULL;
  const uint8_t *at = memchr(node->firsts, first, node->child_count);
  return at == NULL ? NULL : &node->children[at - node->firsts];
}

static bool add_child(struct trie_node *parent, struct trie_node *child, uint8_t first) {
  if (parent->child_count == parent->child_room) {
    size_t room = parent->child_room == 0 ? 2 : 2 * (size_t)parent->child_room;
    struct trie_node **children = malloc(room * (sizeof *children + 1));
    if (children == NULL)
      return false;
    uint8_t *firsts = (uint8_t *)(children + room);
    if (parent->child_count > 0) {
      memcpy(children, parent->children, parent->child_count * sizeof *children);
      memcpy(firsts, parent->firsts, parent->child_count);
    }
    free(parent->children);
    parent->children = children;
    parent->firsts = firsts;
    parent->child_room = (uint16_t)room;
  }
  parent->children[parent->child_count] = child;
  parent->firsts[parent->child_count++] = first;
  child->parent = parent;
  return true;
}

/** Puts a node between a child and its parent, `size` bytes down the child's label. */
static struct trie_node *split(struct trie_node **place, size_t size) {
  struct trie_node *child = *place;
  struct trie_node *parent = child->parent;
  struct trie_node *above = new_node(child->label, size);
  if (above == NULL)
    return NULL;
  if (!add_child(above, child, child->label[size])) {
    free_node(above);
    return NULL;
  }
  shorten_label(child, size);
  above->parent = parent;
  *place = above;
  return above;
}

/** Lets nodes go that are neither a prefix nor a fork: from this one up. */
static void tidy(struct trie *trie, struct trie_node *node) {
  while (node->holds == NULL && node->child_count == 0) {
    struct trie_node *parent = node->parent;
    if (parent == NULL) {
      trie->root = NULL;
      free_node(node);
      return;
    }
    size_t at = (size_t)(find_child(parent, node->label[0]) - parent->children);
    parent->child_count--;
    parent->children[at] = parent->children[parent->child_count];
    parent->firsts[at] = parent->firsts[parent->child_count];
    free_node(node);
    node = parent;
  }
  if (node->holds != NULL || node->child_count != 1 || node->parent == NULL)
    return;
  struct trie_node *child = node->children[0];
  size_t size = node->label_size + child->label_size;
  uint8_t *label = size <= SHORT_LABEL ? child->small : malloc(size);
  if (label == NULL)
    return; // The node stays: that costs a step, nothing else.
  uint8_t *old = child->label;
  memmove(label + node->label_size, old, child->label_size);
  memcpy(label, node->label, node->label_size);
  if (old != child->small)
    free(old);
  child->label = label;
  child->label_size = size;
  child->parent = node->parent;
  *find_child(node->parent, node->label[0]) = child;
  free_node(node);
}

/** The node of a prefix, or NULL. */
static struct trie_node *find(const struct trie *trie, const uint8_t *prefix, size_t size) {
  struct trie_node *node = trie->root;
  size_t at = 0;
  while (node != NULL && at < size) {
    struct trie_node **place = find_child(node, prefix[at]);
    if (place == NULL || (*place)->label_size > size - at ||
        memcmp((*place)->label, prefix + at, (*place)->label_size) != 0)
      return NULL;
    node = *place;
    at += node->label_size;
  }
  return node;
}

/** The node of a prefix, made if it isn't there; NULL when memory is out. */
static struct trie_node *make(struct trie *trie, const uint8_t *prefix, size_t size) {
  if (trie->root == NULL && (trie->root = new_node(NULL, 0)) == NULL)
    return NULL;
  struct trie_node *node = trie->root;
  size_t at = 0;
  while (at < size) {
    struct trie_node **place = find_child(node, prefix[at]);
    if (place == NULL) {
      struct trie_node *leaf = new_node(prefix + at, size - at);
      if (leaf != NULL && !add_child(node, leaf, prefix[at])) {
        free_node(leaf);
        leaf = NULL;
      }
      if (leaf == NULL)
        tidy(trie, node);
      return leaf;
    }
    size_t same = 1;
    size_t most = (*place)->label_size < size - at ? (*place)->label_size : size - at;
    while (same < most && (*place)->label[same] == prefix[at + same])
      same++;
    node = same == (*place)->label_size ? *place : split(place, same);
    if (node == NULL)
      return NULL;
    at += same;
  }
  return node;
}

static struct trie_hold *find_hold(const struct trie_node *node, const struct trie_owner *owner) {
  struct trie_hold *hold = node->holds;
  while (hold != NULL && hold->owner != owner)
    hold = hold->next_of_node;
  return hold;
}

static bool reserve_prefix(struct trie *trie, size_t size) {
  if (size <= trie->prefix_room)
    return true;
  uint8_t *prefix = realloc(trie->prefix, size);
  if (prefix == NULL)
    return false;
  trie->prefix = prefix;
  trie->prefix_room = size;
  return true;
}

static int add(struct trie *trie, const void *prefix, size_t size, struct trie_owner *owner, bool counts) {
  if (!reserve_prefix(trie, size + 1))
    return -ENOMEM;
  struct trie_node *node = make(trie, prefix, size);
  if (node == NULL)
    return -ENOMEM;
  struct trie_hold *hold = find_hold(node, owner);
  if (hold != NULL) {
    hold->count += counts;
    return TRIE_SHARED;
  }
  hold = malloc(sizeof *hold);
  if (hold == NULL) {
    tidy(trie, node);
    return -ENOMEM;
  }
  bool alone = node->holds == NULL;
  *hold = (struct trie_hold){
      .node = node, .owner = owner, .count = 1, .next_of_node = node->holds, .next_of_owner = owner->holds};
  if (node->holds != NULL)
    node->holds->previous_of_node = hold;
  if (owner->holds != NULL)
    owner->holds->previous_of_owner = hold;
  node->holds = hold;
  owner->holds = hold;
  return alone ? TRIE_ALONE : TRIE_SHARED;
}

int trie_add(struct trie *trie, const void *prefix, size_t size, struct trie_owner *owner) {
  return add(trie, prefix, size, owner, true);
}

int trie_add_once(struct trie *trie, const void *prefix, size_t size, struct trie_owner *owner) {
  return add(trie, prefix, size, owner, false);
}

static void free_hold(struct trie_hold *hold) {
  if (hold->next_of_node != NULL)
    hold->next_of_node->previous_of_node = hold->previous_of_node;
  if (hold->previous_of_node != NULL)
    hold->previous_of_node->next_of_node = hold->next_of_node;
  else
    hold->node->holds = hold->next_of_node;
  if (hold->next_of_owner != NULL)
    hold->next_of_owner->previous_of_owner = hold->previous_of_owner;
  if (hold->previous_of_owner != NULL)
    hold->previous_of_owner->next_of_owner = hold->next_of_owner;
  else
    hold->owner->holds = hold->next_of_owner;
  free(hold);
}

enum trie_result trie_remove(struct trie *trie, const void *prefix, size_t size, struct trie_owner *owner) {
  struct trie_node *node = find(trie, prefix, size);
  struct trie_hold *hold = node == NULL ? NULL : find_hold(node, owner);
  if (hold == NULL)
    return TRIE_ABSENT;
  if (--hold->count > 0)
    return TRIE_SHARED;
  free_hold(hold);
  if (node->holds != NULL)
    return TRIE_SHARED;
  tidy(trie, node);
  return TRIE_ALONE;
}

void trie_match(const struct trie *trie, const void *data, size_t size,
                void (*match)(struct trie_owner *owner, void *argument), void *argument) {
  const uint8_t *bytes = data;
  const struct trie_node *node = trie->root;
  for (size_t at = 0; node != NULL;) {
    for (const struct trie_hold *hold = node->holds; hold != NULL; hold = hold->next_of_node)
      match(hold->owner, argument);
    struct trie_node **place = at == size ? NULL : find_child(node, bytes[at]);
    if (place == NULL || (*place)->label_size > size - at ||
        memcmp((*place)->label, bytes + at, (*place)->label_size) != 0)
      return;
    node = *place;
    at += node->label_size;
  }
}

bool trie_matches(const struct trie *trie, const void *data, size_t size) {
  const uint8_t *bytes = data;
  const struct trie_node *node = trie->root;
  size_t at = 0;
  while (node != NULL && node->holds == NULL) {
    struct trie_node **place = at == size ? NULL : find_child(node, bytes[at]);
    if (place == NULL || (*place)->label_size > size - at ||
        memcmp((*place)->label, bytes + at, (*place)->label_size) != 0)
      return false;
    node = *place;
    at += node->label_size;
  }
  return node != NULL;
}

/** Puts the prefix of a hold together, backwards, and shows it. */
static void show(struct trie *trie, const struct trie_hold *hold, trie_visit *visit, void *argument) {
  uint8_t *start = trie->prefix + trie->prefix_room;
  for (const struct trie_node *node = hold->node; node->label_size > 0; node = node->parent) {
    start -= node->label_size;
    memcpy(start, node->label, node->label_size);
  }
  bool alone = hold->next_of_node == NULL && hold->previous_of_node == NULL;
  visit(start, (size_t)(trie->prefix + trie->prefix_room - start), alone, argument);
}

void trie_each(struct trie *trie, const struct trie_owner *owner, trie_visit *visit, void *argument) {
  for (const struct trie_hold *hold = owner->holds; hold != NULL; hold = hold->next_of_owner)
    show(trie, hold, visit, argument);
}

void trie_remove_owner(struct trie *trie, struct trie_owner *owner, trie_visit *visit, void *argument) {
  while (owner->holds != NULL) {
    struct trie_hold *hold = owner->holds;
    if (visit != NULL)
      show(trie, hold, visit, argument);
    struct trie_node *node = hold->node;
    free_hold(hold);
    if (node->holds == NULL)
      tidy(trie, node);
  }
}

void trie_destroy(struct trie *trie) {
  // Always the last child first, so that the way back up needs no memory.
  struct trie_node *node = trie->root;
  while (node != NULL) {
    if (node->child_count > 0) {
      node = node->children[--node->child_count];
      continue;
    }
    struct trie_node *parent = node->parent;
    while (node->holds != NULL)
      free_hold(node->holds);
    free_node(node);
    node = parent;
  }
  free(trie->prefix);
  *trie = (struct trie){0};
}
