// The calls of mechanism `socket` that use an address, make a socket, or carry descriptors: what the policy says about names, and
// where a Unix socket's path leads. Names and payloads on their way back are the bridge's.
import type { HostCalls } from "../../wasm/generated/imports.js";
import { FdFlags } from "../bridge/bridge.js";
import { AtFlags, splitPath } from "./beneath.js";
import { fromBytes } from "./bytes.js";
import { Errno } from "./errno.js";
import type { Host } from "./host.js";
import { Status } from "./status.js";
import { UnixPolicy } from "./unix-policy.js";

export type SocketCalls = Pick<
  HostCalls,
  "socket" | "bind" | "connect" | "listen" | "sendto" | "sendmsg" | "recvmsg" | "sendmmsg" | "recvmmsg"
>;

const AF_UNIX = 1;
const SOCK_CLOEXEC = 0o2000000;
const SO_ERROR = 4;
const SO_DOMAIN = 39;
const MSG_OOB = 1;
const MSG_DONTWAIT = 0x40;
const MSG_ERRQUEUE = 0x2000;
const MSG_WAITFORONE = 0x10000;
const MSG_CMSG_COMPAT = 1 << 31;

/** Bytes of struct sockaddr_storage, of struct sockaddr_un, and of the family before its path. */
const ADDRESS_SIZE = 128;
const UNIX_SIZE = 110;
const FAMILY_SIZE = 2;
/** The guest's struct msghdr and struct mmsghdr; where the first word for results is in the second; most of them in a call. */
const MSGHDR = 28;
const MMSGHDR = 32;
const MOST_MESSAGES = 1024;
const STATX_BASIC = 0x7ff;
const CLOCK_MONOTONIC = 1;
const SECOND = 1_000_000_000n;
/** Descriptors that can come with a message, and their count. */
const RECEIVED = 257;

/** The address of a Unix socket by its path. */
function unixAddress(path: string): Uint8Array {
  const address = new Uint8Array(FAMILY_SIZE + path.length + 1);
  address[0] = AF_UNIX;
  address.set(Buffer.from(path, "latin1"), FAMILY_SIZE);
  return address;
}

/** The calls, for one host. */
export function socketCalls(host: Host): SocketCalls {
  const { guest, namespace } = host;
  const { mounts } = namespace;
  const calls = host.bridge.calls;
  const status = new Status(calls);
  const policy = new UnixPolicy(calls, host.policy);
  const received = new Int32Array(RECEIVED);

  function refuse(operation: string, asked: string, name: string): number {
    const remedy = policy.isDenied(name) ? "by --deny-unix" : `allow it with --allow-unix=${fromBytes(name)}`;
    host.notice(operation, asked, remedy);
    return -Errno.EACCES;
  }

  /** The address itself if it may be used as it is; EACCES for names that may not, undefined for paths. */
  function withoutPath(operation: string, kfd: number, address: Uint8Array): Uint8Array | number | undefined {
    if (address.length < FAMILY_SIZE || (address[0] as number) + 256 * (address[1] as number) !== AF_UNIX) {
      // Of another family; a Unix socket knows them as errors, or as none at all.
      const domain = calls.socketOption(kfd, SO_DOMAIN);
      return domain < 0 ? domain : domain === AF_UNIX ? address : -Errno.EACCES;
    }
    // Too short or too long: for the kernel to refuse, or, by bind alone, to choose a name.
    if (address.length > UNIX_SIZE) return address;
    if (address.length === FAMILY_SIZE) {
      if (operation !== "bind" || policy.all) return address;
      host.notice(operation, "@", "allow it with --allow-unix");
      return -Errno.EACCES;
    }
    if (address[FAMILY_SIZE] !== 0) return undefined;
    const name = `@${Buffer.from(address.subarray(FAMILY_SIZE + 1)).toString("latin1")}`;
    return policy.allows(name) ? address : refuse(operation, name, name);
  }

  function pathOf(address: Uint8Array): string {
    const end = address.indexOf(0, FAMILY_SIZE);
    return Buffer.from(address.subarray(FAMILY_SIZE, end < 0 ? address.length : end)).toString("latin1");
  }

  /** Does something with another socket's address, under a name by which it is found no matter what the guest moves meanwhile. */
  function withPeer(
    operation: string,
    kfd: number,
    address: Uint8Array,
    action: (address: Uint8Array) => number,
  ): number {
    const plain = withoutPath(operation, kfd, address);
    if (plain !== undefined) return typeof plain === "number" ? plain : action(plain);
    const path = pathOf(address);
    if (!policy.any) return refuse(operation, path, path);
    return namespace.withTarget(operation, AtFlags.currentDirectory, path, true, (target) => {
      if (target < 0) return -Errno.ECONNREFUSED;
      const real = policy.all ? undefined : mounts.hostPath(target);
      if (!policy.all && (real === undefined || !policy.allows(real))) return refuse(operation, path, real ?? path);
      return action(unixAddress(`/proc/self/fd/${target}`));
    });
  }

  /** Whether a path, looked up from a directory by the host, lies in this directory: so its text can be the socket's name. */
  function leadsTo(parent: number, path: string): boolean {
    if (!path.startsWith("/") && namespace.cwdkfd < 0) return false;
    const { directory } = splitPath(path);
    if (status.ofDescriptor(parent) < 0) return false;
    const wanted = status.identity;
    const from = path.startsWith("/") ? AtFlags.currentDirectory : namespace.cwdkfd;
    return calls.statx(from, directory || ".", 0, STATX_BASIC, status.bytes) === 0 && status.identity === wanted;
  }

  function bindPath(kfd: number, path: string, parent: number, name: string): number {
    const directory = mounts.hostPath(parent);
    const real = directory === undefined ? undefined : `${directory === "/" ? "" : directory}/${name}`;
    if (!policy.all && (real === undefined || !policy.allows(real))) return refuse("bind", path, real ?? path);
    // Others find and answer it by its text: the guest's own where that is right for the host too. Not where a mount may lie beneath the
    // directory: a link in that text could be led there meanwhile, while no directory on the way to a mount can be moved.
    const text = !mounts.nested && leadsTo(parent, path) ? path : real;
    const longest = UNIX_SIZE - FAMILY_SIZE;
    const made =
      text === undefined || text.length > longest
        ? -Errno.ENOSYS
        : calls.bindBeneath(kfd, text, parent, namespace.cwdkfd);
    if (made !== -Errno.ENOSYS) return made;
    const reached = `/proc/self/fd/${parent}/${name}`;
    return reached.length >= longest ? -Errno.ENAMETOOLONG : calls.bind(kfd, unixAddress(reached));
  }

  function bind(kfd: number, address: Uint8Array): number {
    const plain = withoutPath("bind", kfd, address);
    if (plain !== undefined) return typeof plain === "number" ? plain : calls.bind(kfd, plain);
    const path = pathOf(address);
    if (!policy.any) return refuse("bind", path, path);
    const made = namespace.withParent("bind", AtFlags.currentDirectory, path, "create", (parent, name, readOnly) => {
      const plainName = name.replace(/\/$/, "");
      const isThere = plainName === "." || plainName === ".." || status.ofName(parent, plainName) === 0;
      if (isThere) return -Errno.EADDRINUSE;
      if (plainName !== name) return -Errno.ENOENT;
      return readOnly ? -Errno.EROFS : bindPath(kfd, path, parent, name);
    });
    return made === -Errno.EEXIST ? -Errno.EADDRINUSE : made;
  }

  /** A copy of an address in guest memory. */
  function addressAt(pointer: number, length: number): Uint8Array | number {
    if (length >>> 0 > ADDRESS_SIZE) return -Errno.EINVAL;
    if (length === 0) return new Uint8Array(0);
    return pointer === 0 ? -Errno.EFAULT : guest.read(pointer >>> 0, length);
  }

  /** Does something with a socket's kernel descriptor and an address of the guest's. */
  function withAddress(
    fd: number,
    pointer: number,
    length: number,
    action: (kfd: number, address: Uint8Array) => number,
  ): number {
    const kfd = guest.kernelFd(fd);
    if (kfd < 0) return kfd;
    const domain = calls.socketOption(kfd, SO_DOMAIN);
    if (domain < 0) return domain;
    const address = addressAt(pointer, length);
    return typeof address === "number" ? address : action(kfd, address);
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
    return withPeer("sendmsg", kfd, address, (peer) => calls.sendmsg(guest, fd, message, flags, peer));
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
      if (domain !== AF_UNIX) return -Errno.EAFNOSUPPORT;
      const kfd = calls.socket(domain, type, protocol);
      return kfd < 0 ? kfd : guest.install(kfd, (type & SOCK_CLOEXEC) !== 0 ? FdFlags.cloexec : 0);
    },

    bind(fd, pointer, length) {
      return withAddress(fd, pointer, length, bind);
    },

    connect(fd, pointer, length) {
      return withAddress(fd, pointer, length, (kfd, address) =>
        withPeer("connect", kfd, address, (peer) => calls.connect(kfd, peer)),
      );
    },

    listen(fd, backlog) {
      const kfd = guest.kernelFd(fd);
      if (kfd < 0) return kfd;
      const domain = calls.socketOption(kfd, SO_DOMAIN);
      // Elsewhere it may give the socket a name.
      if (domain !== AF_UNIX) return domain < 0 ? domain : -Errno.EACCES;
      return calls.listen(kfd, backlog);
    },

    sendto(fd, buffer, size, flags, pointer, length) {
      return withAddress(fd, pointer, length, (kfd, address) => {
        const action = (peer: Uint8Array): number => calls.sendto(guest, fd, buffer >>> 0, size >>> 0, flags, peer);
        return address.length === 0 ? action(address) : withPeer("sendto", kfd, address, action);
      });
    },

    sendmsg: send,
    recvmsg: receive,

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
