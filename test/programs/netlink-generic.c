// isthmus: --allow-netlink=generic
// Generic netlink: its controller by name and by number, its groups and operations, a dump of the families, the policy
// of what it takes.
#include <linux/genetlink.h>

#include "netlink.h"

static struct rtattr *attribute_of(struct nlmsghdr *header, int type) {
  struct rtattr *first = (struct rtattr *)((char *)NLMSG_DATA(header) + GENL_HDRLEN);
  return find_attribute(first, (int)NLMSG_PAYLOAD(header, GENL_HDRLEN), type);
}

static void print_family(struct nlmsghdr *header) {
  struct genlmsghdr *command = NLMSG_DATA(header);
  struct rtattr *name = attribute_of(header, CTRL_ATTR_FAMILY_NAME), *id = attribute_of(header, CTRL_ATTR_FAMILY_ID);
  check(name != NULL && id != NULL);
  if (strcmp(RTA_DATA(name), "nlctrl") != 0)
    return;
  printf("command %u version %u: \"%s\" %#x most %u header %u\n", command->cmd, command->version,
         (char *)RTA_DATA(name), *(unsigned short *)RTA_DATA(id),
         *(unsigned *)RTA_DATA(attribute_of(header, CTRL_ATTR_MAXATTR)),
         *(unsigned *)RTA_DATA(attribute_of(header, CTRL_ATTR_HDRSIZE)));
  struct rtattr *groups = attribute_of(header, CTRL_ATTR_MCAST_GROUPS);
  int left = groups == NULL ? 0 : (int)RTA_PAYLOAD(groups);
  for (struct rtattr *one = groups == NULL ? NULL : RTA_DATA(groups); RTA_OK(one, left); one = RTA_NEXT(one, left)) {
    struct rtattr *group = find_attribute(RTA_DATA(one), (int)RTA_PAYLOAD(one), CTRL_ATTR_MCAST_GRP_NAME);
    printf("group \"%s\"\n", (char *)RTA_DATA(group));
  }
  struct rtattr *operations = attribute_of(header, CTRL_ATTR_OPS);
  left = operations == NULL ? 0 : (int)RTA_PAYLOAD(operations);
  for (struct rtattr *one = operations == NULL ? NULL : RTA_DATA(operations); RTA_OK(one, left);
       one = RTA_NEXT(one, left)) {
    struct rtattr *id = find_attribute(RTA_DATA(one), (int)RTA_PAYLOAD(one), CTRL_ATTR_OP_ID);
    struct rtattr *flags = find_attribute(RTA_DATA(one), (int)RTA_PAYLOAD(one), CTRL_ATTR_OP_FLAGS);
    printf("operation %u flags %#x\n", *(unsigned *)RTA_DATA(id), *(unsigned *)RTA_DATA(flags));
  }
}

static void print_policy(struct nlmsghdr *header) {
  if (attribute_of(header, CTRL_ATTR_POLICY) != NULL)
    printf("policy of %u bytes\n", attribute_of(header, CTRL_ATTR_POLICY)->rta_len);
}

int main(void) {
  begin();
  int fd = open_netlink(NETLINK_GENERIC, 0);
  struct genlmsghdr command = {.cmd = CTRL_CMD_GETFAMILY, .version = 2};
  struct request asked = request(GENL_ID_CTRL, 0, &command, sizeof command);
  attribute(&asked, CTRL_ATTR_FAMILY_NAME, "nlctrl", 7);
  ask(fd, &asked, print_family);
  unsigned short id = GENL_ID_CTRL;
  asked = request(GENL_ID_CTRL, NLM_F_ACK, &command, sizeof command);
  attribute(&asked, CTRL_ATTR_FAMILY_ID, &id, sizeof id);
  ask(fd, &asked, print_family);
  asked = request(GENL_ID_CTRL, NLM_F_DUMP, &command, sizeof command);
  ask(fd, &asked, print_family);
  command.cmd = CTRL_CMD_GETPOLICY;
  asked = request(GENL_ID_CTRL, NLM_F_DUMP, &command, sizeof command);
  attribute(&asked, CTRL_ATTR_FAMILY_ID, &id, sizeof id);
  ask(fd, &asked, print_policy);
  return close(fd);
}
