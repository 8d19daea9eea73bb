// How the host answers about names: what getaddrinfo.c, hosts.c, services.c, protocols.c, networks.c and interfaces.c
// share.
#ifndef ISTHMUS_NETDB_SOURCES_H
#define ISTHMUS_NETDB_SOURCES_H

#include "database.h"
#include "internal.h"

/** The begin of every answer. */
struct netdb_status {
  /** EAI_ value or h_errno. */
  int32_t status;
  /** Linux's. */
  int32_t error;
};

/** An answer in memory of its own, to be freed. */
struct netdb_answer {
  char *bytes;
  size_t size;
};

/** The databases by the number of their first look-up. */
enum netdb_database {
  HOST_BY_NAME,
  HOST_BY_ADDRESS,
  ALL_HOSTS,
  SERVICE_BY_NAME,
  SERVICE_BY_PORT,
  ALL_SERVICES,
  PROTOCOL_BY_NAME,
  PROTOCOL_BY_NUMBER,
  ALL_PROTOCOLS,
  NETWORK_BY_NAME,
  NETWORK_BY_NUMBER,
  ALL_NETWORKS
};

/** What is sought. */
struct netdb_query {
  enum netdb_database database;
  int32_t number;
  const void *key;
  size_t key_size;
  const char *protocol;
};

/** An entry whose strings and lists are in place. */
struct netdb_entry {
  char *name;
  char *protocol;
  char **aliases;
  char **addresses;
  int32_t number;
  int32_t other;
};

/** Makes the caller's kind of struct of an entry. */
typedef void netdb_convert(const struct netdb_entry *entry, void *into);

/** What the functions without a buffer return, and where an enumeration is. */
struct netdb_shared {
  void *entry;
  struct entry_buffer buffer;
  struct netdb_answer all;
  size_t next;
};

/** One call of the host's, with room for an answer. */
typedef int32_t netdb_call(const void *context, void *buffer, size_t size);

/** Calls until there is room for the answer: 0, or minus a Linux errno. */
int __isthmus_netdb_ask(netdb_call *call, const void *context, struct netdb_answer *answer);

/** The functions with a buffer of the caller's: 0, also when there is no such entry, which is_found tells; or the
 * guest's errno. `failure` gets h_errno, where it isn't null. */
int __isthmus_netdb_find(const struct netdb_query *query, netdb_convert *convert, void *entry,
                         struct entry_buffer buffer, int *is_found, int *failure);

/** The functions without one: the shared entry, or NULL. */
void *__isthmus_netdb_find_shared(const struct netdb_query *query, netdb_convert *convert, struct netdb_shared *shared,
                                  int *failure);

/** The next entry of an enumeration: 0, ENOENT at the end, ERANGE, or the guest's errno. */
int __isthmus_netdb_next(struct netdb_shared *shared, enum netdb_database database, netdb_convert *convert, void *entry,
                         struct entry_buffer buffer, int *failure);

/** The same without a buffer: the shared entry, or NULL. */
void *__isthmus_netdb_next_shared(struct netdb_shared *shared, enum netdb_database database, netdb_convert *convert,
                                  int *failure);

/** Starts over. */
void __isthmus_netdb_rewind(struct netdb_shared *shared);

#endif
