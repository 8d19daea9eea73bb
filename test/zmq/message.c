// Messages: making, copying, moving, closing them, memory that is given away, properties, and sending them.
// isthmus: --allow-unix --allow-net=127.0.0.1,[::1]
// link: -lzmq
#include "zmq-show.h"

static int freed;

static void release(void *data, void *hint) {
  freed++;
  if (hint != NULL)
    *(int *)hint += 1;
  free(data);
}

static void basics(void) {
  zmq_msg_t a, b;
  show(zmq_msg_init(&a));
  show(zmq_msg_size(&a));
  show(zmq_msg_more(&a));
  show(zmq_msg_get(&a, ZMQ_MORE));
  show(zmq_msg_get(&a, ZMQ_SHARED));
  show(zmq_msg_get(&a, 99));
  show(zmq_msg_set(&a, ZMQ_MORE, 1));
  show(zmq_msg_gets(&a, "Socket-Type") != NULL);
  printf("%s\n", errno_name(errno));
  show(zmq_msg_close(&a));
  show(zmq_msg_close(&a));
  static const size_t sizes[] = {0, 1, 29, 30, 33, 65, 255, 256, 8192, 1 << 20};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    check(zmq_msg_init_size(&a, sizes[i]) == 0);
    check(zmq_msg_size(&a) == sizes[i]);
    memset(zmq_msg_data(&a), 'a' + (int)i, sizes[i]);
    check(zmq_msg_init(&b) == 0 && zmq_msg_copy(&b, &a) == 0);
    check(zmq_msg_size(&b) == sizes[i] && zmq_msg_size(&a) == sizes[i]);
    printf("%zu: shared %d, same %d\n", sizes[i], zmq_msg_get(&b, ZMQ_SHARED) == (sizes[i] > 64),
           memcmp(zmq_msg_data(&a), zmq_msg_data(&b), sizes[i]) == 0);
    check(zmq_msg_close(&a) == 0);
    check(sizes[i] == 0 || ((char *)zmq_msg_data(&b))[sizes[i] - 1] == 'a' + (int)i);
    check(zmq_msg_init(&a) == 0 && zmq_msg_move(&a, &b) == 0);
    printf("moved: %zu and %zu\n", zmq_msg_size(&a), zmq_msg_size(&b));
    check(zmq_msg_close(&a) == 0 && zmq_msg_close(&b) == 0);
  }
}

static void given_memory(void) {
  zmq_msg_t a, b;
  int hinted = 0;
  char *memory = malloc(100);
  strcpy(memory, "given away");
  show(zmq_msg_init_data(&a, memory, 100, release, &hinted));
  printf("the same memory %d, shared %d\n", zmq_msg_data(&a) == (void *)memory, zmq_msg_get(&a, ZMQ_SHARED));
  check(zmq_msg_init(&b) == 0 && zmq_msg_copy(&b, &a) == 0);
  printf("a copy shares %d %d\n", zmq_msg_data(&b) == (void *)memory, zmq_msg_get(&b, ZMQ_SHARED));
  check(zmq_msg_close(&a) == 0);
  printf("freed %d\n", freed);
  check(zmq_msg_close(&b) == 0);
  printf("freed %d, hint %d\n", freed, hinted);
  static char constant[] = "never freed";
  show(zmq_msg_init_data(&a, constant, sizeof constant, NULL, NULL));
  printf("%s %zu\n", (char *)zmq_msg_data(&a), zmq_msg_size(&a));
  check(zmq_msg_close(&a) == 0);
  /* A message that takes the place of another one lets that one go. */
  check(zmq_msg_init_data(&a, malloc(8), 8, release, &hinted) == 0);
  check(zmq_msg_init_size(&b, 3) == 0);
  show(zmq_msg_move(&a, &b));
  printf("freed %d, now %zu bytes\n", freed, zmq_msg_size(&a));
  check(zmq_msg_close(&a) == 0 && zmq_msg_close(&b) == 0);
}

static void sending(const char *endpoint) {
  void *context = zmq_ctx_new();
  void *pull = make_socket(context, ZMQ_PULL), *push = make_socket(context, ZMQ_PUSH);
  check(zmq_connect(push, bound(pull, endpoint)) == 0);
  zmq_msg_t a, b;
  freed = 0;
  char *memory = malloc(2000);
  memset(memory, 'm', 2000);
  check(zmq_msg_init_data(&a, memory, 2000, release, NULL) == 0);
  show(zmq_msg_send(&a, push, 0));
  printf("empty afterwards: %zu\n", zmq_msg_size(&a));
  check(zmq_msg_close(&a) == 0);
  expect("given memory", pull);
  for (int tries = 0; tries < patience / 20 && freed == 0; tries++)
    settle(20);
  printf("freed %d\n", freed);
  /* One content, sent twice. */
  check(zmq_msg_init_size(&a, 70) == 0);
  memset(zmq_msg_data(&a), 't', 70);
  check(zmq_msg_init(&b) == 0 && zmq_msg_copy(&b, &a) == 0);
  show(zmq_msg_send(&a, push, ZMQ_SNDMORE));
  show(zmq_msg_send(&b, push, 0));
  show(expect("twice", pull));
  static const char constant[] = "constant data that nobody copies or frees, longer than what fits inside a message";
  show(zmq_send_const(push, constant, sizeof constant - 1, 0));
  expect("constant", pull);
  /* Receiving into a message that holds something lets that go. */
  send_text(push, "new", 0);
  check(zmq_msg_init_data(&a, malloc(100), 100, release, NULL) == 0);
  show(zmq_msg_recv(&a, pull, 0));
  printf("freed %d, %.3s\n", freed, (char *)zmq_msg_data(&a));
  check(zmq_msg_close(&a) == 0);
  send_text(push, "longer than the buffer", 0);
  char buffer[8] = "";
  show(zmq_recv(pull, buffer, 6, 0));
  printf("[%s]\n", buffer);
  send_text(push, "", 0);
  show(zmq_recv(pull, NULL, 0, 0));
  send_text(push, "dropped", 0);
  show(zmq_recv(pull, NULL, 0, 0));
  finish(context, push, pull);
}

int main(void) {
  begin();
  basics();
  given_memory();
  sending("inproc://message");
  sending("ipc://message.socket");
  return 0;
}
