// The wire format: what is written is read again, in one piece and byte by byte, and what is malformed is refused.
#include <errno.h>
#include <string.h>
#include <zmq.h>

#include "check.h"
#include "message.h"
#include "zmtp.h"

static void greeting(void) {
  uint8_t bytes[ZMTP_GREETING_SIZE];
  struct zmtp_greeting read;
  zmtp_greeting_write(bytes, "PLAIN", true, 5);
  for (size_t size = 0; size < sizeof bytes; size++) {
    CHECK(zmtp_greeting_read(&read, bytes, size) == 0);
    CHECK(read.version == (size <= 10 ? 0 : size == 11 ? ZMTP_3_0 : ZMTP_3_1));
  }
  CHECK(zmtp_greeting_read(&read, bytes, sizeof bytes) == 1);
  CHECK(read.version == ZMTP_3_1 && read.size == 64 && strcmp(read.mechanism, "PLAIN") == 0 && read.as_server);
  bytes[11] = 0;
  CHECK(zmtp_greeting_read(&read, bytes, sizeof bytes) == 1 && read.version == ZMTP_3_0);
  bytes[10] = 4;
  CHECK(zmtp_greeting_read(&read, bytes, sizeof bytes) == 1 && read.version == ZMTP_3_1);
  bytes[10] = 1;
  bytes[11] = ZMQ_REQ;
  CHECK(zmtp_greeting_read(&read, bytes, 11) == 0 && read.version == ZMTP_2_0);
  CHECK(zmtp_greeting_read(&read, bytes, 12) == 1 && read.socket_type == ZMQ_REQ && read.size == 12);
  bytes[10] = 0;
  CHECK(zmtp_greeting_read(&read, bytes, sizeof bytes) == -EPROTO);
  // Peers of 1.0: a routing id of no, of three and of 255 bytes.
  CHECK(zmtp_greeting_read(&read, (uint8_t[]){1, 0}, 2) == 1 && read.version == ZMTP_1_0 && read.size == 0);
  CHECK(zmtp_greeting_read(&read, (uint8_t[]){4, 0}, 2) == 1 && read.version == ZMTP_1_0);
  uint8_t large[] = {0xff, 0, 0, 0, 0, 0, 0, 1, 0, 0};
  CHECK(zmtp_greeting_read(&read, large, 10) == 1 && read.version == ZMTP_1_0);
  large[8] = 1;
  CHECK(zmtp_greeting_read(&read, large, 10) == -EPROTO);
  CHECK(zmtp_greeting_read(&read, (const uint8_t *)"GET / HTTP/1.1", 14) == -EPROTO);
  CHECK(zmtp_greeting_read(&read, (uint8_t[]){0}, 1) == -EPROTO);
}

static void frame(enum zmtp_version version, uint8_t flags, uint64_t size) {
  uint8_t header[ZMTP_HEADER_SIZE];
  struct zmtp_frame read;
  size_t header_size = zmtp_frame_write(header, version, flags, size);
  CHECK(header_size <= sizeof header);
  for (size_t some = 0; some < header_size; some++)
    CHECK(zmtp_frame_read(&read, version, header, some) == 0);
  CHECK(zmtp_frame_read(&read, version, header, header_size) == 1);
  CHECK(read.flags == flags && read.size == size && read.header_size == header_size);
}

static void frames(void) {
  static const uint64_t sizes[] = {0, 1, 253, 254, 255, 256, 65535, 65536, 1u << 31, (uint64_t)1 << 62};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    for (int version = ZMTP_1_0; version <= ZMTP_3_1; version++) {
      frame(version, 0, sizes[i]);
      frame(version, MESSAGE_MORE, sizes[i]);
      if (version >= ZMTP_3_0)
        frame(version, MESSAGE_COMMAND, sizes[i]);
    }
  }
  struct zmtp_frame read;
  uint8_t bytes[9] = {8, 0};
  CHECK(zmtp_frame_read(&read, ZMTP_3_1, bytes, 1) == -EPROTO);
  bytes[0] = 5;
  CHECK(zmtp_frame_read(&read, ZMTP_3_1, bytes, 2) == -EPROTO);
  bytes[0] = 4;
  CHECK(zmtp_frame_read(&read, ZMTP_2_0, bytes, 2) == -EPROTO);
  bytes[0] = 2;
  bytes[1] = 0x80;
  CHECK(zmtp_frame_read(&read, ZMTP_3_1, bytes, 9) == -EPROTO);
  CHECK(zmtp_frame_read(&read, ZMTP_1_0, (uint8_t[]){0}, 1) == -EPROTO);
  CHECK(zmtp_frame_read(&read, ZMTP_1_0, (uint8_t[]){2, 2}, 2) == -EPROTO);
}

static int command(struct zmtp_command *read, const char *body, size_t size) {
  return zmtp_command_read(read, (const uint8_t *)body, size);
}

/** The command of a text without its 0. */
#define COMMAND(text) command(&read, text, sizeof text - 1)

static void commands(void) {
  struct zmtp_command read;
  uint8_t body[300];
  struct zmtp_writer writer = {.data = body, .room = sizeof body};
  zmtp_write_command(&writer, ZMTP_READY);
  zmtp_write_property(&writer, "Socket-Type", "DEALER", 6);
  zmtp_write_property(&writer, "Identity", "", 0);
  CHECK(!writer.overflow && zmtp_command_read(&read, body, writer.size) == 0 && read.kind == ZMTP_READY);
  struct zmtp_property property;
  CHECK(zmtp_property_next(&property, &read.data, &read.size) == 1 && zmtp_property_is(&property, "socket-type"));
  CHECK(property.value_size == 6 && zmtp_socket_type(property.value, property.value_size) == ZMQ_DEALER);
  CHECK(zmtp_property_next(&property, &read.data, &read.size) == 1 && property.value_size == 0);
  CHECK(zmtp_property_next(&property, &read.data, &read.size) == 0);
  for (size_t size = 0; size < writer.size; size++) {
    // Half a command is malformed, unless it ends between two properties.
    int result = zmtp_command_read(&read, body, size);
    CHECK(result == (size == 6 || size == 6 + 12 + 4 + 6 ? 0 : -EPROTO));
  }
  writer = (struct zmtp_writer){.data = body, .room = 12};
  zmtp_write_command(&writer, ZMTP_HELLO);
  zmtp_write_text(&writer, "admin", 5);
  CHECK(!writer.overflow);
  zmtp_write_text(&writer, "secret", 6);
  CHECK(writer.overflow && writer.size <= 12);

  CHECK(COMMAND("\5HELLO\5admin\6secret") == 0 && read.username_size == 5 && memcmp(read.password, "secret", 6) == 0);
  CHECK(COMMAND("\5HELLO\5admin\7secret") == -EPROTO && read.kind == ZMTP_HELLO);
  CHECK(COMMAND("\5HELLO\5admin\6secret!") == -EPROTO);
  CHECK(COMMAND("\7WELCOME") == 0 && COMMAND("\7WELCOME!") == -EPROTO);
  CHECK(COMMAND("\5ERROR\3bad") == 0 && read.size == 3 && COMMAND("\5ERROR\4bad") == -EPROTO);
  CHECK(COMMAND("\4PING\1\2abc") == 0 && read.time_to_live == 258 && read.size == 3);
  CHECK(COMMAND("\4PING\1") == -EPROTO && COMMAND("\4PING\0\0"
                                                  "0123456789abcdef0") == -EPROTO);
  CHECK(COMMAND("\4PONGabc") == 0 && COMMAND("\4PONG0123456789abcdef0") == -EPROTO);
  CHECK(COMMAND("\x9SUBSCRIBEnews") == 0 && read.kind == ZMTP_SUBSCRIBE && read.size == 4);
  CHECK(COMMAND("\6CANCEL") == 0 && read.kind == ZMTP_CANCEL && read.size == 0);
  CHECK(COMMAND("\4WHAT?") == 0 && read.kind == ZMTP_UNKNOWN);
  CHECK(COMMAND("") == -EPROTO && COMMAND("\0") == -EPROTO && COMMAND("\6READY") == -EPROTO);
  CHECK(COMMAND("\5READY\0\0\0\0\0") == -EPROTO && COMMAND("\5READY\2X \0\0\0\0") == -EPROTO);
  CHECK(COMMAND("\5READY\1X\xff\xff\xff\xff") == -EPROTO && COMMAND("\5READY\1X\0\0\0\1") == -EPROTO);
}

static void subscriptions(void) {
  uint8_t start[ZMTP_SUBSCRIPTION_SIZE];
  uint8_t flags;
  CHECK(zmtp_subscription_write(start, ZMTP_3_1, true, &flags) == 10 && flags == MESSAGE_COMMAND);
  CHECK(memcmp(start, "\x9SUBSCRIBE", 10) == 0);
  CHECK(zmtp_subscription_write(start, ZMTP_3_1, false, &flags) == 7 && memcmp(start, "\6CANCEL", 7) == 0);
  CHECK(zmtp_subscription_write(start, ZMTP_3_0, true, &flags) == 1 && flags == 0 && start[0] == 1);
  CHECK(zmtp_subscription_write(start, ZMTP_1_0, false, &flags) == 1 && start[0] == 0);
}

static void types(void) {
  for (int type = ZMQ_PAIR; type <= ZMQ_XSUB; type++) {
    const char *name = zmtp_socket_type_name(type);
    CHECK(name != NULL && zmtp_socket_type(name, strlen(name)) == type);
    for (int peer = ZMQ_PAIR; peer <= ZMQ_XSUB; peer++)
      CHECK(zmtp_socket_types_match(type, peer) == zmtp_socket_types_match(peer, type));
  }
  CHECK(zmtp_socket_types_match(ZMQ_REQ, ZMQ_ROUTER) && !zmtp_socket_types_match(ZMQ_REQ, ZMQ_DEALER));
  CHECK(zmtp_socket_types_match(ZMQ_DEALER, ZMQ_DEALER) && !zmtp_socket_types_match(ZMQ_PUB, ZMQ_PULL));
  CHECK(!zmtp_socket_types_match(ZMQ_PAIR, 200) && zmtp_socket_type("STREAM", 6) == -1);
}

int main(void) {
  greeting();
  frames();
  commands();
  subscriptions();
  types();
  puts("wire: as written");
}
