// Sockets that keep the boundaries of messages: what seq-packet.ts, unix-datagram.ts and udp.ts have in common.
import { Errno } from "../host/errno.js";
import { credentialsMessage } from "./control-message.js";
import { check, IpcError } from "./error.js";
import { type Bytes, checkInteger, checkKeys, checkWait, toBytes, type WaitOptions } from "./options.js";
import { again, POLLIN, POLLOUT, Queue, type Waitable } from "./queue.js";
import { type Sendable, toKernelFds } from "./received-descriptor.js";
import { Socket } from "./socket.js";
import { longestMessage, type Outgoing, receiveInto, sendMessage } from "./socket-message.js";
import type { Credentials } from "./socket-options.js";
import { isAgain } from "./stream-socket.js";

export interface MessageReceiveOptions extends WaitOptions {
  /** Room for so many bytes; what is longer is cut off. The longest there is (about 1 MiB) unless told. */
  size?: number | undefined;
}

/** Sends with descriptors. */
export interface FdSendOptions extends WaitOptions {
  /** Copies of these descriptors go along, up to 253. SCM_RIGHTS. */
  fds?: readonly Sendable[] | undefined;
  /** Who sends it, as it is told to those who set SO_PASSCRED; the process's own unless told. What isn't true needs privileges. SCM_CREDENTIALS. */
  credentials?: Credentials | undefined;
}

/** A socket that sends and receives whole messages. */
export abstract class MessageSocket<Message> extends Socket {
  /** @internal */
  protected readonly receiving: Queue = new Queue(this, POLLIN);
  readonly #sending: Queue;

  /** `room` is waited for when there is none for a message. @internal */
  protected constructor(number: number, room?: (socket: Waitable) => Waitable) {
    super(number);
    this.#sending = new Queue(room?.(this) ?? this, POLLOUT);
  }

  /**
   * Receives the next message, waiting for it. Receives are served in the order of their calls. Rejects with IpcError (ECONNRESET, ECONNREFUSED …),
   * or with the signal's reason. recvmsg(2).
   */
  receive(options?: MessageReceiveOptions): Promise<Message> {
    try {
      const size = receiveSize(options, "receive");
      if (options !== undefined) checkWait(options, "receive", ["size", "signal"]);
      return this.receiving.add(() => this.#take(size), options?.signal);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** As `receive`, but never waits: undefined when there is none, or others wait already. */
  tryReceive(options?: Omit<MessageReceiveOptions, "signal">): Message | undefined {
    const size = receiveSize(options, "tryReceive");
    checkKeys(options, ["size"], "tryReceive");
    const message = this.receiving.pending > 0 ? again : this.#take(size);
    return message === again ? undefined : message;
  }

  /** As `receive`, but blocks the thread until there is one. */
  receiveSync(options?: Omit<MessageReceiveOptions, "signal">): Message {
    const size = receiveSize(options, "receiveSync");
    checkKeys(options, ["size"], "receiveSync");
    return this.receiving.runSync(() => this.#take(size));
  }

  /** Closes the socket when the messages that wait to be sent are sent; receives that wait reject with ECANCELED. close(2). */
  async close(): Promise<void> {
    this.receiving.cancel("recvmsg");
    if (this.#sending.pending > 0) await this.#sending.drained();
    this[Symbol.dispose]();
  }

  /** What a received message, which lies in the core's buffer, is for the program. @internal */
  protected abstract message(count: number, size: number): Message | typeof again;

  /** Receives into the core's buffer: the count, or minus an errno. @internal */
  protected receiveNow(number: number, size: number): number {
    return receiveInto(this.core, number, size);
  }

  /** Sends in turn. @internal */
  protected sendInTurn(outgoing: Outgoing, signal: AbortSignal | undefined): Promise<void> {
    return this.#sending.add(() => (this.#send(outgoing) ? undefined : again), signal);
  }

  /** Whether there was room. @internal */
  protected sendNow(outgoing: Outgoing): boolean {
    return this.#sending.pending === 0 && this.#send(outgoing);
  }

  /** Sends in turn, blocking. @internal */
  protected sendBlocking(outgoing: Outgoing): void {
    this.#sending.runSync(() => (this.#send(outgoing) ? undefined : again));
  }

  /** Has a message been refused for want of room, this one is told. @internal */
  protected noRoom(_outgoing: Outgoing): void {}

  /** Iterates until the socket is closed, or `receive` gives null. @internal */
  protected async *messages(): AsyncGenerator<NonNullable<Message>, void, undefined> {
    while (!this.closed) {
      let message: Message;
      try {
        message = await this.receive();
      } catch (error) {
        if (this.closed && error instanceof IpcError && error.errno === -Errno.ECANCELED) return;
        throw error;
      }
      if (message === null || message === undefined) return;
      yield message;
    }
  }

  #take(size: number): Message | typeof again {
    const count = this.receiveNow(this.number("recvmsg"), size);
    return isAgain(count) ? again : this.message(check(count, "recvmsg"), size);
  }

  #send(outgoing: Outgoing): boolean {
    const count = sendMessage(this.core, this.number("sendmsg"), outgoing);
    if (isAgain(count)) {
      this.noRoom(outgoing);
      return false;
    }
    check(count, "sendmsg");
    return true;
  }

  protected override cancelPending(): void {
    this.receiving.cancel("recvmsg");
    this.#sending.cancel("sendmsg");
  }

  protected override referencesChanged(referenced: boolean): void {
    this.receiving.setReferenced(referenced);
    this.#sending.setReferenced(referenced);
  }
}

/** A message of a Unix socket's, checked. */
export function outgoing(data: Bytes, options: FdSendOptions | undefined, where: string): Outgoing {
  const bytes = toBytes(data, where);
  if (options === undefined) return { data: bytes };
  const { fds, credentials } = options;
  return {
    data: bytes,
    kfds: fds === undefined ? undefined : toKernelFds(fds, where),
    control: credentials === undefined ? undefined : credentialsMessage(credentials, where),
  };
}

function receiveSize(options: { size?: number | undefined } | undefined, where: string): number {
  if (options?.size === undefined) return longestMessage();
  checkInteger(options.size, `${where}: size`, 0, longestMessage());
  return options.size;
}
