// What the library says of itself: versions, capabilities, texts of its errors, constants and sizes.
// isthmus: --allow-unix --allow-net=127.0.0.1,[::1]
// link: -lzmq
#include "zmq-show.h"

int main(void) {
  begin();
  int major, minor, patch;
  zmq_version(&major, &minor, &patch);
  printf("version %d.%d.%d\n", major, minor, patch);
  check(ZMQ_VERSION == ZMQ_MAKE_VERSION(major, minor, patch));
  printf("ipc %d, inproc? %d, pgm is boolean %d, norm %d, nothing %d, empty %d\n", zmq_has("ipc"), zmq_has("inproc"),
         zmq_has("pgm") == 0 || zmq_has("pgm") == 1, zmq_has("vmci"), zmq_has("no such thing"), zmq_has(""));
  printf("draft %d\n", zmq_has("draft"));
  for (int error = EFSM; error <= EMTHREAD; error++)
    printf("%s: %s\n", errno_name(error), zmq_strerror(error));
  printf("EHOSTUNREACH: %s\n", zmq_strerror(EHOSTUNREACH));
  check(strlen(zmq_strerror(EAGAIN)) > 0 && strlen(zmq_strerror(EINVAL)) > 0);
  errno = ENOENT;
  printf("zmq_errno %s\n", errno_name(zmq_errno()));
  errno = EFSM;
  printf("zmq_errno %s\n", errno_name(zmq_errno()));
  printf("message of %zu bytes, aligned as a pointer: %d\n", sizeof(zmq_msg_t),
         _Alignof(zmq_msg_t) == _Alignof(void *));
  printf("types %d %d %d %d %d %d %d %d %d %d %d %d\n", ZMQ_PAIR, ZMQ_PUB, ZMQ_SUB, ZMQ_REQ, ZMQ_REP, ZMQ_DEALER,
         ZMQ_ROUTER, ZMQ_PULL, ZMQ_PUSH, ZMQ_XPUB, ZMQ_XSUB, ZMQ_STREAM);
  printf("old names %d %d %d %d %d %d %d\n", ZMQ_XREQ, ZMQ_XREP, ZMQ_IDENTITY, ZMQ_NOBLOCK, ZMQ_CONNECT_RID,
         ZMQ_DELAY_ATTACH_ON_CONNECT, ZMQ_FAIL_UNROUTABLE);
  printf("poll %d %d %d %d\n", ZMQ_POLLIN, ZMQ_POLLOUT, ZMQ_POLLERR, ZMQ_POLLPRI);
  printf("defaults %d %d %d %d %d\n", ZMQ_IO_THREADS_DFLT, ZMQ_MAX_SOCKETS_DFLT, ZMQ_THREAD_PRIORITY_DFLT,
         ZMQ_THREAD_SCHED_POLICY_DFLT, ZMQ_POLLITEMS_DFLT);
  printf("events %x %x %x %x %x %x\n", ZMQ_EVENT_ALL, ZMQ_EVENT_CONNECTED, ZMQ_EVENT_MONITOR_STOPPED,
         ZMQ_EVENT_HANDSHAKE_SUCCEEDED, ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL, ZMQ_EVENT_HANDSHAKE_FAILED_AUTH);
#if !defined ZMQ_HAS_CAPABILITIES || !defined ZMQ_HAVE_TIMERS || !defined ZMQ_DEFINED_STDINT
#error "zmq.h lacks a feature macro"
#endif
  return 0;
}
