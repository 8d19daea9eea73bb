// The name under which older programs include ZeroMQ's utilities. They are all in zmq.h.
#include <zmq.h>
