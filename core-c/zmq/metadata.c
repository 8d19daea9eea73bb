// Metadata: a list of properties, of which a connection has a handful.
#include "metadata.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct property {
  struct property *next;
  char *value;
  /* The name, and then the value, each ended by 0. */
  char text[];
};

struct metadata {
  unsigned references;
  struct property *first;
};

struct metadata *metadata_new(void) {
  struct metadata *metadata = calloc(1, sizeof *metadata);
  if (metadata != NULL)
    metadata->references = 1;
  return metadata;
}

static struct property *find(const struct metadata *metadata, const char *name) {
  for (struct property *each = metadata->first; each != NULL; each = each->next) {
    if (strcasecmp(each->text, name) == 0)
      return each;
  }
  return NULL;
}

int metadata_set(struct metadata *metadata, const char *name, size_t name_size, const void *value, size_t value_size) {
  struct property *property = malloc(sizeof *property + name_size + value_size + 2);
  if (property == NULL)
    return -ENOMEM;
  memcpy(property->text, name, name_size);
  property->text[name_size] = 0;
  property->value = property->text + name_size + 1;
  if (value_size > 0)
    memcpy(property->value, value, value_size);
  property->value[value_size] = 0;
  struct property *earlier = find(metadata, property->text);
  if (earlier != NULL) {
    struct property **link = &metadata->first;
    while (*link != earlier)
      link = &(*link)->next;
    *link = earlier->next;
    free(earlier);
  }
  property->next = metadata->first;
  metadata->first = property;
  return 0;
}

const char *metadata_get(const struct metadata *metadata, const char *name) {
  const struct property *property = find(metadata, name);
  if (property == NULL && strcasecmp(name, "Routing-Id") == 0)
    property = find(metadata, "Identity");
  return property == NULL ? NULL : property->value;
}

struct metadata *metadata_hold(struct metadata *metadata) {
  if (metadata != NULL)
    metadata->references++;
  return metadata;
}

void metadata_release(struct metadata *metadata) {
  if (metadata == NULL || --metadata->references > 0)
    return;
  while (metadata->first != NULL) {
    struct property *property = metadata->first;
    metadata->first = property->next;
    free(property);
  }
  free(metadata);
}
