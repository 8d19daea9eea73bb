// Path resolution below one directory descriptor, done by the kernel (openat2), so that no race and no link leads out of it.
// Knows nothing of guests, preopens or policy: ts/host/namespace.ts and ts/host/preview1 decide which directory.
import type { NativeCalls } from "../bridge/bridge.js";
import { Errno } from "./errno.js";

/** Flags of open(2) and its kin, with the values of x86-64 Linux; the bridge converts them where the machine differs. */
export const OpenFlags = {
  readOnly: 0,
  writeOnly: 1,
  readWrite: 2,
  accessMode: 3,
  create: 0o100,
  exclusive: 0o200,
  noControllingTerminal: 0o400,
  truncate: 0o1000,
  append: 0o2000,
  nonBlocking: 0o4000,
  dataSync: 0o10000,
  largeFile: 0o100000,
  directory: 0o200000,
  noFollow: 0o400000,
  noAccessTime: 0o1000000,
  closeOnExec: 0o2000000,
  sync: 0o4010000,
  path: 0o10000000,
  temporaryFile: 0o20200000,
} as const;

/** Flags of the *at calls. */
export const AtFlags = {
  currentDirectory: -100,
  symlinkNoFollow: 0x100,
  removeDirectory: 0x200,
  symlinkFollow: 0x400,
  emptyPath: 0x1000,
} as const;

const RESOLVE_NO_MAGICLINKS = 0x02;
const RESOLVE_BENEATH = 0x08;
const RESOLVE_IN_ROOT = 0x10;

/** openat2 says EAGAIN when a rename elsewhere could have let ".." escape; so often in a row only someone who means it can be lucky. */
const ATTEMPTS = 128;

/** What O_PATH lets stand beside it: openat2 refuses the others, which open(2) ignores. */
const PATH_COMPANIONS = OpenFlags.path | OpenFlags.directory | OpenFlags.noFollow | OpenFlags.closeOnExec;

/** Splits off the last component, which keeps one trailing slash when the path has any; `directory` may be empty. */
export function splitPath(path: string): { directory: string; name: string } {
  let end = path.length;
  while (end > 0 && path[end - 1] === "/") end--;
  if (end === 0) return { directory: "", name: path === "" ? "" : "/" };
  const start = path.lastIndexOf("/", end - 1) + 1;
  return { directory: path.slice(0, start), name: path.slice(start, end) + (end < path.length ? "/" : "") };
}

/**
 * Resolution of paths below a directory descriptor. With `inRoot` false a path that is absolute, climbs out with ".." or meets a
 * link that does is refused with EXDEV; with `inRoot` true the directory is the root, as after chroot(2). Links of /proc that jump
 * are refused with ELOOP. All results are zero or more, or minus an errno; a path with a NUL in it is EINVAL, an empty one ENOENT.
 */
export class Beneath {
  readonly #calls: NativeCalls;

  constructor(calls: NativeCalls) {
    this.#calls = calls;
  }

  /** Opens as open(2) does, always close-on-exec; a new kernel descriptor. Blocks where open(2) does. */
  open(dirkfd: number, path: string, flags: number, mode: number, inRoot: boolean): number {
    if (path.includes("\0")) return -Errno.EINVAL;
    let how = flags | OpenFlags.closeOnExec;
    if ((flags & OpenFlags.path) !== 0) how &= PATH_COMPANIONS;
    const creates = (how & OpenFlags.create) !== 0 || (how & OpenFlags.temporaryFile) === OpenFlags.temporaryFile;
    const permissions = creates ? mode & 0o7777 : 0;
    const resolve = RESOLVE_NO_MAGICLINKS | (inRoot ? RESOLVE_IN_ROOT : RESOLVE_BENEATH);
    let result = this.#calls.openat2(dirkfd, path, how, permissions, resolve);
    for (let attempt = 1; result === -Errno.EAGAIN && attempt < ATTEMPTS; attempt++) {
      result = this.#calls.openat2(dirkfd, path, how, permissions, resolve);
    }
    return result;
  }

  /**
   * For the calls that make, remove or rename a name, and for those only: opens the directory that holds it and hands over the last
   * component, with one trailing slash when there were any. The name may be "." or "..", which these calls refuse without looking it
   * up; a call that looks names up would climb out with it, or follow a link before a trailing slash: withTarget is for those.
   */
  withParent(
    dirkfd: number,
    path: string,
    inRoot: boolean,
    action: (parentkfd: number, name: string) => number,
  ): number {
    if (path.includes("\0")) return -Errno.EINVAL;
    const { directory, name } = splitPath(path);
    if (name === "") return -Errno.ENOENT;
    if (name === "/") return inRoot ? action(dirkfd, ".") : -Errno.EXDEV;
    if (name === ".." || name === "../") {
      // So that escaping is told from naming a directory within: the name alone would say the same for both.
      const target = this.open(dirkfd, path, OpenFlags.path, 0, inRoot);
      if (target < 0) return target;
      this.#calls.close(target);
    }
    if (directory === "") return action(dirkfd, name);
    const parent = this.open(dirkfd, directory, OpenFlags.path | OpenFlags.directory, 0, inRoot);
    if (parent < 0) return parent;
    try {
      return action(parent, name);
    } finally {
      this.#calls.close(parent);
    }
  }

  /** Opens the file that a path names, O_PATH (a link itself when `follow` is false and no slash follows), for the time of `action`. */
  withTarget(dirkfd: number, path: string, follow: boolean, inRoot: boolean, action: (kfd: number) => number): number {
    const target = this.open(dirkfd, path, OpenFlags.path | (follow ? 0 : OpenFlags.noFollow), 0, inRoot);
    if (target < 0) return target;
    try {
      return action(target);
    } finally {
      this.#calls.close(target);
    }
  }
}
