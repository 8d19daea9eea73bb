// Unix stream sockets: connections by a name on this machine, over which descriptors can be sent.
import { check } from "./error.js";
import { Listener, listen } from "./listener.js";
import { type Bytes, checkBoolean, checkInteger, checkKeys, checkWait, toBytes, type WaitOptions } from "./options.js";
import type { Pidfd } from "./pidfd.js";
import type { ReadOptions } from "./pipe.js";
import { again } from "./queue.js";
import { type ReceivedDescriptor, type Sendable, toKernelFds } from "./received-descriptor.js";
import { adoptSocket, closingOnError, closingOnErrorSync, makeSocket, SOCK_STREAM } from "./socket.js";
import { AF_UNIX, decodeUnix, type UnixName } from "./socket-address.js";
import { longestMessage, receivedFlags, receiveInto, SocketMessage, sendMessage } from "./socket-message.js";
import type { Credentials } from "./socket-options.js";
import { isAgain, StreamSocket } from "./stream-socket.js";
import { BoundName, connectUnix } from "./unix-name.js";

export interface UnixListenOptions {
  /** Connections that wait to be accepted at most; 4,096 unless told. */
  backlog?: number | undefined;
  /** Whether closing removes the file of the name; true unless told. */
  unlink?: boolean | undefined;
}

/** What goes to a listening socket's making. @internal */
export function checkListen(options: UnixListenOptions | undefined, where: string): void {
  checkKeys(options, ["backlog", "unlink"], where);
  checkInteger(options?.backlog, `${where}: backlog`, 0);
  checkBoolean(options?.unlink, `${where}: unlink`);
}

const kind = { domains: [AF_UNIX], type: SOCK_STREAM };

/** A connected Unix stream socket. unix(7). */
export class UnixStream extends StreamSocket {
  /** @internal */
  constructor(number: number) {
    super(number);
  }

  /**
   * Connects to the listener of a name, waiting for room if too many wait already. Rejects with IpcError (ENOENT, ECONNREFUSED, EACCES,
   * EPROTOTYPE when it isn't a stream socket …), TypeError, or the signal's reason. connect(2).
   */
  static async connect(name: UnixName, options?: WaitOptions): Promise<UnixStream> {
    checkWait(options, "UnixStream.connect");
    options?.signal?.throwIfAborted();
    const number = makeSocket(AF_UNIX, SOCK_STREAM);
    await closingOnError(number, () => connectUnix(number, name, "UnixStream.connect", options?.signal));
    return new UnixStream(number);
  }

  /** Takes over a descriptor: one that was received, or that this process inherited. It becomes non-blocking. Throws IpcError (EPROTOTYPE, ENOTSOCK, EBADF). */
  static fromFd(fd: number | ReceivedDescriptor): UnixStream {
    return new UnixStream(adoptSocket(fd, kind, "UnixStream.fromFd"));
  }

  /**
   * Writes everything, descriptors with its first byte, of which there must be one: copies of them, up to 253. Waits as `write` does, and in line with it.
   * Rejects with IpcError (EINVAL, EBADF, EPIPE …), TypeError, or the signal's reason. sendmsg(2) SCM_RIGHTS.
   */
  async sendFds(data: Bytes, fds: readonly Sendable[], options?: WaitOptions): Promise<void> {
    const bytes = toBytes(data, "sendFds");
    if (bytes.length === 0) throw new RangeError("sendFds: data must have a byte for the descriptors to go with");
    checkWait(options, "sendFds");
    let left = toKernelFds(fds, "sendFds");
    let done = 0;
    const attempt = (): undefined | typeof again => {
      const number = this.number("sendmsg");
      const part = bytes.subarray(done, done + longestMessage());
      const count = sendMessage(this.core, number, { data: part, kfds: left });
      if (isAgain(count)) return again;
      done += check(count, "sendmsg");
      left = [];
      return done < bytes.length ? again : undefined;
    };
    await this.sending.add(attempt, options?.signal);
  }

  /**
   * Reads as `read` does, with the descriptors that came along: those that are sent with one write don't come with the bytes of another.
   * Resolves with null at the end. (`read` closes descriptors that come.) recvmsg(2).
   */
  async receive(options?: ReadOptions): Promise<SocketMessage | null> {
    const size = Math.min(this.readSize(options, "receive"), longestMessage());
    checkWait(options, "receive", ["size", "signal"]);
    return this.receiving.add(() => this.#message(size), options?.signal);
  }

  /** As `receive`, but never waits: undefined when there is nothing. */
  tryReceive(options?: Omit<ReadOptions, "signal">): SocketMessage | null | undefined {
    const size = Math.min(this.readSize(options, "tryReceive"), longestMessage());
    checkKeys(options, ["size"], "tryReceive");
    const message = this.receiving.pending > 0 ? again : this.#message(size);
    return message === again ? undefined : message;
  }

  /** As `receive`, but blocks the thread until there is something. */
  receiveSync(options?: Omit<ReadOptions, "signal">): SocketMessage | null {
    const size = Math.min(this.readSize(options, "receiveSync"), longestMessage());
    checkKeys(options, ["size"], "receiveSync");
    return this.receiving.runSync(() => this.#message(size));
  }

  /** Who was at the other end when it was connected. socket(7) SO_PEERCRED. */
  get peerCredentials(): Credentials {
    return this.credentials();
  }

  /** The process that was at the other end, by a descriptor: it can't be mistaken for another one. The caller closes it. socket(7) SO_PEERPIDFD. */
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

  #message(size: number): SocketMessage | null | typeof again {
    const count = receiveInto(this.core, this.number("recvmsg"), size);
    if (isAgain(count)) return again;
    return check(count, "recvmsg") === 0 ? null : new SocketMessage(this.core, count, receivedFlags(this.core));
  }
}

/** A listening Unix stream socket. */
export class UnixListener extends Listener<UnixStream> {
  readonly #bound: BoundName | undefined;

  /** @internal */
  private constructor(number: number, bound: BoundName | undefined) {
    super(number);
    this.#bound = bound;
  }

  /** Listens under a name. Throws IpcError (EADDRINUSE, ENOENT, EACCES, ENAMETOOLONG …), TypeError, RangeError. bind(2), listen(2). */
  static listen(name: UnixName, options?: UnixListenOptions): UnixListener {
    checkListen(options, "UnixListener.listen");
    const number = makeSocket(AF_UNIX, SOCK_STREAM);
    return closingOnErrorSync(number, () => {
      const bound = new BoundName(number, name, "UnixListener.listen");
      listen(number, options?.backlog);
      return new UnixListener(number, options?.unlink === false ? undefined : bound);
    });
  }

  /** Takes over a listening socket, such as one that this process inherited. Throws IpcError (EPROTOTYPE, ENOTSOCK, EBADF). */
  static fromFd(fd: number | ReceivedDescriptor): UnixListener {
    return new UnixListener(adoptSocket(fd, kind, "UnixListener.fromFd"), undefined);
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

  protected override connected(number: number): UnixStream {
    return new UnixStream(number);
  }
}
