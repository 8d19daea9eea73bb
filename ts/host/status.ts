// A file's status as statx(2) lays it out: one buffer of the host's, read field by field. Asks the kernel; decides nothing.
import type { NativeCalls } from "../bridge/bridge.js";
import { AtFlags } from "./beneath.js";

/** Bits of st_mode. */
export const FileType = {
  mask: 0o170000,
  fifo: 0o010000,
  characterDevice: 0o020000,
  directory: 0o040000,
  blockDevice: 0o060000,
  regular: 0o100000,
  link: 0o120000,
  socket: 0o140000,
} as const;

/** Bytes of struct statx. */
export const STATX_SIZE = 256;
const STATX_BASIC = 0x7ff;

/** The status of one file at a time. */
export class Status {
  readonly bytes = new Uint8Array(STATX_SIZE);
  readonly #view = new DataView(this.bytes.buffer);
  readonly #calls: NativeCalls;

  constructor(calls: NativeCalls) {
    this.#calls = calls;
  }

  /** Asks for a descriptor, which may be O_PATH: 0, or minus an errno. */
  ofDescriptor(kfd: number): number {
    return this.#calls.statx(kfd, "", AtFlags.emptyPath, STATX_BASIC, this.bytes);
  }

  /** Asks for a name in a directory, of a link itself. */
  ofName(dirkfd: number, name: string): number {
    return this.#calls.statx(dirkfd, name, AtFlags.symlinkNoFollow, STATX_BASIC, this.bytes);
  }

  /** The type bits of the mode, one of FileType. */
  get type(): number {
    return this.#view.getUint16(28, true) & FileType.mask;
  }

  /** How many names it has. */
  get links(): number {
    return this.#view.getUint32(16, true);
  }

  /** Says which file it is, as long as it exists. */
  get identity(): string {
    return `${this.device}:${this.#view.getBigUint64(32, true)}`;
  }

  /** Bytes. */
  get size(): number {
    return Number(this.#view.getBigUint64(40, true));
  }

  /** The device that holds the file. */
  get device(): string {
    return `${this.#view.getUint32(136, true)}.${this.#view.getUint32(140, true)}`;
  }

  /** Major and minor number of a device file. */
  get deviceNumber(): { major: number; minor: number } {
    return { major: this.#view.getUint32(128, true), minor: this.#view.getUint32(132, true) };
  }
}

/** The status of a directory that exists only in the guest's namespace: to be passed through, not to be listed. */
export function virtualDirectoryStatus(): Uint8Array {
  const bytes = new Uint8Array(STATX_SIZE);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, STATX_BASIC, true);
  view.setUint32(4, 4096, true);
  view.setUint32(16, 2, true);
  view.setUint16(28, FileType.directory | 0o111, true);
  view.setBigUint64(32, 1n, true);
  return bytes;
}
