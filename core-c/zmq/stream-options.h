// Options of stream descriptors: what is set on every tcp and ipc connection before an engine gets it.
#ifndef ISTHMUS_ZMQ_STREAM_OPTIONS_H
#define ISTHMUS_ZMQ_STREAM_OPTIONS_H

#include "address.h"
#include "options.h"

/** Before bind. 0, or -errno. */
int stream_prepare_listener(const struct options *options, int fd, int family);

/** Before connect. 0, or -errno. */
int stream_prepare_connecter(const struct options *options, int fd, enum transport transport);

/** Of a listener's connection, which has inherited what the listener was prepared with. 0, or -errno. */
int stream_prepare_accepted(const struct options *options, int fd, enum transport transport);

#endif
