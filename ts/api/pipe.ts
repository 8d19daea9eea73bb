// Pipes of the calling process: their two ends as handles that never block the event loop, and synchronous twins.
// How operations wait is queue.ts's business; FIFOs (fifo.ts) and processes (spawn.ts) use the same two classes.
import type { Readable, Writable } from "node:stream";
import { Errno } from "../host/errno.js";
import { core } from "./core.js";
import { Descriptor } from "./descriptor.js";
import { check } from "./error.js";
import {
  type Bytes,
  checkBoolean,
  checkInteger,
  checkKeys,
  checkWait,
  toBytes,
  toTarget,
  type WaitOptions,
  wrongType,
} from "./options.js";
import { again, POLLHUP, POLLIN, POLLOUT, Queue } from "./queue.js";
import { ReceivedDescriptor } from "./received-descriptor.js";
import { nodeReadable, nodeWritable, webReadable, webWritable } from "./streams.js";

export interface ReadOptions extends WaitOptions {
  /** At most so many bytes, 1 to 1 MiB; 65,536 unless told. */
  size?: number | undefined;
}

export interface PipeOptions {
  /** Bytes that the pipe holds before a writer has to wait; the kernel rounds up. 65,536 unless told. fcntl(2) F_SETPIPE_SZ. */
  capacity?: number | undefined;
  /** Packet mode: each write of up to 4,096 bytes is read as one, by one read. pipe(2) O_DIRECT. */
  packets?: boolean | undefined;
}

const DEFAULT_READ = 65536;
const F_GETPIPE_SZ = 1032;

abstract class PipeEnd extends Descriptor {
  /**
   * Bytes that the pipe holds. Setting it rounds up to what the kernel gives; it throws IpcError EPERM beyond
   * /proc/sys/fs/pipe-max-size, EBUSY when more than that is in the pipe. fcntl(2) F_GETPIPE_SZ, F_SETPIPE_SZ.
   */
  get capacity(): number {
    return check(this.core.capacity(this.number("fcntl")), "fcntl");
  }

  set capacity(bytes: number) {
    checkInteger(bytes, "capacity", 1);
    check(this.core.setCapacity(this.number("fcntl"), bytes), "fcntl");
  }

  /** Bytes that lie in the pipe. ioctl(2) FIONREAD. */
  get available(): number {
    return check(this.core.available(this.number("ioctl")), "ioctl");
  }
}

/** The end of a pipe or FIFO that is read. */
export class PipeReader extends PipeEnd implements AsyncIterable<Buffer> {
  /** Takes over a descriptor: one that was received, or that this process inherited. It becomes non-blocking. Throws IpcError (EBADF, EINVAL for what is no pipe). */
  static fromFd(fd: number | ReceivedDescriptor): PipeReader {
    return new PipeReader(adoptPipe(fd, "PipeReader.fromFd"));
  }

  readonly #queue = new Queue(this, POLLIN);
  /** A FIFO opened without waiting has no end before its first writer came: read(2) says 0 all the same. */
  #awaitsWriter: boolean;

  /** @internal */
  constructor(number: number, awaitsWriter = false) {
    super(number);
    this.#awaitsWriter = awaitsWriter;
  }

  /**
   * Reads what there is, waiting for the first byte (in packet mode: for one packet). Resolves with null at the end, when all
   * writers are closed and the pipe is empty. Reads are served in the order of their calls.
   * Rejects with IpcError, or with the signal's reason. read(2).
   */
  async read(options?: ReadOptions): Promise<Buffer | null> {
    const size = readSize(options, "read");
    checkWait(options, "read", ["size", "signal"]);
    return this.#queue.add(() => this.#take(size), options?.signal);
  }

  /** Reads into a view, without copying again: resolves with the number of bytes, 0 at the end. Otherwise as `read`. read(2). */
  async readInto(view: NodeJS.ArrayBufferView, options?: WaitOptions): Promise<number> {
    const target = checkTarget(view, "readInto");
    checkWait(options, "readInto");
    return this.#queue.add(() => this.#fill(target), options?.signal);
  }

  /** As `read`, but blocks the thread until there is something. read(2). */
  readSync(options?: Omit<ReadOptions, "signal">): Buffer | null {
    const size = readSize(options, "readSync");
    checkKeys(options, ["size"], "readSync");
    return this.#queue.runSync(() => this.#take(size));
  }

  /** As `readInto`, but blocks the thread until there is something. read(2). */
  readIntoSync(view: NodeJS.ArrayBufferView): number {
    const target = checkTarget(view, "readIntoSync");
    return this.#queue.runSync(() => this.#fill(target));
  }

  /** What comes, until the end. Leaving the loop earlier leaves the handle open. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const chunk = await this.read();
      if (chunk === null) return;
      yield chunk;
    }
  }

  /** Closes the end at once: reads that wait reject with ECANCELED, writers get EPIPE. close(2). */
  async close(): Promise<void> {
    this[Symbol.dispose]();
  }

  /** A stream of Node's over this handle, which it closes when it ends or is destroyed. */
  toNodeStream(): Readable {
    return nodeReadable(this);
  }

  /** A byte stream of the web's over this handle, which it closes at its end or when cancelled. */
  toWebStream(): ReadableStream<Uint8Array> {
    return webReadable(this);
  }

  #take(size: number): Buffer | null | typeof again {
    const number = this.number("read");
    const count = this.core.read(number, size);
    if (count > 0) {
      this.#awaitsWriter = false;
      return this.core.copyOut(count);
    }
    return this.#nothing(number, count) ?? null;
  }

  #fill(target: Uint8Array): number | typeof again {
    const number = this.number("read");
    const count = this.core.read(number, target.length);
    if (count > 0) {
      this.#awaitsWriter = false;
      this.core.copyInto(target, count);
      return count;
    }
    return this.#nothing(number, count) ?? 0;
  }

  /** What a read without bytes means: `again`, an error, or undefined for the end. */
  #nothing(number: number, count: number): typeof again | undefined {
    if (count === -Errno.EAGAIN || count === -Errno.EINTR) {
      this.#awaitsWriter = false;
      return again;
    }
    check(count, "read");
    if (this.#awaitsWriter && (this.core.wait(number, POLLIN, 0) & POLLHUP) === 0) return again;
    return undefined;
  }

  protected override cancelPending(): void {
    this.#queue.cancel("read");
  }

  protected override referencesChanged(referenced: boolean): void {
    this.#queue.setReferenced(referenced);
  }
}

/** The end of a pipe or FIFO that is written. */
export class PipeWriter extends PipeEnd {
  /** Takes over a descriptor; as `PipeReader.fromFd`. */
  static fromFd(fd: number | ReceivedDescriptor): PipeWriter {
    return new PipeWriter(adoptPipe(fd, "PipeWriter.fromFd"));
  }

  readonly #queue = new Queue(this, POLLOUT);

  /** @internal */
  constructor(number: number) {
    super(number);
  }

  /**
   * Writes everything, waiting for room as often as needed; don't change the bytes before it resolves. Writes are done in the
   * order of their calls; up to 4,096 bytes (PIPE_BUF) stay together even between several processes.
   * Rejects with IpcError (EPIPE without readers; no SIGPIPE), or with the signal's reason: what was written by then stays.
   * write(2).
   */
  async write(data: Bytes, options?: WaitOptions): Promise<void> {
    const bytes = toBytes(data, "write");
    checkWait(options, "write");
    return this.#queue.add(this.#attempt(bytes), options?.signal);
  }

  /** As `write`, but blocks the thread until all is written, after the writes that wait already. write(2). */
  writeSync(data: Bytes): void {
    this.#queue.runSync(this.#attempt(toBytes(data, "writeSync")));
  }

  /** Closes the end when the writes that wait are done. `using` and Symbol.dispose don't wait: those writes reject. close(2). */
  async close(): Promise<void> {
    if (this.#queue.pending > 0) await this.#queue.drained();
    this[Symbol.dispose]();
  }

  /** A stream of Node's over this handle, which it closes when it is finished or destroyed. */
  toNodeStream(): Writable {
    return nodeWritable(this);
  }

  /** A stream of the web's over this handle, which it closes when it is closed or aborted. */
  toWebStream(): WritableStream<Bytes> {
    return webWritable(this);
  }

  #attempt(bytes: Uint8Array): () => undefined | typeof again {
    let done = 0;
    return () => {
      const number = this.number("write");
      // One buffer's worth a turn, so that a reader as fast as we are can't keep the event loop.
      for (let turn = 0; turn < 16 && done < bytes.length; ) {
        const count = this.core.write(number, bytes.subarray(done));
        if (count === -Errno.EAGAIN || count === -Errno.EINTR) return again;
        done += check(count, "write");
        turn += 1;
      }
      return done < bytes.length ? again : undefined;
    };
  }

  protected override cancelPending(): void {
    this.#queue.cancel("write");
  }

  protected override referencesChanged(referenced: boolean): void {
    this.#queue.setReferenced(referenced);
  }
}

/** Both ends of a pipe. */
export class Pipe implements Disposable, AsyncDisposable {
  readonly reader: PipeReader;
  readonly writer: PipeWriter;

  /** @internal */
  constructor(reader: PipeReader, writer: PipeWriter) {
    this.reader = reader;
    this.writer = writer;
  }

  /** Closes both ends at once: writes that wait would wait for ever for a reader that is closed too. May be repeated. */
  close(): void {
    this.writer[Symbol.dispose]();
    this.reader[Symbol.dispose]();
  }

  /** The same as `close`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** The same as `close`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }
}

/**
 * Makes a pipe: `const { reader, writer } = pipe()`. Throws IpcError (EMFILE, ENFILE; EPERM for too large a capacity),
 * TypeError or RangeError. Doesn't block. pipe2(2).
 */
export function pipe(options?: PipeOptions): Pipe {
  checkKeys(options, ["capacity", "packets"], "pipe");
  checkBoolean(options?.packets, "pipe: packets");
  checkInteger(options?.capacity, "pipe: capacity", 1);
  const [readNumber, writeNumber] = core().pipe(true, options?.packets ?? false);
  const ends = new Pipe(new PipeReader(readNumber), new PipeWriter(writeNumber));
  try {
    if (options?.capacity !== undefined) ends.writer.capacity = options.capacity;
  } catch (error) {
    ends[Symbol.dispose]();
    throw error;
  }
  return ends;
}

/** A number in the core's table for the end of a pipe that somebody else opened; otherwise it stays the caller's. */
function adoptPipe(fd: number | ReceivedDescriptor, where: string): number {
  const kfd = fd instanceof ReceivedDescriptor ? fd.fd : fd;
  if (typeof kfd !== "number") throw wrongType(`${where}: fd`, "a descriptor", fd);
  check(core().bridge.calls.fcntl(kfd, F_GETPIPE_SZ, 0), "fcntl");
  const number = core().adopt(fd instanceof ReceivedDescriptor ? fd.take() : fd);
  core().setNonblocking(number, true);
  return number;
}

function readSize(options: { size?: number | undefined } | undefined, where: string): number {
  checkInteger(options?.size, `${where}: size`, 1, core().bufferSize);
  return options?.size ?? DEFAULT_READ;
}

function checkTarget(view: NodeJS.ArrayBufferView, where: string): Uint8Array {
  const target = toTarget(view, where);
  if (target.length === 0) throw new RangeError(`${where}: view must not be empty, since 0 bytes mean the end`);
  return target;
}
