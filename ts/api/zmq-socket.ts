// What all ZeroMQ sockets are: endpoints, options, events, sending and receiving for the types that do. The types are zmq-types.ts's.
import { Errno } from "../host/errno.js";
import type { Core } from "./core.js";
import { checkKeys, checkSignal, checkString, type WaitOptions, wrongType } from "./options.js";
import { type Context, type ContextCore, context as globalContext, ZMQ_POLLIN, ZMQ_POLLOUT } from "./zmq-context.js";
import { busy, checkZmq, ZmqError } from "./zmq-error.js";
import { type MessageLike, receiveMessage, sendMessage } from "./zmq-message.js";
import { Observer } from "./zmq-observer.js";
import { isNotYet, Operation } from "./zmq-operation.js";
import { readOption, writeOption } from "./zmq-option-values.js";
import { defineOptions, immediateOptions, type Option, type OptionHolder, RCVTIMEO, SNDTIMEO } from "./zmq-options.js";
import { socketOptions } from "./zmq-socket-options.js";

/** Types of sockets, by their numbers in ZeroMQ's header. */
export const SocketType = {
  Pair: 0,
  Publisher: 1,
  Subscriber: 2,
  Request: 3,
  Reply: 4,
  Dealer: 5,
  Router: 6,
  Pull: 7,
  Push: 8,
  XPublisher: 9,
  XSubscriber: 10,
  Stream: 11,
} as const;
export type SocketType = (typeof SocketType)[keyof typeof SocketType];

/** Options that are needed to make a socket. */
export interface SocketContext {
  /** The context it belongs to; that of all others unless told. */
  context?: Context;
}

const ZMQ_EVENTS = 15;
const CONNECT_ROUTING_ID = 61;
/** Operations that may succeed at once before the event loop gets its turn. */
const TURN = 512;
const done = Promise.resolve();

const forgotten = new FinalizationRegistry<{ made: ContextCore; socket: number }>(({ made, socket }) =>
  made.close(socket),
);

/**
 * A ZeroMQ socket. One `send` and one `receive` may be in progress at a time. A socket that is forgotten, with none in progress, is
 * closed when it is collected. Most options matter from the next `bind` or `connect` on; setting one later gives a warning.
 */
export abstract class Socket implements OptionHolder, Disposable {
  /** Kept for programs that set it: this library has no I/O threads. ZMQ_AFFINITY. */
  declare affinity: number;
  /** Connections that may wait to be accepted. ZMQ_BACKLOG. */
  declare backlog: number;
  /** Milliseconds that connecting may take; 0 is what the system thinks. ZMQ_CONNECT_TIMEOUT. */
  declare connectTimeout: number;
  /** Milliseconds that a connection's greeting may take; 0 is for ever. ZMQ_HANDSHAKE_IVL. */
  declare handshakeInterval: number;
  /** Milliseconds between heartbeats to the peer; 0 is none. ZMQ_HEARTBEAT_IVL. */
  declare heartbeatInterval: number;
  /** Milliseconds after which the peer shall give this side up that is silent. ZMQ_HEARTBEAT_TTL. */
  declare heartbeatTimeToLive: number;
  /** Milliseconds after a heartbeat until a silent peer is given up; -1 is heartbeatInterval. ZMQ_HEARTBEAT_TIMEOUT. */
  declare heartbeatTimeout: number;
  /** Whether messages are queued for peers only that are connected. ZMQ_IMMEDIATE. */
  declare immediate: boolean;
  /** The network interface that it keeps to. ZMQ_BINDTODEVICE. */
  declare interface: string | null;
  /** Whether IPv6 addresses are taken. ZMQ_IPV6. */
  declare ipv6: boolean;
  /** Milliseconds that unsent messages stay after `close`; -1 is for ever. ZMQ_LINGER. */
  declare linger: number;
  /** Kept for programs that set it; has no effect on Linux. */
  declare loopbackFastPath: boolean;
  /** Bytes of the largest message that is taken; a peer that sends a larger one is disconnected. -1 is any. ZMQ_MAXMSGSIZE. */
  declare maxMessageSize: number;
  /** Kept for programs that set it: there is no multicast. */
  declare multicastMaxTransportDataUnit: number;
  /** The password of a client; with plainUsername makes it one. ZMQ_PLAIN_PASSWORD. */
  declare plainPassword: string | null;
  /** Whether clients have to give a name and a password (which a handler at inproc://zeromq.zap.01 checks). ZMQ_PLAIN_SERVER. */
  declare plainServer: boolean;
  /** The name of a client. ZMQ_PLAIN_USERNAME. */
  declare plainUsername: string | null;
  /** Kept for programs that set it: there is no multicast. */
  declare rate: number;
  /** Milliseconds before a lost connection is made again; -1 is never. ZMQ_RECONNECT_IVL. */
  declare reconnectInterval: number;
  /** Milliseconds up to which that time doubles with each attempt; 0 is that it doesn't. ZMQ_RECONNECT_IVL_MAX. */
  declare reconnectMaxInterval: number;
  /** Kept for programs that set it: there is no multicast. */
  declare recoveryInterval: number;
  /** The `host:port` of a SOCKS 5 proxy without authentication through which it connects over tcp. Names of peers are left to the
   * proxy. ZMQ_SOCKS_PROXY. */
  declare socksProxy: string | null;
  /** Adds an address or block of addresses (`10.0.0.0/8`) that may connect, where all may by default; null takes all of them back. It can't
   * be read (EINVAL). ZMQ_TCP_ACCEPT_FILTER. */
  declare tcpAcceptFilter: string | null;
  /** Whether the system probes idle connections: 1, 0, or -1 for what it does by itself. ZMQ_TCP_KEEPALIVE. */
  declare tcpKeepalive: number;
  /** Probes without an answer after which a connection is lost. ZMQ_TCP_KEEPALIVE_CNT. */
  declare tcpKeepaliveCount: number;
  /** Seconds of silence before the first probe. ZMQ_TCP_KEEPALIVE_IDLE. */
  declare tcpKeepaliveIdle: number;
  /** Seconds between probes. ZMQ_TCP_KEEPALIVE_INTVL. */
  declare tcpKeepaliveInterval: number;
  /** Milliseconds that sent data may stay without an acknowledgement. ZMQ_TCP_MAXRT. */
  declare tcpMaxRetransmitTimeout: number;
  /** The field of that name in IP packets. ZMQ_TOS. */
  declare typeOfService: number;
  /** VMCI is not supported: these throw. */
  declare vmciBufferMaxSize: number;
  declare vmciBufferMinSize: number;
  declare vmciBufferSize: number;
  declare vmciConnectTimeout: number;
  /** The domain that is told to the authentication handler. ZMQ_ZAP_DOMAIN. */
  declare zapDomain: string | null;
  /** Whether an authentication handler has to be there when there is a domain. ZMQ_ZAP_ENFORCE_DOMAIN. */
  declare zapEnforceDomain: boolean;
  /** CURVE is not supported: these throw ENOTSUP. */
  declare curvePublicKey: string | null;
  declare curveSecretKey: string | null;
  declare curveServer: boolean;
  declare curveServerKey: string | null;
  /** The endpoint it was bound or connected to last, with the real port; null when there is none. ZMQ_LAST_ENDPOINT. */
  declare readonly lastEndpoint: string | null;
  /** What its connections are secured by. ZMQ_MECHANISM. */
  declare readonly securityMechanism: null | "plain" | "curve" | "gssapi";
  /** Always false. */
  declare readonly threadSafe: boolean;
  /** Its type's number. ZMQ_TYPE. */
  declare readonly type: SocketType;

  /** The context it belongs to. */
  readonly context: Context;
  readonly #made: ContextCore;
  readonly #core: Core;
  #socket: number;
  #endpoints = 0;
  #immediate = 0;
  #observer: Observer | undefined;
  #receiving: Operation<Buffer[]> | undefined;
  #sending: Operation<void> | undefined;
  #sendTimeout = -1;
  #receiveTimeout = -1;
  #proxied = false;

  /** @internal */
  protected constructor(type: SocketType, options?: object) {
    if (typeof type !== "number") throw wrongType("Socket type", "a number", type);
    checkKeys(options, optionNames(this), new.target.name);
    const { context = globalContext, ...others } = (options ?? {}) as SocketContext;
    if (!(context instanceof globalContext.constructor)) throw wrongType("context", "a Context", context);
    this.context = context;
    this.#made = context.made;
    this.#core = this.#made.core;
    this.#socket = this.#made.open(type);
    forgotten.register(this, { made: this.#made, socket: this.#socket }, this);
    try {
      Object.assign(this, others);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.#socket === 0;
  }

  /** Whether a message is there to be received. */
  get readable(): boolean {
    return (this.#events() & ZMQ_POLLIN) !== 0;
  }

  /** Whether a message would be taken at once. */
  get writable(): boolean {
    return (this.#events() & ZMQ_POLLOUT) !== 0;
  }

  /** What happens to its connections, from when this is first asked for. zmq_socket_monitor(3). */
  get events(): Observer {
    if (this.#observer === undefined) {
      if (this.#socket === 0) throw new ZmqError(Errno.ENOTSOCK, "zmq_socket_monitor");
      this.#observer = new Observer(this);
      this.#made.touched();
    }
    return this.#observer;
  }

  /**
   * Listens at an endpoint: "tcp://127.0.0.1:5555", with `*` for all addresses or a port that is free; "ipc:///tmp/file", "inproc://name".
   * Rejects with ZmqError: EADDRINUSE, EINVAL, EPROTONOSUPPORT, ENODEV … zmq_bind(3).
   */
  async bind(address: string): Promise<void> {
    this.bindSync(address);
  }

  /** As `bind`. */
  bindSync(address: string): void {
    this.#call("zmq_bind", address, this.#core.exports.core_zmq_bind, 1);
  }

  /** Stops listening at an endpoint, and ends the connections that came there. Rejects with ZmqError (ENOENT). zmq_unbind(3). */
  async unbind(address: string): Promise<void> {
    this.unbindSync(address);
  }

  /** As `unbind`. */
  unbindSync(address: string): void {
    this.#call("zmq_unbind", address, this.#core.exports.core_zmq_unbind, -1);
  }

  /** Connects to an endpoint, in the background; the other side need not be there yet. Throws ZmqError (EINVAL, EPROTONOSUPPORT). zmq_connect(3). */
  connect(address: string): void {
    this.#call("zmq_connect", address, this.#core.exports.core_zmq_connect, 1);
  }

  /** Ends a connection. Throws ZmqError (ENOENT). zmq_disconnect(3). */
  disconnect(address: string): void {
    this.#call("zmq_disconnect", address, this.#core.exports.core_zmq_disconnect, -1);
  }

  /** Closes it. What is queued is sent in the background, as long as `linger` says; operations in progress reject with EAGAIN. zmq_close(3). */
  close(): void {
    const socket = this.#socket;
    if (socket === 0) return;
    this.#socket = 0;
    forgotten.unregister(this);
    this.#made.close(socket);
    this.#receiving?.fail(new ZmqError(Errno.EAGAIN, "receive"));
    this.#sending?.fail(new ZmqError(Errno.EAGAIN, "send"));
  }

  /** As `close`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** @internal The core's handle, for what works with sockets themselves. */
  handle(call: string): number {
    if (this.#socket === 0) throw new ZmqError(Errno.EBADF, call);
    if (this.#proxied) throw new ZmqError(Errno.EBUSY, call, undefined, "the socket is in a proxy");
    return this.#socket;
  }

  /** @internal Whether it was bound or connected. */
  get hasEndpoint(): boolean {
    return this.#endpoints > 0;
  }

  /** @internal Lets a proxy alone use it from now on. */
  lend(): void {
    if (this.#receiving !== undefined) throw busy("reading", "zmq_proxy");
    if (this.#sending !== undefined) throw busy("writing", "zmq_proxy");
    this.#proxied = true;
  }

  /** @internal */
  getOption(option: Option): unknown {
    if (this.#socket === 0) throw new ZmqError(Errno.ENOTSOCK, "zmq_getsockopt");
    return readOption(this.#core, this.#socket, option);
  }

  /** @internal */
  setOption(option: Option, value: unknown): void {
    if (this.#socket === 0) throw new ZmqError(Errno.ENOTSOCK, "zmq_setsockopt");
    writeOption(this.#core, this.#socket, option, value);
    if (option.id === RCVTIMEO) this.#receiveTimeout = value as number;
    else if (option.id === SNDTIMEO) this.#sendTimeout = value as number;
    else if (this.#endpoints > 0 && !immediateOptions.has(option.id)) {
      process.emitWarning("Socket option will not take effect until the next connect or bind.");
    }
    this.#made.touched();
  }

  /** @internal */
  protected connectAs(address: string, routingId: string | Buffer | undefined): void {
    if (routingId !== undefined) {
      this.handle("zmq_connect");
      this.setOption({ id: CONNECT_ROUTING_ID, kind: "bytes", access: "write" }, routingId);
    }
    Socket.prototype.connect.call(this, address);
  }

  /** @internal */
  protected transmit(message: MessageLike | readonly MessageLike[], options?: WaitOptions): Promise<void> {
    try {
      const socket = this.handle("send");
      if (this.#sending !== undefined) throw busy("writing", "send");
      if (message === undefined) throw new TypeError("send: message must be present");
      const signal = signalOf(options, "send");
      const mayTry = ++this.#immediate % TURN !== 0;
      if (mayTry) {
        const result = sendMessage(this.#core, socket, message);
        this.#made.sent(result);
        if (result >= 0) return done;
        if (!isNotYet(result) || this.#sendTimeout === 0) throw new ZmqError(result, "send");
      }
      const operation = new Operation<void>(this.#made, {
        socket,
        events: ZMQ_POLLOUT,
        attempt: () => {
          const result = sendMessage(this.#core, socket, message);
          if (result < 0) return result;
          this.#made.sent(result);
          return undefined;
        },
        call: "send",
        timeout: this.#sendTimeout,
        signal,
        over: () => {
          this.#sending = undefined;
        },
      });
      this.#sending = operation;
      // What was held back may have left since, and made room.
      if (mayTry) this.#made.touched();
      else this.#made.afterTurn();
      return operation.promise;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** @internal */
  protected take(options?: WaitOptions): Promise<Buffer[]> {
    try {
      const parts = this.#takeNow(options);
      return parts === undefined ? this.#takeLater(options) : Promise.resolve(parts);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** @internal */
  protected iterate<Parts>(): AsyncIterator<Parts, undefined> {
    return {
      next: () => {
        if (this.#socket === 0) return Promise.resolve({ value: undefined, done: true });
        try {
          const parts = this.#takeNow(undefined);
          if (parts !== undefined) return Promise.resolve({ value: parts as Parts, done: false });
        } catch (error) {
          return Promise.reject(error);
        }
        return this.#takeLater(undefined).then(
          (value) => ({ value: value as Parts, done: false }),
          (error) => {
            if (this.closed && (error as ZmqError).code === "EAGAIN") return { value: undefined, done: true };
            throw error;
          },
        );
      },
      return: async () => ({ value: undefined, done: true }),
    };
  }

  /** A message that is there already. */
  #takeNow(options: WaitOptions | undefined): Buffer[] | undefined {
    const socket = this.handle("receive");
    if (this.#receiving !== undefined) throw busy("reading", "receive");
    if (options !== undefined) signalOf(options, "receive");
    if (++this.#immediate % TURN === 0) return undefined;
    const result = receiveMessage(this.#made, socket);
    this.#made.touched();
    if (typeof result !== "number") return result;
    if (!isNotYet(result) || this.#receiveTimeout === 0) throw new ZmqError(result, "receive");
    return undefined;
  }

  #takeLater(options: WaitOptions | undefined): Promise<Buffer[]> {
    const made = this.#made;
    const socket = this.#socket;
    const operation = new Operation<Buffer[]>(made, {
      socket,
      events: ZMQ_POLLIN,
      attempt: () => receiveMessage(made, socket),
      call: "receive",
      timeout: this.#receiveTimeout,
      signal: options?.signal,
      over: () => {
        this.#receiving = undefined;
      },
    });
    this.#receiving = operation;
    if (this.#immediate % TURN === 0) this.#made.afterTurn();
    return operation.promise;
  }

  #events(): number {
    if (this.#socket === 0) return 0;
    checkZmq(this.#core.exports.core_zmq_get_option(this.#socket, ZMQ_EVENTS, 4), "zmq_getsockopt");
    const events = this.#core.numbers.getInt32(0, true);
    this.#made.touched();
    return events;
  }

  #call(call: string, address: string, run: (socket: number) => number, endpoints: number): void {
    const socket = this.handle(call);
    checkString(address, "Address");
    this.#core.passName(address, call);
    checkZmq(run(socket), call, address);
    this.#endpoints += endpoints;
    this.#made.touched();
  }
}

function signalOf(options: WaitOptions | undefined, where: string): AbortSignal | undefined {
  if (options === undefined) return undefined;
  checkKeys(options, ["signal"], where);
  checkSignal(options.signal, where);
  options.signal?.throwIfAborted();
  return options.signal;
}

/** Options that a socket's type has. */
function optionNames(socket: object): string[] {
  const names = ["context"];
  for (let each = Object.getPrototypeOf(socket); each !== null; each = Object.getPrototypeOf(each)) {
    for (const [name, { set }] of Object.entries(Object.getOwnPropertyDescriptors(each))) {
      if (set !== undefined && name !== "__proto__") names.push(name);
    }
  }
  return names;
}

defineOptions<Socket>(Socket, socketOptions);
