// Spans and points of time, as the API takes them: a number is of milliseconds, of which fractions count; a bigint of nanoseconds.
import { wrongType } from "./options.js";

/** A span of time: a number of milliseconds (fractions count), or a bigint of nanoseconds. */
export type Duration = number | bigint;

/** The kernel counts seconds in 64 bits, and nanoseconds in as many. */
const LONGEST = 2n ** 63n - 1n;

/** Nanoseconds; undefined passes. Throws TypeError, RangeError. */
export function toNanoseconds(time: Duration, name: string, least = 0n): bigint {
  if (typeof time !== "number" && typeof time !== "bigint") {
    throw wrongType(name, "a number of milliseconds or a bigint of nanoseconds", time);
  }
  if (typeof time === "number" && !Number.isFinite(time)) {
    throw new RangeError(`${name} must be finite, not ${time}`);
  }
  // Milliseconds apart, since nanoseconds of today's dates are beyond a number's precision.
  const whole = typeof time === "number" ? Math.floor(time) : 0;
  const nanoseconds =
    typeof time === "bigint" ? time : BigInt(whole) * 1_000_000n + BigInt(Math.round((time - whole) * 1e6));
  if (nanoseconds < least || nanoseconds > LONGEST) {
    throw new RangeError(`${name} must be from ${least} to ${LONGEST} nanoseconds, not ${nanoseconds}`);
  }
  return nanoseconds;
}

/** Nanoseconds as milliseconds. */
export const toMilliseconds = (nanoseconds: bigint): number =>
  Number(nanoseconds / 1_000_000n) + Number(nanoseconds % 1_000_000n) / 1e6;
