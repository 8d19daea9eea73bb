// Timers of the kernel's: on its clocks, to the nanosecond, also at points of time; each a descriptor, whose waiting is queue.ts's.
import { Errno } from "../host/errno.js";
import { core } from "./core.js";
import { Descriptor } from "./descriptor.js";
import { check, IpcError } from "./error.js";
import { checkBoolean, checkKeys, checkWait, type WaitOptions, wrongType } from "./options.js";
import { again, POLLIN, Queue } from "./queue.js";
import { type Duration, toMilliseconds, toNanoseconds } from "./time.js";

const clocks = { realtime: 0, monotonic: 1, boottime: 7 } as const;

/** What a timer goes by: "monotonic" stands still while the machine sleeps, "boottime" doesn't, "realtime" is the time of day. */
export type TimerClock = keyof typeof clocks;

export interface TimerOptions {
  /** "monotonic" unless told; for a Date "realtime". */
  clock?: TimerClock | undefined;
}

/** When a timer expires. Durations and times are milliseconds, or nanoseconds as a bigint. */
export interface TimerSetting {
  /** First after this time; at once when it is 0. */
  after?: Duration | undefined;
  /** First at this time of the timer's clock; at once when it has passed. */
  at?: Duration | Date | undefined;
  /** From then on again and again, in this interval; without `after` and `at` first after it. */
  every?: Duration | undefined;
  /** With `at` on the realtime clock: when the clock is set, waiting rejects with ECANCELED (until `set` again). TFD_TIMER_CANCEL_ON_SET. */
  cancelOnSet?: boolean | undefined;
}

/** What a timer is set to, in milliseconds. */
export interface TimerStatus {
  /** Until it expires next; undefined when it won't. */
  readonly remaining: number | undefined;
  /** Its interval; undefined when it expires once only. */
  readonly interval: number | undefined;
}

const TFD_TIMER_ABSTIME = 1;
const TFD_TIMER_CANCEL_ON_SET = 2;

/** A timer of the kernel's, which counts how often it has expired. Idle until it is set. timerfd_create(2). */
export class Timer extends Descriptor implements AsyncIterable<number> {
  readonly clock: TimerClock;
  readonly #expiring = new Queue(this, POLLIN);

  /** @internal */
  private constructor(number: number, clock: TimerClock) {
    super(number);
    this.clock = clock;
  }

  /** Makes a timer that isn't set. Throws IpcError (EMFILE), TypeError. timerfd_create(2). */
  static create(options?: TimerOptions): Timer {
    return create(options, "monotonic", "Timer.create");
  }

  /** Makes one that expires once, after a time. */
  static after(delay: Duration, options?: TimerOptions): Timer {
    return start(create(options, "monotonic", "Timer.after"), { after: delay });
  }

  /** Makes one that expires again and again, in an interval. */
  static every(interval: Duration, options?: TimerOptions): Timer {
    return start(create(options, "monotonic", "Timer.every"), { every: interval });
  }

  /** Makes one that expires once, at a time: of day, or of the clock that the options name. */
  static at(time: Duration | Date, options?: TimerOptions): Timer {
    return start(create(options, "realtime", "Timer.at"), { at: time });
  }

  /** @internal */
  static fromNumber(number: number, clock: TimerClock): Timer {
    return new Timer(number, clock);
  }

  /**
   * Sets it anew; what it was set to, and its expirations that nobody has taken, are gone. Throws TypeError, RangeError, IpcError (EINVAL). timerfd_settime(2).
   */
  set(setting: TimerSetting): void {
    checkKeys(setting, ["after", "at", "every", "cancelOnSet"], "set");
    const { after, at, every, cancelOnSet } = setting;
    checkBoolean(cancelOnSet, "set: cancelOnSet");
    if (after !== undefined && at !== undefined) throw new TypeError("set: after and at exclude each other");
    const interval = every === undefined ? 0n : toNanoseconds(every, "set: every", 1n);
    let first: bigint;
    let flags = 0;
    if (at !== undefined) {
      if (at instanceof Date && this.clock !== "realtime") {
        throw new TypeError(`set: at must be a time of the clock "${this.clock}", not a Date`);
      }
      first = toNanoseconds(at instanceof Date ? at.getTime() : at, "set: at");
      flags = TFD_TIMER_ABSTIME | (cancelOnSet ? TFD_TIMER_CANCEL_ON_SET : 0);
    } else if (after !== undefined) {
      first = toNanoseconds(after, "set: after");
    } else if (every !== undefined) {
      first = interval;
    } else {
      throw new TypeError("set: one of after, at and every is needed");
    }
    // Zero would stop it.
    this.#settime(flags, first === 0n ? 1n : first, interval);
  }

  /** Stops it, until it is set again; expirations that nobody has taken are gone. */
  stop(): void {
    this.#settime(0, 0n, 0n);
  }

  /** What it is set to. timerfd_gettime(2). */
  get status(): TimerStatus {
    check(this.core.exports.core_timer_get(this.number("timerfd_gettime")), "timerfd_gettime");
    const remaining = this.core.numbers.getBigInt64(0, true);
    const interval = this.core.numbers.getBigInt64(8, true);
    return {
      remaining: remaining === 0n ? undefined : toMilliseconds(remaining),
      interval: interval === 0n ? undefined : toMilliseconds(interval),
    };
  }

  /**
   * Waits until it has expired, and takes the count: how often it has since it was set, or since the count was taken last. Waits on also while it
   * isn't set. Rejects with the signal's reason, or IpcError (ECANCELED when closed, or with `cancelOnSet`). read(2).
   */
  async wait(options?: WaitOptions): Promise<number> {
    checkWait(options, "wait");
    return this.#expiring.add(() => this.#take() ?? again, options?.signal);
  }

  /** As `wait`, but never waits: undefined when it hasn't expired. */
  tryWait(): number | undefined {
    return this.#take();
  }

  /** As `wait`, but blocks the thread. */
  waitSync(): number {
    return this.#expiring.runSync(() => this.#take() ?? again);
  }

  /** The counts of expirations, until it won't expire any more or is closed. Leaving the loop leaves the timer as it is. */
  async *[Symbol.asyncIterator](): AsyncGenerator<number, void, undefined> {
    while (!this.closed) {
      let count = this.#take();
      if (count === undefined) {
        if (this.status.remaining === undefined) return;
        try {
          count = await this.wait();
        } catch (error) {
          if (this.closed && error instanceof IpcError && error.errno === -Errno.ECANCELED) return;
          throw error;
        }
      }
      yield count;
    }
  }

  /** A second descriptor of the same timer, non-blocking too, for other functions; it is the caller's to close. */
  override duplicate(): number {
    return check(this.core.bridge.calls.dup(this.core.kernelFd(this.number("dup"))), "dup");
  }

  /** Closes it; waits that are pending reject with ECANCELED. */
  async close(): Promise<void> {
    this[Symbol.dispose]();
  }

  #settime(flags: number, first: bigint, interval: bigint): void {
    const number = this.number("timerfd_settime");
    check(this.core.exports.core_timer_set(number, flags, first, interval), "timerfd_settime");
  }

  #take(): number | undefined {
    const length = this.core.read(this.number("read"), 8);
    if (length === -Errno.EAGAIN || length === -Errno.EINTR) return undefined;
    check(length, "read");
    return Number(this.core.numbers.getBigUint64(0, true));
  }

  protected override cancelPending(): void {
    this.#expiring.cancel("read");
  }

  protected override referencesChanged(referenced: boolean): void {
    this.#expiring.setReferenced(referenced);
  }
}

function create(options: TimerOptions | undefined, usual: TimerClock, where: string): Timer {
  checkKeys(options, ["clock"], where);
  const clock = options?.clock ?? usual;
  if (!Object.hasOwn(clocks, clock))
    throw wrongType(`${where}: clock`, `one of ${Object.keys(clocks).join(", ")}`, clock);
  return Timer.fromNumber(check(core().exports.core_timer_create(clocks[clock]), "timerfd_create"), clock);
}

/** Sets a new timer, or closes it. */
function start(timer: Timer, setting: TimerSetting): Timer {
  try {
    timer.set(setting);
    return timer;
  } catch (error) {
    timer[Symbol.dispose]();
    throw error;
  }
}
