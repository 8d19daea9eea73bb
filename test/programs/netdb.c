// isthmus: --allow-net
// Names and services by the host's resolver: getaddrinfo with every flag that needs no name server, getnameinfo, and
// the databases of hosts, services, protocols and networks.
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static const char *address_text(const struct sockaddr *address) {
  static char text[80];
  char host[INET6_ADDRSTRLEN];
  if (address->sa_family == AF_INET) {
    const struct sockaddr_in *inet = (const struct sockaddr_in *)address;
    snprintf(text, sizeof text, "%s port %d", inet_ntop(AF_INET, &inet->sin_addr, host, sizeof host),
             ntohs(inet->sin_port));
  } else {
    const struct sockaddr_in6 *inet = (const struct sockaddr_in6 *)address;
    snprintf(text, sizeof text, "%s port %d scope %u", inet_ntop(AF_INET6, &inet->sin6_addr, host, sizeof host),
             ntohs(inet->sin6_port), inet->sin6_scope_id);
  }
  return text;
}

static void forward(const char *host, const char *service, const struct addrinfo *hints) {
  struct addrinfo *list = NULL;
  errno = 0;
  int result = getaddrinfo(host, service, hints, &list);
  printf("%s %s", host == NULL ? "(none)" : host, service == NULL ? "(none)" : service);
  if (hints != NULL)
    printf(" flags %x family %d type %d protocol %d", hints->ai_flags, hints->ai_family, hints->ai_socktype,
           hints->ai_protocol);
  printf(": %d", result);
  if (result != 0)
    printf(" %s\n", gai_strerror(result));
  else
    printf("\n");
  for (struct addrinfo *one = result == 0 ? list : NULL; one != NULL; one = one->ai_next)
    printf("  flags %x family %d type %d protocol %d length %d %s name %s\n", one->ai_flags, one->ai_family,
           one->ai_socktype, one->ai_protocol, (int)one->ai_addrlen, address_text(one->ai_addr),
           one->ai_canonname == NULL ? "-" : one->ai_canonname);
  if (result == 0)
    freeaddrinfo(list);
}

static void all_forward(void) {
  static const char *const hosts[] = {NULL,         "127.0.0.1", "::1",    "localhost",
                                      "fe80::1%lo", "1.2",       "0x7f.1", "::ffff:1.2.3.4"};
  static const char *const services[] = {NULL, "80", "http", "domain", "no-such-service", "70000", "ssh"};
  static const int flags[] = {0,
                              AI_PASSIVE,
                              AI_CANONNAME,
                              AI_NUMERICHOST,
                              AI_NUMERICSERV,
                              AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                              AI_V4MAPPED,
                              AI_V4MAPPED | AI_ALL,
                              0x10000};
  static const int families[] = {AF_UNSPEC, AF_INET, AF_INET6, AF_UNIX};
  static const int types[] = {0, SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET};
  for (size_t h = 0; h < sizeof hosts / sizeof *hosts; h++)
    for (size_t s = 0; s < sizeof services / sizeof *services; s++)
      forward(hosts[h], services[s], NULL);
  for (size_t h = 0; h < sizeof hosts / sizeof *hosts; h++)
    for (size_t f = 0; f < sizeof flags / sizeof *flags; f++)
      for (size_t a = 0; a < sizeof families / sizeof *families; a++) {
        struct addrinfo hints = {.ai_flags = flags[f], .ai_family = families[a], .ai_socktype = SOCK_STREAM};
        forward(hosts[h], "80", &hints);
      }
  for (size_t t = 0; t < sizeof types / sizeof *types; t++)
    for (int protocol = 0; protocol < 20; protocol++) {
      struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = types[t], .ai_protocol = protocol};
      forward("127.0.0.1", "http", &hints);
      forward("127.0.0.1", NULL, &hints);
    }
  struct addrinfo numeric = {.ai_flags = AI_NUMERICHOST};
  forward("localhost", NULL, &numeric);
  forward("", "80", NULL);
  struct addrinfo *list = NULL, canonical = {.ai_flags = AI_CANONNAME};
  forward(NULL, "80", &canonical);
  if (getaddrinfo("127.0.0.1", "80", NULL, &list) == 0)
    freeaddrinfo(list);
}

static void back(const struct sockaddr *address, socklen_t length, int flags, socklen_t host_size,
                 socklen_t service_size) {
  char host[NI_MAXHOST] = "unchanged", service[NI_MAXSERV] = "unchanged";
  int result = getnameinfo(address, length, host, host_size, service, service_size, flags);
  printf("flags %x sizes %d %d: %d %s %s %s\n", flags, (int)host_size, (int)service_size, result,
         result == 0 || result == EAI_OVERFLOW ? "" : gai_strerror(result), result == 0 || host_size == 0 ? host : "-",
         result == 0 || service_size == 0 ? service : "-");
}

static void all_back(void) {
  struct sockaddr_in inet = {.sin_family = AF_INET, .sin_port = htons(53), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct sockaddr_in6 inet6 = {.sin6_family = AF_INET6, .sin6_port = htons(514), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  for (int flags = 0; flags < 64; flags++) {
    back((struct sockaddr *)&inet, sizeof inet, flags, NI_MAXHOST, NI_MAXSERV);
    back((struct sockaddr *)&inet6, sizeof inet6, flags, NI_MAXHOST, NI_MAXSERV);
  }
  for (int flags = 0; flags < 10; flags++) {
    back((struct sockaddr *)&inet, sizeof inet, flags, 0, NI_MAXSERV);
    back((struct sockaddr *)&inet, sizeof inet, flags, NI_MAXHOST, 0);
    back((struct sockaddr *)&inet, sizeof inet, flags, 0, 0);
    back((struct sockaddr *)&inet, sizeof inet, flags, 3, NI_MAXSERV);
    back((struct sockaddr *)&inet, sizeof inet, flags, NI_MAXHOST, 2);
  }
  back((struct sockaddr *)&inet, 4, 0, NI_MAXHOST, NI_MAXSERV);
  back((struct sockaddr *)&inet6, sizeof inet, 0, NI_MAXHOST, NI_MAXSERV);
  inet.sin_family = 77;
  back((struct sockaddr *)&inet, sizeof inet, 0, NI_MAXHOST, NI_MAXSERV);
  inet6.sin6_addr.s6_addr[0] = 0xfe;
  inet6.sin6_addr.s6_addr[1] = 0x80;
  inet6.sin6_scope_id = 1;
  back((struct sockaddr *)&inet6, sizeof inet6, NI_NUMERICHOST, NI_MAXHOST, NI_MAXSERV);
}

static void show_host(const char *how, const struct hostent *host) {
  printf("%s: ", how);
  if (host == NULL) {
    printf("none, %d %s\n", h_errno, hstrerror(h_errno));
    return;
  }
  printf("%s family %d length %d", host->h_name, host->h_addrtype, host->h_length);
  char text[INET6_ADDRSTRLEN];
  for (char **one = host->h_addr_list; *one != NULL; one++)
    printf(" %s", inet_ntop(host->h_addrtype, *one, text, sizeof text));
  for (char **one = host->h_aliases; *one != NULL; one++)
    printf(" alias %s", *one);
  printf("\n");
}

static void all_hosts(void) {
  show_host("localhost", gethostbyname("localhost"));
  show_host("127.0.0.1", gethostbyname("127.0.0.1"));
  show_host("1.2", gethostbyname("1.2"));
  show_host("inet6", gethostbyname2("::1", AF_INET6));
  show_host("inet6 of a number", gethostbyname2("127.0.0.1", AF_INET6));
  show_host("family", gethostbyname2("localhost", 77));
  in_addr_t loopback = htonl(INADDR_LOOPBACK);
  show_host("by address", gethostbyaddr(&loopback, sizeof loopback, AF_INET));
  show_host("by wrong length", gethostbyaddr(&loopback, 3, AF_INET));
  show_host("by wrong family", gethostbyaddr(&loopback, sizeof loopback, 77));
  struct hostent entry, *result;
  char buffer[1024];
  int failure = -7;
  printf("too small: %s", strerror(gethostbyname_r("localhost", &entry, buffer, 8, &result, &failure)));
  printf(" %d %d\n", result == NULL, failure);
  printf("enough: %d", gethostbyname_r("localhost", &entry, buffer, sizeof buffer, &result, &failure));
  printf(" %d\n", result == &entry);
  show_host("by _r", result);
  int count = 0;
  sethostent(1);
  for (struct hostent *host; (host = gethostent()) != NULL; count++)
    show_host("next", host);
  endhostent();
  printf("hosts %d\n", count);
  for (int error = -1; error < 6; error++)
    printf("%d %s\n", error, hstrerror(error));
}

static void show_service(const struct servent *service) {
  if (service == NULL) {
    printf("no service\n");
    return;
  }
  printf("%s %d/%s", service->s_name, ntohs((uint16_t)service->s_port), service->s_proto);
  for (char **one = service->s_aliases; *one != NULL; one++)
    printf(" %s", *one);
  printf("\n");
}

static void all_services(void) {
  show_service(getservbyname("http", "tcp"));
  show_service(getservbyname("www", NULL));
  show_service(getservbyname("domain", "udp"));
  show_service(getservbyname("http", "no-such"));
  show_service(getservbyname("no-such", "tcp"));
  show_service(getservbyport(htons(22), "tcp"));
  show_service(getservbyport(htons(53), NULL));
  show_service(getservbyport(htons(1), "udp"));
  struct servent entry, *result;
  char buffer[1024];
  printf("too small: %s", strerror(getservbyname_r("http", "tcp", &entry, buffer, 4, &result)));
  printf(" %d\n", result == NULL);
  printf("absent: %d", getservbyname_r("no-such", "tcp", &entry, buffer, sizeof buffer, &result));
  printf(" %d\n", result == NULL);
  printf("by port: %d\n", getservbyport_r(htons(80), "tcp", &entry, buffer, sizeof buffer, &result));
  show_service(result);
  int count = 0;
  for (int round = 0; round < 2; round++) {
    setservent(round);
    while (getservent() != NULL)
      count++;
    endservent();
  }
  printf("services %d\n", count);
  setservent(0);
  show_service(getservent());
  printf("r: %d\n", getservent_r(&entry, buffer, sizeof buffer, &result));
  show_service(result);
  endservent();
}

static void show_protocol(const struct protoent *protocol) {
  printf("protocol %s %d\n", protocol == NULL ? "-" : protocol->p_name, protocol == NULL ? -1 : protocol->p_proto);
  for (char **one = protocol == NULL ? NULL : protocol->p_aliases; one != NULL && *one != NULL; one++)
    printf("  %s\n", *one);
}

static void all_protocols(void) {
  show_protocol(getprotobyname("tcp"));
  show_protocol(getprotobyname("UDP"));
  show_protocol(getprotobyname("no-such"));
  show_protocol(getprotobynumber(1));
  show_protocol(getprotobynumber(251));
  struct protoent entry, *result;
  char buffer[512];
  printf("%d\n", getprotobyname_r("icmp", &entry, buffer, sizeof buffer, &result));
  show_protocol(result);
  printf("%s\n", strerror(getprotobynumber_r(17, &entry, buffer, 2, &result)));
  setprotoent(1);
  struct protoent *protocol;
  while ((protocol = getprotoent()) != NULL)
    show_protocol(protocol);
  endprotoent();
}

static void show_network(const struct netent *network) {
  printf("network %s %x %d\n", network == NULL ? "-" : network->n_name, network == NULL ? 0 : network->n_net,
         network == NULL ? 0 : network->n_addrtype);
}

static void all_networks(void) {
  show_network(getnetbyname("loopback"));
  show_network(getnetbyname("default"));
  setnetent(1);
  struct netent *network;
  while ((network = getnetent()) != NULL)
    show_network(network);
  endnetent();
}

int main(void) {
  all_forward();
  all_back();
  all_hosts();
  all_services();
  all_protocols();
  all_networks();
  for (int error = -200; error < 3; error++)
    if (error != EAI_OVERFLOW && strcmp(gai_strerror(error), "Unknown error") != 0)
      printf("%d %s\n", error, gai_strerror(error));
  printf("%s\n", gai_strerror(-1000));
  h_errno = NO_DATA;
  fflush(stdout);
  herror("herror");
  herror("");
  herror(NULL);
  return 0;
}
