// Unix datagram sockets: messages to a name, reliable and in order, with descriptors and the sender's credentials.
import type { Watch } from "../bridge/bridge.js";
import { core } from "./core.js";
import { type FdSendOptions, MessageSocket, outgoing } from "./message-socket.js";
import { type Bytes, checkBoolean, checkKeys, checkWait } from "./options.js";
import type { Pidfd } from "./pidfd.js";
import type { again, Waitable } from "./queue.js";
import { POLLOUT } from "./queue.js";
import type { ReceivedDescriptor } from "./received-descriptor.js";
import { adoptSocket, makeSocket, SOCK_DGRAM } from "./socket.js";
import { AF_UNIX, decodeUnix, encodeUnix, type UnixName } from "./socket-address.js";
import { type Outgoing, receivedFlags, SocketMessage, senderAddress } from "./socket-message.js";
import type { Credentials } from "./socket-options.js";
import { BoundName, connectUnixSync, disconnect } from "./unix-name.js";

export interface UnixDatagramOptions {
  /** Whether messages tell who sent them: SO_PASSCRED. */
  credentials?: boolean | undefined;
  /** Whether closing removes the file of the name; true unless told. */
  unlink?: boolean | undefined;
}

export interface UnixDatagramConnectOptions extends UnixDatagramOptions {
  /** A name for this end, so that it can be answered. */
  name?: UnixName | undefined;
}

export interface UnixDatagramSendOptions extends FdSendOptions {
  /** To whom; to the connected end unless told. */
  to?: UnixName | undefined;
}

/** A message, with the name of its sender. */
export class UnixDatagramMessage extends SocketMessage {
  /** The sender's name, if it has one, to be answered. */
  readonly from: string | undefined;

  /** @internal */
  constructor(count: number) {
    const owner = core();
    // Before the buffer is used again.
    const from = decodeUnix(senderAddress(owner));
    super(owner, count, receivedFlags(owner));
    this.from = from;
  }
}

const kind = { domains: [AF_UNIX], type: SOCK_DGRAM };

/**
 * Waiting for room for a message. Where the socket itself has room, that of the receiver is full, which the kernel tells only to those who are
 * connected to it: a socket of its own, for as long as it takes.
 */
class Room implements Waitable {
  readonly #socket: Waitable;
  /** Where the message goes that had no room. */
  address: Uint8Array | undefined;

  constructor(socket: Waitable) {
    this.#socket = socket;
  }

  watch(events: number, callback: () => void): Watch {
    const probe = this.#probe();
    if (probe === undefined) return this.#socket.watch(events, callback);
    const watch = core().watch(probe, events, () => {
      core().close(probe);
      callback();
    });
    return {
      cancel(): void {
        watch.cancel();
        core().close(probe);
      },
      ref: () => watch.ref(),
      unref: () => watch.unref(),
    };
  }

  block(events: number): void {
    const probe = this.#probe();
    if (probe === undefined) {
      this.#socket.block(events);
      return;
    }
    core().wait(probe, events, -1);
    core().close(probe);
  }

  /** A socket that is connected to the receiver; undefined without a receiver, or when it can't be reached: then the next try tells. */
  #probe(): number | undefined {
    if (this.address === undefined) return undefined;
    const number = makeSocket(AF_UNIX, SOCK_DGRAM);
    core().bytes.set(this.address);
    if (core().exports.core_connect(number, this.address.length) >= 0) return number;
    core().close(number);
    return undefined;
  }
}

/** A Unix datagram socket. unix(7) SOCK_DGRAM. */
export class UnixDatagram extends MessageSocket<UnixDatagramMessage> implements AsyncIterable<UnixDatagramMessage> {
  #bound: BoundName | undefined;
  #unlink = true;
  readonly #room: Room;

  /** @internal */
  constructor(number: number) {
    let made: Room | undefined;
    super(number, (socket) => {
      made = new Room(socket);
      return made;
    });
    this.#room = made as Room;
  }

  /** A socket without a name, which can send, but not be answered. Throws IpcError (EMFILE), TypeError. socket(2). */
  static create(options?: UnixDatagramOptions): UnixDatagram {
    return create(options, "UnixDatagram.create", () => {});
  }

  /** A socket with a name, at which it receives. Throws IpcError (EADDRINUSE, ENOENT, EACCES, ENAMETOOLONG …), TypeError. bind(2). */
  static override bind(name: UnixName, options?: UnixDatagramOptions): UnixDatagram {
    return create(options, "UnixDatagram.bind", (socket) => socket.bind(name));
  }

  /** A socket that sends to a name and receives only from there. Throws IpcError (ENOENT, ECONNREFUSED, EPROTOTYPE, EACCES …), TypeError. connect(2). */
  static connect(name: UnixName, options?: UnixDatagramConnectOptions): UnixDatagram {
    return create(options, "UnixDatagram.connect", (socket) => {
      if (options?.name !== undefined) socket.bind(options.name);
      socket.connect(name);
    });
  }

  /** Takes over a descriptor: one that was received, or that this process inherited. It becomes non-blocking. Throws IpcError (EPROTOTYPE, ENOTSOCK, EBADF). */
  static fromFd(fd: number | ReceivedDescriptor): UnixDatagram {
    return new UnixDatagram(adoptSocket(fd, kind, "UnixDatagram.fromFd"));
  }

  /** @internal */
  static make(number: number, { credentials, unlink }: UnixDatagramOptions): UnixDatagram {
    const socket = new UnixDatagram(number);
    socket.#unlink = unlink ?? true;
    if (credentials === true) socket.setOption("SO_PASSCRED", true);
    return socket;
  }

  /** Gives it a name. Throws IpcError (EADDRINUSE, EINVAL when it has one …), TypeError. bind(2). */
  bind(name: UnixName): this {
    this.#bound = new BoundName(this.number("bind"), name, "bind");
    return this;
  }

  /** Sends there from now on, and receives only from there. Throws IpcError (ENOENT, ECONNREFUSED, EPERM when that one is connected elsewhere …). connect(2). */
  connect(name: UnixName): this {
    connectUnixSync(this.number("connect"), name, "connect");
    return this;
  }

  /** Takes `connect` back. */
  disconnect(): this {
    disconnect(this.number("connect"));
    return this;
  }

  /**
   * Sends a message, waiting for room at the receiver's; don't change the bytes before it resolves. Messages go in the order of the calls. Rejects with
   * IpcError (ENOENT, ECONNREFUSED, ENOTCONN without `to`, EMSGSIZE …), TypeError, or the signal's reason. sendmsg(2).
   */
  async send(data: Bytes, options?: UnixDatagramSendOptions): Promise<void> {
    checkWait(options, "send", ["fds", "credentials", "to", "signal"]);
    await this.sendInTurn(toOutgoing(data, options, "send"), options?.signal);
  }

  /** As `send`, but never waits: false when there is no room. */
  trySend(data: Bytes, options?: Omit<UnixDatagramSendOptions, "signal">): boolean {
    checkKeys(options, ["fds", "credentials", "to"], "trySend");
    return this.sendNow(toOutgoing(data, options, "trySend"));
  }

  /** As `send`, but blocks the thread until there is room. */
  sendSync(data: Bytes, options?: Omit<UnixDatagramSendOptions, "signal">): void {
    checkKeys(options, ["fds", "credentials", "to"], "sendSync");
    this.sendBlocking(toOutgoing(data, options, "sendSync"));
  }

  /** Messages as they come, until the socket is closed. Leaving the loop leaves it open. */
  [Symbol.asyncIterator](): AsyncGenerator<UnixDatagramMessage, void, undefined> {
    return this.messages();
  }

  /** Its name: a path, "@…" for an abstract one, undefined if it has none. getsockname(2). */
  get localName(): string | undefined {
    return decodeUnix(this.address(false) ?? new Uint8Array(0));
  }

  /** The name of the end that it is connected to. getpeername(2). */
  get remoteName(): string | undefined {
    return decodeUnix(this.address(true) ?? new Uint8Array(0));
  }

  /** Who made the other socket of a pair. socket(7) SO_PEERCRED. */
  get peerCredentials(): Credentials {
    return this.credentials();
  }

  /** The process that made the other socket of a pair, by a descriptor. The caller closes it. socket(7) SO_PEERPIDFD. */
  peerPidfd(): Pidfd {
    return this.pidfd();
  }

  /** Closes the socket, and removes its name's file, unless told otherwise. */
  override [Symbol.dispose](): void {
    if (!this.closed && this.#unlink) this.#bound?.remove();
    super[Symbol.dispose]();
  }

  protected override message(count: number): UnixDatagramMessage | typeof again {
    return new UnixDatagramMessage(count);
  }

  protected override noRoom({ address }: Outgoing): void {
    const isFullItself = (core().wait(this.number("sendmsg"), POLLOUT, 0) & POLLOUT) === 0;
    this.#room.address = isFullItself ? undefined : address;
  }
}

function create(
  options: UnixDatagramConnectOptions | undefined,
  where: string,
  prepare: (socket: UnixDatagram) => void,
): UnixDatagram {
  checkKeys(options, ["credentials", "unlink", ...(where.endsWith(".connect") ? ["name"] : [])], where);
  checkBoolean(options?.credentials, `${where}: credentials`);
  checkBoolean(options?.unlink, `${where}: unlink`);
  const socket = UnixDatagram.make(makeSocket(AF_UNIX, SOCK_DGRAM), options ?? {});
  try {
    prepare(socket);
    return socket;
  } catch (error) {
    socket[Symbol.dispose]();
    throw error;
  }
}

function toOutgoing(data: Bytes, options: UnixDatagramSendOptions | undefined, where: string): Outgoing {
  const address = options?.to === undefined ? undefined : encodeUnix(options.to, `${where}: to`, "sendmsg");
  return { ...outgoing(data, options, where), address };
}
