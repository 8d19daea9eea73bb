// poll_oneoff. Descriptor 0 stays empty until "ready" was written to descriptor 1, then holds "now\n" and hangs up;
// a FIFO named "fifo" and a file named "file" of 5 bytes are there.
#include "check.h"

#define MILLISECOND 1000000ull

static __wasi_timestamp_t now(__wasi_clockid_t clock) {
  __wasi_timestamp_t time;
  works(__wasi_clock_time_get(clock, 0, &time));
  return time;
}

static __wasi_subscription_t on_clock(uint64_t userdata, __wasi_clockid_t clock, __wasi_timestamp_t timeout,
                                      int absolute) {
  __wasi_subscription_t subscription = {.userdata = userdata, .u.tag = __WASI_EVENTTYPE_CLOCK};
  subscription.u.u.clock.id = clock;
  subscription.u.u.clock.timeout = timeout;
  subscription.u.u.clock.flags = absolute ? __WASI_SUBCLOCKFLAGS_SUBSCRIPTION_CLOCK_ABSTIME : 0;
  return subscription;
}

static __wasi_subscription_t on_fd(uint64_t userdata, int type, __wasi_fd_t fd) {
  __wasi_subscription_t subscription = {.userdata = userdata, .u.tag = type};
  subscription.u.u.fd_read.file_descriptor = fd;
  return subscription;
}

#define reading(userdata, fd) on_fd(userdata, __WASI_EVENTTYPE_FD_READ, fd)
#define writing(userdata, fd) on_fd(userdata, __WASI_EVENTTYPE_FD_WRITE, fd)

static void clocks(void) {
  __wasi_subscription_t in[3];
  __wasi_event_t out[3];
  __wasi_size_t count;
  __wasi_clockid_t ids[] = {__WASI_CLOCKID_MONOTONIC, __WASI_CLOCKID_REALTIME};
  for (int i = 0; i < 2; i++) {
    for (int absolute = 0; absolute < 2; absolute++) {
      __wasi_timestamp_t start = now(__WASI_CLOCKID_MONOTONIC);
      in[0] = on_clock(7 + i, ids[i], 30 * MILLISECOND + (absolute ? now(ids[i]) : 0), absolute);
      works(__wasi_poll_oneoff(in, out, 1, &count));
      require(count == 1 && out[0].userdata == (uint64_t)7 + i && out[0].error == 0);
      require(out[0].type == __WASI_EVENTTYPE_CLOCK);
      __wasi_timestamp_t waited = now(__WASI_CLOCKID_MONOTONIC) - start;
      require(waited >= 29 * MILLISECOND && waited < 20000 * MILLISECOND);
    }
  }
  // Long past, and the earliest of several.
  in[0] = on_clock(1, __WASI_CLOCKID_REALTIME, 5, 1);
  works(__wasi_poll_oneoff(in, out, 1, &count));
  require(count == 1 && out[0].userdata == 1);
  in[0] = on_clock(1, __WASI_CLOCKID_MONOTONIC, 3600 * 1000 * MILLISECOND, 0);
  in[1] = on_clock(2, __WASI_CLOCKID_MONOTONIC, 20 * MILLISECOND, 0);
  in[2] = on_clock(3, __WASI_CLOCKID_REALTIME, (__wasi_timestamp_t)-1, 1);
  works(__wasi_poll_oneoff(in, out, 3, &count));
  require(count == 1 && out[0].userdata == 2);
  in[0] = on_clock(1, __WASI_CLOCKID_MONOTONIC, 0, 0);
  in[1] = on_clock(2, __WASI_CLOCKID_REALTIME, 0, 0);
  works(__wasi_poll_oneoff(in, out, 2, &count));
  require(count == 2);

  expect(INVAL, __wasi_poll_oneoff(in, out, 0, &count));
  in[0] = on_clock(1, 9, 0, 0);
  expect(INVAL, __wasi_poll_oneoff(in, out, 1, &count));
  in[0] = on_clock(1, __WASI_CLOCKID_MONOTONIC, 0, 0);
  in[0].u.u.clock.flags = 2;
  expect(INVAL, __wasi_poll_oneoff(in, out, 1, &count));
  in[0].u.tag = 3;
  expect(INVAL, __wasi_poll_oneoff(in, out, 1, &count));
  in[0] = on_clock(1, __WASI_CLOCKID_MONOTONIC, 0, 0);
  expect(FAULT, __wasi_poll_oneoff(BAD_POINTER, out, 1, &count));
  expect(FAULT, __wasi_poll_oneoff(in, BAD_POINTER, 1, &count));
  expect(FAULT, __wasi_poll_oneoff(in, out, 1, BAD_POINTER));
  expect(INVAL, __wasi_poll_oneoff(in, out, 0xffffffff, &count));
  expect(INVAL, __wasi_poll_oneoff(in, out, 0x05555556, &count));
}

static void descriptors(void) {
  __wasi_subscription_t in[5];
  __wasi_event_t out[5];
  __wasi_size_t count;
  // A descriptor that isn't open is an event of its own, and does not wait.
  in[0] = reading(10, 99);
  in[1] = on_clock(11, __WASI_CLOCKID_MONOTONIC, 3600 * 1000 * MILLISECOND, 0);
  in[2] = writing(12, 0xffffffff);
  works(__wasi_poll_oneoff(in, out, 3, &count));
  require(count == 2 && out[0].userdata == 10 && out[0].error == __WASI_ERRNO_BADF);
  require(out[0].type == __WASI_EVENTTYPE_FD_READ);
  require(out[1].userdata == 12 && out[1].error == __WASI_ERRNO_BADF && out[1].type == __WASI_EVENTTYPE_FD_WRITE);

  // Files are always ready, and tell what is left to read.
  __wasi_fd_t file = opened("file", 0, READ_WRITE), fifo, writer;
  __wasi_filesize_t at;
  works(__wasi_fd_seek(file, 2, __WASI_WHENCE_SET, &at));
  in[0] = reading(20, file);
  in[1] = writing(21, file);
  in[2] = writing(22, 1);
  in[3] = reading(23, 99);
  works(__wasi_poll_oneoff(in, out, 4, &count));
  require(count == 4 && out[0].userdata == 20 && out[1].userdata == 21 && out[2].userdata == 22 &&
          out[3].userdata == 23);
  require(out[0].error == 0 && out[0].fd_readwrite.nbytes == 3 && out[0].fd_readwrite.flags == 0);
  require(out[3].error == __WASI_ERRNO_BADF);
  works(__wasi_fd_close(file));

  // A FIFO: nothing to read, room to write; then something to read; then the writer is gone.
  works(__wasi_path_open(ROOT, 0, "fifo", 0, __WASI_RIGHTS_FD_READ, 0, __WASI_FDFLAGS_NONBLOCK, &fifo));
  writer = opened("fifo", 0, __WASI_RIGHTS_FD_WRITE);
  in[0] = reading(30, fifo);
  in[1] = writing(31, writer);
  works(__wasi_poll_oneoff(in, out, 2, &count));
  require(count == 1 && out[0].userdata == 31 && out[0].fd_readwrite.flags == 0);
  works(write_text(writer, "1234567", &count));
  works(__wasi_poll_oneoff(in, out, 1, &count));
  require(count == 1 && out[0].userdata == 30 && out[0].fd_readwrite.nbytes == 7 && out[0].fd_readwrite.flags == 0);
  works(__wasi_fd_close(writer));
  works(__wasi_poll_oneoff(in, out, 1, &count));
  require(count == 1 && out[0].fd_readwrite.flags == __WASI_EVENTRWFLAGS_FD_READWRITE_HANGUP);
  require(out[0].fd_readwrite.nbytes == 7);
  works(__wasi_fd_close(fifo));
}

static void standard_input(void) {
  __wasi_subscription_t in[2];
  __wasi_event_t out[2];
  __wasi_size_t count;
  char text[16];
  in[0] = on_clock(1, __WASI_CLOCKID_MONOTONIC, 20 * MILLISECOND, 0);
  in[1] = reading(2, 0);
  works(__wasi_poll_oneoff(in, out, 2, &count));
  require(count == 1 && out[0].userdata == 1);
  // The other end waits for this line before it writes.
  works(write_text(1, "ready\n", &count));
  in[0] = on_clock(1, __WASI_CLOCKID_MONOTONIC, 20 * 1000 * MILLISECOND, 0);
  works(__wasi_poll_oneoff(in, out, 2, &count));
  require(count == 1 && out[0].userdata == 2 && out[0].error == 0 && out[0].fd_readwrite.nbytes == 4);
  works(read_some(0, text, sizeof text, &count));
  require(count == 4 && memcmp(text, "now\n", 4) == 0);
  works(__wasi_poll_oneoff(in, out, 2, &count));
  require(count == 1 && out[0].userdata == 2);
  require(out[0].fd_readwrite.flags == __WASI_EVENTRWFLAGS_FD_READWRITE_HANGUP);
  works(read_some(0, text, sizeof text, &count));
  require(count == 0);
}

int main(void) {
  clocks();
  descriptors();
  standard_input();
  return 0;
}
