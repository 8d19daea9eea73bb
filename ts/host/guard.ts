// What no preopen gives away by itself: device files beyond the harmless ones, what /proc tells of or does to processes (this host
// among them), and what --deny-dir took back. Looks at each file once it is open; -A needs none of this.
import type { NativeCalls } from "../bridge/bridge.js";
import { AtFlags, Beneath, OpenFlags } from "./beneath.js";
import { Errno } from "./errno.js";
import type { Mounts } from "./mounts.js";
import { FileType, Status } from "./status.js";

/** null, zero, full, random, urandom; tty, ptmx. */
const harmlessDevices: ReadonlySet<string> = new Set(["1:3", "1:5", "1:7", "1:8", "1:9", "5:0", "5:2"]);
/** Pseudo-terminals. */
const PTS_MAJORS = { first: 136, last: 143 };

const PROC_SUPER_MAGIC = 0x9fa0;
const STATFS_SIZE = 120;
/** What of a process's directory in /proc any process may know; the rest holds memory, environment or descriptors. */
const openProcess =
  /^\/proc\/\d+(\/task(\/\d+)?)?(\/(stat|statm|status|cmdline|comm|io|limits|cgroup|oom_score|oom_score_adj|loginuid|schedstat|sched|wchan))?$/;

/** The kernel's memory, and its messages, which are gone for others when they were read. */
const closedFile = /^\/proc\/(kcore|vmcore|kmsg)$/;

/** Checks files after they were opened. */
export class OpenGuard {
  readonly #calls: NativeCalls;
  readonly #mounts: Mounts;
  readonly #status: Status;
  readonly #off: boolean;
  /** Whether a device (of a file system) is a /proc. */
  readonly #isProc = new Map<string, boolean>();

  constructor(calls: NativeCalls, mounts: Mounts, all: boolean) {
    this.#calls = calls;
    this.#mounts = mounts;
    this.#status = new Status(calls);
    this.#off = all && !mounts.restricted;
  }

  /** Whether a guest may have this newly opened file: 0, or minus an errno. `flags` are those it was opened with. */
  check(kfd: number, flags: number): number {
    if (this.#off || (flags & OpenFlags.path) !== 0) return 0;
    const asked = this.#status.ofDescriptor(kfd);
    if (asked < 0) return asked;
    const type = this.#status.type;
    if (this.#mounts.nested && this.#mounts.covering(this.#status.identity)?.kfd === -1) return -Errno.EACCES;
    if (type === FileType.blockDevice) return -Errno.EACCES;
    if (type === FileType.characterDevice) {
      const { major, minor } = this.#status.deviceNumber;
      const pts = major >= PTS_MAJORS.first && major <= PTS_MAJORS.last;
      return pts || harmlessDevices.has(`${major}:${minor}`) ? 0 : -Errno.EACCES;
    }
    return this.#onProc(kfd, this.#status.device) && !this.#procAllows(kfd, flags) ? -Errno.EACCES : 0;
  }

  #onProc(kfd: number, device: string): boolean {
    // Only file systems without a disk have major number 0.
    if (!device.startsWith("0.")) return false;
    let known = this.#isProc.get(device);
    if (known === undefined) {
      const statfs = new Uint8Array(STATFS_SIZE);
      known =
        this.#calls.statfs(kfd, statfs) >= 0 && new DataView(statfs.buffer).getUint32(0, true) === PROC_SUPER_MAGIC;
      this.#isProc.set(device, known);
    }
    return known;
  }

  #procAllows(kfd: number, flags: number): boolean {
    if ((flags & OpenFlags.accessMode) !== OpenFlags.readOnly) return false;
    const path = this.#mounts.hostPath(kfd);
    if (path === undefined) return false;
    if (!/^\/proc\/\d/.test(path)) return path.startsWith("/proc") && !closedFile.test(path);
    return openProcess.test(path);
  }
}

/** As many symbolic links as Linux follows in one path. */
const MOST_LINKS = 40;

/** Flags by which opening alone changes something. */
const CHANGES = OpenFlags.create | OpenFlags.truncate;

/**
 * Beneath, with the policy at its door: for preview1, whose paths all start at a preopened directory. Where mounts or denials lie
 * within one another, a path may not lead from one into another (EACCES): each has a preopened directory of its own, and its own rights.
 */
export class GuardedBeneath extends Beneath {
  readonly #calls: NativeCalls;
  readonly #mounts: Mounts;
  readonly #guard: OpenGuard;
  readonly #status: Status;

  constructor(calls: NativeCalls, mounts: Mounts, guard: OpenGuard) {
    super(calls);
    this.#calls = calls;
    this.#mounts = mounts;
    this.#guard = guard;
    this.#status = new Status(calls);
  }

  /** Also serves the other two, which open the directory or the file by it. */
  override open(dirkfd: number, path: string, flags: number, mode: number, inRoot: boolean): number {
    const kfd =
      this.#mounts.nested && (flags & CHANGES) !== 0
        ? this.#openChanging(dirkfd, path, flags, mode, inRoot)
        : super.open(dirkfd, path, flags, mode, inRoot);
    if (kfd < 0) return kfd;
    const refused = this.#crosses(dirkfd, kfd) ? -Errno.EACCES : this.#guard.check(kfd, flags);
    if (refused < 0) this.#calls.close(kfd);
    return refused < 0 ? refused : kfd;
  }

  override withParent(
    dirkfd: number,
    path: string,
    inRoot: boolean,
    action: (parentkfd: number, name: string) => number,
  ): number {
    return super.withParent(dirkfd, path, inRoot, (parent, name) => {
      const plain = name.replace(/\/$/, "");
      const pinned =
        this.#mounts.nested &&
        this.#status.ofName(parent, plain) === 0 &&
        plain !== ".." &&
        this.#mounts.isPinned(this.#status.identity);
      return pinned ? -Errno.EBUSY : action(parent, name);
    });
  }

  /** Whether a file lies in another mount, or denial, than the directory it was looked up from. */
  #crosses(dirkfd: number, kfd: number): boolean {
    if (!this.#mounts.nested) return false;
    const from = this.#mounts.hostPath(dirkfd);
    // It may be removed between being opened and this look.
    const to = this.#mounts.lastPath(kfd);
    if (from === undefined || to === undefined) return true;
    return this.#mounts.innermost(from)?.mount !== this.#mounts.innermost(to)?.mount;
  }

  /**
   * Looks before it creates or truncates: what is there is opened through the descriptor that was looked at, and a link to nothing is
   * followed by its text, since whoever creates a name must not follow one.
   */
  #openChanging(
    dirkfd: number,
    path: string,
    flags: number,
    mode: number,
    inRoot: boolean,
    links = MOST_LINKS,
  ): number {
    const creates = (flags & OpenFlags.create) !== 0;
    const exclusive = creates && (flags & OpenFlags.exclusive) !== 0;
    const follow = (flags & OpenFlags.noFollow) === 0 && !exclusive;
    const again = flags & ~(OpenFlags.create | OpenFlags.exclusive | OpenFlags.noFollow);
    const found = this.withTarget(dirkfd, path, follow, inRoot, (kfd) => {
      if (exclusive) return -Errno.EEXIST;
      if (this.#status.ofDescriptor(kfd) === 0 && this.#status.type === FileType.link) return -Errno.ELOOP;
      return this.#calls.openat2(AtFlags.currentDirectory, `/proc/self/fd/${kfd}`, again | OpenFlags.closeOnExec, 0, 0);
    });
    if (found !== -Errno.ENOENT || !creates) return found;
    const alone = flags | OpenFlags.exclusive | OpenFlags.noFollow;
    let link: string | number | undefined;
    const made = this.withParent(dirkfd, path, inRoot, (parent, name) => {
      const result = super.open(parent, name, alone, mode, false);
      if (result === -Errno.EEXIST && follow) link = this.#calls.readlinkat(parent, name);
      return result;
    });
    if (typeof link !== "string") return made;
    if (links === 0) return -Errno.ELOOP;
    const target = link.startsWith("/") ? link : path.slice(0, path.lastIndexOf("/") + 1) + link;
    return this.#openChanging(dirkfd, target, flags, mode, inRoot, links - 1);
  }
}
