// Shared memory of POSIX (named, shm_open) and without a name (memfd_create). System V's is shared-segment.ts.
import type { MappedBuffer } from "../bridge/bridge.js";
import { Errno } from "../host/errno.js";
import { type Core, core } from "./core.js";
import { How } from "./core-exports.js";
import { check, IpcError } from "./error.js";
import { checkAddress, checkMapped, MAXIMUM_SIZE, Mapping, PAGE, type Placement } from "./mapping.js";
import { checkBoolean, checkInteger, checkKeys, checkString } from "./options.js";

export interface SharedMemoryCreateOptions {
  /** Permissions, less the process's umask; 0o600 unless told. */
  mode?: number | undefined;
  /** Fail with EEXIST when there is one of that name already, rather than open that. O_EXCL. */
  exclusive?: boolean | undefined;
}

export interface SharedMemoryOpenOptions {
  /**
   * Open it only to be read, which needs no more permission. Its buffer shows what others write; what this program writes into it stays
   * its own, and parts that page (4,096 bytes) from the shared one. MAP_PRIVATE.
   */
  readOnly?: boolean | undefined;
}

export interface SharedMemoryAnonymousOptions {
  /** What /proc shows of it; "isthmus" unless told. */
  name?: string | undefined;
  /** Its size is for ever, so that nobody who has the descriptor can cut it under the others' views. F_SEAL_SHRINK, F_SEAL_GROW. */
  sealed?: boolean | undefined;
}

const MAP_SHARED = 1;
const MAP_PRIVATE = 2;
const F_DUPFD_CLOEXEC = 1030;
const F_GET_SEALS = 1034;
const F_SEAL_SHRINK = 2;

interface Opened {
  number: number;
  name?: string | undefined;
  readOnly: boolean;
}

/**
 * Memory shared between processes. `buffer` is a SharedArrayBuffer over the real pages, so typed arrays, DataView and Atomics work on
 * it, across processes and threads, with native programs too. Others may cut the object while it is mapped: touching what is gone then
 * ends the process with SIGBUS, as it does every program; only sealed memory is safe from that.
 */
export class SharedMemory extends Mapping {
  /** Its name, such as "/jobs"; undefined without one. */
  readonly name: string | undefined;
  /** Opened only to be read. */
  readonly readOnly: boolean;
  readonly #number: number;

  /** @internal */
  private constructor({ number, name, readOnly }: Opened) {
    const owner = core();
    super(() => owner.close(number), true);
    this.#number = number;
    this.name = name;
    this.readOnly = readOnly;
  }

  /**
   * Makes the object of a name such as "/jobs", of that many bytes, zeros. One that exists is opened, and lengthened if it is smaller,
   * unless `exclusive` is set. The name stays until `unlink`. Throws IpcError (EEXIST, EACCES …), TypeError, RangeError. shm_open(3).
   */
  static create(name: string, size: number, options?: SharedMemoryCreateOptions): SharedMemory {
    checkName(name, "SharedMemory.create");
    checkKeys(options, ["mode", "exclusive"], "SharedMemory.create");
    checkSize(size, "SharedMemory.create: size");
    checkInteger(options?.mode, "SharedMemory.create: mode", 0, 0o777);
    checkBoolean(options?.exclusive, "SharedMemory.create: exclusive");
    const owner = core();
    owner.passName(name, "shm_open");
    const how = How.create | (options?.exclusive ? How.exclusive : 0);
    const number = check(owner.exports.core_shm_open(how, options?.mode ?? 0o600), "shm_open", name);
    try {
      if (check(owner.exports.core_file_size(number), "fstat", name) < size) {
        check(owner.exports.core_set_file_size(number, size), "ftruncate", name);
      }
    } catch (error) {
      owner.close(number);
      throw error;
    }
    return new SharedMemory({ number, name, readOnly: false });
  }

  /** Opens the existing object of a name. Throws IpcError (ENOENT, EACCES …), TypeError. shm_open(3). */
  static open(name: string, options?: SharedMemoryOpenOptions): SharedMemory {
    checkName(name, "SharedMemory.open");
    checkKeys(options, ["readOnly"], "SharedMemory.open");
    checkBoolean(options?.readOnly, "SharedMemory.open: readOnly");
    const owner = core();
    owner.passName(name, "shm_open");
    const readOnly = options?.readOnly ?? false;
    const number = check(owner.exports.core_shm_open(readOnly ? How.readOnly : 0, 0), "shm_open", name);
    return new SharedMemory({ number, name, readOnly });
  }

  /**
   * Removes a name; the memory lives on for those who have it. Throws IpcError (ENOENT …), TypeError. shm_unlink(3).
   */
  static unlink(name: string): void {
    checkName(name, "SharedMemory.unlink");
    core().passName(name, "shm_unlink");
    check(core().exports.core_shm_unlink(), "shm_unlink", name);
  }

  /**
   * Makes memory without a name, of that many bytes, zeros. It goes to others by its descriptor: `spawn`'s fds, a child's stdio, SCM_RIGHTS.
   * Throws IpcError, TypeError, RangeError. memfd_create(2).
   */
  static anonymous(size: number, options?: SharedMemoryAnonymousOptions): SharedMemory {
    checkKeys(options, ["name", "sealed"], "SharedMemory.anonymous");
    checkSize(size, "SharedMemory.anonymous: size");
    const name = options?.name ?? "isthmus";
    checkString(name, "SharedMemory.anonymous: name");
    checkBoolean(options?.sealed, "SharedMemory.anonymous: sealed");
    const owner = core();
    owner.passName(name, "memfd_create");
    const number = check(owner.exports.core_memfd(), "memfd_create", name);
    try {
      check(owner.exports.core_set_file_size(number, size), "ftruncate");
      if (options?.sealed) check(owner.exports.core_seal_size(number), "fcntl");
    } catch (error) {
      owner.close(number);
      throw error;
    }
    return new SharedMemory({ number, readOnly: false });
  }

  /**
   * The memory of a descriptor that this process was given (one that it inherited, say), of which a copy is made: the given one stays the
   * caller's. Read-only when the descriptor is. Throws IpcError (EBADF …), TypeError.
   */
  static fromDescriptor(fd: number): SharedMemory {
    checkInteger(fd, "SharedMemory.fromDescriptor: fd", 0);
    const owner = core();
    const kfd = check(owner.bridge.calls.fcntl(fd, F_DUPFD_CLOEXEC, 3), "fcntl");
    const number = owner.adopt(kfd);
    const writable = owner.exports.core_may_write(number) === 1;
    return new SharedMemory({ number, readOnly: !writable });
  }

  /**
   * The memory itself, all of it as long as it was when `buffer` was first used, or after the last `resize` or `remap`. Throws IpcError
   * (EBADF once closed, ENOMEM). mmap(2).
   */
  get buffer(): SharedArrayBuffer {
    return this.mapped as SharedArrayBuffer;
  }

  /** Bytes that the object has now. fstat(2). */
  get size(): number {
    return check(this.core.exports.core_file_size(this.#open("fstat")), "fstat", this.name);
  }

  /**
   * The kernel's descriptor number, for passing to other functions of this process; -1 once closed. It stays this handle's: don't close it.
   */
  get fd(): number {
    return this.closed ? -1 : this.core.kernelFd(this.#number);
  }

  /**
   * Cuts or lengthens the object; `buffer` is another one then. Older buffers stay: of what was cut off they show zeros that are nobody else's,
   * but the views of other handles and processes don't, and end them when they touch it. Throws IpcError (EPERM when sealed), RangeError. ftruncate(2).
   */
  resize(size: number): void {
    checkSize(size, "resize: size");
    const number = this.#open("ftruncate");
    if (size < this.size) {
      // What the kernel would refuse must not take anything from the views first.
      const seals = this.core.bridge.calls.fcntl(this.fd, F_GET_SEALS, 0);
      if (seals > 0 && (seals & F_SEAL_SHRINK) !== 0) throw new IpcError(Errno.EPERM, "ftruncate", this.name);
      if (this.readOnly) throw new IpcError(Errno.EINVAL, "ftruncate", this.name);
      this.cut(size);
    }
    check(this.core.exports.core_set_file_size(number, size), "ftruncate", this.name);
    this.forgetBuffer();
  }

  /** A new `buffer` over the object as long as it is now, when somebody else has lengthened it. Older ones stay valid. */
  remap(): SharedArrayBuffer {
    this.forgetBuffer();
    return this.buffer;
  }

  /** Removes the name; the memory stays. Throws IpcError (ENOENT …; EINVAL without a name). shm_unlink(3). */
  unlink(): void {
    if (this.name === undefined) throw new IpcError(Errno.EINVAL, "shm_unlink");
    SharedMemory.unlink(this.name);
  }

  /** @internal */
  override place(offset: number, length: number): Placement {
    return placeFile(this.core, this.#open("mmap"), this.size, offset, length);
  }

  protected override map(): MappedBuffer {
    const { size } = this;
    if (size === 0) return { buffer: new SharedArrayBuffer(0), id: 0 };
    const flags = this.readOnly ? MAP_PRIVATE : MAP_SHARED;
    return checkMapped(this.core.bridge.mapBuffer(this.fd, 0, size, flags, 1), "mmap", this.name);
  }

  protected override get isShared(): boolean {
    return !this.readOnly;
  }

  #open(syscall: string): number {
    if (this.closed) throw new IpcError(Errno.EBADF, syscall, this.name);
    return this.#number;
  }
}

/** Maps the pages of a file's range into the core's memory. */
export function placeFile(owner: Core, number: number, size: number, offset: number, length: number): Placement {
  if (offset + length > size) throw new RangeError(`offset ${offset} leaves no room: the memory has ${size} bytes`);
  const { exports } = owner;
  const begin = offset - (offset % PAGE);
  const whole = offset + length - begin;
  const address = checkAddress(exports.core_map(number, begin, whole), "mmap");
  return { address: address + offset - begin, release: () => exports.core_unmap(address, whole) };
}

export function checkSize(size: number, name: string): void {
  if (size === undefined) throw new TypeError(`${name} must be a number`);
  checkInteger(size, name, 0, MAXIMUM_SIZE);
}

/** A name of a POSIX object: a slash, and then none. */
export function checkName(name: string, where: string): void {
  checkString(name, `${where}: name`);
  if (!/^\/[^/]+$/.test(name) || name === "/." || name === "/..") {
    throw new TypeError(
      `${where}: name must be a slash and a word without one, such as "/jobs", not ${JSON.stringify(name)}`,
    );
  }
}
