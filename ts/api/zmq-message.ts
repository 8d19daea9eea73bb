// ZeroMQ messages between JavaScript and the core: what may be sent, how its parts cross, and the Buffers that come. Whether and
// when something is sent is zmq-socket.ts's.
import { Errno } from "../host/errno.js";
import type { Core } from "./core.js";
import { wrongType } from "./options.js";
import type { ContextCore } from "./zmq-context.js";

/** A part as it is received. */
export type Message = Buffer;
/** A part to be sent: strings and numbers go as UTF-8 text, null as an empty part. What it holds is copied by `send`. */
export type MessageLike = NodeJS.ArrayBufferView | ArrayBuffer | SharedArrayBuffer | string | number | null;

/** Larger parts than these don't pass through the buffer. */
const LARGE = 16384;
/** In front of each part. */
const HEAD = 8;
/** Received parts that are larger are given back at once. */
const KEPT = 65536;
/** Beside the number of parts: something is held back. */
const HELD_BACK = 1 << 30;

function asBytes(part: MessageLike): string | Uint8Array {
  if (typeof part === "string") return part;
  if (part instanceof Uint8Array) return part;
  if (typeof part === "number") return String(part);
  if (part === null) return "";
  if (ArrayBuffer.isView(part)) return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  if (part instanceof ArrayBuffer || part instanceof SharedArrayBuffer) return new Uint8Array(part);
  throw wrongType(
    "send: message",
    "a string, a number, null, an ArrayBuffer, a view of one, or an array of these",
    part,
  );
}

/** Puts bytes into the memory, where there is room for them: how many. */
function put(core: Core, bytes: string | Uint8Array, at: number): number {
  const { memory } = core;
  if (typeof bytes === "string") return memory.write(bytes, at);
  memory.set(bytes, at);
  return bytes.length;
}

/** Sends a message, without waiting: the core's result. Throws TypeError. */
export function sendMessage(core: Core, socket: number, message: MessageLike | readonly MessageLike[]): number {
  const isArray = Array.isArray(message);
  if (isArray && message.length !== 1) return sendParts(core, socket, message);
  const bytes = asBytes(isArray ? (message[0] as MessageLike) : (message as MessageLike));
  // A character has three bytes at most.
  if (bytes.length > LARGE / 3 && (typeof bytes === "string" || bytes.length > LARGE)) {
    return sendParts(core, socket, [bytes]);
  }
  return core.exports.core_zmq_send(socket, put(core, bytes, core.buffer));
}

function sendParts(core: Core, socket: number, message: readonly MessageLike[]): number {
  const { exports, buffer, bufferSize } = core;
  if (message.length === 0) return 0;
  const parts = message.map((part) => {
    const bytes = asBytes(part);
    return typeof bytes === "string" && bytes.length > LARGE / 3 ? Buffer.from(bytes) : bytes;
  });
  let at = 0;
  const own: number[] = [];
  const release = (error: number): number => {
    for (const address of own) exports.core_zmq_free(address);
    return error;
  };
  for (const bytes of parts) {
    if (at + HEAD > bufferSize) return release(-Errno.EMSGSIZE);
    let size: number;
    let address = 0;
    if (bytes.length > LARGE || at + HEAD + bytes.length * 3 > bufferSize) {
      const whole = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
      size = whole.length;
      address = exports.core_zmq_allocate(size);
      if (address === 0) return release(-Errno.ENOMEM);
      own.push(address);
      core.memory.set(whole, address);
    } else {
      size = put(core, bytes, buffer + at + HEAD);
    }
    const { words } = core;
    words[at >> 2] = size;
    words[(at >> 2) + 1] = address;
    at += HEAD + (address === 0 ? (size + 7) & ~7 : 0);
  }
  return exports.core_zmq_send_parts(socket, parts.length);
}

/** Receives a message, without waiting: its parts, or minus an errno. */
export function receiveMessage(made: ContextCore, socket: number): Buffer[] | number {
  const { core } = made;
  const { exports } = core;
  const result = exports.core_zmq_receive(socket);
  if (result < 0) return result;
  if ((result & HELD_BACK) !== 0) made.holdsBack();
  const count = result & ~HELD_BACK;
  const { words } = core;
  const first = copyOut(core, words[0] as number, words[1] as number);
  if (count === 1) {
    if (first.length > KEPT) exports.core_zmq_release();
    return [first];
  }
  const parts: Buffer[] = [first];
  let bytes = first.length;
  for (let index = 1; index < count; index++) {
    const size = words[2 * index + 1] as number;
    parts.push(copyOut(core, words[2 * index] as number, size));
    bytes += size;
  }
  if (bytes > KEPT) exports.core_zmq_release();
  return parts;
}

function copyOut(core: Core, address: number, size: number): Buffer {
  const part = Buffer.allocUnsafe(size);
  const { memory } = core;
  if (size > 64) part.set(memory.subarray(address, address + size));
  else for (let index = 0; index < size; index++) part[index] = memory[address + index] as number;
  return part;
}
