// Values of ZeroMQ sockets' options between JavaScript and the core, by their kinds.
import { Errno } from "../host/errno.js";
import type { Core } from "./core.js";
import { wrongType } from "./options.js";
import { checkZmq, ZmqError } from "./zmq-error.js";
import type { Option } from "./zmq-options.js";

const LONGEST = 65536;

/** Reads an option. */
export function readOption(core: Core, socket: number, { id, kind, values }: Option): unknown {
  if (kind === "unsupported") throw new ZmqError(Errno.ENOTSUP, "zmq_getsockopt");
  const isText = kind === "name" || kind === "bytes";
  const size = isText ? LONGEST : kind === "int64" || kind === "uint64" ? 8 : 4;
  const length = checkZmq(core.exports.core_zmq_get_option(socket, id, size), "zmq_getsockopt");
  if (isText) {
    const end = kind === "name" && length > 0 ? length - 1 : length;
    return end === 0 ? null : core.copyOut(end).toString();
  }
  const { numbers } = core;
  if (kind === "int64") return Number(numbers.getBigInt64(0, true));
  if (kind === "uint64") return Number(numbers.getBigUint64(0, true));
  const value = kind === "uint32" ? numbers.getUint32(0, true) : numbers.getInt32(0, true);
  if (kind === "boolean") return value !== 0;
  return values === undefined ? value : values[value];
}

/** Sets an option. Throws TypeError, ZmqError (EINVAL, ENOTSUP). */
export function writeOption(core: Core, socket: number, { id, kind }: Option, value: unknown): void {
  if (kind === "unsupported") throw new ZmqError(Errno.ENOTSUP, "zmq_setsockopt");
  checkZmq(core.exports.core_zmq_set_option(socket, id, put(core, kind, value)), "zmq_setsockopt");
}

/** Leaves a value in the buffer; its length, -1 for none. */
function put(core: Core, kind: Option["kind"], value: unknown): number {
  const { numbers } = core;
  if (kind === "name" || kind === "bytes") {
    if (value === null) return -1;
    const bytes = typeof value === "string" ? Buffer.from(value) : value;
    if (!(bytes instanceof Uint8Array)) throw wrongType("Option value", "a string, a Buffer or null", value);
    if (bytes.length > LONGEST) throw new ZmqError(Errno.EINVAL, "zmq_setsockopt");
    core.bytes.set(bytes);
    return bytes.length;
  }
  const wanted = kind === "boolean" ? "boolean" : "number";
  if (typeof value !== wanted) throw wrongType("Option value", `a ${wanted}`, value);
  if (typeof value === "number" && !Number.isInteger(value)) {
    throw new RangeError(`Option value must be an integer, not ${value}`);
  }
  if (kind === "int64" || kind === "uint64") {
    if (kind === "uint64" && Number(value) < 0)
      throw new RangeError(`Option value must not be negative, as ${value} is`);
    numbers.setBigInt64(0, BigInt(value as number), true);
    return 8;
  }
  const [least, most] = kind === "uint32" ? [0, 0xffff_ffff] : [-0x8000_0000, 0x7fff_ffff];
  if (Number(value) < least || Number(value) > most) {
    throw new RangeError(`Option value must be from ${least} to ${most}, not ${value}`);
  }
  numbers.setInt32(0, Number(value) | 0, true);
  return 4;
}
