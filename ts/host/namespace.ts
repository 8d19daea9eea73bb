// The guest's path names: resolves (dirfd, path) as Linux does, within the mount table, race-free. Most paths are one openat2
// through beneath.ts; what leaves one mount, or meets a name of the host's own, is walked by walk.ts. Flags are left to file.ts.
import type { NativeCalls, NativeGuest } from "../bridge/bridge.js";
import { FdFlags } from "../bridge/bridge.js";
import { AtFlags, Beneath, OpenFlags, splitPath } from "./beneath.js";
import { Errno } from "./errno.js";
import type { SharedDirectory } from "./ipc-namespace.js";
import { joinGuest, Mounts, type Special } from "./mounts.js";
import type { Policy } from "./policy.js";
import { FileType, Status } from "./status.js";
import { type Found, Walk } from "./walk.js";

/** What is done to a name: makes it, removes or renames it, or only uses it (as link(2) does the old one). */
export type Purpose = "create" | "remove" | "use";

/** A name that policy keeps from the guest. */
export interface Refused {
  /** The system call's name. */
  operation: string;
  /** As the guest wrote it. */
  asked: string;
  /** Where it led: an absolute name of the guest's. */
  guest: string;
  /** Taken back by --deny-dir, rather than never given. */
  denied: boolean;
}

/** Which module runs: what /proc/self/exe is. */
export interface Program {
  /** Its O_PATH descriptor, or -1. */
  kfd: number;
  /** Its absolute name for the guest. */
  name: string;
}

type OnTarget = (kfd: number, readOnly: boolean) => number;
type OnParent = (parentkfd: number, name: string, readOnly: boolean) => number;

const PATH_MAX = 4096;
const X_OK = 1;
const AT_EACCESS = 0x200;
/** Flags that must not reach a file which is already there when it is opened anew through its descriptor. */
const MAKING = OpenFlags.create | OpenFlags.exclusive | OpenFlags.noFollow;

const writes = (flags: number): boolean =>
  (flags & (OpenFlags.accessMode | OpenFlags.create | OpenFlags.truncate)) !== 0 ||
  (flags & OpenFlags.temporaryFile) === OpenFlags.temporaryFile;

/** Whether a directory that is opened so can be listed. */
const lists = (flags: number): boolean =>
  (flags & OpenFlags.path) === 0 && (flags & OpenFlags.temporaryFile) !== OpenFlags.temporaryFile;

export class Namespace {
  readonly mounts: Mounts;
  readonly program: Program = { kfd: -1, name: "" };
  readonly #calls: NativeCalls;
  readonly #guest: NativeGuest;
  readonly #beneath: Beneath;
  readonly #status: Status;
  readonly #refusal: (refused: Refused) => void;
  /** The path that was resolved last, as the guest wrote it. */
  asked = "";
  /** The last name that was refused. */
  refused: Refused | undefined;
  /** The working directory: its descriptor, or -1 and the name of a directory that only leads to mounts. */
  /** The name of the directory that withTarget last handed over as -1. */
  #virtual = "/";
  #cwd: { kfd: number; readOnly: boolean; virtual: string } = { kfd: -1, readOnly: true, virtual: "/" };

  constructor(
    calls: NativeCalls,
    guest: NativeGuest,
    policy: Policy,
    refusal: (refused: Refused) => void,
    shared: SharedDirectory,
  ) {
    this.#calls = calls;
    this.#guest = guest;
    this.#beneath = new Beneath(calls);
    this.#status = new Status(calls);
    this.#refusal = refusal;
    this.mounts = new Mounts(calls, policy, shared);
  }

  /** Says which module runs from now on: its descriptor is copied. */
  setProgram(kfd: number, name: string): void {
    if (this.program.kfd >= 0) this.#calls.close(this.program.kfd);
    this.program.kfd = this.#calls.dup(kfd);
    this.program.name = name;
  }

  /** Closes every descriptor the namespace holds. */
  close(): void {
    for (const { kfd } of this.mounts.all) this.#calls.close(kfd);
    for (const kfd of [this.#cwd.kfd, this.program.kfd]) if (kfd >= 0) this.#calls.close(kfd);
    // Their numbers may be anybody's from now on.
    this.mounts.clear();
    this.#cwd = { kfd: -1, readOnly: true, virtual: "/" };
    this.program.kfd = -1;
  }

  // The working directory.

  /** A descriptor of the working directory, or -1 where it only leads to mounts. */
  get cwdkfd(): number {
    return this.#cwd.kfd;
  }

  /** Whether the working directory lies in a read-only preopen. */
  get cwdReadOnly(): boolean {
    return this.#cwd.readOnly;
  }

  /** The guest's name of the working directory, or minus an errno when it has none (any more). */
  getcwd(): string | number {
    if (this.#cwd.kfd < 0) return this.#cwd.virtual;
    return this.mounts.guestPath(this.#cwd.kfd) ?? -Errno.ENOENT;
  }

  /** chdir(2). */
  chdir(operation: string, path: string): number {
    return this.withTarget(operation, AtFlags.currentDirectory, path, true, (kfd, readOnly) =>
      this.enter(kfd, readOnly),
    );
  }

  /** Makes the directory behind a descriptor, which stays the caller's, the working one: 0, or minus an errno. */
  enter(kfd: number, readOnly: boolean): number {
    if (kfd < 0) {
      this.#setCwd(-1, true);
      return 0;
    }
    const asked = this.#status.ofDescriptor(kfd);
    if (asked < 0) return asked;
    if (this.#status.type !== FileType.directory) return -Errno.ENOTDIR;
    const searchable = this.#calls.faccessat2(kfd, "", X_OK, AtFlags.emptyPath | AT_EACCESS);
    if (searchable < 0) return searchable;
    const copy = this.#calls.dup(kfd);
    if (copy < 0) return copy;
    this.#setCwd(copy, readOnly);
    return 0;
  }

  #setCwd(kfd: number, readOnly: boolean): void {
    if (this.#cwd.kfd >= 0) this.#calls.close(this.#cwd.kfd);
    this.#cwd = { kfd, readOnly, virtual: this.#virtual };
  }

  // The three operations. Results are those of the actions, or minus an errno.

  /** Opens as open(2) does and hands over the new descriptor, which is the action's to keep. */
  open(operation: string, dirfd: number, path: string, flags: number, mode: number, opened: OnTarget): number {
    if ((flags & OpenFlags.create) !== 0 && path.endsWith("/")) return -Errno.EISDIR;
    const hand = (result: number, readOnly: boolean): number => (result < 0 ? result : opened(result, readOnly));
    return this.#resolve(
      operation,
      dirfd,
      path,
      (kfd, rest, inRoot, readOnly, reached) => {
        const result = this.#openBelow(kfd, rest === "" ? "." : rest, flags, mode, inRoot, readOnly);
        if (result >= 0) reached();
        return hand(result, readOnly);
      },
      (absolute) => this.#openWalking(operation, absolute, flags, mode, hand),
    );
  }

  #openWalking(
    operation: string,
    absolute: string,
    flags: number,
    mode: number,
    hand: (result: number, readOnly: boolean) => number,
  ): number {
    const exclusive = (flags & (OpenFlags.create | OpenFlags.exclusive)) === (OpenFlags.create | OpenFlags.exclusive);
    const follow = (flags & OpenFlags.noFollow) === 0 && !exclusive;
    // A link that appears between looking and opening makes it ELOOP: look again, a few times.
    for (let attempt = 0; ; attempt++) {
      const result = this.#walk(absolute, follow, (found) => {
        switch (found.kind) {
          case "directory":
            if (found.frame.kfd < 0) return this.#openVirtual(operation, found.frame.guest, flags);
            if (lists(flags) && !this.mounts.mayList(found.frame.guest))
              return this.#failure(operation, { kind: "refused", guest: found.frame.guest, denied: false });
            return hand(
              this.#openBelow(found.frame.kfd, ".", flags, mode, false, found.frame.readOnly),
              found.frame.readOnly,
            );
          case "entry": {
            const { kfd, readOnly } = found.frame;
            return hand(this.#openBelow(kfd, found.name, flags | OpenFlags.noFollow, mode, false, readOnly), readOnly);
          }
          case "device":
          case "descriptor":
          case "program":
            return exclusive ? -Errno.EEXIST : this.#openSpecial(found, flags, hand);
          default:
            return this.#failure(operation, found);
        }
      });
      if (result !== -Errno.ELOOP || !follow || attempt === 3) return result;
    }
  }

  /** Opens below a directory, which as a whole is read-only or not: so no race can lead a write into one that is. */
  #openBelow(kfd: number, path: string, flags: number, mode: number, inRoot: boolean, readOnly: boolean): number {
    if (!readOnly || !writes(flags)) return this.#beneath.open(kfd, path, flags, mode, inRoot);
    const follow = (flags & OpenFlags.noFollow) === 0 && (flags & OpenFlags.exclusive) === 0;
    const result = this.#beneath.withTarget(kfd, path, follow, inRoot, (target) => this.#openReadOnly(target, flags));
    return result === -Errno.ENOENT && (flags & OpenFlags.create) !== 0 ? -Errno.EROFS : result;
  }

  /** What open(2) does on a read-only file system: FIFOs and devices may be written to, nothing else. */
  #openReadOnly(target: number, flags: number): number {
    const asked = this.#status.ofDescriptor(target);
    if (asked < 0) return asked;
    const creates = (flags & OpenFlags.create) !== 0;
    if (creates && (flags & OpenFlags.exclusive) !== 0) return -Errno.EEXIST;
    const written = (flags & OpenFlags.accessMode) !== 0;
    switch (this.#status.type) {
      case FileType.link:
        return -Errno.ELOOP;
      case FileType.directory:
        if ((flags & OpenFlags.temporaryFile) === OpenFlags.temporaryFile) return -Errno.EROFS;
        if (written || creates) return -Errno.EISDIR;
        return this.reopen(target, flags);
      case FileType.regular:
        if (written || (flags & OpenFlags.truncate) !== 0) return -Errno.EROFS;
        return this.reopen(target, flags);
      default:
        return this.reopen(target, flags & ~OpenFlags.truncate);
    }
  }

  #openVirtual(operation: string, guest: string, flags: number): number {
    if ((flags & OpenFlags.create) !== 0) return (flags & OpenFlags.exclusive) !== 0 ? -Errno.EEXIST : -Errno.EISDIR;
    if ((flags & OpenFlags.accessMode) !== 0) return -Errno.EISDIR;
    return this.#failure(operation, { kind: "refused", guest, denied: false });
  }

  #openSpecial(special: Special, flags: number, hand: (result: number, readOnly: boolean) => number): number {
    // Devices are the host's: read and written, but with mode, owner and times as they are.
    if (special.kind === "device")
      return hand(this.#calls.openat2(AtFlags.currentDirectory, special.path, this.#reopening(flags), 0, 0), true);
    if (special.kind === "program") {
      // The module's file is the host's, and runs: reading it is all.
      if (this.program.kfd >= 0 && writes(flags)) return -Errno.ETXTBSY;
      return this.program.kfd < 0 ? -Errno.ENOENT : hand(this.reopen(this.program.kfd, flags), true);
    }
    const kfd = this.#guest.kernelFd(special.fd);
    if (kfd < 0) return -Errno.ENOENT;
    const wanted = flags & OpenFlags.accessMode;
    const status = this.#calls.fcntl(kfd, 3, 0);
    if (status < 0) return status;
    const has = status & OpenFlags.accessMode;
    if ((flags & OpenFlags.path) === 0 && has !== OpenFlags.readWrite && has !== wanted) return -Errno.EACCES;
    return hand(this.#calls.dup(kfd), (this.#guest.fdFlags(special.fd) & FdFlags.readOnly) !== 0);
  }

  #reopening(flags: number): number {
    return (flags & ~MAKING) | OpenFlags.closeOnExec;
  }

  /** Opens anew, with other flags, the file behind a descriptor, which may be O_PATH. */
  reopen(kfd: number, flags: number): number {
    return this.#calls.openat2(AtFlags.currentDirectory, `/proc/self/fd/${kfd}`, this.#reopening(flags), 0, 0);
  }

  /** Opens the file that a path names, O_PATH, for the time of the action; a directory that only leads to mounts is -1. */
  withTarget(operation: string, dirfd: number, path: string, follow: boolean, action: OnTarget): number {
    return this.#resolve(
      operation,
      dirfd,
      path,
      (kfd, rest, inRoot, readOnly, reached) =>
        this.#beneath.withTarget(kfd, rest === "" ? "." : rest, follow, inRoot, (target) => {
          reached();
          return action(target, readOnly);
        }),
      (absolute) => this.#walk(absolute, follow, (found) => this.#targetFound(operation, found, action)),
    );
  }

  #targetFound(operation: string, found: Found, action: OnTarget): number {
    switch (found.kind) {
      case "directory":
        this.#virtual = found.frame.guest;
        return action(found.frame.kfd, found.frame.readOnly);
      case "entry":
        return this.#beneath.withTarget(found.frame.kfd, found.name, false, false, (kfd) =>
          action(kfd, found.frame.readOnly),
        );
      case "device":
      case "program":
        return this.#openSpecial(found, OpenFlags.path, (kfd, readOnly) => {
          if (kfd < 0) return kfd;
          const result = action(kfd, readOnly || found.kind === "device");
          this.#calls.close(kfd);
          return result;
        });
      case "descriptor": {
        const kfd = this.#guest.kernelFd(found.fd);
        return kfd < 0 ? -Errno.ENOENT : action(kfd, (this.#guest.fdFlags(found.fd) & FdFlags.readOnly) !== 0);
      }
      default:
        return this.#failure(operation, found);
    }
  }

  /**
   * Opens the directory that holds a name, for the calls that make, remove or rename names, and for the time of the action. The
   * name keeps a trailing slash; it may be "." or "..", which those calls refuse unseen.
   */
  withParent(operation: string, dirfd: number, path: string, purpose: Purpose, action: OnParent): number {
    return this.#resolve(
      operation,
      dirfd,
      path,
      (kfd, rest, inRoot, readOnly, reached) => {
        // The mount's own name: it is no entry of the directory that it stands for.
        if (rest === "") return this.#mountPoint(purpose);
        return this.#beneath.withParent(kfd, rest, inRoot, (parent, name) => {
          reached();
          return action(parent, name, readOnly);
        });
      },
      (absolute) => this.#parentWalking(operation, absolute, purpose, action),
    );
  }

  #mountPoint(purpose: Purpose): number {
    return purpose === "create" ? -Errno.EEXIST : purpose === "remove" ? -Errno.EBUSY : -Errno.EPERM;
  }

  #parentWalking(operation: string, absolute: string, purpose: Purpose, action: OnParent): number {
    const { directory, name } = splitPath(absolute);
    if (name === "/") return this.#mountPoint(purpose);
    const plain = name.endsWith("/") ? name.slice(0, -1) : name;
    return this.#walk(directory, true, (found) => {
      if (found.kind === "refused" || found.kind === "error") return this.#failure(operation, found);
      if (found.kind !== "directory") return -Errno.ENOTDIR;
      const { kfd, guest, readOnly } = found.frame;
      const dots = plain === "." || plain === "..";
      const full = joinGuest(guest, plain);
      const mount = this.mounts.at(full);
      if (mount !== undefined && mount.kfd < 0)
        return this.#failure(operation, { kind: "refused", guest: full, denied: true });
      if (mount !== undefined || (kfd < 0 && (dots || this.mounts.isVirtual(full)))) return this.#mountPoint(purpose);
      if (!dots && !this.mounts.admits(guest, plain))
        return this.#failure(operation, { kind: "refused", guest: full, denied: false });
      if (this.mounts.special(full, kfd >= 0) !== undefined)
        return purpose === "create" ? -Errno.EEXIST : -Errno.EACCES;
      if (kfd < 0) return this.#failure(operation, { kind: "refused", guest: full, denied: false });
      if (this.mounts.nested && !dots && this.#status.ofName(kfd, plain) >= 0) {
        const covering = this.mounts.covering(this.#status.identity);
        if (covering !== undefined && covering.kfd < 0)
          return this.#failure(operation, { kind: "refused", guest: full, denied: true });
        if (purpose !== "create" && this.mounts.isPinned(this.#status.identity)) return this.#mountPoint(purpose);
      }
      return action(kfd, name, readOnly);
    });
  }

  // Resolution.

  #resolve(
    operation: string,
    dirfd: number,
    path: string,
    fast: (kfd: number, rest: string, inRoot: boolean, readOnly: boolean, reached: () => void) => number,
    slow: (absolute: string) => number,
  ): number {
    if (path === "") return -Errno.ENOENT;
    if (path.length >= PATH_MAX) return -Errno.ENAMETOOLONG;
    if (path.includes("\0")) return -Errno.EINVAL;
    this.asked = path;
    let inside = false;
    const reached = (): void => {
      inside = true;
    };
    // What the kernel says when a path leads out of the directory; or, for ELOOP, into a link of /proc that jumps.
    const escaped = (result: number): boolean =>
      !inside && (result === -Errno.EXDEV || result === -Errno.ELOOP || result === -Errno.EAGAIN);
    let absolute = path;
    if (!path.startsWith("/")) {
      const base = dirfd === AtFlags.currentDirectory ? this.#cwd.kfd : this.#guest.kernelFd(dirfd);
      if (base < 0 && dirfd !== AtFlags.currentDirectory) return base;
      const readOnly =
        dirfd === AtFlags.currentDirectory ? this.#cwd.readOnly : (this.#guest.fdFlags(dirfd) & FdFlags.readOnly) !== 0;
      let directory: string | undefined = this.#cwd.virtual;
      let rest = path;
      if (base >= 0) {
        let result = this.mounts.nested ? -Errno.EXDEV : fast(base, path, false, readOnly, reached);
        if (!escaped(result)) return result;
        directory = this.mounts.guestPath(base);
        const up = /^\.\.(?:\/+|$)/.exec(path);
        if (directory === undefined && up !== null) {
          directory = this.mounts.parentOfRemoved(base);
          if (directory !== undefined) rest = path.slice(up[0].length) || ".";
        }
        if (directory === undefined) {
          // A directory that no preopen holds, such as one given as standard input: what is beneath it, and no more.
          if (this.mounts.nested) result = fast(base, path, false, readOnly, reached);
          if (!escaped(result) || result === -Errno.ELOOP) return result;
          return this.#failure(operation, { kind: "refused", guest: path, denied: false });
        }
      }
      absolute = joinGuest(directory, rest);
    }
    const mount = this.#fast(absolute);
    if (mount !== undefined) {
      const inRoot = mount.guest === "/";
      const rest = inRoot ? absolute : absolute.slice(mount.guest.length).replace(/^\/+/, "");
      const result = fast(mount.kfd, rest, inRoot, mount.readOnly, reached);
      if (!escaped(result)) return result;
    }
    return slow(absolute);
  }

  /** The mount in which the kernel may try to resolve an absolute path in one go. */
  #fast(absolute: string): { kfd: number; guest: string; readOnly: boolean } | undefined {
    if (this.mounts.nested || absolute.startsWith("/dev/") || absolute.startsWith("/proc/")) return undefined;
    return this.mounts.holding(absolute);
  }

  #walk<T>(absolute: string, follow: boolean, action: (found: Found) => T): T {
    const walk = new Walk(this.#calls, this.mounts);
    try {
      return action(walk.find(absolute, follow));
    } finally {
      walk.close();
    }
  }

  #failure(operation: string, found: Found): number {
    if (found.kind === "error") return -found.errno;
    if (found.kind === "refused") {
      this.refused = { operation, asked: this.asked, guest: found.guest, denied: found.denied };
      this.#refusal(this.refused);
    }
    return -Errno.EACCES;
  }
}
