// UDP through the core: datagrams with what options let the kernel tell of them. Names are resolved by node:dns.
import { type PacketControl, packetControl, packetControlKeys } from "./control-message.js";
import { type Core, core } from "./core.js";
import { check } from "./error.js";
import { MessageSocket } from "./message-socket.js";
import { type Bytes, checkBoolean, checkKeys, checkWait, toBytes, type WaitOptions } from "./options.js";
import { PacketError } from "./packet-error.js";
import { again, Queue } from "./queue.js";
import type { ReceivedDescriptor } from "./received-descriptor.js";
import { adoptSocket, makeSocket, SO_DOMAIN, SOCK_DGRAM } from "./socket.js";
import {
  AF_INET,
  AF_INET6,
  checkHostPort,
  decodeInet,
  encodeInet,
  type HostPort,
  type InetAddress,
  resolveHost,
} from "./socket-address.js";
import {
  messageData,
  type Outgoing,
  type PacketInfo,
  packetInfo,
  receiveFailed,
  receiveFrom,
  senderAddress,
  wasTruncated,
} from "./socket-message.js";
import type { SocketOptionName, SocketOptionValue } from "./socket-options.js";
import { isAgain } from "./stream-socket.js";
import { bindInet, connectInet, familyOf, type InetOptions, localAddresses, setOptions, tryEach } from "./tcp.js";
import { disconnect } from "./unix-name.js";

export interface UdpBindOptions extends InetOptions {
  /** Without IPv4 on a socket of "::". IPV6_V6ONLY. */
  ipv6Only?: boolean | undefined;
}

export interface UdpSendOptions extends PacketControl, WaitOptions {
  /** To where; to the connected end unless told. A host's name is resolved for each call: rather give its address. */
  to?: HostPort | undefined;
}

/** The kernel's form of addresses that datagrams came from, which answers then need not look up. */
const kernelForm = new WeakMap<object, Uint8Array>();
let lastBytes = Buffer.alloc(0);
let lastSender: InetAddress | undefined;

/** The sender of the message in the buffer; the same object as long as it is the same sender. */
function sender(owner: Core): InetAddress {
  const bytes = senderAddress(owner);
  if (lastSender !== undefined && lastBytes.equals(bytes)) return lastSender;
  const address = Object.freeze(decodeInet(bytes) as InetAddress);
  lastBytes = Buffer.from(bytes);
  lastSender = address;
  kernelForm.set(address, bytes);
  return address;
}

/** A datagram, with what the socket's options let come along. */
export class UdpMessage {
  readonly data: Buffer;
  readonly from: Readonly<InetAddress>;
  /** Whether it was longer than there was room. */
  readonly truncated: boolean;
  /** What came along. */
  readonly info: PacketInfo;

  /** @internal */
  constructor(count: number, size: number) {
    const owner = core();
    this.info = packetInfo(owner);
    this.from = sender(owner);
    this.data = messageData(owner, Math.min(count, size));
    this.truncated = count > size || wasTruncated(owner);
  }
}

/** Options that let more come with a datagram. */
const tells: ReadonlySet<string> = new Set<SocketOptionName>([
  "IP_PKTINFO",
  "IP_RECVTTL",
  "IP_RECVTOS",
  "IPV6_RECVPKTINFO",
  "IPV6_RECVHOPLIMIT",
  "IPV6_RECVTCLASS",
  "SO_TIMESTAMP",
  "SO_TIMESTAMPNS",
  "SO_RXQ_OVFL",
  "UDP_GRO",
]);

/** Options that let errors come. */
const failures: ReadonlySet<string> = new Set<SocketOptionName>(["IP_RECVERR", "IPV6_RECVERR"]);
/** Errors that are kept until somebody asks; the oldest go first. */
const MOST_ERRORS = 1000;

const sendKeys = ["to", ...packetControlKeys] as const;

const kind = { domains: [AF_INET, AF_INET6], type: SOCK_DGRAM };

/** A UDP socket. udp(7). */
export class UdpSocket extends MessageSocket<UdpMessage> implements AsyncIterable<UdpMessage> {
  readonly #family: number;
  /** Whether nothing but the sender's address comes with a datagram. */
  #plain = true;
  /** Whether errors of single datagrams may wait in the kernel. */
  #tellsErrors = false;
  readonly #errors: PacketError[] = [];
  /** Those who wait for errors, which the kernel tells of whatever is asked for. */
  readonly #failing = new Queue(this, 0);

  /** @internal */
  private constructor(number: number, family: number) {
    super(number);
    this.#family = family;
  }

  /**
   * A socket at an address, all of the machine's unless told; port 0 lets the system choose. Rejects with IpcError (EADDRINUSE, EADDRNOTAVAIL …), the
   * resolver's error, TypeError, RangeError. bind(2).
   */
  static override async bind(at: HostPort, options?: UdpBindOptions): Promise<UdpSocket> {
    const where = "UdpSocket.bind";
    checkHostPort(at, where);
    checkWait(options, where, ["ipv6Only", "options", "signal"]);
    checkBoolean(options?.ipv6Only, `${where}: ipv6Only`);
    const hosts = await localAddresses(at.host, options?.signal);
    return tryEach(hosts, (host) =>
      make(host, options, (number, family, socket) => {
        if (family === AF_INET6) socket.setOption("IPV6_V6ONLY", options?.ipv6Only ?? false);
        bindInet(number, host, at.port, family);
      }),
    );
  }

  /** A socket that sends to an address and receives only from there. Rejects with IpcError (ENETUNREACH …), the resolver's error, TypeError, RangeError. connect(2). */
  static async connect(to: HostPort, options?: InetOptions): Promise<UdpSocket> {
    const where = "UdpSocket.connect";
    checkHostPort(to, where);
    checkWait(options, where, ["options", "signal"]);
    const hosts = await resolveHost(to.host ?? "localhost", options?.signal);
    return tryEach(hosts, (host) =>
      make(host, options, (number, family) => {
        check(connectInet(number, host, to.port, family), "connect", `${host}:${to.port}`);
      }),
    );
  }

  /** Takes over a descriptor: one that was received, or that this process inherited. It becomes non-blocking. Throws IpcError (EPROTOTYPE, ENOTSOCK, EBADF). */
  static fromFd(fd: number | ReceivedDescriptor): UdpSocket {
    const number = adoptSocket(fd, kind, "UdpSocket.fromFd");
    const socket = new UdpSocket(number, core().bridge.calls.socketOption(core().kernelFd(number), SO_DOMAIN));
    // Its options are whatever they are.
    socket.#plain = false;
    socket.#tellsErrors = true;
    return socket;
  }

  /** @internal */
  static make(number: number, family: number): UdpSocket {
    return new UdpSocket(number, family);
  }

  /** Sends there from now on, and receives only from there. Rejects as `UdpSocket.connect` does. connect(2). */
  async connect(to: HostPort, options?: WaitOptions): Promise<this> {
    checkHostPort(to, "connect");
    checkWait(options, "connect");
    const hosts = await resolveHost(to.host ?? "localhost", options?.signal);
    await tryEach(hosts, (host) =>
      check(connectInet(this.number("connect"), host, to.port, this.#family), "connect", `${host}:${to.port}`),
    );
    return this;
  }

  /** Takes `connect` back. */
  disconnect(): this {
    disconnect(this.number("connect"));
    return this;
  }

  /**
   * Sends a datagram, waiting for room in the socket; don't change the bytes before it resolves. Rejects with IpcError (EMSGSIZE, EDESTADDRREQ without
   * `to`, ECONNREFUSED for what was sent before …), the resolver's error, TypeError, RangeError, or the signal's reason. sendto(2).
   */
  async send(data: Bytes, options?: UdpSendOptions): Promise<void> {
    checkWait(options, "send", [...sendKeys, "signal"]);
    const message = this.#outgoing(data, options, "send");
    await this.sendInTurn(message ?? (await this.#resolved(data, options as UdpSendOptions)), options?.signal);
  }

  /** As `send`, but never waits: false when there is no room. The host must be an address. */
  trySend(data: Bytes, options?: Omit<UdpSendOptions, "signal">): boolean {
    checkKeys(options, sendKeys, "trySend");
    return this.sendNow(this.#outgoing(data, options, "trySend") ?? notResolved("trySend"));
  }

  /** As `send`, but blocks the thread until there is room. The host must be an address. */
  sendSync(data: Bytes, options?: Omit<UdpSendOptions, "signal">): void {
    checkKeys(options, sendKeys, "sendSync");
    this.sendBlocking(this.#outgoing(data, options, "sendSync") ?? notResolved("sendSync"));
  }

  /** Datagrams as they come, until the socket is closed. Leaving the loop leaves it open. */
  [Symbol.asyncIterator](): AsyncGenerator<UdpMessage, void, undefined> {
    return this.messages();
  }

  /**
   * The next error of a datagram that was sent, waiting for it: set IP_RECVERR (IPV6_RECVERR) first. The same error makes the next send or receive
   * reject, too. Rejects with IpcError (ECANCELED when the socket is closed), or with the signal's reason. recvmsg(2) MSG_ERRQUEUE.
   */
  async receiveError(options?: WaitOptions): Promise<PacketError> {
    checkWait(options, "receiveError");
    return this.#failing.add(() => this.#error(), options?.signal);
  }

  /** As `receiveError`, but never waits: undefined when there is none, or others wait already. */
  tryReceiveError(): PacketError | undefined {
    const error = this.#failing.pending > 0 ? again : this.#error();
    return error === again ? undefined : error;
  }

  /** Its address. getsockname(2). */
  get localAddress(): InetAddress {
    return decodeInet(this.address(false) ?? new Uint8Array(0)) as InetAddress;
  }

  /** That of the end that it is connected to. getpeername(2). */
  get remoteAddress(): InetAddress | undefined {
    return decodeInet(this.address(true) ?? new Uint8Array(0));
  }

  override setRawOption(level: number, name: number, value: number | Bytes): this {
    this.#plain = false;
    this.#tellsErrors = true;
    return super.setRawOption(level, name, value);
  }

  override setOption<Name extends SocketOptionName>(option: Name, value: SocketOptionValue<Name>): this {
    if (tells.has(option)) this.#plain = false;
    if (failures.has(option)) this.#tellsErrors = true;
    return super.setOption(option, value);
  }

  protected override message(count: number, size: number): UdpMessage | typeof again {
    return new UdpMessage(count, size);
  }

  protected override receiveNow(number: number, size: number): number {
    const count = this.#plain ? receiveFrom(this.core, number, size) : super.receiveNow(number, size);
    if (isAgain(count)) this.#keepErrors();
    return count;
  }

  protected override noRoom(): void {
    this.#keepErrors();
  }

  protected override cancelPending(): void {
    super.cancelPending();
    this.#failing.cancel("recvmsg");
  }

  protected override referencesChanged(referenced: boolean): void {
    super.referencesChanged(referenced);
    this.#failing.setReferenced(referenced);
  }

  #error(): PacketError | typeof again {
    return this.#errors.shift() ?? this.#receiveError();
  }

  #receiveError(): PacketError | typeof again {
    const count = receiveFailed(this.core, this.number("recvmsg"));
    return isAgain(count) ? again : new PacketError(this.core, check(count, "recvmsg"));
  }

  /** Takes errors that nobody waits for out of the kernel, where they would wake whoever waits for something else, again and again. */
  #keepErrors(): void {
    if (!this.#tellsErrors || this.#failing.pending > 0) return;
    for (;;) {
      const error = this.#receiveError();
      if (error === again) return;
      this.#errors.push(error);
      if (this.#errors.length > MOST_ERRORS) this.#errors.shift();
    }
  }

  /** The message, unless its host is a name. */
  #outgoing(data: Bytes, options: UdpSendOptions | undefined, where: string): Outgoing | undefined {
    const bytes = toBytes(data, where);
    if (options === undefined) return { data: bytes };
    const { to } = options;
    const control = packetControl(options, this.#family, where);
    if (to === undefined) return { data: bytes, control };
    const known = kernelForm.get(to);
    if (known !== undefined && known[0] === this.#family) return { data: bytes, address: known, control };
    checkHostPort(to, `${where}: to`);
    const address = encodeInet(to.host ?? "localhost", to.port, this.#family);
    return address === undefined ? undefined : { data: bytes, address, control };
  }

  async #resolved(data: Bytes, options: UdpSendOptions): Promise<Outgoing> {
    const { host = "localhost", port } = options.to as HostPort;
    const hosts = await resolveHost(host, options.signal);
    const mine = hosts.find((address) => this.#family === AF_INET6 || familyOf(address) === AF_INET);
    const to = { host: mine ?? hosts[0] ?? host, port };
    return this.#outgoing(data, { ...options, to }, "send") ?? notResolved("send");
  }
}

function notResolved(where: string): never {
  throw new TypeError(`${where}: to: host must be an address, since a name would have to be resolved`);
}

async function make(
  host: string,
  options: InetOptions | undefined,
  prepare: (number: number, family: number, socket: UdpSocket) => void,
): Promise<UdpSocket> {
  const family = familyOf(host);
  const number = makeSocket(family, SOCK_DGRAM);
  const socket = UdpSocket.make(number, family);
  try {
    setOptions(socket, options?.options);
    prepare(number, family, socket);
    return socket;
  } catch (error) {
    socket[Symbol.dispose]();
    throw error;
  }
}
