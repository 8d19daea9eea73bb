// clock_res_get and clock_time_get. preview1 numbers its four clocks as Linux does.
import { Errno, wasiErrno } from "../errno.js";
import type { Shim } from "./shim.js";
import type { Functions } from "./types.js";

export const Clock = { realtime: 0, monotonic: 1, processCpuTime: 2, threadCpuTime: 3 } as const;

export function clock({ calls, guest }: Shim): Functions {
  const known = (id: number): boolean => id >= Clock.realtime && id <= Clock.threadCpuTime;
  const store = (nanoseconds: bigint, pointer: number): number =>
    wasiErrno(nanoseconds < 0n ? Number(nanoseconds) : guest.writeU64(pointer >>> 0, nanoseconds));
  return {
    clock_res_get: (id: number, pointer: number) =>
      known(id) ? store(calls.clock_getres(id), pointer) : wasiErrno(Errno.EINVAL),
    clock_time_get: (id: number, _precision: bigint, pointer: number) =>
      known(id) ? store(calls.clock_gettime(id), pointer) : wasiErrno(Errno.EINVAL),
  };
}
