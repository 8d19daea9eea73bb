// Signals by name and number, and what a status of wait(2) says about the end of a process.
import { constants } from "node:os";
import { wrongType } from "./options.js";

/** How a process ended: by itself with a code, or killed by a signal. */
export interface Exit {
  /** 0 to 255, or null when a signal killed the process. */
  readonly code: number | null;
  /** The signal's name, or null. */
  readonly signal: NodeJS.Signals | null;
}

const signalNames = new Map(
  Object.entries(constants.signals).map(([name, number]) => [number, name as NodeJS.Signals]),
);

/** The name of a signal by its number; real-time signals count from SIGRTMIN, 34. */
export function signalName(number: number): NodeJS.Signals {
  return signalNames.get(number) ?? (`SIGRTMIN+${number - 34}` as NodeJS.Signals);
}

/** What a status of wait(2) says. */
export function exitOf(status: number): Exit {
  const signal = status & 0x7f;
  return signal === 0 ? { code: (status >> 8) & 0xff, signal: null } : { code: null, signal: signalName(signal) };
}

/** The number of a signal given by name or number; throws TypeError. */
export function signalNumber(signal: NodeJS.Signals | number, name: string): number {
  const number = typeof signal === "string" ? constants.signals[signal] : signal;
  if (typeof number !== "number" || !Number.isInteger(number) || number < 0 || number > 64) {
    throw wrongType(name, 'a signal such as "SIGTERM"', signal);
  }
  return number;
}
