// Netlink sockets: requests and their answers, dumps, groups that are subscribed to, messages between processes. What messages say is
// netlink-message.ts's, and the meaning of families netlink-route.ts's and netlink-generic.ts's.
import { Errno } from "../host/errno.js";
import { onAbort } from "./abort.js";
import { core } from "./core.js";
import { Descriptor } from "./descriptor.js";
import { check, IpcError } from "./error.js";
import {
  decodeMessages,
  encodeMessage,
  errorOf,
  MessageFlag,
  MessageType,
  type NetlinkMessage,
} from "./netlink-message.js";
import { checkInteger, checkKeys, checkWait, type WaitOptions, wrongType } from "./options.js";
import { again, POLLIN, Queue } from "./queue.js";
import { Subscription } from "./subscription.js";

/** Families of netlink: NETLINK_ of <linux/netlink.h>. */
const families = {
  route: 0,
  usersock: 2,
  "sock-diag": 4,
  xfrm: 6,
  audit: 9,
  connector: 11,
  netfilter: 12,
  "kobject-uevent": 15,
  generic: 16,
} as const;

/** A family by its name, or by its number. */
export type NetlinkFamily = keyof typeof families | number;

export interface NetlinkOptions {
  /** The socket's own port; one of the kernel's choice unless told. */
  port?: number | undefined;
}

/** What a request says. */
export interface NetlinkRequest {
  type: number;
  /** MessageFlag values beside those that the method adds. */
  flags?: number | undefined;
  /** What follows the header. */
  data?: Uint8Array | undefined;
}

/** A message that came from another process, or to a group. */
export interface NetlinkReceived extends NetlinkMessage {
  /** The port it came from; 0 is the kernel. */
  from: number;
  /** The groups it was sent to, as bits; only the first 32 have one. */
  groups: number;
}

const Option = { join: 1, leave: 2, capAck: 10, extAck: 11, strict: 12 } as const;
/** Bytes before a received message in the core's buffer. */
const HEAD = 8;
const USERSOCK = families.usersock;

/** A request whose answer is not over. */
interface Pending {
  message(message: NetlinkMessage): void;
  end(error?: Error): void;
}

/** A netlink socket. Requests may be made while others are answered; several subscriptions may be held at once. */
export class Netlink extends Descriptor {
  /** The family's number. */
  readonly family: number;
  /** Its own port, by which other processes reach it. */
  readonly port: number;
  readonly #receiving = new Queue(this, POLLIN);
  readonly #pending = new Map<number, Pending>();
  readonly #subscriptions = new Set<Subscription<NetlinkReceived>>();
  readonly #groups = new Map<number, number>();
  #dumps: Promise<void> = Promise.resolve();
  #sequence = 0;
  #isReading = false;

  /** @internal */
  constructor(family: NetlinkFamily, options?: NetlinkOptions) {
    checkKeys(options, ["port"], "Netlink.open");
    checkInteger(options?.port, "Netlink.open: port", 0, 0xffff_ffff);
    const number = typeof family === "number" ? family : families[family];
    if (number === undefined) throw wrongType("Netlink.open: family", Object.keys(families).join(", "), family);
    checkInteger(number, "Netlink.open: family", 0, 31);
    const owner = core();
    super(check(owner.exports.core_netlink_open(number, options?.port ?? 0), "socket", `netlink ${family}`));
    this.family = number;
    const socket = this.number("setsockopt");
    check(owner.exports.core_netlink_port(socket), "getsockname");
    this.port = owner.numbers.getUint32(0, true);
    // Not every family and not every kernel has all of them.
    for (const option of [Option.capAck, Option.extAck, Option.strict])
      owner.exports.core_netlink_option(socket, option, 1);
  }

  /** Opens a socket of a family. Throws IpcError (EPROTONOSUPPORT, EADDRINUSE …), TypeError, RangeError. socket(2), bind(2), netlink(7). */
  static open(family: NetlinkFamily, options?: NetlinkOptions): Netlink {
    return new Netlink(family, options);
  }

  /**
   * Sends a request to the kernel and resolves with the messages of its answer, which are none for most changes. Rejects with
   * NetlinkError when the kernel refuses, with the signal's reason when aborted (what was asked for may happen all the same).
   */
  async request(request: NetlinkRequest, options?: WaitOptions): Promise<NetlinkMessage[]> {
    checkWait(options, "request");
    const messages: NetlinkMessage[] = [];
    options?.signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const sequence = this.#ask(request, MessageFlag.ack, {
        message: (message) => messages.push(message),
        end: (error) => {
          unlisten();
          if (error === undefined) resolve();
          else reject(error);
        },
      });
      const unlisten = onAbort(options?.signal, () => {
        this.#pending.delete(sequence);
        this.#rest();
        reject(options?.signal?.reason);
      });
      this.#read();
    });
    return messages;
  }

  /**
   * Asks for a whole table: its messages as they come. The dump begins when the first is asked for; leaving the loop abandons it.
   * Throws NetlinkError when the kernel refuses, IpcError (EINTR) at the end when the table changed meanwhile, the signal's reason.
   */
  async *dump(request: NetlinkRequest, options?: WaitOptions): AsyncGenerator<NetlinkMessage, void, undefined> {
    checkWait(options, "dump");
    options?.signal?.throwIfAborted();
    // The kernel makes one at a time for a socket.
    const before = this.#dumps;
    let isOver = (): void => {};
    this.#dumps = new Promise((resolve) => {
      isOver = resolve;
    });
    await before;
    let isInterrupted = false;
    // One that is abandoned is read to its end all the same, so that the next may begin.
    const messages = new Subscription<NetlinkMessage>(
      () => this.#read(),
      () => {},
      options?.signal,
    );
    try {
      this.#ask(request, MessageFlag.dump, {
        message: (message) => {
          isInterrupted ||= (message.flags & MessageFlag.dumpInterrupted) !== 0;
          messages.push(message);
        },
        end: (error) => {
          isOver();
          messages.end(error);
        },
      });
    } catch (error) {
      isOver();
      await messages.return();
      throw error;
    }
    yield* messages;
    if (isInterrupted) throw new IpcError(Errno.EINTR, "netlink dump");
  }

  /** Sends a message to another process's port, or to groups (as bits): for families in which processes talk to each other. */
  send(message: NetlinkRequest, to: { port?: number | undefined; groups?: number | undefined }): void {
    checkKeys(to, ["port", "groups"], "send");
    checkInteger(to.port, "send: port", 0, 0xffff_ffff);
    checkInteger(to.groups, "send: groups", 0, 0xffff_ffff);
    const result = this.#send(message, message.flags ?? 0, 0, to.port ?? 0, to.groups ?? 0);
    // Groups are served before the port, which nobody has to have.
    if (result === -Errno.ECONNREFUSED && (to.groups ?? 0) !== 0 && (to.port ?? 0) === 0) return;
    check(result, "sendto");
  }

  /**
   * Messages to groups (by their numbers), and those that other processes send to this port, from now on. Leaving the loop leaves the groups.
   * Next throws IpcError ENOBUFS when some were lost, after which the loop may be entered again, and the signal's reason when aborted.
   */
  subscribe(groups: readonly number[] = [], options?: WaitOptions): AsyncIterableIterator<NetlinkReceived> {
    checkWait(options, "subscribe");
    options?.signal?.throwIfAborted();
    for (const group of groups) checkInteger(group, "subscribe: group", 1, 4096);
    const joined: number[] = [];
    const subscription = new Subscription<NetlinkReceived>(
      () => this.#read(),
      () => {
        this.#subscriptions.delete(subscription);
        for (const group of joined) this.#leave(group);
        this.#rest();
      },
      options?.signal,
    );
    this.#subscriptions.add(subscription);
    try {
      for (const group of groups) {
        this.#join(group);
        joined.push(group);
      }
    } catch (error) {
      void subscription.return();
      throw error;
    }
    return subscription;
  }

  /** Closes the socket; what is waited for rejects with ECANCELED. */
  async close(): Promise<void> {
    this[Symbol.dispose]();
  }

  #join(group: number): void {
    const count = this.#groups.get(group) ?? 0;
    if (count === 0) {
      check(this.core.exports.core_netlink_option(this.number("setsockopt"), Option.join, group), "setsockopt");
      this.groupChanged(group, true);
    }
    this.#groups.set(group, count + 1);
  }

  #leave(group: number): void {
    const count = (this.#groups.get(group) ?? 1) - 1;
    this.#groups.set(group, count);
    if (count > 0 || this.closed) return;
    this.groupChanged(group, false);
    this.core.exports.core_netlink_option(this.number("setsockopt"), Option.leave, group);
  }

  #ask(request: NetlinkRequest, flags: number, pending: Pending): number {
    this.#sequence = (this.#sequence % 0x7fff_ffff) + 1;
    const sequence = this.#sequence;
    check(this.#send(request, MessageFlag.request | flags | (request.flags ?? 0), sequence, 0, 0), "sendto");
    this.#pending.set(sequence, pending);
    return sequence;
  }

  #send(request: NetlinkRequest, flags: number, sequence: number, port: number, groups: number): number {
    checkKeys(request, ["type", "flags", "data"], "Netlink: message");
    checkInteger(request.type, "Netlink: type", 0, 0xffff);
    const data = request.data ?? new Uint8Array(0);
    const message = encodeMessage(request.type, flags, sequence, this.port, data);
    const number = this.number("sendto");
    if (message.length > this.core.bufferSize) return -Errno.EMSGSIZE;
    this.core.bytes.set(message);
    return this.core.exports.core_netlink_send(number, message.length, port, groups);
  }

  /** Reads as long as somebody waits. */
  #read(): void {
    if (this.#isReading || !this.#isWaitedFor()) return;
    this.#isReading = true;
    this.#receiving
      .add(() => this.#take() ?? again)
      .then(
        () => {
          this.#isReading = false;
          this.#read();
        },
        (error: Error) => {
          this.#isReading = false;
          if (this.closed || (error as IpcError).code !== "ECANCELED") this.#fail(error);
          else this.#read();
        },
      );
  }

  #rest(): void {
    if (this.#isReading && !this.#isWaitedFor()) this.#receiving.cancel("recvmsg");
  }

  #isWaitedFor(): boolean {
    return this.#pending.size > 0 || [...this.#subscriptions].some(({ isWaiting }) => isWaiting);
  }

  /** What was lost may have been anybody's. */
  #fail(error: Error): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const one of pending) one.end(error);
    for (const one of this.#subscriptions) one.fail(error);
  }

  #take(): true | undefined {
    const number = this.number("recvmsg");
    const length = this.core.exports.core_netlink_receive(number);
    if (length === -Errno.EAGAIN || length === -Errno.EINTR) return undefined;
    check(length, "recvmsg");
    const from = this.core.numbers.getUint32(0, true);
    const groups = this.core.numbers.getUint32(4, true);
    const whole = Math.min(length, this.core.bufferSize - HEAD);
    const bytes = Buffer.from(this.core.bytes.subarray(HEAD, HEAD + whole));
    // Events of devices have no header: they are text.
    const messages: NetlinkMessage[] =
      this.family === families["kobject-uevent"]
        ? [{ type: 0, flags: 0, sequence: 0, port: from, data: bytes }]
        : decodeMessages(bytes);
    for (const message of messages) this.#dispatch(message, from, groups);
    return true;
  }

  #dispatch(message: NetlinkMessage, from: number, groups: number): void {
    const isAnswer = from === 0 && groups === 0 && message.port === this.port && this.family !== USERSOCK;
    const pending = isAnswer ? this.#pending.get(message.sequence) : undefined;
    if (pending === undefined) {
      if (isAnswer && message.sequence !== 0) return;
      for (const one of this.#subscriptions) one.push({ ...message, from, groups });
      return;
    }
    const isEnd = message.type === MessageType.error || message.type === MessageType.done;
    if (message.type === MessageType.noop) return;
    if (!isEnd) {
      pending.message(message);
      return;
    }
    this.#pending.delete(message.sequence);
    pending.end(errorOf(message));
  }

  /** A group was joined, or is about to be left. @internal */
  protected groupChanged(_group: number, _joined: boolean): void {}

  protected override cancelPending(): void {
    this.#receiving.cancel("recvmsg");
    this.#fail(new IpcError(Errno.ECANCELED, "recvmsg"));
  }

  protected override referencesChanged(referenced: boolean): void {
    this.#receiving.setReferenced(referenced);
  }
}
