// What NETLINK_ROUTE tells of links, addresses, routes and neighbours, as objects. Asking for them is netlink-route.ts's.
import { addressText } from "../host/net-policy.js";
import { decodeAttributes, type NetlinkMessage, numberOf, textOf } from "./netlink-message.js";

/** A network interface. */
export interface Link {
  index: number;
  name: string;
  /** IFF_ bits. */
  flags: number;
  /** Whether it was set up, and whether it works. */
  up: boolean;
  running: boolean;
  loopback: boolean;
  /** ARPHRD_ number: 1 is Ethernet, 772 loopback. */
  type: number;
  mtu?: number;
  /** Hardware addresses, such as "02:fc:00:00:00:01". */
  address?: string;
  broadcast?: string;
  /** "up", "down", "unknown" … */
  state?: string;
  /** The queueing discipline's name. */
  queueing?: string;
  transmitQueueLength?: number;
  /** What kind of virtual link it is: "veth", "bridge", "vlan" … */
  kind?: string;
  /** Indexes of the link that it belongs to, and of the one beneath. */
  master?: number;
  parent?: number;
  statistics?: LinkStatistics;
  /** Every attribute that came (IFLA_), as bytes. */
  attributes: ReadonlyMap<number, Buffer>;
}

export interface LinkStatistics {
  receivedPackets: bigint;
  sentPackets: bigint;
  receivedBytes: bigint;
  sentBytes: bigint;
  receiveErrors: bigint;
  sendErrors: bigint;
  receiveDropped: bigint;
  sendDropped: bigint;
}

/** An address of a link. */
export interface LinkAddress {
  family: AddressFamily;
  /** Index of the link. */
  index: number;
  address: string;
  prefixLength: number;
  broadcast?: string;
  /** The other end's, of links between two. */
  peer?: string;
  label?: string;
  /** RT_SCOPE_: 0 global, 253 link, 254 host. */
  scope: number;
  /** IFA_F_ bits. */
  flags: number;
  /** Seconds; Infinity for ever. */
  validLifetime?: number;
  preferredLifetime?: number;
  attributes: ReadonlyMap<number, Buffer>;
}

export interface Route {
  family: AddressFamily;
  /** The network's address; absent for the default route. */
  destination?: string;
  prefixLength: number;
  gateway?: string;
  /** Index of the link. */
  index?: number;
  /** The address that is preferred as the sender's. */
  source?: string;
  priority?: number;
  table: number;
  /** RTPROT_, RT_SCOPE_ and RTN_ numbers. */
  protocol: number;
  scope: number;
  type: number;
  attributes: ReadonlyMap<number, Buffer>;
}

export interface Neighbour {
  family: AddressFamily;
  /** Index of the link. */
  index: number;
  address?: string;
  /** Its hardware address. */
  linkAddress?: string;
  /** "reachable", "stale", "permanent" …; none has none. */
  states: string[];
  /** NTF_ bits. */
  flags: number;
  attributes: ReadonlyMap<number, Buffer>;
}

export type AddressFamily = "IPv4" | "IPv6" | number;

const AF_INET = 2;
const AF_INET6 = 10;
const IFF_UP = 1;
const IFF_LOOPBACK = 8;
const IFF_RUNNING = 0x40;

const Ifla = {
  address: 1,
  broadcast: 2,
  name: 3,
  mtu: 4,
  link: 5,
  queueing: 6,
  master: 10,
  queue: 13,
  state: 16,
  info: 18,
  statistics: 23,
};
const INFO_KIND = 1;
const Ifa = { address: 1, local: 2, label: 3, broadcast: 4, cache: 6, flags: 8 };
const Rta = { destination: 1, out: 4, gateway: 5, priority: 6, source: 7, table: 15 };
const Nda = { destination: 1, linkAddress: 2 };
const linkStates = ["unknown", "not present", "down", "lower layer down", "testing", "dormant", "up"];
const neighbourStates = ["incomplete", "reachable", "stale", "delay", "probe", "failed", "noarp", "permanent"];
const FOREVER = 0xffff_ffff;

export const familyName = (family: number): AddressFamily =>
  family === AF_INET ? "IPv4" : family === AF_INET6 ? "IPv6" : family;

/** AF_ number of a family; of none, all. */
export const familyNumber = (family: AddressFamily | undefined): number =>
  family === undefined ? 0 : family === "IPv4" ? AF_INET : family === "IPv6" ? AF_INET6 : family;

const hardware = (value: Buffer | undefined): string | undefined =>
  value === undefined || value.length === 0 ? undefined : (value.toString("hex").match(/../g) as string[]).join(":");

const internet = (value: Buffer | undefined): string | undefined =>
  value !== undefined && (value.length === 4 || value.length === 16) ? addressText(value) : undefined;

/** The object without what is undefined. */
function given<T extends object>(object: { [Key in keyof T]: T[Key] | undefined }): T {
  for (const key of Object.keys(object) as (keyof T)[]) if (object[key] === undefined) delete object[key];
  return object as T;
}

function statistics(value: Buffer | undefined): LinkStatistics | undefined {
  if (value === undefined || value.length < 64) return undefined;
  const at = (index: number): bigint => value.readBigUInt64LE(8 * index);
  return {
    receivedPackets: at(0),
    sentPackets: at(1),
    receivedBytes: at(2),
    sentBytes: at(3),
    receiveErrors: at(4),
    sendErrors: at(5),
    receiveDropped: at(6),
    sendDropped: at(7),
  };
}

export function toLink({ data }: NetlinkMessage): Link {
  const attributes = decodeAttributes(data.subarray(16));
  const flags = data.readUInt32LE(8);
  const info = attributes.get(Ifla.info);
  const state = attributes.get(Ifla.state)?.[0];
  return given<Link>({
    index: data.readInt32LE(4),
    name: textOf(attributes.get(Ifla.name)) ?? "",
    flags,
    up: (flags & IFF_UP) !== 0,
    running: (flags & IFF_RUNNING) !== 0,
    loopback: (flags & IFF_LOOPBACK) !== 0,
    type: data.readUInt16LE(2),
    mtu: numberOf(attributes.get(Ifla.mtu)),
    address: hardware(attributes.get(Ifla.address)),
    broadcast: hardware(attributes.get(Ifla.broadcast)),
    state: state === undefined ? undefined : linkStates[state],
    queueing: textOf(attributes.get(Ifla.queueing)),
    transmitQueueLength: numberOf(attributes.get(Ifla.queue)),
    kind: info === undefined ? undefined : textOf(decodeAttributes(info).get(INFO_KIND)),
    master: numberOf(attributes.get(Ifla.master)),
    parent: numberOf(attributes.get(Ifla.link)),
    statistics: statistics(attributes.get(Ifla.statistics)),
    attributes,
  });
}

const lifetime = (seconds: number | undefined): number | undefined =>
  seconds === FOREVER ? Number.POSITIVE_INFINITY : seconds;

export function toAddress({ data }: NetlinkMessage): LinkAddress {
  const attributes = decodeAttributes(data.subarray(8));
  const address = internet(attributes.get(Ifa.address));
  const local = internet(attributes.get(Ifa.local));
  const cache = attributes.get(Ifa.cache);
  return given<LinkAddress>({
    family: familyName(data[0] as number),
    index: data.readUInt32LE(4),
    address: local ?? address ?? "",
    prefixLength: data[1],
    broadcast: internet(attributes.get(Ifa.broadcast)),
    peer: local !== undefined && local !== address ? address : undefined,
    label: textOf(attributes.get(Ifa.label)),
    scope: data[3],
    flags: numberOf(attributes.get(Ifa.flags)) ?? data[2],
    validLifetime: lifetime(cache?.readUInt32LE(4)),
    preferredLifetime: lifetime(cache?.readUInt32LE(0)),
    attributes,
  });
}

export function toRoute({ data }: NetlinkMessage): Route {
  const attributes = decodeAttributes(data.subarray(12));
  return given<Route>({
    family: familyName(data[0] as number),
    destination: internet(attributes.get(Rta.destination)),
    prefixLength: data[1],
    gateway: internet(attributes.get(Rta.gateway)),
    index: numberOf(attributes.get(Rta.out)),
    source: internet(attributes.get(Rta.source)),
    priority: numberOf(attributes.get(Rta.priority)),
    table: numberOf(attributes.get(Rta.table)) ?? data[4],
    protocol: data[5],
    scope: data[6],
    type: data[7],
    attributes,
  });
}

export function toNeighbour({ data }: NetlinkMessage): Neighbour {
  const attributes = decodeAttributes(data.subarray(12));
  const state = data.readUInt16LE(8);
  return given<Neighbour>({
    family: familyName(data[0] as number),
    index: data.readInt32LE(4),
    address: internet(attributes.get(Nda.destination)),
    linkAddress: hardware(attributes.get(Nda.linkAddress)),
    states: neighbourStates.filter((_, bit) => (state & (1 << bit)) !== 0),
    flags: data[10],
    attributes,
  });
}
