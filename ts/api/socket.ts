// What every socket of the API is: a descriptor with options, addresses and an other end. What goes through it is the business of the
// classes built on it (stream-socket.ts, message-socket.ts, listener.ts).
import { Errno } from "../host/errno.js";
import { core } from "./core.js";
import { Descriptor } from "./descriptor.js";
import { check, IpcError } from "./error.js";
import { type Bytes, checkInteger, toBytes, wrongType } from "./options.js";
import { Pidfd } from "./pidfd.js";
import { ReceivedDescriptor } from "./received-descriptor.js";
import {
  type Credentials,
  decodeOption,
  encodeOption,
  findOption,
  optionSize,
  type SocketOptionName,
  type SocketOptionValue,
} from "./socket-options.js";

/** Types of sockets. */
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_SEQPACKET = 5;

const SOL_SOCKET = 1;
const SO_TYPE = 3;
const SO_ERROR = 4;
/** The option that tells a socket's family. */
export const SO_DOMAIN = 39;
const SO_PEERPIDFD = 77;
const LONGEST_OPTION = 65536;

/** Directions, as shutdown(2) has them. */
const directions = { read: 0, write: 1, both: 2 } as const;

/** A socket. */
export abstract class Socket extends Descriptor {
  /** The value of an option by its name, such as "SO_RCVBUF" or "TCP_INFO". Throws IpcError (ENOPROTOOPT …), TypeError. getsockopt(2). */
  getOption<Name extends SocketOptionName>(option: Name): SocketOptionValue<Name> {
    const [level, name, kind] = findOption(option, "getOption");
    return decodeOption(kind, this.getRawOption(level, name, optionSize(kind))) as SocketOptionValue<Name>;
  }

  /**
   * Sets an option by its name: `setOption("TCP_USER_TIMEOUT", 5000)`. Throws IpcError (ENOPROTOOPT, EPERM, EDOM …), TypeError, RangeError.
   * setsockopt(2).
   */
  setOption<Name extends SocketOptionName>(option: Name, value: SocketOptionValue<Name>): this {
    const [level, name, kind] = findOption(option, "setOption");
    return this.#setOption(level, name, encodeOption(kind, value, `setOption: ${option}`));
  }

  /** An option by the numbers of its level and name, as the kernel lays it out, of at most `size` bytes. getsockopt(2). */
  getRawOption(level: number, name: number, size = 4): Buffer {
    checkInteger(size, "getRawOption: size", 0, LONGEST_OPTION);
    const length = check(this.core.exports.core_get_option(this.number("getsockopt"), level, name, size), "getsockopt");
    return this.core.copyOut(length);
  }

  /** Sets an option by its numbers, to an integer of 32 bits or to the kernel's layout. setsockopt(2). */
  setRawOption(level: number, name: number, value: number | Bytes): this {
    if (typeof value !== "number") return this.#setOption(level, name, toBytes(value, "setRawOption"));
    return this.#setOption(level, name, encodeOption("integer", value, "setRawOption"));
  }

  /**
   * Ends one direction or both, for the other end too: it reads the end of the stream, or gets EPIPE. Throws IpcError (ENOTCONN, EBADF).
   * shutdown(2).
   */
  shutdown(how: "read" | "write" | "both"): void {
    if (!Object.hasOwn(directions, how)) throw wrongType("shutdown: how", '"read", "write" or "both"', how);
    check(this.core.exports.core_shutdown(this.number("shutdown"), directions[how]), "shutdown");
  }

  /** Bytes that can be read at once; of datagrams, those of the next one. ioctl(2) FIONREAD. */
  get available(): number {
    return check(this.core.available(this.number("ioctl")), "ioctl");
  }

  /** Takes the error that the socket holds, if any: what an asynchronous failure left. getsockopt(2) SO_ERROR. */
  takeError(): IpcError | undefined {
    const number = this.getOption("SO_ERROR");
    return number === 0 ? undefined : new IpcError(number, "getsockopt");
  }

  /** A second descriptor of the same socket, non-blocking as this one; it is the caller's to close. */
  override duplicate(): number {
    return check(this.core.bridge.calls.dup(this.core.kernelFd(this.number("dup"))), "dup");
  }

  /** The address of this end or of the other one, as the kernel has it; undefined when there is none. */
  protected address(peer: boolean): Uint8Array | undefined {
    const syscall = peer ? "getpeername" : "getsockname";
    const length = this.core.exports.core_socket_name(this.number(syscall), Number(peer));
    return peer && length === -Errno.ENOTCONN ? undefined : this.core.copyOut(check(length, syscall));
  }

  /** Who was at the other end when it was connected. */
  protected credentials(): Credentials {
    return this.getOption("SO_PEERCRED");
  }

  /** The process at the other end, by a descriptor where Linux gives one (6.5 and later), otherwise by its number. */
  protected pidfd(): Pidfd {
    const { pid } = this.credentials();
    const length = this.core.exports.core_get_option(this.number("getsockopt"), SOL_SOCKET, SO_PEERPIDFD, 4);
    if (length === -Errno.ENOPROTOOPT) return Pidfd.open(pid);
    check(length, "getsockopt");
    return Pidfd.fromNumber(this.core.numbers.getInt32(0, true), pid);
  }

  #setOption(level: number, name: number, value: Uint8Array): this {
    const number = this.number("setsockopt");
    if (value.length > LONGEST_OPTION) throw new IpcError(Errno.EINVAL, "setsockopt");
    this.core.bytes.set(value);
    check(this.core.exports.core_set_option(number, level, name, value.length), "setsockopt");
    return this;
  }
}

/** Makes a non-blocking socket in the core's table. */
export function makeSocket(domain: number, type: number): number {
  return check(core().exports.core_socket(domain, type, 0), "socket");
}

/** Does something with a descriptor that is closed if that throws or rejects. */
export async function closingOnError<T>(number: number, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    core().close(number);
    throw error;
  }
}

/** The same for what is done at once. */
export function closingOnErrorSync<T>(number: number, action: () => T): T {
  try {
    return action();
  } catch (error) {
    core().close(number);
    throw error;
  }
}

/** What a socket of a class must be. */
export interface SocketKind {
  domains: readonly number[];
  type: number;
}

/**
 * Takes over a descriptor of another function's making: a number of the core's table. Throws TypeError; IpcError (EBADF, ENOTSOCK, and EPROTOTYPE for a
 * socket of another kind), and then it stays the caller's.
 */
export function adoptSocket(fd: number | ReceivedDescriptor, { domains, type }: SocketKind, where: string): number {
  const kfd = fd instanceof ReceivedDescriptor ? fd.fd : fd;
  if (typeof kfd !== "number") throw wrongType(`${where}: fd`, "a descriptor", fd);
  const { calls } = core().bridge;
  const domain = check(calls.socketOption(kfd, SO_DOMAIN), "getsockopt");
  if (!domains.includes(domain) || calls.socketOption(kfd, SO_TYPE) !== type) {
    throw new IpcError(Errno.EPROTOTYPE, "getsockopt");
  }
  const number = core().adopt(fd instanceof ReceivedDescriptor ? fd.take() : fd);
  core().setNonblocking(number, true);
  return number;
}

/** The error of a connection that was made meanwhile, taken from the socket: 0 or minus an errno. */
export function connectResult(number: number): number {
  const length = core().exports.core_get_option(number, SOL_SOCKET, SO_ERROR, 4);
  return length < 0 ? length : -core().numbers.getInt32(0, true);
}
