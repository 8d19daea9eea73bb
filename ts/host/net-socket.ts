// Internet sockets' addresses, and which sockets of the network there may be at all: what the policy says about addresses and ports.
// Whatever of a sockets's behaviour would lead past an address that was looked at is refused here and in the bridge.
import { Errno } from "./errno.js";
import type { Host } from "./host.js";
import { entryText, withoutMapping } from "./net-policy.js";
import { Family, familyOf, type SocketFamily } from "./socket-family.js";

const SOCK_TYPE_MASK = 0xf;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const SOCK_RAW = 3;
const LAST_TYPE = 10;
const SOCK_CLOEXEC = 0o2000000;
const SOCK_NONBLOCK = 0o4000;
const SO_DOMAIN = 39;
const SHUT_RDWR = 2;

const IPPROTO_ICMP = 1;
const IPPROTO_TCP = 6;
const IPPROTO_UDP = 17;
const IPPROTO_ICMPV6 = 58;
const IPPROTO_UDPLITE = 136;
/** Protocols whose sockets go nowhere but to the addresses of the calls; 0 is the type's own. */
const streamProtocols = new Set([0, IPPROTO_TCP]);
const datagramProtocols = new Set([0, IPPROTO_UDP, IPPROTO_UDPLITE, IPPROTO_ICMP, IPPROTO_ICMPV6]);

/** Least bytes of struct sockaddr_in as far as it counts, of the whole, and of struct sockaddr_in6. */
const INET_SIZE = 16;
const INET6_SIZE = 24;

/** Where an address leads: the place of its bytes, and the port. */
interface Place {
  readonly at: number;
  readonly address: Uint8Array;
  readonly port: number;
}

/** What an address says; undefined for those that the kernel refuses, or that mean none. */
function placeOf(address: Uint8Array, isUnspecifiedInet: boolean): Place | undefined {
  const family = familyOf(address);
  const port = 256 * (address[2] ?? 0) + (address[3] ?? 0);
  const isInet = family === Family.inet || (family === Family.unspecified && isUnspecifiedInet);
  if (isInet && address.length >= INET_SIZE) return { at: 4, address: address.subarray(4, 8), port };
  if (family === Family.inet6 && address.length >= INET6_SIZE) {
    const whole = address.subarray(8, 24);
    const plain = withoutMapping(whole);
    return { at: plain.length === 4 ? 20 : 8, address: plain, port };
  }
  return undefined;
}

const isAny = (address: Uint8Array): boolean => address.every((byte) => byte === 0);

/** The families, for one host. */
export function netSockets(host: Host): SocketFamily {
  const calls = host.bridge.calls;
  const { guest } = host;
  const policy = host.net;

  function refuse(operation: string, address: Uint8Array, port: number, isDenied: boolean): number {
    const entry = entryText(address, port);
    host.notice(operation, entry, isDenied ? "by --deny-net" : `allow it with --allow-net=${entry}`);
    return -Errno.EACCES;
  }

  function refuseSocket(asked: string): number {
    host.notice("socket", asked, policy.any ? "allow it with --allow-net without a list" : "allow it with --allow-net");
    return -Errno.EACCES;
  }

  function permit(domain: number, type: number, protocol: number): number {
    if (policy.all) return 0;
    const kind = type & SOCK_TYPE_MASK;
    // No type at all, as the kernel will say.
    if (kind > LAST_TYPE || (type & ~(SOCK_TYPE_MASK | SOCK_CLOEXEC | SOCK_NONBLOCK)) !== 0) return -Errno.EINVAL;
    // These send and receive what no address tells.
    if (domain === Family.packet) return refuseSocket("AF_PACKET");
    if (kind === SOCK_RAW) return refuseSocket("SOCK_RAW");
    if (!policy.any) return refuseSocket(domain === Family.inet ? "AF_INET" : "AF_INET6");
    if (kind === SOCK_STREAM ? streamProtocols.has(protocol) : kind === SOCK_DGRAM && datagramProtocols.has(protocol))
      return 0;
    // What the kernel knows beyond these has calls of its own for addresses.
    return kind === SOCK_STREAM || kind === SOCK_DGRAM ? -Errno.EPROTONOSUPPORT : -Errno.ESOCKTNOSUPPORT;
  }

  function mayBeAt(operation: string, address: Uint8Array, port: number): number {
    const isAllowed = isAny(address) ? policy.allowsEvery(address, port) : policy.allows(address, port);
    return isAllowed ? 0 : refuse(operation, address, port, policy.isDenied(address, port));
  }

  function bind(kfd: number, address: Uint8Array): number {
    // The kernel takes an unspecified family for IPv4.
    const place = policy.all ? undefined : placeOf(address, true);
    if (!policy.all && place === undefined && calls.socketOption(kfd, SO_DOMAIN) === Family.packet)
      return -Errno.EACCES;
    const error = place === undefined ? 0 : mayBeAt("bind", place.address, place.port);
    return error < 0 ? error : calls.bind(kfd, address);
  }

  function withPeer(
    operation: string,
    kfd: number,
    address: Uint8Array,
    action: (address: Uint8Array) => number,
  ): number {
    if (policy.all) {
      // An approved address is good for every socket: those of other families, which this kind of socket refuses, are not for here to approve.
      const family = familyOf(address);
      if (family === Family.inet || family === Family.inet6) guest.approve(address);
      return action(address);
    }
    const domain = calls.socketOption(kfd, SO_DOMAIN);
    if (domain === Family.packet) return -Errno.EACCES;
    // Unspecified: connect takes it for no peer, sending for IPv4.
    const place = placeOf(address, operation !== "connect" && domain === Family.inet);
    if (place === undefined) return action(address);
    if (isAny(place.address)) return toOneself(operation, place, address, action);
    if (!policy.allows(place.address, place.port))
      return refuse(operation, place.address, place.port, policy.isDenied(place.address, place.port));
    guest.approve(address);
    return action(address);
  }

  /** The kernel takes no address at all for the sender's own, or else for this machine's: here it is the loopback one. */
  function toOneself(
    operation: string,
    { at, address, port }: Place,
    whole: Uint8Array,
    action: (address: Uint8Array) => number,
  ): number {
    const own = address.length === 4 ? Uint8Array.of(127, 0, 0, 1) : new Uint8Array(16).fill(1, 15);
    if (!policy.allows(own, port)) return refuse(operation, own, port, policy.isDenied(own, port));
    const written = whole.slice();
    written.set(own, at);
    return action(written);
  }

  /** Whether a socket's own address may be a server's; 0, or minus an errno. */
  function mayListen(kfd: number): number {
    const own = calls.socketAddress(kfd);
    if (typeof own === "number") return own;
    const place = placeOf(own, false);
    return place === undefined ? -Errno.EACCES : mayBeAt("listen", place.address, place.port);
  }

  function listen(kfd: number, backlog: number): number {
    if (policy.all) return calls.listen(kfd, backlog);
    const own = calls.socketAddress(kfd);
    const error = typeof own === "number" ? own : mayListen(kfd);
    if (error < 0 || typeof own === "number") return error;
    // Without a port the kernel would choose one now, also where an address is told that the socket had once. Bound, it keeps what was looked
    // at; EINVAL says that it was bound before.
    const bound = calls.bind(kfd, own);
    const done = bound < 0 && bound !== -Errno.EINVAL ? bound : calls.listen(kfd, backlog);
    // Another process that has the socket, too, may have taken the address from it meanwhile.
    const after = done < 0 ? 0 : mayListen(kfd);
    if (after < 0) calls.shutdown(kfd, SHUT_RDWR);
    return done < 0 ? done : after;
  }

  return { permit, bind, withPeer, listen };
}
