// PLAIN: names and passwords, a ZAP handler in the same program, who is refused with which event, who one is (User-Id),
// and mechanisms that do not match.
// isthmus: --allow-unix --allow-net=127.0.0.1
// link: -lzmq
#include "zmq-show.h"

static void *context, *handler;

/* Answers one ZAP request, if there is one: alice is let in, bob gets a temporary error, others are refused. */
static void serve_zap(int milliseconds) {
  char frames[9][300];
  if (!comes_within(handler, milliseconds))
    return;
  int count = 0, more = 1;
  while (more && count < 9) {
    int size = zmq_recv(handler, frames[count], 255, 0);
    check(size >= 0 && size < 256);
    frames[count++][size] = 0;
    more = get_int(handler, ZMQ_RCVMORE);
  }
  check(count >= 6);
  /* Of a peer on this machine the address tells user, group and process. */
  char *process = strrchr(frames[3], ':');
  if (process != NULL && atoi(process + 1) == getpid())
    strcpy(process + 1, "PID");
  printf("  zap: version %s, domain [%s], address [%s], id [%s], mechanism %s", frames[0], frames[2], frames[3],
         frames[4], frames[5]);
  for (int i = 6; i < count; i++)
    printf(" [%s]", frames[i]);
  printf("\n");
  const char *status = "400", *text = "refused", *user = "";
  if (count == 8 && strcmp(frames[6], "alice") == 0 && strcmp(frames[7], "secret") == 0) {
    status = "200";
    text = "OK";
    user = "Alice L.";
  } else if (count == 8 && strcmp(frames[6], "bob") == 0) {
    status = "300";
    text = "later";
  } else if (strcmp(frames[5], "NULL") == 0) {
    status = "200";
    text = "OK";
    user = "anonymous";
  }
  check(zmq_send(handler, "1.0", 3, ZMQ_SNDMORE) == 3);
  check(zmq_send(handler, frames[1], strlen(frames[1]), ZMQ_SNDMORE) >= 0);
  check(zmq_send(handler, status, 3, ZMQ_SNDMORE) == 3);
  check(zmq_send(handler, text, strlen(text), ZMQ_SNDMORE) >= 0);
  check(zmq_send(handler, user, strlen(user), ZMQ_SNDMORE) >= 0);
  /* One property of metadata: its name after a byte of length, its value after four. */
  check(zmq_send(handler, "\5Hello\0\0\0\5World", 15, 0) == 15);
}

/* The server's events about a client: failure or success, with the value. */
static void verdict(void *monitor) {
  for (int i = 0; i < 10; i++) {
    unsigned char head[6];
    char text[128];
    if (!comes_within(monitor, patience)) {
      printf("  no verdict\n");
      return;
    }
    check(zmq_recv(monitor, head, 6, 0) == 6 && zmq_recv(monitor, text, sizeof text, 0) >= 0);
    uint16_t event;
    int32_t value;
    memcpy(&event, head, 2);
    memcpy(&value, head + 2, 4);
    if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
      printf("  succeeded\n");
    else if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH)
      printf("  refused %d\n", value);
    else if (event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL)
      printf("  protocol error %x\n", (unsigned)value);
    else if (event == ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL)
      printf("  failed without detail\n");
    else
      continue;
    return;
  }
}

static void client(const char *endpoint, int server_plain, const char *user, const char *password, int zaps,
                   int heard) {
  printf("%s %s at a %s server over %.4s\n", user == NULL ? "nobody" : user, password == NULL ? "" : password,
         server_plain ? "PLAIN" : "NULL", endpoint);
  void *server = make_socket(context, ZMQ_ROUTER), *dealer = make_socket(context, ZMQ_DEALER);
  char monitor_name[32];
  static int number;
  snprintf(monitor_name, sizeof monitor_name, "inproc://monitor%d", number++);
  set_int(server, ZMQ_PLAIN_SERVER, server_plain);
  if (zaps)
    set_text(server, ZMQ_ZAP_DOMAIN, "test");
  set_int(dealer, ZMQ_RECONNECT_IVL, 5000);
  set_text(dealer, ZMQ_ROUTING_ID, "client");
  if (user != NULL) {
    set_text(dealer, ZMQ_PLAIN_USERNAME, user);
    check(zmq_setsockopt(dealer, ZMQ_PLAIN_PASSWORD, password, strlen(password)) == 0);
  }
  check(zmq_socket_monitor(server, monitor_name, ZMQ_EVENT_ALL & ~ZMQ_EVENT_LISTENING) == 0);
  void *monitor = make_socket(context, ZMQ_PAIR);
  check(zmq_connect(monitor, monitor_name) == 0);
  check(zmq_connect(dealer, bound(server, endpoint)) == 0);
  /* Where it has been refused by now there is nobody to send to. */
  zmq_send(dealer, "hello", 5, ZMQ_DONTWAIT);
  if (handler != NULL && zaps)
    serve_zap(patience);
  verdict(monitor);
  if (comes_within(server, heard ? patience : 200)) {
    zmq_msg_t message;
    zmq_msg_init(&message);
    check(zmq_msg_recv(&message, server, 0) == 6);
    check(zmq_msg_recv(&message, server, 0) == 5);
    const char *user_id = zmq_msg_gets(&message, "User-Id"), *type = zmq_msg_gets(&message, "Socket-Type");
    const char *hello = zmq_msg_gets(&message, "Hello");
    printf("  heard as [%s], a %s, Hello [%s]\n", user_id == NULL ? "-" : user_id, type == NULL ? "-" : type,
           hello == NULL ? "-" : hello);
    zmq_msg_close(&message);
  } else {
    printf("  not heard\n");
  }
  set_int(server, ZMQ_LINGER, 0);
  set_int(dealer, ZMQ_LINGER, 0);
  check(zmq_close(dealer) == 0);
  check(zmq_socket_monitor(server, NULL, 0) == 0);
  check(zmq_close(server) == 0 && zmq_close(monitor) == 0);
}

int main(void) {
  begin();
  context = zmq_ctx_new();
  printf("without a handler\n");
  client("ipc://plain0.socket", 1, "anyone", "anything", 0, 0);
  client("ipc://plain1.socket", 1, NULL, NULL, 0, 0);
  client("ipc://plain2.socket", 0, "anyone", "anything", 0, 0);
  client("ipc://plain3.socket", 0, NULL, NULL, 0, 1);
  printf("with a handler\n");
  handler = make_socket(context, ZMQ_REP);
  check(zmq_bind(handler, "inproc://zeromq.zap.01") == 0);
  client("tcp://127.0.0.1:*", 1, "alice", "secret", 1, 1);
  client("tcp://127.0.0.1:*", 1, "alice", "guess", 1, 0);
  client("ipc://plain4.socket", 1, "bob", "x", 1, 0);
  client("ipc://plain5.socket", 1, "mallory", "x", 1, 0);
  client("tcp://127.0.0.1:*", 0, NULL, NULL, 1, 1);
  check(zmq_close(handler) == 0);
  check(zmq_ctx_term(context) == 0);
  return 0;
}
