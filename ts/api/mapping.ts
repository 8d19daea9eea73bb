// Shared pages as JavaScript's own memory: what SharedMemory, SharedSegment and MappedFile have in common.
// Which pages, and what else can be done with them, is theirs.
import type { MappedBuffer } from "../bridge/bridge.js";
import { Errno } from "../host/errno.js";
import { type Core, core } from "./core.js";
import { check, IpcError } from "./error.js";
import { closeWhenForgotten, isClosed } from "./leaks.js";
import { checkInteger, checkWait, type WaitOptions } from "./options.js";
import { Waits, waitForWord } from "./waits.js";

/** A typed array, DataView or Buffer-like class that can be laid over memory. */
export type ViewType<View> = new (buffer: SharedArrayBuffer, byteOffset?: number, length?: number) => View;

/** Pages in the core's memory, as long as they are needed. */
export interface Placement {
  address: number;
  release(): void;
}

export const PAGE = 4096;

/** Largest size that numbers express exactly. */
export const MAXIMUM_SIZE = Number.MAX_SAFE_INTEGER;

/** A buffer over pages, or the error of the call that should have made it. */
export function checkMapped(made: MappedBuffer | number, syscall: string, path?: string): MappedBuffer {
  if (typeof made === "number") throw new IpcError(made, syscall, path);
  return made;
}

/** A result that may be an address of the core's memory: errors lie in the last page. */
export function checkAddress(result: number, syscall: string, path?: string): number {
  const address = result >>> 0;
  if (address >= 2 ** 32 - PAGE) throw new IpcError(address - 2 ** 32, syscall, path);
  return address;
}

/** Memory whose pages are really shared with other processes. */
export abstract class Mapping implements Disposable {
  readonly #core: Core;
  readonly #waits = new Waits();
  readonly #release: () => void;
  #buffer: ArrayBuffer | SharedArrayBuffer | undefined;
  /** The bridge's maps whose buffers may still be held somewhere. */
  #maps: number[] = [];
  #closed = false;

  /** @internal `release` gives back what the handle holds besides buffers. It must not hold the handle. */
  protected constructor(release: () => void, mustBeClosed: boolean) {
    this.#core = core();
    this.#release = release;
    if (mustBeClosed) closeWhenForgotten(this, release);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Closes the handle; as `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * Closes the handle: no more buffers, views or waits come from it; pending waits reject with ECANCELED. A buffer that is held already
   * stays valid, and its pages stay mapped, until the last view of it is collected, in whichever thread: a SharedArrayBuffer can't be
   * taken back. May be repeated.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waits.cancel();
    this.#buffer = undefined;
    isClosed(this);
    this.#release();
  }

  /** Lays a typed array or DataView over the memory: `memory.view(Int32Array, 64, 4)`. Throws RangeError. */
  view<View>(type: ViewType<View>, byteOffset = 0, length?: number): View {
    return new type(this.mapped as SharedArrayBuffer, byteOffset, length);
  }

  /** A copy of bytes, to the end unless told. Throws RangeError, IpcError (EBADF once closed). */
  read(offset = 0, length?: number): Buffer {
    const { mapped } = this;
    checkInteger(offset, "read: offset", 0, mapped.byteLength);
    checkInteger(length, "read: length", 0, mapped.byteLength - offset);
    return Buffer.from(new Uint8Array(mapped, offset, length ?? mapped.byteLength - offset));
  }

  /**
   * Waits while the 32-bit word at an offset (a multiple of 4) is `expected`, until somebody calls `notify` there, in any process: what
   * `Atomics.waitAsync` is within one. Resolves with "not-equal" at once when the word isn't that, else with "ok" when woken, rarely without cause.
   * Rejects with the signal's reason, or IpcError (ECANCELED when closed). futex(2).
   */
  async wait(byteOffset: number, expected: number, options?: WaitOptions): Promise<"ok" | "not-equal"> {
    checkWait(options, "wait");
    const word = this.#word(byteOffset, "wait");
    options?.signal?.throwIfAborted();
    // Told here, it costs no thread.
    if (Atomics.load(word, 0) !== (expected | 0)) return "not-equal";
    const { bridge } = this.#core;
    const woken = await waitForWord(
      this.#waits,
      (callback) => bridge.waitFutex(word, expected, callback),
      () => bridge.wakeFutex(word, 1),
      options?.signal,
    );
    return woken ? "ok" : "not-equal";
  }

  /** As `wait`, but blocks the thread. futex(2). */
  waitSync(byteOffset: number, expected: number): "ok" | "not-equal" {
    const result = this.#core.bridge.waitFutexSync(this.#word(byteOffset, "waitSync"), expected);
    if (result === -Errno.EAGAIN) return "not-equal";
    check(result, "futex");
    return "ok";
  }

  /** Wakes up to `count` (all unless told) of those who wait at an offset, in any process; how many. futex(2). */
  notify(byteOffset: number, count = 0x7fffffff): number {
    checkInteger(count, "notify: count", 0);
    return check(this.#core.bridge.wakeFutex(this.#word(byteOffset, "notify"), count), "futex");
  }

  /** Lets pending waits keep the event loop running, which is the default. */
  ref(): this {
    this.#waits.setReferenced(true);
    return this;
  }

  /** Lets the program end although waits are pending. */
  unref(): this {
    this.#waits.setReferenced(false);
    return this;
  }

  /** The pages of a range, in the core's own memory, for the objects that its C code works on. @internal */
  abstract place(offset: number, length: number): Placement;

  /** Makes a buffer over the pages; throws when that can't be. */
  protected abstract map(): MappedBuffer;

  /** Whether words in it are other processes' too. */
  protected abstract get isShared(): boolean;

  protected get core(): Core {
    return this.#core;
  }

  /** The buffer, made at its first use. */
  protected get mapped(): ArrayBuffer | SharedArrayBuffer {
    if (this.#closed) throw new IpcError(Errno.EBADF, "mmap");
    if (this.#buffer === undefined) {
      const { buffer, id } = this.map();
      this.#maps.push(id);
      this.#buffer = buffer;
    }
    return this.#buffer;
  }

  /** The next use makes a new buffer. */
  protected forgetBuffer(): void {
    this.#buffer = undefined;
  }

  /** The buffer as it is: without making one. */
  protected get currentBuffer(): ArrayBuffer | SharedArrayBuffer | undefined {
    return this.#buffer;
  }

  /** Before the file is cut: views of what is behind shall not kill the process. The offset is the buffers'. */
  protected cut(offset: number): void {
    for (const id of this.#maps) check(this.#core.bridge.cutBuffer(id, Math.max(offset, 0)), "mmap");
  }

  #word(byteOffset: number, where: string): Int32Array {
    if (!this.isShared) throw new IpcError(Errno.EACCES, "futex");
    const { mapped } = this;
    checkInteger(byteOffset, `${where}: byteOffset`, 0, Math.max(mapped.byteLength - 4, 0));
    if (byteOffset % 4 !== 0) throw new RangeError(`${where}: byteOffset must be a multiple of 4, not ${byteOffset}`);
    return new Int32Array(mapped, byteOffset, 1);
  }
}
