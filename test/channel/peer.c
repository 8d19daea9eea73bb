// The other end for the tests of Channel in Node, natively and as a guest.
//
//   peer echo IN OUT         sends back what comes by IN, until its end
//   peer numbers OUT COUNT   sends so many numbers, as text
//   peer die OUT             sends one message, reserves another, and dies
//   peer count IN            counts messages until the end; prints how many, and of how many bytes
#include <errno.h>
#include <isthmus/channel.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct channel *must_open(const char *address, enum channel_role role) {
  struct channel *channel = channel_open(address, CHANNEL_CREATE, role, NULL);
  if (channel == NULL) {
    perror(address);
    exit(EXIT_FAILURE);
  }
  return channel;
}

static int echo(const char *from, const char *to) {
  struct channel *in = must_open(from, CHANNEL_CONSUMER), *out = must_open(to, CHANNEL_PRODUCER);
  const void *message;
  for (size_t size; (message = channel_borrow(in, &size, CHANNEL_FOREVER)) != NULL; channel_release(in))
    if (channel_send(out, message, size, CHANNEL_FOREVER) != 0)
      return EXIT_FAILURE;
  int status = errno == EPIPE ? EXIT_SUCCESS : EXIT_FAILURE;
  channel_close(in);
  channel_close(out);
  return status;
}

static int numbers(const char *to, int count) {
  struct channel *out = must_open(to, CHANNEL_PRODUCER);
  char text[16];
  for (int number = 0; number < count; number++)
    if (channel_send(out, text, (size_t)snprintf(text, sizeof text, "%d", number), CHANNEL_FOREVER) != 0)
      return EXIT_FAILURE;
  channel_close(out);
  return EXIT_SUCCESS;
}

static int die(const char *to) {
  struct channel *out = must_open(to, CHANNEL_PRODUCER);
  channel_send(out, "last words", 10, CHANNEL_FOREVER);
  memset(channel_reserve(out, 100, CHANNEL_FOREVER), 'x', 100);
  return raise(SIGKILL);
}

static int count(const char *from) {
  struct channel *in = must_open(from, CHANNEL_CONSUMER);
  unsigned long messages = 0, bytes = 0;
  size_t size;
  for (; channel_borrow(in, &size, CHANNEL_FOREVER) != NULL; channel_release(in)) {
    messages++;
    bytes += size;
  }
  printf("%lu %lu %s\n", messages, bytes, errno == EPIPE ? "closed" : errno == ECONNRESET ? "died" : "error");
  channel_close(in);
  return EXIT_SUCCESS;
}

int main(int argc, char **argv) {
  if (argc > 3 && strcmp(argv[1], "echo") == 0)
    return echo(argv[2], argv[3]);
  if (argc > 3 && strcmp(argv[1], "numbers") == 0)
    return numbers(argv[2], atoi(argv[3]));
  if (argc > 2 && strcmp(argv[1], "die") == 0)
    return die(argv[2]);
  return argc > 2 ? count(argv[2]) : EXIT_FAILURE;
}
