// What happens to a ZeroMQ socket's connections, as events: from the library's monitor, whose messages a PAIR socket receives.
import { EventEmitter } from "node:events";
import { Errno } from "../host/errno.js";
import { checkKeys, checkSignal, type WaitOptions, wrongType } from "./options.js";
import { type ContextCore, ZMQ_POLLIN } from "./zmq-context.js";
import { busy, ZmqError } from "./zmq-error.js";
import { type AuthError, decodeEvent, type Event, type EventOfType, type EventType } from "./zmq-event.js";
import { receiveMessage } from "./zmq-message.js";
import { openMonitor } from "./zmq-monitor.js";
import { isNotYet, Operation } from "./zmq-operation.js";
import type { Socket } from "./zmq-socket.js";

export type { AuthError };

const forgotten = new FinalizationRegistry<{ made: ContextCore; socket: number }>(({ made, socket }) =>
  made.close(socket),
);

/** Events of a socket, either one by one with `receive` or a loop, or by listeners with `on`; not both. */
export class Observer implements AsyncIterable<Event>, Disposable {
  readonly #made: ContextCore;
  #socket: number;
  #receiving: Operation<Event> | undefined;
  #emitter: EventEmitter | undefined;

  /** Observes a socket; those of a socket's own `events` property are enough. */
  constructor(socket: Socket) {
    if (typeof socket?.handle !== "function") throw wrongType("Observer: socket", "a socket", socket);
    const handle = socket.handle("zmq_socket_monitor");
    const made = socket.context.made;
    this.#made = made;
    this.#socket = openMonitor(made, handle);
    forgotten.register(this, { made, socket: this.#socket }, this);
  }

  /** Whether it was closed, or the socket was, and the last event has been received. */
  get closed(): boolean {
    return this.#socket === 0;
  }

  /** Waits for the next event. Rejects with ZmqError (EBADF when closed, EBUSY, EAGAIN when it is closed meanwhile), the signal's reason. */
  receive(options?: WaitOptions): Promise<Event> {
    if (this.#emitter !== undefined) {
      return Promise.reject(new Error("receive: the observer gives its events to listeners since `on` was called"));
    }
    return this.#receive(options);
  }

  /** Calls a listener for each event of a type. */
  on<E extends EventType>(type: E, listener: (data: EventOfType<E>) => void): this {
    this.#listeners().on(type, listener);
    return this;
  }

  /** Removes a listener. */
  off<E extends EventType>(type: E, listener: (data: EventOfType<E>) => void): this {
    this.#listeners().off(type, listener);
    return this;
  }

  /** Ends observing. */
  close(): void {
    const socket = this.#socket;
    if (socket === 0) return;
    this.#socket = 0;
    forgotten.unregister(this);
    this.#made.close(socket);
    this.#receiving?.fail(new ZmqError(Errno.EAGAIN, "receive"));
  }

  /** As `close`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** The events, until the socket or the observer is closed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Event, void, undefined> {
    while (!this.closed) {
      let event: Event;
      try {
        event = await this.receive();
      } catch (error) {
        if (this.closed && (error as ZmqError).code === "EAGAIN") return;
        throw error;
      }
      yield event;
    }
  }

  async #receive(options?: WaitOptions): Promise<Event> {
    checkKeys(options, ["signal"], "receive");
    checkSignal(options?.signal, "receive");
    options?.signal?.throwIfAborted();
    if (this.#socket === 0) throw new ZmqError(Errno.EBADF, "receive");
    if (this.#receiving !== undefined) throw busy("reading", "receive", "the observer");
    const attempt = (): Event | number => this.#take();
    const now = attempt();
    this.#made.touched();
    if (typeof now !== "number") return now;
    if (!isNotYet(now)) throw new ZmqError(now, "receive");
    this.#receiving = new Operation<Event>(this.#made, {
      socket: this.#socket,
      events: ZMQ_POLLIN,
      attempt,
      call: "receive",
      timeout: -1,
      signal: options?.signal,
      over: () => {
        this.#receiving = undefined;
      },
    });
    return this.#receiving.promise;
  }

  #take(): Event | number {
    const parts = receiveMessage(this.#made, this.#socket);
    if (typeof parts === "number") return parts;
    const event = decodeEvent(this.#made.core, parts);
    if (event.type === "end") {
      const socket = this.#socket;
      this.#socket = 0;
      forgotten.unregister(this);
      this.#made.close(socket);
    }
    return event;
  }

  #listeners(): EventEmitter {
    if (this.#emitter === undefined) {
      const emitter = new EventEmitter();
      this.#emitter = emitter;
      void this.#emit(emitter);
    }
    return this.#emitter;
  }

  async #emit(emitter: EventEmitter): Promise<void> {
    while (!this.closed) {
      const event = await this.#receive().catch(() => undefined);
      if (event === undefined) return;
      emitter.emit(event.type, event);
    }
  }
}
