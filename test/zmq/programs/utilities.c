// What zmq.h has besides sockets: text for keys, timers, counters, errors, the older names.
#include <sys/uio.h>

#include "help.h"

static void keys(void) {
  uint8_t data[8] = {0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b};
  char text[16];
  uint8_t back[8] = {0};
  printf("%s\n", zmq_z85_encode(text, data, 8));
  printf("%d\n", zmq_z85_decode(back, text) == back && memcmp(back, data, 8) == 0);
  if (zmq_z85_encode(text, data, 7) == NULL)
    printf("7 bytes: %s\n", error_name());
  const char *wrong[] = {"1234", "12 45", "#####", "0000\"", "%nSc1"};
  for (int i = 0; i < 5; i++) {
    errno = 0;
    if (zmq_z85_decode(back, wrong[i]) == NULL)
      printf("%s: %s\n", wrong[i], error_name());
  }
  uint8_t zeros[8] = {0}, full[8];
  memset(full, 255, sizeof full);
  printf("%s ", zmq_z85_encode(text, zeros, 8));
  printf("%s\n", zmq_z85_encode(text, full, 8));
}

static int calls;
static void *timers;

static void count(int id, void *argument) {
  printf("timer %d, %s\n", id, (const char *)argument);
  calls++;
  if (calls == 3)
    printf("cancelled in itself: %d\n", zmq_timers_cancel(timers, id));
}

static void wait_for(int wanted) {
  while (calls < wanted) {
    long timeout = zmq_timers_timeout(timers);
    zmq_poll(NULL, 0, timeout < 0 ? 10 : timeout);
    zmq_timers_execute(timers);
  }
}

static void own_timers(void) {
  timers = zmq_timers_new();
  printf("no timers: %ld\n", zmq_timers_timeout(timers));
  int slow = zmq_timers_add(timers, 100000, count, "slow");
  printf("nothing yet: %d\n", zmq_timers_execute(timers));
  int fast = zmq_timers_add(timers, 20, count, "fast");
  printf("in time: %d\n", zmq_timers_timeout(timers) <= 20 && zmq_timers_timeout(timers) >= 0);
  wait_for(3);
  printf("the slow one: %d\n", zmq_timers_timeout(timers) > 20000);
  printf("%d ", zmq_timers_set_interval(timers, slow, 10));
  printf("%d\n", zmq_timers_reset(timers, slow));
  wait_for(4);
  if (zmq_timers_cancel(timers, fast) < 0)
    printf("cancel again: %s\n", error_name());
  if (zmq_timers_reset(timers, 99) < 0)
    printf("reset: %s\n", error_name());
  if (zmq_timers_set_interval(timers, 99, 1) < 0)
    printf("set_interval: %s\n", error_name());
  if (zmq_timers_add(timers, 1, NULL, NULL) < 0)
    printf("no handler: %s\n", error_name());
  int destroyed = zmq_timers_destroy(&timers);
  printf("%d %d\n", destroyed, timers == NULL);
  if (zmq_timers_destroy(&timers) < 0)
    printf("destroy again: %s\n", error_name());
}

static void counters(void) {
  void *counter = zmq_atomic_counter_new();
  printf("%d", zmq_atomic_counter_inc(counter));
  printf(" %d", zmq_atomic_counter_inc(counter));
  printf(" %d", zmq_atomic_counter_value(counter));
  printf(" %d", zmq_atomic_counter_dec(counter));
  printf(" %d\n", zmq_atomic_counter_dec(counter));
  zmq_atomic_counter_set(counter, 7);
  printf("%d\n", zmq_atomic_counter_value(counter));
  zmq_atomic_counter_destroy(&counter);
  printf("%d\n", counter == NULL);
}

static void older_names(void *context) {
  void *push = make(context, ZMQ_PUSH);
  void *pull = make(context, ZMQ_PULL);
  must(zmq_bind(pull, "inproc://older"), "bind");
  must(zmq_connect(push, "inproc://older"), "connect");
  struct iovec out[] = {{"one", 3}, {"", 0}, {"three", 5}}, in[4];
  printf("sendiov %d\n", zmq_sendiov(push, out, 3, ZMQ_SNDMORE));
  size_t count = 4;
  printf("recviov %d", zmq_recviov(pull, in, &count, 0));
  for (size_t i = 0; i < count; i++) {
    print_frame(in[i].iov_base, in[i].iov_len);
    free(in[i].iov_base);
  }
  putchar('\n');
  if (zmq_sendiov(push, out, 0, 0) < 0)
    printf("sendiov: %s\n", error_name());
  zmq_msg_t message;
  zmq_msg_init_size(&message, 3);
  memcpy(zmq_msg_data(&message), "abc", 3);
  printf("%d", zmq_sendmsg(push, &message, 0));
  printf(" %d\n", (int)zmq_msg_size(&message));
  printf("%d", zmq_recvmsg(pull, &message, 0));
  printf(" %d\n", (int)zmq_msg_size(&message));
  zmq_msg_close(&message);
  static const char constant[] = "constant";
  printf("%d ", zmq_send_const(push, constant, 8, 0));
  hear("pull", pull);
  char small[3];
  tell(push, "truncated", NULL);
  printf("%d\n", zmq_recv(pull, small, sizeof small, 0));
  zmq_close(push);
  zmq_close(pull);
  struct iovec part = {small, sizeof small};
  count = 1;
  printf("%d ", zmq_recviov(NULL, &part, &count, 0));
  printf("%s %zu\n", error_name(), count);
  printf("%d ", zmq_sendiov(NULL, NULL, 0, 0));
  printf("%s\n", error_name());
}

int main(void) {
  int major, minor, patch;
  zmq_version(&major, &minor, &patch);
  printf("%d.%d %d\n", major, minor, ZMQ_VERSION == ZMQ_MAKE_VERSION(major, minor, patch));
  const int errors[] = {EFSM, ENOCOMPATPROTO, ETERM, EMTHREAD};
  for (int i = 0; i < 4; i++)
    printf("%d %s\n", errors[i], zmq_strerror(errors[i]));
  printf("ipc %d, pgm %d, nonsense %d\n", zmq_has("ipc"), zmq_has("nonsense"), zmq_has(""));
  void *watch = zmq_stopwatch_start();
  zmq_poll(NULL, 0, 30);
  unsigned long middle = zmq_stopwatch_intermediate(watch);
  unsigned long end = zmq_stopwatch_stop(watch);
  printf("stopwatch %d\n", middle >= 29000 && end >= middle && end < SURE * 1000ul);
  keys();
  own_timers();
  counters();
  void *context = zmq_ctx_new();
  older_names(context);
  must(zmq_ctx_term(context), "term");
}
