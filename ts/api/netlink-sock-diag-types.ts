// Sockets as sock_diag(7) shows them, out of the kernel's structs. Asking for them is netlink-sock-diag.ts's.
import { decodeAttributes, type NetlinkMessage, numberOf, textOf } from "./netlink-message.js";
import { decodeUnix, inetText } from "./socket-address.js";
import { decodeOption, type TcpInfo } from "./socket-options.js";

/** States, at their numbers, by the names that `ss state` knows. */
export const socketStates = [
  "unknown",
  "established",
  "syn-sent",
  "syn-recv",
  "fin-wait-1",
  "fin-wait-2",
  "time-wait",
  "closed",
  "close-wait",
  "last-ack",
  "listening",
  "closing",
  "new-syn-recv",
  "bound-inactive",
] as const;
/** The state of a socket. One of UDP is "established" when it is connected, otherwise "closed", which `ss` shows as UNCONN. */
export type SocketState = (typeof socketStates)[number];

/** Protocols of the internet's sockets, by their numbers. */
export const internetProtocols = { tcp: 6, udp: 17, udplite: 136, raw: 255 } as const;
export type InternetProtocol = keyof typeof internetProtocols;

/** What all kinds have. */
interface ShownSocket {
  /** The number of its file, as /proc/PID/fd shows it; 0 when no descriptor of it is open any more. */
  inode: number;
  /** The kernel's own number of the socket (SO_COOKIE). */
  cookie: bigint;
  attributes: ReadonlyMap<number, Buffer>;
}

/** One end of a socket of the internet's. */
export interface SocketEnd {
  host: string;
  port: number;
}

/** A socket of TCP, UDP or another protocol of the internet's. */
export interface InternetSocket extends ShownSocket {
  protocol: InternetProtocol;
  family: "IPv4" | "IPv6";
  state: SocketState;
  local: SocketEnd;
  /** Port 0 when there is none. */
  remote: SocketEnd;
  /** The number of the interface it is bound to; 0 for none. */
  interface: number;
  uid: number;
  /** Bytes that came and were not read; of a listening socket, connections that wait. */
  receiveQueue: number;
  /** Bytes that the other end has not acknowledged; of a listening socket, its backlog. */
  sendQueue: number;
  /** What runs: none, retransmission, keepalive, time-wait or zero-window probe, by its number, and milliseconds until then. */
  timer: number;
  expires: number;
  retransmits: number;
  /** Of TCP. */
  info?: TcpInfo;
  /** How TCP controls congestion, such as "cubic". */
  congestion?: string;
  /** Whether one of IPv6 takes IPv6 only. */
  ipv6Only?: boolean;
}

/** A Unix socket. */
export interface UnixSocketEntry extends ShownSocket {
  type: "stream" | "datagram" | "seqpacket" | "unknown";
  state: SocketState;
  /** Its path, or "@…" for an abstract name. */
  name?: string;
  /** The inode of the other end. */
  peer?: number;
  uid?: number;
  /** Bytes, or connections that wait to be accepted. */
  receiveQueue: number;
  sendQueue: number;
}

/** A netlink socket. */
export interface NetlinkSocketEntry extends ShownSocket {
  /** The number of its family. */
  protocol: number;
  /** Its port; 0 is the kernel's own socket. */
  port: number;
  /** The port that it is connected to. */
  peerPort: number;
  /** Numbers of the groups that it is in. */
  groups: number[];
}

/** A packet socket. */
export interface PacketSocketEntry extends ShownSocket {
  type: "datagram" | "raw" | "unknown";
  /** The protocol of Ethernet that it receives; 3 is all. */
  protocol: number;
  /** The number of its interface; 0 for all. */
  interface: number;
  uid?: number;
}

const AF_INET = 2;
const types: Readonly<Record<number, "stream" | "datagram" | "raw" | "seqpacket">> = {
  1: "stream",
  2: "datagram",
  3: "raw",
  5: "seqpacket",
};

const stateOf = (number: number | undefined): SocketState => socketStates[number ?? 0] ?? "unknown";
const word = (value: Buffer | undefined, at: number): number =>
  value !== undefined && value.length >= at + 4 ? value.readUInt32LE(at) : 0;
const optional = <Name extends string, T>(name: Name, value: T | undefined): { [K in Name]?: T } =>
  (value === undefined ? {} : { [name]: value }) as { [K in Name]?: T };

const InternetAttribute = { info: 2, congestion: 4, ipv6Only: 11, rawProtocol: 10 } as const;

/** struct inet_diag_msg. */
export function toInternetSocket(protocol: InternetProtocol, { data }: NetlinkMessage): InternetSocket {
  const attributes = decodeAttributes(data.subarray(72));
  const isFour = data[0] === AF_INET;
  const end = (port: number, host: number): SocketEnd => ({
    host: inetText(data.subarray(host, host + (isFour ? 4 : 16))),
    port: data.readUInt16BE(port),
  });
  const info = attributes.get(InternetAttribute.info);
  const ipv6Only = numberOf(attributes.get(InternetAttribute.ipv6Only));
  return {
    protocol,
    family: isFour ? "IPv4" : "IPv6",
    state: stateOf(data[1]),
    local: end(4, 8),
    remote: end(6, 24),
    interface: data.readUInt32LE(40),
    cookie: data.readBigUInt64LE(44),
    timer: data[2] ?? 0,
    retransmits: data[3] ?? 0,
    expires: data.readUInt32LE(52),
    receiveQueue: data.readUInt32LE(56),
    sendQueue: data.readUInt32LE(60),
    uid: data.readUInt32LE(64),
    inode: data.readUInt32LE(68),
    ...optional("info", protocol === "tcp" && info ? (decodeOption("tcpInfo", info) as TcpInfo) : undefined),
    ...optional("congestion", textOf(attributes.get(InternetAttribute.congestion))),
    ...optional("ipv6Only", ipv6Only === undefined ? undefined : ipv6Only !== 0),
    attributes,
  };
}

const UnixAttribute = { name: 0, peer: 2, queues: 4, uid: 7 } as const;

/** struct unix_diag_msg. */
export function toUnixSocket({ data }: NetlinkMessage): UnixSocketEntry {
  const attributes = decodeAttributes(data.subarray(16));
  const name = attributes.get(UnixAttribute.name);
  const queues = attributes.get(UnixAttribute.queues);
  const type = types[data[1] ?? 0];
  return {
    type: type === undefined || type === "raw" ? "unknown" : type,
    state: stateOf(data[2]),
    inode: data.readUInt32LE(4),
    cookie: data.readBigUInt64LE(8),
    ...optional("name", name && decodeUnix(Buffer.concat([Buffer.alloc(2), name]))),
    ...optional("peer", numberOf(attributes.get(UnixAttribute.peer))),
    ...optional("uid", numberOf(attributes.get(UnixAttribute.uid))),
    receiveQueue: word(queues, 0),
    sendQueue: word(queues, 4),
    attributes,
  };
}

/** The numbers of the bits that are set, the first being 1. */
const bitNumbers = (bits: Buffer): number[] =>
  Array.from({ length: 8 * bits.length }, (_, i) => i).flatMap((i) =>
    ((bits[i >> 3] as number) >> (i & 7)) & 1 ? [i + 1] : [],
  );

/** struct netlink_diag_msg. */
export function toNetlinkSocket({ data }: NetlinkMessage): NetlinkSocketEntry {
  const attributes = decodeAttributes(data.subarray(28));
  return {
    protocol: data[2] ?? 0,
    port: data.readUInt32LE(4),
    peerPort: data.readUInt32LE(8),
    groups: bitNumbers(attributes.get(1) ?? Buffer.alloc(0)),
    inode: data.readUInt32LE(16),
    cookie: data.readBigUInt64LE(20),
    attributes,
  };
}

/** struct packet_diag_msg. */
export function toPacketSocket({ data }: NetlinkMessage): PacketSocketEntry {
  const attributes = decodeAttributes(data.subarray(16));
  const type = types[data[1] ?? 0];
  return {
    type: type === "datagram" || type === "raw" ? type : "unknown",
    protocol: data.readUInt16LE(2),
    interface: word(attributes.get(0), 0),
    inode: data.readUInt32LE(4),
    cookie: data.readBigUInt64LE(8),
    ...optional("uid", numberOf(attributes.get(5))),
    attributes,
  };
}
