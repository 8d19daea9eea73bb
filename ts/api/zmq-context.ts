// ZeroMQ contexts: the one descriptor of a context that is waited for, operations that wait for its sockets, and the work in the
// background. What the operations do is zmq-operation.ts's and its callers'.
import type { Readiness } from "../bridge/bridge.js";
import { Errno } from "../host/errno.js";
import { type Core, core } from "./core.js";
import { check } from "./error.js";
import { checkKeys, wrongType } from "./options.js";
import { POLLIN } from "./queue.js";
import { checkZmq } from "./zmq-error.js";
import { boolean, defineOptions, int32, type Option, type OptionHolder, type OptionTable } from "./zmq-options.js";

/** ZeroMQ's events of a socket. */
export const ZMQ_POLLIN = 1;
export const ZMQ_POLLOUT = 2;

/** An operation that waits. */
export interface Waiter {
  /** What it waits for: a socket, 0 for one that finds out itself; and events of it. */
  readonly socket: number;
  readonly events: number;
  /** Tries: whether it is over, one way or the other. It takes itself out of the context then. */
  step(): boolean;
}

/** What waiting needs, apart from the handle, so that a handle that is forgotten can be collected. */
export class ContextCore {
  readonly core: Core = core();
  readonly pointer: number = checkZmq(core().exports.core_zmq_context(), "zmq_ctx_new");
  /** Sockets that aren't closed. */
  readonly sockets = new Set<number>();
  readonly #waiters = new Set<Waiter>();
  /** Those of them that don't keep the program running. */
  readonly #quiet = new Set<Waiter>();
  #readiness: Readiness | undefined;
  #isReferenced = false;
  #isScheduled = false;
  #isWaking = false;
  #isHeldBack = false;
  readonly #ready = (): void => this.#wake();
  readonly #tick = (): void => {
    this.#isScheduled = false;
    this.#afterTick();
  };

  constructor() {
    all.add(this);
    atExit();
  }

  /** Makes a socket. */
  open(type: number): number {
    const { exports } = this.core;
    const socket = checkZmq(exports.core_zmq_socket(this.pointer, type), "zmq_socket");
    this.sockets.add(socket);
    if (this.#readiness === undefined) this.#watch();
    return socket;
  }

  close(socket: number): void {
    if (!this.sockets.delete(socket)) return;
    this.core.exports.core_zmq_close(socket);
    this.touched();
    if (forgotten.has(this)) this.endIfIdle();
  }

  add(waiter: Waiter): void {
    this.#waiters.add(waiter);
    if (this.#isReferenced) return;
    this.#isReferenced = true;
    this.#readiness?.ref();
  }

  remove(waiter: Waiter): void {
    this.#quiet.delete(waiter);
    if (!this.#waiters.delete(waiter) || this.#waiters.size > 0 || this.#isWaking) return;
    // Whoever waits again at once keeps the program running.
    this.#schedule();
  }

  /** Lets an operation that waits keep the program running, or not. */
  setReferenced(waiter: Waiter, referenced: boolean): void {
    if (referenced) this.#quiet.delete(waiter);
    else if (this.#waiters.has(waiter)) this.#quiet.add(waiter);
    this.#isReferenced = this.#waiters.size > this.#quiet.size;
    if (this.#isReferenced) this.#readiness?.ref();
    else this.#readiness?.unref();
  }

  /** A message was sent, or not: `result` is the core's. */
  sent(result: number): void {
    if (result > 0) this.holdsBack();
    if (this.#waiters.size > 0) this.#schedule();
  }

  /** Something waits to be sent: that is done at the end of the tick, for all that came together. */
  holdsBack(): void {
    this.#isHeldBack = true;
    this.#schedule();
  }

  /** A call may have done work for others that wait: they look at the end of the tick. */
  touched(): void {
    if (this.#waiters.size > 0) this.#schedule();
  }

  /** Lets operations try after the event loop's turn. */
  afterTurn(): void {
    setImmediate(this.#tick);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    process.nextTick(this.#tick);
  }

  #afterTick(): void {
    if (this.#isHeldBack) {
      this.#isHeldBack = false;
      this.core.exports.core_zmq_flush();
    }
    if (this.#waiters.size > 0) this.#serve();
    else if (this.#isReferenced) {
      this.#isReferenced = false;
      this.#readiness?.unref();
    }
  }

  /** Lets those try that may go on. */
  #serve(): void {
    const { exports } = this.core;
    // It may try at once: trying does what is due. Unless it can't even try.
    if (this.#waiters.size === 1) for (const only of this.#waiters) if (only.step()) return;
    const waiters = [...this.#waiters];
    const words = this.core.words;
    let count = 0;
    for (const { socket, events } of waiters) {
      if (socket === 0) continue;
      words[2 * count] = socket;
      words[2 * count + 1] = events;
      count++;
    }
    const ready = count === 0 ? 0 : checkZmq(exports.core_zmq_poll(count, 0), "zmq_poll");
    let found = waiters;
    if (count > 0) {
      const answers = this.core.words;
      let index = 0;
      found = waiters.filter(({ socket }) => socket === 0 || (ready > 0 && answers[2 * index++ + 1] !== 0));
    }
    let isAny = false;
    for (const waiter of found) if (this.#waiters.has(waiter)) isAny = waiter.step() || isAny;
    // What one has done may let another go on.
    if (isAny) this.touched();
  }

  #wake(): void {
    this.#isWaking = true;
    if (this.#waiters.size > 0) this.#serve();
    else this.core.exports.core_zmq_pump();
    this.#isWaking = false;
    this.#isReferenced = this.#waiters.size > this.#quiet.size;
    this.#readiness?.wait(this.#ready, this.#isReferenced);
    if (forgotten.has(this)) this.endIfIdle();
  }

  #watch(): void {
    const { exports, bridge } = this.core;
    const fd = checkZmq(exports.core_zmq_descriptor(this.pointer), "poll");
    const readiness = bridge.readiness(this.core.kernelFd(fd), POLLIN);
    if (typeof readiness === "number") throw check(readiness, "poll");
    this.#readiness = readiness;
    readiness.wait(this.#ready, this.#isReferenced);
  }

  /** Ends the context when nothing lingers: nobody has it any more. */
  endIfIdle(): void {
    const { exports } = this.core;
    if (exports.core_zmq_context_idle(this.pointer) === 0) {
      forgotten.add(this);
      return;
    }
    forgotten.delete(this);
    all.delete(this);
    this.#readiness?.close();
    exports.core_zmq_context_term(this.pointer);
  }

  /** Closes what is open, and blocks while it lingers. */
  end(): void {
    const { exports } = this.core;
    for (const socket of this.sockets) exports.core_zmq_close(socket);
    this.sockets.clear();
    while (exports.core_zmq_context_term(this.pointer) === -Errno.EINTR);
  }
}

const all = new Set<ContextCore>();
/** Contexts without a handle, some of whose sockets linger. */
const forgotten = new Set<ContextCore>();
let isRegistered = false;

/** A program that ends waits for what lingers, as long as the sockets say. */
function atExit(): void {
  if (isRegistered) return;
  isRegistered = true;
  process.on("exit", () => {
    for (const one of all) one.end();
    all.clear();
  });
}

const registry = new FinalizationRegistry<ContextCore>((made) => made.endIfIdle());

export interface ContextOptions {
  /** Whether the program's end waits for messages that are not sent yet: sockets made from then on linger for ever. True unless told. */
  blocky?: boolean;
  /** Kept for programs that set it: this library needs no I/O threads. */
  ioThreads?: number;
  /** The largest message, in bytes. */
  maxMessageSize?: number;
  /** How many sockets it may have at a time, 1,023 unless told. */
  maxSockets?: number;
  /** Whether sockets made from then on use IPv6. */
  ipv6?: boolean;
  threadPriority?: number;
  threadSchedulingPolicy?: number;
}

/** What sockets share: sockets of one context reach each other by `inproc://`. Most programs need only the one that is there. zmq_ctx_new(3). */
export class Context implements OptionHolder {
  /** Whether the program's end waits for messages that are not sent yet. Setting it to false makes 0 the `linger` of sockets made from then on. */
  declare blocky: boolean;
  /** Kept for programs that set it: this library needs no I/O threads. */
  declare ioThreads: number;
  /** The largest message, in bytes. */
  declare maxMessageSize: number;
  /** How many sockets it may have at a time. */
  declare maxSockets: number;
  /** Whether sockets made from then on use IPv6. */
  declare ipv6: boolean;
  /** Kept for programs that set it; can't be read. */
  declare threadPriority: number;
  /** Kept for programs that set it; can't be read. */
  declare threadSchedulingPolicy: number;
  /** How many sockets there could be at most. */
  declare readonly maxSocketsLimit: number;
  #made: ContextCore | undefined;

  /** Throws TypeError for options that there aren't, ZmqError (EINVAL). */
  constructor(options?: ContextOptions) {
    checkKeys(options, Object.keys(contextOptions), "Context");
    Object.assign(this, options);
  }

  /** @internal */
  get made(): ContextCore {
    if (this.#made === undefined) {
      this.#made = new ContextCore();
      registry.register(this, this.#made);
    }
    return this.#made;
  }

  /** @internal */
  getOption({ id, kind }: Option): unknown {
    const value = checkZmq(this.made.core.exports.core_zmq_context_get(this.made.pointer, id), "zmq_ctx_get");
    return kind === "boolean" ? value !== 0 : value;
  }

  /** @internal */
  setOption({ id, kind }: Option, value: unknown): void {
    const wanted = kind === "boolean" ? "boolean" : "number";
    if (typeof value !== wanted) throw wrongType("Option value", `a ${wanted}`, value);
    checkZmq(this.made.core.exports.core_zmq_context_set(this.made.pointer, id, Number(value)), "zmq_ctx_set");
  }
}

const contextOptions: OptionTable<Context> = {
  ioThreads: int32(1),
  maxSockets: int32(2),
  maxSocketsLimit: int32(3, "read"),
  threadPriority: int32(3, "write"),
  threadSchedulingPolicy: int32(4, "write"),
  maxMessageSize: int32(5),
  ipv6: boolean(42),
  blocky: boolean(70),
};
defineOptions(Context, contextOptions);

/** The context of sockets that are given none. */
export const context: Context = new Context();
