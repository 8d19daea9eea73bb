// Addresses of sockets, between the kernel's layout and what programs say: names of Unix sockets, hosts and ports. Resolving names is here too.
import { lookup } from "node:dns/promises";
import { isIP, SocketAddress } from "node:net";
import { networkInterfaces } from "node:os";
import { resolve } from "node:path";
import { Errno } from "../host/errno.js";
import { onAbort } from "./abort.js";
import { fromNodeError, IpcError } from "./error.js";
import { checkInteger, checkString, toPath, wrongType } from "./options.js";

/** Address families. */
export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;

/**
 * The name of a Unix socket: a path, as a string, file URL or bytes; or an abstract name, which begins with "@" or "\0" and needs no file.
 * (A file whose name begins with "@" is "./@…".) unix(7).
 */
export type UnixName = string | URL | Uint8Array;

/** An address of the internet's. */
export interface InetAddress {
  /** As text, such as "127.0.0.1" or "fe80::1%2". */
  host: string;
  port: number;
  family: "IPv4" | "IPv6";
}

/** Where to: a name or an address as text. */
export interface HostPort {
  /** "localhost" unless told; to listen or to bind "::", or "0.0.0.0" where there is no IPv6. */
  host?: string | undefined;
  port: number;
}

/** Bytes of a path, without the NUL behind it, or of an abstract name. */
const LONGEST_NAME = 107;
const FAMILY = 2;

/** The path that a name means, absolute; undefined for abstract ones. */
export function unixPath(name: UnixName, where: string): string | undefined {
  if (typeof name === "string" && (name.startsWith("@") || name.startsWith("\0"))) return undefined;
  return resolve(toPath(name, where));
}

/** struct sockaddr_un. Throws TypeError, IpcError (ENAMETOOLONG). */
export function encodeUnix(name: UnixName, where: string, syscall: string): Uint8Array {
  const path = unixPath(name, where);
  const bytes = Buffer.from(path ?? (name as string).slice(1));
  if (bytes.length > LONGEST_NAME) throw new IpcError(Errno.ENAMETOOLONG, syscall, path ?? shownName(name));
  // An abstract name has the NUL before it, and none behind.
  const address = new Uint8Array(FAMILY + bytes.length + 1);
  address[0] = AF_UNIX;
  address.set(bytes, FAMILY + (path === undefined ? 1 : 0));
  return address;
}

/** A name as errors show it. */
export const shownName = (name: UnixName): string => {
  const text = name instanceof Uint8Array ? Buffer.from(name).toString() : String(name);
  return text.startsWith("\0") ? `@${text.slice(1)}` : text;
};

/** The name in an address: a path, "@…" for an abstract one, undefined for sockets that have none. */
export function decodeUnix(address: Uint8Array): string | undefined {
  if (address.length <= FAMILY) return undefined;
  if (address[FAMILY] === 0) return `@${Buffer.from(address.subarray(FAMILY + 1)).toString()}`;
  const end = address.indexOf(0, FAMILY);
  return Buffer.from(address.subarray(FAMILY, end < 0 ? address.length : end)).toString();
}

/** The eight groups of an IPv6 address that `isIP` has approved of. */
function groupsOf(text: string): number[] {
  const plain = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a: string, b: string, c: string, d: string) => {
    const hex = (high: string, low: string): string => (Number(high) * 256 + Number(low)).toString(16);
    return `${hex(a, b)}:${hex(c, d)}`;
  });
  const [head = "", tail] = plain.split("::");
  const numbers = (part: string): number[] => (part === "" ? [] : part.split(":").map((group) => parseInt(group, 16)));
  const [before, after] = [numbers(head), numbers(tail ?? "")];
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** The bytes of an address as text, 4 or 16; undefined for what is none. */
export function inetBytes(text: string): Uint8Array | undefined {
  const [address = ""] = text.split("%");
  const version = isIP(address);
  if (version === 0) return undefined;
  if (version === 4) return Uint8Array.from(address.split("."), Number);
  return Uint8Array.from(groupsOf(address).flatMap((group) => [group >> 8, group & 255]));
}

/** The text of 4 or 16 bytes. */
export function inetText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  );
  return new SocketAddress({ address: groups.join(":"), family: "ipv6" }).address;
}

/** The number of the interface after the "%" of an address. */
function scopeOf(text: string): number {
  const [, zone = ""] = text.split("%");
  if (/^\d*$/.test(zone)) return Number(zone);
  const found = networkInterfaces()[zone]?.find((entry) => entry.family === "IPv6") as { scopeid?: number } | undefined;
  return found?.scopeid ?? 0;
}

/** struct sockaddr_in or sockaddr_in6 of an address that is text already; undefined for names. For a socket of AF_INET6 an IPv4 address is mapped. */
export function encodeInet(host: string, port: number, family: number): Uint8Array | undefined {
  const bytes = inetBytes(host);
  if (bytes === undefined) return undefined;
  if (bytes.length === 4 && family === AF_INET6) return encodeInet(`::ffff:${host}`, port, family);
  if (bytes.length === 16 && family === AF_INET) throw new IpcError(Errno.EAFNOSUPPORT, "connect", host);
  const address = new Uint8Array(bytes.length === 4 ? 16 : 28);
  const view = new DataView(address.buffer);
  view.setUint16(0, bytes.length === 4 ? AF_INET : AF_INET6, true);
  view.setUint16(2, port);
  address.set(bytes, bytes.length === 4 ? 4 : 8);
  if (bytes.length === 16) view.setUint32(24, scopeOf(host), true);
  return address;
}

export function decodeInet(address: Uint8Array): InetAddress | undefined {
  const view = new DataView(address.buffer, address.byteOffset, address.length);
  const family = address.length >= FAMILY ? view.getUint16(0, true) : 0;
  if (family === AF_INET) return { host: inetText(address.subarray(4, 8)), port: view.getUint16(2), family: "IPv4" };
  if (family !== AF_INET6) return undefined;
  const scope = view.getUint32(24, true);
  const host = `${inetText(address.subarray(8, 24))}${scope === 0 ? "" : `%${scope}`}`;
  return { host, port: view.getUint16(2), family: "IPv6" };
}

export function checkHostPort(value: HostPort, where: string): void {
  if (typeof value !== "object" || value === null) throw wrongType(where, "an object with a port", value);
  if (value.host !== undefined) checkString(value.host, `${where}: host`);
  if (typeof value.port !== "number") throw wrongType(`${where}: port`, "a number", value.port);
  checkInteger(value.port, `${where}: port`, 0, 65535);
}

/** The addresses that a name stands for, in the resolver's order. Rejects with IpcError or the resolver's error, or with the signal's reason. */
export async function resolveHost(host: string, signal?: AbortSignal): Promise<string[]> {
  signal?.throwIfAborted();
  if (isIP(host.split("%")[0] ?? "") !== 0) return [host];
  const found = lookup(host, { all: true, verbatim: true });
  let settle = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    settle = onAbort(signal, () => reject(signal?.reason));
  });
  try {
    return (await Promise.race([found, aborted])).map(({ address }) => address);
  } catch (error) {
    // Of the resolver's own errors, such as ENOTFOUND, the number is none of the kernel's.
    throw error instanceof Error && "errno" in error && Number(error.errno) > -1000 ? fromNodeError(error) : error;
  } finally {
    settle();
  }
}
