// Names and services to addresses and back, by the host's resolver; the policy decides which names it is asked for.
#include "netdb-entries.h"

#include <netdb.h>
#include <stdlib.h>

enum { GIVEN_HOST = 1, GIVEN_SERVICE = 2, GIVEN_HINTS = 4 };

/* What is asked for. */
struct request {
  int32_t given, flags, family, type, protocol;
};

struct question {
  struct request request;
  const char *host;
  const char *service;
};

/* The begin of an answer, and one address of it. */
struct wire_answer {
  struct netdb_status status;
  uint32_t has_name;
};

struct wire_address {
  int32_t flags, family, type, protocol;
  uint32_t length;
  char address[sizeof(struct sockaddr_in6)];
};

/* A result with its address behind it. */
struct result {
  struct addrinfo info;
  struct sockaddr_storage address;
};

static int32_t call_getaddrinfo(const void *context, void *buffer, size_t size) {
  const struct question *question = context;
  return __isthmus_getaddrinfo(&question->request, BUFFER(question->host, strlen(question->host)),
                               BUFFER(question->service, strlen(question->service)), BUFFER(buffer, size));
}

static int system_error(int linux_errno) {
  errno = __isthmus_errno(linux_errno);
  return EAI_SYSTEM;
}

/** What EAI_ value a call that failed means. */
static int failure(int32_t result) { return result == -LINUX_ENOMEM ? EAI_MEMORY : system_error(-result); }

static struct addrinfo *result_of(const struct wire_address *wire) {
  struct result *result = calloc(1, sizeof *result);
  if (result == NULL)
    return NULL;
  memcpy(&result->address, wire->address, sizeof wire->address);
  result->info.ai_flags = wire->flags;
  result->info.ai_family = wire->family;
  result->info.ai_socktype = wire->type;
  result->info.ai_protocol = wire->protocol;
  result->info.ai_addrlen = wire->length;
  result->info.ai_addr = (struct sockaddr *)&result->address;
  return &result->info;
}

/** Makes the list of an answer that tells of success: 0, or EAI_MEMORY. */
static int make_list(const struct netdb_answer *answer, struct addrinfo **list) {
  const struct wire_answer *head = (const struct wire_answer *)answer->bytes;
  const struct wire_address *wire = (const struct wire_address *)(head + 1);
  const char *end = answer->bytes + answer->size;
  struct addrinfo *first = NULL, **next = &first;
  for (; (size_t)(end - (const char *)wire) > sizeof *wire; wire++) {
    /* Longer than an address is only a name at the end. */
    if (wire->family != AF_INET && wire->family != AF_INET6)
      break;
    *next = result_of(wire);
    if (*next == NULL) {
      freeaddrinfo(first);
      return EAI_MEMORY;
    }
    next = &(*next)->ai_next;
  }
  if (head->has_name && first != NULL && (first->ai_canonname = strdup((const char *)wire)) == NULL) {
    freeaddrinfo(first);
    return EAI_MEMORY;
  }
  *list = first;
  return 0;
}

/** Addresses of a host and a service; blocks. Source: getaddrinfo(3). */
int getaddrinfo(const char *restrict host, const char *restrict service, const struct addrinfo *restrict hints,
                struct addrinfo **restrict list) {
  struct question question = {.host = host == NULL ? "" : host, .service = service == NULL ? "" : service};
  question.request.given =
      (host == NULL ? 0 : GIVEN_HOST) | (service == NULL ? 0 : GIVEN_SERVICE) | (hints == NULL ? 0 : GIVEN_HINTS);
  if (hints != NULL) {
    question.request.flags = hints->ai_flags;
    question.request.family = hints->ai_family;
    question.request.type = hints->ai_socktype;
    question.request.protocol = hints->ai_protocol;
  }
  struct netdb_answer answer;
  int32_t called = __isthmus_netdb_ask(call_getaddrinfo, &question, &answer);
  if (called < 0)
    return failure(called);
  struct netdb_status status;
  memcpy(&status, answer.bytes, sizeof status);
  int result = status.status;
  if (result == EAI_SYSTEM)
    result = system_error(status.error);
  else if (result == 0)
    result = make_list(&answer, list);
  free(answer.bytes);
  return result;
}

/** Frees a list, or the rest of one. Source: freeaddrinfo(3). */
void freeaddrinfo(struct addrinfo *list) {
  while (list != NULL) {
    struct addrinfo *next = list->ai_next;
    free(list->ai_canonname);
    free(list);
    list = next;
  }
}

struct named {
  const struct sockaddr *address;
  socklen_t length;
  int flags;
};

static int32_t call_getnameinfo(const void *context, void *buffer, size_t size) {
  const struct named *named = context;
  return __isthmus_getnameinfo(BUFFER(named->address, named->length), named->flags, BUFFER(buffer, size));
}

/** Copies a name to whoever wants it: 0, or EAI_OVERFLOW. */
static int copy_name(const char *name, char *into, socklen_t size) {
  if (into == NULL || size == 0)
    return 0;
  if (strlen(name) >= size)
    return EAI_OVERFLOW;
  strcpy(into, name);
  return 0;
}

/** Names of an address's host and service; blocks. Source: getnameinfo(3). */
int getnameinfo(const struct sockaddr *restrict address, socklen_t length, char *restrict host, socklen_t host_size,
                char *restrict service, socklen_t service_size, int flags) {
  if ((flags & NI_NAMEREQD) && host == NULL && service == NULL)
    return EAI_NONAME;
  int wants_host = host != NULL && host_size > 0;
  /* Nobody needs to look for what nobody wants. */
  struct named named = {address, length, wants_host ? flags : (flags & ~NI_NAMEREQD) | NI_NUMERICHOST};
  struct netdb_answer answer;
  int32_t called = __isthmus_netdb_ask(call_getnameinfo, &named, &answer);
  if (called < 0)
    return failure(called);
  struct netdb_status status;
  memcpy(&status, answer.bytes, sizeof status);
  const char *name = answer.bytes + sizeof status;
  int result = status.status;
  if (result == EAI_SYSTEM)
    result = system_error(status.error);
  if (result == 0)
    result = copy_name(name, host, host_size);
  if (result == 0)
    result = copy_name(name + strlen(name) + 1, service, service_size);
  free(answer.bytes);
  return result;
}

/** What an EAI_ value says. Source: gai_strerror(3). */
const char *gai_strerror(int error) {
  switch (error) {
  case EAI_ADDRFAMILY:
    return "Address family for hostname not supported";
  case EAI_AGAIN:
    return "Temporary failure in name resolution";
  case EAI_BADFLAGS:
    return "Bad value for ai_flags";
  case EAI_FAIL:
    return "Non-recoverable failure in name resolution";
  case EAI_FAMILY:
    return "ai_family not supported";
  case EAI_MEMORY:
    return "Memory allocation failure";
  case EAI_NODATA:
    return "No address associated with hostname";
  case EAI_NONAME:
    return "Name or service not known";
  case EAI_SERVICE:
    return "Servname not supported for ai_socktype";
  case EAI_SOCKTYPE:
    return "ai_socktype not supported";
  case EAI_SYSTEM:
    return "System error";
  case EAI_OVERFLOW:
    return "Result too large for supplied buffer";
  case EAI_INPROGRESS:
    return "Processing request in progress";
  case EAI_CANCELED:
    return "Request canceled";
  case EAI_NOTCANCELED:
    return "Request not canceled";
  case EAI_ALLDONE:
    return "All requests done";
  case EAI_INTR:
    return "Interrupted by a signal";
  case EAI_IDN_ENCODE:
    return "Parameter string not correctly encoded";
  default:
    return "Unknown error";
  }
}
