// Signals by name and number, sets of them, and what a status of wait(2) says about the end of a process.
import { constants } from "node:os";
import { wrongType } from "./options.js";

/** Names of real-time signals, of which there are 31: "SIGRTMIN" to "SIGRTMIN+30", counted from the other end "SIGRTMAX-30" to "SIGRTMAX". */
export type RealTimeSignal = "SIGRTMIN" | `SIGRTMIN+${number}` | `SIGRTMAX-${number}` | "SIGRTMAX";

/** A signal's name. */
export type SignalName = NodeJS.Signals | RealTimeSignal;

/** A signal by its name, such as "SIGUSR1" or "SIGRTMIN+3", or by its number. */
export type Signal = SignalName | number;

/** One signal, or several. */
export type SignalSet = Signal | Iterable<Signal>;

/** How a process ended: by itself with a code, or killed by a signal. */
export interface Exit {
  /** 0 to 255, or null when a signal killed the process. */
  readonly code: number | null;
  /** The signal's name, or null. */
  readonly signal: NodeJS.Signals | null;
}

/** The C library keeps two signals before it for itself. */
export const SIGRTMIN = 34;
export const SIGRTMAX = 64;

// Of several names of one number the first is the usual one: SIGABRT, SIGIO.
const names = new Map<number, SignalName>();
for (const [name, number] of Object.entries(constants.signals)) {
  if (!names.has(number)) names.set(number, name as NodeJS.Signals);
}
for (let number = SIGRTMIN; number <= SIGRTMAX; number++) names.set(number, `SIGRTMIN+${number - SIGRTMIN}`);
names.set(SIGRTMIN, "SIGRTMIN");
names.set(SIGRTMAX, "SIGRTMAX");

/** The name of a signal by its number; a signal without a name, which no program is sent, has its number for one. */
export function signalName(number: number): NodeJS.Signals {
  return (names.get(number) ?? `${number}`) as NodeJS.Signals;
}

/** What a status of wait(2) says. */
export function exitOf(status: number): Exit {
  const signal = status & 0x7f;
  return signal === 0 ? { code: (status >> 8) & 0xff, signal: null } : { code: null, signal: signalName(signal) };
}

/** The number of a name; undefined when there is no signal of that name. */
function numberOf(name: string): number | undefined {
  if (Object.hasOwn(constants.signals, name)) return constants.signals[name as NodeJS.Signals];
  const [, base, distance] = /^SIGRT(MIN(?=$|\+)|MAX(?=$|-))(?:[+-](\d+))?$/.exec(name) ?? [];
  if (base === undefined) return undefined;
  const number = base === "MIN" ? SIGRTMIN + Number(distance ?? 0) : SIGRTMAX - Number(distance ?? 0);
  return number >= SIGRTMIN && number <= SIGRTMAX ? number : undefined;
}

/** The number of a signal given by name or number, from 0 to 64; throws TypeError. */
export function signalNumber(signal: Signal, name: string): number {
  const number = typeof signal === "string" ? numberOf(signal) : signal;
  if (typeof number !== "number" || !Number.isInteger(number) || number < 0 || number > SIGRTMAX) {
    throw wrongType(name, 'a signal such as "SIGTERM"', signal);
  }
  return number;
}

/** As signalNumber, for the kernel, which itself says which numbers there are. */
export function sentNumber(signal: Signal, name: string): number {
  return typeof signal === "number" && (signal | 0) === signal ? signal : signalNumber(signal, name);
}

/** What may be done with a signal besides sending it. */
type Use = "listen to" | "wait for" | "block";

const faults = new Set(["SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP"].map(numberOf));

/** Why a signal can't be had, if it can't. */
function obstacle(number: number, use: Use): string | undefined {
  if (number === 0) return "there is none of that number";
  if (number === constants.signals.SIGKILL || number === constants.signals.SIGSTOP)
    return "the kernel doesn't allow it";
  if (faults.has(number)) return "faults are V8's";
  if (number === constants.signals.SIGSTKFLT) return "Isthmus itself interrupts its threads by it";
  if (number > 31 && number < SIGRTMIN) return "the C library uses it";
  if (number === constants.signals.SIGCHLD && use !== "listen to") return "Node.js needs it for its child processes";
  return undefined;
}

/** A set's signals that a program may use so, each with the name that it was given by. Throws TypeError, RangeError. */
export function usable(set: SignalSet, use: Use, where: string): Map<number, SignalName> {
  const list = typeof set === "string" || typeof set === "number" ? [set] : set;
  if (typeof list !== "object" || list === null || !(Symbol.iterator in list)) {
    throw wrongType(where, 'a signal such as "SIGTERM", or an array of them', set);
  }
  const found = new Map<number, SignalName>();
  for (const signal of list) {
    const number = signalNumber(signal, where);
    const reason = obstacle(number, use);
    if (reason !== undefined) throw new RangeError(`${where}: can't ${use} signal ${signal}: ${reason}`);
    found.set(number, typeof signal === "string" ? signal : signalName(number));
  }
  if (found.size === 0) throw new RangeError(`${where} must not be empty`);
  return found;
}

/** Numbers as the bridge has them. */
export function toBits(numbers: Iterable<number>): bigint {
  let bits = 0n;
  for (const number of numbers) bits |= 1n << BigInt(number - 1);
  return bits;
}

/** The names of the bridge's bits. */
export function fromBits(bits: bigint): SignalName[] {
  const found: SignalName[] = [];
  for (let number = 1; number <= SIGRTMAX; number++) {
    if ((bits >> BigInt(number - 1)) & 1n) found.push(signalName(number));
  }
  return found;
}
