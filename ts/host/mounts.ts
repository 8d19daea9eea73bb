// The guest's mount table: which directory of the host stands under which name, read-only or not, and what is denied.
// Says what a name or a directory is; walking paths is walk.ts's, and the operations on them are namespace.ts's.
import type { NativeCalls } from "../bridge/bridge.js";
import { AtFlags, OpenFlags } from "./beneath.js";
import { fromBytes } from "./bytes.js";
import { errnoMessage } from "./errno.js";
import { SHARED_MEMORY, type SharedDirectory } from "./ipc-namespace.js";
import type { Policy } from "./policy.js";
import { FileType, Status } from "./status.js";

/** A directory of the host under a name of the guest's. */
export interface Mount {
  /** O_PATH descriptor; -1 for what is denied. */
  readonly kfd: number;
  /** Absolute, without "." and "..", "/" for the root. */
  readonly guest: string;
  readonly readOnly: boolean;
  /** The host path of what is denied. */
  readonly host?: string;
}

/** The namespace's /dev/shm, which may be made by being looked at. */
class SharedMount implements Mount {
  readonly guest = SHARED_MEMORY;
  readonly readOnly = false;
  readonly directory: SharedDirectory;
  readonly #calls: NativeCalls;
  #kfd = -1;
  #detached: string | undefined;

  constructor(calls: NativeCalls, directory: SharedDirectory) {
    this.#calls = calls;
    this.directory = directory;
  }

  get isOpen(): boolean {
    return this.#kfd >= 0;
  }

  get kfd(): number {
    if (this.#kfd < 0) {
      this.#kfd = Math.max(this.directory.open(), -1);
      const path = this.#calls.readlinkat(AtFlags.currentDirectory, `/proc/self/fd/${this.#kfd}`);
      const status = new Status(this.#calls);
      if (path === "/" && status.ofDescriptor(this.#kfd) === 0) this.#detached = status.device;
    }
    return this.#kfd;
  }

  /** The device of a file system that is mounted nowhere, so that the kernel's paths in it begin at its root. */
  get detached(): string | undefined {
    return this.#detached;
  }
}

/** A preopened directory can't be had; the message names it. */
export class MountError extends Error {
  override name = "MountError";
}

/** Devices that every guest sees, unless a preopen stands in their place: nothing is learnt or changed through them. */
const devices: ReadonlySet<string> = new Set(["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"]);
const standardStreams: Readonly<Record<string, number>> = { "/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2 };
/** Directories that lead to them. */
const alwaysThere: readonly string[] = [
  "/",
  "/dev",
  "/dev/fd",
  "/proc",
  "/proc/self",
  "/proc/self/fd",
  "/proc/thread-self",
  "/proc/thread-self/fd",
];

/** What stands at a name that is no mount. */
export type Special =
  | { kind: "device"; path: string }
  /** /dev/fd/N and its like: a descriptor of the guest's own. */
  | { kind: "descriptor"; fd: number }
  /** /proc/self/exe: the module that runs. */
  | { kind: "program" };

/** "/a" and "b" make "/a/b", "/" and "b" make "/b". */
export const joinGuest = (directory: string, name: string): string =>
  directory === "/" ? `/${name}` : `${directory}/${name}`;

/** The directory of an absolute name without "." and "..". */
export const parentGuest = (path: string): string => path.slice(0, Math.max(path.lastIndexOf("/"), 1));

/** What the kernel appends to the path of what has none any more. */
const REMOVED = " (deleted)";

const isWithin = (path: string, directory: string): boolean =>
  directory === "/" || path === directory || (path.startsWith(directory) && path[directory.length] === "/");

export class Mounts {
  readonly #calls: NativeCalls;
  readonly #status: Status;
  readonly #byName = new Map<string, Mount>();
  /** Names of directories that only lead to mounts. */
  readonly #virtual = new Set(alwaysThere);
  /** By identity: the host's directories over which a mount or a denial stands. */
  readonly #covered = new Map<string, Mount>();
  /** By identity: directories on the way from one mount to another within it, which must keep their place. */
  readonly #pinned = new Set<string>();
  readonly #shared: SharedMount | undefined;
  #nested = false;
  /** Whether something in a mount is denied, or stands there with rights of its own. */
  readonly restricted: boolean;

  constructor(calls: NativeCalls, policy: Pick<Policy, "preopens" | "deniedPaths">, shared: SharedDirectory) {
    this.#calls = calls;
    this.#status = new Status(calls);
    for (const { host, guest, readOnly } of policy.preopens) {
      const kfd = calls.openat2(
        AtFlags.currentDirectory,
        host,
        OpenFlags.path | OpenFlags.directory | OpenFlags.closeOnExec,
        0,
        0,
      );
      if (kfd < 0) throw new MountError(`--dir ${fromBytes(host)}: ${errnoMessage(kfd)}`);
      this.#byName.set(guest, { kfd, guest, readOnly });
    }
    for (const path of policy.deniedPaths) this.#deny(path);
    for (const mount of this.#byName.values()) this.#place(mount);
    this.restricted = this.#nested;
    const denied = shared.ofHost && policy.deniedPaths.includes(SHARED_MEMORY);
    this.#shared = denied ? undefined : this.#mountShared(shared);
    if (this.#shared !== undefined) this.#place(this.#shared);
  }

  /** Notes what leads to a mount, and what lies under it. */
  #place(mount: Mount): void {
    for (let name = mount.guest; name !== "/"; ) {
      name = parentGuest(name);
      this.#virtual.add(name);
    }
    this.#coverBelow(mount);
  }

  /** Whether a path may run from one mount into another, so that the kernel can't resolve it in one go. */
  get nested(): boolean {
    return this.#nested;
  }

  /** Every mount, denials left out. */
  get all(): Mount[] {
    return [...this.#byName.values()].filter((mount) => this.#isOpen(mount) && mount.kfd >= 0);
  }

  /** Whether to look at a mount's descriptor makes nothing. */
  #isOpen(mount: Mount): boolean {
    return mount !== this.#shared || this.#shared.isOpen;
  }

  /** Puts a namespace's /dev/shm in place, unless a preopen is there or shows the same. */
  #mountShared(directory: SharedDirectory): SharedMount | undefined {
    if (this.#byName.has(SHARED_MEMORY)) return undefined;
    const outer = this.holding(SHARED_MEMORY);
    if (outer !== undefined && directory.admits === undefined && this.#shows(outer, directory)) return undefined;
    const mount = new SharedMount(this.#calls, directory);
    this.#byName.set(SHARED_MEMORY, mount);
    // Descriptors of a directory with names that aren't for the guest must not be ways around looking at names.
    if (directory.admits !== undefined) this.#nested = true;
    return mount;
  }

  /** Whether a mount shows a namespace's /dev/shm under its name. */
  #shows(outer: Mount, directory: SharedDirectory): boolean {
    if (outer.kfd < 0 || outer.readOnly || !directory.isReady) return false;
    const rest = SHARED_MEMORY.slice(outer.guest === "/" ? 1 : outer.guest.length + 1);
    const kfd = this.#calls.openat2(outer.kfd, rest, OpenFlags.path | OpenFlags.closeOnExec, 0, 0);
    if (kfd < 0) return false;
    const own = directory.open();
    const found = this.#status.ofDescriptor(kfd) === 0 ? this.#status.identity : "";
    const same = this.#status.ofDescriptor(own) === 0 && this.#status.identity === found;
    this.#calls.close(kfd);
    if (directory.ofHost) this.#calls.close(own);
    return same;
  }

  /** Whether the guest may use a name directly in a directory. */
  admits(directory: string, name: string): boolean {
    return directory !== SHARED_MEMORY || this.#shared?.directory.admits?.(name) !== false;
  }

  /** Whether the guest may see which names a directory holds. */
  mayList(directory: string): boolean {
    return directory !== SHARED_MEMORY || this.#shared?.directory.admits === undefined;
  }

  /** Whether a file is of the run's own /dev/shm, of which the host has nothing. */
  isOwn(kfd: number): boolean {
    const host = this.hostPath(kfd);
    const mount = host === undefined ? undefined : this.innermost(host)?.mount;
    return mount !== undefined && mount === this.#shared && !this.#shared.directory.ofHost;
  }

  /** Forgets every mount: nothing has a name any more. */
  clear(): void {
    this.#byName.clear();
    this.#covered.clear();
  }

  /** Whether a file has, or had until it was removed, its name in a mount; one that was only handed to the guest may not. */
  holdsFile(kfd: number): boolean {
    return (this.guestPath(kfd) ?? this.parentOfRemoved(kfd)) !== undefined;
  }

  /** The mount at exactly this name. */
  at(guest: string): Mount | undefined {
    return this.#byName.get(guest);
  }

  /** Whether this name is a directory that only leads to mounts (which matters where no mount holds it). */
  isVirtual(guest: string): boolean {
    return this.#virtual.has(guest);
  }

  /** The innermost mount that holds a name, by the name's text. */
  holding(path: string): Mount | undefined {
    let found: Mount | undefined;
    for (const mount of this.#byName.values()) {
      if (isWithin(path, mount.guest) && (found === undefined || mount.guest.length > found.guest.length))
        found = mount;
    }
    return found;
  }

  /** What the host itself serves at a name; `real` when a mount holds the directory, whose devices then are the mount's own. */
  special(guest: string, real: boolean): Special | undefined {
    if (guest.startsWith("/proc/")) {
      const match = /^\/proc\/(?:self|thread-self|(\d+))\/(?:exe|fd\/(\d+))$/.exec(guest);
      if (match === null || (match[1] !== undefined && Number(match[1]) !== this.#calls.getpid())) return undefined;
      return match[2] === undefined ? { kind: "program" } : { kind: "descriptor", fd: Number(match[2]) };
    }
    if (real || !guest.startsWith("/dev/")) return undefined;
    if (devices.has(guest)) return { kind: "device", path: guest };
    const fd = standardStreams[guest] ?? (/^\/dev\/fd\/\d+$/.test(guest) ? Number(guest.slice(8)) : undefined);
    return fd === undefined ? undefined : { kind: "descriptor", fd };
  }

  /** What stands over a directory or file of the host's, told by its identity. */
  covering(identity: string): Mount | undefined {
    return this.#covered.get(identity);
  }

  /** Whether a name must keep its place: a mount is there or below. */
  isPinned(identity: string): boolean {
    return this.#pinned.has(identity) || this.#covered.has(identity);
  }

  /** The path that the kernel has for a descriptor, if it has one: a host path. */
  hostPath(kfd: number): string | undefined {
    const path = this.kernelPath(kfd);
    return path === undefined || this.#isRemoved(kfd, path) ? undefined : path;
  }

  /** The same, also of what has no name any more, with the kernel's mark after it. */
  kernelPath(kfd: number): string | undefined {
    const path = this.#calls.readlinkat(AtFlags.currentDirectory, `/proc/self/fd/${kfd}`);
    if (typeof path !== "string" || !path.startsWith("/")) return undefined;
    const detached = this.#shared?.detached;
    if (detached === undefined || this.#status.ofDescriptor(kfd) < 0 || this.#status.device !== detached) return path;
    return path === "/" ? SHARED_MEMORY : SHARED_MEMORY + path;
  }

  /** Whether a file has no name any more. */
  isRemoved(kfd: number): boolean {
    const path = this.kernelPath(kfd);
    return path !== undefined && this.#isRemoved(kfd, path);
  }

  #isRemoved(kfd: number, path: string): boolean {
    return path.endsWith(REMOVED) && this.#status.ofDescriptor(kfd) === 0 && this.#status.links === 0;
  }

  /** The path that a file has, or had until it was removed. */
  lastPath(kfd: number): string | undefined {
    const path = this.kernelPath(kfd);
    return path !== undefined && this.#isRemoved(kfd, path) ? path.slice(0, -REMOVED.length) : path;
  }

  /** The guest's name of the directory that ".." leads to from one that was removed; undefined for others. */
  parentOfRemoved(kfd: number): string | undefined {
    const path = this.kernelPath(kfd);
    return path === undefined || !this.#isRemoved(kfd, path) ? undefined : this.guestPathOf(parentGuest(path));
  }

  /** The innermost mount, or denial, that holds a host path, and its directory there. */
  innermost(host: string): { mount: Mount; directory: string } | undefined {
    let found: { mount: Mount; directory: string } | undefined;
    for (const mount of this.#byName.values()) {
      if (!this.#isOpen(mount)) continue;
      const directory = mount.kfd < 0 ? mount.host : this.hostPath(mount.kfd);
      if (directory === undefined || !isWithin(host, directory)) continue;
      if (found === undefined || directory.length > found.directory.length) found = { mount, directory };
    }
    return found;
  }

  /** The guest's name of a host path; of several the one through the innermost mount. */
  guestPathOf(host: string): string | undefined {
    const found = this.innermost(host);
    if (found === undefined || found.mount.kfd < 0) return undefined;
    const { mount, directory } = found;
    const rest = host.slice(directory === "/" ? 1 : directory.length + 1);
    return rest === "" ? mount.guest : joinGuest(mount.guest, rest);
  }

  /** The guest's name of an open directory or file. */
  guestPath(kfd: number): string | undefined {
    const host = this.hostPath(kfd);
    return host === undefined ? undefined : this.guestPathOf(host);
  }

  /** Puts a denial at every name under which a host path can be reached, and over the file itself. */
  #deny(host: string): void {
    const kfd = this.#calls.openat2(AtFlags.currentDirectory, host, OpenFlags.path | OpenFlags.closeOnExec, 0, 0);
    const real = (kfd < 0 ? undefined : this.hostPath(kfd)) ?? host;
    if (kfd >= 0) {
      if (this.#status.ofDescriptor(kfd) >= 0) {
        this.#covered.set(this.#status.identity, { kfd: -1, guest: host, readOnly: true });
      }
      this.#calls.close(kfd);
    }
    for (const mount of this.all) {
      const directory = this.hostPath(mount.kfd);
      if (directory === undefined || !isWithin(real, directory)) continue;
      const rest = real.slice(directory === "/" ? 1 : directory.length + 1);
      const guest = rest === "" ? mount.guest : joinGuest(mount.guest, rest);
      this.#byName.set(guest, { kfd: -1, guest, readOnly: true, host: real });
      this.#nested = true;
    }
  }

  /** Notes the host's directories that a mount within another covers, and those on the way to it. */
  #coverBelow(mount: Mount): void {
    let outer: Mount | undefined;
    for (const other of this.all) {
      if (other === mount || !isWithin(mount.guest, other.guest)) continue;
      if (outer === undefined || other.guest.length > outer.guest.length) outer = other;
    }
    if (outer === undefined) return;
    this.#nested = true;
    const names = mount.guest.slice(outer.guest === "/" ? 1 : outer.guest.length + 1).split("/");
    let directory = outer.kfd;
    for (const [index, name] of names.entries()) {
      const next = this.#calls.openat2(
        directory,
        name,
        OpenFlags.path | OpenFlags.noFollow | OpenFlags.closeOnExec,
        0,
        0,
      );
      if (directory !== outer.kfd) this.#calls.close(directory);
      directory = next;
      if (next < 0) break;
      if (this.#status.ofDescriptor(next) < 0 || this.#status.type === FileType.link) break;
      if (index < names.length - 1) this.#pinned.add(this.#status.identity);
      else this.#covered.set(this.#status.identity, mount);
    }
    if (directory >= 0 && directory !== outer.kfd) this.#calls.close(directory);
  }
}
