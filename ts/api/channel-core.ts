// One channel in the core of this thread: tries to send and to receive, and sleeps without blocking. Messages cross in the core's buffer,
// since the ring itself is mapped memory, which JavaScript doesn't touch. Order and cancellation of waits are channel.ts's.
import { Errno } from "../host/errno.js";
import { type Core, core } from "./core.js";
import type { CoreExports } from "./core-exports.js";
import { check, IpcError } from "./error.js";
import type { Waits } from "./waits.js";

/** Bytes in front of each message in the buffer. */
const ENTRY = 8;
/** Messages and bytes that cross in one call. */
const MOST_MESSAGES = 1024;
const MOST_BYTES = 65536;
/** A sleep is cut after so many milliseconds where a wake-up may be lost with its waker (core-c/channel/ring.h). */
const LONGEST_SLEEP = 1000;

const NONE: Buffer[] = [];

export const Role = { producer: 1, consumer: 2 } as const;

export interface Opening {
  how: number;
  role: number;
  capacity: number;
  producers: number;
  mode: number;
}

/** What a channel needs of its end, whatever it goes over. */
export type ChannelEnd = Pick<ChannelCore, keyof ChannelCore>;

export class ChannelCore {
  readonly capacity: number;
  readonly largest: number;
  readonly #many: boolean;
  readonly #core: Core;
  /** What it was opened by; undefined for a descriptor. */
  readonly address: string | undefined;
  readonly #pointer: number;
  readonly #exports: CoreExports;
  #bytes: Uint8Array;
  #words: Uint32Array;
  #attached = true;
  readonly #lengths = new Uint32Array(MOST_MESSAGES);

  private constructor(pointer: number, address?: string) {
    this.#core = core();
    this.#exports = this.#core.exports;
    this.#bytes = this.#core.bytes;
    this.#words = this.#newWords();
    this.#pointer = pointer;
    this.address = address;
    const { capacity, largest, mostProducers } = this.status();
    this.capacity = capacity;
    this.largest = largest;
    this.#many = mostProducers > 1;
  }

  static open(address: string, { how, role, capacity, producers, mode }: Opening): ChannelCore {
    core().passName(address, "channel_open");
    const pointer = core().exports.core_channel_open(how, role, capacity, producers, mode);
    return new ChannelCore(check(pointer, "channel_open", address), address);
  }

  /** Takes a copy of the kernel's descriptor. */
  static openDescriptor(kfd: number, { how, role, capacity, producers }: Opening): ChannelCore {
    const copy = core().adopt(check(core().bridge.calls.dup(kfd), "dup"));
    try {
      const pointer = core().exports.core_channel_open_fd(copy, how, role, capacity, producers);
      return new ChannelCore(check(pointer, "channel_open"));
    } finally {
      core().close(copy);
    }
  }

  static unlink(address: string): void {
    core().passName(address, "channel_unlink");
    check(core().exports.core_channel_unlink(), "channel_unlink", address);
  }

  get attached(): boolean {
    return this.#attached;
  }

  get kernelFd(): number {
    return this.#core.kernelFd(this.#core.exports.core_channel_fd(this.#pointer));
  }

  status() {
    check(this.#exports.core_channel_status(this.#pointer), "channel_status", this.address);
    const words = this.#buffer();
    const word = (index: number): number => words[index] as number;
    return {
      capacity: word(0),
      used: word(1),
      producers: word(2),
      mostProducers: word(3),
      deadProducers: word(4),
      consumer: word(5) !== 0,
      deadConsumer: word(6) !== 0,
      largest: word(7),
    };
  }

  /** Ends the attachment: the other side learns of it now. The memory stays until `free`. */
  detach(): void {
    this.#attached = false;
    this.#core.exports.core_channel_detach(this.#pointer);
  }

  /** Gives back the memory; nobody may sleep on a word of it any more. */
  free(): void {
    this.#core.exports.core_channel_close(this.#pointer);
  }

  /** Sends if there is room. */
  send(bytes: Uint8Array): boolean {
    const { length } = bytes;
    if (length > this.#core.bufferSize) return this.#sendLarge(bytes);
    this.#buffer();
    this.#bytes.set(bytes);
    const result = this.#exports.core_channel_send(this.#pointer, length);
    return result === 0 || this.#took(result);
  }

  #sendLarge(bytes: Uint8Array): boolean {
    const { exports, bufferSize } = this.#core;
    if (bytes.length > this.largest) throw this.#error(Errno.EMSGSIZE, "channel_send");
    if (!this.#took(exports.core_channel_reserve(this.#pointer, bytes.length))) return false;
    for (let offset = 0; offset < bytes.length; offset += bufferSize) {
      const part = bytes.subarray(offset, offset + bufferSize);
      this.#core.bytes.set(part);
      exports.core_channel_fill(offset, part.length);
    }
    return this.#took(exports.core_channel_commit(this.#pointer, bytes.length));
  }

  /** Sends those that there is room for, from one on: how many. */
  sendMany(messages: readonly Uint8Array[], from: number): number {
    const words = this.#buffer();
    let at = 0;
    let count = 0;
    while (count < MOST_MESSAGES && from + count < messages.length && at < MOST_BYTES) {
      const message = messages[from + count] as Uint8Array;
      if (at + ENTRY + message.length > this.#core.bufferSize) break;
      words[at >> 2] = message.length;
      this.#bytes.set(message, at + ENTRY);
      at += ENTRY + ((message.length + 7) & ~7);
      count++;
    }
    if (count === 0) return Number(this.send(messages[from] as Uint8Array));
    const sent = this.#exports.core_channel_send_many(this.#pointer, count);
    return this.#took(sent) ? sent : 0;
  }

  /** What has arrived, a good part of it; none, or null at the end. */
  receive(most: number): Buffer[] | null {
    const count = this.#exports.core_channel_receive(this.#pointer, Math.min(most, MOST_MESSAGES), MOST_BYTES);
    if (count <= 0) {
      if (count === -Errno.EAGAIN) return NONE;
      if (count === -Errno.EPIPE) return null;
      if (count === -Errno.EMSGSIZE) return [this.#receiveLarge()];
      throw this.#error(count, "channel_receive");
    }
    const words = this.#buffer();
    if (count === 1) {
      const length = words[0] as number;
      const message = Buffer.allocUnsafe(length);
      message.set(this.#bytes.subarray(ENTRY, ENTRY + length));
      return [message];
    }
    const messages: Buffer[] = new Array(count);
    const lengths = this.#lengths;
    let end = 0;
    for (let index = 0; index < count; index++) {
      const length = words[end >> 2] as number;
      lengths[index] = length;
      end += ENTRY + ((length + 7) & ~7);
    }
    // One copy for all: they are parts of it.
    const all = Buffer.allocUnsafeSlow(end);
    all.set(this.#bytes.subarray(0, end));
    for (let index = 0, at = ENTRY; index < count; index++) {
      const length = lengths[index] as number;
      messages[index] = all.subarray(at, at + length);
      at += ENTRY + ((length + 7) & ~7);
    }
    return messages;
  }

  #receiveLarge(): Buffer {
    const { exports, bufferSize } = this.#core;
    const size = check(exports.core_channel_borrow(this.#pointer), "channel_receive", this.address);
    const message = Buffer.allocUnsafeSlow(size);
    for (let offset = 0; offset < size; offset += bufferSize) {
      const length = Math.min(bufferSize, size - offset);
      exports.core_channel_copy(offset, length);
      message.set(this.#core.bytes.subarray(0, length), offset);
    }
    exports.core_channel_release(this.#pointer);
    return message;
  }

  /** Looks for some microseconds: whether there is a message, or room for one of a size. */
  spin(size?: number): boolean {
    return this.#core.exports.core_channel_spin(this.#pointer, size ?? 0, Number(size !== undefined)) !== 0;
  }

  /** Sleeps until there may be a message, or room for one of a size; false when it needn't. Rejects when there can't be. */
  async sleep(waits: Waits, size: number | undefined, signal: AbortSignal | undefined): Promise<boolean> {
    const { exports } = this.#core;
    const prepared = exports.core_channel_prepare(this.#pointer, size ?? 0, Number(size !== undefined));
    if (prepared === 0 || (prepared === -Errno.EPIPE && size === undefined)) return false;
    check(prepared, size === undefined ? "channel_receive" : "channel_send", this.address);
    try {
      await this.#sleepOnWord(waits, signal);
    } finally {
      if (this.#attached) exports.core_channel_awake(this.#pointer);
    }
    return true;
  }

  /** Sleeps until the other side may be attached; false when it is. */
  async sleepForPeer(waits: Waits, signal: AbortSignal | undefined): Promise<boolean> {
    if (this.#core.exports.core_channel_prepare_peer(this.#pointer) === 0) return false;
    await this.#sleepOnWord(waits, signal);
    return true;
  }

  /** Blocks the thread until there may be a message, or room for one of a size. */
  sleepSync(size?: number): void {
    const { exports } = this.#core;
    const result =
      size === undefined
        ? exports.core_channel_await(this.#pointer)
        : exports.core_channel_await_room(this.#pointer, size);
    if (result === -Errno.EINTR || (result === -Errno.EPIPE && size === undefined)) return;
    check(result, size === undefined ? "channel_receive" : "channel_send", this.address);
  }

  #sleepOnWord(waits: Waits, signal: AbortSignal | undefined): Promise<void> {
    const { bridge, exports } = this.#core;
    const words = this.#buffer();
    const word = new Int32Array(exports.memory.buffer, words[0], 1);
    const value = (words[1] as number) | 0;
    let timer: NodeJS.Timeout | undefined;
    const start = (callback: (result: number) => void) => {
      const watch = bridge.waitFutex(word, value, callback);
      if (this.#many) timer = setTimeout(() => watch.cancel(), LONGEST_SLEEP).unref();
      return watch;
    };
    const settle = (): void => {
      clearTimeout(timer);
      signal?.throwIfAborted();
      if (!this.#attached) throw this.#error(Errno.ECANCELED, "channel");
    };
    return waits.run(start, settle, signal);
  }

  /** The buffer as words; after a call of the core it may be another one. */
  #buffer(): Uint32Array {
    if (this.#words.buffer !== this.#exports.memory.buffer) {
      this.#bytes = this.#core.bytes;
      this.#words = this.#newWords();
    }
    return this.#words;
  }

  #newWords(): Uint32Array {
    return new Uint32Array(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length >> 2);
  }

  #took(result: number): boolean {
    if (result >= 0) return true;
    if (result === -Errno.EAGAIN) return false;
    throw this.#error(result, "channel_send");
  }

  #error(errno: number, call: string): IpcError {
    return new IpcError(errno, call, this.address);
  }
}
