// POSIX semaphores: named ones, and unnamed ones in shared memory. The core works on the same words as native programs do; waiting
// sleeps on the word on a thread of the bridge's.
import { Errno } from "../host/errno.js";
import { type Core, core } from "./core.js";
import { How } from "./core-exports.js";
import { check, IpcError } from "./error.js";
import { checkAddress, type Mapping, type Placement } from "./mapping.js";
import { checkBoolean, checkInteger, checkKeys, checkWait, type WaitOptions } from "./options.js";
import { Placed, placeAt } from "./place.js";
import { checkName } from "./shared-memory.js";
import { waitForWord } from "./waits.js";

export interface SemaphoreOpenOptions {
  /** Make it if there is none of that name. O_CREAT. */
  create?: boolean | undefined;
  /** Value of one that is made; 0 unless told. */
  value?: number | undefined;
  /** Permissions of one that is made, less the process's umask; 0o600 unless told. */
  mode?: number | undefined;
  /** With `create`: fail with EEXIST when there is one. O_EXCL. */
  exclusive?: boolean | undefined;
}

const VALUE_MAX = 0x7fffffff;
/** Waits that may end at once before the event loop gets its turn. */
const TURN = 32;

/** A POSIX semaphore: a count that `post` raises and `wait` lowers, waiting while it is 0. */
export class Semaphore extends Placed {
  /** Bytes of a semaphore in shared memory, at a multiple of 8: those of sem_t on 64-bit Linux with glibc. */
  static readonly size = 32;

  /** Its name, such as "/slots"; undefined for one in shared memory. */
  readonly name: string | undefined;
  readonly #core: Core = core();
  #immediate = 0;

  private constructor(placement: Placement, name?: string) {
    super(placement);
    this.name = name;
  }

  /**
   * Opens the semaphore of a name such as "/slots", which is the same to native programs. Throws IpcError (ENOENT, EEXIST, EACCES …),
   * TypeError, RangeError. sem_open(3).
   */
  static open(name: string, options?: SemaphoreOpenOptions): Semaphore {
    const where = "Semaphore.open";
    checkName(name, where);
    checkKeys(options, ["create", "value", "mode", "exclusive"], where);
    checkBoolean(options?.create, `${where}: create`);
    checkBoolean(options?.exclusive, `${where}: exclusive`);
    checkInteger(options?.value, `${where}: value`, 0, VALUE_MAX);
    checkInteger(options?.mode, `${where}: mode`, 0, 0o777);
    const { exports } = core();
    core().passName(name, "sem_open");
    const how = (options?.create ? How.create : 0) | (options?.exclusive ? How.exclusive : 0);
    const opened = exports.core_sem_open(how, options?.mode ?? 0o600, options?.value ?? 0);
    const address = checkAddress(opened, "sem_open", name);
    return new Semaphore({ address, release: () => exports.core_sem_close(address) }, name);
  }

  /** Makes a semaphore at an offset of shared memory (a multiple of 8), of `Semaphore.size` bytes. Throws IpcError, RangeError. sem_init(3). */
  static create(memory: Mapping, offset: number, value = 0): Semaphore {
    checkInteger(value, "Semaphore.create: value", 0, VALUE_MAX);
    const semaphore = new Semaphore(placeAt(memory, offset, Semaphore.size, "Semaphore.create"));
    check(core().exports.core_sem_init(semaphore.address("sem_init"), value), "sem_init");
    return semaphore;
  }

  /** The semaphore that is at an offset of shared memory, made by this or another program, native ones too. Throws IpcError, RangeError. */
  static at(memory: Mapping, offset: number): Semaphore {
    return new Semaphore(placeAt(memory, offset, Semaphore.size, "Semaphore.at"));
  }

  /** Removes a name; those who have it open keep it. Throws IpcError (ENOENT, EACCES), TypeError. sem_unlink(3). */
  static unlink(name: string): void {
    checkName(name, "Semaphore.unlink");
    core().passName(name, "sem_unlink");
    check(core().exports.core_sem_unlink(), "sem_unlink", name);
  }

  /** The count now. sem_getvalue(3). */
  get value(): number {
    return check(this.#core.exports.core_sem_value(this.address("sem_getvalue")), "sem_getvalue", this.name);
  }

  /** Lowers the count by one, waiting while it is 0. Rejects with the signal's reason, or IpcError (ECANCELED when closed). sem_wait(3). */
  async wait(options?: WaitOptions): Promise<void> {
    checkWait(options, "wait");
    options?.signal?.throwIfAborted();
    if (++this.#immediate % TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    if (this.tryWait()) return;
    await this.use(async (address) => {
      const { bridge, exports } = this.#core;
      const word = (): Int32Array => new Int32Array(exports.memory.buffer, address, 1);
      exports.core_sem_enter(address);
      try {
        do {
          if (this.closed) throw new IpcError(Errno.ECANCELED, "sem_wait", this.name);
          await waitForWord(
            this.waits,
            (callback) => bridge.waitFutex(word(), 0, callback),
            () => bridge.wakeFutex(word(), 1),
            options?.signal,
          );
        } while (exports.core_sem_try(address) < 0);
      } finally {
        exports.core_sem_leave(address);
      }
    });
  }

  /** As `wait`, but never waits: whether the count was lowered. sem_trywait(3). */
  tryWait(): boolean {
    const result = this.#core.exports.core_sem_try(this.address("sem_trywait"));
    if (result === -Errno.EAGAIN || result === -Errno.EINTR) return false;
    check(result, "sem_trywait", this.name);
    return true;
  }

  /** As `wait`, but blocks the thread. sem_wait(3). */
  waitSync(): void {
    let result: number;
    do result = this.#core.exports.core_sem_wait(this.address("sem_wait"));
    while (result === -Errno.EINTR);
    check(result, "sem_wait", this.name);
  }

  /** Raises the count, by one unless told, and wakes who waits. Throws IpcError (EOVERFLOW), RangeError. sem_post(3). */
  post(count = 1): void {
    checkInteger(count, "post: count", 0, VALUE_MAX);
    const address = this.address("sem_post");
    for (let done = 0; done < count; done++) check(this.#core.exports.core_sem_post(address), "sem_post", this.name);
  }

  /** Removes the name. Throws IpcError (ENOENT; EINVAL without a name). sem_unlink(3). */
  unlink(): void {
    if (this.name === undefined) throw new IpcError(Errno.EINVAL, "sem_unlink");
    Semaphore.unlink(this.name);
  }
}
