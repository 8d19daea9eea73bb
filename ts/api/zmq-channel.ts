// A channel's end over a network: what channel-core.ts is for shared memory, over PUSH and PULL sockets. The consumer binds, producers connect;
// the socket's monitor tells who is there.
import type { Watch } from "../bridge/bridge.js";
import { Errno } from "../host/errno.js";
import { type ChannelEnd, type Opening, Role } from "./channel-core.js";
import type { Core } from "./core.js";
import type { Waits } from "./waits.js";
import { type ContextCore, context, type Waiter, ZMQ_POLLIN, ZMQ_POLLOUT } from "./zmq-context.js";
import { checkZmq, ZmqError } from "./zmq-error.js";
import { decodeEvent } from "./zmq-event.js";
import { receiveMessage, sendMessage } from "./zmq-message.js";
import { openMonitor } from "./zmq-monitor.js";
import { readOption } from "./zmq-option-values.js";
import { name } from "./zmq-options.js";

const PULL = 7;
const PUSH = 8;
const LAST_ENDPOINT = name(32);
/** What a producer that closes sends last: a message that no `send` makes. */
const FAREWELL = ["", ""];

export const isNetworkAddress = (address: string): boolean => /^(tcp|ipc):\/\//.test(address);

export class NetworkChannel implements ChannelEnd {
  /** Where the consumer listens, with the real port. */
  readonly address: string;
  /** Bytes are not what is limited, but messages: 1,000 on either side. */
  readonly capacity = Number.POSITIVE_INFINITY;
  readonly largest = 0x7fff_ffff;
  readonly kernelFd = -1;
  readonly #made: ContextCore = context.made;
  readonly #core: Core = this.#made.core;
  readonly #sends: boolean;
  readonly #socket: number;
  readonly #monitor: number;
  #attached = true;
  #hasSent = false;
  /** Peers that are connected, all that ever were, those that went, and what they said. */
  #connected = 0;
  #joined = 0;
  #gone = 0;
  #farewells = 0;
  #refused = 0;

  constructor(address: string, { role }: Opening) {
    const { exports } = this.#core;
    this.#sends = role === Role.producer;
    this.#socket = this.#made.open(this.#sends ? PUSH : PULL);
    try {
      this.#monitor = openMonitor(this.#made, this.#socket);
      this.#core.passName(address, "channel_open");
      const result = this.#sends ? exports.core_zmq_connect(this.#socket) : exports.core_zmq_bind(this.#socket);
      checkZmq(result, "channel_open", address);
    } catch (error) {
      this.#made.close(this.#socket);
      throw error;
    }
    this.address = this.#sends ? address : String(readOption(this.#core, this.#socket, LAST_ENDPOINT));
  }

  get attached(): boolean {
    return this.#attached;
  }

  status() {
    this.#readEvents();
    const isThere = this.#connected > 0;
    return {
      capacity: this.capacity,
      largest: this.largest,
      used: 0,
      producers: this.#sends ? 1 : this.#connected,
      mostProducers: Number.POSITIVE_INFINITY,
      deadProducers: this.#sends ? 0 : Math.max(0, this.#gone - this.#farewells),
      consumer: !this.#sends || isThere,
      deadConsumer: this.#sends && !isThere && this.#joined > 0,
    };
  }

  detach(): void {
    if (!this.#attached) return;
    this.#attached = false;
    this.#readEvents();
    // To nobody it would wait, and the program's end for it.
    if (this.#connected > 0 || (this.#hasSent && this.#joined === 0)) {
      if (this.#sends) sendMessage(this.#core, this.#socket, FAREWELL);
    }
    this.#made.close(this.#monitor);
    this.#made.close(this.#socket);
  }

  free(): void {
    // What is queued is sent in the background.
  }

  send(bytes: Uint8Array): boolean {
    const result = sendMessage(this.#core, this.#socket, bytes);
    this.#made.sent(result);
    if (result === -Errno.EAGAIN || result === -Errno.EINTR) return false;
    checkZmq(result, "channel_send", this.address);
    this.#hasSent = true;
    return true;
  }

  sendMany(messages: readonly Uint8Array[], from: number): number {
    let count = 0;
    while (from + count < messages.length && this.send(messages[from + count] as Uint8Array)) count++;
    return count;
  }

  receive(most: number): Buffer[] | null {
    const messages: Buffer[] = [];
    let isMore = true;
    while (isMore && messages.length < most) isMore = this.#receive(messages);
    this.#made.touched();
    if (messages.length > 0) return messages;
    this.#readEvents();
    if (this.#joined === 0 || this.#connected > 0) return messages;
    // What they sent before they went may have come with the news that they did.
    while (this.#receive(messages));
    if (messages.length > 0) return messages;
    if (this.#farewells >= this.#gone) return null;
    this.#joined = 0;
    this.#gone = 0;
    this.#farewells = 0;
    throw new ZmqError(Errno.ECONNRESET, "channel_receive", this.address);
  }

  /** Adds the next message to the others; false when there is none. */
  #receive(messages: Buffer[]): boolean {
    const parts = receiveMessage(this.#made, this.#socket);
    if (typeof parts !== "number") {
      if (parts.length === 1) messages.push(parts[0] as Buffer);
      else if (parts.length === 2 && parts[0]?.length === 0 && parts[1]?.length === 0) this.#farewells++;
      else messages.push(Buffer.concat(parts));
      return true;
    }
    if (parts !== -Errno.EAGAIN && parts !== -Errno.EINTR) checkZmq(parts, "channel_receive", this.address);
    return false;
  }

  spin(): boolean {
    return false;
  }

  async sleep(waits: Waits, size: number | undefined, signal: AbortSignal | undefined): Promise<boolean> {
    const own = [this.#socket, size === undefined ? ZMQ_POLLIN : ZMQ_POLLOUT] as const;
    await this.#sleepUntil(waits, size === undefined ? [own, [this.#monitor, ZMQ_POLLIN]] : [own], signal);
    return true;
  }

  async sleepForPeer(waits: Waits, signal: AbortSignal | undefined): Promise<boolean> {
    this.#readEvents();
    if (this.#connected > 0) return false;
    await this.#sleepUntil(waits, [[this.#monitor, ZMQ_POLLIN]], signal);
    return true;
  }

  sleepSync(size?: number): void {
    const { words, exports } = this.#core;
    words.set([this.#socket, size === undefined ? ZMQ_POLLIN : ZMQ_POLLOUT, this.#monitor, ZMQ_POLLIN]);
    const result = exports.core_zmq_poll(size === undefined ? 2 : 1, -1);
    if (result !== -Errno.EINTR) checkZmq(result, "zmq_poll", this.address);
  }

  #sleepUntil(
    waits: Waits,
    wanted: readonly (readonly [socket: number, events: number])[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const start = (callback: (result: number) => void): Watch => new Sleep(this.#made, wanted, callback);
    const settle = (): void => {
      signal?.throwIfAborted();
      if (!this.#attached) throw new ZmqError(Errno.ECANCELED, "channel", this.address);
    };
    return waits.run(start, settle, signal);
  }

  /** Takes note of who came and went. */
  #readEvents(): void {
    for (;;) {
      const parts = receiveMessage(this.#made, this.#monitor);
      if (typeof parts === "number") return;
      const { type } = decodeEvent(this.#core, parts);
      if (type === "handshake") {
        this.#connected++;
        this.#joined++;
      } else if (type.startsWith("handshake:error")) {
        this.#refused++;
      } else if (type === "disconnect") {
        if (this.#refused > 0) this.#refused--;
        else {
          this.#connected--;
          this.#gone++;
        }
      }
    }
  }
}

/** Waits for one of several sockets, once. */
class Sleep implements Watch {
  readonly #made: ContextCore;
  readonly #waiters: readonly Waiter[];
  readonly #callback: (result: number) => void;
  #isOver = false;

  constructor(
    made: ContextCore,
    wanted: readonly (readonly [socket: number, events: number])[],
    callback: (result: number) => void,
  ) {
    this.#made = made;
    this.#callback = callback;
    this.#waiters = wanted.map(([socket, events]) => ({ socket, events, step: () => this.#step(socket, events) }));
    for (const waiter of this.#waiters) made.add(waiter);
    // Between the last attempt and now it may have become ready.
    made.touched();
  }

  cancel(): void {
    this.#end(-Errno.ECANCELED);
  }

  ref(): void {
    for (const waiter of this.#waiters) this.#made.setReferenced(waiter, true);
  }

  unref(): void {
    for (const waiter of this.#waiters) this.#made.setReferenced(waiter, false);
  }

  #step(socket: number, events: number): boolean {
    const { words, exports } = this.#made.core;
    words[0] = socket;
    words[1] = events;
    if (exports.core_zmq_poll(1, 0) === 0) return false;
    this.#end(0);
    return true;
  }

  #end(result: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const waiter of this.#waiters) this.#made.remove(waiter);
    this.#callback(result);
  }
}
