// Messages: small and large content, moving, copying, memory of the program, metadata, and what isn't a message.
#include <errno.h>
#include <string.h>
#include <zmq.h>

#include "check.h"
#include "message.h"

static int freed;

static void release(void *data, void *hint) {
  CHECK(strcmp(data, "program's") == 0 && hint == &freed);
  freed++;
}

static void sizes(void) {
  for (size_t size = 0; size < 200; size++) {
    zmq_msg_t a, b;
    CHECK(zmq_msg_init_size(&a, size) == 0 && zmq_msg_size(&a) == size && zmq_msg_more(&a) == 0);
    memset(zmq_msg_data(&a), (int)size, size);
    CHECK(zmq_msg_init(&b) == 0 && zmq_msg_size(&b) == 0);
    CHECK(zmq_msg_copy(&b, &a) == 0 && zmq_msg_size(&b) == size && zmq_msg_size(&a) == size);
    CHECK(memcmp(zmq_msg_data(&a), zmq_msg_data(&b), size) == 0);
    CHECK(zmq_msg_get(&b, ZMQ_SHARED) == (size > MESSAGE_SMALL_SIZE));
    CHECK(zmq_msg_move(&b, &a) == 0 && zmq_msg_size(&a) == 0 && zmq_msg_size(&b) == size);
    CHECK(zmq_msg_get(&b, ZMQ_SHARED) == 0);
    CHECK(zmq_msg_copy(&b, &b) == 0 && zmq_msg_move(&b, &b) == 0 && zmq_msg_size(&b) == size);
    CHECK(zmq_msg_close(&a) == 0 && zmq_msg_close(&b) == 0);
    CHECK(zmq_msg_close(&b) == -1 && errno == EFAULT);
    CHECK(zmq_msg_copy(&a, &b) == -1 && errno == EFAULT && zmq_msg_move(&a, &b) == -1 && errno == EFAULT);
  }
  zmq_msg_t none;
  CHECK(zmq_msg_init_size(&none, SIZE_MAX) == -1 && errno == ENOMEM);
}

static void memory(void) {
  static char data[] = "program's";
  zmq_msg_t a, b;
  CHECK(zmq_msg_init_data(&a, data, sizeof data, release, &freed) == 0 && zmq_msg_data(&a) == data);
  zmq_msg_init(&b);
  CHECK(zmq_msg_copy(&b, &a) == 0 && zmq_msg_data(&b) == data);
  CHECK(zmq_msg_close(&a) == 0 && freed == 0);
  CHECK(zmq_msg_close(&b) == 0 && freed == 1);
  CHECK(zmq_msg_init_data(&a, data, sizeof data, NULL, NULL) == 0 && zmq_msg_get(&a, ZMQ_SHARED) == 1);
  CHECK(zmq_msg_close(&a) == 0 && freed == 1);
}

static void properties(void) {
  struct metadata *metadata = metadata_new();
  CHECK(metadata_set(metadata, "Identity", 8, "me", 2) == 0 && metadata_set(metadata, "X-a", 3, "1", 1) == 0);
  CHECK(metadata_set(metadata, "X-a", 3, "22", 2) == 0);
  struct message message, copy;
  message_init(&message);
  message_set_metadata(&message, metadata);
  metadata_release(metadata);
  message_copy(&copy, &message);
  message_close(&message);
  zmq_msg_t *handle = (zmq_msg_t *)&copy;
  CHECK(strcmp(zmq_msg_gets(handle, "Routing-Id"), "me") == 0 && strcmp(zmq_msg_gets(handle, "identity"), "me") == 0);
  CHECK(strcmp(zmq_msg_gets(handle, "X-A"), "22") == 0);
  CHECK(zmq_msg_gets(handle, "User-Id") == NULL && errno == EINVAL);
  CHECK(zmq_msg_get(handle, ZMQ_SRCFD) == -1 && zmq_msg_get(handle, 99) == -1 && errno == EINVAL);
  CHECK(zmq_msg_set(handle, ZMQ_MORE, 1) == -1 && errno == EINVAL);
  CHECK(zmq_msg_close(handle) == 0);
}

int main(void) {
  sizes();
  memory();
  properties();
  puts("message: all well");
}
