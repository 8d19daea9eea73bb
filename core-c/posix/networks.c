// The database of networks: the host's, as far as the policy allows names.
#include "netdb-entries.h"

#include <netdb.h>

static struct netent shared_entry;
static struct netdb_shared shared = {.entry = &shared_entry};

static void convert(const struct netdb_entry *entry, void *into) {
  struct netent network = {entry->name, entry->aliases, entry->other, (uint32_t)entry->number};
  memcpy(into, &network, sizeof network);
}

/** The entry of a name. Source: getnetent(3). */
int getnetbyname_r(const char *restrict name, struct netent *restrict entry, char *restrict buffer, size_t size,
                   struct netent **restrict result, int *restrict failure) {
  struct netdb_query query = {NETWORK_BY_NAME, 0, name, strlen(name), NULL};
  int is_found,
      error = __isthmus_netdb_find(&query, convert, entry, (struct entry_buffer){buffer, size}, &is_found, failure);
  *result = is_found ? entry : NULL;
  return error;
}

/** The entry of a number. Source: getnetent(3). */
int getnetbyaddr_r(uint32_t network, int family, struct netent *restrict entry, char *restrict buffer, size_t size,
                   struct netent **restrict result, int *restrict failure) {
  struct netdb_query query = {NETWORK_BY_NUMBER, (int32_t)network, &family, sizeof family, NULL};
  int is_found,
      error = __isthmus_netdb_find(&query, convert, entry, (struct entry_buffer){buffer, size}, &is_found, failure);
  *result = is_found ? entry : NULL;
  return error;
}

/** The next entry. Source: getnetent(3). */
int getnetent_r(struct netent *restrict entry, char *restrict buffer, size_t size, struct netent **restrict result,
                int *restrict failure) {
  int error = __isthmus_netdb_next(&shared, ALL_NETWORKS, convert, entry, (struct entry_buffer){buffer, size}, failure);
  *result = error == 0 ? entry : NULL;
  return error;
}

/** The entry of a name, until the next call, or NULL. Source: getnetent(3). */
struct netent *getnetbyname(const char *name) {
  struct netdb_query query = {NETWORK_BY_NAME, 0, name, strlen(name), NULL};
  return __isthmus_netdb_find_shared(&query, convert, &shared, &h_errno);
}

/** The entry of a number, until the next call, or NULL. Source: getnetent(3). */
struct netent *getnetbyaddr(uint32_t network, int family) {
  struct netdb_query query = {NETWORK_BY_NUMBER, (int32_t)network, &family, sizeof family, NULL};
  return __isthmus_netdb_find_shared(&query, convert, &shared, &h_errno);
}

/** The next entry, until the next call, or NULL at the end. Source: getnetent(3). */
struct netent *getnetent(void) {
  return __isthmus_netdb_next_shared(&shared, ALL_NETWORKS, convert, &h_errno);
}

/** Starts over. Source: getnetent(3). */
void setnetent(int stay) {
  (void)stay;
  __isthmus_netdb_rewind(&shared);
}

/** Ends the enumeration. Source: getnetent(3). */
void endnetent(void) { __isthmus_netdb_rewind(&shared); }
