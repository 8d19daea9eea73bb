// Processes by descriptor: one that can't come to mean another process, is signalled, and tells of the end.
import { Errno } from "../host/errno.js";
import { core } from "./core.js";
import { Descriptor } from "./descriptor.js";
import { check } from "./error.js";
import { checkInteger, wrongType } from "./options.js";
import { again, POLLIN, Queue } from "./queue.js";
import { type Exit, exitOf, type Signal, sentNumber } from "./signal-names.js";
import { toValue } from "./signals.js";

/** How a process ended, as far as this program can know. */
export interface PidfdExit extends Exit {
  /**
   * Whether `code` and `signal` are known; otherwise both are null. Of its children a program always learns it, unless somebody took the
   * status (wait(2)) before; of other processes when Linux tells, from 6.15 on, and their parent has taken it.
   */
  readonly known: boolean;
}

/** A parent that takes its child's status does so at once; longer than this (milliseconds) nobody waits for it. */
const PARENT_TIME = 100;

const unknown: PidfdExit = { code: null, signal: null, known: false };

/** A process, by a descriptor of it. pidfd_open(2). */
export class Pidfd extends Descriptor {
  readonly pid: number;
  readonly #ending = new Queue(this, POLLIN);
  #exited: Promise<PidfdExit> | undefined;

  /** @internal */
  private constructor(number: number, pid: number) {
    super(number);
    this.pid = pid;
  }

  /** Opens a process, which may have ended but not been waited for. Throws IpcError (ESRCH, EMFILE; EINVAL for a thread that isn't a process). pidfd_open(2). */
  static open(pid: number): Pidfd {
    if (typeof pid !== "number") throw wrongType("Pidfd.open: pid", "a number", pid);
    checkInteger(pid, "Pidfd.open: pid", 1);
    const owner = core();
    return new Pidfd(owner.adopt(check(owner.bridge.calls.pidfd_open(pid), "pidfd_open")), pid);
  }

  /** @internal */
  static fromNumber(number: number, pid: number): Pidfd {
    return new Pidfd(number, pid);
  }

  /**
   * Resolves when the process has ended. The first to ask for it makes it wait, and keeps the event loop running meanwhile, unless `unref()` was called.
   * Rejects with IpcError (ECANCELED) when the handle is closed before. waitid(2), which leaves the status to whoever waits for the process.
   */
  get exited(): Promise<PidfdExit> {
    this.#exited ??= this.#end();
    return this.#exited;
  }

  /**
   * Sends the process a signal, with a value if told, as `signals.queue` does; 0 only looks whether it is there. Throws IpcError (ESRCH when it has ended and was waited
   * for, EPERM, EINVAL, EAGAIN). pidfd_send_signal(2).
   */
  send(signal: Signal, value?: number | bigint): void {
    const number = sentNumber(signal, "send: signal");
    const queued = value === undefined ? 0n : toValue(value, "send: value");
    const kfd = this.core.kernelFd(this.number("pidfd_send_signal"));
    const { calls } = this.core.bridge;
    check(calls.pidfd_send_signal(kfd, number, value === undefined ? 0 : 1, queued), "pidfd_send_signal");
  }

  /** A second descriptor of the process, for other functions; it is the caller's to close. */
  override duplicate(): number {
    return check(this.core.bridge.calls.dup(this.core.kernelFd(this.number("dup"))), "dup");
  }

  async close(): Promise<void> {
    this[Symbol.dispose]();
  }

  async #end(): Promise<PidfdExit> {
    const kfd = (): number => this.core.kernelFd(this.number("waitid"));
    const status = (): number => this.core.bridge.calls.pidfdStatus(kfd());
    let first = await this.#ending.add(() => {
      const found = status();
      return found === -Errno.EAGAIN ? again : found;
    });
    if (first === -Errno.EBUSY) {
      await this.#hangup();
      first = this.closed ? first : status();
    }
    return first < 0 ? unknown : { ...exitOf(first), known: true };
  }

  /** Resolves when the process was waited for, or its parent took too long. */
  #hangup(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        watch.cancel();
        resolve();
      };
      const watch = this.watch(0, done);
      const timer = setTimeout(done, PARENT_TIME);
    });
  }

  protected override cancelPending(): void {
    this.#ending.cancel("waitid");
  }

  protected override referencesChanged(referenced: boolean): void {
    this.#ending.setReferenced(referenced);
  }
}
