// sendmmsg and recvmmsg: several messages in a call, what stops them, timeouts, and the errors.
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

#include "show.h"

enum { MOST = 6 };

static char texts[MOST][8];
static struct iovec parts[MOST];
static struct mmsghdr messages[MOST];

static void prepare(const char *text) {
  for (int i = 0; i < MOST; i++) {
    snprintf(texts[i], sizeof texts[i], "%.5s%d", text, i);
    parts[i] = (struct iovec){texts[i], text[0] == 0 ? sizeof texts[i] : strlen(texts[i])};
    messages[i] = (struct mmsghdr){.msg_hdr = {.msg_iov = &parts[i], .msg_iovlen = 1}, .msg_len = 99};
  }
}

static void tell(int count) {
  if (count < 0) {
    printf("-1 %s\n", errno_name(errno));
    return;
  }
  printf("%d:", count);
  for (int i = 0; i < MOST; i++)
    printf(" %d %#x", (int)messages[i].msg_len, (unsigned)messages[i].msg_hdr.msg_flags);
  putchar('\n');
}

int main(void) {
  begin();
  signal(SIGPIPE, SIG_IGN);
  int pair[2];
  check(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0);
  prepare("abc");
  tell(sendmmsg(pair[0], messages, 4, 0));
  prepare("");
  tell(recvmmsg(pair[1], messages, 3, 0, NULL));
  printf("%.4s %.4s %.4s\n", texts[0], texts[1], texts[2]);
  prepare("");
  tell(recvmmsg(pair[1], messages, MOST, MSG_DONTWAIT, NULL));
  tell(recvmmsg(pair[1], messages, MOST, MSG_DONTWAIT, NULL));
  puts("waitforone");
  prepare("one");
  tell(sendmmsg(pair[0], messages, 2, 0));
  prepare("");
  tell(recvmmsg(pair[1], messages, MOST, MSG_WAITFORONE, NULL));
  puts("cut");
  prepare("long");
  tell(sendmmsg(pair[0], messages, 2, 0));
  prepare("");
  parts[1].iov_len = 3;
  tell(recvmmsg(pair[1], messages, 2, 0, NULL));
  puts("timeouts");
  prepare("time");
  tell(sendmmsg(pair[0], messages, 3, 0));
  prepare("");
  struct timespec time = {0, 0};
  tell(recvmmsg(pair[1], messages, 3, 0, &time));
  printf("%d %d\n", (int)time.tv_sec, (int)time.tv_nsec);
  time = (struct timespec){1000, 5};
  prepare("");
  tell(recvmmsg(pair[1], messages, 2, 0, &time));
  show(time.tv_sec > 900 && time.tv_sec < 1000);
  time = (struct timespec){0, 1000000000};
  tell(recvmmsg(pair[1], messages, 1, 0, &time));
  time = (struct timespec){-1, 0};
  tell(recvmmsg(pair[1], messages, 1, 0, &time));
  puts("one that fails ends it");
  prepare("fail");
  static struct mmsghdr *volatile nowhere;
  messages[2].msg_hdr.msg_iovlen = 1025;
  tell(sendmmsg(pair[0], messages, 4, 0));
  tell(sendmmsg(pair[0], messages + 2, 1, 0));
  tell(sendmmsg(pair[0], messages, 0, 0));
  prepare("");
  messages[0].msg_hdr.msg_iovlen = 1025;
  tell(recvmmsg(pair[1], messages, 2, 0, NULL));
  show(recv(pair[1], texts[0], 8, 0));
  show(recv(pair[1], texts[0], 8, 0));
  tell(recvmmsg(pair[1], messages, 0, 0, NULL));
  show(sendmmsg(pair[0], nowhere, 1, 0));
  show(sendmmsg(99, messages, 1, 0));
  show(recvmmsg(99, messages, 1, 0, NULL));
  show(sendmmsg(STDIN_FILENO, messages, 1, 0));
  show(recvmmsg(STDIN_FILENO, messages, 1, 0, NULL));
  puts("a stream");
  close(pair[0]), close(pair[1]);
  check(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  prepare("part");
  tell(sendmmsg(pair[0], messages, 3, MSG_NOSIGNAL));
  prepare("");
  tell(recvmmsg(pair[1], messages, 3, MSG_WAITFORONE, NULL));
  close(pair[0]);
  prepare("");
  tell(recvmmsg(pair[1], messages, 2, 0, NULL));
  prepare("x");
  tell(sendmmsg(pair[1], messages, 2, MSG_NOSIGNAL));
  return 0;
}
