// Walks a path through the guest's mount table one component at a time, for what the kernel can't resolve in one go: links and ".."
// from one mount into another, mounts within mounts, the host's own names. Each step is one openat2 that follows nothing.
import type { NativeCalls } from "../bridge/bridge.js";
import { OpenFlags } from "./beneath.js";
import { Errno } from "./errno.js";
import { joinGuest, type Mount, type Mounts, type Special } from "./mounts.js";
import { normalizeGuestPath } from "./policy.js";
import { Status } from "./status.js";

/** A directory on the way. */
export interface Frame {
  /** O_PATH; -1 for a directory that only leads to mounts. */
  readonly kfd: number;
  readonly guest: string;
  readonly readOnly: boolean;
  /** Opened by the walk, which closes it. */
  readonly owned: boolean;
}

/** Where a path ended. */
export type Found =
  | { kind: "directory"; frame: Frame }
  /** A name in a real directory: no link (or one that isn't to be followed), perhaps nothing. */
  | { kind: "entry"; frame: Frame; name: string }
  /** Outside every mount, or denied within one. */
  | { kind: "refused"; guest: string; denied: boolean }
  | { kind: "error"; errno: number }
  | Special;

const STEP = OpenFlags.path | OpenFlags.directory | OpenFlags.noFollow | OpenFlags.closeOnExec;
const RESOLVE_BENEATH_NO_MAGICLINKS = 0x0a;
/** As many links as Linux follows in one path. */
const MAXIMUM_LINKS = 40;

const error = (errno: number): Found => ({ kind: "error", errno: Math.abs(errno) });

/** The components of a path; a trailing slash counts as ".", since it demands a directory. */
function components(path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "");
  if (path.endsWith("/") && parts.length > 0) parts.push(".");
  return parts;
}

/** One walk; `close` it when done with what it found. */
export class Walk {
  readonly #calls: NativeCalls;
  readonly #mounts: Mounts;
  readonly #status: Status;
  readonly #frames: Frame[] = [];
  /** Components still to come, the next one last. */
  #pending: string[] = [];
  #links = 0;

  constructor(calls: NativeCalls, mounts: Mounts) {
    this.#calls = calls;
    this.#mounts = mounts;
    this.#status = new Status(calls);
  }

  /** Follows an absolute path of the guest's to its end; a link there only when `follow` says so. */
  find(path: string, follow: boolean): Found {
    this.#toRoot();
    this.#pending = components(path).reverse();
    for (;;) {
      const name = this.#pending.pop();
      if (name === undefined) return { kind: "directory", frame: this.#top };
      const stop = this.#pending.length === 0 ? this.#last(name, follow) : this.#enter(name);
      if (stop !== undefined) return stop;
    }
  }

  /** Closes the directories that the walk opened. */
  close(): void {
    this.#truncate(0);
  }

  get #top(): Frame {
    return this.#frames[this.#frames.length - 1] as Frame;
  }

  #truncate(length: number): void {
    for (let frame = this.#frames[length]; this.#frames.length > length; frame = this.#frames[length]) {
      this.#frames.splice(length, 1);
      if (frame?.owned === true) this.#calls.close(frame.kfd);
    }
  }

  #toRoot(): void {
    this.#truncate(0);
    const root = this.#mounts.at("/");
    this.#frames.push({ kfd: root?.kfd ?? -1, guest: "/", readOnly: root?.readOnly ?? true, owned: false });
  }

  /** A mount at this name becomes the current directory; a denied one is refused. */
  #mount(mount: Mount, guest: string): Found | undefined {
    if (mount.kfd < 0) return { kind: "refused", guest: this.#whole(guest), denied: true };
    this.#frames.push({ kfd: mount.kfd, guest: mount.guest, readOnly: mount.readOnly, owned: false });
    return undefined;
  }

  /** A name with what was still to come, for messages. */
  #whole(guest: string): string {
    return normalizeGuestPath([guest, ...this.#pending.toReversed()].join("/"));
  }

  /** Handles "." and "..", mounts, and names in directories that aren't real. True when the step is taken. */
  #step(name: string): Found | boolean {
    if (name === ".") return true;
    if (name === "..") {
      if (this.#frames.length > 1) this.#truncate(this.#frames.length - 1);
      return true;
    }
    const guest = joinGuest(this.#top.guest, name);
    const mount = this.#mounts.at(guest);
    if (mount !== undefined) return this.#mount(mount, guest) ?? true;
    if (!this.#mounts.admits(this.#top.guest, name))
      return { kind: "refused", guest: this.#whole(guest), denied: false };
    const special = this.#mounts.special(guest, this.#top.kfd >= 0);
    if (special !== undefined) return this.#pending.length === 0 ? special : error(Errno.ENOTDIR);
    if (this.#top.kfd >= 0) return false;
    if (!this.#mounts.isVirtual(guest)) return { kind: "refused", guest: this.#whole(guest), denied: false };
    this.#frames.push({ kfd: -1, guest, readOnly: true, owned: false });
    return true;
  }

  /** Enters a component that isn't the last, so must be a directory or lead to one. */
  #enter(name: string): Found | undefined {
    const taken = this.#step(name);
    if (taken !== false) return taken === true ? undefined : taken;
    const top = this.#top;
    const kfd = this.#calls.openat2(top.kfd, name, STEP, 0, RESOLVE_BENEATH_NO_MAGICLINKS);
    if (kfd === -Errno.ENOTDIR || kfd === -Errno.ELOOP) {
      const target = this.#calls.readlinkat(top.kfd, name);
      return typeof target === "string" ? this.#expand(target) : error(Errno.ENOTDIR);
    }
    if (kfd < 0) return error(kfd);
    const guest = joinGuest(top.guest, name);
    if (this.#mounts.nested && this.#status.ofDescriptor(kfd) >= 0) {
      const mount = this.#mounts.covering(this.#status.identity);
      if (mount !== undefined) {
        this.#calls.close(kfd);
        return this.#mount(mount, guest);
      }
    }
    this.#frames.push({ kfd, guest, readOnly: top.readOnly, owned: true });
    return undefined;
  }

  #last(name: string, follow: boolean): Found | undefined {
    const taken = this.#step(name);
    if (taken !== false) return taken === true ? undefined : taken;
    const top = this.#top;
    if (follow) {
      const target = this.#calls.readlinkat(top.kfd, name);
      if (typeof target === "string") return this.#expand(target);
    }
    if (this.#mounts.nested && this.#status.ofName(top.kfd, name) >= 0) {
      const mount = this.#mounts.covering(this.#status.identity);
      if (mount !== undefined) return this.#mount(mount, joinGuest(top.guest, name));
    }
    return { kind: "entry", frame: top, name };
  }

  #expand(target: string): Found | undefined {
    if (target === "") return error(Errno.ENOENT);
    if (++this.#links > MAXIMUM_LINKS) return error(Errno.ELOOP);
    if (target.startsWith("/")) this.#toRoot();
    this.#pending.push(...components(target).reverse());
    // A link to "/" alone leaves nothing to come: the root is where we are.
    return undefined;
  }
}
