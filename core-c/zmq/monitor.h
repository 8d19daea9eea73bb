// Monitoring: what happens to a socket's connections is told to the program through a PAIR socket of inproc.
#ifndef ISTHMUS_ZMQ_MONITOR_H
#define ISTHMUS_ZMQ_MONITOR_H

struct socket;

/** Tells of an event, if the program wants to hear of it; nothing waits for it to listen. */
void monitor_event(struct socket *socket, int event, int value, const char *endpoint);

/** Ends the monitoring of a socket: MONITOR_STOPPED, and the PAIR socket is closed. */
void monitor_stop(struct socket *socket);

#endif
