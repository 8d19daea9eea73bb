// Hostile conversations. Most parts are right most of the time, so that wrong ones come late enough to matter.
#include "attack.h"

#include <stdbool.h>
#include <string.h>
#include <zmq.h>

static uint64_t state;

void random_seed(uint64_t seed) { state = seed * 2 + 1; }

uint32_t random_below(uint32_t below) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return below == 0 ? 0 : (uint32_t)(state >> 33) % below;
}

static void put(struct attack *attack, const void *data, size_t size) {
  if (size > ATTACK_LARGEST - attack->size)
    size = ATTACK_LARGEST - attack->size;
  if (size > 0)
    memcpy(attack->bytes + attack->size, data, size);
  attack->size += size;
}

static void put_byte(struct attack *attack, uint32_t byte) {
  uint8_t one = (uint8_t)byte;
  put(attack, &one, 1);
}

static void put_number(struct attack *attack, uint64_t number, int size) {
  for (int i = size - 1; i >= 0; i--)
    put_byte(attack, (uint32_t)(number >> (8 * i)) & 255);
}

static void put_random(struct attack *attack, size_t size) {
  for (size_t i = 0; i < size; i++)
    put_byte(attack, random_below(4) == 0 ? random_below(256) : 'a' + random_below(3));
}

static int partner(int type) {
  static const int partners[] = {ZMQ_PAIR,   ZMQ_SUB,  ZMQ_PUB,  ZMQ_REP, ZMQ_REQ, ZMQ_ROUTER,
                                 ZMQ_DEALER, ZMQ_PUSH, ZMQ_PULL, ZMQ_SUB, ZMQ_PUB, ZMQ_PAIR};
  return partners[type];
}

static const char *type_name(int type) {
  static const char *const names[] = {"PAIR",   "PUB",  "SUB",  "REQ",  "REP",  "DEALER",
                                      "ROUTER", "PULL", "PUSH", "XPUB", "XSUB", "STREAM"};
  return names[type];
}

/** A frame of 3.x or 2.0; the length may be a lie. */
static void put_frame(struct attack *attack, uint32_t flags, const void *body, size_t size) {
  uint64_t claimed = size;
  if (random_below(60) == 0) {
    static const uint64_t lies[] = {0, 1, 255, 65536, 1 << 20, 1u << 31, UINT64_MAX, (uint64_t)1 << 40};
    claimed = lies[random_below(8)];
  }
  if (random_below(60) == 0)
    flags ^= 1u << random_below(8);
  if (claimed > 255 || (flags & 2) != 0) {
    put_byte(attack, flags | 2);
    put_number(attack, claimed, 8);
  } else {
    put_byte(attack, flags);
    put_byte(attack, (uint32_t)claimed);
  }
  put(attack, body, size);
}

static void put_greeting(struct attack *attack, int version, const char *mechanism) {
  put_byte(attack, 0xff);
  put_number(attack, 1 + random_below(3), 8);
  put_byte(attack, 0x7f);
  put_byte(attack, version >= 3 ? 3 : 1);
  if (version < 3)
    return;
  put_byte(attack, version == 3 ? 0 : 1);
  char name[20] = "";
  strncpy(name, mechanism, sizeof name);
  put(attack, name, sizeof name);
  put_byte(attack, random_below(2));
  char filler[31] = "";
  put(attack, filler, sizeof filler);
}

static void put_text(struct attack *attack, const char *text) {
  put_byte(attack, (uint32_t)strlen(text));
  put(attack, text, strlen(text));
}

/** READY or INITIATE, with the properties that there should be, and others. */
static void put_ready(struct attack *attack, const char *name, int type) {
  static struct attack body;
  body.size = 0;
  put_text(&body, name);
  const char *mine = type_name(random_below(30) == 0 ? (int)random_below(12) : partner(type));
  put_text(&body, "Socket-Type");
  put_number(&body, strlen(mine), 4);
  put(&body, mine, strlen(mine));
  if (random_below(2) == 0) {
    // Often the same as others have.
    uint32_t size = random_below(10) == 0 ? random_below(300) : random_below(2);
    put_text(&body, "Identity");
    put_number(&body, size, 4);
    put_random(&body, size);
  }
  for (uint32_t i = random_below(4); i > 1; i--) {
    uint32_t size = random_below(40);
    put_text(&body, "X-Whatever");
    put_number(&body, size, 4);
    put_random(&body, size);
  }
  put_frame(attack, 4, body.bytes, body.size);
}

static void put_handshake(struct attack *attack, int type, int version, bool plain) {
  if (version == 2) {
    put_byte(attack, (uint32_t)(random_below(20) == 0 ? random_below(256) : (uint32_t)partner(type)));
    char id[8] = "12345678";
    put_frame(attack, 0, id, random_below(9));
    return;
  }
  if (plain && random_below(3) == 0) {
    // As a server.
    put_frame(attack, 4, "\7WELCOME", 8);
    put_ready(attack, "READY", type);
    return;
  }
  if (plain) {
    static struct attack body;
    body.size = 0;
    put_text(&body, "HELLO");
    put_text(&body, "user");
    put_text(&body, "password");
    put_frame(attack, 4, body.bytes, body.size);
    put_ready(attack, "INITIATE", type);
    return;
  }
  if (random_below(30) == 0) {
    put_frame(attack, 4, "\5ERROR\4busy", 11);
    return;
  }
  put_ready(attack, "READY", type);
}

static void put_command(struct attack *attack) {
  static const char *const names[] = {"SUBSCRIBE", "CANCEL", "PING", "PONG", "READY", "WHAT", "ERROR", "HELLO"};
  static struct attack body;
  body.size = 0;
  put_text(&body, names[random_below(random_below(5) == 0 ? 8 : 4)]);
  if (random_below(4) == 0)
    put_number(&body, random_below(3), 2); // A time to live that runs out soon.
  put_random(&body, random_below(10) == 0 ? random_below(400) : random_below(8));
  put_frame(attack, 4, body.bytes, body.size);
}

static void put_message(struct attack *attack, int type) {
  static struct attack body;
  uint32_t more = random_below(4);
  if ((type == ZMQ_REP || type == ZMQ_REQ) && random_below(4) > 0)
    put_frame(attack, 1, "", 0);
  for (;; more--) {
    body.size = 0;
    if (random_below(3) == 0)
      put_byte(&body, random_below(2));
    put_random(&body, random_below(80) == 0 ? random_below(200000) : random_below(12));
    put_frame(attack, more > 0 ? 1 : 0, body.bytes, body.size);
    if (more == 0)
      return;
  }
}

/** A conversation of 1.0: lengths before flags. */
static void make_unversioned(struct attack *attack) {
  for (uint32_t i = random_below(20) + 1; i > 0; i--) {
    uint32_t size = random_below(20);
    put_byte(attack, size + 1 + (random_below(40) == 0 ? random_below(200) : 0));
    put_byte(attack, random_below(30) == 0 ? random_below(256) : i == 1 ? 0 : random_below(2));
    put_random(attack, size);
  }
}

void attack_make(struct attack *attack, int type) {
  attack->size = 0;
  switch (random_below(16)) {
  case 0:
    put_random(attack, random_below(200));
    break;
  case 1:
    make_unversioned(attack);
    break;
  default: {
    int version = random_below(6) == 0 ? 2 : random_below(4) == 0 ? 3 : 4;
    bool plain = random_below(8) == 0;
    put_greeting(attack, version, plain ? "PLAIN" : random_below(40) == 0 ? "CURVE" : "NULL");
    put_handshake(attack, type, version, plain);
    for (uint32_t i = random_below(40); i > 0; i--) {
      if (random_below(3) == 0)
        put_command(attack);
      else
        put_message(attack, type);
    }
  }
  }
  // Bytes that change, and an end in the middle.
  for (uint32_t i = random_below(3) == 0 ? random_below(4) : 0; i > 0 && attack->size > 0; i--)
    attack->bytes[random_below((uint32_t)attack->size)] = (uint8_t)random_below(256);
  if (random_below(6) == 0)
    attack->size = random_below((uint32_t)attack->size + 1);
}
