// Options of a socket that the socket layer and the engines look at. Those of one pattern are the pattern's
// (set_option).
#ifndef ISTHMUS_ZMQ_OPTIONS_H
#define ISTHMUS_ZMQ_OPTIONS_H

#include "accept-filter.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct options {
  int type;
  uint64_t affinity;
  uint8_t routing_id_size;
  uint8_t routing_id[255];
  /* For the next connection only, see pipe_routing_id. */
  uint8_t connect_routing_id_size;
  uint8_t connect_routing_id[255];
  int rate;
  int recovery_interval;
  int send_buffer;
  int receive_buffer;
  int linger;
  int reconnect_interval;
  int reconnect_interval_max;
  int backlog;
  int64_t max_message_size;
  int send_limit;
  int receive_limit;
  int multicast_hops;
  int multicast_max_tpdu;
  int receive_timeout;
  int send_timeout;
  int tcp_keepalive;
  int tcp_keepalive_count;
  int tcp_keepalive_idle;
  int tcp_keepalive_interval;
  int tcp_max_retransmit;
  int tos;
  bool immediate;
  bool ipv6;
  bool conflate;
  /* Of subscribers and publishers: what doesn't match is passed on instead. */
  bool invert_matching;
  /* Bytes instead of ZMTP: ZMQ_STREAM (its pattern's init sets it), ZMQ_ROUTER_RAW (its pattern's set_option). */
  bool raw;
  /* Of raw connections: an empty message tells of their beginning and end (ZMQ_STREAM_NOTIFY). */
  bool raw_notify;
  /* ZMQ_NULL or ZMQ_PLAIN. */
  int mechanism;
  bool plain_server;
  char *plain_username;
  char *plain_password;
  char *zap_domain;
  char *bind_to_device;
  char *socks_proxy;
  int handshake_interval;
  int connect_timeout;
  int heartbeat_interval;
  /* Milliseconds, in steps of 100. */
  int heartbeat_ttl;
  int heartbeat_timeout;
  int use_descriptor;
  struct accept_filters accept_filters;
};

/** The options of a new socket. */
void options_init(struct options *options, int type);

/** Frees what they hold. */
void options_destroy(struct options *options);

#endif
