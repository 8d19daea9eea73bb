// Descriptors that other processes send over Unix sockets: held until somebody takes them, closed if nobody does; and what can be sent.
import { fstatSync } from "node:fs";
import { Socket as NodeSocket } from "node:net";
import { core } from "./core.js";
import { check } from "./error.js";
import { closeWhenForgotten, isClosed } from "./leaks.js";
import { wrongType } from "./options.js";

/** What can be sent: a number, or whatever has one: a handle of this API, a FileHandle, a ReceivedDescriptor, a net.Socket. It stays the sender's. */
export type Sendable = number | { readonly fd: number } | NodeSocket;

/** What a descriptor is of. */
export type DescriptorKind = "socket" | "pipe" | "file" | "directory" | "character device" | "block device" | "other";

/** A descriptor that came over a Unix socket. Whoever takes it owns it; otherwise close it, or declare it with `using`. */
export class ReceivedDescriptor implements Disposable {
  #kfd: number;

  /** @internal */
  constructor(kfd: number) {
    this.#kfd = kfd;
    const { calls } = core().bridge;
    closeWhenForgotten(this, () => calls.close(kfd));
  }

  /** Its number, for looking at it; -1 once taken or closed. It stays this handle's: don't close it. */
  get fd(): number {
    return this.#kfd;
  }

  /** What it is of. Throws IpcError (EBADF once taken or closed). fstat(2). */
  get kind(): DescriptorKind {
    const status = fstatSync(check(this.#kfd < 0 ? -9 : this.#kfd, "fstat"));
    if (status.isSocket()) return "socket";
    if (status.isFIFO()) return "pipe";
    if (status.isFile()) return "file";
    if (status.isDirectory()) return "directory";
    if (status.isCharacterDevice()) return "character device";
    return status.isBlockDevice() ? "block device" : "other";
  }

  /**
   * Gives it to the caller, who closes it from now on: for the functions of node:fs, `stdio` of child_process.spawn, or `fromFd` of this API's classes
   * (which take the handle itself too). Throws IpcError (EBADF once taken or closed).
   */
  take(): number {
    const kfd = check(this.#kfd < 0 ? -9 : this.#kfd, "dup");
    this.#kfd = -1;
    isClosed(this);
    return kfd;
  }

  /** Makes a socket of Node's of it, which owns it from then on: of a stream socket or a pipe. */
  toSocket(): NodeSocket {
    return new NodeSocket({ fd: this.take(), readable: true, writable: true });
  }

  /** Closes it, unless it was taken. May be repeated. */
  close(): void {
    if (this.#kfd >= 0) core().bridge.calls.close(this.take());
  }

  /** The same as `close`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** Kernel descriptors of what is to be sent. Throws TypeError. */
export function toKernelFds(list: readonly Sendable[], where: string): number[] {
  if (!Array.isArray(list)) throw wrongType(`${where}: fds`, "an array", list);
  return list.map((item: unknown, index) => {
    // Node's sockets have theirs inside.
    const { fd, _handle } = (typeof item === "object" && item !== null ? item : { fd: item }) as {
      fd?: unknown;
      _handle?: { fd?: unknown } | null;
    };
    const found = fd ?? _handle?.fd;
    if (typeof found !== "number") throw wrongType(`${where}: fds[${index}]`, "a descriptor", item);
    return found;
  });
}
