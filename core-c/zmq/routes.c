// The table of routing ids.
#include "routes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

void routes_init(struct routes *routes) {
  uint32_t random[2] = {0};
  // Without randomness ids still differ from one another; they may only repeat those of an earlier process.
  if (getentropy(random, sizeof random) == 0) {
    routes->seed = random[0];
    routes->next_number = random[1];
  }
}

static uint32_t hash_of(const struct routes *routes, const uint8_t *id, size_t size) {
  uint32_t hash = 2166136261u ^ routes->seed;
  for (size_t i = 0; i < size; i++)
    hash = (hash ^ id[i]) * 16777619u;
  return hash ^ hash >> 15;
}

struct route *routes_find(const struct routes *routes, const void *id, size_t size) {
  if (routes->size == 0)
    return NULL;
  uint32_t hash = hash_of(routes, id, size);
  struct route *route = routes->buckets[hash & (routes->bucket_count - 1)];
  while (route != NULL && (route->hash != hash || route->size != size || memcmp(route->id, id, size) != 0))
    route = route->next;
  return route;
}

static bool grow(struct routes *routes) {
  uint32_t count = routes->bucket_count == 0 ? 16 : 2 * routes->bucket_count;
  struct route **buckets = calloc(count, sizeof(struct route *));
  if (buckets == NULL)
    return false;
  for (uint32_t i = 0; i < routes->bucket_count; i++) {
    while (routes->buckets[i] != NULL) {
      struct route *route = routes->buckets[i];
      routes->buckets[i] = route->next;
      route->next = buckets[route->hash & (count - 1)];
      buckets[route->hash & (count - 1)] = route;
    }
  }
  free(routes->buckets);
  routes->buckets = buckets;
  routes->bucket_count = count;
  return true;
}

int routes_add(struct routes *routes, struct pipe *pipe, const void *id, size_t size) {
  if (routes->size == routes->bucket_count && !grow(routes))
    return -ENOMEM;
  struct route *route = malloc(sizeof *route);
  if (route == NULL)
    return -ENOMEM;
  route->pipe = pipe;
  route->hash = hash_of(routes, id, size);
  route->size = (uint8_t)size;
  memcpy(route->id, id, size);
  struct route **bucket = &routes->buckets[route->hash & (routes->bucket_count - 1)];
  route->next = *bucket;
  *bucket = route;
  routes->size++;
  pipe->pattern_data = route;
  return 0;
}

int routes_add_new(struct routes *routes, struct pipe *pipe) {
  uint8_t id[5];
  do {
    uint32_t number = routes->next_number++;
    id[0] = 0;
    id[1] = (uint8_t)(number >> 24);
    id[2] = (uint8_t)(number >> 16);
    id[3] = (uint8_t)(number >> 8);
    id[4] = (uint8_t)number;
  } while (routes_find(routes, id, sizeof id) != NULL);
  return routes_add(routes, pipe, id, sizeof id);
}

void routes_remove(struct routes *routes, struct pipe *pipe) {
  struct route *route = pipe->pattern_data;
  if (route == NULL)
    return;
  struct route **link = &routes->buckets[route->hash & (routes->bucket_count - 1)];
  while (*link != route)
    link = &(*link)->next;
  *link = route->next;
  free(route);
  routes->size--;
  pipe->pattern_data = NULL;
}

bool routes_any(const struct routes *routes, bool (*test)(struct pipe *pipe)) {
  for (uint32_t i = 0; i < routes->bucket_count; i++) {
    for (struct route *route = routes->buckets[i]; route != NULL; route = route->next) {
      if (test(route->pipe))
        return true;
    }
  }
  return false;
}

int routes_frame(struct message *frame, const struct pipe *pipe, const struct message *before) {
  const struct route *route = pipe->pattern_data;
  int result = message_init_buffer(frame, route->id, route->size);
  if (result < 0)
    return result;
  frame->flags = MESSAGE_MORE;
  frame->source_fd = before->source_fd;
  message_set_metadata(frame, before->metadata);
  return 0;
}

void routes_destroy(struct routes *routes) {
  for (uint32_t i = 0; i < routes->bucket_count; i++) {
    while (routes->buckets[i] != NULL)
      routes_remove(routes, routes->buckets[i]->pipe);
  }
  free(routes->buckets);
}
