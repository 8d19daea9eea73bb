// proc_exit, proc_raise, sched_yield and random_get.
import { Errno, wasiErrno } from "../errno.js";
import type { Shim } from "./shim.js";
import type { Functions } from "./types.js";

/** preview1 lists signals as Linux does, but leaves out number 16, SIGSTKFLT. */
const LAST_BEFORE_GAP = 15;
const LAST_SIGNAL = 30;

export function process({ calls, context, guest }: Shim): Functions {
  return {
    proc_exit(status: number): number {
      return context.exit(status);
    },
    proc_raise(signal: number): number {
      if (signal < 0 || signal > LAST_SIGNAL) return wasiErrno(Errno.EINVAL);
      const number = signal > LAST_BEFORE_GAP ? signal + 1 : signal;
      return wasiErrno(context.raise?.(number) ?? Errno.ENOSYS);
    },
    sched_yield: () => wasiErrno(calls.sched_yield()),
    random_get: (pointer: number, length: number) => wasiErrno(calls.getrandom(guest, pointer >>> 0, length >>> 0)),
  };
}
