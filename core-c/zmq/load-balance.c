// Load balancing: the array's first part holds the pipes that may have room.
#include "load-balance.h"

#include <errno.h>

static void swap(struct load_balance *balance, uint32_t a, uint32_t b) {
  pipe_array_swap(&balance->array, a, b, PIPE_LOAD_BALANCE);
}

void load_balance_attach(struct load_balance *balance, struct pipe *pipe) {
  if (pipe_array_add(&balance->array, pipe, PIPE_LOAD_BALANCE))
    load_balance_writable(balance, pipe);
  else
    pipe_end(pipe);
}

/** The pipe at this place, an active one, has no more room. */
static void deactivate(struct load_balance *balance, uint32_t place) {
  uint32_t last = --balance->active;
  swap(balance, place, last);
  if (balance->current == last)
    balance->current = place == last ? 0 : place;
}

void load_balance_detach(struct load_balance *balance, struct pipe *pipe) {
  if (!pipe_array_has(&balance->array, pipe, PIPE_LOAD_BALANCE))
    return;
  uint32_t place = pipe->places[PIPE_LOAD_BALANCE];
  if (place < balance->active) {
    if (place == balance->current && balance->more) {
      balance->more = false;
      balance->dropping = true;
    }
    deactivate(balance, place);
  }
  pipe_array_remove(&balance->array, pipe, PIPE_LOAD_BALANCE);
}

void load_balance_writable(struct load_balance *balance, struct pipe *pipe) {
  if (!pipe_array_has(&balance->array, pipe, PIPE_LOAD_BALANCE) || pipe->places[PIPE_LOAD_BALANCE] < balance->active)
    return;
  swap(balance, pipe->places[PIPE_LOAD_BALANCE], balance->active);
  balance->active++;
}

static int drop(struct load_balance *balance, struct message *message, bool more, struct pipe **pipe) {
  balance->dropping = more;
  message_close(message);
  message_init(message);
  if (pipe != NULL)
    *pipe = NULL;
  return 0;
}

int load_balance_send(struct load_balance *balance, struct message *message, struct pipe **pipe) {
  bool more = (message->flags & MESSAGE_MORE) != 0;
  if (balance->dropping)
    return drop(balance, message, more, pipe);
  while (balance->active > 0) {
    struct pipe *to = balance->array.pipes[balance->current];
    if (pipe_write(to, message)) {
      if (pipe != NULL)
        *pipe = to;
      balance->more = more;
      if (!more) {
        pipe_flush(to);
        if (++balance->current >= balance->active)
          balance->current = 0;
      }
      return 0;
    }
    if (balance->more) {
      // The peer is gone. No other one may get only the rest of the message.
      pipe_rollback(to);
      balance->more = false;
      deactivate(balance, balance->current);
      return drop(balance, message, more, pipe);
    }
    deactivate(balance, balance->current);
  }
  return -EAGAIN;
}

bool load_balance_can_send(struct load_balance *balance) {
  if (balance->more || balance->dropping)
    return true;
  while (balance->active > 0) {
    if (pipe_can_write(balance->array.pipes[balance->current]))
      return true;
    deactivate(balance, balance->current);
  }
  return false;
}

void load_balance_destroy(struct load_balance *balance) { pipe_array_destroy(&balance->array); }
