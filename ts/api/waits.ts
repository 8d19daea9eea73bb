// A handle's calls that block on threads of the bridge's (what is no descriptor can't be watched), as promises.
import type { Watch } from "../bridge/bridge.js";
import { Errno } from "../host/errno.js";
import { onAbort } from "./abort.js";
import { IpcError } from "./error.js";

type Callback<Details extends unknown[]> = (result: number, ...details: Details) => void;

export class Waits {
  readonly #pending = new Set<Watch>();
  #referenced = true;
  #idle: (() => void)[] = [];

  /**
   * Starts a call. `settle` makes of its result what the promise resolves with, or throws. Aborting the signal interrupts the call: the
   * promise rejects with the signal's reason, unless the call has succeeded by then: what it took is delivered.
   */
  run<T, Details extends unknown[]>(
    start: (callback: Callback<Details>) => Watch,
    settle: (result: number, ...details: Details) => T,
    signal?: AbortSignal,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const watch = start((result, ...details) => {
        unlisten();
        this.#pending.delete(watch);
        if (result === -Errno.ECANCELED && signal?.aborted) {
          reject(signal.reason);
        } else {
          try {
            resolve(settle(result, ...details));
          } catch (error) {
            reject(error);
          }
        }
        if (this.#pending.size === 0) for (const call of this.#idle.splice(0)) call();
      });
      this.#pending.add(watch);
      if (!this.#referenced) watch.unref();
      const unlisten = onAbort(signal, () => watch.cancel());
    });
  }

  /** Interrupts every call: it rejects with ECANCELED, unless it has succeeded by then. */
  cancel(): void {
    for (const watch of [...this.#pending]) watch.cancel();
  }

  /** Calls back when no call is pending, which may be now. */
  whenIdle(callback: () => void): void {
    if (this.#pending.size === 0) callback();
    else this.#idle.push(callback);
  }

  setReferenced(referenced: boolean): void {
    this.#referenced = referenced;
    for (const watch of this.#pending) {
      if (referenced) watch.ref();
      else watch.unref();
    }
  }
}

/** Waits until a word of shared memory changes from a value, or somebody wakes who waits there; an abort passes a wake-up on. */
export function waitForWord(
  waits: Waits,
  wait: (callback: (result: number) => void) => Watch,
  wake: () => void,
  signal?: AbortSignal,
): Promise<boolean> {
  return waits.run(
    wait,
    (result) => {
      if (signal?.aborted) {
        if (result === 0) wake();
        throw signal.reason;
      }
      if (result < 0 && result !== -Errno.EAGAIN && result !== -Errno.ETIMEDOUT) throw new IpcError(result, "futex");
      return result === 0;
    },
    signal,
  );
}
