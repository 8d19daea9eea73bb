// isthmus: --allow-netlink=sock-diag --allow-net=127.0.0.1
// Sockets of this program's own, looked up with sock_diag(7): a listening one of TCP, a pair of Unix, one of netlink,
// and one that there isn't.
#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink_diag.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <sys/stat.h>

#include "netlink.h"

enum { listening = 10, no_cookie = 0xffffffff };

static ino_t number_of(int fd) {
  struct stat status;
  check(fstat(fd, &status) == 0);
  return status.st_ino;
}

static unsigned short port;
static ino_t wanted, other;

static void print_inet(struct nlmsghdr *header) {
  struct inet_diag_msg *found = NLMSG_DATA(header);
  if (found->id.idiag_sport != port)
    return;
  printf("type %u family %u state %u own %d, can hold %u, right inode %d, multi %d\n", header->nlmsg_type,
         found->idiag_family, found->idiag_state, found->id.idiag_src[0] == htonl(INADDR_LOOPBACK), found->idiag_wqueue,
         found->idiag_inode == wanted, (header->nlmsg_flags & NLM_F_MULTI) != 0);
}

static void print_unix(struct nlmsghdr *header) {
  struct unix_diag_msg *found = NLMSG_DATA(header);
  struct rtattr *first = (struct rtattr *)(found + 1);
  struct rtattr *peer = find_attribute(first, (int)NLMSG_PAYLOAD(header, sizeof *found), UNIX_DIAG_PEER);
  struct rtattr *queue = find_attribute(first, (int)NLMSG_PAYLOAD(header, sizeof *found), UNIX_DIAG_RQLEN);
  check(peer != NULL && queue != NULL);
  printf("family %u type %u state %u right inode %d, right peer %d, %u bytes to read\n", found->udiag_family,
         found->udiag_type, found->udiag_state, found->udiag_ino == wanted, *(unsigned *)RTA_DATA(peer) == other,
         ((struct unix_diag_rqlen *)RTA_DATA(queue))->udiag_rqueue);
}

static void print_netlink(struct nlmsghdr *header) {
  struct netlink_diag_msg *found = NLMSG_DATA(header);
  if (found->ndiag_ino == wanted)
    printf("netlink protocol %u type %u\n", found->ndiag_protocol, found->ndiag_type);
}

int main(void) {
  begin();
  int server = socket(AF_INET, SOCK_STREAM, 0), fd = open_netlink(NETLINK_SOCK_DIAG, 0), ends[2];
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t length = sizeof own;
  check(bind(server, (struct sockaddr *)&own, sizeof own) == 0 && listen(server, 9) == 0);
  check(getsockname(server, (struct sockaddr *)&own, &length) == 0);
  port = own.sin_port;
  wanted = number_of(server);
  struct inet_diag_req_v2 inet = {
      .sdiag_family = AF_INET, .sdiag_protocol = IPPROTO_TCP, .idiag_states = 1 << listening};
  struct request asked = request(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, &inet, sizeof inet);
  ask(fd, &asked, print_inet);
  inet.id = (struct inet_diag_sockid){.idiag_sport = port, .idiag_src = {htonl(INADDR_LOOPBACK)}};
  inet.id.idiag_cookie[0] = inet.id.idiag_cookie[1] = no_cookie;
  asked = request(SOCK_DIAG_BY_FAMILY, 0, &inet, sizeof inet);
  ask(fd, &asked, print_inet);
  close(server);
  ask(fd, &asked, print_inet);

  check(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 && write(ends[1], "four", 4) == 4);
  wanted = number_of(ends[0]);
  other = number_of(ends[1]);
  struct unix_diag_req local = {.sdiag_family = AF_UNIX,
                                .udiag_states = ~0u,
                                .udiag_ino = (unsigned)wanted,
                                .udiag_show = UDIAG_SHOW_PEER | UDIAG_SHOW_RQLEN,
                                .udiag_cookie = {no_cookie, no_cookie}};
  asked = request(SOCK_DIAG_BY_FAMILY, 0, &local, sizeof local);
  ask(fd, &asked, print_unix);
  local.udiag_ino = 0xfffffff0;
  asked = request(SOCK_DIAG_BY_FAMILY, 0, &local, sizeof local);
  ask(fd, &asked, print_unix);

  wanted = number_of(fd);
  struct netlink_diag_req netlink = {.sdiag_family = AF_NETLINK, .sdiag_protocol = NDIAG_PROTO_ALL};
  asked = request(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, &netlink, sizeof netlink);
  ask(fd, &asked, print_netlink);
  return 0;
}
