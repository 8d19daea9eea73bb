// Files as memory: mapped whole or in part, shared or private, flushed to the disk on a thread of the bridge's.
import { resolve } from "node:path";
import type { MappedBuffer } from "../bridge/bridge.js";
import { Errno } from "../host/errno.js";
import { core } from "./core.js";
import { How } from "./core-exports.js";
import { check, IpcError } from "./error.js";
import { checkMapped, MAXIMUM_SIZE, Mapping, type Placement } from "./mapping.js";
import { checkBoolean, checkInteger, checkKeys, checkWait, toPath, type WaitOptions, wrongType } from "./options.js";
import { checkSize, placeFile } from "./shared-memory.js";
import { Waits } from "./waits.js";

export interface MappedFileOptions {
  /**
   * "r" (unless told): the file is only read; what this program writes into the buffer stays its own, and parts that page (4,096 bytes) from
   * the file. "r+": writes go to the file, and to all who have it mapped.
   */
  access?: "r" | "r+" | undefined;
  /** Make the file if there is none; it is empty unless `size` is told. Needs "r+". O_CREAT. */
  create?: boolean | undefined;
  /** With `create`: fail with EEXIST when there is one. O_EXCL. */
  exclusive?: boolean | undefined;
  /** Permissions of a file that is made, less the process's umask; 0o666 unless told. */
  mode?: number | undefined;
  /** Lengthen a file that is shorter than this. Needs "r+". */
  size?: number | undefined;
  /** Where the map begins; any byte of the file, 0 unless told. */
  offset?: number | undefined;
  /** Bytes to map; to the file's end unless told. */
  length?: number | undefined;
}

/** What msync(2) is asked to write. */
export interface FlushOptions extends WaitOptions {
  /** In the map; its begin unless told. */
  offset?: number | undefined;
  /** To the end unless told. */
  length?: number | undefined;
}

const advices = { normal: 0, random: 1, sequential: 2, willNeed: 3, dontNeed: 4 } as const;
/** How the map is going to be used; madvise(2). */
export type Advice = keyof typeof advices;

const MAP_SHARED = 1;
const MAP_PRIVATE = 2;
const MS_SYNC = 4;
const known = ["access", "create", "exclusive", "mode", "size", "offset", "length"];

/**
 * A file, or a part of it, as memory. Others may cut the file while it is mapped: touching what is gone then ends the process with
 * SIGBUS, as it does every program.
 */
export class MappedFile extends Mapping {
  /** Absolute path. */
  readonly path: string;
  readonly access: "r" | "r+";
  /** Where in the file the map begins. */
  readonly offset: number;
  readonly #number: number;
  readonly #length: number | undefined;
  readonly #flushes = new Waits();

  /** @internal */
  private constructor(number: number, path: string, options: MappedFileOptions) {
    const owner = core();
    super(() => owner.close(number), true);
    this.#number = number;
    this.path = path;
    this.access = options.access ?? "r";
    this.offset = options.offset ?? 0;
    this.#length = options.length;
  }

  /**
   * Opens a file to be mapped. Throws IpcError (ENOENT, EACCES, EISDIR, ENODEV where it can't be mapped …), TypeError, RangeError when the part
   * isn't all in the file. open(2), mmap(2).
   */
  static open(path: string | URL | Uint8Array, options: MappedFileOptions = {}): MappedFile {
    const name = resolve(toPath(path, "MappedFile.open"));
    checkOptions(options);
    const owner = core();
    owner.passName(name, "open");
    const how =
      (options.access === "r+" ? 0 : How.readOnly) |
      (options.create ? How.create : 0) |
      (options.create && options.exclusive ? How.exclusive : 0);
    const number = check(owner.exports.core_open_file(how, options.mode ?? 0o666), "open", name);
    const file = new MappedFile(number, name, options);
    try {
      if (options.size !== undefined && file.size < options.size) file.#setSize(options.size);
      // A part that isn't there, or a file that can't be mapped, is told here.
      file.mapped;
    } catch (error) {
      file.close();
      throw error;
    }
    return file;
  }

  /**
   * The file's bytes. With "r+" a SharedArrayBuffer, which others' writes appear in at once; with "r" an ArrayBuffer, which `close` empties.
   * Throws IpcError (EBADF once closed).
   */
  get buffer(): ArrayBuffer | SharedArrayBuffer {
    return this.mapped;
  }

  /** Bytes of the whole file now. fstat(2). */
  get size(): number {
    return check(this.core.exports.core_file_size(this.#open("fstat")), "fstat", this.path);
  }

  /** The kernel's descriptor number; -1 once closed. It stays this handle's: don't close it. */
  get fd(): number {
    return this.closed ? -1 : this.core.kernelFd(this.#number);
  }

  /**
   * Writes what was changed to the disk; resolves when it is there. Without it the kernel does so in its own time; other programs see
   * changes at once in any case. Rejects with IpcError (EIO …) or the signal's reason. msync(2) MS_SYNC.
   */
  async flush(options?: FlushOptions): Promise<void> {
    checkWait(options, "flush", ["offset", "length", "signal"]);
    const part = this.#part(options, "flush");
    if (part.length === 0) return;
    const { bridge } = this.core;
    return this.#flushes.run(
      (callback: (result: number) => void) => bridge.syncBlocking(part, MS_SYNC, callback),
      (result) => void check(result, "msync", this.path),
      options?.signal,
    );
  }

  /** As `flush`, but blocks the thread. msync(2). */
  flushSync(options?: Omit<FlushOptions, "signal">): void {
    checkKeys(options, ["offset", "length"], "flushSync");
    const part = this.#part(options, "flushSync");
    if (part.length > 0) check(this.core.bridge.syncBuffer(part, MS_SYNC), "msync", this.path);
  }

  /** Announces how a part (all unless told) is going to be used. "dontNeed" takes back private changes. Throws IpcError. madvise(2). */
  advise(advice: Advice, options?: Omit<FlushOptions, "signal">): void {
    if (!Object.hasOwn(advices, advice)) {
      throw wrongType("advise: advice", `one of ${Object.keys(advices).join(", ")}`, advice);
    }
    checkKeys(options, ["offset", "length"], "advise");
    const part = this.#part(options, "advise");
    if (part.length > 0) check(this.core.bridge.adviseBuffer(part, advices[advice]), "madvise", this.path);
  }

  /**
   * Cuts or lengthens the file; `buffer` is another one then, to the file's end if no `length` was given. Older buffers stay: of what was cut off they show
   * zeros that are nobody else's, but those of other handles and programs don't, and end them when they touch it. Throws IpcError, RangeError. ftruncate(2).
   */
  resize(size: number): void {
    checkSize(size, "resize: size");
    if (size < this.size) {
      if (this.access === "r") throw new IpcError(Errno.EINVAL, "ftruncate", this.path);
      this.cut(size - this.offset);
    }
    this.#setSize(size);
    this.forgetBuffer();
  }

  /** Closes the handle; as SharedMemory's. The ArrayBuffer of a file opened with "r" is emptied, and unmapped at once. */
  override close(): void {
    const buffer = this.currentBuffer;
    this.#flushes.cancel();
    super.close();
    if (buffer instanceof ArrayBuffer) this.core.bridge.detachBuffer(buffer);
  }

  /** @internal */
  override place(offset: number, length: number): Placement {
    return placeFile(this.core, this.#open("mmap"), this.size, this.offset + offset, length);
  }

  protected override map(): MappedBuffer {
    const { size } = this;
    const length = this.#length ?? Math.max(size - this.offset, 0);
    if (this.offset + length > size) {
      throw new RangeError(
        `${this.path}: ${length} bytes from ${this.offset} on are not all in the file, which has ${size}`,
      );
    }
    if (length === 0) return { buffer: this.isShared ? new SharedArrayBuffer(0) : new ArrayBuffer(0), id: 0 };
    const flags = this.isShared ? MAP_SHARED : MAP_PRIVATE;
    const made = this.core.bridge.mapBuffer(this.fd, this.offset, length, flags, this.isShared ? 1 : 0);
    return checkMapped(made, "mmap", this.path);
  }

  protected override get isShared(): boolean {
    return this.access === "r+";
  }

  #part(options: { offset?: number | undefined; length?: number | undefined } | undefined, where: string): Uint8Array {
    const { mapped } = this;
    checkInteger(options?.offset, `${where}: offset`, 0, mapped.byteLength);
    const offset = options?.offset ?? 0;
    checkInteger(options?.length, `${where}: length`, 0, mapped.byteLength - offset);
    return new Uint8Array(mapped, offset, options?.length ?? mapped.byteLength - offset);
  }

  #setSize(size: number): void {
    check(this.core.exports.core_set_file_size(this.#open("ftruncate"), size), "ftruncate", this.path);
  }

  #open(syscall: string): number {
    if (this.closed) throw new IpcError(Errno.EBADF, syscall, this.path);
    return this.#number;
  }
}

function checkOptions(options: MappedFileOptions): void {
  const where = "MappedFile.open";
  checkKeys(options, known, where);
  if (options.access !== undefined && options.access !== "r" && options.access !== "r+") {
    throw wrongType(`${where}: access`, '"r" or "r+"', options.access);
  }
  checkBoolean(options.create, `${where}: create`);
  checkBoolean(options.exclusive, `${where}: exclusive`);
  checkInteger(options.mode, `${where}: mode`, 0, 0o777);
  for (const name of ["size", "offset", "length"] as const) {
    checkInteger(options[name], `${where}: ${name}`, 0, MAXIMUM_SIZE);
  }
  if (options.access !== "r+" && (options.create || options.size !== undefined)) {
    throw new TypeError(`${where}: create and size need access "r+"`);
  }
}
