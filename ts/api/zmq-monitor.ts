// The socket that receives what ZeroMQ's monitor tells of another one.
import type { ContextCore } from "./zmq-context.js";
import { checkZmq } from "./zmq-error.js";

const PAIR = 0;
let count = 0;

/** Begins to monitor a socket of a context: the PAIR socket that the events come to. Throws ZmqError. */
export function openMonitor(made: ContextCore, socket: number): number {
  const { core } = made;
  const name = `inproc://isthmus.monitor.${count++}`;
  core.passName(name, "zmq_socket_monitor");
  checkZmq(core.exports.core_zmq_monitor(socket), "zmq_socket_monitor");
  const monitor = made.open(PAIR);
  core.passName(name, "zmq_connect");
  checkZmq(core.exports.core_zmq_connect(monitor), "zmq_connect", name);
  return monitor;
}
