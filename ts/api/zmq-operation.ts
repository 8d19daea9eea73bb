// One operation of a ZeroMQ socket that waits: until it succeeds, fails, is aborted, or its time is up.
import { Errno } from "../host/errno.js";
import { onAbort } from "./abort.js";
import type { ContextCore, Waiter } from "./zmq-context.js";
import { ZmqErrno, ZmqError } from "./zmq-error.js";

/** Whether something may still succeed later: a REQ socket may receive when it has sent, and so on. */
export const isNotYet = (result: unknown): result is number =>
  result === -Errno.EAGAIN || result === -ZmqErrno.EFSM || result === -Errno.EINTR;

export interface Waiting<T> {
  socket: number;
  events: number;
  /** Tries: the result, or minus an errno. */
  attempt(): T | number;
  /** The call, for errors. */
  call: string;
  /** Milliseconds, -1 for ever. */
  timeout: number;
  signal: AbortSignal | undefined;
  /** It is over, before anybody hears of it. */
  over(): void;
}

export class Operation<T> implements Waiter {
  readonly socket: number;
  readonly events: number;
  readonly promise: Promise<T>;
  readonly #made: ContextCore;
  readonly #waiting: Waiting<T>;
  #resolve!: (value: T) => void;
  #reject!: (reason: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  readonly #unlisten: () => void;

  constructor(made: ContextCore, waiting: Waiting<T>) {
    this.#made = made;
    this.#waiting = waiting;
    this.socket = waiting.socket;
    this.events = waiting.events;
    this.promise = new Promise<T>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (waiting.timeout >= 0) this.#timer = setTimeout(() => this.#last(), waiting.timeout);
    this.#unlisten = onAbort(waiting.signal, () => this.fail(waiting.signal?.reason));
    made.add(this);
  }

  step(): boolean {
    const result = this.#attempt();
    if (isNotYet(result)) return false;
    this.#settle(result);
    return true;
  }

  /** Gives it up. */
  fail(reason: unknown): void {
    this.#end();
    this.#reject(reason);
  }

  #last(): void {
    this.#settle(this.#attempt());
  }

  #attempt(): T | number {
    const { attempt } = this.#waiting;
    return attempt();
  }

  #settle(result: T | number): void {
    if (typeof result === "number" && result < 0) {
      this.fail(new ZmqError(result, this.#waiting.call));
    } else {
      this.#end();
      this.#resolve(result as T);
    }
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#unlisten();
    this.#made.remove(this);
    this.#waiting.over();
  }
}
