// Events of ZeroMQ's monitor: their types, and how its messages tell them.
import type { Core } from "./core.js";
import type { IpcError } from "./error.js";
import { ZmqError } from "./zmq-error.js";

/** The authentication handler refused a peer, or failed. */
export interface AuthError extends Error {
  status: 300 | 400 | 500;
}

/** A peer broke the protocol. */
export interface ProtoError extends Error {
  /** Such as ERR_ZMTP_UNSPECIFIED. */
  code: string;
}

export interface EventAddress {
  address: string;
}

export interface EventInterval {
  /** Milliseconds until the next attempt. */
  interval: number;
}

export interface EventError<E = IpcError> {
  error: E;
}

type Expand<T> = T extends infer O ? { [K in keyof O]: O[K] } : never;

/** An event of a type with its data. */
export type EventFor<T extends string, D = object> = Expand<{ type: T } & D>;

/** What may happen to a socket. */
export type Event =
  | EventFor<"accept", EventAddress>
  | EventFor<"accept:error", EventAddress & EventError>
  | EventFor<"bind", EventAddress>
  | EventFor<"bind:error", EventAddress & EventError>
  | EventFor<"connect", EventAddress>
  | EventFor<"connect:delay", EventAddress>
  | EventFor<"connect:retry", EventAddress & EventInterval>
  | EventFor<"close", EventAddress>
  | EventFor<"close:error", EventAddress & EventError>
  | EventFor<"disconnect", EventAddress>
  | EventFor<"end">
  | EventFor<"handshake", EventAddress>
  | EventFor<"handshake:error:protocol", EventAddress & EventError<ProtoError>>
  | EventFor<"handshake:error:auth", EventAddress & EventError<AuthError>>
  | EventFor<"handshake:error:other", EventAddress & EventError>
  | EventFor<"unknown">;

/** The types of events. */
export type EventType = Event["type"];

/** The event of a type. */
export type EventOfType<E extends EventType = EventType> = Expand<Extract<Event, { type: E }>>;

const types: Readonly<Record<number, EventType>> = {
  1: "connect",
  2: "connect:delay",
  4: "connect:retry",
  8: "bind",
  16: "bind:error",
  32: "accept",
  64: "accept:error",
  128: "close",
  256: "close:error",
  512: "disconnect",
  1024: "end",
  2048: "handshake:error:other",
  4096: "handshake",
  8192: "handshake:error:protocol",
  16384: "handshake:error:auth",
};

const protocolErrors: Readonly<Record<number, string>> = {
  268435456: "ERR_ZMTP_UNSPECIFIED",
  268435457: "ERR_ZMTP_UNEXPECTED_COMMAND",
  268435458: "ERR_ZMTP_INVALID_SEQUENCE",
  268435459: "ERR_ZMTP_KEY_EXCHANGE",
  268435473: "ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED",
  268435474: "ERR_ZMTP_MALFORMED_COMMAND_MESSAGE",
  268435475: "ERR_ZMTP_MALFORMED_COMMAND_HELLO",
  268435476: "ERR_ZMTP_MALFORMED_COMMAND_INITIATE",
  268435477: "ERR_ZMTP_MALFORMED_COMMAND_ERROR",
  268435478: "ERR_ZMTP_MALFORMED_COMMAND_READY",
  268435479: "ERR_ZMTP_MALFORMED_COMMAND_WELCOME",
  268435480: "ERR_ZMTP_INVALID_METADATA",
  285212673: "ERR_ZMTP_CRYPTOGRAPHIC",
  285212674: "ERR_ZMTP_MECHANISM_MISMATCH",
  536870912: "ERR_ZAP_UNSPECIFIED",
  536870913: "ERR_ZAP_MALFORMED_REPLY",
  536870914: "ERR_ZAP_BAD_REQUEST_ID",
  536870915: "ERR_ZAP_BAD_VERSION",
  536870916: "ERR_ZAP_INVALID_STATUS_CODE",
  536870917: "ERR_ZAP_INVALID_METADATA",
};

const refusals: Readonly<Record<number, string>> = {
  300: "the authentication handler failed for now",
  400: "the authentication handler refused the peer",
  500: "the authentication handler failed",
};

/** The event that a message of the monitor's tells: its number and a value, and the endpoint. */
export function decodeEvent(core: Core, parts: readonly Buffer[]): Event {
  const [head, endpoint] = parts;
  if (head === undefined || head.length < 6) return { type: "unknown" };
  const type = types[head.readUInt16LE(0)];
  const value = head.readUInt32LE(2);
  const address = endpoint?.toString() ?? "";
  switch (type) {
    case undefined:
      return { type: "unknown" };
    case "end":
    case "unknown":
      return { type };
    case "connect:retry":
      return { type, address, interval: value };
    case "bind:error":
      return { type, address, error: new ZmqError(core.exports.core_zmq_errno(value), "zmq_bind", address) };
    case "accept:error":
      return { type, address, error: new ZmqError(core.exports.core_zmq_errno(value), "accept", address) };
    case "close:error":
      return { type, address, error: new ZmqError(core.exports.core_zmq_errno(value), "close", address) };
    case "handshake:error:other":
      return { type, address, error: new ZmqError(core.exports.core_zmq_errno(value), "handshake", address) };
    case "handshake:error:protocol": {
      const code = protocolErrors[value] ?? "ERR_ZMTP_UNSPECIFIED";
      return { type, address, error: Object.assign(new Error(`${code}: the peer broke the protocol`), { code }) };
    }
    case "handshake:error:auth": {
      const status = value as AuthError["status"];
      const error = Object.assign(new Error(refusals[value] ?? `the peer was refused, status ${value}`), { status });
      return { type, address, error };
    }
    default:
      return { type, address };
  }
}
