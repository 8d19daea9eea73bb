// System V semaphore sets: several counts, changed by operations that happen all at once or not at all. A wait is a blocking call on a
// thread of the bridge's.
import { Errno } from "../host/errno.js";
import { type Core, core } from "./core.js";
import { check, IpcError } from "./error.js";
import { checkBoolean, checkInteger, checkKeys, checkWait, type WaitOptions, wrongType } from "./options.js";
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
import { Waits } from "./waits.js";

export interface SemaphoreSetCreateOptions extends SystemVCreateOptions {
  /** What the semaphores begin with, if the set is made by this call; zeros unless told. */
  values?: readonly number[] | undefined;
}

/** A step of an operation on a set. */
export interface SemaphoreOperation {
  /** Which semaphore; the first, 0, unless told. */
  index?: number | undefined;
  /** Positive: added. Negative: taken away, waiting until there is enough. 0: waits until the semaphore is 0. */
  change: number;
  /** Taken back when the process ends, however it does. SEM_UNDO. */
  undo?: boolean | undefined;
}

/** What semctl(2) tells of a set. */
export interface SemaphoreSetStatus extends SystemVStatus {
  /** How many semaphores it has. */
  count: number;
  /** When an operation was done last. */
  lastOperation: Date | undefined;
}

/** What semctl(2) tells of one semaphore. */
export interface SemaphoreState {
  value: number;
  /** Who changed it last; 0 for nobody. */
  lastPid: number;
  /** How many wait for it to rise. */
  waitingForMore: number;
  /** How many wait for it to be 0. */
  waitingForZero: number;
}

const SEM_UNDO = 0x1000;
const command = { pid: 11, value: 12, values: 13, waitingForMore: 14, waitingForZero: 15, setValue: 16, setValues: 17 };
const IN_BUFFER = -1;
const VALUE_MAX = 32767;
const OPERATION = 6;
/** Operations that may be done at once before the event loop gets its turn. */
const TURN = 32;

/**
 * A System V semaphore set. It belongs to nobody: it stays until it is removed. The handle holds nothing but its number, so it need not be
 * closed; `close` only gives up what waits.
 */
export class SemaphoreSet implements Disposable {
  /** The kernel's number of it. */
  readonly id: number;
  /** How many semaphores it has. */
  readonly count: number;
  readonly #core: Core = core();
  readonly #waits = new Waits();
  #closed = false;
  #immediate = 0;

  private constructor(id: number) {
    this.id = id;
    this.count = this.stat().count;
  }

  /**
   * Makes the set of a key, or with "private" one without, of that many semaphores. One that exists is opened as it is, unless `exclusive` is
   * set: `values` are for a new one. Throws IpcError (EEXIST, EINVAL when the existing one is smaller, ENOSPC …), TypeError, RangeError. semget(2).
   */
  static create(key: SystemVKey | "private", count: number, options?: SemaphoreSetCreateOptions): SemaphoreSet {
    const where = "SemaphoreSet.create";
    const number = toKey(key, where);
    if (count === undefined) throw wrongType(`${where}: count`, "a number", count);
    checkInteger(count, `${where}: count`, 1);
    const flags = creation(options, where, ["values"]);
    const { values } = options ?? {};
    if (values !== undefined) checkValues(values, count, `${where}: values`);
    const { exports } = core();
    if (values === undefined || number === 0) {
      const set = new SemaphoreSet(check(exports.core_semget(number, count, flags), "semget", keyName(number)));
      if (values !== undefined) set.values = values;
      return set;
    }
    // Who makes it sets the values, and nobody else.
    const made = exports.core_semget(number, count, flags | Ipc.exclusive);
    if (made === -Errno.EEXIST && !options?.exclusive) {
      return new SemaphoreSet(check(exports.core_semget(number, count, flags), "semget", keyName(number)));
    }
    const set = new SemaphoreSet(check(made, "semget", keyName(number)));
    set.values = values;
    return set;
  }

  /** Opens the existing set of a key. Throws IpcError (ENOENT, EACCES …), TypeError. semget(2). */
  static open(key: SystemVKey): SemaphoreSet {
    const number = toExistingKey(key, "SemaphoreSet.open");
    return new SemaphoreSet(check(core().exports.core_semget(number, 0, 0), "semget", keyName(number)));
  }

  /** The set of an id, as ipcs(1) shows it. Throws IpcError (EINVAL …), TypeError. */
  static fromId(id: number): SemaphoreSet {
    checkId(id, "SemaphoreSet.fromId");
    return new SemaphoreSet(id);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** All counts. semctl(2) GETALL, SETALL. Setting wakes who waits, and forgets what was to be taken back. */
  get values(): number[] {
    check(this.#control(0, command.values, IN_BUFFER), "semctl", this.#name);
    const view = this.#core.numbers;
    return Array.from({ length: this.count }, (_, index) => view.getUint16(2 * index, true));
  }

  set values(values: readonly number[]) {
    checkValues(values, this.count, "values");
    const view = this.#core.numbers;
    values.forEach((value, index) => {
      view.setUint16(2 * index, value, true);
    });
    check(this.#control(0, command.setValues, IN_BUFFER), "semctl", this.#name);
  }

  /** One count; the first unless told. semctl(2) GETVAL. */
  value(index = 0): number {
    return this.#ask(index, command.value, "value");
  }

  /** Sets one count. semctl(2) SETVAL. */
  setValue(index: number, value: number): void {
    checkInteger(value, "setValue: value", 0, VALUE_MAX);
    this.#checkIndex(index, "setValue");
    check(this.#control(index, command.setValue, value), "semctl", this.#name);
  }

  /** One semaphore's count, and who has to do with it. semctl(2) GETVAL, GETPID, GETNCNT, GETZCNT. */
  state(index = 0): SemaphoreState {
    return {
      value: this.#ask(index, command.value, "state"),
      lastPid: this.#ask(index, command.pid, "state"),
      waitingForMore: this.#ask(index, command.waitingForMore, "state"),
      waitingForZero: this.#ask(index, command.waitingForZero, "state"),
    };
  }

  /**
   * Performs operations, all at once or none, waiting until that is possible: `set.operate({ change: -1, undo: true })`.
   * Rejects with IpcError (EIDRM when the set is removed, ERANGE, E2BIG, EACCES …) or the signal's reason, unless it was done just before. semop(2).
   */
  async operate(operations: SemaphoreOperation | readonly SemaphoreOperation[], options?: WaitOptions): Promise<void> {
    const bytes = this.#encode(operations, "operate");
    checkWait(options, "operate");
    options?.signal?.throwIfAborted();
    if (++this.#immediate % TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    if (this.#perform(bytes, true)) return;
    await this.#waits.run(
      (callback: (result: number) => void) => this.#core.bridge.semopBlocking(this.id, bytes, callback),
      (result) => void check(result, "semop", this.#name),
      options?.signal,
    );
  }

  /** As `operate`, but never waits: whether it was done. semop(2) IPC_NOWAIT. */
  tryOperate(operations: SemaphoreOperation | readonly SemaphoreOperation[]): boolean {
    return this.#perform(this.#encode(operations, "tryOperate"), true);
  }

  /** As `operate`, but blocks the thread. semop(2). */
  operateSync(operations: SemaphoreOperation | readonly SemaphoreOperation[]): void {
    const bytes = this.#encode(operations, "operateSync");
    while (!this.#perform(bytes, false));
  }

  /** What the kernel knows of it. Throws IpcError (EINVAL or EIDRM once removed, EACCES). semctl(2) IPC_STAT. */
  stat(): SemaphoreSetStatus {
    check(this.#control(0, Ipc.status, IN_BUFFER), "semctl", this.#name);
    const view = this.#core.numbers;
    return { ...readStatus(view, 64), count: countAt(view, 80), lastOperation: dateAt(view, 48) };
  }

  /** Changes owner and permissions. Throws IpcError (EPERM …), TypeError, RangeError. semctl(2) IPC_SET. */
  set(changes: SystemVChange): void {
    change((which) => this.#control(0, which, IN_BUFFER), "semctl", changes, "set");
  }

  /** Removes the set; who waits for it, in any program, gets EIDRM. Throws IpcError (EINVAL, EPERM). semctl(2) IPC_RMID. */
  remove(): void {
    check(this.#control(0, Ipc.remove, IN_BUFFER), "semctl", this.#name);
  }

  /** Gives up what waits: it rejects with ECANCELED. The set stays. May be repeated. */
  close(): void {
    this.#closed = true;
    this.#waits.cancel();
  }

  /** The same as `close`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Lets pending operations keep the event loop running, which is the default. */
  ref(): this {
    this.#waits.setReferenced(true);
    return this;
  }

  /** Lets the program end although operations are pending. */
  unref(): this {
    this.#waits.setReferenced(false);
    return this;
  }

  get #name(): string {
    return String(this.id);
  }

  #control(index: number, which: number, value: number): number {
    if (this.#closed) throw new IpcError(Errno.EBADF, "semctl", this.#name);
    return this.#core.exports.core_semctl(this.id, index, which, value);
  }

  #checkIndex(index: number, where: string): void {
    checkInteger(index, `${where}: index`, 0, this.count - 1);
  }

  #ask(index: number, which: number, where: string): number {
    this.#checkIndex(index, where);
    return check(this.#control(index, which, 0), "semctl", this.#name);
  }

  /** struct sembuf, as the kernel takes them. */
  #encode(operations: SemaphoreOperation | readonly SemaphoreOperation[], where: string): Uint8Array {
    const list: readonly SemaphoreOperation[] = Array.isArray(operations) ? operations : [operations];
    if (list.length === 0) throw new RangeError(`${where}: there must be an operation`);
    const bytes = new Uint8Array(list.length * OPERATION);
    const view = new DataView(bytes.buffer);
    list.forEach((operation, position) => {
      const { index = 0, change: by, undo } = operation ?? {};
      checkKeys(operation, ["index", "change", "undo"], where);
      this.#checkIndex(index, where);
      if (by === undefined) throw wrongType(`${where}: change`, "a number", by);
      checkInteger(by, `${where}: change`, -VALUE_MAX, VALUE_MAX);
      checkBoolean(undo, `${where}: undo`);
      view.setUint16(position * OPERATION, index, true);
      view.setInt16(position * OPERATION + 2, by, true);
      view.setInt16(position * OPERATION + 4, undo ? SEM_UNDO : 0, true);
    });
    return bytes;
  }

  /** Whether the operations were done. */
  #perform(bytes: Uint8Array, atOnce: boolean): boolean {
    if (this.#closed) throw new IpcError(Errno.EBADF, "semop", this.#name);
    const { bytes: buffer, numbers, exports } = this.#core;
    buffer.set(bytes);
    for (let at = 4; atOnce && at < bytes.length; at += OPERATION) {
      numbers.setInt16(at, numbers.getInt16(at, true) | Ipc.noWait, true);
    }
    const result = exports.core_semop(this.id, bytes.length);
    if ((result === -Errno.EAGAIN && atOnce) || result === -Errno.EINTR) return false;
    check(result, "semop", this.#name);
    return true;
  }
}

function checkValues(values: readonly number[], count: number, name: string): void {
  if (!Array.isArray(values) || values.length !== count) {
    throw wrongType(name, `an array of ${count} numbers`, values);
  }
  values.forEach((value, index) => {
    checkInteger(value, `${name}[${index}]`, 0, VALUE_MAX);
  });
}
