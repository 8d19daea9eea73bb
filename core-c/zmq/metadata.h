// What is known of the peer that a message came from: properties, each a name and a text. One set for each connection,
// counted, shared by its messages. Which properties there are is the engine's to say.
#ifndef ISTHMUS_ZMQ_METADATA_H
#define ISTHMUS_ZMQ_METADATA_H

#include <stddef.h>

struct metadata;

/** A new empty set, which the caller holds once. NULL when there is no memory. */
struct metadata *metadata_new(void);

/**
 * Puts a property in: a later value of the same name takes the earlier one's place. To be used only before the first
 * message shares the set. 0, or -ENOMEM.
 */
int metadata_set(struct metadata *metadata, const char *name, size_t name_size, const void *value, size_t value_size);

/**
 * The value of a property, ended by 0; names are compared without regard to case (RFC 23). "Routing-Id" and "Identity"
 * are one property. NULL when there is none. It lives as long as the set.
 */
const char *metadata_get(const struct metadata *metadata, const char *name);

/** Holds the set once more; returns it. NULL is allowed. */
struct metadata *metadata_hold(struct metadata *metadata);

/** Lets go of the set; the last one frees it. NULL is allowed. */
void metadata_release(struct metadata *metadata);

#endif
