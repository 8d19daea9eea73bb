// The database of services: the host's, for which no permission is needed.
#include "netdb-entries.h"

#include <netdb.h>

static struct servent shared_entry;
static struct netdb_shared shared = {.entry = &shared_entry};

static void convert(const struct netdb_entry *entry, void *into) {
  struct servent service = {entry->name, entry->aliases, entry->number, entry->protocol};
  memcpy(into, &service, sizeof service);
}

/** The entry of a name. Source: getservent(3). */
int getservbyname_r(const char *restrict name, const char *restrict protocol, struct servent *restrict entry,
                    char *restrict buffer, size_t size, struct servent **restrict result) {
  struct netdb_query query = {SERVICE_BY_NAME, 0, name, strlen(name), protocol};
  int is_found,
      error = __isthmus_netdb_find(&query, convert, entry, (struct entry_buffer){buffer, size}, &is_found, NULL);
  *result = is_found ? entry : NULL;
  return error;
}

/** The entry of a number. Source: getservent(3). */
int getservbyport_r(int port, const char *restrict protocol, struct servent *restrict entry, char *restrict buffer,
                    size_t size, struct servent **restrict result) {
  struct netdb_query query = {SERVICE_BY_PORT, port, NULL, 0, protocol};
  int is_found,
      error = __isthmus_netdb_find(&query, convert, entry, (struct entry_buffer){buffer, size}, &is_found, NULL);
  *result = is_found ? entry : NULL;
  return error;
}

/** The next entry. Source: getservent(3). */
int getservent_r(struct servent *restrict entry, char *restrict buffer, size_t size, struct servent **restrict result) {
  int error = __isthmus_netdb_next(&shared, ALL_SERVICES, convert, entry, (struct entry_buffer){buffer, size}, NULL);
  *result = error == 0 ? entry : NULL;
  return error;
}

/** The entry of a name, until the next call, or NULL. Source: getservent(3). */
struct servent *getservbyname(const char *name, const char *protocol) {
  struct netdb_query query = {SERVICE_BY_NAME, 0, name, strlen(name), protocol};
  return __isthmus_netdb_find_shared(&query, convert, &shared, NULL);
}

/** The entry of a number, until the next call, or NULL. Source: getservent(3). */
struct servent *getservbyport(int port, const char *protocol) {
  struct netdb_query query = {SERVICE_BY_PORT, port, NULL, 0, protocol};
  return __isthmus_netdb_find_shared(&query, convert, &shared, NULL);
}

/** The next entry, until the next call, or NULL at the end. Source: getservent(3). */
struct servent *getservent(void) {
  return __isthmus_netdb_next_shared(&shared, ALL_SERVICES, convert, NULL);
}

/** Starts over. Source: getservent(3). */
void setservent(int stay) {
  (void)stay;
  __isthmus_netdb_rewind(&shared);
}

/** Ends the enumeration. Source: getservent(3). */
void endservent(void) { __isthmus_netdb_rewind(&shared); }
