// What every handle that waits for a descriptor is: one of the core's table, open until closed, disposed or collected.
// What can be done with it is left to the classes built on it (pipe.ts).
import type { Readiness, Watch } from "../bridge/bridge.js";
import { Errno } from "../host/errno.js";
import { type Core, core } from "./core.js";
import { check, IpcError } from "./error.js";
import { closeWhenForgotten, isClosed } from "./leaks.js";
import type { Waitable } from "./queue.js";

/** An open descriptor that is waited for. Ends of pipes and FIFOs are kinds of it, and POSIX queues. */
export abstract class Descriptor implements Waitable, Disposable, AsyncDisposable {
  readonly #core: Core;
  /** Number in the core's table, -1 once closed. */
  #number: number;
  #referenced = true;
  /** What is waited for, by poll(2) events; made at the first wait. */
  readonly #readiness = new Map<number, Readiness>();

  /** @internal */
  protected constructor(number: number) {
    const owner = core();
    const readiness = this.#readiness;
    this.#core = owner;
    this.#number = number;
    closeWhenForgotten(this, () => {
      for (const one of readiness.values()) one.close();
      owner.close(number);
    });
  }

  /**
   * The kernel's descriptor number, for passing to other functions of this process; -1 once closed. It stays this handle's:
   * don't close it. It is non-blocking, which programs seldom expect of the descriptors they inherit: give them `duplicate()`.
   */
  get fd(): number {
    return this.#number === -1 ? -1 : this.#core.kernelFd(this.#number);
  }

  get closed(): boolean {
    return this.#number === -1;
  }

  /** Lets pending operations keep the event loop running, which is the default. */
  ref(): this {
    this.#referenced = true;
    this.referencesChanged(true);
    return this;
  }

  /** Lets the program end although operations are pending. */
  unref(): this {
    this.#referenced = false;
    this.referencesChanged(false);
    return this;
  }

  /**
   * A second, blocking descriptor of the same file, for a native program: `child_process.spawn(…, { stdio: [fd] })`. It is
   * the caller's to close, with `fs.closeSync`. Throws IpcError (EBADF once closed).
   */
  duplicate(): number {
    return this.#core.reopenBlocking(this.number("open"));
  }

  /** Closes the descriptor; pending operations reject with ECANCELED. Harmless when it is closed already. close(2). */
  [Symbol.dispose](): void {
    if (this.#number === -1) return;
    const number = this.#number;
    this.#number = -1;
    isClosed(this);
    this.cancelPending();
    for (const one of this.#readiness.values()) one.close();
    this.#readiness.clear();
    this.#core.close(number);
  }

  /** Closes the descriptor, as `close()` does. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Closes the descriptor. Harmless when it is closed already. */
  abstract close(): Promise<void>;

  /** @internal */
  watch(events: number, callback: () => void): Watch {
    const number = this.number("poll");
    const readiness =
      events === 0 ? -Errno.EINVAL : (this.#readiness.get(events) ?? this.#core.readiness(number, events));
    if (typeof readiness === "object") {
      this.#readiness.set(events, readiness);
      readiness.wait(callback, this.#referenced);
      return readiness;
    }
    const watch = this.#core.watch(number, events, callback);
    if (!this.#referenced) watch.unref();
    return watch;
  }

  /** @internal */
  block(events: number): void {
    check(this.#core.wait(this.number("poll"), events, -1), "poll");
  }

  /** The number in the core's table; throws EBADF once closed. */
  protected number(syscall: string): number {
    if (this.#number === -1) throw new IpcError(Errno.EBADF, syscall);
    return this.#number;
  }

  protected get core(): Core {
    return this.#core;
  }

  protected abstract cancelPending(): void;
  protected abstract referencesChanged(referenced: boolean): void;
}
