// Asks for names and interfaces that the policy keeps away, hands hostile buffers to those calls, and watches files
// beyond the preopens. Arguments: "none", "localhost" (which alone is allowed) or "everything but localhost", and the
// directory outside.
#define _GNU_SOURCE 1
#include "attempt.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <isthmus/imports.h>
#include <net/if.h>
#include <netdb.h>
#include <sys/inotify.h>
#include <sys/socket.h>

static int ask(const char *host, int flags) {
  struct addrinfo hints = {.ai_flags = flags}, *list = NULL;
  int result = getaddrinfo(host, "80", &hints, &list);
  if (result == 0)
    freeaddrinfo(list);
  return result;
}

static void expect(int is, int wanted, int line) {
  if (is == wanted)
    return;
  printf("line %d: %d instead of %d\n", line, is, wanted);
  exit(1);
}
#define EXPECT(is, wanted) expect(is, wanted, __LINE__)

/* By no call is this name looked up; that there is no such name, or no server, would be another answer. */
static void out_of_reach(const char *host) {
  struct hostent entry, *result;
  char buffer[512];
  int failure = 0;
  EXPECT(ask(host, 0), EAI_FAIL);
  EXPECT(ask(host, AI_CANONNAME | AI_V4MAPPED), EAI_FAIL);
  EXPECT(gethostbyname(host) == NULL && h_errno == NO_RECOVERY, 1);
  EXPECT(gethostbyname2(host, AF_INET6) == NULL && h_errno == NO_RECOVERY, 1);
  EXPECT(gethostbyname_r(host, &entry, buffer, sizeof buffer, &result, &failure) != 0, 1);
  EXPECT(result == NULL && failure == NO_RECOVERY, 1);
  EXPECT(getnetbyname(host) == NULL, 1);
}

/* Numbers, services and protocols are nobody's secret. */
static void open_to_all(void) {
  EXPECT(ask("127.0.0.1", 0), 0);
  EXPECT(ask("::1", AI_NUMERICHOST), 0);
  EXPECT(ask(NULL, AI_PASSIVE), 0);
  EXPECT(ask("example.com", AI_NUMERICHOST), EAI_NONAME);
  EXPECT(gethostbyname("127.0.0.1") != NULL, 1);
  EXPECT(getprotobyname("tcp") != NULL, 1);
  EXPECT(getservbyname("http", "tcp") != NULL, 1);
}

static void reverse(const char *host, int is_allowed) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(80)};
  char name[NI_MAXHOST];
  inet_pton(AF_INET, host, &address.sin_addr);
  EXPECT(getnameinfo((struct sockaddr *)&address, sizeof address, name, sizeof name, NULL, 0, 0), 0);
  EXPECT(strcmp(name, host) != 0, is_allowed);
  if (is_allowed)
    return;
  EXPECT(getnameinfo((struct sockaddr *)&address, sizeof address, name, sizeof name, NULL, 0, NI_NAMEREQD), EAI_NONAME);
  EXPECT(gethostbyaddr(&address.sin_addr, 4, AF_INET) == NULL, 1);
}

static void no_interfaces(void) {
  struct ifaddrs *list;
  EXPECT(getifaddrs(&list), -1);
  EXPECT(errno, EACCES);
  EXPECT(if_nameindex() == NULL, 1);
  EXPECT((int)if_nametoindex("lo"), 0);
}

#define OUTSIDE ((void *)(uintptr_t)0xfffffff0u)
#define BACK 0xfffffff0u

/* No name hides behind a NUL, no buffer leads out of memory. */
static void hostile(void) {
  enum { FAULT = 14, INVALID = 22 };
  static const char hidden[] = "example.com\0.localhost";
  int32_t request[5] = {1};
  char answer[4096];
  EXPECT(__isthmus_import_getaddrinfo(request, hidden, sizeof hidden - 1, "", 0, answer, sizeof answer) < 0, 1);
  EXPECT(__isthmus_import_netdb(0, AF_INET, hidden, sizeof hidden - 1, "", 0, answer, sizeof answer), -INVALID);
  EXPECT(__isthmus_import_getaddrinfo(OUTSIDE, "", 0, "", 0, answer, sizeof answer), -FAULT);
  EXPECT(__isthmus_import_getaddrinfo(NULL, "", 0, "", 0, answer, sizeof answer), -FAULT);
  EXPECT(__isthmus_import_getaddrinfo(request, OUTSIDE, 64, "", 0, answer, sizeof answer), -FAULT);
  EXPECT(__isthmus_import_getaddrinfo(request, "", BACK, "", 0, answer, sizeof answer), -INVALID);
  EXPECT(__isthmus_import_getaddrinfo(request, "127.0.0.1", 9, "", 0, OUTSIDE, sizeof answer), -FAULT);
  EXPECT(__isthmus_import_getaddrinfo(request, "127.0.0.1", 9, "", 0, answer, 0) > 0, 1);
  EXPECT(__isthmus_import_getnameinfo(OUTSIDE, 16, 0, answer, sizeof answer), -FAULT);
  EXPECT(__isthmus_import_getnameinfo(answer, 4096, 0, answer, sizeof answer), -INVALID);
  EXPECT(__isthmus_import_netdb(3, 0, OUTSIDE, 16, "", 0, answer, sizeof answer), -FAULT);
  EXPECT(__isthmus_import_netdb(5, 0, "", 0, "", 0, OUTSIDE, BACK), -FAULT);
  for (int database = -3; database < 20; database++)
    for (int size = 0; size < 20; size++)
      __isthmus_import_netdb(database, size, request, (size_t)size, "", 0, answer, sizeof answer);
  for (int size = 0; size < 128; size++) {
    memset(answer, 0, sizeof answer);
    answer[0] = AF_INET6;
    __isthmus_import_getnameinfo(answer, (size_t)size, 1, answer, sizeof answer);
  }
}

static void watches(const char *outside) {
  int queue = inotify_init1(IN_NONBLOCK);
  char path[4096];
  allowed(inotify_add_watch(queue, ".", IN_CREATE));
  allowed(inotify_add_watch(queue, "/read-only", IN_CREATE));
  allowed(inotify_add_watch(queue, "/read-only/file", IN_MODIFY));
  allowed(inotify_add_watch(queue, "out", IN_DONT_FOLLOW | IN_DELETE_SELF));
  const char *const names[] = {outside,
                               "..",
                               "../outside",
                               "out",
                               "absolute",
                               "up",
                               "/",
                               "/dev/null",
                               "/dev/zero",
                               "/proc",
                               "/proc/self",
                               "/proc/self/exe",
                               "/proc/self/fd/0",
                               "/etc",
                               "/etc/passwd",
                               "/tmp",
                               "procself",
                               "/read-only/out",
                               "/read-only/..",
                               "/dev"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    refused(inotify_add_watch(queue, names[i], IN_ALL_EVENTS));
    snprintf(path, sizeof path, "%s/", names[i]);
    refused(inotify_add_watch(queue, path, IN_ALL_EVENTS));
  }
  snprintf(path, sizeof path, "%s/canary", outside);
  refused(inotify_add_watch(queue, path, IN_ALL_EVENTS));
  refused(inotify_add_watch(0, ".", IN_ALL_EVENTS));
  refused(__isthmus_import_inotify_add_watch(queue, OUTSIDE, 64, IN_CREATE) < 0 ? -1 : 0);
  refused(inotify_add_watch(queue, NULL, IN_ALL_EVENTS));
  refused(__isthmus_import_inotify_add_watch(queue, ".", 0x7fffffff, IN_CREATE) < 0 ? -1 : 0);
  refused(inotify_rm_watch(queue, 1000));
  refused(inotify_rm_watch(0, 1));
  close(queue);
}

int main(int argc, char **argv) {
  const char *which = argc > 1 ? argv[1] : "none";
  open_to_all();
  if (strcmp(which, "none") == 0) {
    out_of_reach("localhost");
    out_of_reach("example.com");
    no_interfaces();
    reverse("127.0.0.1", 0);
    EXPECT(gethostent() == NULL, 1);
    EXPECT(getnetent() == NULL, 1);
  } else if (strcmp(which, "localhost") == 0) {
    EXPECT(ask("localhost", 0), 0);
    EXPECT(ask("LocalHost", 0), 0);
    out_of_reach("example.com");
    out_of_reach("localhost.example.com");
    out_of_reach("xlocalhost");
    out_of_reach("");
    reverse("127.0.0.1", 1);
    reverse("192.0.2.1", 0);
    EXPECT(gethostent() == NULL, 1);
  } else {
    out_of_reach("localhost");
    out_of_reach("LOCALHOST.");
  }
  hostile();
  watches(argv[2]);
  printf("contained\n");
  return 0;
}
