// Operations on one direction of a non-blocking descriptor, strictly one after the other. It tries, waits for readiness
// by the bridge's watch, tries again; what an operation does is its maker's.
import type { Watch } from "../bridge/bridge.js";
import { Errno } from "../host/errno.js";
import { onAbort } from "./abort.js";
import { IpcError } from "./error.js";

/** poll(2) events. */
export const POLLIN = 1;
export const POLLOUT = 4;
export const POLLHUP = 16;

/** What a queue needs of its descriptor. */
export interface Waitable {
  watch(events: number, callback: () => void): Watch;
  /** Blocks until one of the events comes. */
  block(events: number): void;
}

/** An operation: returns its result, or `again` when the descriptor wasn't ready; throws when it failed. */
export type Attempt<T> = () => T | typeof again;
export const again: unique symbol = Symbol("again");

interface Job {
  /** Tries once: whether it is done, one way or the other. */
  step(): boolean;
  fail(reason: unknown): void;
}

/** Operations that may succeed at once before the event loop gets its turn. */
const TURN = 32;

export class Queue {
  readonly #target: Waitable;
  readonly #events: number;
  #jobs: Job[] = [];
  #watch: Watch | undefined;
  #turn: NodeJS.Immediate | undefined;
  #immediate = 0;
  #idle: (() => void)[] = [];
  readonly #ready = (): void => this.#run();

  constructor(target: Waitable, events: number) {
    this.#target = target;
    this.#events = events;
  }

  get pending(): number {
    return this.#jobs.length;
  }

  /** Runs an operation after those before it; aborting the signal takes it out of the queue and rejects with its reason. */
  add<T>(attempt: Attempt<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#jobs.length === 0 && ++this.#immediate % TURN !== 0) {
      try {
        const result = attempt();
        if (result !== again) return Promise.resolve(result);
      } catch (error) {
        return Promise.reject(error);
      }
    }
    return new Promise<T>((resolve, reject) => {
      let settle = (): void => {};
      const job: Job = {
        step: () => {
          let result: T | typeof again;
          try {
            result = attempt();
          } catch (error) {
            settle();
            reject(error);
            return true;
          }
          if (result === again) return false;
          settle();
          resolve(result);
          return true;
        },
        fail: (reason) => {
          settle();
          reject(reason);
        },
      };
      const abort = (): void => {
        this.#jobs = this.#jobs.filter((other) => other !== job);
        job.fail(signal?.reason);
        if (this.#jobs.length === 0) this.#rest();
      };
      this.#jobs.push(job);
      settle = onAbort(signal, abort);
      if (this.#jobs.length > 1) return;
      if (this.#immediate % TURN === 0) this.#turn = setImmediate(this.#ready);
      else this.#arm();
    });
  }

  /** Runs an operation after those before it, blocking the thread until it is done. */
  runSync<T>(attempt: Attempt<T>): T {
    while (this.#jobs.length > 0) {
      if (this.#jobs[0]?.step()) this.#jobs.shift();
      else this.#target.block(this.#events);
    }
    this.#rest();
    for (;;) {
      const result = attempt();
      if (result !== again) return result;
      this.#target.block(this.#events);
    }
  }

  /** Resolves when nothing is queued any more. */
  drained(): Promise<void> {
    if (this.#jobs.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Gives up everything that is queued; it rejects with ECANCELED. */
  cancel(syscall: string): void {
    const jobs = this.#jobs;
    this.#jobs = [];
    this.#rest();
    for (const job of jobs) job.fail(new IpcError(Errno.ECANCELED, syscall));
  }

  /** Lets a pending operation hold the event loop open, or not. */
  setReferenced(referenced: boolean): void {
    if (referenced) this.#watch?.ref();
    else this.#watch?.unref();
  }

  #run(): void {
    this.#watch = undefined;
    this.#turn = undefined;
    for (let count = 0; count < TURN; count++) {
      if (!this.#jobs[0]?.step()) break;
      this.#jobs.shift();
    }
    if (this.#jobs.length === 0) this.#rest();
    else this.#arm();
  }

  #arm(): void {
    this.#watch ??= this.#target.watch(this.#events, this.#ready);
  }

  #rest(): void {
    this.#watch?.cancel();
    this.#watch = undefined;
    if (this.#turn !== undefined) clearImmediate(this.#turn);
    this.#turn = undefined;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}
