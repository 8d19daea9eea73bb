// Demo: a C program and a TypeScript program talk JSON over a Unix socket. This side writes and reads its few messages
// by hand; the other one (ts/cli/demo-peer.ts) has JSON built in. Each message goes after its length.
#include "framing.h"
#include <ctype.h>

/* A text as JSON has it: quoted, with escapes. */
static void append_string(char *to, size_t size, const char *text) {
  size_t at = strlen(to);
  if (at + 1 < size)
    to[at++] = '"';
  for (; *text != '\0' && at + 8 < size; text++) {
    unsigned char byte = (unsigned char)*text;
    if (byte == '"' || byte == '\\')
      at += (size_t)snprintf(to + at, size - at, "\\%c", byte);
    else if (byte < 0x20)
      at += (size_t)snprintf(to + at, size - at, "\\u%04x", byte);
    else
      to[at++] = (char)byte;
  }
  to[at++] = '"';
  to[at] = '\0';
}

/* Where the value of a member begins; NULL when there is none of that name. Good for flat objects, as these are. */
static const char *member(const char *json, const char *name) {
  int depth = 0;
  for (const char *at = json; *at != '\0'; at++) {
    if (*at == '{')
      depth++;
    else if (*at == '}')
      depth--;
    else if (*at == '"') {
      const char *start = ++at;
      while (*at != '"' && *at != '\0')
        at += *at == '\\' && at[1] != '\0' ? 2 : 1;
      if (*at == '\0')
        return NULL;
      size_t length = (size_t)(at - start);
      const char *next = at + 1;
      while (isspace((unsigned char)*next))
        next++;
      if (depth == 1 && *next == ':' && length == strlen(name) && memcmp(start, name, length) == 0) {
        do
          next++;
        while (isspace((unsigned char)*next));
        return next;
      }
    }
  }
  return NULL;
}

static double number_member(const char *json, const char *name) {
  const char *value = member(json, name);
  return value == NULL ? 0 : strtod(value, NULL);
}

/* A string without escapes but those of quotes and backslashes. */
static void string_member(const char *json, const char *name, char *into, size_t size) {
  const char *value = member(json, name);
  size_t at = 0;
  if (value != NULL && *value == '"')
    for (value++; *value != '"' && *value != '\0' && at + 1 < size; value++) {
      if (*value == '\\' && value[1] != '\0')
        value++;
      into[at++] = *value;
    }
  into[at] = '\0';
}

int main(int argc, char **argv) {
  int fd = connect_to_peer(argc > 1 ? argv[1] : "demo.socket");
  char message[longest_message], text[256];
  const double readings[] = {20.5, 21.25, 19};
  for (int i = 0; i < 3; i++) {
    snprintf(message, sizeof message, "{\"id\":%d,\"kind\":\"reading\",\"celsius\":%g,\"place\":", i + 1, readings[i]);
    append_string(message, sizeof message - 1, i == 0 ? "the \"warm\" room" : "under\nthe roof");
    strcat(message, "}");
    send_message(fd, message);
    if (!receive_message(fd, message))
      fail("the other program");
    string_member(message, "place", text, sizeof text);
    printf("C: reading %g is answered: average %g over %g, first at %s\n", number_member(message, "id"),
           number_member(message, "average"), number_member(message, "count"), text);
    fflush(stdout);
  }
  send_message(fd, "{\"kind\":\"nonsense\"");
  if (receive_message(fd, message)) {
    string_member(message, "error", text, sizeof text);
    printf("C: a broken message is answered: %s\n", text);
  }
  close(fd);
  return EXIT_SUCCESS;
}
