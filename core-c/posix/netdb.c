// Answers of the host about names, and entries of databases in memory of the guest. What is asked is up to the sources
// of each database.
#include "netdb-entries.h"

#include <netdb.h>
#include <stdlib.h>

enum { FIRST_SIZE = 4096, GROWN = 1024 };

/* An entry as it comes; addresses, name, protocol and aliases follow. */
struct wire_entry {
  uint32_t size;
  int32_t number;
  int32_t other;
  uint32_t aliases;
  uint32_t addresses;
};

int __isthmus_netdb_ask(netdb_call *call, const void *context, struct netdb_answer *answer) {
  *answer = (struct netdb_answer){NULL, FIRST_SIZE};
  for (;;) {
    char *bytes = realloc(answer->bytes, answer->size);
    int32_t size = bytes == NULL ? -LINUX_ENOMEM : call(context, bytes, answer->size);
    if (bytes != NULL)
      answer->bytes = bytes;
    if (size < 0) {
      free(answer->bytes);
      answer->bytes = NULL;
      return size;
    }
    if ((size_t)size <= answer->size) {
      answer->size = (size_t)size;
      return 0;
    }
    /* It may be longer the next time. */
    answer->size = (size_t)size + GROWN;
  }
}

static int32_t call_netdb(const void *context, void *buffer, size_t size) {
  const struct netdb_query *query = context;
  const char *protocol = query->protocol == NULL ? "" : query->protocol;
  return __isthmus_netdb(query->database, query->number, BUFFER(query->key, query->key_size),
                         BUFFER(protocol, strlen(protocol)), BUFFER(buffer, size));
}

/** Takes room from a buffer; NULL when there is too little. */
static void *take(struct entry_buffer *buffer, size_t size, size_t alignment) {
  size_t skip = -(uintptr_t)buffer->start & (alignment - 1);
  if (buffer->size < skip || buffer->size - skip < size)
    return NULL;
  void *taken = buffer->start + skip;
  buffer->start += skip + size;
  buffer->size -= skip + size;
  return taken;
}

/** Puts strings and lists of an entry into a buffer: 0, or ERANGE. */
static int place(const struct wire_entry *wire, struct entry_buffer buffer, struct netdb_entry *entry) {
  size_t lists = sizeof(char *) * (wire->aliases + 1 + wire->addresses + 1);
  char **list = take(&buffer, lists, sizeof(char *));
  size_t size = wire->size - sizeof *wire;
  char *bytes = list == NULL ? NULL : take(&buffer, size, sizeof(uint32_t));
  if (bytes == NULL)
    return ERANGE;
  memcpy(bytes, wire + 1, size);
  *entry = (struct netdb_entry){.aliases = list, .number = wire->number, .other = wire->other};
  entry->addresses = list + wire->aliases + 1;
  for (uint32_t i = 0; i < wire->addresses; i++, bytes += wire->other)
    entry->addresses[i] = bytes;
  entry->addresses[wire->addresses] = NULL;
  entry->name = bytes;
  entry->protocol = entry->name + strlen(entry->name) + 1;
  char *alias = entry->protocol + strlen(entry->protocol) + 1;
  for (uint32_t i = 0; i < wire->aliases; i++, alias += strlen(alias) + 1)
    list[i] = alias;
  list[wire->aliases] = NULL;
  return 0;
}

static void tell(int *failure, int value) {
  if (failure != NULL)
    *failure = value;
}

int __isthmus_netdb_find(const struct netdb_query *query, netdb_convert *convert, void *entry,
                         struct entry_buffer buffer, int *is_found, int *failure) {
  struct netdb_answer answer;
  *is_found = 0;
  int error = __isthmus_error(__isthmus_netdb_ask(call_netdb, query, &answer));
  if (error != 0) {
    tell(failure, NETDB_INTERNAL);
    return error;
  }
  struct netdb_status status;
  memcpy(&status, answer.bytes, sizeof status);
  tell(failure, status.status);
  if (answer.size > sizeof status) {
    struct netdb_entry found;
    error = place((const struct wire_entry *)(answer.bytes + sizeof status), buffer, &found);
    if (error == 0)
      convert(&found, entry);
    else
      tell(failure, NETDB_INTERNAL);
    *is_found = error == 0;
  } else if (status.error != 0) {
    error = __isthmus_errno(status.error);
  }
  free(answer.bytes);
  return error;
}

void *__isthmus_netdb_find_shared(const struct netdb_query *query, netdb_convert *convert, struct netdb_shared *shared,
                                  int *failure) {
  int is_found, error;
  while ((error = __isthmus_netdb_find(query, convert, shared->entry, shared->buffer, &is_found, failure)) == ERANGE)
    if (__isthmus_grow(&shared->buffer) != 0)
      break;
  if (error != 0)
    errno = error;
  return is_found ? shared->entry : NULL;
}

int __isthmus_netdb_next(struct netdb_shared *shared, enum netdb_database database, netdb_convert *convert, void *entry,
                         struct entry_buffer buffer, int *failure) {
  if (shared->all.bytes == NULL) {
    struct netdb_query query = {.database = database};
    int error = __isthmus_error(__isthmus_netdb_ask(call_netdb, &query, &shared->all));
    if (error != 0) {
      tell(failure, NETDB_INTERNAL);
      return error;
    }
    shared->next = sizeof(struct netdb_status);
  }
  if (shared->next >= shared->all.size) {
    const struct netdb_status *status = (const struct netdb_status *)shared->all.bytes;
    tell(failure, status->status != 0 ? status->status : HOST_NOT_FOUND);
    return status->error != 0 ? __isthmus_errno(status->error) : ENOENT;
  }
  const struct wire_entry *wire = (const struct wire_entry *)(shared->all.bytes + shared->next);
  struct netdb_entry found;
  int error = place(wire, buffer, &found);
  if (error != 0) {
    tell(failure, NETDB_INTERNAL);
    return error;
  }
  shared->next += wire->size;
  convert(&found, entry);
  return 0;
}

void *__isthmus_netdb_next_shared(struct netdb_shared *shared, enum netdb_database database, netdb_convert *convert,
                                  int *failure) {
  int error;
  while ((error = __isthmus_netdb_next(shared, database, convert, shared->entry, shared->buffer, failure)) == ERANGE)
    if (__isthmus_grow(&shared->buffer) != 0)
      break;
  if (error != 0 && error != ENOENT)
    errno = error;
  return error == 0 ? shared->entry : NULL;
}

void __isthmus_netdb_rewind(struct netdb_shared *shared) {
  free(shared->all.bytes);
  shared->all.bytes = NULL;
}
