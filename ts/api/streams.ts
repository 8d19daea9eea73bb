// Handles as streams: Node's and the web's. Each stream owns its handle and closes it.
import { Readable, Writable } from "node:stream";
import type { Bytes } from "./options.js";
import type { PipeReader, PipeWriter } from "./pipe.js";

const CHUNK = 65536;
/** One more than a pipe holds unless told otherwise, so that what is left of one fits in. */
const READ_AHEAD = CHUNK + 1;

class HandleReadable extends Readable {
  readonly #handle: PipeReader;

  constructor(handle: PipeReader) {
    super({ highWaterMark: READ_AHEAD });
    this.#handle = handle;
  }

  override _read(): void {
    this.#handle.read({ size: CHUNK }).then(
      (chunk) => {
        // At the end the descriptor is of no more use, though nobody may have read the data yet.
        if (chunk === null) this.#handle[Symbol.dispose]();
        this.push(chunk);
      },
      (error: unknown) => this.destroy(error as Error),
    );
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#handle[Symbol.dispose]();
    callback(error);
  }

  ref(): void {
    this.#handle.ref();
  }

  unref(): void {
    this.#handle.unref();
  }
}

class HandleWritable extends Writable {
  readonly #handle: PipeWriter;

  constructor(handle: PipeWriter) {
    super({ highWaterMark: CHUNK, decodeStrings: true });
    this.#handle = handle;
  }

  override _write(chunk: Buffer, _encoding: string, callback: (error?: Error | null) => void): void {
    this.#handle.write(chunk).then(() => callback(), callback);
  }

  override _writev(chunks: { chunk: Buffer }[], callback: (error?: Error | null) => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), "", callback);
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#handle.close().then(() => callback(), callback);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#handle[Symbol.dispose]();
    callback(error);
  }

  ref(): void {
    this.#handle.ref();
  }

  unref(): void {
    this.#handle.unref();
  }
}

/**
 * The process at the other end is gone: what it left in the pipe is taken over, so that the descriptor can be closed and the data still
 * be read; what would be written to it has no reader.
 */
export function leaveBehind(streams: readonly (Readable | Writable | null)[]): void {
  for (const stream of streams) {
    if (stream instanceof HandleReadable && !stream.destroyed) stream.read(0);
    if (stream instanceof HandleWritable) stream.destroy();
  }
}

export const nodeReadable = (handle: PipeReader): Readable => new HandleReadable(handle);
export const nodeWritable = (handle: PipeWriter): Writable => new HandleWritable(handle);

export function webReadable(handle: PipeReader): ReadableStream<Uint8Array> {
  return new ReadableStream({
    type: "bytes",
    autoAllocateChunkSize: CHUNK,
    async pull(controller) {
      const request = controller.byobRequest;
      if (request?.view == null) throw new TypeError("a byte stream pulls into a buffer");
      const count = await handle.readInto(request.view as NodeJS.ArrayBufferView);
      if (count === 0) {
        controller.close();
        handle[Symbol.dispose]();
      }
      request.respond(count);
    },
    cancel: () => handle[Symbol.dispose](),
  });
}

export function webWritable(handle: PipeWriter): WritableStream<Bytes> {
  return new WritableStream({
    write: (chunk) => handle.write(chunk),
    close: () => handle.close(),
    abort: () => handle[Symbol.dispose](),
  });
}
