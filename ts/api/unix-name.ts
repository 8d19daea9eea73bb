// Names of Unix sockets on the way in: binding and connecting, and removing the file that a bound socket has left.
import { type BigIntStats, lstatSync, unlinkSync } from "node:fs";
import { Errno } from "../host/errno.js";
import { onAbort } from "./abort.js";
import { core } from "./core.js";
import { check, IpcError } from "./error.js";
import { encodeUnix, shownName, type UnixName, unixPath } from "./socket-address.js";

/** A name that was bound, and with it the file that was made, if it's a path. */
export class BoundName {
  readonly #path: string | undefined;
  readonly #status: BigIntStats | undefined;

  /** Binds a socket. Throws IpcError (EADDRINUSE, ENOENT, EACCES, ENAMETOOLONG …), TypeError. */
  constructor(number: number, name: UnixName, where: string) {
    const address = encodeUnix(name, where, "bind");
    core().bytes.set(address);
    check(core().exports.core_bind(number, address.length), "bind", shownName(name));
    this.#path = unixPath(name, where);
    this.#status = this.#look();
  }

  /** Removes the file, unless another has taken its place. */
  remove(): void {
    const now = this.#look();
    if (this.#path === undefined || now === undefined) return;
    if (now.ino !== this.#status?.ino || now.dev !== this.#status.dev) return;
    try {
      unlinkSync(this.#path);
    } catch {
      // Somebody else removed it, or may.
    }
  }

  #look(): BigIntStats | undefined {
    return this.#path === undefined ? undefined : lstatSync(this.#path, { bigint: true, throwIfNoEntry: false });
  }
}

/** Connects at once, or throws: IpcError (ECONNREFUSED, ENOENT, EPROTOTYPE, EAGAIN …), TypeError. */
export function connectUnixSync(number: number, name: UnixName, where: string): void {
  const result = tryConnect(number, encodeUnix(name, where, "connect"));
  check(result, "connect", shownName(name));
}

function tryConnect(number: number, address: Uint8Array): number {
  core().bytes.set(address);
  return core().exports.core_connect(number, address.length);
}

/** Connects; where the listener has too many connections waiting already, when it has accepted some. */
export async function connectUnix(number: number, name: UnixName, where: string, signal?: AbortSignal): Promise<void> {
  const address = encodeUnix(name, where, "connect");
  let result = tryConnect(number, address);
  if (result === -Errno.EAGAIN) {
    // No event tells when there is room: a thread waits, on the blocking socket.
    core().setNonblocking(number, false);
    result = await blocking(number, address, signal);
    core().setNonblocking(number, true);
  }
  check(result, "connect", shownName(name));
}

function blocking(number: number, address: Uint8Array, signal: AbortSignal | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    let settle = (): void => {};
    const { bridge } = core();
    const connecting = bridge.connectBlocking(core().kernelFd(number), address, (result) => {
      settle();
      if (signal?.aborted) reject(signal.reason);
      else resolve(result);
    });
    settle = onAbort(signal, () => connecting.cancel());
  });
}

/** No address at all takes back what a datagram socket is connected to. */
export function disconnect(number: number): void {
  core().bytes.fill(0, 0, 2);
  check(core().exports.core_connect(number, 2), "connect");
}

/** The error of a name that a socket must have and hasn't. */
export const unnamed = (syscall: string): IpcError => new IpcError(Errno.EDESTADDRREQ, syscall);
