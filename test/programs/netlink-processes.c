// isthmus: --allow-netlink=connector:admin --allow-exec=/bin/true
// Events of processes from the connector: a child that forks, executes a program and ends, as the kernel tells it.
// Where that is not permitted, the program says so.
#include <linux/cn_proc.h>
#include <linux/connector.h>

#include "netlink.h"

static int listen_for(int fd, enum proc_cn_mcast_op operation) {
  struct cn_msg message = {.id = {CN_IDX_PROC, CN_VAL_PROC}, .len = sizeof operation};
  char body[sizeof message + sizeof operation];
  memcpy(body, &message, sizeof message);
  memcpy(body + sizeof message, &operation, sizeof operation);
  struct request asked = request(NLMSG_DONE, 0, body, sizeof body);
  return send(fd, &asked, asked.header.nlmsg_len, 0) > 0 ? 0 : -1;
}

/* What is told of a child. Gives 0 when something was lost: a busy machine tells more than there is room for. */
static int observe(void) {
  int fd = socket(AF_NETLINK, SOCK_DGRAM, NETLINK_CONNECTOR);
  struct sockaddr_nl own = {.nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC};
  if (fd < 0 || bind(fd, (struct sockaddr *)&own, sizeof own) != 0 || geteuid() != 0) {
    puts("not permitted");
    return 1;
  }
  check(listen_for(fd, PROC_CN_MCAST_LISTEN) == 0);
  pid_t child = fork();
  check(child >= 0);
  if (child == 0) {
    execl("/bin/true", "true", (char *)NULL);
    _exit(3);
  }
  int is_forked = 0, is_executed = 0, is_lost = 0, acknowledged = -1, code = -1, by_signal = -1, status;
  for (int is_over = 0; !is_over;) {
    char buffer[4096] __attribute__((aligned(8)));
    ssize_t left = recv(fd, buffer, sizeof buffer, 0);
    if (left < 0 && errno == ENOBUFS) {
      is_lost = 1;
      break;
    }
    check(left > 0);
    struct nlmsghdr *header = (void *)buffer;
    check(NLMSG_OK(header, (unsigned)left) && header->nlmsg_type == NLMSG_DONE);
    struct cn_msg *message = NLMSG_DATA(header);
    check(message->id.idx == CN_IDX_PROC && message->id.val == CN_VAL_PROC);
    struct proc_event event;
    memset(&event, 0, sizeof event);
    memcpy(&event, message->data, message->len < sizeof event ? message->len : sizeof event);
    switch (event.what) {
    case PROC_EVENT_NONE:
      acknowledged = (int)event.event_data.ack.err;
      break;
    case PROC_EVENT_FORK:
      is_forked += event.event_data.fork.child_pid == child && event.event_data.fork.parent_tgid == getpid();
      break;
    case PROC_EVENT_EXEC:
      is_executed += event.event_data.exec.process_pid == child;
      break;
    case PROC_EVENT_EXIT:
      if (event.event_data.exit.process_pid == child) {
        code = (int)event.event_data.exit.exit_code;
        by_signal = (int)event.event_data.exit.exit_signal == SIGCHLD;
        is_over = 1;
      }
      break;
    default:
      break;
    }
  }
  check(listen_for(fd, PROC_CN_MCAST_IGNORE) == 0);
  check(waitpid(child, &status, 0) == child && close(fd) == 0);
  if (is_lost)
    return 0;
  printf("acknowledged: %d\n", acknowledged);
  printf("exit code %#x signal %d\n", (unsigned)code, by_signal);
  printf("forked %d executed %d\n", is_forked, is_executed);
  printf("child %s\n", status_name(status));
  return 1;
}

int main(void) {
  begin();
  while (!observe())
    continue;
  return 0;
}
