// Unix sockets of SOCK_SEQPACKET: connections, as of streams, that keep the boundaries of messages.
import { Listener, listen } from "./listener.js";
import { type FdSendOptions, MessageSocket, outgoing } from "./message-socket.js";
import { type Bytes, checkKeys, checkWait, type WaitOptions } from "./options.js";
import type { Pidfd } from "./pidfd.js";
import type { again } from "./queue.js";
import type { ReceivedDescriptor } from "./received-descriptor.js";
import { adoptSocket, closingOnError, closingOnErrorSync, makeSocket, SOCK_SEQPACKET } from "./socket.js";
import { AF_UNIX, decodeUnix, type UnixName } from "./socket-address.js";
import { receivedFlags, SocketMessage } from "./socket-message.js";
import type { Credentials } from "./socket-options.js";
import { BoundName, connectUnix } from "./unix-name.js";
import { checkListen, type UnixListenOptions } from "./unix-stream.js";

const kind = { domains: [AF_UNIX], type: SOCK_SEQPACKET };
/** The other side has ended its direction, or all of it. */
const POLLRDHUP = 0x2000;
const POLLHUP = 16;

/** A connected Unix socket for packets: what is sent with one call is received with one, in order. unix(7) SOCK_SEQPACKET. */
export class SeqPacket extends MessageSocket<SocketMessage | null> implements AsyncIterable<SocketMessage> {
  /** @internal */
  constructor(number: number) {
    super(number);
  }

  /** Connects to the listener of a name; as `UnixStream.connect`. connect(2). */
  static async connect(name: UnixName, options?: WaitOptions): Promise<SeqPacket> {
    checkWait(options, "SeqPacket.connect");
    options?.signal?.throwIfAborted();
    const number = makeSocket(AF_UNIX, SOCK_SEQPACKET);
    await closingOnError(number, () => connectUnix(number, name, "SeqPacket.connect", options?.signal));
    return new SeqPacket(number);
  }

  /** Takes over a descriptor: one that was received, or that this process inherited. It becomes non-blocking. Throws IpcError (EPROTOTYPE, ENOTSOCK, EBADF). */
  static fromFd(fd: number | ReceivedDescriptor): SeqPacket {
    return new SeqPacket(adoptSocket(fd, kind, "SeqPacket.fromFd"));
  }

  /**
   * Sends a packet, waiting for room; don't change the bytes before it resolves. Packets go in the order of the calls. Rejects with
   * IpcError (EMSGSIZE when too long for SO_SNDBUF, EPIPE …; no SIGPIPE), TypeError, or the signal's reason. sendmsg(2).
   */
  async send(data: Bytes, options?: FdSendOptions): Promise<void> {
    checkWait(options, "send", ["fds", "credentials", "signal"]);
    await this.sendInTurn(outgoing(data, options, "send"), options?.signal);
  }

  /** As `send`, but never waits: false when there is no room. */
  trySend(data: Bytes, options?: Omit<FdSendOptions, "signal">): boolean {
    checkKeys(options, ["fds", "credentials"], "trySend");
    return this.sendNow(outgoing(data, options, "trySend"));
  }

  /** As `send`, but blocks the thread until there is room. */
  sendSync(data: Bytes, options?: Omit<FdSendOptions, "signal">): void {
    checkKeys(options, ["fds", "credentials"], "sendSync");
    this.sendBlocking(outgoing(data, options, "sendSync"));
  }

  /** Packets as they come, until the other side ends or this one is closed. Leaving the loop leaves the socket open. */
  [Symbol.asyncIterator](): AsyncGenerator<SocketMessage, void, undefined> {
    return this.messages();
  }

  /** Who was at the other end when it was connected. socket(7) SO_PEERCRED. */
  get peerCredentials(): Credentials {
    return this.credentials();
  }

  /** The process that was at the other end, by a descriptor. The caller closes it. socket(7) SO_PEERPIDFD. */
  peerPidfd(): Pidfd {
    return this.pidfd();
  }

  /** This end's name: a path, "@…" for an abstract one, undefined if it has none. getsockname(2). */
  get localName(): string | undefined {
    return decodeUnix(this.address(false) ?? new Uint8Array(0));
  }

  /** The other end's. getpeername(2). */
  get remoteName(): string | undefined {
    return decodeUnix(this.address(true) ?? new Uint8Array(0));
  }

  /** A packet, or null at the end: nothing may be an empty packet too, if the other side is there or has left more. @internal */
  protected override message(count: number): SocketMessage | null | typeof again {
    const message = new SocketMessage(this.core, count, receivedFlags(this.core));
    if (count > 0 || message.fds.length > 0 || message.credentials?.pid) return message;
    const number = this.number("recvmsg");
    const hasEnded = (this.core.wait(number, POLLRDHUP, 0) & (POLLRDHUP | POLLHUP)) !== 0;
    return hasEnded && this.core.available(number) === 0 ? null : message;
  }
}

/** A listening Unix socket for packets. */
export class SeqPacketListener extends Listener<SeqPacket> {
  readonly #bound: BoundName | undefined;

  /** @internal */
  private constructor(number: number, bound: BoundName | undefined) {
    super(number);
    this.#bound = bound;
  }

  /** Listens under a name. Throws IpcError (EADDRINUSE, ENOENT, EACCES, ENAMETOOLONG …), TypeError, RangeError. bind(2), listen(2). */
  static listen(name: UnixName, options?: UnixListenOptions): SeqPacketListener {
    checkListen(options, "SeqPacketListener.listen");
    const number = makeSocket(AF_UNIX, SOCK_SEQPACKET);
    return closingOnErrorSync(number, () => {
      const bound = new BoundName(number, name, "SeqPacketListener.listen");
      listen(number, options?.backlog);
      return new SeqPacketListener(number, options?.unlink === false ? undefined : bound);
    });
  }

  /** Takes over a listening socket, such as one that this process inherited. Throws IpcError (EPROTOTYPE, ENOTSOCK, EBADF). */
  static fromFd(fd: number | ReceivedDescriptor): SeqPacketListener {
    return new SeqPacketListener(adoptSocket(fd, kind, "SeqPacketListener.fromFd"), undefined);
  }

  /** Its name: a path, or "@…" for an abstract one. */
  get localName(): string | undefined {
    return decodeUnix(this.address(false) ?? new Uint8Array(0));
  }

  /** Stops listening, and removes the name's file, unless told otherwise. */
  override [Symbol.dispose](): void {
    if (!this.closed) this.#bound?.remove();
    super[Symbol.dispose]();
  }

  protected override connected(number: number): SeqPacket {
    return new SeqPacket(number);
  }
}
