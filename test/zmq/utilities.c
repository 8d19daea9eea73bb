// The helpers: timers, Z85, atomic counters, the stopwatch, zmq_sleep; and the old forms of sending and receiving.
// isthmus: --allow-unix
// link: -lzmq
#include "zmq-show.h"
#include <sys/uio.h>

static int order[16], fired;

static void fire(int id, void *argument) {
  (void)id;
  if (fired < 16)
    order[fired++] = *(int *)argument;
}

static void print_order(const char *when) {
  printf("%s:", when);
  for (int i = 0; i < fired; i++)
    printf(" %d", order[i]);
  printf("\n");
  fired = 0;
}

static void timers(void) {
  static int names[] = {0, 1, 2, 3};
  void *timers = zmq_timers_new();
  check(timers != NULL);
  show(zmq_timers_timeout(timers));
  show(zmq_timers_execute(timers));
  /* What must not be over yet is long. */
  int slow = zmq_timers_add(timers, 100000, fire, &names[1]), fast = zmq_timers_add(timers, 5000, fire, &names[2]);
  check(slow >= 0 && fast >= 0 && slow != fast);
  long timeout = zmq_timers_timeout(timers);
  printf("timeout %d\n", timeout > 0 && timeout <= 5000);
  show(zmq_timers_execute(timers));
  print_order("too early");
  show(zmq_timers_set_interval(timers, fast, 50));
  settle(60);
  show(zmq_timers_execute(timers));
  print_order("after 60 ms");
  show(zmq_timers_set_interval(timers, fast, 100000));
  show(zmq_timers_reset(timers, fast));
  show(zmq_timers_set_interval(timers, slow, 20));
  settle(30);
  show(zmq_timers_execute(timers));
  print_order("after 30 more");
  show(zmq_timers_cancel(timers, fast));
  show(zmq_timers_cancel(timers, fast));
  show(zmq_timers_cancel(timers, 4711));
  show(zmq_timers_reset(timers, 4711));
  show(zmq_timers_set_interval(timers, 4711, 5));
  settle(60);
  show(zmq_timers_execute(timers));
  print_order("one is left");
  show(zmq_timers_cancel(timers, slow));
  show(zmq_timers_timeout(timers));
  show(zmq_timers_add(timers, 10, NULL, NULL));
  show(zmq_timers_destroy(&timers));
  printf("gone %d\n", timers == NULL);
  show(zmq_timers_destroy(&timers));
  show(zmq_timers_timeout(NULL));
  show(zmq_timers_execute(NULL));
  show(zmq_timers_add(NULL, 1, fire, NULL));
}

static void z85(void) {
  static const uint8_t data[] = {0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b};
  char text[64] = "untouched";
  uint8_t back[64];
  printf("%s\n", zmq_z85_encode(text, data, 8));
  printf("%d", zmq_z85_decode(back, text) == back);
  printf(" %d\n", memcmp(back, data, 8) == 0);
  errno = 0;
  char *none = zmq_z85_encode(text, data, 7);
  printf("7 bytes: %d %s\n", none != NULL, errno_name(errno));
  static const char *const bad[] = {"HelloWorl", "Hello\"orld", "~~~~~", "#####", "%nSc0", "%nSc1", "Hell"};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    errno = 0;
    uint8_t *result = zmq_z85_decode(back, bad[i]);
    printf("%s: %d %s\n", bad[i], result != NULL, result != NULL ? "" : errno_name(errno));
  }
  printf("[%s]\n", zmq_z85_encode(text, data, 0));
  uint8_t all[256];
  char long_text[400];
  for (int i = 0; i < 256; i++)
    all[i] = (uint8_t)(i * 37);
  printf("%s\n", zmq_z85_encode(long_text, all, 256));
  check(zmq_z85_decode(all, long_text) == all && all[255] == (uint8_t)(255 * 37));
}

static void counters(void) {
  void *counter = zmq_atomic_counter_new();
  printf("%d", zmq_atomic_counter_value(counter));
  printf(" %d", zmq_atomic_counter_inc(counter));
  printf(" %d", zmq_atomic_counter_inc(counter));
  printf(" %d", zmq_atomic_counter_value(counter));
  printf(" %d", zmq_atomic_counter_dec(counter));
  printf(" %d", zmq_atomic_counter_dec(counter));
  zmq_atomic_counter_set(counter, 42);
  printf(" %d\n", zmq_atomic_counter_value(counter));
  zmq_atomic_counter_destroy(&counter);
  printf("gone %d\n", counter == NULL);
  void *watch = zmq_stopwatch_start();
  settle(20);
  unsigned long middle = zmq_stopwatch_intermediate(watch);
  settle(20);
  unsigned long last = zmq_stopwatch_stop(watch);
  printf("stopwatch %d %d\n", middle >= 19000 && middle < patience * 1000ul, last >= middle + 19000);
  long long start = milliseconds_now();
  zmq_sleep(1);
  printf("slept %d\n", milliseconds_now() - start >= 999);
}

static void old_forms(void) {
  void *context = zmq_ctx_new(), *pull = make_socket(context, ZMQ_PULL), *push = make_socket(context, ZMQ_PUSH);
  check(zmq_bind(pull, "inproc://old") == 0 && zmq_connect(push, "inproc://old") == 0);
  zmq_msg_t message;
  check(zmq_msg_init_size(&message, 3) == 0);
  memcpy(zmq_msg_data(&message), "old", 3);
  show(zmq_sendmsg(push, &message, 0));
  check(zmq_msg_init(&message) == 0);
  show(zmq_recvmsg(pull, &message, 0));
  check(zmq_msg_close(&message) == 0);
  struct iovec parts[3] = {{"one", 3}, {"", 0}, {"three", 5}};
  show(zmq_sendiov(push, parts, 3, ZMQ_SNDMORE));
  expect("pull", pull);
  show(zmq_sendiov(push, parts, 3, ZMQ_SNDMORE));
  struct iovec got[5];
  size_t count = 5;
  show(zmq_recviov(pull, got, &count, 0));
  for (size_t i = 0; i < count; i++) {
    print_bytes(got[i].iov_base, got[i].iov_len);
    free(got[i].iov_base);
  }
  printf(" %zu\n", count);
  show(zmq_sendiov(push, parts, 0, 0));
  count = 0;
  show(zmq_recviov(pull, got, &count, 0));
  show(zmq_sendiov(NULL, parts, 1, 0));
  count = 5;
  show(zmq_recviov(NULL, got, &count, 0));
  finish(context, pull, push);
}

int main(void) {
  begin();
  timers();
  z85();
  counters();
  old_forms();
  return 0;
}
