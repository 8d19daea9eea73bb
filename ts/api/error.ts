// The one error class of the API for what the kernel refuses. Wrong arguments are TypeError and RangeError (options.ts).
import { errnoMessage, errnoName } from "../host/errno.js";

const lowerFirst = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

/**
 * A system call failed. Shaped like the errors of Node's own modules:
 * `EAGAIN: resource temporarily unavailable, mq_send '/jobs'`.
 */
export class IpcError extends Error {
  override readonly name = "IpcError";
  /** The error's name, such as "EAGAIN". */
  readonly code: string;
  /** Minus Linux's error number, such as -11. */
  readonly errno: number;
  /** The system call that failed, such as "mq_send". */
  readonly syscall: string;
  /** The path or name that the call was given, if any. */
  declare readonly path?: string;

  constructor(errno: number, syscall: string, path?: string) {
    const number = -Math.abs(errno);
    const code = errnoName(number);
    const subject = path === undefined ? "" : ` '${path}'`;
    super(`${code}: ${lowerFirst(errnoMessage(number))}, ${syscall}${subject}`);
    this.code = code;
    this.errno = number;
    this.syscall = syscall;
    if (path !== undefined) this.path = path;
  }
}

/** A result of the core, or the error that it stands for. */
export function check(result: number, syscall: string, path?: string): number {
  if (result < 0) throw new IpcError(result, syscall, path);
  return result;
}

/** The error of a Node function (fs, child_process) as an IpcError, where it came from the kernel; others unchanged. */
export function fromNodeError(error: unknown): unknown {
  if (!(error instanceof Error) || !("errno" in error) || typeof error.errno !== "number") return error;
  const syscall = "syscall" in error && typeof error.syscall === "string" ? error.syscall.split(" ")[0] : undefined;
  const path = "path" in error && typeof error.path === "string" ? error.path : undefined;
  const wrapped = new IpcError(error.errno, syscall ?? "unknown", path);
  wrapped.cause = error;
  return wrapped;
}
