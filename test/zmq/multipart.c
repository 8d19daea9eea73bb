// Messages of many sizes and parts, over every transport: borders of the frame's forms, empty parts, a thousand parts,
// megabytes; nothing of a message comes before the whole.
// isthmus: --allow-unix --allow-net=127.0.0.1
// link: -lzmq
#include "zmq-show.h"

static void fill(unsigned char *data, size_t size, unsigned seed) {
  for (size_t i = 0; i < size; i++)
    data[i] = (unsigned char)((seed = seed * 1103515245 + 12345) >> 16);
}

static void transport(const char *endpoint) {
  printf("%.4s\n", endpoint);
  void *context = zmq_ctx_new();
  void *a = make_socket(context, ZMQ_PAIR), *b = make_socket(context, ZMQ_PAIR);
  check(zmq_connect(b, bound(a, endpoint)) == 0);
  static const size_t sizes[] = {0,    1,     2,     29,    30,     33,      34,      127,    128,   254,
                                 255,  256,   257,   4095,  4096,   8183,    8184,    8191,   8192,  8193,
                                 9000, 16384, 65535, 65536, 131072, 1 << 20, 3000000, 262143, 262144};
  enum { count = sizeof sizes / sizeof sizes[0] };
  static unsigned char sent[3000000], got[3000001];
  for (size_t i = 0; i < count; i++) {
    fill(sent, sizes[i], (unsigned)i);
    check(zmq_send(a, sent, sizes[i], 0) == (int)sizes[i]);
    check(zmq_recv(b, got, sizeof got, 0) == (int)sizes[i]);
    check(memcmp(sent, got, sizes[i]) == 0);
  }
  printf("%d sizes alone\n", count);
  for (size_t i = 0; i < count; i++) {
    fill(sent, sizes[i], (unsigned)i);
    check(zmq_send(b, sent, sizes[i], i + 1 < count ? ZMQ_SNDMORE : 0) == (int)sizes[i]);
  }
  for (size_t i = 0; i < count; i++) {
    fill(sent, sizes[i], (unsigned)i);
    check(zmq_recv(a, got, sizeof got, 0) == (int)sizes[i]);
    check(memcmp(sent, got, sizes[i]) == 0);
    check(get_int(a, ZMQ_RCVMORE) == (i + 1 < count));
  }
  printf("as parts of one\n");
  for (int i = 0; i < 1000; i++)
    check(zmq_send(a, &i, i % 5, i < 999 ? ZMQ_SNDMORE : 0) == i % 5);
  for (int i = 0; i < 1000; i++)
    check(zmq_recv(b, got, sizeof got, 0) == i % 5 && get_int(b, ZMQ_RCVMORE) == (i < 999));
  printf("a thousand parts\n");
  check(zmq_send(a, "first", 5, ZMQ_SNDMORE) == 5);
  expect_nothing("half a message", b);
  show(zmq_recv(b, got, 10, ZMQ_DONTWAIT));
  check(zmq_send(a, "second", 6, ZMQ_SNDMORE) == 6);
  expect_nothing("two thirds", b);
  check(zmq_send(a, "", 0, 0) == 0);
  expect("whole", b);
  /* A socket that is closed in the middle takes the beginning along. */
  check(zmq_send(a, "begun", 5, ZMQ_SNDMORE) == 5);
  check(zmq_close(a) == 0);
  expect_nothing("begun, then closed", b);
  finish(context, b);
}

int main(void) {
  begin();
  transport("inproc://multipart");
  transport("tcp://127.0.0.1:*");
  transport("ipc://multipart.socket");
  return 0;
}
