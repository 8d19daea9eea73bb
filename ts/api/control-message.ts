// Control messages that go with what is sent, as the kernel lays them out. Received ones are socket-message.ts's.
import { Errno } from "../host/errno.js";
import { IpcError } from "./error.js";
import { checkInteger, checkString } from "./options.js";
import { AF_INET, inetBytes } from "./socket-address.js";
import type { Credentials } from "./socket-options.js";

/** What holds for one datagram only, instead of what the socket's options say. */
export interface PacketControl {
  /** The type of service, or the traffic class: 0 to 255. IP_TOS, IPV6_TCLASS. */
  tos?: number | undefined;
  /** How many routers it may pass: 1 to 255. IP_TTL, IPV6_HOPLIMIT. */
  ttl?: number | undefined;
  /** The address of this machine that it comes from. IP_PKTINFO, IPV6_PKTINFO. */
  source?: string | undefined;
  /** The number of the interface by which it goes. */
  interface?: number | undefined;
  /** Cuts the data into datagrams of so many bytes, in the kernel. UDP_SEGMENT. */
  segment?: number | undefined;
}

export const packetControlKeys = [
  "tos",
  "ttl",
  "source",
  "interface",
  "segment",
] as const satisfies readonly (keyof PacketControl)[];

const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const SCM_CREDENTIALS = 2;
const IP = 0;
const IPV6 = 41;
const UDP = 17;
const IP_TOS = 1;
const IP_TTL = 2;
const IP_PKTINFO = 8;
const IPV6_PKTINFO = 50;
const IPV6_HOPLIMIT = 52;
const IPV6_TCLASS = 67;
const UDP_SEGMENT = 103;
/** Bytes of struct cmsghdr: a length of 64 bits, level and type. */
const HEADER = 16;

/** One control message, with what is behind it up to the next. */
function controlMessage(level: number, type: number, data: Uint8Array): Uint8Array {
  const message = new Uint8Array(HEADER + Math.ceil(data.length / 8) * 8);
  const view = new DataView(message.buffer);
  view.setUint32(0, HEADER + data.length, true);
  view.setInt32(8, level, true);
  view.setInt32(12, type, true);
  message.set(data, HEADER);
  return message;
}

const words = (...values: number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer);

/** Descriptors, by their numbers in the core's table. */
export const rightsMessage = (numbers: readonly number[]): Uint8Array =>
  controlMessage(SOL_SOCKET, SCM_RIGHTS, words(...numbers));

/** Who sends. Throws TypeError, RangeError. */
export function credentialsMessage({ pid, uid, gid }: Credentials, where: string): Uint8Array {
  for (const [name, value] of Object.entries({ pid, uid, gid })) {
    if (value === undefined) throw new TypeError(`${where}: credentials must have ${name}`);
    checkInteger(value, `${where}: credentials.${name}`, 0, 0xffff_fffe);
  }
  return controlMessage(SOL_SOCKET, SCM_CREDENTIALS, words(pid, uid, gid));
}

/** struct in_pktinfo or in6_pktinfo; for a socket of AF_INET6 an IPv4 address is mapped. Throws IpcError (EAFNOSUPPORT). */
function packetInfoMessage(source: string | undefined, index: number, family: number, where: string): Uint8Array {
  const bytes = source === undefined ? undefined : inetBytes(source);
  if (source !== undefined && bytes === undefined)
    throw new TypeError(`${where}: source must be an IPv4 or IPv6 address, not "${source}"`);
  if (family === AF_INET) {
    if (bytes?.length === 16) throw new IpcError(Errno.EAFNOSUPPORT, "sendmsg", source);
    return controlMessage(IP, IP_PKTINFO, Buffer.concat([words(index), bytes ?? words(0), words(0)]));
  }
  const mapped = bytes?.length === 4 ? Buffer.concat([words(0, 0, -65536), bytes]) : bytes;
  return controlMessage(IPV6, IPV6_PKTINFO, Buffer.concat([mapped ?? words(0, 0, 0, 0), words(index)]));
}

/** The control messages of a datagram; undefined for none. Throws TypeError, RangeError, IpcError (EAFNOSUPPORT). */
export function packetControl(options: PacketControl, family: number, where: string): Uint8Array | undefined {
  const { tos, ttl, source, interface: index, segment } = options;
  if ((tos ?? ttl ?? source ?? index ?? segment) === undefined) return undefined;
  checkInteger(tos, `${where}: tos`, 0, 255);
  checkInteger(ttl, `${where}: ttl`, 1, 255);
  checkInteger(index, `${where}: interface`, 0);
  checkInteger(segment, `${where}: segment`, 1, 65535);
  if (source !== undefined) checkString(source, `${where}: source`);
  const parts: Uint8Array[] = [];
  // A socket of AF_INET6 may send over IPv4, too: each of the two takes its own and passes over the other's.
  const isSix = family !== AF_INET;
  if (tos !== undefined) parts.push(controlMessage(IP, IP_TOS, words(tos)));
  if (tos !== undefined && isSix) parts.push(controlMessage(IPV6, IPV6_TCLASS, words(tos)));
  if (ttl !== undefined) parts.push(controlMessage(IP, IP_TTL, words(ttl)));
  if (ttl !== undefined && isSix) parts.push(controlMessage(IPV6, IPV6_HOPLIMIT, words(ttl)));
  if (source !== undefined || index !== undefined) parts.push(packetInfoMessage(source, index ?? 0, family, where));
  if (segment !== undefined) parts.push(controlMessage(UDP, UDP_SEGMENT, Uint8Array.of(segment & 255, segment >> 8)));
  return Buffer.concat(parts);
}
