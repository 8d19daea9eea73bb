// Things that come one by one, as an async iterable: kept until they are asked for. Where they come from is its maker's.
import { onAbort } from "./abort.js";

export class Subscription<T> implements AsyncIterableIterator<T> {
  readonly #wanted: () => void;
  readonly #left: () => void;
  readonly #unlisten: () => void;
  readonly #kept: T[] = [];
  #waiting: { resolve(result: IteratorResult<T>): void; reject(reason: unknown): void }[] = [];
  #error: { reason: unknown } | undefined;
  #isOver = false;
  #isLeft = false;

  /** Calls back when something is waited for, and once when it is over. */
  constructor(wanted: () => void, left: () => void, signal?: AbortSignal) {
    this.#wanted = wanted;
    this.#left = left;
    this.#unlisten = onAbort(signal, () => this.end(signal?.reason));
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Hands something on. */
  push(value: T): void {
    if (this.#isOver) return;
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#kept.push(value);
    else waiting.resolve({ done: false, value });
  }

  /** Tells of an error, after what is kept; it goes on. */
  fail(reason: unknown): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#error ??= { reason };
    else waiting.reject(reason);
  }

  /** Nothing comes any more; what is kept can still be had, and then the error. */
  end(reason?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (reason !== undefined) this.fail(reason);
    this.#finish();
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#kept.length > 0) return Promise.resolve({ done: false, value: this.#kept.shift() as T });
    if (this.#error !== undefined) {
      const { reason } = this.#error;
      this.#error = undefined;
      return Promise.reject(reason);
    }
    if (this.#isOver) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#wanted();
    });
  }

  /** Gives up. */
  return(): Promise<IteratorResult<T>> {
    this.#isOver = true;
    this.#kept.length = 0;
    this.#error = undefined;
    this.#finish();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #finish(): void {
    if (this.#isLeft) return;
    this.#isLeft = true;
    this.#unlisten();
    for (const { resolve } of this.#waiting.splice(0)) resolve({ done: true, value: undefined });
    this.#left();
  }
}

/** Some of another's things, converted: those for which it gives something. Giving up gives up the other, too. */
export function selected<T, U>(
  from: AsyncIterableIterator<T>,
  convert: (value: T) => U | undefined,
): AsyncIterableIterator<U> {
  return {
    async next() {
      for (;;) {
        const result = await from.next();
        if (result.done) return { done: true, value: undefined };
        const value = convert(result.value);
        if (value !== undefined) return { done: false, value };
      }
    },
    async return() {
      await from.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
