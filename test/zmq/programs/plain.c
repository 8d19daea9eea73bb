// PLAIN with a ZAP handler: the right password, a wrong one, none at all; what the handler is asked, and the metadata
// that messages carry; NULL with a domain.
#include "help.h"

/* Answers one request of ZAP, if there is a handler, and one within `time` ms. */
static void handle(void *handler, int time) {
  zmq_pollitem_t item = {handler, 0, ZMQ_POLLIN, 0};
  char frames[16][100];
  int count = 0, more = 1;
  size_t size = sizeof more;
  if (handler == NULL || zmq_poll(&item, 1, time) != 1)
    return;
  while (more && count < 16) {
    int length = zmq_recv(handler, frames[count], 99, 0);
    frames[count++][length < 0 ? 0 : length] = 0;
    zmq_getsockopt(handler, ZMQ_RCVMORE, &more, &size);
  }
  printf("asked:");
  for (int i = 0; i < count; i++)
    if (i != 1)
      printf(" [%s]", frames[i]);
  puts("");
  bool right = strcmp(frames[5], "NULL") == 0 || (count == 8 && strcmp(frames[7], "secret") == 0);
  const char *answer[] = {"1.0", frames[1], right ? "200" : "400", right ? "OK" : "No", right ? "somebody" : ""};
  for (int i = 0; i < 5; i++)
    zmq_send(handler, answer[i], strlen(answer[i]), ZMQ_SNDMORE);
  zmq_send(handler, "\5Hello\0\0\0\5world", right ? 15 : 0, 0);
}

static void attempt(void *context, void *handler, const char *name, const char *password, const char *domain,
                    bool asks) {
  void *server = make(context, ZMQ_PULL), *client = make(context, ZMQ_PUSH);
  char endpoint[100];
  size_t size = sizeof endpoint;
  int yes = 1, time = strcmp(password, "wrong") == 0 ? 300 : SURE, little = 50;
  printf("-- %s %s %s\n", name, password, domain);
  zmq_setsockopt(server, ZMQ_ZAP_DOMAIN, domain, strlen(domain));
  if (*name != 0) {
    zmq_setsockopt(server, ZMQ_PLAIN_SERVER, &yes, sizeof yes);
    zmq_setsockopt(client, ZMQ_PLAIN_USERNAME, name, strlen(name));
    zmq_setsockopt(client, ZMQ_PLAIN_PASSWORD, password, strlen(password));
  }
  must(zmq_bind(server, "tcp://127.0.0.1:*"), "bind");
  must(zmq_getsockopt(server, ZMQ_LAST_ENDPOINT, endpoint, &size), "last endpoint");
  zmq_setsockopt(client, ZMQ_RECONNECT_IVL, &(int){5000}, sizeof(int));
  must(zmq_connect(client, endpoint), "connect");
  zmq_send(client, "hello", 5, ZMQ_DONTWAIT);
  handle(handler, asks ? SURE : 300);
  zmq_setsockopt(server, ZMQ_RCVTIMEO, &time, sizeof time);
  zmq_msg_t message;
  zmq_msg_init(&message);
  int result = zmq_msg_recv(&message, server, 0);
  printf("received: %d\n", result);
  static const char *const properties[] = {"User-Id", "Hello", "Socket-Type", "Peer-Address", "Nothing"};
  for (int i = 0; i < 5 && result >= 0; i++) {
    const char *value = zmq_msg_gets(&message, properties[i]);
    printf("  %s: %s\n", properties[i], value == NULL ? error_name() : value);
  }
  zmq_msg_close(&message);
  zmq_close(client);
  zmq_close(server);
  handle(handler, little);
}

int main(void) {
  void *context = zmq_ctx_new(), *handler = make(context, ZMQ_REP);
  must(zmq_bind(handler, "inproc://zeromq.zap.01"), "bind handler");
  attempt(context, handler, "admin", "secret", "here", true);
  attempt(context, handler, "admin", "wrong", "here", true);
  attempt(context, handler, "admin", "secret", "", true);
  attempt(context, handler, "", "", "null", true);
  attempt(context, handler, "", "", "", false);
  zmq_close(handler);
  attempt(context, NULL, "", "", "nobody asks", false);
  printf("term: %d\n", zmq_ctx_term(context));
  return 0;
}
