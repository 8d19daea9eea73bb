// Addresses as text and back: every form that inet_aton, inet_network, inet_pton and inet_ntop take or refuse, and what
// the macros of <netinet/in.h> say of addresses.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/ether.h>
#include <stdio.h>
#include <string.h>

static const char *const texts[] = {
    "127.0.0.1",   "1.2.3.4",    "255.255.255.255",  "256.1.1.1",  "1.2.3",      "1.2.65535",
    "1.2.65536",   "1.16777215", "1.16777216",       "4294967295", "4294967296", "0x7f.1",
    "0177.0.0.01", "08.1.1.1",   "1.2.3.4 trailing", "1.2.3.4x",   "",           " 1.2.3.4",
    "1..2",        "1.2.3.",     ".1.2.3",           "1.2.3.4.5",  "0",          "-1",
    "+1.2.3.4",    "01.2.3.4",   "1.2.3.04",         "0x",         "10",         "10.1",
    "192.168.1",   "1.2.3.4\n",  "00.0.0.0",         "1.2.3.256"};

static const char *const texts6[] = {"::",
                                     "::1",
                                     "1::",
                                     "1:2:3:4:5:6:7:8",
                                     "1:2:3:4:5:6:7",
                                     "1:2:3:4:5:6:7:8:9",
                                     "1::2::3",
                                     ":1",
                                     "1:",
                                     ":::",
                                     "fe80::1%lo",
                                     "2001:db8::ff00:42:8329",
                                     "2001:DB8:0:0:1:0:0:1",
                                     "::ffff:1.2.3.4",
                                     "::1.2.3.4",
                                     "::ffff:0:1.2.3.4",
                                     "64:ff9b::192.0.2.33",
                                     "1:2:3:4:5:6:1.2.3.4",
                                     "1:2:3:4:5:6:7:1.2.3.4",
                                     "1.2.3.4",
                                     "12345::",
                                     "::g",
                                     "0:0:0:0:0:0:0:0",
                                     "1:0:0:2:0:0:0:3",
                                     "0:1:0:1:0:1:0:1",
                                     "1:2:3:4:5:6:7::",
                                     "::2:3:4:5:6:7:8",
                                     "1::3:4:5:6:7:8",
                                     "::1:2:3:4:5:6:7:8",
                                     "ff02::1",
                                     "::ffff",
                                     "::1:0",
                                     "::0.0.0.1",
                                     ""};

static void version_4(void) {
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct in_addr address = {0xdeadbeef};
    int ok = inet_aton(texts[i], &address);
    printf("\"%s\": aton %d", texts[i], ok);
    if (ok)
      printf(" %s", inet_ntoa(address));
    printf(" addr %08x network %08x", inet_addr(texts[i]), strlen(texts[i]) < 10 ? inet_network(texts[i]) : 0);
    struct in_addr strict;
    ok = inet_pton(AF_INET, texts[i], &strict);
    printf(" pton %d", ok);
    if (ok == 1)
      printf(" %08x", ntohl(strict.s_addr));
    printf("\n");
  }
  for (unsigned value = 1; value != 0; value = value < 0x80000000 ? value * 5 + 3 : 0) {
    struct in_addr address = {htonl(value)};
    printf("%s lnaof %x netof %x class %d%d%d%d%d%d\n", inet_ntoa(address), inet_lnaof(address), inet_netof(address),
           IN_CLASSA(value), IN_CLASSB(value), IN_CLASSC(value), IN_CLASSD(value), IN_EXPERIMENTAL(value),
           IN_BADCLASS(value));
    printf("makeaddr %s %s\n", inet_ntoa(inet_makeaddr(value & 0xff, value)), "");
    printf("makeaddr %s\n", inet_ntoa(inet_makeaddr(value & 0xffff, value)));
    printf("makeaddr %s\n", inet_ntoa(inet_makeaddr(value & 0xffffff, value & 0xff)));
  }
}

static void version_6(void) {
  for (size_t i = 0; i < sizeof texts6 / sizeof *texts6; i++) {
    struct in6_addr address;
    char text[INET6_ADDRSTRLEN];
    int ok = inet_pton(AF_INET6, texts6[i], &address);
    printf("\"%s\": %d", texts6[i], ok);
    if (ok == 1)
      printf(" %s unspecified %d loopback %d link %d site %d mapped %d compatible %d multicast %d %d%d%d%d%d equal %d",
             inet_ntop(AF_INET6, &address, text, sizeof text), !!IN6_IS_ADDR_UNSPECIFIED(&address),
             !!IN6_IS_ADDR_LOOPBACK(&address), !!IN6_IS_ADDR_LINKLOCAL(&address), !!IN6_IS_ADDR_SITELOCAL(&address),
             !!IN6_IS_ADDR_V4MAPPED(&address), !!IN6_IS_ADDR_V4COMPAT(&address), !!IN6_IS_ADDR_MULTICAST(&address),
             !!IN6_IS_ADDR_MC_NODELOCAL(&address), !!IN6_IS_ADDR_MC_LINKLOCAL(&address),
             !!IN6_IS_ADDR_MC_SITELOCAL(&address), !!IN6_IS_ADDR_MC_ORGLOCAL(&address),
             !!IN6_IS_ADDR_MC_GLOBAL(&address), !!IN6_ARE_ADDR_EQUAL(&address, &in6addr_loopback));
    printf("\n");
  }
}

static void errors(void) {
  char text[INET6_ADDRSTRLEN];
  struct in_addr address = {htonl(INADDR_LOOPBACK)};
  for (socklen_t size = 0; size < 12; size++) {
    errno = 0;
    const char *written = inet_ntop(AF_INET, &address, text, size);
    printf("size %u: %s %s\n", (unsigned)size, written == NULL ? "-" : written, strerror(errno));
  }
  errno = 0;
  printf("%d", inet_ntop(AF_INET6, &in6addr_loopback, text, 3) == NULL);
  printf(" %s\n", strerror(errno));
  printf("%s\n", inet_ntop(AF_INET6, &in6addr_loopback, text, 4));
  printf("%d\n", inet_ntop(AF_UNIX, &address, text, sizeof text) == NULL);
  printf("%s\n", strerror(errno));
  errno = 0;
  printf("%d\n", inet_pton(AF_UNIX, "::1", &address));
  printf("%s\n", strerror(errno));
}

static void ethernet(void) {
  static const char *const all[] = {"00:11:22:aa:bb:cc",
                                    "0:1:2:a:b:c",
                                    "00:11:22:AA:BB:CC",
                                    "00:11:22:aa:bb",
                                    "00-11-22-33-44-55",
                                    "g0:11:22:33:44:55",
                                    ""};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    struct ether_addr *address = ether_aton(all[i]);
    printf("ether %s: %s\n", all[i], address == NULL ? "-" : ether_ntoa(address));
  }
  struct ether_addr address;
  char name[64] = "-";
  int ok = ether_line("1:2:3:4:5:6   some-host # comment", &address, name);
  printf("line %d %s %s\n", ok, ether_ntoa(&address), name);
  printf("line %d\n", ether_line("1:2:3:4:5:6", &address, name));
  printf("line %d\n", ether_line("# comment", &address, name));
  printf("macros %04x %08x %04x %08x\n", htons(0x1234), htonl(0x12345678), ntohs(0x1234), ntohl(0x12345678));
}

int main(void) {
  version_4();
  version_6();
  errors();
  ethernet();
  return 0;
}
