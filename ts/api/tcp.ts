// TCP through the core: the same classes as for Unix sockets, for the options that Node lacks. Names are resolved by node:dns.
import { Errno } from "../host/errno.js";
import { core } from "./core.js";
import { check, IpcError } from "./error.js";
import { Listener, listen } from "./listener.js";
import { checkBoolean, checkInteger, checkWait, type WaitOptions } from "./options.js";
import { again, POLLOUT } from "./queue.js";
import type { ReceivedDescriptor } from "./received-descriptor.js";
import { adoptSocket, connectResult, makeSocket, SOCK_STREAM, type Socket } from "./socket.js";
import {
  AF_INET,
  AF_INET6,
  checkHostPort,
  decodeInet,
  encodeInet,
  type HostPort,
  type InetAddress,
  inetBytes,
  resolveHost,
} from "./socket-address.js";
import type { SocketOptionName, SocketOptionValue } from "./socket-options.js";
import { isAgain, StreamSocket } from "./stream-socket.js";

/** Options by their names, to be set before the socket is bound or connected: `{ SO_REUSEPORT: true, TCP_NODELAY: true }`. */
export type SocketOptions = { readonly [Name in SocketOptionName]?: SocketOptionValue<Name> | undefined };

export interface InetOptions extends WaitOptions {
  /** Set before the socket is bound or connected. */
  options?: SocketOptions | undefined;
}

export interface TcpConnectOptions extends InetOptions {
  /** This end's own address; the system chooses unless told. */
  local?: HostPort | undefined;
}

export interface TcpListenOptions extends InetOptions {
  /** Connections that wait to be accepted at most; 4,096 unless told. */
  backlog?: number | undefined;
  /** Without IPv4 on a socket of "::". IPV6_V6ONLY. */
  ipv6Only?: boolean | undefined;
}

const kind = { domains: [AF_INET, AF_INET6], type: SOCK_STREAM };

/** The family of an address that is text. */
export const familyOf = (host: string): number => (inetBytes(host)?.length === 16 ? AF_INET6 : AF_INET);

/** Sets options that were told at a socket's making. */
export function setOptions(socket: Socket, options: SocketOptions | undefined): void {
  for (const [name, value] of Object.entries(options ?? {})) {
    if (value !== undefined) socket.setOption(name as SocketOptionName, value as never);
  }
}

/** Binds to an address that is text. */
export function bindInet(number: number, host: string, port: number, family: number): void {
  const address = encodeInet(host, port, family);
  if (address === undefined) throw new IpcError(Errno.EADDRNOTAVAIL, "bind", host);
  core().bytes.set(address);
  check(core().exports.core_bind(number, address.length), "bind", `${host}:${port}`);
}

/** Connects to an address that is text: 0, or minus an errno. */
export function connectInet(number: number, host: string, port: number, family: number): number {
  const address = encodeInet(host, port, family);
  if (address === undefined) throw new IpcError(Errno.EADDRNOTAVAIL, "connect", host);
  core().bytes.set(address);
  return core().exports.core_connect(number, address.length);
}

/** The addresses to try to bind to: the one that is told, or all of the machine. */
export async function localAddresses(host: string | undefined, signal: AbortSignal | undefined): Promise<string[]> {
  return host === undefined ? ["::", "0.0.0.0"] : resolveHost(host, signal);
}

/** Tries one address after the other; the last one's error. */
export async function tryEach<T>(hosts: readonly string[], attempt: (host: string) => T | Promise<T>): Promise<T> {
  let failure: unknown = new IpcError(Errno.EADDRNOTAVAIL, "bind");
  for (const host of hosts) {
    try {
      return await attempt(host);
    } catch (error) {
      if (!(error instanceof IpcError)) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** A TCP connection. tcp(7). */
export class TcpStream extends StreamSocket {
  /** @internal */
  constructor(number: number) {
    super(number);
  }

  /**
   * Connects to a host, trying its addresses in turn. Rejects with IpcError (ECONNREFUSED, ETIMEDOUT, ENETUNREACH …), the resolver's error (ENOTFOUND),
   * TypeError, RangeError, or the signal's reason. connect(2).
   */
  static async connect(to: HostPort, options?: TcpConnectOptions): Promise<TcpStream> {
    const where = "TcpStream.connect";
    checkHostPort(to, where);
    checkWait(options, where, ["local", "options", "signal"]);
    if (options?.local !== undefined) checkHostPort(options.local, `${where}: local`);
    const hosts = await resolveHost(to.host ?? "localhost", options?.signal);
    return tryEach(hosts, (host) => connectTo(host, to, options ?? {}));
  }

  /** Takes over a descriptor: one that was received, or that this process inherited. It becomes non-blocking. Throws IpcError (EPROTOTYPE, ENOTSOCK, EBADF). */
  static fromFd(fd: number | ReceivedDescriptor): TcpStream {
    return new TcpStream(adoptSocket(fd, kind, "TcpStream.fromFd"));
  }

  /** This end's address. getsockname(2). */
  get localAddress(): InetAddress | undefined {
    return decodeInet(this.address(false) ?? new Uint8Array(0));
  }

  /** The other end's; undefined when the connection has ended. getpeername(2). */
  get remoteAddress(): InetAddress | undefined {
    return decodeInet(this.address(true) ?? new Uint8Array(0));
  }

  /** Resolves when the connection that was begun is made. @internal */
  async connected(signal: AbortSignal | undefined): Promise<void> {
    await this.sending.add(
      () => (this.core.wait(this.number("connect"), POLLOUT, 0) === 0 ? again : undefined),
      signal,
    );
  }
}

async function connectTo(host: string, { port }: HostPort, options: TcpConnectOptions): Promise<TcpStream> {
  options.signal?.throwIfAborted();
  const family = familyOf(host);
  const number = makeSocket(family, SOCK_STREAM);
  const stream = new TcpStream(number);
  try {
    setOptions(stream, options.options);
    if (options.local !== undefined) {
      bindInet(number, options.local.host ?? (family === AF_INET6 ? "::" : "0.0.0.0"), options.local.port, family);
    }
    let result = connectInet(number, host, port, family);
    if (result === -Errno.EINPROGRESS || isAgain(result)) {
      await stream.connected(options.signal);
      result = connectResult(number);
    }
    check(result, "connect", `${host}:${port}`);
    return stream;
  } catch (error) {
    stream[Symbol.dispose]();
    throw error;
  }
}

/** A listening TCP socket. */
export class TcpListener extends Listener<TcpStream> {
  /** @internal */
  private constructor(number: number) {
    super(number);
  }

  /**
   * Listens at an address, all of the machine's unless told; port 0 lets the system choose. SO_REUSEADDR is set, as servers want it. Rejects with
   * IpcError (EADDRINUSE, EADDRNOTAVAIL, EACCES …), the resolver's error, TypeError, RangeError. bind(2), listen(2).
   */
  static async listen(at: HostPort, options?: TcpListenOptions): Promise<TcpListener> {
    const where = "TcpListener.listen";
    checkHostPort(at, where);
    checkWait(options, where, ["backlog", "ipv6Only", "options", "signal"]);
    checkInteger(options?.backlog, `${where}: backlog`, 0);
    checkBoolean(options?.ipv6Only, `${where}: ipv6Only`);
    const hosts = await localAddresses(at.host, options?.signal);
    return tryEach(hosts, (host) => listenAt(host, at.port, options ?? {}));
  }

  /** Takes over a listening socket, such as one that this process inherited. Throws IpcError (EPROTOTYPE, ENOTSOCK, EBADF). */
  static fromFd(fd: number | ReceivedDescriptor): TcpListener {
    return new TcpListener(adoptSocket(fd, kind, "TcpListener.fromFd"));
  }

  /** @internal */
  static make(number: number): TcpListener {
    return new TcpListener(number);
  }

  /** Where it listens. getsockname(2). */
  get localAddress(): InetAddress {
    return decodeInet(this.address(false) ?? new Uint8Array(0)) as InetAddress;
  }

  protected override connected(number: number): TcpStream {
    return new TcpStream(number);
  }
}

function listenAt(host: string, port: number, options: TcpListenOptions): TcpListener {
  const family = familyOf(host);
  const number = makeSocket(family, SOCK_STREAM);
  const listener = TcpListener.make(number);
  try {
    listener.setOption("SO_REUSEADDR", true);
    if (family === AF_INET6) listener.setOption("IPV6_V6ONLY", options.ipv6Only ?? false);
    setOptions(listener, options.options);
    bindInet(number, host, port, family);
    listen(number, options.backlog);
    return listener;
  } catch (error) {
    listener[Symbol.dispose]();
    throw error;
  }
}
