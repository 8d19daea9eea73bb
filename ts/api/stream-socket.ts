// Stream sockets, connected: bytes in both directions, each with operations of its own that wait in line. Where they come from is the business of
// unix-stream.ts and tcp.ts.
import { Socket as NodeSocket } from "node:net";
import type { Duplex } from "node:stream";
import { Errno } from "../host/errno.js";
import { check } from "./error.js";
import { type Bytes, checkInteger, checkKeys, checkWait, toBytes, toTarget, type WaitOptions } from "./options.js";
import type { ReadOptions } from "./pipe.js";
import { again, POLLIN, POLLOUT, Queue } from "./queue.js";
import { Socket } from "./socket.js";
import { duplexOf, webStreamsOf } from "./socket-streams.js";

const DEFAULT_READ = 65536;
/** Writes of one operation before the event loop gets its turn. */
const TURN = 16;

/** Both directions of a connection, as streams of the web's. */
export interface WebStreams {
  readable: ReadableStream<Uint8Array>;
  writable: WritableStream<Bytes>;
}

/** A connected stream socket. */
export abstract class StreamSocket extends Socket implements AsyncIterable<Buffer> {
  /** @internal */
  protected readonly receiving: Queue = new Queue(this, POLLIN);
  /** @internal */
  protected readonly sending: Queue = new Queue(this, POLLOUT);

  /**
   * Reads what there is, waiting for the first byte. Resolves with null at the end, when the other side has ended its direction. Reads are
   * served in the order of their calls. Rejects with IpcError (ECONNRESET …), or with the signal's reason. recv(2).
   */
  read(options?: ReadOptions): Promise<Buffer | null> {
    try {
      const size = this.readSize(options, "read");
      if (options !== undefined) checkWait(options, "read", ["size", "signal"]);
      return this.receiving.add(() => this.#take(size), options?.signal);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Reads into a view, without copying again: resolves with the number of bytes, 0 at the end. Otherwise as `read`. recv(2). */
  readInto(view: NodeJS.ArrayBufferView, options?: WaitOptions): Promise<number> {
    try {
      const target = checkTarget(view, "readInto");
      if (options !== undefined) checkWait(options, "readInto");
      return this.receiving.add(() => this.#fill(target), options?.signal);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** As `read`, but never waits: undefined when there is nothing, or others wait already. recv(2) MSG_DONTWAIT. */
  tryRead(options?: Omit<ReadOptions, "signal">): Buffer | null | undefined {
    const size = this.readSize(options, "tryRead");
    checkKeys(options, ["size"], "tryRead");
    if (this.receiving.pending > 0) return undefined;
    const result = this.#take(size);
    return result === again ? undefined : result;
  }

  /** As `read`, but blocks the thread until there is something. recv(2). */
  readSync(options?: Omit<ReadOptions, "signal">): Buffer | null {
    const size = this.readSize(options, "readSync");
    checkKeys(options, ["size"], "readSync");
    return this.receiving.runSync(() => this.#take(size));
  }

  /** As `readInto`, but blocks the thread until there is something. recv(2). */
  readIntoSync(view: NodeJS.ArrayBufferView): number {
    const target = checkTarget(view, "readIntoSync");
    return this.receiving.runSync(() => this.#fill(target));
  }

  /**
   * Writes everything, waiting for room as often as needed; don't change the bytes before it resolves. Writes are done in the order of their calls.
   * Rejects with IpcError (EPIPE or ECONNRESET when nobody reads any more; no SIGPIPE), or with the signal's reason: what was written by then stays.
   * send(2).
   */
  write(data: Bytes, options?: WaitOptions): Promise<void> {
    try {
      const bytes = toBytes(data, "write");
      if (options !== undefined) checkWait(options, "write");
      return this.sending.add(this.#writer(bytes), options?.signal);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Writes what there is room for: the number of bytes, 0 when there is none or others wait already. send(2) MSG_DONTWAIT. */
  tryWrite(data: Bytes): number {
    const bytes = toBytes(data, "tryWrite");
    if (this.sending.pending > 0) return 0;
    return Math.max(0, this.#send(this.number("send"), bytes));
  }

  /** As `write`, but blocks the thread until all is written, after the writes that wait already. send(2). */
  writeSync(data: Bytes): void {
    this.sending.runSync(this.#writer(toBytes(data, "writeSync")));
  }

  /** Ends the direction to the other side when the writes that wait are done; reading goes on. Rejects with IpcError (ENOTCONN). shutdown(2). */
  async end(): Promise<void> {
    await this.sending.drained();
    this.shutdown("write");
  }

  /** What comes, until the end. Leaving the loop earlier leaves the socket open. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const chunk = await this.read();
      if (chunk === null) return;
      yield chunk;
    }
  }

  /** Closes the socket when the writes that wait are done. `using` and Symbol.dispose don't wait: those writes reject. close(2). */
  async close(): Promise<void> {
    if (this.sending.pending > 0) await this.sending.drained();
    this[Symbol.dispose]();
  }

  /** A duplex stream of Node's over this socket, which it closes when both directions have ended or it is destroyed. */
  toNodeStream(): Duplex {
    return duplexOf(this);
  }

  /** Streams of the web's over this socket, which they close when both have ended. */
  toWebStreams(): WebStreams {
    return webStreamsOf(this);
  }

  /** Makes a socket of Node's of it, which owns the connection from now on; this handle is closed. Throws IpcError (EBADF). */
  toSocket(): NodeSocket {
    const fd = this.duplicate();
    this[Symbol.dispose]();
    return new NodeSocket({ fd, readable: true, writable: true });
  }

  /** @internal */
  protected readSize(options: { size?: number | undefined } | undefined, where: string): number {
    if (options?.size === undefined) return DEFAULT_READ;
    checkInteger(options.size, `${where}: size`, 1, this.core.bufferSize);
    return options.size;
  }

  #take(size: number): Buffer | null | typeof again {
    const count = this.core.exports.core_receive(this.number("recv"), size, 0);
    if (count > 0) return this.core.copyOut(count);
    return isAgain(count) ? again : check(count, "recv") === 0 ? null : again;
  }

  #fill(target: Uint8Array): number | typeof again {
    const size = Math.min(target.length, this.core.bufferSize);
    const count = this.core.exports.core_receive(this.number("recv"), size, 0);
    if (isAgain(count)) return again;
    if (check(count, "recv") > 0) this.core.copyInto(target, count);
    return count;
  }

  /** Sends a buffer's worth: the count, or minus EAGAIN. */
  #send(number: number, bytes: Uint8Array): number {
    const part = bytes.length > this.core.bufferSize ? bytes.subarray(0, this.core.bufferSize) : bytes;
    this.core.bytes.set(part);
    const count = this.core.exports.core_send(number, part.length, 0);
    return isAgain(count) ? count : check(count, "send");
  }

  #writer(bytes: Uint8Array): () => undefined | typeof again {
    let done = 0;
    return () => {
      const number = this.number("send");
      // Not for ever, so that a reader as fast as we are can't keep the event loop.
      for (let turn = 0; turn < TURN && done < bytes.length; turn++) {
        const count = this.#send(number, done === 0 ? bytes : bytes.subarray(done));
        if (count < 0) return again;
        done += count;
      }
      return done < bytes.length ? again : undefined;
    };
  }

  protected override cancelPending(): void {
    this.receiving.cancel("recv");
    this.sending.cancel("send");
  }

  protected override referencesChanged(referenced: boolean): void {
    this.receiving.setReferenced(referenced);
    this.sending.setReferenced(referenced);
  }
}

/** Whether a call has to be made again when the descriptor is ready. */
export const isAgain = (result: number): boolean => result === -Errno.EAGAIN || result === -Errno.EINTR;

function checkTarget(view: NodeJS.ArrayBufferView, where: string): Uint8Array {
  const target = toTarget(view, where);
  if (target.length === 0) throw new RangeError(`${where}: view must not be empty, since 0 bytes mean the end`);
  return target;
}
