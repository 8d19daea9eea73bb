// System V message queues: messages with types. A wait is a blocking call on a thread of the bridge's, since such a queue is no descriptor.
import { Errno } from "../host/errno.js";
import { type Core, core } from "./core.js";
import { check, IpcError } from "./error.js";
import { type Bytes, checkInteger, checkKeys, checkWait, toBytes, type WaitOptions, wrongType } from "./options.js";
import { Serial } from "./serial.js";
import {
  change,
  checkId,
  countAt,
  creation,
  dateAt,
  Ipc,
  keyName,
  readStatus,
  type SystemVChange,
  type SystemVCreateOptions,
  type SystemVKey,
  type SystemVStatus,
  toExistingKey,
  toKey,
} from "./system-v.js";
import { Waits } from "./waits.js";

/** A message that was received. */
export interface Message {
  type: number;
  data: Buffer;
}

/** Which message to receive: any, if nothing is told. */
export interface MessageSelection {
  /** The first of this type. */
  type?: number | undefined;
  /** The first of the lowest type that is not above this: smaller types go first. */
  upTo?: number | undefined;
  /** The first of any type but this. MSG_EXCEPT. */
  except?: number | undefined;
  /** Cut a longer message to so many bytes; otherwise one longer than 1 MiB is refused with E2BIG. MSG_NOERROR. */
  truncate?: number | undefined;
}

export type MessageReceiveOptions = MessageSelection & WaitOptions;

/** What msgctl(2) tells of a queue. */
export interface MessageQueueStatus extends SystemVStatus {
  /** Messages in it. */
  messages: number;
  /** Bytes of all messages in it. */
  bytes: number;
  /** Bytes that it takes before senders wait. */
  capacity: number;
  /** Who sent or received last; 0 for nobody. */
  lastSenderPid: number;
  lastReceiverPid: number;
  lastSent: Date | undefined;
  lastReceived: Date | undefined;
}

export interface MessageQueueChange extends SystemVChange {
  /** Beyond /proc/sys/kernel/msgmnb with CAP_SYS_RESOURCE only. */
  capacity?: number | undefined;
}

const MSG_NOERROR = 0o10000;
const MSG_EXCEPT = 0o20000;
const CAPACITY = 88;
/** What a receiving thread offers at first; nearly all systems allow 8,192 at most. */
const ROOM = 65536;
const HEAD = 8;
const selectionKeys = ["type", "upTo", "except", "truncate"];

/** How a selection is told to the kernel. */
interface Wanted {
  type: number;
  flags: number;
  size: number | undefined;
}

/**
 * A System V message queue. It belongs to nobody: it stays until it is removed, and any number of programs may use it. The handle holds
 * nothing but its number, so it need not be closed; `close` only gives up what waits.
 */
export class MessageQueue implements AsyncIterable<Message>, Disposable {
  /** The kernel's number of it. */
  readonly id: number;
  readonly #core: Core = core();
  readonly #waits = new Waits();
  readonly #sending = new Serial();
  /** One line for each way of choosing. */
  readonly #receiving = new Map<string, Serial>();
  #closed = false;

  private constructor(id: number) {
    this.id = id;
  }

  /**
   * Makes the queue of a key, or with "private" one without. One that exists is opened, unless `exclusive` is set.
   * Throws IpcError (EEXIST, ENOSPC …), TypeError, RangeError. msgget(2).
   */
  static create(key: SystemVKey | "private", options?: SystemVCreateOptions): MessageQueue {
    const number = toKey(key, "MessageQueue.create");
    const flags = creation(options, "MessageQueue.create");
    return new MessageQueue(check(core().exports.core_msgget(number, flags), "msgget", keyName(number)));
  }

  /** Opens the existing queue of a key. Throws IpcError (ENOENT, EACCES …), TypeError. msgget(2). */
  static open(key: SystemVKey): MessageQueue {
    const number = toExistingKey(key, "MessageQueue.open");
    return new MessageQueue(check(core().exports.core_msgget(number, 0), "msgget", keyName(number)));
  }

  /** The queue of an id, as ipcs(1) shows it. Throws TypeError; whether there is one shows at its first use. */
  static fromId(id: number): MessageQueue {
    checkId(id, "MessageQueue.fromId");
    return new MessageQueue(id);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Sends a message of a type (1 or more), waiting for room. Messages are sent in the order of the calls.
   * Rejects with IpcError (EINVAL when longer than /proc/sys/kernel/msgmax, EIDRM when the queue is removed, EACCES …) or the signal's reason. msgsnd(2).
   */
  async send(type: number, data: Bytes, options?: WaitOptions): Promise<void> {
    const bytes = this.#checkMessage(type, data, "send");
    checkWait(options, "send");
    const signal = options?.signal;
    await this.#sending.run(
      () => this.#send(type, bytes) || undefined,
      () =>
        this.#waits.run(
          (callback: (result: number) => void) =>
            this.#core.bridge.msgsndBlocking(this.id, BigInt(type), bytes, 0, callback),
          (result) => check(result, "msgsnd", this.#name) === 0,
          signal,
        ),
      signal,
    );
  }

  /** As `send`, but never waits: false when there is no room. msgsnd(2) IPC_NOWAIT. */
  trySend(type: number, data: Bytes): boolean {
    return this.#send(type, this.#checkMessage(type, data, "trySend"));
  }

  /** As `send`, but blocks the thread until there is room. msgsnd(2). */
  sendSync(type: number, data: Bytes): void {
    const bytes = this.#checkMessage(type, data, "sendSync");
    let result: number;
    do result = this.#put(type, bytes, 0);
    while (result === -Errno.EINTR);
    check(result, "msgsnd", this.#name);
  }

  /**
   * Receives a message, waiting for one. Receives that choose alike are served in the order of the calls.
   * Rejects with IpcError (EIDRM when the queue is removed, EACCES, E2BIG …) or the signal's reason; a message that was taken just before the
   * signal is delivered, not lost. msgrcv(2).
   */
  async receive(options?: MessageReceiveOptions): Promise<Message> {
    checkWait(options, "receive", [...selectionKeys, "signal"]);
    const wanted = this.#choose(options, "receive");
    const line = `${wanted.type} ${wanted.flags} ${wanted.size}`;
    let serial = this.#receiving.get(line);
    if (serial === undefined) {
      serial = new Serial();
      this.#receiving.set(line, serial);
    }
    return serial.run(
      () => this.#take(wanted, Ipc.noWait),
      () => this.#receive(wanted, wanted.size ?? ROOM, options?.signal),
      options?.signal,
    );
  }

  /** As `receive`, but never waits: undefined when there is none. msgrcv(2) IPC_NOWAIT. */
  tryReceive(options?: MessageSelection): Message | undefined {
    checkKeys(options, selectionKeys, "tryReceive");
    return this.#take(this.#choose(options, "tryReceive"), Ipc.noWait);
  }

  /** As `receive`, but blocks the thread until there is one. msgrcv(2). */
  receiveSync(options?: MessageSelection): Message {
    checkKeys(options, selectionKeys, "receiveSync");
    const wanted = this.#choose(options, "receiveSync");
    for (;;) {
      const message = this.#take(wanted, 0);
      if (message !== undefined) return message;
    }
  }

  /** Messages as they come, chosen as by `receive`, until the handle is closed. Rejects as `receive` does. */
  async *messages(options?: MessageReceiveOptions): AsyncGenerator<Message, void, undefined> {
    while (!this.#closed) {
      let message: Message;
      try {
        message = await this.receive(options);
      } catch (error) {
        if (this.#closed && error instanceof IpcError && error.errno === -Errno.ECANCELED) return;
        throw error;
      }
      yield message;
    }
  }

  /** All messages as they come, until the handle is closed. */
  [Symbol.asyncIterator](): AsyncGenerator<Message, void, undefined> {
    return this.messages();
  }

  /** What the kernel knows of it. Throws IpcError (EINVAL or EIDRM once removed, EACCES). msgctl(2) IPC_STAT. */
  stat(): MessageQueueStatus {
    check(this.#core.exports.core_msgctl(this.id, Ipc.status), "msgctl", this.#name);
    const view = this.#core.numbers;
    return {
      ...readStatus(view, 64),
      messages: countAt(view, 80),
      bytes: countAt(view, 72),
      capacity: countAt(view, CAPACITY),
      lastSenderPid: view.getInt32(96, true),
      lastReceiverPid: view.getInt32(100, true),
      lastSent: dateAt(view, 48),
      lastReceived: dateAt(view, 56),
    };
  }

  /** Changes owner, permissions and capacity. Throws IpcError (EPERM …), TypeError, RangeError. msgctl(2) IPC_SET. */
  set(changes: MessageQueueChange): void {
    const { capacity } = changes;
    checkInteger(capacity, "set: capacity", 0);
    const control = (command: number): number => this.#core.exports.core_msgctl(this.id, command);
    change(control, "msgctl", changes, "set", ["capacity"], (view) => {
      if (capacity !== undefined) view.setBigUint64(CAPACITY, BigInt(capacity), true);
    });
  }

  /** Removes the queue and all that is in it; who waits for it, in any program, gets EIDRM. Throws IpcError (EINVAL, EPERM). msgctl(2) IPC_RMID. */
  remove(): void {
    check(this.#core.exports.core_msgctl(this.id, Ipc.remove), "msgctl", this.#name);
  }

  /** Gives up what waits: it rejects with ECANCELED. The queue stays. May be repeated. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#sending.cancel("msgsnd");
    for (const serial of this.#receiving.values()) serial.cancel("msgrcv");
    this.#waits.cancel();
  }

  /** The same as `close`. */
  [Symbol.dispose](): void {
    this.close();
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

  get #name(): string {
    return String(this.id);
  }

  #checkMessage(type: number, data: Bytes, where: string): Uint8Array {
    checkType(type, `${where}: type`);
    const bytes = toBytes(data, where);
    this.#checkOpen("msgsnd");
    return bytes;
  }

  #checkOpen(syscall: string): void {
    if (this.#closed) throw new IpcError(Errno.EBADF, syscall, this.#name);
  }

  /** Whether there was room. */
  #send(type: number, bytes: Uint8Array): boolean {
    const result = this.#put(type, bytes, Ipc.noWait);
    if (result === -Errno.EAGAIN) return false;
    check(result, "msgsnd", this.#name);
    return true;
  }

  #put(type: number, bytes: Uint8Array, flags: number): number {
    this.#checkOpen("msgsnd");
    const { bytes: buffer, bufferSize, numbers, exports } = this.#core;
    if (bytes.length > bufferSize - HEAD) return -Errno.EINVAL;
    numbers.setBigInt64(0, BigInt(type), true);
    buffer.set(bytes, HEAD);
    return exports.core_msgsnd(this.id, bytes.length, flags);
  }

  #choose(options: MessageSelection | undefined, where: string): Wanted {
    this.#checkOpen("msgrcv");
    const { type, upTo, except, truncate } = options ?? {};
    if ([type, upTo, except].filter((each) => each !== undefined).length > 1) {
      throw new TypeError(`${where}: only one of type, upTo and except can be told`);
    }
    for (const [name, value] of Object.entries({ type, upTo, except })) {
      if (value !== undefined) checkType(value, `${where}: ${name}`);
    }
    checkInteger(truncate, `${where}: truncate`, 0, this.#core.bufferSize - HEAD);
    return {
      type: upTo !== undefined ? -upTo : (type ?? except ?? 0),
      flags: (except === undefined ? 0 : MSG_EXCEPT) | (truncate === undefined ? 0 : MSG_NOERROR),
      size: truncate,
    };
  }

  /** A message, or undefined when there is none or a signal came. */
  #take(wanted: Wanted, flags: number): Message | undefined {
    this.#checkOpen("msgrcv");
    const { exports, bufferSize, numbers } = this.#core;
    numbers.setBigInt64(0, BigInt(wanted.type), true);
    const length = exports.core_msgrcv(this.id, wanted.size ?? bufferSize - HEAD, wanted.flags | flags);
    if (length === -Errno.ENOMSG || length === -Errno.EINTR) return undefined;
    check(length, "msgrcv", this.#name);
    const type = Number(this.#core.numbers.getBigInt64(0, true));
    return { type, data: Buffer.from(this.#core.bytes.subarray(HEAD, HEAD + length)) };
  }

  async #receive(wanted: Wanted, room: number, signal: AbortSignal | undefined): Promise<Message> {
    this.#checkOpen("msgrcv");
    const message = await this.#waits.run(
      (callback: (result: number, type?: number, text?: Uint8Array) => void) =>
        this.#core.bridge.msgrcvBlocking(this.id, room, BigInt(wanted.type), wanted.flags, callback),
      (result, type = 0, text = new Uint8Array()): Message | undefined => {
        if (result === -Errno.E2BIG && room === ROOM) return undefined;
        check(result, "msgrcv", this.#name);
        return { type, data: Buffer.from(text.buffer, text.byteOffset, text.byteLength) };
      },
      signal,
    );
    return message ?? this.#receive(wanted, this.#core.bufferSize, signal);
  }
}

function checkType(type: number, name: string): void {
  if (type === undefined) throw wrongType(name, "a number", type);
  checkInteger(type, name, 1, Number.MAX_SAFE_INTEGER);
}
