// The database of hosts, and the errors of looking there: the host's resolver, as far as the policy allows names.
#include "netdb-entries.h"

#include <netdb.h>
#include <stdio.h>

static struct hostent shared_entry;
static struct netdb_shared shared = {.entry = &shared_entry};
static _Thread_local int host_error;

/** Where h_errno is. */
int *__h_errno_location(void) { return &host_error; }

static void convert(const struct netdb_entry *entry, void *into) {
  struct hostent host = {entry->name, entry->aliases, entry->number, entry->other, entry->addresses};
  memcpy(into, &host, sizeof host);
}

static int find(const struct netdb_query *query, struct hostent *entry, struct entry_buffer buffer,
                struct hostent **result, int *failure) {
  int is_found, error = __isthmus_netdb_find(query, convert, entry, buffer, &is_found, failure);
  *result = is_found ? entry : NULL;
  return error;
}

/** The entry of a name, with addresses of a family. Source: gethostbyname(3). */
int gethostbyname2_r(const char *restrict name, int family, struct hostent *restrict entry, char *restrict buffer,
                     size_t size, struct hostent **restrict result, int *restrict failure) {
  struct netdb_query query = {HOST_BY_NAME, family, name, strlen(name), NULL};
  return find(&query, entry, (struct entry_buffer){buffer, size}, result, failure);
}

/** The same for IPv4. Source: gethostbyname(3). */
int gethostbyname_r(const char *restrict name, struct hostent *restrict entry, char *restrict buffer, size_t size,
                    struct hostent **restrict result, int *restrict failure) {
  return gethostbyname2_r(name, AF_INET, entry, buffer, size, result, failure);
}

/** The entry of an address. Source: gethostbyaddr(3). */
int gethostbyaddr_r(const void *restrict address, socklen_t length, int family, struct hostent *restrict entry,
                    char *restrict buffer, size_t size, struct hostent **restrict result, int *restrict failure) {
  struct netdb_query query = {HOST_BY_ADDRESS, family, address, length, NULL};
  return find(&query, entry, (struct entry_buffer){buffer, size}, result, failure);
}

/** The next entry. Source: gethostent(3). */
int gethostent_r(struct hostent *restrict entry, char *restrict buffer, size_t size, struct hostent **restrict result,
                 int *restrict failure) {
  int error = __isthmus_netdb_next(&shared, ALL_HOSTS, convert, entry, (struct entry_buffer){buffer, size}, failure);
  *result = error == 0 ? entry : NULL;
  return error;
}

/** The entry of a name, until the next call, or NULL. Source: gethostbyname(3). */
struct hostent *gethostbyname2(const char *name, int family) {
  struct netdb_query query = {HOST_BY_NAME, family, name, strlen(name), NULL};
  return __isthmus_netdb_find_shared(&query, convert, &shared, &h_errno);
}

/** The same for IPv4. Source: gethostbyname(3). */
struct hostent *gethostbyname(const char *name) {
  return gethostbyname2(name, AF_INET);
}

/** The entry of an address, until the next call, or NULL. Source: gethostbyaddr(3). */
struct hostent *gethostbyaddr(const void *address, socklen_t length, int family) {
  struct netdb_query query = {HOST_BY_ADDRESS, family, address, length, NULL};
  return __isthmus_netdb_find_shared(&query, convert, &shared, &h_errno);
}

/** The next entry, until the next call, or NULL at the end. Source: gethostent(3). */
struct hostent *gethostent(void) {
  return __isthmus_netdb_next_shared(&shared, ALL_HOSTS, convert, &h_errno);
}

/** Starts over. Source: sethostent(3). */
void sethostent(int stay) {
  (void)stay;
  __isthmus_netdb_rewind(&shared);
}

/** Ends the enumeration. Source: endhostent(3). */
void endhostent(void) { __isthmus_netdb_rewind(&shared); }

/** What h_errno says. Source: hstrerror(3). */
const char *hstrerror(int error) {
  static const char *const texts[] = {"Resolver Error 0 (no error)", "Unknown host", "Host name lookup failure",
                                      "Unknown server error", "No address associated with name"};
  if (error < 0)
    return "Resolver internal error";
  return (size_t)error < sizeof texts / sizeof *texts ? texts[error] : "Unknown resolver error";
}

/** Writes what h_errno says to standard error. Source: herror(3). */
void herror(const char *prefix) {
  int is_empty = prefix == NULL || *prefix == '\0';
  fprintf(stderr, "%s%s%s\n", is_empty ? "" : prefix, is_empty ? "" : ": ", hstrerror(h_errno));
}
