// Objects that the core's C code works on in shared pages: where they lie, and when their pages may go.
import { Errno } from "../host/errno.js";
import { IpcError } from "./error.js";
import { closeWhenForgotten, isClosed } from "./leaks.js";
import type { Mapping, Placement } from "./mapping.js";
import { checkInteger } from "./options.js";
import { Waits } from "./waits.js";

/** Where an object in shared memory may lie. */
export function checkOffset(offset: number, where: string): void {
  if (offset === undefined) throw new TypeError(`${where}: offset must be a number`);
  checkInteger(offset, `${where}: offset`, 0, Number.MAX_SAFE_INTEGER);
  if (offset % 8 !== 0) throw new RangeError(`${where}: offset must be a multiple of 8, not ${offset}`);
}

/** The pages of an object at an offset of shared memory. */
export function placeAt(memory: Mapping, offset: number, size: number, where: string): Placement {
  checkOffset(offset, where);
  return memory.place(offset, size);
}

/** A handle on such an object; closing it leaves the object where it is. */
export abstract class Placed implements Disposable {
  readonly #address: number;
  readonly #release: () => void;
  /** @internal */
  protected readonly waits: Waits = new Waits();
  #closed = false;
  /** Waits that have something to do to the object when they end. */
  #users = 0;

  /** @internal */
  protected constructor(placement: Placement) {
    this.#address = placement.address;
    this.#release = placement.release;
    closeWhenForgotten(this, this.#release);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Closes the handle; waits that are pending reject with ECANCELED. The object stays. May be repeated. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    isClosed(this);
    this.waits.cancel();
    if (this.#users === 0) this.#release();
  }

  /** The same as `close`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Lets pending waits keep the event loop running, which is the default. */
  ref(): this {
    this.waits.setReferenced(true);
    return this;
  }

  /** Lets the program end although waits are pending. */
  unref(): this {
    this.waits.setReferenced(false);
    return this;
  }

  /** Its address in the core's memory; throws EBADF once closed. @internal */
  address(syscall: string): number {
    if (this.#closed) throw new IpcError(Errno.EBADF, syscall);
    return this.#address;
  }

  /** Keeps the object where it is, closed or not, until `letGo`. Its address in the core's memory. @internal */
  retain(): number {
    this.#users += 1;
    return this.#address;
  }

  /** @internal */
  letGo(): void {
    this.#users -= 1;
    if (this.#closed && this.#users === 0) this.#release();
  }

  /** Does something while the object must stay where it is. @internal */
  protected async use<T>(action: (address: number) => Promise<T>): Promise<T> {
    const address = this.retain();
    try {
      return await action(address);
    } finally {
      this.letGo();
    }
  }
}
