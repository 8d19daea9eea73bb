// Messages of netlink(7) as bytes and as objects: headers, attributes, errors. Sending and receiving them is netlink.ts's.
import { IpcError } from "./error.js";

/** Flags of requests and answers: NLM_F_ of <linux/netlink.h>. */
export const MessageFlag = {
  request: 1,
  multi: 2,
  ack: 4,
  echo: 8,
  dumpInterrupted: 0x10,
  /** Requests: the whole table. */
  dump: 0x300,
  replace: 0x100,
  exclusive: 0x200,
  create: 0x400,
  append: 0x800,
} as const;

export const HEADER_SIZE = 16;
const ATTRIBUTE_SIZE = 4;
/** NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
const TYPE_MASK = 0x3fff;
const NESTED = 0x8000;
export const MessageType = { noop: 1, error: 2, done: 3, overrun: 4 } as const;
const CAPPED = 0x100;
const HAS_ATTRIBUTES = 0x200;
const ErrorAttribute = { message: 1, offset: 2 } as const;

const aligned = (length: number): number => (length + 3) & ~3;

/** One message. */
export interface NetlinkMessage {
  type: number;
  flags: number;
  sequence: number;
  /** The port in its header, which is its sender's word. */
  port: number;
  /** What follows the header. */
  data: Buffer;
}

/** An attribute's value: bytes, a string (ended by NUL there), a number (of 32 bits), a flag, or attributes within. */
export type AttributeValue = Uint8Array | string | number | true | Attributes;

/** Attributes by their numbers. */
export interface Attributes {
  readonly [type: number]: AttributeValue | undefined;
}

/** The bytes of a 32-bit number, and of one with 8 or 16 bits: the values of attributes that are no wider. */
export const u8 = (value: number): Uint8Array => Uint8Array.of(value);
export const u16 = (value: number): Uint8Array => Uint8Array.of(value & 255, value >> 8);
export const u32 = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer);

function valueBytes(value: AttributeValue): Uint8Array {
  if (value === true) return new Uint8Array(0);
  if (typeof value === "number") return u32(value);
  if (typeof value === "string") return Buffer.from(`${value}\0`);
  return value instanceof Uint8Array ? value : encodeAttributes(value);
}

/** Attributes as they stand in a message, each at a multiple of four bytes. */
export function encodeAttributes(attributes: Attributes): Buffer {
  const parts: Buffer[] = [];
  for (const [type, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    const bytes = valueBytes(value);
    const isNested = typeof value === "object" && !(value instanceof Uint8Array);
    const part = Buffer.alloc(aligned(ATTRIBUTE_SIZE + bytes.length));
    part.writeUInt16LE(ATTRIBUTE_SIZE + bytes.length, 0);
    part.writeUInt16LE(Number(type) | (isNested ? NESTED : 0), 2);
    part.set(bytes, ATTRIBUTE_SIZE);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The attributes in some bytes, by their numbers; the last of a number counts. What is cut off ends them. */
export function decodeAttributes(data: Buffer): Map<number, Buffer> {
  return new Map(attributeList(data));
}

/** The same in their order, for lists whose numbers mean nothing. */
export function attributeList(data: Buffer): [type: number, value: Buffer][] {
  const found: [number, Buffer][] = [];
  for (let at = 0; at + ATTRIBUTE_SIZE <= data.length; ) {
    const length = data.readUInt16LE(at);
    if (length < ATTRIBUTE_SIZE || at + length > data.length) break;
    found.push([data.readUInt16LE(at + 2) & TYPE_MASK, data.subarray(at + ATTRIBUTE_SIZE, at + length)]);
    at += aligned(length);
  }
  return found;
}

/** A string attribute, without the NUL after it. */
export function textOf(value: Buffer | undefined): string | undefined {
  if (value === undefined) return undefined;
  const end = value.indexOf(0);
  return value.toString("utf8", 0, end < 0 ? value.length : end);
}

/** A number attribute of 8, 16 or 32 bits. */
export function numberOf(value: Buffer | undefined): number | undefined {
  if (value === undefined || value.length === 0) return undefined;
  return value.length >= 4 ? value.readUInt32LE(0) : value.length >= 2 ? value.readUInt16LE(0) : value[0];
}

/** A message as it is sent. */
export function encodeMessage(type: number, flags: number, sequence: number, port: number, body: Uint8Array): Buffer {
  const message = Buffer.alloc(HEADER_SIZE + body.length);
  message.writeUInt32LE(message.length, 0);
  message.writeUInt16LE(type, 4);
  message.writeUInt16LE(flags, 6);
  message.writeUInt32LE(sequence, 8);
  message.writeUInt32LE(port, 12);
  message.set(body, HEADER_SIZE);
  return message;
}

/** The messages of what came at once. */
export function decodeMessages(bytes: Buffer): NetlinkMessage[] {
  const messages: NetlinkMessage[] = [];
  for (let at = 0; at + HEADER_SIZE <= bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    if (length < HEADER_SIZE || length > bytes.length - at) break;
    messages.push({
      type: bytes.readUInt16LE(at + 4),
      flags: bytes.readUInt16LE(at + 6),
      sequence: bytes.readUInt32LE(at + 8),
      port: bytes.readUInt32LE(at + 12),
      data: bytes.subarray(at + HEADER_SIZE, at + length),
    });
    at += aligned(length);
  }
  return messages;
}

/** A request that was refused: an IpcError, with what the kernel says about it (its extended acknowledgement). */
export class NetlinkError extends IpcError {
  /** The kernel's words, such as "Invalid header for get link". */
  declare readonly detail?: string;
  /** Where in the request the attribute stands that it is about. */
  declare readonly offset?: number;

  /** @internal */
  constructor(errno: number, attributes: Map<number, Buffer>) {
    super(errno, "netlink");
    const detail = textOf(attributes.get(ErrorAttribute.message));
    const offset = numberOf(attributes.get(ErrorAttribute.offset));
    if (detail !== undefined) {
      this.detail = detail;
      this.message += `: ${detail}`;
    }
    if (offset !== undefined) this.offset = offset;
  }
}

/** What a message that ends an answer says: undefined for success. */
export function errorOf({ type, flags, data }: NetlinkMessage): NetlinkError | undefined {
  const errno = data.length >= 4 ? data.readInt32LE(0) : 0;
  if (errno >= 0) return undefined;
  // After an error stands the request: its header alone, or whole.
  const request = (flags & CAPPED) !== 0 ? HEADER_SIZE : data.length >= 8 ? aligned(data.readUInt32LE(4)) : 0;
  const skipped = 4 + (type === MessageType.error ? request : 0);
  const attributes = (flags & HAS_ATTRIBUTES) !== 0 ? decodeAttributes(data.subarray(skipped)) : new Map();
  return new NetlinkError(errno, attributes);
}
