// Unix sockets' addresses: what the policy says about names, and where a path leads.
import { AtFlags, splitPath } from "./beneath.js";
import { fromBytes } from "./bytes.js";
import { Errno } from "./errno.js";
import type { Host } from "./host.js";
import { FAMILY_SIZE, Family, familyOf, type SocketFamily } from "./socket-family.js";
import { Status } from "./status.js";
import { UnixPolicy } from "./unix-policy.js";

/** Bytes of struct sockaddr_un. */
const UNIX_SIZE = 110;
const STATX_BASIC = 0x7ff;
/** A socket that is replaced while it is looked up is looked up again, at most so often. */
const MOST_LOOKUPS = 1000;

/** The address of a Unix socket by its path. */
function unixAddress(path: string): Uint8Array {
  const address = new Uint8Array(FAMILY_SIZE + path.length + 1);
  address[0] = Family.unix;
  address.set(Buffer.from(path, "latin1"), FAMILY_SIZE);
  return address;
}

/** The family, for one host. */
export function unixSockets(host: Host): SocketFamily {
  const { namespace } = host;
  const { mounts } = namespace;
  const calls = host.bridge.calls;
  const status = new Status(calls);
  const policy = new UnixPolicy(calls, host.policy);

  function refuse(operation: string, asked: string, name: string): number {
    const remedy = policy.isDenied(name) ? "by --deny-unix" : `allow it with --allow-unix=${fromBytes(name)}`;
    host.notice(operation, asked, remedy);
    return -Errno.EACCES;
  }

  /** The address itself if it may be used as it is; EACCES for names that may not, undefined for paths. */
  function withoutPath(operation: string, address: Uint8Array): Uint8Array | number | undefined {
    // Of another family: a Unix socket knows them as errors, or as none at all.
    if (familyOf(address) !== Family.unix) return address;
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
    _kfd: number,
    address: Uint8Array,
    action: (address: Uint8Array) => number,
  ): number {
    const plain = withoutPath(operation, address);
    if (plain !== undefined) return typeof plain === "number" ? plain : action(plain);
    const path = pathOf(address);
    if (!policy.any) return refuse(operation, path, path);
    for (let lookups = 1; ; lookups++) {
      let removed = false;
      const result = namespace.withTarget(operation, AtFlags.currentDirectory, path, true, (target) => {
        if (target < 0) return -Errno.ECONNREFUSED;
        const real = policy.all ? undefined : mounts.hostPath(target);
        removed = !policy.all && real === undefined && mounts.isRemoved(target);
        if (removed) return -Errno.ECONNREFUSED;
        if (!policy.all && (real === undefined || !policy.allows(real))) return refuse(operation, path, real ?? path);
        return action(unixAddress(`/proc/self/fd/${target}`));
      });
      if (!removed || lookups === MOST_LOOKUPS) return result;
    }
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
    if (real === undefined && mounts.isRemoved(parent)) return -Errno.ENOENT;
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
    const plain = withoutPath("bind", address);
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

  return {
    permit: () => 0,
    bind,
    withPeer,
    listen: (kfd, backlog) => calls.listen(kfd, backlog),
  };
}
