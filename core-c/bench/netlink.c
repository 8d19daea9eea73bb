// Benchmark: a dump of the network links over netlink, each message looked at.
#include "bench.h"
#include <linux/rtnetlink.h>
#include <sys/socket.h>

static int descriptor;
static char buffer[65536] __attribute__((aligned(8)));

static void prepare(size_t size) {
  (void)size;
  descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  struct sockaddr_nl own = {.nl_family = AF_NETLINK};
  if (descriptor < 0 || bind(descriptor, (struct sockaddr *)&own, sizeof own) != 0)
    bench_fail("netlink");
}

static void dump(uint32_t sequence) {
  struct {
    struct nlmsghdr header;
    struct ifinfomsg link;
  } asked = {.header = {.nlmsg_len = sizeof asked,
                        .nlmsg_type = RTM_GETLINK,
                        .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
                        .nlmsg_seq = sequence}};
  if (send(descriptor, &asked, sizeof asked, 0) < 0)
    bench_fail("send");
  for (unsigned links = 0;;) {
    int left = (int)recv(descriptor, buffer, sizeof buffer, 0);
    if (left <= 0)
      bench_fail("recv");
    for (struct nlmsghdr *one = (struct nlmsghdr *)buffer; NLMSG_OK(one, (unsigned)left); one = NLMSG_NEXT(one, left)) {
      if (one->nlmsg_type == NLMSG_DONE && links > 0)
        return;
      if (one->nlmsg_type != RTM_NEWLINK)
        bench_fail("dump");
      struct ifinfomsg *link = NLMSG_DATA(one);
      int size = (int)IFLA_PAYLOAD(one);
      for (struct rtattr *attribute = IFLA_RTA(link); RTA_OK(attribute, size); attribute = RTA_NEXT(attribute, size))
        links += attribute->rta_type == IFLA_IFNAME;
    }
  }
}

static void perform(uint64_t count) {
  for (uint64_t i = 0; i < count; i++)
    dump((uint32_t)i);
}

static void finish(void) { close(descriptor); }

int main(int argc, char **argv) {
  static const struct row rows[] = {{"dump", prepare, perform, finish}};
  return bench_main(argc, argv, rows, sizeof rows / sizeof rows[0]);
}
