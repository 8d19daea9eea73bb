// Wild arguments for hostile guests, from a seed: mostly plausible, often at an edge, sometimes anything at all.
// What would only stop the guest itself is tamed; what could reach anything else is not.
import type { Kind } from "../../wasm/interface.js";
import type { Preview1Kind } from "./preview1.js";
import { tameSignals } from "./wild-signals.js";
import { tameSockets } from "./wild-sockets.js";

/** WebAssembly pages that the guest itself uses. */
const OWN_PAGES = 4;
export const END = OWN_PAGES * 65536;
/** Beyond them lies a zone for maps: the guest itself never touches it, but gives the host addresses there. */
const ZONE_PAGES = 2;
export const PAGES = OWN_PAGES + ZONE_PAGES;
const MEMORY_END = PAGES * 65536;
const PAGE = 4096;
/** Where things lie in guest memory. Results of calls overwrite all of it at random, which is welcome, except the calm times. */
export const layout = {
  calmTimes: 1024,
  calmSubscriptions: 1088,
  /** A struct sigevent that asks for nothing (SIGEV_NONE). */
  calmEvent: 1280,
  /** A struct mq_attr for a tiny queue, for what queues hold counts against the whole user's limit. */
  calmAttributes: 1344,
  operations: 1408,
  /** Of struct f_owner_ex: see wild-signals.ts. */
  owners: 1536,
  /** Addresses, and struct mmsghdr with control data: see wild-sockets.ts. */
  addresses: 40960,
  messages: 43008,
  controls: 45056,
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

export const INT_MAX = 0x7fffffff;
export const INT_MIN = -0x80000000;

const ADDRESSES: readonly number[] = [
  ...[0, 1, 7, END - 1, END - 8, END, MEMORY_END - 1, MEMORY_END - 8, MEMORY_END, MEMORY_END + 1],
  ...[INT_MAX, INT_MIN, -1, -4096, 0x10000000],
];
/** Addresses at which no struct of 8 bytes fits. */
export const OUTSIDE: readonly number[] = ADDRESSES.filter((address) => address < 0 || address > MEMORY_END - 8);
const LENGTHS: readonly number[] = [0, 1, 7, 8, 4096, 65536, END, MEMORY_END + 1, INT_MAX, INT_MIN, -1, -8];
const DESCRIPTORS: readonly number[] = [-1, -2, 10, 17, 20, 63, 64, 255, 1023, 1024, 65535, INT_MAX, INT_MIN, -100];
const NUMBERS: readonly number[] = [0, 1, 2, 3, 4, 5, 8, 16, 64, 255, 4096, INT_MAX, -1, -2, INT_MIN, 0x10000];
const LONGS: readonly bigint[] = [0n, 1n, 8n, 4096n, 1n << 31n, 1n << 32n, (1n << 63n) - 1n, -1n, -4096n, -(1n << 63n)];
/** What ioctl is asked: TIOCSTI, FIFREEZE, FS_IOC_SETFLAGS, BLKDISCARD, SIOCGIFCONF, FIOSETOWN, SIOCSPGRP, TFD_IOC_SET_TICKS and the harmless ones. */
const REQUESTS: readonly number[] = [
  0x541b, 0x5450, 0x5451, 0x5452, 0x5412, 0x5401, 0x5402, 0x5413, 0x5414, 0x540e, 0x541d, 0x40086602, 0xc0045877,
  0x8912, 0x1277, 0x8901, 0x8902, 0x40085400,
];
/** The kernel's, those that wake the machine, CPU time of the guest itself, of process 1 and of thread 1, the device of descriptor 3. */
const CLOCKS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, -6, -2, -14, -16, -10, -29];
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
    if (this.chance(0.1)) return END + this.below(MEMORY_END - END);
    if (this.chance(0.6)) return SCRATCH + this.below(END - SCRATCH);
    return this.chance(0.7) ? this.below(END) : this.pick(ADDRESSES);
  }

  length(): number {
    return this.chance(0.6) ? this.below(512) : this.pick(LENGTHS);
  }

  descriptor(): number {
    return this.chance(0.8) ? this.below(9) : this.pick(DESCRIPTORS);
  }

  /** An address to map at: a page of the zone, or one where nothing may ever be mapped. The guest's own pages would end it. */
  mapAddress(): number {
    if (this.chance(0.85)) return END + PAGE * this.below((MEMORY_END - END) / PAGE);
    return this.pick([1, 4095, END + 1, END - 1, MEMORY_END, MEMORY_END - 1, MEMORY_END + PAGE, INT_MIN, -PAGE, -1]);
  }

  /** How much to map: whole pages within the zone, nothing, or so much that the end wraps around. */
  mapLength(): number {
    if (this.chance(0.6)) return PAGE * (1 + this.below(8));
    return this.pick([0, 1, PAGE - 1, PAGE + 1, 65536, 131072, MEMORY_END, INT_MAX, INT_MIN, -PAGE, -1, 0x10000]);
  }

  number(): number {
    if (this.chance(0.5)) return this.below(8);
    if (this.chance(0.5)) return this.pick(NUMBERS);
    return this.chance(0.5) ? 1 << this.below(32) : this.below(4294967296) | 0;
  }
}

export type Place = readonly [offset: number, length: number];
export type WildKind = Kind | Preview1Kind;
/** The id that the guest got last from shmget, semget or msgget, known only when it runs. */
export interface LastId {
  readonly lastId: IpcKind;
}
export const ipcKinds = ["shm", "sem", "msg"] as const;
export type IpcKind = (typeof ipcKinds)[number];
export type WildValue = number | bigint | LastId;

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
    case "clock":
    case "clock-wait":
      return [choices.chance(0.8) ? choices.pick(CLOCKS) : choices.number()];
    case "timer":
      return [choices.chance(0.8) ? choices.below(6) : choices.number()];
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

/** Buffers, descriptors and semaphore operations, good and bad, to point iovec, pollfd and semtimedop at. */
export function crafted(choices: Choices): { iovecs: number[]; pollfds: number[]; operations: number[] } {
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
  // struct sembuf: number, operation, flags (IPC_NOWAIT, SEM_UNDO).
  const operation = (): number[] => [
    choices.below(3),
    choices.pick([1, 1, -1, 0, 2, 32767]),
    choices.pick([0, 0o4000, 0o10000]),
  ];
  const operations = Array.from({ length: 8 }, operation).flat();
  return { iovecs: [...iovecs, SCRATCH, 4096, -8, 16], pollfds, operations };
}

const MAP_FLAGS: readonly number[] = [
  1, 2, 3, 0x21, 0x22, 0x31, 0x32, 0x8021, 0x2022, 0x4022, 0x40022, 0x100022, 0x122,
];
const PROTECTIONS: readonly number[] = [0, 1, 2, 3, 4, 5, 7, 0x1000000, -1];
/** All that Linux has but MADV_HWPOISON and MADV_SOFT_OFFLINE, which would take pages from the machine if they came through. */
const ADVICES: readonly number[] = [
  0, 1, 2, 3, 4, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 99, -1,
];

/** Maps lie in the zone, or where they are refused. */
function tameMap(name: string, values: WildValue[], choices: Choices): WildValue[] | undefined {
  const place = [choices.mapAddress(), choices.mapLength()] as const;
  switch (name) {
    case "mmap":
      return [
        ...place,
        choices.pick(PROTECTIONS),
        choices.pick(MAP_FLAGS) | (choices.chance(0.1) ? 1 << choices.below(32) : 0),
        choices.chance(0.3) ? -1 : choices.descriptor(),
        choices.chance(0.7) ? BigInt(PAGE * choices.below(3)) : choices.pick(LONGS),
      ];
    case "munmap":
    case "mlock2":
    case "munlock":
    case "msync":
      return [...place, ...values.slice(2)];
    case "mprotect":
      return [...place, choices.pick(PROTECTIONS)];
    case "madvise":
      return [...place, choices.pick(ADVICES)];
    case "mremap":
      return [...place, choices.mapLength(), choices.number(), choices.mapAddress()];
    case "robust_list":
      return values.map(() => (choices.chance(0.7) ? place[0] + 8 * choices.below(512) : choices.number()));
    case "mincore":
      return [place[0], ...values.slice(1)];
    case "shmat":
      return [
        values[0] as WildValue,
        ...place,
        choices.pick([0, 0o10000, 0o20000, 0o40000, 0o100000, choices.number()]),
      ];
    default:
      return undefined;
  }
}

const IPC_NOWAIT = 0o4000;
const KEYS: readonly number[] = [0, 1, 2, 3, 0x49534d55, -1, INT_MIN];
const GET_FLAGS: readonly number[] = [0, 0o600, 0o1600, 0o1666, 0o3600, 0o1000, 0o7777, -1];

/** Calls on IPC objects find some, and don't wait. */
function tameIpc(name: string, values: WildValue[], choices: Choices): WildValue[] | undefined {
  const getFlags = choices.chance(0.8) ? choices.pick(GET_FLAGS) : choices.number();
  const key = choices.chance(0.8) ? choices.pick(KEYS) : choices.number();
  const id = (kind: IpcKind): WildValue =>
    choices.chance(0.6)
      ? { lastId: kind }
      : choices.pick([choices.below(6), 32768 + choices.below(4), choices.number()]);
  const command = choices.chance(0.9) ? choices.below(21) : choices.number();
  const moment = choices.chance(0.8) ? layout.calmTimes : choices.pick(OUTSIDE);
  switch (name) {
    case "shmget":
      return [key, choices.pick([0n, 1n, 4096n, 4097n, 65536n, -1n, 1n << 40n, 1n << 62n]), getFlags];
    case "semget":
      return [key, choices.chance(0.8) ? choices.below(9) : choices.pick([-1, 32000, 32001, INT_MAX]), getFlags];
    case "msgget":
      return [key, getFlags];
    case "shmat":
      return tameMap(name, values.with(0, id("shm")), choices);
    case "shmctl":
      return [id("shm"), command, values[2] as WildValue];
    case "semctl":
      return [id("sem"), choices.number(), command, values[3] as WildValue];
    case "msgctl":
      return [id("msg"), command, values[2] as WildValue];
    case "semtimedop":
      return choices.chance(0.7)
        ? [id("sem"), layout.operations + 6 * choices.below(4), 6 * choices.below(4), moment]
        : [id("sem"), ...values.slice(1, 3), moment];
    case "msgsnd":
    case "msgrcv":
      return [id("msg"), ...values.slice(1, -1), choices.number() | IPC_NOWAIT];
    case "mq_open":
      return [
        ...values.slice(0, 2),
        choices.pick(OPEN_FLAGS) | O_NONBLOCK,
        values[3] as WildValue,
        layout.calmAttributes,
      ];
    case "mq_timedsend":
    case "mq_timedreceive":
      return values.with(-1, moment);
    case "mq_notify":
      // Its signal would end the guest.
      return values.with(1, choices.pick([0, layout.calmEvent, ...OUTSIDE]));
    case "futex":
      return values
        .with(1, choices.chance(0.8) ? choices.below(14) | (choices.chance(0.5) ? 128 : 0) : choices.number())
        .with(3, moment);
    default:
      return undefined;
  }
}

/** Changes arguments that would make the guest wait for ever or end itself, and aims some calls at what is worth attacking. */
export function tame(name: string, values: WildValue[], choices: Choices, pids: readonly number[]): WildValue[] {
  const bits = (index: number, mask: number): WildValue[] => values.with(index, Number(values[index]) | mask);
  const other = choices.pick([...pids, 1]);
  const special =
    tameIpc(name, values, choices) ??
    tameMap(name, values, choices) ??
    tameSignals(name, values, choices, pids) ??
    tameSockets(name, values, choices);
  if (special !== undefined) return special;
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
      // Space on the disk is real, and memory even more so: a file in memory has no end but the machine's.
      return values.with(-1, choices.pick([0n, 1n, 65536n, -1n]));
    case "copy_file_range":
      return values.with(-2, choices.pick([0, 1, 65536]));
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
    case "signal_fault_over":
      return [11, layout.strings, 1];
    case "signal_fault":
      // One without a handler ends the guest.
      return values.with(0, choices.pick([0, 1, 10, 65, -1]));
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
    case "timer_create":
      // The same; null would be SIGALRM.
      return values.with(1, choices.pick([layout.calmEvent, layout.calmEvent, ...OUTSIDE]));
    case "timerfd_create":
    case "eventfd2":
      return choices.chance(0.8) ? values.with(1, O_NONBLOCK) : bits(1, O_NONBLOCK);
    case "inotify_init1":
      return choices.chance(0.8) ? values.with(0, O_NONBLOCK) : bits(0, O_NONBLOCK);
    case "netdb":
      return choices.chance(0.8) ? values.with(0, choices.below(12)) : values;
    case "setresuid":
    case "setresgid":
      return [-1, -1, -1];
    case "mknodat":
      return values.with(3, choices.pick(FILE_TYPES));
    default:
      return values;
  }
}
