// The error class of ZeroMQ sockets: an IpcError that also knows ZeroMQ's own errors and addresses.
import { Errno } from "../host/errno.js";
import { IpcError } from "./error.js";

/** Errors that only ZeroMQ has, by their numbers in its header, with what they say. */
export const ZmqErrno = { EFSM: 156384763, ENOCOMPATPROTO: 156384764, ETERM: 156384765, EMTHREAD: 156384766 } as const;

const own: Readonly<Record<number, readonly [code: string, text: string]>> = {
  [ZmqErrno.EFSM]: ["EFSM", "not possible in the socket's present state"],
  [ZmqErrno.ENOCOMPATPROTO]: ["ENOCOMPATPROTO", "the transport doesn't fit the socket's type"],
  [ZmqErrno.ETERM]: ["ETERM", "the context has ended"],
  [ZmqErrno.EMTHREAD]: ["EMTHREAD", "no I/O thread is available"],
  [Errno.ENOTSUP]: ["ENOTSUP", "not supported"],
};

/** A call of ZeroMQ failed: `EINVAL: invalid argument, zmq_bind 'tcp:/x'`. */
export class ZmqError extends IpcError {
  /** Such as "EAGAIN", and ZeroMQ's own: "EFSM", "ETERM". */
  declare readonly code: string;
  /** The endpoint that the call was given, if any. */
  declare readonly address?: string;

  constructor(errno: number, call: string, address?: string, text?: string) {
    super(errno, call, address);
    const known = own[Math.abs(errno)];
    if (known !== undefined) this.code = known[0];
    const said = text ?? known?.[1];
    if (said !== undefined)
      this.message = `${this.code}: ${said}, ${call}${address === undefined ? "" : ` '${address}'`}`;
    if (address !== undefined) this.address = address;
  }
}

/** A result of the core, or the error that it stands for. */
export function checkZmq(result: number, call: string, address?: string): number {
  if (result < 0) throw new ZmqError(result, call, address);
  return result;
}

const alone = (doing: string, kind: string): string =>
  `${kind} is busy ${doing}; one ${doing === "reading" ? "receive" : "send"} may be in progress at a time`;

/** Somebody else's operation is in progress. */
export const busy = (doing: "reading" | "writing", call: string, kind = "the socket"): ZmqError =>
  new ZmqError(Errno.EBUSY, call, undefined, alone(doing, kind));
