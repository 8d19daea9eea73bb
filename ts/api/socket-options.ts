// The options of sockets by their names: where the kernel has them, and what their values are in JavaScript.
import { Errno } from "../host/errno.js";
import { IpcError } from "./error.js";
import { wrongType } from "./options.js";
import { inetBytes } from "./socket-address.js";

/** Who is at the other end, or sent a message. */
export interface Credentials {
  pid: number;
  uid: number;
  gid: number;
}

/** A multicast group, and the number of the interface on which to join or leave it (0: the system chooses). */
export interface Membership {
  group: string;
  interface?: number | undefined;
}

/** What the kernel knows of a TCP connection; times in microseconds. tcp(7) TCP_INFO. */
export interface TcpInfo {
  state: number;
  retransmits: number;
  rto: number;
  sendMss: number;
  receiveMss: number;
  unacked: number;
  lost: number;
  rtt: number;
  rttVariation: number;
  congestionWindow: number;
  totalRetransmits: number;
  pathMtu: number;
  bytesAcked: bigint;
  bytesReceived: bigint;
  segmentsOut: number;
  segmentsIn: number;
  notSent: number;
  minRtt: number;
  deliveryRate: bigint;
}

interface Values {
  boolean: boolean;
  integer: number;
  /** Milliseconds; 0 is for ever. */
  time: number;
  /** Seconds, or null for off. */
  linger: number | null;
  text: string;
  credentials: Credentials;
  big: bigint;
  ids: number[];
  tcpInfo: TcpInfo;
  membership4: Membership;
  membership6: Membership;
}

const SOL_SOCKET = 1;
const IP = 0;
const TCP = 6;
const UDP = 17;
const IPV6 = 41;

const table = {
  SO_DEBUG: [SOL_SOCKET, 1, "boolean"],
  SO_REUSEADDR: [SOL_SOCKET, 2, "boolean"],
  SO_TYPE: [SOL_SOCKET, 3, "integer"],
  SO_ERROR: [SOL_SOCKET, 4, "integer"],
  SO_DONTROUTE: [SOL_SOCKET, 5, "boolean"],
  SO_BROADCAST: [SOL_SOCKET, 6, "boolean"],
  SO_SNDBUF: [SOL_SOCKET, 7, "integer"],
  SO_RCVBUF: [SOL_SOCKET, 8, "integer"],
  SO_KEEPALIVE: [SOL_SOCKET, 9, "boolean"],
  SO_OOBINLINE: [SOL_SOCKET, 10, "boolean"],
  SO_PRIORITY: [SOL_SOCKET, 12, "integer"],
  SO_LINGER: [SOL_SOCKET, 13, "linger"],
  SO_REUSEPORT: [SOL_SOCKET, 15, "boolean"],
  SO_PASSCRED: [SOL_SOCKET, 16, "boolean"],
  SO_PEERCRED: [SOL_SOCKET, 17, "credentials"],
  SO_RCVLOWAT: [SOL_SOCKET, 18, "integer"],
  SO_SNDLOWAT: [SOL_SOCKET, 19, "integer"],
  SO_RCVTIMEO: [SOL_SOCKET, 20, "time"],
  SO_SNDTIMEO: [SOL_SOCKET, 21, "time"],
  SO_BINDTODEVICE: [SOL_SOCKET, 25, "text"],
  SO_TIMESTAMP: [SOL_SOCKET, 29, "boolean"],
  SO_ACCEPTCONN: [SOL_SOCKET, 30, "boolean"],
  SO_PEERSEC: [SOL_SOCKET, 31, "text"],
  SO_PASSSEC: [SOL_SOCKET, 34, "boolean"],
  SO_TIMESTAMPNS: [SOL_SOCKET, 35, "boolean"],
  SO_MARK: [SOL_SOCKET, 36, "integer"],
  SO_PROTOCOL: [SOL_SOCKET, 38, "integer"],
  SO_DOMAIN: [SOL_SOCKET, 39, "integer"],
  SO_RXQ_OVFL: [SOL_SOCKET, 40, "boolean"],
  SO_PEEK_OFF: [SOL_SOCKET, 42, "integer"],
  SO_BUSY_POLL: [SOL_SOCKET, 46, "integer"],
  SO_INCOMING_CPU: [SOL_SOCKET, 49, "integer"],
  SO_COOKIE: [SOL_SOCKET, 57, "big"],
  SO_PEERGROUPS: [SOL_SOCKET, 59, "ids"],
  IP_TOS: [IP, 1, "integer"],
  IP_TTL: [IP, 2, "integer"],
  IP_PKTINFO: [IP, 8, "boolean"],
  IP_MTU_DISCOVER: [IP, 10, "integer"],
  IP_RECVERR: [IP, 11, "boolean"],
  IP_RECVTTL: [IP, 12, "boolean"],
  IP_RECVTOS: [IP, 13, "boolean"],
  IP_MTU: [IP, 14, "integer"],
  IP_FREEBIND: [IP, 15, "boolean"],
  IP_BIND_ADDRESS_NO_PORT: [IP, 24, "boolean"],
  IP_MULTICAST_TTL: [IP, 33, "integer"],
  IP_MULTICAST_LOOP: [IP, 34, "boolean"],
  IP_ADD_MEMBERSHIP: [IP, 35, "membership4"],
  IP_DROP_MEMBERSHIP: [IP, 36, "membership4"],
  IP_MULTICAST_ALL: [IP, 49, "boolean"],
  IPV6_UNICAST_HOPS: [IPV6, 16, "integer"],
  IPV6_MULTICAST_HOPS: [IPV6, 18, "integer"],
  IPV6_MULTICAST_LOOP: [IPV6, 19, "boolean"],
  IPV6_ADD_MEMBERSHIP: [IPV6, 20, "membership6"],
  IPV6_DROP_MEMBERSHIP: [IPV6, 21, "membership6"],
  IPV6_MTU: [IPV6, 24, "integer"],
  IPV6_RECVERR: [IPV6, 25, "boolean"],
  IPV6_V6ONLY: [IPV6, 26, "boolean"],
  IPV6_RECVPKTINFO: [IPV6, 49, "boolean"],
  IPV6_RECVHOPLIMIT: [IPV6, 51, "boolean"],
  IPV6_RECVTCLASS: [IPV6, 66, "boolean"],
  IPV6_TCLASS: [IPV6, 67, "integer"],
  TCP_NODELAY: [TCP, 1, "boolean"],
  TCP_MAXSEG: [TCP, 2, "integer"],
  TCP_CORK: [TCP, 3, "boolean"],
  TCP_KEEPIDLE: [TCP, 4, "integer"],
  TCP_KEEPINTVL: [TCP, 5, "integer"],
  TCP_KEEPCNT: [TCP, 6, "integer"],
  TCP_SYNCNT: [TCP, 7, "integer"],
  TCP_LINGER2: [TCP, 8, "integer"],
  TCP_DEFER_ACCEPT: [TCP, 9, "integer"],
  TCP_WINDOW_CLAMP: [TCP, 10, "integer"],
  TCP_INFO: [TCP, 11, "tcpInfo"],
  TCP_QUICKACK: [TCP, 12, "boolean"],
  TCP_CONGESTION: [TCP, 13, "text"],
  TCP_USER_TIMEOUT: [TCP, 18, "integer"],
  TCP_FASTOPEN: [TCP, 23, "integer"],
  TCP_NOTSENT_LOWAT: [TCP, 25, "integer"],
  TCP_FASTOPEN_CONNECT: [TCP, 30, "boolean"],
  UDP_CORK: [UDP, 1, "boolean"],
  UDP_SEGMENT: [UDP, 103, "integer"],
  UDP_GRO: [UDP, 104, "boolean"],
} as const satisfies Record<string, readonly [level: number, name: number, kind: keyof Values]>;

/** The name of an option, as socket(7), unix(7), ip(7), ipv6(7), tcp(7) and udp(7) have it. */
export type SocketOptionName = keyof typeof table;
/** An option's value: times are milliseconds, SO_LINGER's seconds or null for off. */
export type SocketOptionValue<Name extends SocketOptionName> = Values[(typeof table)[Name][2]];

/** Where an option is, and what it is. Throws TypeError for names that there aren't. */
export function findOption(option: string, where: string): readonly [level: number, name: number, kind: keyof Values] {
  if (!Object.hasOwn(table, option)) throw wrongType(`${where}: option`, "the name of a socket option", option);
  return table[option as SocketOptionName];
}

/** Bytes to ask for. */
export const optionSize = (kind: keyof Values): number =>
  ({ ids: 65536, tcpInfo: 256, text: 256 })[kind as "text"] ?? 16;

const textOf = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString();
};

function tcpInfo(view: DataView): TcpInfo {
  const u32 = (at: number): number => (at + 4 <= view.byteLength ? view.getUint32(at, true) : 0);
  const u64 = (at: number): bigint => (at + 8 <= view.byteLength ? view.getBigUint64(at, true) : 0n);
  return {
    state: view.getUint8(0),
    retransmits: view.getUint8(2),
    rto: u32(8),
    sendMss: u32(16),
    receiveMss: u32(20),
    unacked: u32(24),
    lost: u32(32),
    pathMtu: u32(60),
    rtt: u32(68),
    rttVariation: u32(72),
    congestionWindow: u32(80),
    totalRetransmits: u32(100),
    bytesAcked: u64(120),
    bytesReceived: u64(128),
    segmentsOut: u32(136),
    segmentsIn: u32(140),
    notSent: u32(144),
    minRtt: u32(148),
    deliveryRate: u64(160),
  };
}

/** What the kernel gave, as a value. */
export function decodeOption(kind: keyof Values, bytes: Uint8Array): Values[keyof Values] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const i32 = (at: number): number => view.getInt32(at, true);
  // Some of IP's are a byte in answers to those who ask for little room; never to us, but be sure.
  const integer = (): number => (bytes.length >= 4 ? i32(0) : (bytes[0] ?? 0));
  switch (kind) {
    case "boolean":
      return integer() !== 0;
    case "time":
      return Number(view.getBigInt64(0, true)) * 1000 + Number(view.getBigInt64(8, true)) / 1000;
    case "linger":
      return i32(0) === 0 ? null : i32(4);
    case "text":
      return textOf(bytes);
    case "credentials":
      return { pid: i32(0), uid: view.getUint32(4, true), gid: view.getUint32(8, true) };
    case "big":
      return view.getBigUint64(0, true);
    case "ids":
      return Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i, true));
    case "tcpInfo":
      return tcpInfo(view);
    default:
      return integer();
  }
}

function words(...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [index, value] of values.entries()) view.setInt32(4 * index, value, true);
  return new Uint8Array(view.buffer);
}

function number(value: unknown, where: string): number {
  if (typeof value !== "number") throw wrongType(`${where}: value`, "a number", value);
  if (!Number.isFinite(value)) throw new RangeError(`${where}: value must be finite, not ${value}`);
  return value;
}

function membership(value: unknown, size: number, where: string): Uint8Array {
  const { group, interface: index = 0 } = (value ?? {}) as Partial<Membership>;
  const bytes = typeof group === "string" ? inetBytes(group) : undefined;
  if (bytes?.length !== size) throw wrongType(`${where}: value`, "a group's address with an interface", value);
  // struct ip_mreqn has the interface's own address between the two, struct ipv6_mreq nothing.
  return Buffer.concat([bytes, size === 4 ? new Uint8Array(4) : new Uint8Array(0), words(index)]);
}

/** A value as the kernel takes it. Throws TypeError, RangeError; IpcError (ENOPROTOOPT) for what can only be read. */
export function encodeOption(kind: keyof Values, value: unknown, where: string): Uint8Array {
  switch (kind) {
    case "boolean":
      if (typeof value !== "boolean") throw wrongType(`${where}: value`, "a boolean", value);
      return words(Number(value));
    case "integer":
      return words(number(value, where));
    case "time": {
      const microseconds = Math.round(number(value, where) * 1000);
      const view = new DataView(new ArrayBuffer(16));
      view.setBigInt64(0, BigInt(Math.floor(microseconds / 1e6)), true);
      view.setBigInt64(8, BigInt(microseconds % 1e6), true);
      return new Uint8Array(view.buffer);
    }
    case "linger":
      return value === null ? words(0, 0) : words(1, number(value, where));
    case "text":
      if (typeof value !== "string") throw wrongType(`${where}: value`, "a string", value);
      return Buffer.from(value);
    case "membership4":
      return membership(value, 4, where);
    case "membership6":
      return membership(value, 16, where);
    default:
      throw new IpcError(Errno.ENOPROTOOPT, "setsockopt");
  }
}
