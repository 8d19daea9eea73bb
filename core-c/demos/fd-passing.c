// Demo: descriptors as messages. A clerk opens what others may not name, and hands it out over a Unix socket
// (SCM_RIGHTS): a file, the end of a pipe, a socket. The receiver uses them as if it had opened them.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { most = 3 };

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

/* Room for control data, aligned as it must be. */
union control {
  struct cmsghdr header;
  char bytes[CMSG_SPACE(most * sizeof(int))];
};

static void send_descriptors(int to, const char *text, const int *fds, size_t count) {
  union control control = {0};
  struct iovec vector = {(void *)text, strlen(text)};
  struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
  message.msg_control = &control;
  message.msg_controllen = CMSG_SPACE(count * sizeof *fds);
  struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(count * sizeof *fds);
  memcpy(CMSG_DATA(rights), fds, count * sizeof *fds);
  if (sendmsg(to, &message, 0) < 0)
    fail("sendmsg");
}

/* How many came; no more than `most`. */
static size_t receive_descriptors(int from, int *fds) {
  union control control;
  char text[64];
  struct iovec vector = {text, sizeof text};
  struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
  message.msg_control = &control;
  message.msg_controllen = sizeof control;
  ssize_t length = recvmsg(from, &message, MSG_CMSG_CLOEXEC);
  if (length < 0)
    fail("recvmsg");
  struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
  size_t count = 0;
  if (rights != NULL && rights->cmsg_level == SOL_SOCKET && rights->cmsg_type == SCM_RIGHTS) {
    count = (rights->cmsg_len - CMSG_LEN(0)) / sizeof *fds;
    memcpy(fds, CMSG_DATA(rights), count * sizeof *fds);
  }
  printf("receiver: \"%.*s\" came with %zu descriptors\n", (int)length, text, count);
  return count;
}

static int receiver(int from) {
  int fds[most];
  if (receive_descriptors(from, fds) != most)
    return EXIT_FAILURE;
  char text[64];
  ssize_t count = read(fds[0], text, sizeof text);
  printf("receiver: the file, which has no name any more, holds \"%.*s\"\n", (int)count, text);
  count = read(fds[1], text, sizeof text);
  printf("receiver: through the pipe came \"%.*s\"\n", (int)count, text);
  fflush(stdout);
  return write(fds[2], "thanks", 6) == 6 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(void) {
  int ends[2], pipe_ends[2], pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
    fail("socketpair");
  pid_t pid = fork();
  if (pid < 0)
    fail("fork");
  if (pid == 0) {
    close(ends[0]);
    _exit(receiver(ends[1]));
  }
  close(ends[1]);
  // All of these are opened after the fork: the child has none of them.
  int file = open("secret.txt", O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || unlink("secret.txt") != 0 || write(file, "the secret", 10) != 10 || lseek(file, 0, SEEK_SET) != 0)
    fail("secret.txt");
  if (pipe(pipe_ends) != 0 || write(pipe_ends[1], "a whisper", 9) != 9)
    fail("pipe");
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
    fail("socketpair");
  const int fds[most] = {file, pipe_ends[0], pair[1]};
  send_descriptors(ends[0], "three for you", fds, most);
  // The message holds them now.
  for (int i = 0; i < most; i++)
    close(fds[i]);
  char thanks[16];
  ssize_t count = read(pair[0], thanks, sizeof thanks);
  int status;
  if (waitpid(pid, &status, 0) != pid || status != 0)
    fail("the receiver");
  printf("sender: the socket that I gave away says \"%.*s\"\n", (int)count, thanks);
  return EXIT_SUCCESS;
}
