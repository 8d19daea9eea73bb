// NETLINK_SOCK_DIAG: the machine's sockets, as `ss` lists them, those of TCP and UDP that are destroyed as it happens, and ending one of somebody
// else's. What they look like is netlink-sock-diag-types.ts's.
import { Netlink, type NetlinkOptions } from "./netlink.js";
import type { NetlinkMessage } from "./netlink-message.js";
import {
  type InternetProtocol,
  type InternetSocket,
  internetProtocols,
  type NetlinkSocketEntry,
  type PacketSocketEntry,
  type SocketState,
  socketStates,
  toInternetSocket,
  toNetlinkSocket,
  toPacketSocket,
  toUnixSocket,
  type UnixSocketEntry,
} from "./netlink-sock-diag-types.js";
import { checkKeys, type WaitOptions, wrongType } from "./options.js";
import { AF_INET, AF_INET6, AF_UNIX, inetBytes } from "./socket-address.js";
import { selected } from "./subscription.js";

export interface SocketListOptions extends WaitOptions {
  /** Only those in one of these states; all unless told. */
  states?: readonly SocketState[] | undefined;
}

export interface InternetListOptions extends SocketListOptions {
  /** Only those of one family; of both unless told. */
  family?: "IPv4" | "IPv6" | undefined;
}

const SOCK_DIAG_BY_FAMILY = 20;
const SOCK_DESTROY = 21;
const AF_NETLINK = 16;
const AF_PACKET = 17;
const ALL_FAMILIES = 255;
const ALL_STATES = 0xffff_ffff;
/** Bits of what inet_diag is to add: INET_DIAG_INFO and INET_DIAG_CONG. */
const EXTRAS = (1 << 1) | (1 << 3);
/** UDIAG_SHOW_NAME, _PEER, _RQLEN and _UID. */
const SHOW_UNIX = 1 | 4 | 16 | 64;
/** NDIAG_SHOW_GROUPS. */
const SHOW_NETLINK = 2;
/** PACKET_SHOW_INFO. */
const SHOW_PACKET = 1;
/** SKNLGRP_: those of TCP, and those of UDP. */
const destroyed: Readonly<Record<number, InternetProtocol>> = { 1: "tcp", 2: "udp", 3: "tcp", 4: "udp" };

function stateBits(states: readonly SocketState[] | undefined, where: string): number {
  if (states === undefined) return ALL_STATES;
  let bits = 0;
  for (const state of states) {
    const number = socketStates.indexOf(state);
    if (number < 0) throw wrongType(`${where}: states`, socketStates.join(", "), state);
    bits |= 1 << number;
  }
  return bits >>> 0;
}

/** struct inet_diag_req_v2 for all, of a socket's id zeros. */
function inetRequest(family: number, protocol: InternetProtocol, states: number): Buffer {
  const body = Buffer.alloc(56);
  body[0] = family;
  body[1] = internetProtocols[protocol];
  body[2] = EXTRAS;
  body.writeUInt32LE(states, 4);
  return body;
}

const waiting = ({ signal }: WaitOptions): WaitOptions => (signal === undefined ? {} : { signal });

/** A socket of NETLINK_SOCK_DIAG. Reading needs no privilege. sock_diag(7). */
export class SockDiagNetlink extends Netlink {
  /** @internal */
  constructor(options?: NetlinkOptions) {
    super("sock-diag", options);
  }

  /** Opens a socket. Throws IpcError, TypeError. */
  static override open(options?: NetlinkOptions): SockDiagNetlink;
  /** @internal */
  static override open(family: unknown): never;
  static override open(options?: unknown): SockDiagNetlink {
    return new SockDiagNetlink(options as NetlinkOptions | undefined);
  }

  /** The sockets of a protocol of the internet's. Throws NetlinkError ENOENT where the kernel can't list those of the protocol (raw ones often). */
  async *listInternet(
    protocol: InternetProtocol,
    options: InternetListOptions = {},
  ): AsyncGenerator<InternetSocket, void, undefined> {
    const where = "listInternet";
    if (!Object.hasOwn(internetProtocols, protocol))
      throw wrongType(`${where}: protocol`, Object.keys(internetProtocols).join(", "), protocol);
    checkKeys(options, ["family", "states", "signal"], where);
    const { family, states } = options;
    if (family !== undefined && family !== "IPv4" && family !== "IPv6")
      throw wrongType(`${where}: family`, '"IPv4" or "IPv6"', family);
    const bits = stateBits(states, where);
    const numbers = family === undefined ? [AF_INET, AF_INET6] : [family === "IPv4" ? AF_INET : AF_INET6];
    for (const number of numbers)
      yield* this.#table(inetRequest(number, protocol, bits), (one) => toInternetSocket(protocol, one), options);
  }

  /** All Unix sockets. */
  async *listUnix(options: SocketListOptions = {}): AsyncGenerator<UnixSocketEntry, void, undefined> {
    checkKeys(options, ["states", "signal"], "listUnix");
    const body = Buffer.alloc(24);
    body[0] = AF_UNIX;
    body.writeUInt32LE(stateBits(options.states, "listUnix"), 4);
    body.writeUInt32LE(SHOW_UNIX, 12);
    yield* this.#table(body, toUnixSocket, options);
  }

  /** All netlink sockets. */
  async *listNetlink(options: WaitOptions = {}): AsyncGenerator<NetlinkSocketEntry, void, undefined> {
    checkKeys(options, ["signal"], "listNetlink");
    const body = Buffer.alloc(20);
    body[0] = AF_NETLINK;
    body[1] = ALL_FAMILIES;
    body.writeUInt32LE(SHOW_NETLINK, 8);
    yield* this.#table(body, toNetlinkSocket, options);
  }

  /** All packet sockets. */
  async *listPacket(options: WaitOptions = {}): AsyncGenerator<PacketSocketEntry, void, undefined> {
    checkKeys(options, ["signal"], "listPacket");
    const body = Buffer.alloc(20);
    body[0] = AF_PACKET;
    body.writeUInt32LE(SHOW_PACKET, 8);
    yield* this.#table(body, toPacketSocket, options);
  }

  /** Sockets of TCP and UDP that have ended, from now on, with what they were at last. */
  destroyed(options?: WaitOptions): AsyncIterableIterator<InternetSocket> {
    return selected(this.subscribe(Object.keys(destroyed).map(Number), options), (message) => {
      const protocol = destroyed[32 - Math.clz32(message.groups)];
      return protocol === undefined ? undefined : toInternetSocket(protocol, message);
    });
  }

  /**
   * Ends a listed socket, whoever has it, as `ss -K` does: its owner sees ECONNABORTED. Rejects with NetlinkError (EPERM without CAP_NET_ADMIN, ENOENT
   * when it is gone, EOPNOTSUPP).
   */
  async destroy(socket: InternetSocket, options?: WaitOptions): Promise<void> {
    const data = inetRequest(socket.family === "IPv4" ? AF_INET : AF_INET6, socket.protocol, ALL_STATES);
    data.writeUInt16BE(socket.local.port, 8);
    data.writeUInt16BE(socket.remote.port, 10);
    data.set(inetBytes(socket.local.host) ?? [], 12);
    data.set(inetBytes(socket.remote.host) ?? [], 28);
    data.writeUInt32LE(socket.interface, 44);
    data.writeBigUInt64LE(socket.cookie, 48);
    await this.request({ type: SOCK_DESTROY, data }, options);
  }

  async *#table<T>(
    data: Buffer,
    convert: (message: NetlinkMessage) => T,
    options: WaitOptions,
  ): AsyncGenerator<T, void, undefined> {
    for await (const message of this.dump({ type: SOCK_DIAG_BY_FAMILY, data }, waiting(options)))
      yield convert(message);
  }
}
