// Mutexes in shared memory, robust ones: the kernel tells the next owner of one that died. Sleeping is done on the mutex's word on a
// thread of the bridge's, all else by the core. Condition variables stand in condition.ts.
import { Errno } from "../host/errno.js";
import { type Core, core } from "./core.js";
import { check, IpcError } from "./error.js";
import type { Mapping, Placement } from "./mapping.js";
import { checkWait, type WaitOptions } from "./options.js";
import { Placed, placeAt } from "./place.js";
import { waitForWord } from "./waits.js";

const forgotten = new FinalizationRegistry<string>((message) => {
  process.emitWarning(message, { type: "ResourceWarning", code: "ISTHMUS_LOCKED" });
});
/**
 * Milliseconds after which a sleeper looks at the lock again. The wake-up of another one that is killed in the same moment is lost when somebody
 * takes the lock before the kernel has cleared up: a gap in Linux's protocol of robust mutexes, which native programs have too.
 */
const LOOK_AGAIN = 500;
/** Locks that may be had at once before the event loop gets its turn. */
const TURN = 32;
const LOST =
  "A MutexGuard was garbage-collected before it was released, so its mutex stays locked. Declare it with `using`.";

/** A lock that is held. `using guard = await mutex.lock()` gives it back at the end of the block. */
export class MutexGuard implements Disposable {
  readonly #mutex: Mutex;
  readonly #address: number;
  #ownerDied = false;
  #held = false;

  /** @internal */
  constructor(mutex: Mutex, ownerDied: boolean) {
    this.#mutex = mutex;
    this.#address = mutex.retain();
    this.taken(ownerDied);
  }

  /** The mutex that is locked. */
  get mutex(): Mutex {
    return this.#mutex;
  }

  /**
   * The former owner died with the lock held, so what it protects may be half changed. Mend that and call `consistent()`; a lock that is
   * released without is lost for all: ENOTRECOVERABLE. EOWNERDEAD of pthread_mutex_lock(3).
   */
  get ownerDied(): boolean {
    return this.#ownerDied;
  }

  /** Whether the lock is held. */
  get held(): boolean {
    return this.#held;
  }

  /** Says that what the lock protects is in order again. Throws IpcError (EINVAL when the owner hasn't died). pthread_mutex_consistent(3). */
  consistent(): void {
    const address = this.address("pthread_mutex_consistent");
    check(core().exports.core_mutex_consistent(address), "pthread_mutex_consistent");
    this.#ownerDied = false;
  }

  /** Gives the lock back. Harmless when it was given back already. pthread_mutex_unlock(3). */
  release(): void {
    if (!this.#held) return;
    const result = core().exports.core_mutex_unlock(this.#address);
    this.dropped();
    this.#mutex.letGo();
    check(result, "pthread_mutex_unlock");
  }

  /** The same as `release`. */
  [Symbol.dispose](): void {
    this.release();
  }

  /** The mutex's address; throws EPERM when the lock isn't held. @internal */
  address(syscall: string): number {
    if (!this.#held) throw new IpcError(Errno.EPERM, syscall);
    return this.#address;
  }

  /** A condition variable has given the lock back for a while. @internal */
  dropped(): void {
    this.#held = false;
    forgotten.unregister(this);
  }

  /** It is held. @internal */
  taken(ownerDied: boolean): void {
    this.#held = true;
    this.#ownerDied = ownerDied;
    forgotten.register(this, LOST, this);
  }
}

/**
 * A mutex in shared memory, for processes and threads that all have it mapped. Native programs can lock the same one: it is a
 * pthread_mutex_t. It belongs to the thread that locked it, so that a guard can't be passed on; within a thread it keeps async
 * functions apart just as well.
 */
export class Mutex extends Placed {
  /** Bytes of a mutex in shared memory, at a multiple of 8: those of pthread_mutex_t on 64-bit Linux with glibc. */
  static readonly size = 40;
  readonly #core: Core = core();

  #immediate = 0;

  private constructor(placement: Placement) {
    super(placement);
  }

  /**
   * Makes a mutex at an offset of shared memory (a multiple of 8), of `Mutex.size` bytes: robust, error-checking, shared between processes.
   * Throws IpcError, RangeError. pthread_mutex_init(3).
   */
  static create(memory: Mapping, offset: number): Mutex {
    const mutex = new Mutex(placeAt(memory, offset, Mutex.size, "Mutex.create"));
    check(core().exports.core_mutex_init(mutex.address("pthread_mutex_init")), "pthread_mutex_init");
    return mutex;
  }

  /** The mutex that is at an offset of shared memory, made by this or another program, native ones too. Throws IpcError, RangeError. */
  static at(memory: Mapping, offset: number): Mutex {
    return new Mutex(placeAt(memory, offset, Mutex.size, "Mutex.at"));
  }

  /**
   * Locks the mutex, waiting for it: the guard. `guard.ownerDied` says that the former owner died holding it.
   * Rejects with IpcError (ENOTRECOVERABLE when a dead owner's lock was given back unmended, ECANCELED when closed) or the signal's reason.
   * pthread_mutex_lock(3).
   */
  async lock(options?: WaitOptions): Promise<MutexGuard> {
    checkWait(options, "lock");
    this.address("pthread_mutex_lock"); // closed?
    if (++this.#immediate % TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    return this.use(async (address) => new MutexGuard(this, await this.acquire(address, options?.signal)));
  }

  /** As `lock`, but never waits: undefined when it is held, by whomever. pthread_mutex_trylock(3). */
  tryLock(): MutexGuard | undefined {
    const result = this.#core.exports.core_mutex_try(this.address("pthread_mutex_trylock"));
    if (result === -Errno.EBUSY || result === -Errno.EDEADLK) return undefined;
    return new MutexGuard(this, ownerDied(result, "pthread_mutex_trylock"));
  }

  /** As `lock`, but blocks the thread. Throws EDEADLK when this thread has it. pthread_mutex_lock(3). */
  lockSync(): MutexGuard {
    const result = this.#core.exports.core_mutex_lock(this.address("pthread_mutex_lock"));
    return new MutexGuard(this, ownerDied(result, "pthread_mutex_lock"));
  }

  /** Locks without a guard: whether the former owner died. @internal */
  async acquire(address: number, signal?: AbortSignal): Promise<boolean> {
    const { bridge, exports } = this.#core;
    signal?.throwIfAborted();
    for (;;) {
      if (this.closed) throw new IpcError(Errno.ECANCELED, "pthread_mutex_lock");
      const result = exports.core_mutex_attempt(address);
      if (result !== -Errno.EBUSY) return ownerDied(result, "pthread_mutex_lock");
      const expected = this.#core.numbers.getInt32(0, true);
      const word = (): Int32Array => new Int32Array(exports.memory.buffer, address, 1);
      await waitForWord(
        this.waits,
        (callback) => bridge.waitFutex(word(), expected, callback, LOOK_AGAIN),
        () => bridge.wakeFutex(word(), 1),
        signal,
      );
    }
  }
}

/** Whether the owner died; or the error. */
export function ownerDied(result: number, syscall: string): boolean {
  if (result === -Errno.EOWNERDEAD) return true;
  check(result, syscall);
  return false;
}
