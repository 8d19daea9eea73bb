// Channels: messages between processes through a ring in shared memory, for Node programs, guests and native C alike; or between machines.
// What a channel is, and what holds when a peer dies, is told in <isthmus/channel.h>; here are its promises, order and cancellation.
import { Errno } from "../host/errno.js";
import { onAbort } from "./abort.js";
import { ChannelCore, type ChannelEnd, type Opening, Role } from "./channel-core.js";
import { IpcError } from "./error.js";
import { closeWhenForgotten, isClosed } from "./leaks.js";
import {
  type Bytes,
  checkBoolean,
  checkInteger,
  checkKeys,
  checkString,
  checkWait,
  toBytes,
  type WaitOptions,
  wrongType,
} from "./options.js";
import { Waits } from "./waits.js";
import { isNetworkAddress, NetworkChannel } from "./zmq-channel.js";

export interface ChannelOptions {
  /** What this handle does: `"producer"` sends, `"consumer"` receives. */
  role: "producer" | "consumer";
  /** Make the channel if nobody has; true unless told. Otherwise ENOENT. */
  create?: boolean | undefined;
  /** With `create`: fail with EEXIST when there is one. */
  exclusive?: boolean | undefined;
  /** Bytes of the ring of one that is made, rounded up to a power of two, 4 KiB to 1 GiB; 64 KiB unless told. A message takes 8 more. */
  capacity?: number | undefined;
  /** How many producers one that is made may have at a time, 1 to 32; 1 unless told, which is the fastest. */
  producers?: number | undefined;
  /** Permissions of one that is made, less the process's umask; 0o600 unless told. */
  mode?: number | undefined;
  /**
   * How many messages a consumer takes out of the ring in one go, 1 to 1,024; 1,024 unless told. What is taken but not received yet is
   * lost with this process; 1 loses none, and is slower.
   */
  batch?: number | undefined;
}

export interface ChannelStatus {
  /** Bytes of the ring, and the largest message. */
  capacity: number;
  largest: number;
  /** Bytes that wait in the ring. */
  used: number;
  /** Producers attached, how many may be, and how many died attached and have not been replaced. */
  producers: number;
  mostProducers: number;
  deadProducers: number;
  /** Whether a consumer is attached, or died attached. */
  consumer: boolean;
  deadConsumer: boolean;
}

/** Operations that may succeed at once before the event loop gets its turn. */
const TURN = 512;
const OPTIONS = ["role", "create", "exclusive", "capacity", "producers", "mode", "batch"];

/**
 * One end of a channel, which goes one way. Messages are whole, in order, and of any size up to the ring's. In Node, `trySend`,
 * `tryReceive`, and `send` and `receive` when they need not wait, take well under a microsecond and no system call; before it
 * sleeps, a wait may look for up to some 200 microseconds, during which the event loop stands still; seldom, where that was in vain.
 */
export class Channel implements AsyncIterable<Buffer>, Disposable, AsyncDisposable {
  /** The address it was opened by, such as "shm:/jobs", with the real port; undefined for a descriptor. */
  readonly address: string | undefined;
  readonly role: "producer" | "consumer";
  readonly #core: ChannelEnd;
  readonly #waits = new Waits();
  readonly #batch: number;
  #inbox: Buffer[] = [];
  #next = 0;
  #jobs: (() => Promise<void>)[] = [];
  #busy = false;
  #immediate = 0;
  #closed = false;

  private constructor(made: ChannelEnd, options: ChannelOptions) {
    this.#core = made;
    this.address = made.address;
    this.role = options.role;
    this.#batch = options.batch ?? 1024;
    closeWhenForgotten(this, release(made, this.#waits));
  }

  /**
   * Opens a channel: "shm:/name", a POSIX shared memory object, or "memory:", a new one without a name; or one to other machines,
   * "tcp://host:port" or "ipc:///path" (docs/zmq.md tells what differs there). Doesn't wait for the other side.
   * Rejects with IpcError: ENOENT, EEXIST, EBUSY (another consumer is attached, or as many producers as may be), EBADMSG (what is there is
   * no channel), EPROTONOSUPPORT (another kind of address), EACCES …; TypeError, RangeError.
   */
  static async open(address: string, options: ChannelOptions): Promise<Channel> {
    checkString(address, "Channel.open: address");
    const opening = checkOptions(options, "Channel.open");
    const made = isNetworkAddress(address) ? new NetworkChannel(address, opening) : ChannelCore.open(address, opening);
    return new Channel(made, options);
  }

  /** The same for a descriptor of shared memory, such as another process's `fd`, inherited or passed on; it stays the caller's to close. */
  static async fromDescriptor(fd: number, options: ChannelOptions): Promise<Channel> {
    checkInteger(fd, "Channel.fromDescriptor: fd", 0);
    return new Channel(ChannelCore.openDescriptor(fd, checkOptions(options, "Channel.fromDescriptor")), options);
  }

  /** Removes a channel's name; its peers stay connected. Throws IpcError (ENOENT, EACCES, EPROTONOSUPPORT). */
  static unlink(address: string): void {
    checkString(address, "Channel.unlink: address");
    // The name goes with the consumer.
    if (isNetworkAddress(address)) return;
    ChannelCore.unlink(address);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The kernel's descriptor of the shared memory, to be inherited (`stdio: [fd]`); -1 once closed. It stays this handle's. */
  get fd(): number {
    return this.#closed ? -1 : this.#core.kernelFd;
  }

  /** Bytes of the ring. */
  get capacity(): number {
    return this.#core.capacity;
  }

  /** Bytes of the largest message. */
  get largest(): number {
    return this.#core.largest;
  }

  /** How things stand. */
  status(): ChannelStatus {
    return this.#open("channel_status").status();
  }

  /**
   * Sends a message, waiting for room; don't change the bytes before it resolves. Messages are sent in the order of the calls. Rejects
   * with IpcError (EPIPE: the consumer is gone; EMSGSIZE) or the signal's reason.
   */
  send(data: Bytes, options?: WaitOptions): Promise<void> {
    try {
      const bytes = toBytes(data, "send");
      const core = this.#producer("channel_send");
      if (options !== undefined) checkWait(options, "send");
      if (this.#mayTry(options) && core.send(bytes)) return done;
      return this.#queue(() => this.#sendWaiting([bytes], options?.signal), options?.signal);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Sends messages, as many together as there is room for; otherwise as `send`. What was sent when it rejects stays sent. */
  async sendMany(data: readonly Bytes[], options?: WaitOptions): Promise<void> {
    const messages = data.map((each) => toBytes(each, "sendMany"));
    const core = this.#producer("channel_send");
    checkWait(options, "sendMany");
    if (messages.length === 0) return;
    const sent = this.#mayTry(options) ? core.sendMany(messages, 0) : 0;
    if (sent === messages.length) return;
    const rest = sent === 0 ? messages : messages.slice(sent);
    await this.#queue(() => this.#sendWaiting(rest, options?.signal), options?.signal);
  }

  /** Sends a message if there is room, and no other waits for it: whether it was sent. Throws IpcError (EPIPE, EMSGSIZE). */
  trySend(data: Bytes): boolean {
    const producer = this.#producer("channel_send");
    const bytes = toBytes(data, "trySend");
    return !this.#busy && producer.send(bytes);
  }

  /** As `send`, but blocks the thread until there is room. */
  sendSync(data: Bytes): void {
    const bytes = toBytes(data, "sendSync");
    const producer = this.#producer("channel_send");
    while (!producer.send(bytes)) producer.sleepSync(bytes.length);
  }

  /**
   * Receives the next message, waiting for it. Resolves with null at the end: there were producers, all have closed, and everything they
   * sent has been received. Rejects with IpcError (ECONNRESET: the same, but a producer died; EBADMSG: damaged) or the signal's reason.
   */
  receive(options?: WaitOptions): Promise<Buffer | null> {
    try {
      const core = this.#consumer("channel_receive");
      if (options !== undefined) checkWait(options, "receive");
      if (this.#mayTry(options)) {
        let message = this.#take(core);
        if (message === undefined && core.spin()) message = this.#take(core);
        if (message !== undefined) return Promise.resolve(message);
      }
      return this.#queue(() => this.#receiveWaiting(options?.signal), options?.signal);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** The next message, null at the end, or undefined when there is none now, or another call waits for it. Throws as `receive` rejects. */
  tryReceive(): Buffer | null | undefined {
    const core = this.#consumer("channel_receive");
    if (this.#busy) return undefined;
    return this.#take(core);
  }

  /** As `receive`, but blocks the thread until there is one. */
  receiveSync(): Buffer | null {
    const core = this.#consumer("channel_receive");
    for (;;) {
      const message = this.#take(core);
      if (message !== undefined) return message;
      core.sleepSync();
    }
  }

  /** All messages that are there, at least one, waiting for that; null at the end. Otherwise as `receive`. */
  async receiveMany(options?: WaitOptions): Promise<Buffer[] | null> {
    const first = await this.receive(options);
    if (first === null) return null;
    const messages = this.#inbox.slice(this.#next);
    this.#inbox = [];
    this.#next = 0;
    messages.unshift(first);
    return messages;
  }

  /** What comes, until the end. Leaving the loop earlier leaves the handle open. */
  [Symbol.asyncIterator](): AsyncIterator<Buffer, undefined> {
    return {
      next: () => {
        if (this.#next < this.#inbox.length && this.#mayTry(undefined)) {
          return Promise.resolve({ value: this.#inbox[this.#next++] as Buffer, done: false });
        }
        return this.receive().then(toResult);
      },
      return: async () => ({ value: undefined, done: true }),
    };
  }

  /** Resolves when the other side is attached. Rejects with the signal's reason. */
  async waitForPeer(options?: WaitOptions): Promise<void> {
    checkWait(options, "waitForPeer");
    options?.signal?.throwIfAborted();
    while (await this.#open("channel_wait_peer").sleepForPeer(this.#waits, options?.signal));
  }

  /** Lets pending operations keep the event loop running, which is the default. */
  ref(): this {
    this.#waits.setReferenced(true);
    return this;
  }

  /** Lets the program end although operations are pending. */
  unref(): this {
    this.#waits.setReferenced(false);
    return this;
  }

  /** Closes the handle when the sends that wait are done; `using` and Symbol.dispose don't wait: those reject with ECANCELED. */
  async close(): Promise<void> {
    if (this.role === "producer" && !this.#closed && this.#busy) {
      await this.#queue(async () => {}, undefined).catch(() => {});
    }
    this[Symbol.dispose]();
  }

  /** Closes the handle; pending operations reject with ECANCELED. The channel, and what is in it, stays. */
  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    isClosed(this);
    release(this.#core, this.#waits)();
  }

  /** Closes the handle, as `close()` does. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Whether an operation may be tried before those that wait: there are none. Now and then the event loop gets its turn. */
  #mayTry(options: WaitOptions | undefined): boolean {
    if (this.#busy || options?.signal?.aborted) return false;
    return ++this.#immediate < TURN;
  }

  #take(core: ChannelEnd): Buffer | null | undefined {
    if (this.#next === this.#inbox.length) {
      const batch = core.receive(this.#batch);
      if (batch === null) return null;
      if (batch.length === 0) return undefined;
      this.#inbox = batch;
      this.#next = 0;
    }
    return this.#inbox[this.#next++];
  }

  /** Runs operations one after the other. One that is aborted before its turn rejects then, and doesn't run. */
  #queue<T>(operation: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      let unlisten = (): void => {};
      const run = async (): Promise<void> => {
        let settle: () => void;
        unlisten();
        try {
          if (this.#immediate >= TURN) {
            this.#immediate = 0;
            await turn();
          }
          signal?.throwIfAborted();
          if (this.#closed) throw new IpcError(Errno.ECANCELED, "channel", this.address);
          const result = await operation();
          settle = () => resolve(result);
        } catch (error) {
          settle = () => reject(error);
        }
        // Before anybody hears of the end, so that what they do next need not queue.
        const next = this.#jobs.shift();
        this.#busy = next !== undefined;
        settle();
        void next?.();
      };
      if (this.#busy) {
        this.#jobs.push(run);
        unlisten = onAbort(signal, () => {
          this.#jobs = this.#jobs.filter((job) => job !== run);
          reject(signal?.reason);
        });
      } else {
        this.#busy = true;
        void run();
      }
    });
  }

  async #sendWaiting(messages: readonly Uint8Array[], signal: AbortSignal | undefined): Promise<void> {
    for (let done = 0; done < messages.length; ) {
      const core = this.#producer("channel_send");
      const count = core.sendMany(messages, done);
      done += count;
      const next = messages[done];
      if (count > 0 || next === undefined || core.spin(next.length)) {
        // Another producer may have the lock, or take the room: not without the event loop's turn.
        if (next !== undefined) await turn();
        signal?.throwIfAborted();
      } else if (!(await core.sleep(this.#waits, next.length, signal))) {
        await turn();
      }
    }
  }

  async #receiveWaiting(signal: AbortSignal | undefined): Promise<Buffer | null> {
    for (;;) {
      const core = this.#consumer("channel_receive");
      const message = this.#take(core);
      if (message !== undefined) return message;
      if (!(await core.sleep(this.#waits, undefined, signal))) await turn();
    }
  }

  #open(call: string): ChannelEnd {
    if (this.#closed) throw new IpcError(Errno.EBADF, call, this.address);
    return this.#core;
  }

  #producer(call: string): ChannelEnd {
    if (this.role !== "producer") throw new IpcError(Errno.EBADF, call, this.address);
    return this.#open(call);
  }

  #consumer(call: string): ChannelEnd {
    if (this.role !== "consumer") throw new IpcError(Errno.EBADF, call, this.address);
    return this.#open(call);
  }
}

const done = Promise.resolve();

/** A turn of the event loop. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function toResult(message: Buffer | null): IteratorResult<Buffer, undefined> {
  return message === null ? { value: undefined, done: true } : { value: message, done: false };
}

/** Detaches at once; the memory goes when nobody sleeps on it any more. */
function release(made: ChannelEnd, waits: Waits): () => void {
  return () => {
    made.detach();
    waits.cancel();
    waits.whenIdle(() => made.free());
  };
}

function checkOptions(options: ChannelOptions, where: string): Opening {
  checkKeys(options, OPTIONS, where);
  if (options === undefined || !Object.hasOwn(Role, options.role))
    throw wrongType(`${where}: role`, '"producer" or "consumer"', options?.role);
  checkBoolean(options.create, `${where}: create`);
  checkBoolean(options.exclusive, `${where}: exclusive`);
  checkInteger(options.capacity, `${where}: capacity`, 1, 1 << 30);
  checkInteger(options.producers, `${where}: producers`, 1, 32);
  checkInteger(options.mode, `${where}: mode`, 0, 0o777);
  checkInteger(options.batch, `${where}: batch`, 1, 1024);
  return {
    how: ((options.create ?? true) ? 1 : 0) | (options.exclusive ? 2 : 0),
    role: Role[options.role],
    capacity: options.capacity ?? 0,
    producers: options.producers ?? 0,
    mode: options.mode ?? 0o600,
  };
}
