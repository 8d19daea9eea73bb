// POSIX message queues: messages with priorities. A queue is a descriptor, so waiting is queue.ts's, without threads.
import { Errno } from "../host/errno.js";
import { core } from "./core.js";
import { How } from "./core-exports.js";
import { Descriptor } from "./descriptor.js";
import { check, IpcError } from "./error.js";
import {
  type Bytes,
  checkBoolean,
  checkInteger,
  checkKeys,
  checkWait,
  toBytes,
  type WaitOptions,
  wrongType,
} from "./options.js";
import { again, POLLIN, POLLOUT, Queue } from "./queue.js";
import { checkName } from "./shared-memory.js";

export interface PosixQueueOpenOptions {
  /** What the handle is for: "r" to receive, "w" to send, "r+" (unless told) both. */
  access?: "r" | "w" | "r+" | undefined;
}

export interface PosixQueueCreateOptions extends PosixQueueOpenOptions {
  /** Messages that it holds before senders wait; beyond /proc/sys/fs/mqueue/msg_max (10) with CAP_SYS_RESOURCE only. */
  capacity?: number | undefined;
  /** Bytes of the longest message; beyond /proc/sys/fs/mqueue/msgsize_max (8,192) with CAP_SYS_RESOURCE only. */
  messageSize?: number | undefined;
  /** Permissions, less the process's umask; 0o600 unless told. */
  mode?: number | undefined;
  /** Fail with EEXIST when there is one of that name already, rather than open that. O_EXCL. */
  exclusive?: boolean | undefined;
}

/** A message that was received. */
export interface PriorityMessage {
  data: Buffer;
  priority: number;
}

export interface PosixQueueSendOptions extends WaitOptions {
  /** 0 (unless told) to 32,767; higher ones are received first. */
  priority?: number | undefined;
}

/** mq_getattr(3). */
export interface PosixQueueAttributes {
  /** Messages that it holds before senders wait. */
  capacity: number;
  /** Bytes of the longest message. */
  messageSize: number;
  /** Messages in it. */
  messages: number;
}

const accessHow = { r: How.readOnly, w: How.writeOnly, "r+": 0 } as const;
const PRIORITY = 4;
const PRIORITY_MAX = 32767;

/** A POSIX message queue, open. The queue itself stays until `unlink`, and until nobody has it open any more. */
export class PosixQueue extends Descriptor implements AsyncIterable<PriorityMessage> {
  /** Its name, such as "/jobs". */
  readonly name: string;
  readonly #messageSize: number;
  readonly #receiving = new Queue(this, POLLIN);
  readonly #sending = new Queue(this, POLLOUT);

  /** @internal */
  private constructor(number: number, name: string, messageSize: number) {
    super(number);
    this.name = name;
    this.#messageSize = messageSize;
  }

  /**
   * Makes the queue of a name such as "/jobs". One that exists is opened as it is, unless `exclusive` is set.
   * Throws IpcError (EEXIST, EACCES, EINVAL beyond the limits, ENOSPC …), TypeError, RangeError. mq_open(3).
   */
  static create(name: string, options?: PosixQueueCreateOptions): PosixQueue {
    const where = "PosixQueue.create";
    checkName(name, where);
    checkKeys(options, ["access", "capacity", "messageSize", "mode", "exclusive"], where);
    checkInteger(options?.capacity, `${where}: capacity`, 1);
    checkInteger(options?.messageSize, `${where}: messageSize`, 1, core().bufferSize - PRIORITY);
    checkInteger(options?.mode, `${where}: mode`, 0, 0o777);
    checkBoolean(options?.exclusive, `${where}: exclusive`);
    const how = How.create | (options?.exclusive ? How.exclusive : 0) | toHow(options, where);
    const { capacity, messageSize } = options ?? {};
    const told = capacity !== undefined || messageSize !== undefined;
    return openQueue(name, how, options?.mode ?? 0o600, told ? (capacity ?? 10) : 0, messageSize ?? 8192);
  }

  /** Opens the existing queue of a name. Throws IpcError (ENOENT, EACCES …; EMSGSIZE when its messages may be longer than 1 MiB), TypeError. mq_open(3). */
  static open(name: string, options?: PosixQueueOpenOptions): PosixQueue {
    checkName(name, "PosixQueue.open");
    checkKeys(options, ["access"], "PosixQueue.open");
    return openQueue(name, toHow(options, "PosixQueue.open"), 0, 0, 0);
  }

  /** Removes a name. The queue goes when nobody has it open any more. Throws IpcError (ENOENT, EACCES), TypeError. mq_unlink(3). */
  static unlink(name: string): void {
    checkName(name, "PosixQueue.unlink");
    core().passName(name, "mq_unlink");
    check(core().exports.core_mq_unlink(), "mq_unlink", name);
  }

  /** @internal */
  static fromNumber(number: number, name: string): PosixQueue {
    const { messageSize } = readAttributes(number, name);
    if (messageSize > core().bufferSize - PRIORITY) throw new IpcError(Errno.EMSGSIZE, "mq_open", name);
    return new PosixQueue(number, name, messageSize);
  }

  /** What it holds and may hold. mq_getattr(3). */
  get attributes(): PosixQueueAttributes {
    return readAttributes(this.number("mq_getattr"), this.name);
  }

  /**
   * Sends a message, waiting for room; don't change the bytes before it resolves. Messages are sent in the order of the calls.
   * Rejects with IpcError (EMSGSIZE when too long, EBADF when opened with "r") or the signal's reason. mq_send(3).
   */
  async send(data: Bytes, options?: PosixQueueSendOptions): Promise<void> {
    const attempt = this.#sender(data, options?.priority, "send");
    checkWait(options, "send", ["priority", "signal"]);
    await this.#sending.add(() => (attempt() ? undefined : again), options?.signal);
  }

  /** As `send`, but never waits: false when there is no room. mq_send(3) O_NONBLOCK. */
  trySend(data: Bytes, options?: Omit<PosixQueueSendOptions, "signal">): boolean {
    checkKeys(options, ["priority"], "trySend");
    return this.#sender(data, options?.priority, "trySend")();
  }

  /** As `send`, but blocks the thread until there is room. mq_send(3). */
  sendSync(data: Bytes, options?: Omit<PosixQueueSendOptions, "signal">): void {
    checkKeys(options, ["priority"], "sendSync");
    const attempt = this.#sender(data, options?.priority, "sendSync");
    this.#sending.runSync(() => (attempt() ? undefined : again));
  }

  /**
   * Receives the oldest message of the highest priority, waiting for one. Receives are served in the order of the calls.
   * Rejects with IpcError (EBADF when opened with "w") or the signal's reason. mq_receive(3).
   */
  async receive(options?: WaitOptions): Promise<PriorityMessage> {
    checkWait(options, "receive");
    return this.#receiving.add(() => this.#take() ?? again, options?.signal);
  }

  /** As `receive`, but never waits: undefined when there is none. mq_receive(3) O_NONBLOCK. */
  tryReceive(): PriorityMessage | undefined {
    return this.#take();
  }

  /** As `receive`, but blocks the thread until there is one. mq_receive(3). */
  receiveSync(): PriorityMessage {
    return this.#receiving.runSync(() => this.#take() ?? again);
  }

  /** Messages as they come, until the handle is closed. Leaving the loop leaves the handle open. */
  async *[Symbol.asyncIterator](): AsyncGenerator<PriorityMessage, void, undefined> {
    while (!this.closed) {
      let message: PriorityMessage;
      try {
        message = await this.receive();
      } catch (error) {
        if (this.closed && error instanceof IpcError && error.errno === -Errno.ECANCELED) return;
        throw error;
      }
      yield message;
    }
  }

  /** Removes the name. The queue goes when nobody has it open any more. Throws IpcError (ENOENT, EACCES). mq_unlink(3). */
  unlink(): void {
    PosixQueue.unlink(this.name);
  }

  /** Closes the handle when the messages that wait to be sent are sent; receives that wait reject with ECANCELED. mq_close(3). */
  async close(): Promise<void> {
    this.#receiving.cancel("mq_receive");
    if (this.#sending.pending > 0) await this.#sending.drained();
    this[Symbol.dispose]();
  }

  /** An attempt to send: whether there was room. */
  #sender(data: Bytes, priority: number | undefined, where: string): () => boolean {
    const bytes = toBytes(data, where);
    checkInteger(priority, `${where}: priority`, 0, PRIORITY_MAX);
    return () => {
      const number = this.number("mq_send");
      if (bytes.length > this.#messageSize) throw new IpcError(Errno.EMSGSIZE, "mq_send", this.name);
      this.core.bytes.set(bytes);
      const result = this.core.exports.core_mq_send(number, bytes.length, priority ?? 0);
      if (result === -Errno.EAGAIN || result === -Errno.EINTR) return false;
      check(result, "mq_send", this.name);
      return true;
    };
  }

  #take(): PriorityMessage | undefined {
    const number = this.number("mq_receive");
    const length = this.core.exports.core_mq_receive(number, this.#messageSize);
    if (length === -Errno.EAGAIN || length === -Errno.EINTR) return undefined;
    check(length, "mq_receive", this.name);
    const priority = this.core.numbers.getUint32(0, true);
    return { data: Buffer.from(this.core.bytes.subarray(PRIORITY, PRIORITY + length)), priority };
  }

  protected override cancelPending(): void {
    this.#receiving.cancel("mq_receive");
    this.#sending.cancel("mq_send");
  }

  protected override referencesChanged(referenced: boolean): void {
    this.#receiving.setReferenced(referenced);
    this.#sending.setReferenced(referenced);
  }
}

function openQueue(name: string, how: number, mode: number, capacity: number, messageSize: number): PosixQueue {
  const owner = core();
  owner.passName(name, "mq_open");
  const number = check(owner.exports.core_mq_open(how, mode, capacity, messageSize), "mq_open", name);
  try {
    return PosixQueue.fromNumber(number, name);
  } catch (error) {
    owner.close(number);
    throw error;
  }
}

function readAttributes(number: number, name: string): PosixQueueAttributes {
  check(core().exports.core_mq_attributes(number), "mq_getattr", name);
  const view = core().numbers;
  return {
    capacity: view.getInt32(0, true),
    messageSize: view.getInt32(4, true),
    messages: view.getInt32(8, true),
  };
}

function toHow(options: PosixQueueOpenOptions | undefined, where: string): number {
  const access = options?.access ?? "r+";
  if (!Object.hasOwn(accessHow, access)) throw wrongType(`${where}: access`, '"r", "w" or "r+"', access);
  return accessHow[access];
}
