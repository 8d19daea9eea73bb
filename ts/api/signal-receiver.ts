// Signals as an async iterator. What its consumer is too slow for stays in the kernel, where it counts for the sender.
import { onAbort } from "./abort.js";
import { closeWhenForgotten, isClosed } from "./leaks.js";
import type { SignalInfo } from "./signal-info.js";
import type { SignalName } from "./signal-names.js";
import { isRealTime, type Sink, signalPort } from "./signal-port.js";

/** Signals that are kept for a consumer before the kernel keeps those after them, until half of them are consumed. */
const ROOM = 1024;

interface Pending {
  resolve(result: IteratorResult<SignalInfo, undefined>): void;
  reject(reason: unknown): void;
}

/** What has come and wasn't consumed, and who waits for more. Doesn't hold the receiver, so that one can be forgotten. */
class Intake {
  readonly names: ReadonlyMap<number, SignalName>;
  #buffer: SignalInfo[] = [];
  #pending: (Pending & { holder: object })[] = [];
  #sinks: (readonly [number, Sink])[];
  #paused = false;
  #referenced = true;
  #ended = false;
  #failure: { reason: unknown } | undefined;

  constructor(names: ReadonlyMap<number, SignalName>) {
    this.names = names;
    this.#sinks = [...names].map(([number, name]) => [number, { name, take: (info) => this.#take(info) }] as const);
    for (const [number, sink] of this.#sinks) signalPort().add(number, sink);
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** `holder` is kept for as long as the promise is pending. */
  next(holder: object): Promise<IteratorResult<SignalInfo, undefined>> {
    if (this.#failure !== undefined) {
      const { reason } = this.#failure;
      this.#failure = undefined;
      return Promise.reject(reason);
    }
    const info = this.#buffer.shift();
    if (info !== undefined) {
      if (this.#paused && this.#buffer.length <= ROOM / 2) this.#pause(false);
      return Promise.resolve({ done: false, value: info });
    }
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#pending.push({ resolve, reject, holder });
      if (this.#pending.length === 1 && this.#referenced) signalPort().reference(1);
    });
  }

  /** Ends it; who waits gets the end, or a failure. */
  end(failure?: { reason: unknown }): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#paused) this.#pause(false);
    for (const [number, sink] of this.#sinks) signalPort().remove(number, sink);
    this.#buffer = [];
    const pending = this.#pending;
    if (pending.length > 0 && this.#referenced) signalPort().reference(-1);
    this.#pending = [];
    for (const { resolve, reject } of pending) {
      if (failure !== undefined) reject(failure.reason);
      else resolve({ done: true, value: undefined });
    }
    // Who comes next is told, once.
    if (pending.length === 0) this.#failure = failure;
  }

  setReferenced(referenced: boolean): void {
    if (this.#referenced === referenced) return;
    this.#referenced = referenced;
    if (this.#pending.length > 0) signalPort().reference(referenced ? 1 : -1);
  }

  #take(info: SignalInfo): void {
    const next = this.#pending.shift();
    if (next !== undefined) {
      if (this.#pending.length === 0 && this.#referenced) signalPort().reference(-1);
      next.resolve({ done: false, value: info });
      return;
    }
    // Standard signals coalesce; of real-time ones the few that were taken already have room always.
    if (this.#buffer.length >= ROOM && !isRealTime(info.number)) return;
    this.#buffer.push(info);
    if (!this.#paused && this.#buffer.length >= ROOM) this.#pause(true);
  }

  #pause(paused: boolean): void {
    this.#paused = paused;
    for (const number of this.names.keys()) if (isRealTime(number)) signalPort().pause(number, paused ? 1 : -1);
  }
}

/**
 * Signals as they come, from the moment on when it was made. Made by `signals.receive`; a `for await` loop over it ends when it is closed,
 * and closes it when it is left.
 */
export class SignalReceiver implements AsyncIterableIterator<SignalInfo>, Disposable, AsyncDisposable {
  readonly #intake: Intake;
  readonly #unlisten: () => void;

  /** @internal */
  constructor(names: ReadonlyMap<number, SignalName>, signal: AbortSignal | undefined) {
    const intake = new Intake(names);
    this.#intake = intake;
    const weak = new WeakRef(this);
    const abort = (): void => {
      const receiver = weak.deref();
      if (receiver !== undefined) isClosed(receiver);
      intake.end({ reason: signal?.reason });
    };
    const unlisten = onAbort(signal, abort);
    this.#unlisten = unlisten;
    closeWhenForgotten(this, () => {
      unlisten();
      intake.end();
    });
    if (signal?.aborted) abort();
  }

  /** The next signal. Rejects, once, with the abort signal's reason. */
  next(): Promise<IteratorResult<SignalInfo, undefined>> {
    return this.#intake.next(this);
  }

  /** Closes it, as leaving a loop over it does. */
  return(): Promise<IteratorResult<SignalInfo, undefined>> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Stops listening; what has come and wasn't consumed is dropped. Harmless when it is closed already. */
  close(): void {
    isClosed(this);
    this.#unlisten();
    this.#intake.end();
  }

  /** Whether it listens no more. */
  get closed(): boolean {
    return this.#intake.ended;
  }

  /** Lets the event loop run on while `next` is pending, which is the default. */
  ref(): this {
    this.#intake.setReferenced(true);
    return this;
  }

  /** Lets the program end although `next` is pending. */
  unref(): this {
    this.#intake.setReferenced(false);
    return this;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }
}
