// Demo: a C program and a TypeScript program talk XML over a Unix socket. This side writes and reads its few messages
// by hand; the other one (ts/cli/demo-peer.ts) has a library for it. Each message goes after its length.
#include "framing.h"

/* Appends text with the characters escaped that XML needs for itself. */
static void append_text(char *to, size_t size, const char *text) {
  size_t at = strlen(to);
  for (; *text != '\0' && at + 8 < size; text++) {
    const char *escaped = *text == '<' ? "&lt;" : *text == '>' ? "&gt;" : *text == '&' ? "&amp;" : NULL;
    if (escaped == NULL)
      to[at++] = *text;
    else
      at += (size_t)snprintf(to + at, size - at, "%s", escaped);
  }
  to[at] = '\0';
}

/* The text of the first element of a name, with the escapes taken back; empty when there is none. */
static void element(const char *xml, const char *name, char *into, size_t size) {
  static const struct {
    const char *escape;
    char character;
  } escapes[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};
  char tag[64];
  size_t at = 0;
  snprintf(tag, sizeof tag, "<%s>", name);
  const char *from = strstr(xml, tag);
  for (from = from == NULL ? "" : from + strlen(tag); *from != '<' && *from != '\0' && at + 1 < size;) {
    char character = *from;
    size_t step = 1;
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
      if (strncmp(from, escapes[i].escape, strlen(escapes[i].escape)) == 0) {
        character = escapes[i].character;
        step = strlen(escapes[i].escape);
      }
    into[at++] = character;
    from += step;
  }
  into[at] = '\0';
}

int main(int argc, char **argv) {
  int fd = connect_to_peer(argc > 1 ? argv[1] : "demo.socket");
  char message[longest_message], total[64], echo[128];
  static const struct {
    const char *item;
    int count;
    double price;
  } orders[] = {{"nuts & bolts", 12, 0.25}, {"tubes < 1 m", 3, 4.5}};
  for (int i = 0; i < 2; i++) {
    snprintf(message, sizeof message, "<?xml version=\"1.0\"?><order number=\"%d\"><item>", i + 1);
    append_text(message, sizeof message, orders[i].item);
    size_t length = strlen(message);
    snprintf(message + length, sizeof message - length, "</item><count>%d</count><price>%g</price></order>",
             orders[i].count, orders[i].price);
    send_message(fd, message);
    if (!receive_message(fd, message))
      fail("the other program");
    element(message, "item", echo, sizeof echo);
    element(message, "total", total, sizeof total);
    printf("C: the invoice for %s: %s\n", echo, total);
    fflush(stdout);
  }
  send_message(fd, "<order><item>unfinished");
  if (receive_message(fd, message)) {
    element(message, "error", echo, sizeof echo);
    printf("C: a broken message is answered: %s\n", echo);
  }
  close(fd);
  return EXIT_SUCCESS;
}
