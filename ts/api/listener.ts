// Sockets that are connected to: what listening ones have in common, of whatever family.
import { Errno } from "../host/errno.js";
import { core } from "./core.js";
import { check, IpcError } from "./error.js";
import { checkWait, type WaitOptions } from "./options.js";
import { again, POLLIN, Queue } from "./queue.js";
import { Socket } from "./socket.js";
import { isAgain } from "./stream-socket.js";

/** Connections that the kernel keeps for a listener until they are accepted, unless told otherwise; it caps the number at /proc/sys/net/core/somaxconn. */
const BACKLOG = 4096;

/** Lets a bound socket be connected to. */
export function listen(number: number, backlog = BACKLOG): void {
  check(core().exports.core_listen(number, backlog), "listen");
}

/** A listening socket. */
export abstract class Listener<Connection> extends Socket implements AsyncIterable<Connection> {
  readonly #queue = new Queue(this, POLLIN);

  /**
   * Takes the next connection, waiting for one. Rejects with IpcError (EMFILE: the connection stays in line; ECANCELED when the listener is closed), or
   * with the signal's reason. accept(2).
   */
  accept(options?: WaitOptions): Promise<Connection> {
    try {
      checkWait(options, "accept");
      return this.#queue.add(() => this.#take(), options?.signal);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** As `accept`, but never waits: undefined when there is none. */
  tryAccept(): Connection | undefined {
    const connection = this.#take();
    return connection === again ? undefined : connection;
  }

  /** As `accept`, but blocks the thread until there is one. */
  acceptSync(): Connection {
    return this.#queue.runSync(() => this.#take());
  }

  /** Connections as they come, until the listener is closed. Leaving the loop leaves it open. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Connection, void, undefined> {
    while (!this.closed) {
      let connection: Connection;
      try {
        connection = await this.accept();
      } catch (error) {
        if (this.closed && error instanceof IpcError && error.errno === -Errno.ECANCELED) return;
        throw error;
      }
      yield connection;
    }
  }

  /** Stops listening; accepts that wait reject with ECANCELED, connections stay. close(2). */
  async close(): Promise<void> {
    this[Symbol.dispose]();
  }

  /** @internal */
  protected abstract connected(number: number): Connection;

  #take(): Connection | typeof again {
    const number = this.core.exports.core_accept(this.number("accept4"));
    // A connection that its maker has given up already is none.
    if (isAgain(number) || number === -Errno.ECONNABORTED) return again;
    return this.connected(check(number, "accept4"));
  }

  protected override cancelPending(): void {
    this.#queue.cancel("accept4");
  }

  protected override referencesChanged(referenced: boolean): void {
    this.#queue.setReferenced(referenced);
  }
}
