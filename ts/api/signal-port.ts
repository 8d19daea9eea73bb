// The calling thread's port to the process's signals: hands what comes to those who listen and to those who wait.
// What a program sees of it is signals.ts's; how signals reach the port stands in ts/bridge/signal_hub.h.
import type { SignalPort as NativePort, NativeSignals } from "../bridge/bridge.js";
import { core } from "./core.js";
import { check } from "./error.js";
import { infoAt, numberAt, RECORD, type SignalInfo, waitAt } from "./signal-info.js";
import { SIGRTMIN, type SignalName, toBits } from "./signal-names.js";

/** One who listens to one signal. */
export interface Sink {
  /** What the signal is called there. */
  readonly name: SignalName;
  take(info: SignalInfo): void;
}

/** One who waits for a signal. */
interface Waiting {
  readonly names: ReadonlyMap<number, SignalName>;
  take(info: SignalInfo): void;
}

/** Signals that are taken at once before the event loop gets its turn. */
const TURN = 64;

export class SignalPort {
  readonly native: NativeSignals = core().bridge.signals;
  readonly #port: NativePort;
  readonly #sinks = new Map<number, readonly Sink[]>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #paused = new Map<number, number>();
  readonly #records = new Uint8Array(TURN * RECORD);
  readonly #view = new DataView(this.#records.buffer);
  #referenced = 0;

  constructor() {
    const port = this.native.open(() => this.#dispatch());
    this.#port = typeof port === "number" ? (check(port, "signalfd") as never) : port;
  }

  /** Listens to a signal besides who does already; throws IpcError. */
  add(number: number, sink: Sink): void {
    const before = this.#sinks.get(number);
    this.#sinks.set(number, [...(before ?? []), sink]);
    if (before !== undefined) return;
    try {
      this.#listen();
    } catch (error) {
      this.#sinks.delete(number);
      throw error;
    }
  }

  /** Ends listening. With the last one in the process the signal has its former disposition again. */
  remove(number: number, sink: Sink): void {
    const rest = (this.#sinks.get(number) ?? []).filter((other) => other !== sink);
    if (rest.length > 0) {
      this.#sinks.set(number, rest);
    } else if (this.#sinks.delete(number)) {
      this.#listen();
    }
  }

  /** The last added sink of a signal that fulfils a condition. */
  find(number: number, condition: (sink: Sink) => boolean): Sink | undefined {
    return this.#sinks.get(number)?.findLast(condition);
  }

  /** Leaves a real-time signal in the kernel (by 1) until it is told by all who said so that they have room (by -1). */
  pause(number: number, change: 1 | -1): void {
    const count = (this.#paused.get(number) ?? 0) + change;
    if (count > 0) this.#paused.set(number, count);
    else this.#paused.delete(number);
    this.native.pause(this.#port, toBits(this.#paused.keys()));
  }

  /** Waits for one signal: the wait's number, or 0 when there was one, which `take` has been given. */
  wait(names: ReadonlyMap<number, SignalName>, take: (info: SignalInfo) => void): number {
    const record = new Uint8Array(RECORD);
    const wait = this.native.wait(this.#port, toBits(names.keys()), record);
    if (wait === 0) take(nameFrom(names, new DataView(record.buffer), 0));
    else this.#waiting.set(wait, { names, take });
    return wait;
  }

  /** Ends a wait: whether it was in time, and nothing comes any more. */
  cancel(wait: number): boolean {
    if (this.native.cancel(this.#port, wait) === 0) return false;
    this.#waiting.delete(wait);
    return true;
  }

  /** Keeps the event loop running (by 1) until all who did so have ceased (by -1). */
  reference(change: 1 | -1): void {
    this.#referenced += change;
    this.native.setReferenced(this.#port, this.#referenced > 0 ? 1 : 0);
  }

  #listen(): void {
    check(this.native.listen(this.#port, toBits(this.#sinks.keys())), "sigaction");
  }

  #dispatch(): void {
    const count = this.native.take(this.#port, this.#records);
    for (let record = 0; record < count * RECORD; record += RECORD) {
      const wait = waitAt(this.#view, record);
      if (wait > 0) {
        const waiting = this.#waiting.get(wait);
        this.#waiting.delete(wait);
        waiting?.take(nameFrom(waiting.names, this.#view, record));
        continue;
      }
      for (const sink of this.#sinks.get(numberAt(this.#view, record)) ?? []) {
        try {
          sink.take(infoAt(this.#view, record, sink.name));
        } catch (error) {
          // An uncaught exception, but the signals after it are not lost.
          process.nextTick(() => {
            throw error;
          });
        }
      }
    }
  }
}

export function nameFrom(names: ReadonlyMap<number, SignalName>, view: DataView, record: number): SignalInfo {
  return infoAt(view, record, names.get(numberAt(view, record)));
}

let current: SignalPort | undefined;

/** This thread's port. */
export function signalPort(): SignalPort {
  current ??= new SignalPort();
  return current;
}

/** Whether listening to it can be paused: standard signals coalesce instead. */
export const isRealTime = (number: number): boolean => number >= SIGRTMIN;
