// HTTP by ZMQ_STREAM sockets, whose other end speaks no ZMTP: `serve COUNT` answers so many requests, `get PORT PATH`
// prints an answer.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

static void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, zmq_strerror(zmq_errno()));
  exit(1);
}

/* A routing id and what came from it; how long that is: 0 at the beginning and at the end of a connection. */
static int receive(void *socket, unsigned char id[5], char *data, size_t room) {
  if (zmq_recv(socket, id, 5, 0) != 5)
    fail("id");
  int size = zmq_recv(socket, data, room - 1, 0);
  if (size < 0)
    fail("zmq_recv");
  size = size < (int)room - 1 ? size : (int)room - 1;
  data[size] = 0;
  return size;
}

static void send_to(void *socket, const unsigned char id[5], const void *data, size_t size) {
  if (zmq_send(socket, id, 5, ZMQ_SNDMORE) != 5 || zmq_send(socket, data, size, ZMQ_SNDMORE) != (int)size)
    fail("zmq_send");
}

static void serve(void *socket, int count) {
  static char request[8192], answer[200000];
  char endpoint[100];
  unsigned char id[5];
  size_t size = sizeof endpoint;
  if (zmq_bind(socket, "tcp://127.0.0.1:*") != 0 || zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &size) != 0)
    fail("zmq_bind");
  printf("port %s\n", strrchr(endpoint, ':') + 1);
  fflush(stdout);
  while (count > 0) {
    if (receive(socket, id, request, sizeof request) == 0)
      continue;
    char path[100] = "";
    sscanf(request, "GET %99s", path);
    int large = strcmp(path, "/large") == 0 ? 150000 : 0;
    int length = snprintf(answer, 1000, "HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\nhere is %s\n",
                          (int)strlen(path) + 9 + large, path);
    memset(answer + length, 'x', (size_t)large);
    send_to(socket, id, answer, (size_t)(length + large));
    /* An empty message closes the connection, unless the client, who has got all that it wants, was faster. */
    if (zmq_send(socket, id, 5, ZMQ_SNDMORE) == 5 ? zmq_send(socket, "", 0, 0) != 0 : zmq_errno() != EHOSTUNREACH)
      fail("closing");
    count--;
  }
}

static void get(void *socket, const char *port, const char *path) {
  char endpoint[100], text[8192];
  unsigned char id[5];
  int size = snprintf(endpoint, sizeof endpoint, "tcp://127.0.0.1:%s", port);
  if (zmq_connect(socket, endpoint) != 0)
    fail("zmq_connect");
  if (receive(socket, id, text, sizeof text) != 0)
    printf("no beginning\n");
  /* Who has connected may ask for the id, too. */
  unsigned char same[256];
  size_t same_size = sizeof same;
  if (zmq_getsockopt(socket, ZMQ_ROUTING_ID, same, &same_size) != 0 || same_size != 5 || memcmp(id, same, 5) != 0)
    printf("another id\n");
  size = snprintf(text, sizeof text, "GET %s HTTP/1.0\r\n\r\n", path);
  send_to(socket, id, text, (size_t)size);
  while (receive(socket, id, text, sizeof text) > 0)
    printf("%s", text);
}

int main(int argc, char **argv) {
  void *context = zmq_ctx_new(), *socket = zmq_socket(context, ZMQ_STREAM);
  if (argc == 3 && strcmp(argv[1], "serve") == 0)
    serve(socket, atoi(argv[2]));
  else if (argc == 4)
    get(socket, argv[2], argv[3]);
  zmq_close(socket);
  zmq_ctx_term(context);
  return 0;
}
