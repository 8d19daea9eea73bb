// Messages with all that comes with them: the struct that stands before a message's data in the core's buffer (core-c/api/socket.c).
import { Errno } from "../host/errno.js";
import { rightsMessage } from "./control-message.js";
import { type Core, core } from "./core.js";
import { check, IpcError } from "./error.js";
import { ReceivedDescriptor } from "./received-descriptor.js";
import { inetText } from "./socket-address.js";
import type { Credentials } from "./socket-options.js";

/** Where things stand. */
const AT = { flags: 4, fdCount: 8, came: 12, credentials: 16, interface: 28, ttl: 32, tos: 36, time: 40 } as const;
const AT_DESTINATION = 48;
/** Control messages of what is sent; descriptors, or an error, of what was received. */
const AT_CONTROL_LENGTH = 68;
const AT_CONTROL = 72;
const AT_NAME = 1136;
const CONTROL_ROOM = AT_NAME - AT_CONTROL;
/** Where a message's data begins. */
export const MESSAGE_DATA = 1280;

/** Descriptors that can go with a message. */
const MOST_FDS = 253;
const CAME = { credentials: 1, destination: 2, ttl: 4, tos: 8, time: 16, error: 32 } as const;
const MSG_TRUNC = 0x20;
const MSG_CTRUNC = 8;
const MSG_ERRQUEUE = 0x2000;

const none: readonly ReceivedDescriptor[] = Object.freeze([]);

/** What was received. Disposing it closes the descriptors that nobody has taken. */
export class SocketMessage implements Disposable {
  readonly data: Buffer;
  /** Descriptors that came along. */
  readonly fds: readonly ReceivedDescriptor[];
  /** Who sent it, if the socket's SO_PASSCRED is set. */
  readonly credentials: Credentials | undefined;
  /** Whether it was longer than there was room. */
  readonly truncated: boolean;
  /** Whether descriptors were lost, because this process has too many open. */
  readonly fdsTruncated: boolean;

  /** @internal */
  constructor(owner: Core, count: number, flags: number) {
    const head = owner.numbers;
    const came = head.getUint32(AT.came, true);
    const fdCount = head.getUint32(AT.fdCount, true);
    this.truncated = (flags & MSG_TRUNC) !== 0;
    this.fdsTruncated = (flags & MSG_CTRUNC) !== 0;
    this.credentials = (came & CAME.credentials) === 0 ? undefined : credentialsAt(head);
    this.data = messageData(owner, count);
    if (fdCount === 0) {
      this.fds = none;
      return;
    }
    const numbers = Array.from({ length: fdCount }, (_, index) => head.getInt32(AT_CONTROL + 4 * index, true));
    // Out of the core's table, whose numbers mean nothing to others.
    this.fds = numbers.map((number) => {
      const kfd = owner.bridge.calls.dup(owner.kernelFd(number));
      owner.close(number);
      return new ReceivedDescriptor(check(kfd, "dup"));
    });
  }

  /** Closes the descriptors that nobody has taken. */
  [Symbol.dispose](): void {
    for (const fd of this.fds) fd.close();
  }
}

const credentialsAt = (head: DataView): Credentials => ({
  pid: head.getInt32(AT.credentials, true),
  uid: head.getUint32(AT.credentials + 4, true),
  gid: head.getUint32(AT.credentials + 8, true),
});

/** What options of the internet's sockets let come with a datagram. */
export interface PacketInfo {
  /** The address that it was sent to, with IP_PKTINFO or IPV6_RECVPKTINFO. */
  destination?: string;
  /** The number of the interface by which it came, with the same. */
  interface?: number;
  /** With IP_RECVTTL or IPV6_RECVHOPLIMIT. */
  ttl?: number;
  /** With IP_RECVTOS or IPV6_RECVTCLASS. */
  tos?: number;
  /** Nanoseconds since 1970, with SO_TIMESTAMPNS. */
  time?: bigint;
}

/** What came with the message in the buffer. */
export function packetInfo(owner: Core): PacketInfo {
  const head = owner.numbers;
  const came = head.getUint32(AT.came, true);
  const info: PacketInfo = {};
  if (came === 0) return info;
  if ((came & CAME.destination) !== 0) {
    const length = head.getUint32(AT_DESTINATION, true);
    info.destination = inetText(owner.bytes.slice(AT_DESTINATION + 4, AT_DESTINATION + 4 + length));
    info.interface = head.getInt32(AT.interface, true);
  }
  if ((came & CAME.ttl) !== 0) info.ttl = head.getInt32(AT.ttl, true);
  if ((came & CAME.tos) !== 0) info.tos = head.getInt32(AT.tos, true);
  if ((came & CAME.time) !== 0) info.time = head.getBigInt64(AT.time, true);
  return info;
}

/** The sender's address in the buffer. */
export function senderAddress(owner: Core): Uint8Array {
  return owner.bytes.slice(AT_NAME, AT_NAME + owner.numbers.getUint32(0, true));
}

/** A copy of the message's data in the buffer. */
export const messageData = (owner: Core, count: number): Buffer =>
  Buffer.from(owner.bytes.subarray(MESSAGE_DATA, MESSAGE_DATA + count));

/** Whether the message in the buffer was longer than there was room. */
export const wasTruncated = (owner: Core): boolean => (receivedFlags(owner) & MSG_TRUNC) !== 0;

/** Receives into the buffer a message with which nothing but the sender's address can come: the count, of all of it, or minus an errno. */
export function receiveFrom(owner: Core, number: number, size: number): number {
  return owner.exports.core_receive_from(number, size, MSG_TRUNC);
}

/** Receives into the buffer: the count and the flags, or minus an errno. */
export function receiveInto(owner: Core, number: number, size: number): number {
  return owner.exports.core_receive_message(number, size, 0);
}

/** Receives into the buffer a datagram that failed, with its error: the count, or minus an errno. */
export function receiveFailed(owner: Core, number: number): number {
  return owner.exports.core_receive_message(number, longestMessage(), MSG_ERRQUEUE);
}

/** The error that came with it: struct sock_extended_err, and the address of who told of it. */
export function receivedError(owner: Core): Uint8Array | undefined {
  const came = owner.numbers.getUint32(AT.came, true);
  return (came & CAME.error) === 0 ? undefined : owner.bytes.slice(AT_CONTROL, AT_CONTROL + 44);
}

export const receivedFlags = (owner: Core): number => owner.numbers.getInt32(AT.flags, true);

/** A message on its way. */
export interface Outgoing {
  data: Uint8Array;
  address?: Uint8Array | undefined;
  kfds?: readonly number[] | undefined;
  /** Control messages beside the descriptors. */
  control?: Uint8Array | undefined;
}

/** Sends a message: the count, or minus an errno. Throws IpcError (EMSGSIZE, EINVAL, EBADF). */
export function sendMessage(owner: Core, number: number, { data, address, kfds = [], control }: Outgoing): number {
  if (data.length > owner.bufferSize - MESSAGE_DATA) throw new IpcError(Errno.EMSGSIZE, "sendmsg");
  if (kfds.length > MOST_FDS) throw new IpcError(Errno.EINVAL, "sendmsg");
  if (address === undefined && kfds.length === 0 && control === undefined) {
    owner.bytes.set(data);
    return owner.exports.core_send(number, data.length, 0);
  }
  const numbers: number[] = [];
  try {
    for (const kfd of kfds) numbers.push(owner.adopt(check(owner.bridge.calls.dup(kfd), "sendmsg")));
    const head = owner.numbers;
    const { bytes } = owner;
    let controlLength = 0;
    for (const part of numbers.length === 0 ? [control] : [rightsMessage(numbers), control]) {
      if (part === undefined) continue;
      if (controlLength + part.length > CONTROL_ROOM) throw new IpcError(Errno.ENOBUFS, "sendmsg");
      bytes.set(part, AT_CONTROL + controlLength);
      controlLength += part.length;
    }
    head.setUint32(0, address?.length ?? 0, true);
    head.setUint32(AT_CONTROL_LENGTH, controlLength, true);
    if (address !== undefined) bytes.set(address, AT_NAME);
    bytes.set(data, MESSAGE_DATA);
    return owner.exports.core_send_message(number, data.length, 0);
  } finally {
    for (const one of numbers) owner.close(one);
  }
}

/** The longest message that can be received or sent. */
export const longestMessage = (): number => core().bufferSize - MESSAGE_DATA;
