// Wild arguments for hostile guests, from a seed: mostly plausible, often at an edge, sometimes anything at all.
// What would only stop the guest itself is tamed; what could reach anything else is not.
import type { Kind } from "../../wasm/interface.js";
import type { Preview1Kind } from "./preview1.js";

export const PAGES = 4;
export const END = PAGES * 65536;
/** Where things lie in guest memory. Results of calls overwrite all of it at random, which is welcome, except the calm times. */
export const layout = {
  calmTimes: 1024,
  calmSubscriptions: 1088,
  iovecs: 2048,
  pollfds: 3072,
  strings: 4096,
  paths: 8192,
};
const SCRATCH = 65536;

const O_NONBLOCK = 0x800;
const LOCK_NB = 4;
const SPLICE_F_NONBLOCK = 2;
const FIONBIO = 0x5421;
export const SIGPIPE = 13;
/** Commands of fcntl that wait for a lock. */
const WAITING_LOCKS: readonly number[] = [7, 38];
/** RLIMIT_NOFILE, _CORE, _NICE, _RTPRIO, _MSGQUEUE, _SIGPENDING, _LOCKS: others only stop the guest itself. */
const HARMLESS_LIMITS: readonly number[] = [7, 4, 13, 14, 12, 11, 10];

const INT_MAX = 0x7fffffff;
const INT_MIN = -0x80000000;
const ADDRESSES: readonly number[] = [0, 1, 7, END - 1, END - 8, END, END + 1, INT_MAX, INT_MIN, -1, -4096, 0x10000000];
/** Addresses at which no struct of 8 bytes fits. */
const OUTSIDE: readonly number[] = ADDRESSES.filter((address) => address < 0 || address > END - 8);
const LENGTHS: readonly number[] = [0, 1, 7, 8, 4096, 65536, END, END + 1, INT_MAX, INT_MIN, -1, -8];
const DESCRIPTORS: readonly number[] = [-1, -2, 10, 17, 20, 63, 64, 255, 1023, 1024, 65535, INT_MAX, INT_MIN, -100];
const NUMBERS: readonly number[] = [0, 1, 2, 3, 4, 5, 8, 16, 64, 255, 4096, INT_MAX, -1, -2, INT_MIN, 0x10000];
const LONGS: readonly bigint[] = [0n, 1n, 8n, 4096n, 1n << 31n, 1n << 32n, (1n << 63n) - 1n, -1n, -4096n, -(1n << 63n)];
/** What ioctl is asked: TIOCSTI, FIFREEZE, FS_IOC_SETFLAGS, BLKDISCARD, SIOCGIFCONF and the harmless ones. */
const REQUESTS: readonly number[] = [
  0x541b, 0x5450, 0x5451, 0x5452, 0x5412, 0x5401, 0x5402, 0x5413, 0x5414, 0x540e, 0x541d, 0x40086602, 0xc0045877,
  0x8912, 0x1277,
];
/** O_RDONLY and so on, with O_CREAT, O_TRUNC, O_APPEND, O_DIRECTORY, O_PATH, O_TMPFILE in likely and unlikely company. */
const OPEN_FLAGS: readonly number[] = [0, 1, 2, 0x40, 0x42, 0x242, 0x401, 0x10000, 0x200000, 0x80042, 0x410042];
const FILE_TYPES: readonly number[] = [0o10644, 0o100644, 0o20644, 0o60644, 0o140644, 0o40755, 0, 0o170000];

/** mulberry32: small, seeded, good enough to vary arguments. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export class Choices {
  #next: () => number;

  constructor(seed: number) {
    this.#next = random(seed);
  }

  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  address(): number {
    if (this.chance(0.6)) return SCRATCH + this.below(END - SCRATCH);
    return this.chance(0.7) ? this.below(END) : this.pick(ADDRESSES);
  }

  length(): number {
    return this.chance(0.6) ? this.below(512) : this.pick(LENGTHS);
  }

  descriptor(): number {
    return this.chance(0.8) ? this.below(9) : this.pick(DESCRIPTORS);
  }

  number(): number {
    if (this.chance(0.5)) return this.below(8);
    if (this.chance(0.5)) return this.pick(NUMBERS);
    return this.chance(0.5) ? 1 << this.below(32) : this.below(4294967296) | 0;
  }
}

export type Place = readonly [offset: number, length: number];
export type WildKind = Kind | Preview1Kind;

/** The wasm values for a parameter of a kind. */
export function wild(
  kind: WildKind,
  nullable: boolean,
  places: readonly Place[],
  choices: Choices,
): (number | bigint)[] {
  switch (kind) {
    case "fd":
    case "fd-mutate":
      return [choices.descriptor()];
    case "dirfd":
      return [choices.chance(0.5) ? -100 : choices.descriptor()];
    case "i32":
    case "u32":
      return [choices.number()];
    case "i64":
      return [choices.chance(0.5) ? BigInt(choices.below(4096)) : choices.pick(LONGS)];
    case "path":
      return choices.chance(0.9) ? [...choices.pick(places)] : [choices.address(), choices.length()];
    case "in":
      return choices.chance(0.3)
        ? [layout.strings, choices.pick([0, 8, 32, 64])]
        : [choices.address(), choices.length()];
    case "out":
      return [choices.address(), choices.length()];
    case "iovec":
      if (choices.chance(0.6)) return [layout.iovecs + 8 * choices.below(12), choices.below(8)];
      return [choices.address(), choices.pick([0, 1, 2, 1024, 1025, -1, 0x20000000])];
    case "pollfd":
      if (choices.chance(0.7)) return [layout.pollfds + 8 * choices.below(12), choices.below(8)];
      return [choices.address(), choices.pick([0, 1, 2, 0x20000000, -1])];
    case "struct-in":
    case "struct-out":
    case "struct-inout":
    case "pointer":
      return [nullable && choices.chance(0.4) ? 0 : choices.address()];
    case "subscriptions":
      return [choices.chance(0.8) ? layout.calmSubscriptions : choices.pick(OUTSIDE)];
  }
}

/** Buffers descriptors and pollfds, good and bad, to point iovec and pollfd at. */
export function crafted(choices: Choices): { iovecs: number[]; pollfds: number[] } {
  const iovecs = [
    SCRATCH,
    64,
    SCRATCH + 64,
    8,
    END - 4,
    8,
    END,
    1,
    -1,
    1,
    0,
    0,
    SCRATCH,
    -1,
    SCRATCH,
    END,
    INT_MAX,
    INT_MAX,
  ];
  const pollfds = Array.from({ length: 20 }, () => [choices.below(12) - 1, choices.below(65536)]).flat();
  return { iovecs: [...iovecs, SCRATCH, 4096, -8, 16], pollfds };
}

/** Changes arguments that would make the guest wait for ever or end itself, and aims some calls at what is worth attacking. */
export function tame(
  name: string,
  values: (number | bigint)[],
  choices: Choices,
  pids: readonly number[],
): (number | bigint)[] {
  const bits = (index: number, mask: number): (number | bigint)[] => values.with(index, Number(values[index]) | mask);
  const other = choices.pick([...pids, 1]);
  switch (name) {
    case "openat":
      return values.with(3, O_NONBLOCK | choices.pick(OPEN_FLAGS) | (choices.chance(0.1) ? 1 << choices.below(32) : 0));
    case "path_open":
      // fdflags: without NONBLOCK, opening a FIFO would wait for its other end.
      return values
        .with(3, choices.below(2))
        .with(4, choices.below(16))
        .with(7, choices.below(32) | 4);
    case "fd_fdstat_set_flags":
      return bits(1, 4);
    case "pipe2":
      return bits(1, O_NONBLOCK);
    case "fcntl": {
      const command = choices.chance(0.8)
        ? choices.below(16)
        : choices.pick([1024, 1025, 1026, 1030, 1031, 1032, 1033, 36, 37]);
      if (WAITING_LOCKS.includes(command)) return values.with(1, 6);
      if (command === 4) return bits(2, O_NONBLOCK).with(1, 4);
      return values.with(1, command).with(2, choices.chance(0.3) ? other : (values[2] ?? 0));
    }
    case "ioctl": {
      const request = choices.chance(0.9) ? choices.pick(REQUESTS) : (values[1] ?? 0);
      return values.with(1, request === FIONBIO ? 0 : request);
    }
    case "vmsplice":
      // It does not look at O_NONBLOCK.
      return bits(3, SPLICE_F_NONBLOCK);
    case "flock":
      return bits(1, LOCK_NB);
    case "fallocate":
    case "fd_allocate":
      // Space on the disk is real.
      return values.with(-1, choices.pick([0n, 1n, 65536n, -1n, 1n << 62n]));
    case "sendfile":
      return values.with(-1, choices.pick([0, 1, 65536]));
    case "ppoll":
      return values.with(2, layout.calmTimes);
    case "clock_nanosleep":
      return values.with(2, choices.chance(0.5) ? layout.calmTimes : choices.pick(OUTSIDE));
    case "poll_oneoff":
      return values.with(2, values[0] === layout.calmSubscriptions ? choices.below(4) : choices.pick(NUMBERS));
    case "proc_raise":
      return [choices.pick([0, 77, 200, 255, -1])];
    case "sigaction":
      // SIGPIPE stays ignored: writing to a pipe without readers would end the guest.
      return values[0] === SIGPIPE ? values.with(0, 0) : values;
    case "kill":
      return [choices.pick([other, -other, INT_MAX, INT_MIN, -2, 999999]), choices.below(66)];
    case "setpriority":
      return [0, other, choices.below(40) - 20];
    case "prlimit": {
      const resource = choices.chance(0.7) ? choices.pick(HARMLESS_LIMITS) : choices.below(20);
      const pid = choices.chance(0.5) ? 0 : choices.pick([other, -1]);
      const limit = HARMLESS_LIMITS.includes(resource) || pid !== 0 ? (values[2] ?? 0) : 0;
      return [pid, resource, limit, values[3] ?? 0];
    }
    case "setitimer":
      // A timer's signal would end the guest.
      return values.with(1, choices.pick([0, ...OUTSIDE]));
    case "setresuid":
    case "setresgid":
      return [-1, -1, -1];
    case "mknodat":
      return values.with(3, choices.pick(FILE_TYPES));
    default:
      return values;
  }
}
