// What all preview1 functions share: descriptors, the notes kept about them, results, paths. No function of preview1 itself.
// Notes live here while the descriptor table lives in the bridge, which may close a descriptor on its own: FdFlags.noted tells.
import { FdFlags, type ImportFunction, type NativeCalls, type NativeGuest } from "../../bridge/bridge.js";
import { AtFlags, type Beneath } from "../beneath.js";
import { Errno, WasiErrno, wasiErrno } from "../errno.js";
import { FileType, type Preview1Context, Rights } from "./types.js";

/** What is known of a descriptor beyond what the kernel says. */
export interface Note {
  /** The name under which it was preopened. */
  preopen: string | undefined;
  /** FileType, once asked for. */
  fileType: number | undefined;
  /** Rights that were given up, for itself and for what is opened below it. */
  droppedBase: bigint;
  droppedInheriting: bigint;
}

const PATH_MAX = 4096;
const STATX_BASIC = 0x7ff;
const MODE_TYPE = 0o170000;

/** The FileType of a mode's type bits. */
export function fileTypeOfMode(mode: number): number {
  switch (mode & MODE_TYPE) {
    case 0o040000:
      return FileType.directory;
    case 0o100000:
      return FileType.regularFile;
    case 0o120000:
      return FileType.symbolicLink;
    case 0o020000:
      return FileType.characterDevice;
    case 0o060000:
      return FileType.blockDevice;
    case 0o140000:
      return FileType.socketStream;
    default:
      return FileType.unknown;
  }
}

const IOV_MAX = 1024;

/** As many buffers as the kernel takes in one call; the rest is left over, as after any short read or write. */
export const atMostIovMax = (count: number): number => Math.min(count >>> 0, IOV_MAX);

/** Whether a path leads out of the directory it starts in, going by its own text. */
function climbs(path: string): boolean {
  if (path.startsWith("/")) return true;
  let depth = 0;
  for (const component of path.split("/")) {
    if (component === "..") depth--;
    else if (component !== "" && component !== ".") depth++;
    if (depth < 0) return true;
  }
  return false;
}

/** Told from EXDEV, which resolution uses for escapes: two file systems that one call can't span. */
const DIFFERENT_FILE_SYSTEMS = -4096 - Errno.EXDEV;

export class Shim {
  readonly context: Preview1Context;
  readonly guest: NativeGuest;
  readonly calls: NativeCalls;
  readonly beneath: Beneath;
  /** The last statx. */
  readonly statx = new Uint8Array(256);
  readonly statxView = new DataView(this.statx.buffer);
  readonly #notes = new Map<number, Note>();

  constructor(context: Preview1Context) {
    this.context = context;
    this.guest = context.guest;
    this.calls = context.bridge.calls;
    this.beneath = context.beneath;
    context.preopens.forEach(({ kfd, name }, index) => {
      const fd = 3 + index;
      if (this.guest.kernelFd(fd) === kfd) this.#remember(fd).preopen = name;
    });
  }

  /** The bridge's function for a call of the `isthmus` module. */
  call(name: string): ImportFunction {
    return this.guest.call(name);
  }

  /** What is noted of a descriptor, as long as it is still the same one. */
  note(fd: number): Note | undefined {
    const note = this.#notes.get(fd);
    if (note === undefined) return undefined;
    const flags = this.guest.fdFlags(fd);
    if (flags >= 0 && (flags & FdFlags.noted) !== 0) return note;
    this.#notes.delete(fd);
    return undefined;
  }

  #remember(fd: number): Note {
    const known = this.note(fd);
    if (known !== undefined) return known;
    const note: Note = { preopen: undefined, fileType: undefined, droppedBase: 0n, droppedInheriting: 0n };
    this.#notes.set(fd, note);
    this.guest.setFdFlags(fd, this.guest.fdFlags(fd) | FdFlags.noted);
    return note;
  }

  forget(fd: number): void {
    this.#notes.delete(fd);
  }

  /** Moves a descriptor to another number, with its note. */
  renumber(from: number, to: number): number {
    const note = this.note(from);
    const result = this.guest.renumber(from, to);
    if (result < 0) return result;
    this.#notes.delete(from);
    this.#notes.delete(to);
    if (note !== undefined) this.#notes.set(to, note);
    return 0;
  }

  /** Takes rights away from an open descriptor for good. */
  drop(fd: number, base: bigint, inheriting: bigint): void {
    const note = this.#remember(fd);
    note.droppedBase |= base;
    note.droppedInheriting |= inheriting;
  }

  /** SUCCESS, or the error for a descriptor that has given up a right; whether it is open at all is not looked at. */
  lacks(fd: number, right: bigint): number {
    const unchecked = this.#notes.get(fd);
    if (unchecked === undefined || (unchecked.droppedBase & right) === 0n || this.note(fd) === undefined)
      return WasiErrno.SUCCESS;
    return right === Rights.fdRead || right === Rights.fdWrite ? WasiErrno.EBADF : WasiErrno.ENOTCAPABLE;
  }

  /** The FileType of an open descriptor, or minus an errno. Asks the kernel once. */
  fileType(fd: number): number {
    const known = this.note(fd)?.fileType;
    if (known !== undefined) return known;
    const kfd = this.guest.kernelFd(fd);
    if (kfd < 0) return kfd;
    const result = this.stat(kfd);
    if (result < 0) return result;
    const type = fileTypeOfMode(this.statxView.getUint16(28, true));
    this.#remember(fd).fileType = type;
    return type;
  }

  /** Fills `statx` with a descriptor's status: 0, or minus an errno. */
  stat(kfd: number): number {
    return this.calls.statx(kfd, "", AtFlags.emptyPath, STATX_BASIC, this.statx);
  }

  /** The same for a single name in a directory, a link itself. */
  statName(dirkfd: number, name: string): number {
    return this.calls.statx(dirkfd, name, AtFlags.symlinkNoFollow, STATX_BASIC, this.statx);
  }

  /** Stores a count through a pointer, or turns a failure into preview1's errno. */
  storeCount(result: number, pointer: number): number {
    return wasiErrno(result < 0 ? result : this.guest.writeU32(pointer >>> 0, result));
  }

  /** A path argument, or minus an errno. */
  path(pointer: number, length: number): string | number {
    if (length >>> 0 > PATH_MAX) return -Errno.ENAMETOOLONG;
    return this.guest.readString(pointer >>> 0, length >>> 0);
  }

  /** Whether a descriptor came from a read-only preopen. */
  readOnly(fd: number): boolean {
    const flags = this.guest.fdFlags(fd);
    return flags >= 0 && (flags & FdFlags.readOnly) !== 0;
  }

  /**
   * Resolves a path below the directory `fd`: `action` gets its kernel descriptor and how to resolve. Gives what `action` gave, or
   * minus an errno; EXDEV means that the path leads out. Below a preopen named "/", links may be absolute: it is the guest's root.
   */
  resolve(fd: number, path: string, action: (kfd: number, inRoot: boolean) => number): number {
    const kfd = this.guest.kernelFd(fd);
    if (kfd < 0) return kfd;
    const result = action(kfd, false);
    if (result !== -Errno.EXDEV || this.note(fd)?.preopen !== "/" || climbs(path)) return result;
    return action(kfd, true);
  }

  /** preview1's errno for a result of resolve(): SUCCESS for zero and more, EPERM for a path that leads out, which is reported. */
  finish(call: string, path: string, result: number): number {
    if (result >= 0) return WasiErrno.SUCCESS;
    if (result === DIFFERENT_FILE_SYSTEMS) return WasiErrno.EXDEV;
    if (result !== -Errno.EXDEV) return wasiErrno(result);
    this.context.refused?.(call, path);
    return WasiErrno.EPERM;
  }

  /** For the result of a call whose own EXDEV is not an escape. */
  acrossFileSystems(result: number): number {
    return result === -Errno.EXDEV ? DIFFERENT_FILE_SYSTEMS : result;
  }
}
