// Proxies between two ZeroMQ sockets. The messages are passed on inside the core; here is when.
import { Errno } from "../host/errno.js";
import { onAbort } from "./abort.js";
import { checkKeys, checkSignal, type WaitOptions, wrongType } from "./options.js";
import type { ContextCore, Waiter } from "./zmq-context.js";
import { ZmqError } from "./zmq-error.js";
import type { Socket } from "./zmq-socket.js";

/** Parts that are passed on before the event loop gets its turn. */
const TURN = 1000;

/** Passes messages on between two sockets of one context, in both directions where their types allow it. zmq_proxy(3). */
export class SocketProxy<F extends Socket = Socket, B extends Socket = Socket> {
  /** The two sockets. While the proxy runs nobody else can use them. */
  readonly frontEnd: F;
  readonly backEnd: B;
  #running: Running | undefined;
  #isOver = false;

  constructor(frontEnd: F, backEnd: B) {
    for (const socket of [frontEnd, backEnd])
      if (typeof socket?.handle !== "function") throw wrongType("Proxy: front-end and back-end", "sockets", socket);
    this.frontEnd = frontEnd;
    this.backEnd = backEnd;
  }

  /**
   * Runs until `terminate` is called; then both sockets are closed. They must be bound or connected before. Rejects with ZmqError (EINVAL,
   * EBADF, EBUSY), or the signal's reason, which ends it too.
   */
  async run(options?: WaitOptions): Promise<void> {
    checkKeys(options, ["signal"], "run");
    checkSignal(options?.signal, "run");
    options?.signal?.throwIfAborted();
    if (this.#running !== undefined) throw new ZmqError(Errno.EBUSY, "zmq_proxy", undefined, "the proxy runs already");
    const handles = [this.frontEnd, this.backEnd].map((socket) => socket.handle("zmq_proxy")) as [number, number];
    if (!this.frontEnd.hasEndpoint) throw invalid("the front-end socket must be bound or connected");
    if (!this.backEnd.hasEndpoint) throw invalid("the back-end socket must be bound or connected");
    if (this.frontEnd.context !== this.backEnd.context) throw invalid("both sockets must be of one context");
    this.frontEnd.lend();
    this.backEnd.lend();
    const running = new Running(this.frontEnd.context.made, ...handles);
    this.#running = running;
    const unlisten = onAbort(options?.signal, () => running.end(options?.signal?.reason));
    try {
      await running.promise;
      options?.signal?.throwIfAborted();
    } finally {
      unlisten();
      this.#running = undefined;
      this.#isOver = true;
      this.frontEnd.close();
      this.backEnd.close();
    }
  }

  /** Stops passing messages on, until `resume`. Throws ZmqError (EBADF when it doesn't run). */
  pause(): void {
    this.#active().isPaused = true;
  }

  /** Goes on after `pause`. */
  resume(): void {
    const running = this.#active();
    running.isPaused = false;
    running.step();
  }

  /** Ends it; `run` resolves. Harmless when it has ended already. Throws ZmqError (EBADF when it never ran). */
  terminate(): void {
    if (!this.#isOver) this.#active().end();
  }

  #active(): Running {
    if (this.#running === undefined) throw new ZmqError(Errno.EBADF, "zmq_proxy", undefined, "the proxy doesn't run");
    return this.#running;
  }
}

const invalid = (text: string): ZmqError => new ZmqError(Errno.EINVAL, "zmq_proxy", undefined, text);

/** A proxy that runs. */
class Running implements Waiter {
  readonly socket = 0;
  readonly events = 0;
  readonly promise: Promise<void>;
  isPaused = false;
  readonly #made: ContextCore;
  readonly #proxy: number;
  #resolve!: () => void;
  #reject!: (reason: unknown) => void;
  #isOver = false;

  constructor(made: ContextCore, frontEnd: number, backEnd: number) {
    this.#made = made;
    const proxy = made.core.exports.core_zmq_proxy(frontEnd, backEnd);
    if (proxy < 0) throw new ZmqError(proxy, "zmq_proxy");
    this.#proxy = proxy;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    made.add(this);
    this.step();
  }

  step(): boolean {
    if (this.#isOver || this.isPaused) return this.#isOver;
    const result = this.#made.core.exports.core_zmq_proxy_step(this.#proxy, TURN);
    if (result < 0 && result !== -Errno.EINTR) this.end(new ZmqError(result, "zmq_proxy"));
    if (result === 1) this.#made.touched();
    if (result === 2) this.#made.afterTurn();
    return this.#isOver;
  }

  end(reason?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#made.remove(this);
    this.#made.core.exports.core_zmq_proxy_close(this.#proxy);
    if (reason === undefined) this.#resolve();
    else this.#reject(reason);
  }
}
