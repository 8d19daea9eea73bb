// Signals of the calling program: with all that the kernel tells of them, real-time ones too, sent with values, waited for, blocked.
// The port of signal-port.ts brings them; Node's own listeners (process.on) go on beside it.
import { Errno } from "../host/errno.js";
import { onAbort } from "./abort.js";
import { core } from "./core.js";
import { check } from "./error.js";
import { checkBoolean, checkInteger, checkKeys, checkSignal, type WaitOptions, wrongType } from "./options.js";
import { RECORD, type SignalInfo } from "./signal-info.js";
import { fromBits, type Signal, type SignalName, type SignalSet, sentNumber, toBits, usable } from "./signal-names.js";
import { nameFrom, type Sink, signalPort } from "./signal-port.js";
import { SignalReceiver } from "./signal-receiver.js";
import { type Duration, toMilliseconds, toNanoseconds } from "./time.js";

export type SignalListener = (info: SignalInfo) => void;

export interface SignalWaitOptions extends WaitOptions {
  /** Whether waiting keeps the event loop running, which it does unless told. */
  ref?: boolean | undefined;
}

export interface SignalTimeoutOptions {
  /** How long to wait: milliseconds, or nanoseconds as a bigint; for ever unless told. 0 looks whether there is a signal already. */
  timeout?: Duration | undefined;
}

/** Longer than setTimeout can. */
const LONGEST_TIMEOUT = 0x7fffffff;
/** Waits that may end at once before the event loop gets its turn. */
const TURN = 32;

/** A listener as the port knows it. */
interface ListenerSink extends Sink {
  readonly listener: SignalListener;
}

/** The process's signals. There is one of it in each thread: `signals`. */
export class Signals {
  #immediate = 0;

  /**
   * Calls a function whenever the signal comes, in addition to others and to Node's own (`process.on`). While somebody listens the signal
   * doesn't have its default action. Real-time signals come one by one, in order; standard ones coalesce as always. As with `process.on`,
   * a listener doesn't keep the program running. Works in worker threads: all threads that listen get the signal.
   *
   * Throws RangeError for signals that a program can't have: SIGKILL, SIGSTOP, those of faults, 32 and 33, SIGSTKFLT. sigaction(2).
   */
  on(signal: Signal, listener: SignalListener): this {
    const [[number, name]] = single(signal, "signals.on: signal");
    if (typeof listener !== "function") throw wrongType("signals.on: listener", "a function", listener);
    const sink: ListenerSink = { name, listener, take: (info) => listener(info) };
    signalPort().add(number, sink);
    return this;
  }

  /** Takes back an `on`. With the last listener of the process goes what is still to be delivered, and the signal has the disposition again that it had. */
  off(signal: Signal, listener: SignalListener): this {
    const [[number]] = single(signal, "signals.off: signal");
    const sink = signalPort().find(number, (other) => (other as Partial<ListenerSink>).listener === listener);
    if (sink !== undefined) signalPort().remove(number, sink);
    return this;
  }

  /**
   * The next signal of a set; others who listen get it too. Listens from the call on until it resolves. Rejects with the abort signal's reason.
   */
  async once(set: SignalSet, options?: SignalWaitOptions): Promise<SignalInfo> {
    const names = usable(set, "listen to", "signals.once");
    checkWaiting(options, "signals.once");
    return this.#pending(options, (resolve) => {
      const sinks = [...names].map(([number, name]) => [number, { name, take: resolve }] as const);
      for (const [number, sink] of sinks) signalPort().add(number, sink);
      return () => {
        for (const [number, sink] of sinks) signalPort().remove(number, sink);
        return true;
      };
    });
  }

  /**
   * Signals of a set as they come, from the call on: `for await (const info of signals.receive(["SIGUSR1", "SIGRTMIN+1"])) …`. Others who
   * listen get them too. Real-time signals that the loop is too slow for queue in the kernel, and senders get EAGAIN at RLIMIT_SIGPENDING.
   * Leaving the loop stops listening; aborting `signal` rejects with its reason.
   */
  receive(set: SignalSet, options?: WaitOptions): SignalReceiver {
    const names = usable(set, "listen to", "signals.receive");
    checkKeys(options, ["signal"], "signals.receive");
    checkSignal(options?.signal, "signals.receive");
    return new SignalReceiver(names, options?.signal);
  }

  /**
   * Takes one signal of a set, waiting for it: nobody who listens gets it. Undefined when the time is over. Waits are served in the order of the
   * calls. Block the signals first, so that none that comes when nobody waits has its default action. sigtimedwait(2).
   */
  async wait(set: SignalSet, options?: SignalWaitOptions & SignalTimeoutOptions): Promise<SignalInfo | undefined> {
    const names = usable(set, "wait for", "signals.wait");
    checkWaiting(options, "signals.wait", ["timeout"]);
    const { timeout } = options ?? {};
    const limit = timeout === undefined ? undefined : toMilliseconds(toNanoseconds(timeout, "signals.wait: timeout"));
    if (limit !== undefined && limit > LONGEST_TIMEOUT) {
      throw new RangeError(`signals.wait: timeout must be at most ${LONGEST_TIMEOUT} milliseconds, not ${limit}`);
    }
    options?.signal?.throwIfAborted();
    if (++this.#immediate % TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    return this.#pending<SignalInfo | undefined>(options, (resolve) => {
      const port = signalPort();
      const wait = port.wait(names, resolve);
      let timer: NodeJS.Timeout | undefined;
      if (wait > 0 && limit !== undefined) {
        timer = setTimeout(() => {
          if (port.cancel(wait)) resolve(undefined);
        }, Math.ceil(limit));
        if (options?.ref === false) timer.unref();
      }
      return (early) => {
        clearTimeout(timer);
        return !early || port.cancel(wait);
      };
    });
  }

  /** As `wait`, but blocks the thread. */
  waitSync(set: SignalSet, options?: SignalTimeoutOptions): SignalInfo | undefined {
    const names = usable(set, "wait for", "signals.waitSync");
    checkKeys(options, ["timeout"], "signals.waitSync");
    const { timeout } = options ?? {};
    const limit = timeout === undefined ? -1n : toNanoseconds(timeout, "signals.waitSync: timeout");
    const record = new Uint8Array(RECORD);
    const result = core().bridge.signals.waitSync(toBits(names.keys()), limit, record);
    if (result === -Errno.EAGAIN) return undefined;
    check(result, "sigtimedwait");
    return nameFrom(names, new DataView(record.buffer), 0);
  }

  /**
   * Sends a signal with a value: a number is what receivers see as sival_int, a bigint fills sival_ptr's 64 bits. To one process only.
   * Throws IpcError (ESRCH, EPERM, EINVAL for a number without a signal; EAGAIN when the receiver's user has RLIMIT_SIGPENDING signals queued). sigqueue(3).
   */
  queue(pid: number, signal: Signal, value: number | bigint = 0): void {
    checkPid(pid, "signals.queue: pid");
    const number = sentNumber(signal, "signals.queue: signal");
    check(core().bridge.calls.sigqueue(pid, number, toValue(value, "signals.queue: value")), "sigqueue");
  }

  /**
   * Sends a signal: to a process, to a process group when `pid` is negative, to the own group when it is 0, to all that one may when it is -1. Signal 0 only
   * looks whether there is somebody. Throws IpcError (ESRCH, EPERM, EINVAL). kill(2).
   */
  send(pid: number, signal: Signal): void {
    checkPid(pid, "signals.send: pid");
    check(core().bridge.calls.kill(pid, sentNumber(signal, "signals.send: signal")), "kill");
  }

  /** Blocks signals for the whole process, all its threads: they stay pending until somebody waits for them, or they are unblocked. sigprocmask(2). */
  block(set: SignalSet): void {
    core().bridge.signals.block(toBits(usable(set, "block", "signals.block").keys()), 0n);
  }

  /** Unblocks signals that were blocked with `block`; what is pending is delivered: to who listens, or by its default action. sigprocmask(2). */
  unblock(set: SignalSet): void {
    core().bridge.signals.block(0n, toBits(usable(set, "block", "signals.unblock").keys()));
  }

  /** The signals that are blocked: by `block`, or for this thread by other native code. */
  blocked(): SignalName[] {
    return fromBits(core().bridge.signals.blocked());
  }

  /** The signals that were sent to the process, or to this thread, and are still in the kernel. sigpending(2). */
  pending(): SignalName[] {
    return fromBits(core().bridge.signals.pending());
  }

  /**
   * A promise that can be aborted. `start` gets how to resolve it, which it may do at once, and returns how to clean up: called when it is resolved, or
   * early, and then it says whether that was in time.
   */
  #pending<T>(
    options: SignalWaitOptions | undefined,
    start: (resolve: (value: T) => void) => (early: boolean) => boolean,
  ): Promise<T> {
    const { signal, ref = true } = options ?? {};
    return new Promise<T>((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      let settled = false;
      let end: ((early: boolean) => boolean) | undefined;
      let unlisten = (): void => {};
      const settle = (): void => {
        settled = true;
        unlisten();
        if (ref && end !== undefined) signalPort().reference(-1);
      };
      end = start((value) => {
        if (settled) return;
        end?.(false);
        settle();
        resolve(value);
      });
      if (settled) return;
      if (ref) signalPort().reference(1);
      unlisten = onAbort(signal, () => {
        if (!end?.(true)) return; // what was taken is delivered
        settle();
        reject(signal?.reason);
      });
    });
  }
}

/** The process's signals, for this thread. */
export const signals = new Signals();

function single(signal: Signal, where: string): [[number, SignalName]] {
  return [...usable([signal], "listen to", where)] as [[number, SignalName]];
}

function checkWaiting(options: SignalWaitOptions | undefined, where: string, more: readonly string[] = []): void {
  checkKeys(options, ["signal", "ref", ...more], where);
  checkSignal(options?.signal, where);
  checkBoolean(options?.ref, `${where}: ref`);
}

function checkPid(pid: number, name: string): void {
  if (typeof pid !== "number") throw wrongType(name, "a number", pid);
  if ((pid | 0) !== pid) throw new RangeError(`${name} must be an integer of 32 bits, not ${pid}`);
}

/** The 64 bits of a union sigval. */
export function toValue(value: number | bigint, name: string): bigint {
  if (typeof value === "bigint") {
    if (BigInt.asIntN(64, value) !== value && BigInt.asUintN(64, value) !== value) {
      throw new RangeError(`${name} must fit 64 bits, not ${value}`);
    }
    return BigInt.asIntN(64, value);
  }
  checkInteger(value, name, -0x80000000, 0x7fffffff);
  if (value === undefined) throw wrongType(name, "a number or a bigint", value);
  return BigInt.asUintN(32, BigInt(value));
}
