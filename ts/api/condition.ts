// Condition variables in shared memory, for what mutex.ts's mutexes protect.
import { type Core, core } from "./core.js";
import { check } from "./error.js";
import type { Mapping, Placement } from "./mapping.js";
import { type MutexGuard, ownerDied } from "./mutex.js";
import { checkWait, type WaitOptions } from "./options.js";
import { Placed, placeAt } from "./place.js";
import { waitForWord } from "./waits.js";

/**
 * A condition variable in shared memory: who has the lock waits here for what another will have changed. Guests that Isthmus runs share the
 * same one, as a pthread_cond_t; native programs don't, since theirs works otherwise.
 */
export class Condition extends Placed {
  /** Bytes of a condition variable in shared memory, at a multiple of 8. */
  static readonly size = 48;
  readonly #core: Core = core();

  private constructor(placement: Placement) {
    super(placement);
  }

  /** Makes a condition variable at an offset of shared memory (a multiple of 8), of `Condition.size` bytes. Throws IpcError, RangeError. pthread_cond_init(3). */
  static create(memory: Mapping, offset: number): Condition {
    const condition = new Condition(placeAt(memory, offset, Condition.size, "Condition.create"));
    check(core().exports.core_condition_init(condition.address("pthread_cond_init")), "pthread_cond_init");
    return condition;
  }

  /** The condition variable that is at an offset of shared memory, made by this or another program. Throws IpcError, RangeError. */
  static at(memory: Mapping, offset: number): Condition {
    return new Condition(placeAt(memory, offset, Condition.size, "Condition.at"));
  }

  /**
   * Gives the lock back, waits to be woken, and takes the lock again; sometimes it wakes without cause, so look again at what was waited for.
   * The guard holds the lock when the promise settles, one way or the other; look at its `ownerDied` then.
   * Rejects with the signal's reason, or IpcError (ENOTRECOVERABLE: then the lock is lost; ECANCELED when closed). pthread_cond_wait(3).
   */
  async wait(guard: MutexGuard, options?: WaitOptions): Promise<void> {
    checkWait(options, "wait");
    options?.signal?.throwIfAborted();
    const mutex = guard.address("pthread_cond_wait");
    this.address("pthread_cond_wait"); // closed?
    await this.use(async (address) => {
      const { bridge, exports } = this.#core;
      check(exports.core_condition_enter(address, mutex), "pthread_cond_wait");
      const expected = this.#core.numbers.getInt32(0, true);
      guard.dropped();
      try {
        await waitForWord(
          this.waits,
          (callback) => bridge.waitFutex(new Int32Array(exports.memory.buffer, address, 1), expected, callback),
          () => exports.core_condition_signal(address),
          options?.signal,
        );
      } finally {
        guard.taken(await guard.mutex.acquire(mutex));
      }
    });
  }

  /** As `wait`, but blocks the thread. pthread_cond_wait(3). */
  waitSync(guard: MutexGuard): void {
    const mutex = guard.address("pthread_cond_wait");
    const address = this.address("pthread_cond_wait");
    guard.dropped();
    guard.taken(ownerDied(this.#core.exports.core_condition_wait(address, mutex), "pthread_cond_wait"));
  }

  /** Wakes one who waits. With a robust mutex, all, lest the one be killed before it has seen why. pthread_cond_signal(3). */
  signal(): void {
    check(this.#core.exports.core_condition_signal(this.address("pthread_cond_signal")), "pthread_cond_signal");
  }

  /** Wakes all who wait. pthread_cond_broadcast(3). */
  broadcast(): void {
    const address = this.address("pthread_cond_broadcast");
    check(this.#core.exports.core_condition_broadcast(address), "pthread_cond_broadcast");
  }
}
