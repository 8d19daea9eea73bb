// The types of ZeroMQ sockets, each with what it may do and its own options. What they have in common is zmq-socket.ts's.
import type { WaitOptions } from "./options.js";
import type { Message, MessageLike } from "./zmq-message.js";
import { boolean, bytes, defineOptions, int32, type OptionTable, RCVTIMEO, SNDTIMEO } from "./zmq-options.js";
import { Socket, type SocketContext, SocketType } from "./zmq-socket.js";

type IfSame<X, Y, A, B> = (<T>() => T extends X ? 1 : 2) extends <T>() => T extends Y ? 1 : 2 ? A : B;
type WritableKeys<T> = {
  [P in keyof T]-?: T[P] extends (...args: never[]) => unknown
    ? never
    : IfSame<{ [Q in P]: T[P] }, { -readonly [Q in P]: T[P] }, P, never>;
}[keyof T];

/** Options that a socket of a class may be made with: its properties that can be set, and its context. */
export type SocketOptions<S extends Socket> = Partial<Pick<S, WritableKeys<S>>> & SocketContext;

/** Sockets that send. */
export interface Writable<M extends MessageLike | MessageLike[] = MessageLike | MessageLike[]> {
  multicastHops: number;
  sendBufferSize: number;
  sendHighWaterMark: number;
  sendTimeout: number;
  send(message: M, options?: WaitOptions): Promise<void>;
}

/** Sockets that receive. */
export interface Readable<M extends Message[] = Message[]> extends AsyncIterable<M> {
  receiveBufferSize: number;
  receiveHighWaterMark: number;
  receiveTimeout: number;
  receive(options?: WaitOptions): Promise<M>;
}

/** A socket that only sends. */
export abstract class WritableSocket extends Socket implements Writable {
  /** Kept for programs that set it: there is no multicast. */
  declare multicastHops: number;
  /** Bytes of the system's send buffer; -1 is what the system chooses. ZMQ_SNDBUF. */
  declare sendBufferSize: number;
  /** Messages that are queued for a peer; 0 is any number. ZMQ_SNDHWM. */
  declare sendHighWaterMark: number;
  /** Milliseconds after which `send` rejects with EAGAIN; 0 is at once, -1 never. ZMQ_SNDTIMEO. */
  declare sendTimeout: number;

  /**
   * Sends a message of one part, or of several; don't change its bytes before it resolves: when it is queued, which need not mean that it has
   * arrived. Waits while the queue is full, or nobody is there, as the socket's type says. Rejects with ZmqError: EAGAIN (time is up, or the
   * socket was closed), EBUSY, EBADF, EFSM, EHOSTUNREACH; with TypeError, or the signal's reason. zmq_msg_send(3).
   */
  send(message: MessageLike | MessageLike[], options?: WaitOptions): Promise<void> {
    return this.transmit(message, options);
  }
}

/** A socket that only receives. */
export abstract class ReadableSocket extends Socket implements Readable {
  /** Bytes of the system's receive buffer; -1 is what the system chooses. ZMQ_RCVBUF. */
  declare receiveBufferSize: number;
  /** Messages that are queued from a peer; 0 is any number. ZMQ_RCVHWM. */
  declare receiveHighWaterMark: number;
  /** Milliseconds after which `receive` rejects with EAGAIN; 0 is at once, -1 never. ZMQ_RCVTIMEO. */
  declare receiveTimeout: number;

  /**
   * Receives the next message, waiting for it: its parts. Rejects with ZmqError: EAGAIN (time is up, or the socket was closed), EBUSY, EBADF,
   * EFSM; with the signal's reason. zmq_msg_recv(3).
   */
  receive(options?: WaitOptions): Promise<Message[]> {
    return this.take(options);
  }

  /** The messages that come, until the socket is closed. */
  [Symbol.asyncIterator](): AsyncIterator<Message[], undefined> {
    return this.iterate();
  }
}

/** A socket that sends and receives. */
export abstract class DuplexSocket extends WritableSocket implements Readable {
  /** As ReadableSocket's. */
  declare receiveBufferSize: number;
  declare receiveHighWaterMark: number;
  declare receiveTimeout: number;

  /** As ReadableSocket's. */
  receive(options?: WaitOptions): Promise<Message[]> {
    return this.take(options);
  }

  /** The messages that come, until the socket is closed. */
  [Symbol.asyncIterator](): AsyncIterator<Message[], undefined> {
    return this.iterate();
  }
}

const sending: OptionTable<WritableSocket> = {
  sendBufferSize: int32(11),
  sendHighWaterMark: int32(23),
  multicastHops: int32(25),
  sendTimeout: int32(SNDTIMEO),
};
const receiving: OptionTable<ReadableSocket & DuplexSocket> = {
  receiveBufferSize: int32(12),
  receiveHighWaterMark: int32(24),
  receiveTimeout: int32(RCVTIMEO),
};
defineOptions(WritableSocket, sending);
defineOptions(ReadableSocket, receiving);
defineOptions(DuplexSocket, receiving);

/** One peer, both ways. */
export class Pair extends DuplexSocket {
  constructor(options?: SocketOptions<Pair>) {
    super(SocketType.Pair, options);
  }
}

/** Sends each message to all subscribers whose subscriptions are a prefix of it; drops it for those whose queue is full. Never waits. */
export class Publisher extends WritableSocket {
  /** Whether `send` waits (or EAGAIN) rather than to drop. ZMQ_XPUB_NODROP. Can't be read. */
  declare noDrop: boolean;
  /** Whether only the last message is kept; without parts. ZMQ_CONFLATE. Can't be read. */
  declare conflate: boolean;
  /** Whether messages go to those whose subscriptions don't match. ZMQ_INVERT_MATCHING. */
  declare invertMatching: boolean;

  constructor(options?: SocketOptions<Publisher>) {
    super(SocketType.Publisher, options);
  }
}
defineOptions<Publisher>(Publisher, {
  noDrop: boolean(69, "write"),
  conflate: boolean(54, "write"),
  invertMatching: boolean(74),
});

/** Receives what publishers send and it has subscribed to: nothing at first. */
export class Subscriber extends ReadableSocket {
  /** As Publisher's. */
  declare conflate: boolean;
  declare invertMatching: boolean;

  constructor(options?: SocketOptions<Subscriber>) {
    super(SocketType.Subscriber, options);
  }

  /** Receives messages that begin with one of the prefixes; without any, all messages. Throws TypeError, ZmqError. ZMQ_SUBSCRIBE. */
  subscribe(...prefixes: (Buffer | string)[]): void {
    for (const prefix of prefixes.length === 0 ? [null] : prefixes) this.setOption(SUBSCRIBE, prefix);
  }

  /** Takes back what `subscribe` was called with. ZMQ_UNSUBSCRIBE. */
  unsubscribe(...prefixes: (Buffer | string)[]): void {
    for (const prefix of prefixes.length === 0 ? [null] : prefixes) this.setOption(UNSUBSCRIBE, prefix);
  }
}
const SUBSCRIBE = bytes(6, "write");
const UNSUBSCRIBE = bytes(7, "write");
defineOptions<Subscriber>(Subscriber, { conflate: boolean(54, "write"), invertMatching: boolean(74) });

/** Sends requests, each to the next peer, and receives the reply; by turns. */
export class Request extends DuplexSocket {
  /** The name by which ROUTER peers know it; null for one that they choose. ZMQ_ROUTING_ID. */
  declare routingId: string | null;
  /** Whether an empty message is sent to each new peer. ZMQ_PROBE_ROUTER. Can't be read. */
  declare probeRouter: boolean;
  /** Whether replies are matched with requests by a number. ZMQ_REQ_CORRELATE. Can't be read. */
  declare correlate: boolean;
  /** Whether a new request may be sent before the reply has come, which is then dropped. ZMQ_REQ_RELAXED. Can't be read. */
  declare relaxed: boolean;

  constructor(options?: SocketOptions<Request>) {
    super(SocketType.Request, options);
  }
}
defineOptions<Request>(Request, {
  routingId: bytes(5),
  probeRouter: boolean(51, "write"),
  correlate: boolean(52, "write"),
  relaxed: boolean(53, "write"),
});

/** Receives requests, from all peers fairly, and replies to each; by turns. */
export class Reply extends DuplexSocket {
  /** As Request's. */
  declare routingId: string | null;

  constructor(options?: SocketOptions<Reply>) {
    super(SocketType.Reply, options);
  }
}
defineOptions<Reply>(Reply, { routingId: bytes(5) });

/** Sends each message to the next peer, receives from all fairly. */
export class Dealer extends DuplexSocket {
  /** As Request's. */
  declare routingId: string | null;
  declare probeRouter: boolean;
  /** As Publisher's. */
  declare conflate: boolean;

  constructor(options?: SocketOptions<Dealer>) {
    super(SocketType.Dealer, options);
  }
}
defineOptions<Dealer>(Dealer, {
  routingId: bytes(5),
  probeRouter: boolean(51, "write"),
  conflate: boolean(54, "write"),
});

/** How a peer is to be called that is connected to. */
export interface RouterConnectOptions {
  /** The peer's routing id on this side. ZMQ_CONNECT_ROUTING_ID. */
  routingId?: string;
}

/** Has the peer's routing id as the first part of messages: received from all fairly, sent to the one that it names, or dropped. */
export class Router extends DuplexSocket {
  /** As Request's. */
  declare routingId: string | null;
  declare probeRouter: boolean;
  /** Whether what can't be sent is an error, EHOSTUNREACH, or waits while the peer's queue is full. ZMQ_ROUTER_MANDATORY. Can't be read. */
  declare mandatory: boolean;
  /** Whether a new peer takes over the routing id of one that there is. ZMQ_ROUTER_HANDOVER. Can't be read. */
  declare handover: boolean;

  constructor(options?: SocketOptions<Router>) {
    super(SocketType.Router, options);
  }

  /** As other sockets', and may say how the peer is called. */
  override connect(address: string, options?: RouterConnectOptions): void {
    this.connectAs(address, options?.routingId);
  }
}
defineOptions<Router>(Router, {
  routingId: bytes(5),
  mandatory: boolean(33, "write"),
  probeRouter: boolean(51, "write"),
  handover: boolean(56, "write"),
});

/** Receives from all peers fairly. */
export class Pull extends ReadableSocket {
  /** As Publisher's. */
  declare conflate: boolean;

  constructor(options?: SocketOptions<Pull>) {
    super(SocketType.Pull, options);
  }
}
defineOptions<Pull>(Pull, { conflate: boolean(54, "write") });

/** Sends each message to the next peer that has room; waits while none has. */
export class Push extends WritableSocket {
  /** As Publisher's. */
  declare conflate: boolean;

  constructor(options?: SocketOptions<Push>) {
    super(SocketType.Push, options);
  }
}
defineOptions<Push>(Push, { conflate: boolean(54, "write") });

/** A Publisher that receives the subscriptions: a byte 1 or 0, and the prefix. */
export class XPublisher extends DuplexSocket {
  /** As Publisher's. */
  declare noDrop: boolean;
  declare invertMatching: boolean;
  /** Whether subscriptions count only when the program sets them. ZMQ_XPUB_MANUAL. Can't be read. */
  declare manual: boolean;
  /** What new subscribers are sent first. ZMQ_XPUB_WELCOME_MSG. Can't be read. */
  declare welcomeMessage: string | null;

  constructor(options?: SocketOptions<XPublisher>) {
    super(SocketType.XPublisher, options);
  }

  /** Which subscriptions are received that there are already: none (null), new ones, or their ends too. ZMQ_XPUB_VERBOSE, _VERBOSER. Can't be read. */
  set verbosity(value: null | "allSubs" | "allSubsUnsubs") {
    if (value === "allSubsUnsubs") this.setOption(VERBOSER, true);
    else this.setOption(VERBOSE, value === "allSubs");
  }
}
const VERBOSE = boolean(40, "write");
const VERBOSER = boolean(78, "write");
defineOptions<XPublisher>(XPublisher, {
  noDrop: boolean(69, "write"),
  manual: boolean(71, "write"),
  welcomeMessage: bytes(72, "write"),
  invertMatching: boolean(74),
});

/** A Subscriber that subscribes by messages: a byte 1 or 0, and the prefix. */
export class XSubscriber extends DuplexSocket {
  constructor(options?: SocketOptions<XSubscriber>) {
    super(SocketType.XSubscriber, options);
  }
}

/** As RouterConnectOptions. */
export type StreamConnectOptions = RouterConnectOptions;

/** Bytes from and to TCP connections that don't speak ZeroMQ's protocol; messages are the connection's id and the bytes. */
export class Stream extends DuplexSocket {
  /** Whether a connection's begin and end are received as empty messages. ZMQ_STREAM_NOTIFY. Can't be read. */
  declare notify: boolean;

  constructor(options?: SocketOptions<Stream>) {
    super(SocketType.Stream, options);
  }

  /** As other sockets', and may say what the connection's id is. */
  override connect(address: string, options?: StreamConnectOptions): void {
    this.connectAs(address, options?.routingId);
  }
}
defineOptions<Stream>(Stream, { notify: boolean(73, "write") });
