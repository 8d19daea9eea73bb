// The database of protocols: the host's, for which no permission is needed.
#include "netdb-entries.h"

#include <netdb.h>

static struct protoent shared_entry;
static struct netdb_shared shared = {.entry = &shared_entry};

static void convert(const struct netdb_entry *entry, void *into) {
  struct protoent protocol = {entry->name, entry->aliases, entry->number};
  memcpy(into, &protocol, sizeof protocol);
}

/** The entry of a name. Source: getprotoent(3). */
int getprotobyname_r(const char *restrict name, struct protoent *restrict entry, char *restrict buffer, size_t size,
                     struct protoent **restrict result) {
  struct netdb_query query = {PROTOCOL_BY_NAME, 0, name, strlen(name), NULL};
  int is_found,
      error = __isthmus_netdb_find(&query, convert, entry, (struct entry_buffer){buffer, size}, &is_found, NULL);
  *result = is_found ? entry : NULL;
  return error;
}

/** The entry of a number. Source: getprotoent(3). */
int getprotobynumber_r(int number, struct protoent *restrict entry, char *restrict buffer, size_t size,
                       struct protoent **restrict result) {
  struct netdb_query query = {PROTOCOL_BY_NUMBER, number, NULL, 0, NULL};
  int is_found,
      error = __isthmus_netdb_find(&query, convert, entry, (struct entry_buffer){buffer, size}, &is_found, NULL);
  *result = is_found ? entry : NULL;
  return error;
}

/** The next entry. Source: getprotoent(3). */
int getprotoent_r(struct protoent *restrict entry, char *restrict buffer, size_t size,
                  struct protoent **restrict result) {
  int error = __isthmus_netdb_next(&shared, ALL_PROTOCOLS, convert, entry, (struct entry_buffer){buffer, size}, NULL);
  *result = error == 0 ? entry : NULL;
  return error;
}

/** The entry of a name, until the next call, or NULL. Source: getprotoent(3). */
struct protoent *getprotobyname(const char *name) {
  struct netdb_query query = {PROTOCOL_BY_NAME, 0, name, strlen(name), NULL};
  return __isthmus_netdb_find_shared(&query, convert, &shared, NULL);
}

/** The entry of a number, until the next call, or NULL. Source: getprotoent(3). */
struct protoent *getprotobynumber(int number) {
  struct netdb_query query = {PROTOCOL_BY_NUMBER, number, NULL, 0, NULL};
  return __isthmus_netdb_find_shared(&query, convert, &shared, NULL);
}

/** The next entry, until the next call, or NULL at the end. Source: getprotoent(3). */
struct protoent *getprotoent(void) {
  return __isthmus_netdb_next_shared(&shared, ALL_PROTOCOLS, convert, NULL);
}

/** Starts over. Source: getprotoent(3). */
void setprotoent(int stay) {
  (void)stay;
  __isthmus_netdb_rewind(&shared);
}

/** Ends the enumeration. Source: getprotoent(3). */
void endprotoent(void) { __isthmus_netdb_rewind(&shared); }
