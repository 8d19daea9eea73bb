// Requests to the kernel over netlink(7), and what answers them, for the programs about netlink.
#ifndef NETLINK_PROGRAM_H
#define NETLINK_PROGRAM_H
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "show.h"

/* A request with room for what its family puts after the header. */
struct request {
  struct nlmsghdr header;
  char body[512];
};

static inline struct request request(int type, int flags, const void *body, size_t size) {
  struct request made = {.header = {.nlmsg_len = NLMSG_LENGTH(size), .nlmsg_type = type, .nlmsg_seq = 7}};
  made.header.nlmsg_flags = NLM_F_REQUEST | flags;
  memcpy(made.body, body, size);
  return made;
}

static inline void attribute(struct request *to, int type, const void *data, size_t size) {
  struct rtattr *made = (struct rtattr *)((char *)to + NLMSG_ALIGN(to->header.nlmsg_len));
  made->rta_type = type;
  made->rta_len = RTA_LENGTH(size);
  memcpy(RTA_DATA(made), data, size);
  to->header.nlmsg_len = NLMSG_ALIGN(to->header.nlmsg_len) + RTA_ALIGN(made->rta_len);
}

static inline int set_option(int fd, int name, int value) {
  return setsockopt(fd, SOL_NETLINK, name, &value, sizeof value);
}

/* A socket of a family with a port of the kernel's choice. */
static inline int open_netlink(int family, unsigned groups) {
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, family);
  check(fd >= 0);
  struct sockaddr_nl own = {.nl_family = AF_NETLINK, .nl_groups = groups};
  check(bind(fd, (struct sockaddr *)&own, sizeof own) == 0);
  return fd;
}

static inline struct rtattr *find_attribute(struct rtattr *first, int left, int type) {
  for (struct rtattr *one = first; RTA_OK(one, left); one = RTA_NEXT(one, left))
    if ((one->rta_type & NLA_TYPE_MASK) == type)
      return one;
  return NULL;
}

/* Says what an error or acknowledgement says: errno, attributes of the extended one. */
static inline void print_error(const struct nlmsghdr *header) {
  const struct nlmsgerr *told = NLMSG_DATA(header);
  printf("error %s flags %#x length %u of request %u seq %u:", errno_name(-told->error), header->nlmsg_flags,
         header->nlmsg_len, told->msg.nlmsg_type, told->msg.nlmsg_seq);
  if (header->nlmsg_flags & NLM_F_ACK_TLVS) {
    size_t before = NLMSG_ALIGN(sizeof *told);
    if (!(header->nlmsg_flags & NLM_F_CAPPED))
      before = NLMSG_ALIGN(sizeof told->error + told->msg.nlmsg_len);
    struct rtattr *first = (struct rtattr *)((char *)told + before);
    int left = (int)NLMSG_PAYLOAD(header, before);
    for (struct rtattr *one = first; RTA_OK(one, left); one = RTA_NEXT(one, left)) {
      if (one->rta_type == NLMSGERR_ATTR_MSG)
        printf(" \"%s\"", (char *)RTA_DATA(one));
      else if (one->rta_type == NLMSGERR_ATTR_OFFS)
        printf(" at %u", *(unsigned *)RTA_DATA(one));
      else
        printf(" attribute %u of %u", one->rta_type, one->rta_len);
    }
  }
  printf("\n");
}

/* Sends, and hands every message of the answer to `each` until the end of it. */
static inline void ask(int fd, struct request *asked, void each(struct nlmsghdr *)) {
  static char buffer[65536] __attribute__((aligned(8)));
  check(send(fd, asked, asked->header.nlmsg_len, 0) == (ssize_t)asked->header.nlmsg_len);
  for (;;) {
    int left = (int)recv(fd, buffer, sizeof buffer, 0);
    check(left > 0);
    for (struct nlmsghdr *one = (void *)buffer; NLMSG_OK(one, (unsigned)left); one = NLMSG_NEXT(one, left)) {
      check(one->nlmsg_seq == 7);
      if (one->nlmsg_type == NLMSG_ERROR) {
        print_error(one);
        return;
      }
      if (one->nlmsg_type == NLMSG_DONE) {
        printf("done %s flags %#x\n", errno_name(-*(int *)NLMSG_DATA(one)), one->nlmsg_flags & NLM_F_MULTI);
        return;
      }
      if (each != NULL)
        each(one);
      if (!(one->nlmsg_flags & NLM_F_MULTI) && !(asked->header.nlmsg_flags & NLM_F_ACK))
        return;
    }
  }
}

#endif
