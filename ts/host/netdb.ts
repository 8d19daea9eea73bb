// The calls of mechanism `netdb`: which names, addresses and interfaces a guest may ask the host's resolver about. Numbers, services and
// protocols need no permission, since nothing outside is asked. What the answers hold is the bridge's.
import type { HostCalls } from "../../wasm/generated/imports.js";
import { Errno } from "./errno.js";
import type { Host } from "./host.js";
import { addressText, withoutMapping } from "./net-policy.js";
import { Family } from "./socket-family.js";

export type NetdbCalls = Pick<HostCalls, "getaddrinfo" | "getnameinfo" | "netdb" | "getifaddrs">;

/** Bytes of a request, and which of its parts are given. */
const REQUEST = 20;
const GIVEN_HOST = 1;
const GIVEN_HINTS = 4;
const AI_NUMERICHOST = 4;
const NI_NUMERICHOST = 1;
const NI_NAMEREQD = 8;
const EAI_NONAME = -2;
const EAI_FAIL = -4;
const NO_RECOVERY = 3;
/** Where addresses begin in an answer, the bytes of each, and where its family and struct sockaddr are. */
const HEADER = 12;
const ENTRY = 48;
const ENTRY_FAMILY = 4;
const ENTRY_ADDRESS = 20;
/** Bytes of the longest text, and of struct sockaddr_storage. */
const LONGEST = 65536;
const ADDRESS_SIZE = 128;
/** Databases, as the interface numbers them. */
const Database = { hostByName: 0, hostByAddress: 1, hosts: 2, networkByName: 9 } as const;
const FIRST_OF_SERVICES = 3;

const word = (...values: number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer);
const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The bytes of the address in a struct sockaddr. */
function addressIn(sockaddr: Uint8Array): Uint8Array | undefined {
  const family = sockaddr.length < 2 ? 0 : view(sockaddr).getUint16(0, true);
  if (family === Family.inet && sockaddr.length >= 16) return sockaddr.subarray(4, 8);
  return family === Family.inet6 && sockaddr.length >= 24 ? withoutMapping(sockaddr.subarray(8, 24)) : undefined;
}

/** The calls, for one host. */
export function netdbCalls(host: Host): NetdbCalls {
  const { guest, net } = host;
  const calls = host.bridge.calls;

  /** A text, which a NUL would end earlier for the C library than for the policy. */
  function text(pointer: number, length: number): string | number {
    const bytes = input(pointer, length, LONGEST);
    if (typeof bytes === "number") return bytes;
    return bytes.includes(0) ? -Errno.EINVAL : Buffer.from(bytes).toString("latin1");
  }

  function input(pointer: number, length: number, most: number): Uint8Array | number {
    if (length >>> 0 > most) return -Errno.EINVAL;
    if (length === 0) return new Uint8Array(0);
    return pointer === 0 ? -Errno.EFAULT : guest.read(pointer >>> 0, length);
  }

  /** Writes an answer that there is room for; its size in any case. */
  function give(pointer: number, length: number, answer: Uint8Array | number): number {
    if (typeof answer === "number") return answer;
    if (answer.length > length >>> 0) return answer.length;
    const written = guest.write(pointer >>> 0, answer);
    return written < 0 ? written : answer.length;
  }

  function refuse(operation: string, name: string): void {
    const entry = /^[\w.:-]+$/.test(name) ? `--allow-net=${name}` : "--allow-net";
    const isDenied = net.isDeniedName(name.toLowerCase().replace(/\.$/, ""));
    host.notice(operation, name, isDenied ? "by --deny-net" : `allow it with ${entry}`);
  }

  /** Whether a host is written as a number, so that nobody needs to be asked. */
  function isNumber(name: string): boolean {
    const answer = calls.getaddrinfo(word(GIVEN_HOST | GIVEN_HINTS, AI_NUMERICHOST, 0, 0, 0), name, "");
    return typeof answer !== "number" && view(answer).getInt32(0, true) === 0;
  }

  /** Whether a request needs no permission. */
  function isOpen(request: Uint8Array, name: string): boolean {
    const fields = view(request);
    const given = fields.getInt32(0, true);
    if (net.all || (given & GIVEN_HOST) === 0) return true;
    return ((given & GIVEN_HINTS) !== 0 && (fields.getInt32(4, true) & AI_NUMERICHOST) !== 0) || isNumber(name);
  }

  function learn(name: string, answer: Uint8Array): void {
    const fields = view(answer);
    if (fields.getInt32(0, true) !== 0) return;
    const addresses: Uint8Array[] = [];
    for (let at = HEADER; at + ENTRY <= answer.length; at += ENTRY) {
      const family = fields.getInt32(at + ENTRY_FAMILY, true);
      if (family !== Family.inet && family !== Family.inet6) break;
      const address = addressIn(answer.subarray(at + ENTRY_ADDRESS, at + ENTRY));
      if (address !== undefined) addresses.push(address.slice());
    }
    net.learn(name, addresses);
  }

  /** Whether the names of an address may be asked for. */
  const allowsReverse = (address: Uint8Array, port: number): boolean =>
    net.all || net.allows(address, port) || net.allowsName(addressText(address));

  /** Whether a look-up in the databases of hosts and networks may happen; otherwise by which name it is refused. */
  function refusedKey(database: number, key: Uint8Array): string | undefined {
    if (net.all) return undefined;
    if (database === Database.hostByAddress) {
      if (key.length !== 4 && key.length !== 16) return undefined;
      const address = withoutMapping(key);
      return allowsReverse(address, 0) ? undefined : addressText(address);
    }
    const isNamed = database === Database.hostByName || database === Database.networkByName;
    const name = isNamed ? Buffer.from(key).toString("latin1") : "*";
    if (net.allowsName(name)) return undefined;
    return isNamed && isNumber(name) ? undefined : name;
  }

  return {
    getaddrinfo(pointer, hostPointer, hostLength, servicePointer, serviceLength, answer, size) {
      const request = pointer === 0 ? -Errno.EFAULT : guest.read(pointer >>> 0, REQUEST);
      const name = text(hostPointer, hostLength);
      const service = text(servicePointer, serviceLength);
      if (typeof request === "number") return request;
      if (typeof name === "number") return name;
      if (typeof service === "number") return service;
      const open = isOpen(request, name);
      if (!open && !net.allowsName(name)) {
        refuse("getaddrinfo", name);
        return give(answer, size, word(EAI_FAIL, 0, 0, 0));
      }
      const found = calls.getaddrinfo(request, name, service);
      if (!open && typeof found !== "number") learn(name, found);
      return give(answer, size, found);
    },

    getnameinfo(pointer, length, flags, answer, size) {
      const sockaddr = input(pointer, length, ADDRESS_SIZE);
      if (typeof sockaddr === "number") return sockaddr;
      const address = (flags & NI_NUMERICHOST) === 0 ? addressIn(sockaddr) : undefined;
      if (address === undefined || allowsReverse(address, 256 * (sockaddr[2] ?? 0) + (sockaddr[3] ?? 0))) {
        return give(answer, size, calls.getnameinfo(sockaddr, flags));
      }
      refuse("getnameinfo", addressText(address));
      if ((flags & NI_NAMEREQD) !== 0) return give(answer, size, word(EAI_NONAME, 0, 0));
      return give(answer, size, calls.getnameinfo(sockaddr, flags | NI_NUMERICHOST));
    },

    netdb(database, number, keyPointer, keyLength, protocolPointer, protocolLength, answer, size) {
      const key = input(keyPointer, keyLength, LONGEST);
      const protocol = text(protocolPointer, protocolLength);
      if (typeof key === "number") return key;
      if (typeof protocol === "number") return protocol;
      // A name ends where the C library's does.
      if (database !== Database.hostByAddress && database % 3 === 0 && key.includes(0)) return -Errno.EINVAL;
      const needsNone = database >= FIRST_OF_SERVICES && database < Database.networkByName;
      const refused = needsNone ? undefined : refusedKey(database, key);
      if (refused !== undefined) {
        refuse(database < FIRST_OF_SERVICES ? "gethostbyname" : "getnetbyname", refused);
        return give(answer, size, word(NO_RECOVERY, Errno.EACCES));
      }
      const found = calls.netdb(database, number, key, protocol);
      if (typeof found !== "number" && database === Database.hostByName) learnHost(key, found);
      return give(answer, size, found);
    },

    getifaddrs(answer, size) {
      // Who may ask NETLINK_ROUTE knows them anyway.
      if (net.any || host.netlink.allows(0)) return give(answer, size, calls.interfaces());
      host.notice("getifaddrs", "*", "allow it with --allow-net");
      return -Errno.EACCES;
    },
  };

  function learnHost(key: Uint8Array, answer: Uint8Array): void {
    const fields = view(answer);
    if (answer.length < 28) return;
    const size = fields.getInt32(16, true);
    const addresses = Array.from({ length: fields.getInt32(24, true) }, (_, i) =>
      withoutMapping(answer.slice(28 + i * size, 28 + (i + 1) * size)),
    );
    if (size === 4 || size === 16) net.learn(Buffer.from(key).toString("latin1"), addresses);
  }
}
