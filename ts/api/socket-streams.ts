// Stream sockets as streams: Node's duplex and the web's pair. Each owns its socket and closes it.
import { Duplex } from "node:stream";
import type { Bytes } from "./options.js";
import type { StreamSocket, WebStreams } from "./stream-socket.js";

const CHUNK = 65536;

class SocketDuplex extends Duplex {
  readonly #socket: StreamSocket;

  constructor(socket: StreamSocket) {
    super({ highWaterMark: CHUNK });
    this.#socket = socket;
  }

  override _read(): void {
    this.#socket.read({ size: CHUNK }).then(
      (chunk) => this.push(chunk),
      (error: Error) => this.destroy(error),
    );
  }

  override _write(chunk: Buffer, _encoding: string, callback: (error?: Error | null) => void): void {
    this.#socket.write(chunk).then(() => callback(), callback);
  }

  override _writev(chunks: { chunk: Buffer }[], callback: (error?: Error | null) => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), "", callback);
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#socket.end().then(() => callback(), callback);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#socket[Symbol.dispose]();
    callback(error);
  }

  ref(): void {
    this.#socket.ref();
  }

  unref(): void {
    this.#socket.unref();
  }
}

export const duplexOf = (socket: StreamSocket): Duplex => new SocketDuplex(socket);

export function webStreamsOf(socket: StreamSocket): WebStreams {
  let open = 2;
  const ended = (): void => {
    open -= 1;
    if (open === 0) socket[Symbol.dispose]();
  };
  const readable: ReadableStream<Uint8Array> = new ReadableStream({
    type: "bytes",
    autoAllocateChunkSize: CHUNK,
    async pull(controller) {
      const request = controller.byobRequest;
      if (request?.view == null) throw new TypeError("a byte stream pulls into a buffer");
      const count = await socket.readInto(request.view as NodeJS.ArrayBufferView);
      if (count === 0) {
        controller.close();
        ended();
      }
      request.respond(count);
    },
    cancel: ended,
  });
  const writable = new WritableStream<Bytes>({
    write: (chunk) => socket.write(chunk),
    async close() {
      await socket.end();
      ended();
    },
    abort: () => socket[Symbol.dispose](),
  });
  return { readable, writable };
}
