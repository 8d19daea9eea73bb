// UDP over IPv4 and IPv6: with and without a peer, truncation, errors that come back, control messages, several
// messages at once, segments.
// isthmus: --allow-net=127.0.0.1,[::1],127.255.255.255,0.0.0.0
#include <arpa/inet.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

#include "show.h"

#define ADDRESS(address) (struct sockaddr *)&(address)

static int family;

static int bound(struct sockaddr_storage *address, socklen_t *length) {
  int fd = socket(family, SOCK_DGRAM, 0);
  memset(address, 0, sizeof *address);
  address->ss_family = (sa_family_t)family;
  if (family == AF_INET)
    ((struct sockaddr_in *)address)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  else
    ((struct sockaddr_in6 *)address)->sin6_addr = in6addr_loopback;
  *length = family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
  if (bind(fd, ADDRESS(*address), *length) != 0)
    perror("bind");
  getsockname(fd, ADDRESS(*address), length);
  return fd;
}

static void datagrams(void) {
  struct sockaddr_storage one_address, two_address, from;
  socklen_t one_length, two_length, length = sizeof from;
  int one = bound(&one_address, &one_length), two = bound(&two_address, &two_length);
  char buffer[64];
  show(sendto(one, "first", 5, 0, ADDRESS(two_address), two_length));
  show(sendto(one, "", 0, 0, ADDRESS(two_address), two_length));
  show(sendto(one, "third one", 9, MSG_CONFIRM, ADDRESS(two_address), two_length));
  show(recvfrom(two, buffer, sizeof buffer, 0, ADDRESS(from), &length));
  printf("from one: %d\n", length == one_length && memcmp(&from, &one_address, length) == 0);
  length = 2;
  show(recvfrom(two, buffer, sizeof buffer, 0, ADDRESS(from), &length));
  printf("length %u\n", length);
  show(recv(two, buffer, 3, MSG_PEEK | MSG_TRUNC));
  show(recv(two, buffer, 3, MSG_TRUNC));
  show(recv(two, buffer, 3, MSG_DONTWAIT));
  show(send(one, "x", 1, 0));
  show(sendto(one, "x", 1, 0, ADDRESS(two_address), 3));
  show(sendto(one, "x", 1, MSG_OOB, ADDRESS(two_address), two_length));
  static char large[70000];
  show(sendto(one, large, sizeof large, 0, ADDRESS(two_address), two_length));
  for (int i = 0; i < 20; i++)
    sendto(one, &(char){(char)i}, 1, 0, ADDRESS(two_address), two_length);
  int sum = 0;
  for (int i = 0; i < 20; i++) {
    recv(two, buffer, 1, 0);
    sum += buffer[0] * (i + 1);
  }
  printf("sum %d\n", sum);
  puts("connected");
  show(connect(one, ADDRESS(two_address), two_length));
  show(send(one, "to two", 6, 0));
  show(recv(two, buffer, sizeof buffer, 0));
  struct sockaddr_storage three_address;
  socklen_t three_length;
  int three = bound(&three_address, &three_length);
  show(sendto(three, "not for you", 11, 0, ADDRESS(one_address), one_length));
  show(recv(one, buffer, sizeof buffer, MSG_DONTWAIT));
  show(sendto(one, "elsewhere", 9, 0, ADDRESS(three_address), three_length));
  show(recv(three, buffer, sizeof buffer, 0));
  show(connect(one, ADDRESS(three_address), three_length));
  show(write(one, "three", 5));
  show(read(three, buffer, sizeof buffer));
  struct sockaddr none = {.sa_family = AF_UNSPEC};
  show(connect(one, &none, sizeof none));
  show(send(one, "x", 1, 0));
  puts("nobody there");
  close(three);
  show(connect(one, ADDRESS(three_address), three_length));
  show(send(one, "x", 1, 0));
  poll(&(struct pollfd){one, POLLIN, 0}, 1, 1000);
  show(recv(one, buffer, 1, 0));
  show(send(one, "x", 1, 0));
  poll(&(struct pollfd){one, POLLIN, 0}, 1, 1000);
  int error = -1;
  length = sizeof error;
  getsockopt(one, SOL_SOCKET, SO_ERROR, &error, &length);
  printf("%s\n", errno_name(error));
  show(shutdown(one, SHUT_RDWR));
  show(listen(one, 1));
  show(accept(one, NULL, NULL));
  close(one);
  close(two);
}

static void show_control(struct msghdr *message) {
  for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL; header = CMSG_NXTHDR(message, header)) {
    size_t length = header->cmsg_len - CMSG_LEN(0);
    printf("control %d %d, %zu bytes", header->cmsg_level, header->cmsg_type, length);
    if (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_PKTINFO) {
      struct in_pktinfo info;
      memcpy(&info, CMSG_DATA(header), sizeof info);
      printf(": interface %d, to %s", info.ipi_ifindex, inet_ntoa(info.ipi_addr));
    } else if (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_PKTINFO) {
      struct in6_pktinfo info;
      memcpy(&info, CMSG_DATA(header), sizeof info);
      printf(": interface %u, loopback %d", info.ipi6_ifindex, IN6_IS_ADDR_LOOPBACK(&info.ipi6_addr));
    } else if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_TIMESTAMP) {
      struct timeval stamp;
      memcpy(&stamp, CMSG_DATA(header), sizeof stamp);
      printf(": now %d", labs((long)(stamp.tv_sec - time(NULL))) < 5 && stamp.tv_usec < 1000000);
    } else if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_TIMESTAMPNS) {
      struct timespec stamp;
      memcpy(&stamp, CMSG_DATA(header), sizeof stamp);
      printf(": now %d", labs((long)(stamp.tv_sec - time(NULL))) < 5 && stamp.tv_nsec < 1000000000);
    } else if ((header->cmsg_type == IP_RECVERR && header->cmsg_level == IPPROTO_IP) ||
               (header->cmsg_type == IPV6_RECVERR && header->cmsg_level == IPPROTO_IPV6)) {
      struct sock_extended_err error;
      memcpy(&error, CMSG_DATA(header), sizeof error);
      struct sockaddr *offender = SO_EE_OFFENDER((struct sock_extended_err *)CMSG_DATA(header));
      printf(": %s, origin %d, type %d, code %d, offender's family %d", errno_name((int)error.ee_errno),
             error.ee_origin, error.ee_type, error.ee_code, offender->sa_family);
    } else if (length == 4 || length == 1) {
      int value = 0;
      memcpy(&value, CMSG_DATA(header), length);
      printf(": %d", value);
    }
    printf("\n");
  }
}

static ssize_t receive(int fd, int flags) {
  char data[64], control[512];
  struct sockaddr_storage name;
  struct iovec vector = {data, sizeof data};
  struct msghdr message = {&name, sizeof name, &vector, 1, control, sizeof control, 0};
  ssize_t count = recvmsg(fd, &message, flags);
  if (count >= 0) {
    printf("%zd bytes, flags %#x, name %u\n", count, (unsigned)message.msg_flags, message.msg_namelen);
    show_control(&message);
  }
  return count;
}

static void control(void) {
  puts("control messages");
  struct sockaddr_storage one_address, two_address;
  socklen_t one_length, two_length;
  int one = bound(&one_address, &one_length), two = bound(&two_address, &two_length), on = 1;
  int level = family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
  show(setsockopt(two, level, family == AF_INET ? IP_PKTINFO : IPV6_RECVPKTINFO, &on, sizeof on));
  show(setsockopt(two, level, family == AF_INET ? IP_RECVTTL : IPV6_RECVHOPLIMIT, &on, sizeof on));
  show(setsockopt(two, level, family == AF_INET ? IP_RECVTOS : IPV6_RECVTCLASS, &on, sizeof on));
  show(setsockopt(two, SOL_SOCKET, SO_TIMESTAMP, &on, sizeof on));
  int limit = 17, traffic = 0x28;
  show(setsockopt(one, level, family == AF_INET ? IP_TTL : IPV6_UNICAST_HOPS, &limit, sizeof limit));
  show(setsockopt(one, level, family == AF_INET ? IP_TOS : IPV6_TCLASS, &traffic, sizeof traffic));
  show(sendto(one, "x", 1, 0, ADDRESS(two_address), two_length));
  show(receive(two, 0));
  show(setsockopt(two, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on));

  /* And on the way out. */
  char space[256];
  memset(space, 0, sizeof space);
  struct iovec vector = {"with control", 12};
  struct msghdr message = {&two_address, two_length, &vector, 1, space, sizeof space, 0};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = level;
  header->cmsg_type = family == AF_INET ? IP_TTL : IPV6_HOPLIMIT;
  header->cmsg_len = CMSG_LEN(sizeof limit);
  limit = 5;
  memcpy(CMSG_DATA(header), &limit, sizeof limit);
  message.msg_controllen = CMSG_SPACE(sizeof limit);
  show(sendmsg(one, &message, 0));
  show(receive(two, 0));
  header->cmsg_type = family == AF_INET ? IP_PKTINFO : IPV6_PKTINFO;
  size_t size = family == AF_INET ? sizeof(struct in_pktinfo) : sizeof(struct in6_pktinfo);
  header->cmsg_len = CMSG_LEN(size);
  memset(CMSG_DATA(header), 0, size);
  message.msg_controllen = CMSG_SPACE(size);
  show(sendmsg(one, &message, 0));
  show(receive(two, 0));
  header->cmsg_type = 99;
  show(sendmsg(one, &message, 0));
  header->cmsg_len = 3;
  show(sendmsg(one, &message, 0));

  puts("errors by the queue");
  show(setsockopt(one, level, family == AF_INET ? IP_RECVERR : IPV6_RECVERR, &on, sizeof on));
  close(two);
  show(sendto(one, "lost", 4, 0, ADDRESS(two_address), two_length));
  struct pollfd poll_one = {one, POLLIN, 0};
  show(poll(&poll_one, 1, 1000));
  printf("%#x\n", (unsigned)poll_one.revents);
  show(receive(one, MSG_ERRQUEUE));
  show(receive(one, MSG_ERRQUEUE));
  show(receive(one, MSG_DONTWAIT));
  show(receive(one, MSG_DONTWAIT));
  close(one);
}

static void several(void) {
  puts("several");
  struct sockaddr_storage one_address, two_address;
  socklen_t one_length, two_length;
  int one = bound(&one_address, &one_length), two = bound(&two_address, &two_length);
  struct iovec vectors[4];
  struct mmsghdr messages[4];
  char text[4][8], got[4][8];
  memset(messages, 0, sizeof messages);
  for (int i = 0; i < 4; i++) {
    snprintf(text[i], sizeof text[i], "text %d", i);
    vectors[i] = (struct iovec){text[i], (size_t)(i + 3)};
    messages[i].msg_hdr =
        (struct msghdr){.msg_name = &two_address, .msg_namelen = two_length, .msg_iov = &vectors[i], .msg_iovlen = 1};
  }
  show(sendmmsg(one, messages, 4, 0));
  struct sockaddr_storage names[4];
  for (int i = 0; i < 4; i++) {
    vectors[i] = (struct iovec){got[i], 5};
    messages[i].msg_hdr =
        (struct msghdr){.msg_name = &names[i], .msg_namelen = sizeof names[i], .msg_iov = &vectors[i], .msg_iovlen = 1};
  }
  /* What was sent last comes last: then all are there. */
  struct sockaddr_storage last_address;
  socklen_t last_length;
  int last = bound(&last_address, &last_length);
  check(sendto(one, "x", 1, 0, ADDRESS(last_address), last_length) == 1 && recv(last, &(char){0}, 1, 0) == 1);
  close(last);
  show(recvmmsg(two, messages, 4, MSG_WAITFORONE, NULL));
  for (int i = 0; i < 4; i++)
    printf("%u %.*s %#x %u\n", messages[i].msg_len, (int)messages[i].msg_len, got[i],
           (unsigned)messages[i].msg_hdr.msg_flags, messages[i].msg_hdr.msg_namelen);
  show(recvmmsg(two, messages, 4, MSG_DONTWAIT, NULL));
  close(one);
  close(two);
}

static void segments(void) {
  puts("segments");
  struct sockaddr_storage one_address, two_address;
  socklen_t one_length, two_length;
  int one = bound(&one_address, &one_length), two = bound(&two_address, &two_length), size = 10, on = 1;
  show(setsockopt(one, IPPROTO_UDP, UDP_SEGMENT, &size, sizeof size));
  show(sendto(one, "aaaaaaaaaabbbbbbbbbbccc", 23, 0, ADDRESS(two_address), two_length));
  char buffer[32];
  for (int i = 0; i < 3; i++)
    show(recv(two, buffer, sizeof buffer, 0));
  size = 0;
  show(setsockopt(one, IPPROTO_UDP, UDP_SEGMENT, &size, sizeof size));
  show(setsockopt(one, IPPROTO_UDP, UDP_CORK, &on, sizeof on));
  show(sendto(one, "half", 4, 0, ADDRESS(two_address), two_length));
  show(recv(two, buffer, sizeof buffer, MSG_DONTWAIT));
  on = 0;
  show(sendto(one, " and half", 9, MSG_MORE, ADDRESS(two_address), two_length));
  show(setsockopt(one, IPPROTO_UDP, UDP_CORK, &on, sizeof on));
  show(recv(two, buffer, sizeof buffer, 0));
  close(one);
  close(two);
}

static void times(void) {
  puts("timeouts");
  struct sockaddr_storage address;
  socklen_t length;
  int fd = bound(&address, &length);
  struct timeval soon = {0, 50000};
  show(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon));
  char byte;
  show(recv(fd, &byte, 1, 0));
  show(recvfrom(fd, &byte, 1, 0, NULL, NULL));
  close(fd);
}

static void broadcast(void) {
  puts("broadcast");
  int fd = socket(AF_INET, SOCK_DGRAM, 0), on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9)};
  inet_pton(AF_INET, "127.255.255.255", &address.sin_addr);
  show(sendto(fd, "x", 1, 0, ADDRESS(address), sizeof address));
  show(setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof on));
  show(sendto(fd, "x", 1, 0, ADDRESS(address), sizeof address));
  close(fd);
}

int main(void) {
  begin();
  const int families[] = {AF_INET, AF_INET6};
  for (int i = 0; i < 2; i++) {
    family = families[i];
    printf("family %d\n", i);
    datagrams();
    control();
    several();
    segments();
    times();
  }
  broadcast();
  return 0;
}
