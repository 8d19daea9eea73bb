// The public face of the package `isthmus/zmq`: ZeroMQ sockets with the names and habits of zeromq.js 6. docs/zmq.md tells what is the same.
import { Errno } from "../host/errno.js";
import { ZmqError } from "./zmq-error.js";

export type { WaitOptions } from "./options.js";
export { Context, type ContextOptions, context } from "./zmq-context.js";
export { ZmqError } from "./zmq-error.js";
export type {
  AuthError,
  Event,
  EventAddress,
  EventError,
  EventFor,
  EventInterval,
  EventOfType,
  EventType,
  ProtoError,
} from "./zmq-event.js";
export type { Message, MessageLike } from "./zmq-message.js";
export { Observer } from "./zmq-observer.js";
export { SocketProxy as Proxy } from "./zmq-proxy.js";
export { Socket, SocketType } from "./zmq-socket.js";
export {
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  type Readable,
  Reply,
  Request,
  Router,
  type RouterConnectOptions,
  type SocketOptions,
  Stream,
  type StreamConnectOptions,
  Subscriber,
  type Writable,
  XPublisher,
  XSubscriber,
} from "./zmq-types.js";

/** The version of libzmq whose behaviour this is. */
export const version = "4.3.4";

/** What there is beside tcp and inproc. */
export const capability: Readonly<Record<"ipc" | "pgm" | "tipc" | "norm" | "curve" | "gssapi" | "draft", boolean>> = {
  ipc: true,
  pgm: false,
  tipc: false,
  norm: false,
  curve: false,
  gssapi: false,
  draft: false,
};

/** Would make keys for CURVE, which is not supported. Throws ZmqError (ENOTSUP). */
export function curveKeyPair(): { publicKey: string; secretKey: string } {
  throw new ZmqError(Errno.ENOTSUP, "zmq_curve_keypair");
}
