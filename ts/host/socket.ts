// The calls of mechanism `socket` that use an address, make a socket, or carry descriptors. What addresses mean and what the policy says
// about them is each family's own (socket-family.ts); names and payloads on their way back are the bridge's.
import type { HostCalls } from "../../wasm/generated/imports.js";
import { FdFlags } from "../bridge/bridge.js";
import { AtFlags } from "./beneath.js";
import { Errno } from "./errno.js";
import type { Host } from "./host.js";
import { netGroups } from "./net-group.js";
import { netSockets } from "./net-socket.js";
import { netlinkSockets } from "./netlink-socket.js";
import { Family, type SocketFamily } from "./socket-family.js";
import { unixSockets } from "./unix-socket.js";

export type SocketCalls = Pick<
  HostCalls,
  | "socket"
  | "bind"
  | "connect"
  | "listen"
  | "sendto_named"
  | "sendmsg"
  | "recvmsg"
  | "sendmmsg"
  | "recvmmsg"
  | "setsockopt_group"
>;

const SOCK_CLOEXEC = 0o2000000;
const SO_ERROR = 4;
const SO_DOMAIN = 39;
const MSG_OOB = 1;
const MSG_DONTWAIT = 0x40;
const MSG_ERRQUEUE = 0x2000;
const MSG_WAITFORONE = 0x10000;
const MSG_CMSG_COMPAT = 1 << 31;

/** Bytes of struct sockaddr_storage. */
const ADDRESS_SIZE = 128;
/** The guest's struct msghdr and struct mmsghdr; where the first word for results is in the second; most of them in a call. */
const MSGHDR = 28;
const MMSGHDR = 32;
const MOST_MESSAGES = 1024;
const CLOCK_MONOTONIC = 1;
const SECOND = 1_000_000_000n;
/** Descriptors that can come with a message, and their count. */
const RECEIVED = 257;

/** The calls, for one host. */
export function socketCalls(host: Host): SocketCalls {
  const { guest, namespace } = host;
  const { mounts } = namespace;
  const calls = host.bridge.calls;
  const received = new Int32Array(RECEIVED);
  const net = netSockets(host);
  const setGroup = netGroups(host);
  const families = new Map<number, SocketFamily>([
    [Family.unix, unixSockets(host)],
    [Family.inet, net],
    [Family.inet6, net],
    [Family.netlink, netlinkSockets(host)],
    [Family.packet, net],
  ]);

  /** A copy of an address in guest memory. */
  function addressAt(pointer: number, length: number): Uint8Array | number {
    if (length >>> 0 > ADDRESS_SIZE) return -Errno.EINVAL;
    if (length === 0) return new Uint8Array(0);
    return pointer === 0 ? -Errno.EFAULT : guest.read(pointer >>> 0, length);
  }

  /** A socket's family; EACCES for sockets that were handed to the guest and are of none of these. */
  function familyOfSocket(kfd: number): SocketFamily | number {
    const domain = calls.socketOption(kfd, SO_DOMAIN);
    return domain < 0 ? domain : (families.get(domain) ?? -Errno.EACCES);
  }

  /** Does something with a socket's kernel descriptor and an address of the guest's. */
  function withAddress(
    fd: number,
    pointer: number,
    length: number,
    action: (family: SocketFamily, kfd: number, address: Uint8Array) => number,
  ): number {
    const kfd = guest.kernelFd(fd);
    if (kfd < 0) return kfd;
    const family = familyOfSocket(kfd);
    if (typeof family === "number") return family;
    const address = addressAt(pointer, length);
    return typeof address === "number" ? address : action(family, kfd, address);
  }

  /** An error that was found before the kernel was asked, which would first have told of a descriptor that is no socket. */
  const refusal = (kfd: number, error: number): number => Math.min(calls.socketOption(kfd, SO_DOMAIN), 0) || error;

  function send(fd: number, pointer: number, flags: number): number {
    const kfd = guest.kernelFd(fd);
    if (kfd < 0) return kfd;
    const message = pointer === 0 ? -Errno.EFAULT : guest.read(pointer >>> 0, MSGHDR);
    if (typeof message === "number") return refusal(kfd, message);
    const view = new DataView(message.buffer, message.byteOffset);
    const name = view.getUint32(0, true);
    const length = view.getInt32(4, true);
    if (name === 0 || length === 0) return calls.sendmsg(guest, fd, message, flags, null);
    const address = length < 0 ? -Errno.EINVAL : addressAt(name, Math.min(length, ADDRESS_SIZE));
    if (typeof address === "number") return refusal(kfd, address);
    const family = familyOfSocket(kfd);
    if (typeof family === "number") return family;
    return family.withPeer("sendmsg", kfd, address, (peer) => calls.sendmsg(guest, fd, message, flags, peer));
  }

  /** Whether a file lies in a directory that the guest may change, so that it may change this one by its descriptor, too. */
  function mayChange(kfd: number): boolean {
    const name = calls.readlinkat(AtFlags.currentDirectory, `/proc/self/fd/${kfd}`);
    if (typeof name !== "string") return false;
    // Pipes, sockets and the like have no place.
    if (!name.startsWith("/")) return true;
    const path = mounts.hostPath(kfd);
    const mount = path === undefined ? undefined : mounts.innermost(path)?.mount;
    return mount !== undefined && mount.kfd >= 0 && !mount.readOnly;
  }

  function receive(fd: number, pointer: number, flags: number): number {
    const count = calls.recvmsg(guest, fd, pointer >>> 0, flags, received);
    if (count < 0) return count;
    for (let i = 1; i <= (received[0] as number); i++) {
      const number = received[i] as number;
      if (mayChange(guest.kernelFd(number))) guest.setFdFlags(number, guest.fdFlags(number) & ~FdFlags.readOnly);
    }
    return count;
  }

  /** The address of the message at a place in an array; 0 when it lies outside of memory. */
  const messageAt = (pointer: number, index: number): number => {
    const address = (pointer >>> 0) + MMSGHDR * index;
    return address > 0xffff_ffff - MMSGHDR ? 0 : address;
  };

  /** One after the other, as far as it goes: how many, or the first one's error. `each` says when to stop by true. */
  function several(
    pointer: number,
    count: number,
    one: (message: number) => number,
    each: (message: number) => boolean,
  ): number {
    const all = Math.min(count >>> 0, MOST_MESSAGES);
    for (let done = 0; done < all; done++) {
      const message = pointer === 0 ? 0 : messageAt(pointer, done);
      const result = one(message);
      const told = result < 0 ? result : guest.writeU32(message + MSGHDR, result);
      if (told < 0) return done > 0 ? done : told;
      if (each(message)) return done + 1;
    }
    return all;
  }

  return {
    socket(domain, type, protocol) {
      const family = families.get(domain);
      const refused = family === undefined ? -Errno.EAFNOSUPPORT : family.permit(domain, type, protocol);
      const make = family?.make ?? calls.socket;
      const kfd = refused < 0 ? refused : make(domain, type, protocol);
      return kfd < 0 ? kfd : guest.install(kfd, (type & SOCK_CLOEXEC) !== 0 ? FdFlags.cloexec : 0);
    },

    bind(fd, pointer, length) {
      return withAddress(fd, pointer, length, (family, kfd, address) => family.bind(kfd, address));
    },

    connect(fd, pointer, length) {
      return withAddress(fd, pointer, length, (family, kfd, address) =>
        family.withPeer("connect", kfd, address, (peer) => calls.connect(kfd, peer)),
      );
    },

    listen(fd, backlog) {
      const kfd = guest.kernelFd(fd);
      if (kfd < 0) return kfd;
      const family = familyOfSocket(kfd);
      return typeof family === "number" ? family : family.listen(kfd, backlog);
    },

    sendto_named(fd, buffer, size, flags, pointer, length) {
      return withAddress(fd, pointer, length, (family, kfd, address) =>
        family.withPeer("sendto", kfd, address, (peer) =>
          calls.sendto(guest, fd, buffer >>> 0, size >>> 0, flags, peer),
        ),
      );
    },

    sendmsg: send,
    recvmsg: receive,
    setsockopt_group: setGroup,

    sendmmsg(fd, pointer, count, flags) {
      const kfd = guest.kernelFd(fd);
      if (kfd < 0) return kfd;
      if ((flags & MSG_CMSG_COMPAT) !== 0) return -Errno.EINVAL;
      return several(
        pointer,
        count,
        (message) => send(fd, message, flags),
        () => false,
      );
    },

    recvmmsg(fd, pointer, count, flags, timeout) {
      if ((flags & MSG_CMSG_COMPAT) !== 0) return -Errno.EINVAL;
      const time = timeout === 0 ? undefined : guest.read(timeout >>> 0, 16);
      if (typeof time === "number") return time;
      const view = time === undefined ? undefined : new DataView(time.buffer, time.byteOffset);
      const seconds = view?.getBigInt64(0, true) ?? 0n;
      const nanoseconds = view?.getBigInt64(8, true) ?? 0n;
      if (seconds < 0n || nanoseconds < 0n || nanoseconds >= SECOND) return -Errno.EINVAL;
      const kfd = guest.kernelFd(fd);
      if (kfd < 0) return kfd;
      const error = (flags & MSG_ERRQUEUE) === 0 ? calls.socketOption(kfd, SO_ERROR) : 0;
      if (error !== 0) return error < 0 ? error : -error;
      const end = calls.clock_gettime(CLOCK_MONOTONIC) + seconds * SECOND + nanoseconds;
      let how = flags & ~MSG_WAITFORONE;
      const result = several(
        pointer,
        count,
        (message) => receive(fd, message, how),
        (message) => {
          if ((flags & MSG_WAITFORONE) !== 0) how |= MSG_DONTWAIT;
          if (time !== undefined && calls.clock_gettime(CLOCK_MONOTONIC) >= end) return true;
          const told = guest.read(message + MSGHDR - 4, 4);
          return typeof told === "number" || ((told[0] as number) & MSG_OOB) !== 0;
        },
      );
      if (view === undefined || time === undefined || result < 0) return result;
      const left = end - calls.clock_gettime(CLOCK_MONOTONIC);
      view.setBigInt64(0, left > 0n ? left / SECOND : 0n, true);
      view.setBigInt64(8, left > 0n ? left % SECOND : 0n, true);
      return guest.write(timeout >>> 0, time) < 0 ? -Errno.EFAULT : result;
    },
  };
}
