// Heartbeats (ZMTP 3.1): PING in intervals, and an end to peers that don't answer or are silent for longer than they
// said.
#include "engine.h"
#include "pipe.h"
#include "socket.h"
#include <string.h>

static struct timers *timers_of(struct engine *engine) { return &engine->socket->context->timers; }

/* In tenths of a second, as PING has it. */
enum { TIME_TO_LIVE_UNIT = 100 };

static void answer_due(struct timer *timer) {
  struct engine *engine = (struct engine *)((char *)timer - offsetof(struct engine, answer));
  /* While the program doesn't take what was received, nothing is received; that isn't the peer's fault. */
  if (!engine->heard && !engine->paused)
    engine_fail(engine, 0, 0);
}

static void ping_due(struct timer *timer) {
  struct engine *engine = (struct engine *)((char *)timer - offsetof(struct engine, timer));
  const struct options *options = &engine->socket->options;
  uint8_t body[32];
  struct zmtp_writer writer = {.data = body, .room = sizeof body};
  zmtp_write_command(&writer, ZMTP_PING);
  zmtp_write_number(&writer, (uint16_t)(options->heartbeat_ttl / TIME_TO_LIVE_UNIT));
  int64_t now = clock_milliseconds();
  timer_start(timers_of(engine), &engine->timer, now + options->heartbeat_interval, ping_due);
  int timeout = options->heartbeat_timeout >= 0 ? options->heartbeat_timeout : options->heartbeat_interval;
  if (!engine->answer.running && timeout > 0) {
    engine->heard = false;
    timer_start(timers_of(engine), &engine->answer, now + timeout, answer_due);
  }
  engine_send_command(engine, body, writer.size);
}

static void silence_due(struct timer *timer) {
  struct engine *engine = (struct engine *)((char *)timer - offsetof(struct engine, silence));
  if (!engine->heard_peer && !engine->paused) {
    engine_fail(engine, 0, 0);
    return;
  }
  engine->heard_peer = false;
  timer_start(timers_of(engine), &engine->silence, clock_milliseconds() + engine->peer_time_to_live * TIME_TO_LIVE_UNIT,
              silence_due);
}

void heartbeat_start(struct engine *engine) {
  int interval = engine->socket->options.heartbeat_interval;
  if (interval > 0 && engine->version >= ZMTP_3_1 && engine->state == ENGINE_READY)
    timer_start(timers_of(engine), &engine->timer, clock_milliseconds() + interval, ping_due);
}

void heartbeat_stop(struct engine *engine) {
  timer_stop(timers_of(engine), &engine->timer);
  timer_stop(timers_of(engine), &engine->answer);
  timer_stop(timers_of(engine), &engine->silence);
}

void heartbeat_ping(struct engine *engine, const struct zmtp_command *ping) {
  uint8_t body[32];
  struct zmtp_writer writer = {.data = body, .room = sizeof body};
  engine->peer_time_to_live = ping->time_to_live;
  if (ping->time_to_live == 0) {
    timer_stop(timers_of(engine), &engine->silence);
  } else if (!engine->silence.running) {
    engine->heard_peer = false;
    timer_start(timers_of(engine), &engine->silence, clock_milliseconds() + ping->time_to_live * TIME_TO_LIVE_UNIT,
                silence_due);
  }
  zmtp_write_command(&writer, ZMTP_PONG);
  zmtp_write_bytes(&writer, ping->data, ping->size);
  engine_send_command(engine, body, writer.size);
}
