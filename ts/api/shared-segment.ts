// System V shared memory: segments found by key, attached as JavaScript's own memory.
import type { MappedBuffer } from "../bridge/bridge.js";
import { Errno } from "../host/errno.js";
import { core } from "./core.js";
import { check, IpcError } from "./error.js";
import { checkAddress, checkMapped, MAXIMUM_SIZE, Mapping, type Placement } from "./mapping.js";
import { checkBoolean, checkInteger, checkKeys, wrongType } from "./options.js";
import {
  change,
  checkId,
  countAt,
  creation,
  dateAt,
  Ipc,
  keyName,
  readStatus,
  type SystemVChange,
  type SystemVCreateOptions,
  type SystemVKey,
  type SystemVStatus,
  toExistingKey,
  toKey,
} from "./system-v.js";

export interface SharedSegmentOpenOptions {
  /** Attach it only to be read, which needs no more permission: then `read` copies from it, and there is no `buffer`. SHM_RDONLY. */
  readOnly?: boolean | undefined;
}

/** What shmctl(2) tells of a segment. */
export interface SharedSegmentStatus extends SystemVStatus {
  /** Bytes. */
  size: number;
  /** How often it is attached, by all processes together. */
  attached: number;
  creatorPid: number;
  /** Who attached or detached last; 0 for nobody. */
  lastPid: number;
  lastAttached: Date | undefined;
  lastDetached: Date | undefined;
  /** It was removed, and goes with its last user. */
  removed: boolean;
}

const SHM_DEST = 0o1000;

/**
 * A System V shared memory segment. `buffer` is a SharedArrayBuffer over the real pages, attached when it is first used, until the last
 * view of it is collected. Segments keep their size, so views are never cut off.
 */
export class SharedSegment extends Mapping {
  /** The kernel's number of it. */
  readonly id: number;
  readonly readOnly: boolean;
  readonly size: number;
  /** The core's own attachment, for reading what JavaScript must not touch. */
  readonly #reading: { address: number };

  /** @internal */
  private constructor(id: number, readOnly: boolean) {
    const { exports } = core();
    const reading = { address: 0 };
    super(() => {
      if (reading.address !== 0) exports.core_detach(reading.address);
    }, false);
    this.id = id;
    this.readOnly = readOnly;
    this.#reading = reading;
    this.size = this.stat().size;
  }

  /**
   * Makes the segment of a key, or with "private" one without, of that many bytes, zeros. One that exists is opened, unless `exclusive` is
   * set. It stays until `remove`. Throws IpcError (EEXIST, EINVAL when the existing one is smaller, ENOSPC …), TypeError, RangeError. shmget(2).
   */
  static create(key: SystemVKey | "private", size: number, options?: SystemVCreateOptions): SharedSegment {
    const where = "SharedSegment.create";
    const number = toKey(key, where);
    if (size === undefined) throw wrongType(`${where}: size`, "a number", size);
    checkInteger(size, `${where}: size`, 1, MAXIMUM_SIZE);
    const flags = creation(options, where);
    const id = check(core().exports.core_shmget(number, size, flags), "shmget", keyName(number));
    return new SharedSegment(id, false);
  }

  /** Opens the existing segment of a key. Throws IpcError (ENOENT, EACCES …), TypeError. shmget(2). */
  static open(key: SystemVKey, options?: SharedSegmentOpenOptions): SharedSegment {
    const number = toExistingKey(key, "SharedSegment.open");
    const readOnly = checkReadOnly(options, "SharedSegment.open");
    return new SharedSegment(check(core().exports.core_shmget(number, 0, 0), "shmget", keyName(number)), readOnly);
  }

  /** The segment of an id, as ipcs(1) shows it. Throws IpcError (EINVAL …), TypeError. */
  static fromId(id: number, options?: SharedSegmentOpenOptions): SharedSegment {
    checkId(id, "SharedSegment.fromId");
    return new SharedSegment(id, checkReadOnly(options, "SharedSegment.fromId"));
  }

  /** The memory itself. Throws IpcError (EBADF once closed, EACCES when read-only, EIDRM, ENOMEM). shmat(2). */
  get buffer(): SharedArrayBuffer {
    return this.mapped as SharedArrayBuffer;
  }

  /** A copy of bytes, to the end unless told; of a read-only segment too. Throws RangeError, IpcError. */
  override read(offset = 0, length?: number): Buffer {
    if (!this.readOnly) return super.read(offset, length);
    if (this.closed) throw new IpcError(Errno.EBADF, "shmat");
    checkInteger(offset, "read: offset", 0, this.size);
    checkInteger(length, "read: length", 0, this.size - offset);
    if (this.#reading.address === 0) {
      this.#reading.address = checkAddress(this.core.exports.core_attach(this.id, 1), "shmat", String(this.id));
    }
    const bytes = this.core.guest.read(this.#reading.address + offset, length ?? this.size - offset);
    if (typeof bytes === "number") throw new IpcError(bytes, "shmat", String(this.id));
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** What the kernel knows of it. Throws IpcError (EINVAL or EIDRM once removed, EACCES). shmctl(2) IPC_STAT. */
  stat(): SharedSegmentStatus {
    check(this.core.exports.core_shmctl(this.id, Ipc.status), "shmctl", String(this.id));
    const view = this.core.numbers;
    return {
      ...readStatus(view, 72),
      size: countAt(view, 48),
      attached: countAt(view, 88),
      creatorPid: view.getInt32(80, true),
      lastPid: view.getInt32(84, true),
      lastAttached: dateAt(view, 56),
      lastDetached: dateAt(view, 64),
      removed: (view.getUint32(20, true) & SHM_DEST) !== 0,
    };
  }

  /** Changes owner and permissions. Throws IpcError (EPERM …), TypeError, RangeError. shmctl(2) IPC_SET. */
  set(changes: SystemVChange): void {
    change((command) => this.core.exports.core_shmctl(this.id, command), "shmctl", changes, "set");
  }

  /** Removes the segment; its memory goes when nobody has it attached any more. Throws IpcError (EINVAL, EPERM). shmctl(2) IPC_RMID. */
  remove(): void {
    check(this.core.exports.core_shmctl(this.id, Ipc.remove), "shmctl", String(this.id));
  }

  /** @internal */
  override place(offset: number, length: number): Placement {
    if (offset + length > this.size)
      throw new RangeError(`offset ${offset} leaves no room: the segment has ${this.size} bytes`);
    const { exports } = this.core;
    const address = checkAddress(exports.core_attach(this.id, 0), "shmat", String(this.id));
    return { address: address + offset, release: () => exports.core_detach(address) };
  }

  protected override map(): MappedBuffer {
    if (this.readOnly) throw new IpcError(Errno.EACCES, "shmat", String(this.id));
    return checkMapped(this.core.bridge.attachBuffer(this.id), "shmat", String(this.id));
  }

  protected override get isShared(): boolean {
    return !this.readOnly;
  }
}

function checkReadOnly(options: SharedSegmentOpenOptions | undefined, where: string): boolean {
  checkKeys(options, ["readOnly"], where);
  checkBoolean(options?.readOnly, `${where}: readOnly`);
  return options?.readOnly ?? false;
}
