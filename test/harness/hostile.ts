// Generates hostile guests: modules that call everything in the interface table, or in preview1, with wild arguments from a seed,
// and that die when they find a secret in their memory. What the arguments are, wild.ts decides.
import { abiExport } from "../../wasm/generated/imports.js";
import { interfaceCalls } from "../../wasm/interface.js";
import { ModuleEncoder, op, type ValueType } from "./encoder.js";
import { preview1 } from "./preview1.js";
import {
  Choices,
  crafted,
  END,
  type IpcKind,
  ipcKinds,
  layout,
  PAGES,
  type Place,
  SIGPIPE,
  tame,
  type WildKind,
  wild,
} from "./wild.js";
import { owners } from "./wild-signals.js";
import { sockets } from "./wild-sockets.js";

/** What the guest looks for in its memory, and what no output may show. Eight bytes, so that one load compares them. */
export const SECRET = "s3cr3t!7";

export interface HostileOptions {
  seed: number;
  calls: number;
  /** `all` calls both modules' functions; `preview1` makes a plain WASI command that knows nothing of Isthmus. */
  surface: "all" | "preview1";
  /** Absolute path of a directory outside of every preopen. */
  outside: string;
  /** Processes that must not be signalled. */
  pids: readonly number[];
}

type Code = readonly (readonly number[])[];

interface Target {
  index: number;
  kinds: readonly { kind: WildKind; nullable: boolean }[];
  /** What a result is when the call succeeded. */
  succeeds: "i32 not negative" | "i64 not negative" | "zero";
}

/** Turns a result into a truth value. */
const SUCCESS: Readonly<Record<Target["succeeds"], Code>> = {
  "i32 not negative": [op.i32(0), op.i32GeS],
  "i64 not negative": [op.i64(0n), op.i64GeS],
  zero: [op.i32Eqz],
};

const SIGEV_NONE = 1n;

/** Never called at random: fork multiplies the guest, proc_exit ends it. */
const LEFT_OUT: readonly string[] = ["fork", "proc_exit"];

function paths({ outside, pids }: HostileOptions): Buffer[] {
  const below = outside.slice(1);
  return [
    ...[
      "a",
      "b",
      "c",
      "d",
      "d/x",
      "d/y/z",
      "fifo",
      "s",
      "",
      ".",
      "..",
      "/",
      "//",
      "a/",
      "d/..",
      "d/../..",
      "loop",
      "loop/x",
      "dangling",
    ],
    ...[
      "d/../../outside/canary",
      "../outside/canary",
      "../../outside",
      "up/outside/canary",
      "out/canary",
      "absolute/canary",
      "absolute",
    ],
    ...[
      "/box/a",
      "/box/..",
      "/box/../../outside/canary",
      "/read-only/file",
      "/read-only/new",
      "../read-only/file",
      "up/read-only/file",
    ],
    ...[outside, `${outside}/canary`, `${outside}/new`, `/box/../../../../../../../../${below}/canary`],
    ...[
      `../../../../../../../../../../${below}/new`,
      `/proc/1/root${outside}/canary`,
      `procself/root${outside}/canary`,
    ],
    ...[
      "/proc/self/environ",
      "/proc/self/mem",
      "/proc/self/cwd/../outside/canary",
      "/proc/self/root",
      "/proc/self/fd/0",
    ],
    ...[
      `/proc/${pids[0]}/mem`,
      "procself/environ",
      "procself/fd/5",
      "procself/root",
      "/proc/self/maps",
      "/proc/self/exe",
    ],
    ...[
      "/dev/fd/0",
      "/dev/fd/3",
      "/dev/fd/17",
      "/dev/fd/20",
      "/dev/stdin",
      "/dev/null",
      "/dev/zero",
      "/dev/full",
      "/dev/tty",
    ],
    ...[
      "/dev/shm",
      "/dev/shm/x",
      "/dev/shm/sem.x",
      "/dev/shm/../shm",
      "/dev/shm/../../etc/passwd",
      "/dev/shm/..",
      "/dev/mqueue",
      "/dev/mqueue/x",
    ],
    ...["a\0b", "\xff\xfe", "\u00e9/\u00fc", "n".repeat(255), "n".repeat(256), "d/".repeat(2047), "x".repeat(4096)],
    ...["../".repeat(500)],
  ].map((path) => Buffer.from(path, "latin1"));
}

const PAIRS: readonly string[] = ["path", "in", "out", "iovec", "pollfd"];

function wasmTypes(kind: WildKind): ValueType[] {
  if (kind === "i64") return ["i64"];
  return PAIRS.includes(kind) ? ["i32", "i32"] : ["i32"];
}

/** Imports every function of the surface. A plain command imports nothing of `isthmus`, so that it is one. */
function declare(module: ModuleEncoder, surface: HostileOptions["surface"]): Map<string, Target> {
  const found = new Map<string, Target>();
  for (const { name, parameters, result } of surface === "all" ? interfaceCalls : []) {
    const type = result === "i64" ? "i64" : "i32";
    const types = parameters.flatMap(({ kind }) => wasmTypes(kind));
    found.set(name, {
      index: module.importFunction("isthmus", name, types, [type]),
      kinds: parameters.map(({ kind, nullable }) => ({ kind, nullable: nullable === true })),
      succeeds: `${type} not negative`,
    });
  }
  for (const [name, kinds] of Object.entries(preview1)) {
    const results: ValueType[] = name === "proc_exit" ? [] : ["i32"];
    found.set(name, {
      index: module.importFunction("wasi_snapshot_preview1", name, kinds.flatMap(wasmTypes), results),
      kinds: kinds.map((kind) => ({ kind, nullable: false })),
      succeeds: "zero",
    });
  }
  return found;
}

/** Fills memory with path names and structs; gives the places of the paths. */
function fill(module: ModuleEncoder, options: HostileOptions, choices: Choices): Place[] {
  const words = (items: readonly number[]): Buffer => Buffer.from(Int32Array.from(items).buffer);
  const { iovecs, pollfds, operations } = crafted(choices);
  module.data(layout.iovecs, words(iovecs));
  module.data(layout.pollfds, words(pollfds));
  module.data(layout.operations, Buffer.from(Int16Array.from(operations).buffer));
  module.data(layout.owners, words(owners(options.pids)));
  for (const [offset, bytes] of sockets(options, choices)) module.data(offset, bytes);
  module.data(layout.strings, Buffer.from("prog\0-x\0one argument\0\0NAME=VALUE\0"));
  let offset = layout.paths;
  return paths(options).map((text) => {
    module.data(offset, text);
    const place: Place = [offset, text.length];
    offset += text.length + 1;
    return place;
  });
}

/** Restores zero times, a queue's attributes, an event without a signal, and three subscriptions of 48 bytes each to clock 1 that end at once. Called before each call. */
function calm(module: ModuleEncoder): number {
  const code: number[][] = [];
  const store = (offset: number, value: bigint): number => code.push(op.i32(offset), op.i64(value), op.i64Store());
  store(layout.calmTimes, 0n);
  store(layout.calmTimes + 8, 0n);
  for (let offset = 0; offset < 144; offset += 8)
    store(layout.calmSubscriptions + offset, offset % 48 === 16 ? 1n : 0n);
  for (let offset = 0; offset < 64; offset += 8) {
    // sigev_notify is the upper half of the second word.
    store(layout.calmEvent + offset, offset === 8 ? SIGEV_NONE << 32n : 0n);
    // One message of eight bytes.
    store(layout.calmAttributes + offset, offset === 8 ? 1n : offset === 16 ? 8n : 0n);
  }
  return module.function(code);
}

/** Looks through the whole memory for the secret, and traps when it is there. */
function search(module: ModuleEncoder): number {
  const secret = Buffer.from(SECRET, "latin1").readBigInt64LE();
  const code: Code = [
    ...[op.loop, op.localGet(0), op.i64Load(), op.i64(secret), op.i64Eq, op.if, op.unreachable, op.end],
    ...[op.localGet(0), op.i32(1), op.i32Add, op.localSet(0)],
    ...[op.localGet(0), op.i32(END - 8), op.i32GeU, op.i32Eqz, op.branchIf(0), op.end],
  ];
  return module.function(code, { locals: 1 });
}

/** One hostile module; the same options make the same bytes. Its exit status is the percentage of calls that succeeded. */
export function hostileModule(options: HostileOptions): Uint8Array {
  const choices = new Choices(options.seed * 2 + (options.surface === "all" ? 1 : 0));
  const module = new ModuleEncoder(PAGES);
  const functions = declare(module, options.surface);
  const places = fill(module, options, choices);
  const attempts = module.global();
  const successes = module.global();
  const count = (global: number): Code => [op.globalGet(global), op.i32(1), op.i32Add, op.globalSet(global)];
  const ids = Object.fromEntries(ipcKinds.map((kind) => [kind, module.global()])) as Record<IpcKind, number>;
  const calmFunction = calm(module);
  const searchFunction = search(module);
  const names = [...functions.keys()].filter((name) => !LEFT_OUT.includes(name));

  const oneCall = (): Code => {
    const name = choices.pick(names);
    const { index, kinds, succeeds } = functions.get(name) as Target;
    const values = kinds.flatMap(({ kind, nullable }) => wild(kind, nullable, places, choices));
    const made = ipcKinds.find((kind) => name === `${kind}get`);
    const remember = (kind: IpcKind): Code => [
      ...[op.localTee(0), op.localGet(0), op.i32(0), op.i32GeS, op.if],
      ...[op.localGet(0), op.globalSet(ids[kind]), op.end],
    ];
    const keep = made === undefined ? [] : remember(made);
    return [
      op.call(calmFunction),
      ...tame(name, values, choices, options.pids).map((value) => {
        if (typeof value === "object") return op.globalGet(ids[value.lastId]);
        return typeof value === "bigint" ? op.i64(value) : op.i32(value);
      }),
      ...[op.call(index), ...keep, ...SUCCESS[succeeds], op.if, ...count(successes), op.end],
      ...count(attempts),
    ];
  };

  const main: (readonly number[])[] = [];
  const ignore = functions.get("sigaction");
  if (ignore !== undefined) {
    // SIG_IGN and no flags; an empty mask.
    main.push(op.i32(layout.calmEvent), op.i64(0xfffffffen), op.i64Store());
    main.push(op.i32(SIGPIPE), op.i32(layout.calmEvent), op.i32(0), op.i32(0), op.call(ignore.index), op.drop);
  }
  // In functions of fifty calls, for a huge one would take the compiler long.
  for (let made = 0; made < options.calls; made += 50) {
    main.push(
      op.call(module.function(Array.from({ length: 50 }, oneCall).flat(), { locals: 1 })),
      op.call(searchFunction),
    );
  }
  const exit = functions.get("proc_exit") as Target;
  main.push(op.globalGet(successes), op.i32(100), op.i32Mul, op.globalGet(attempts), op.i32DivU, op.call(exit.index));
  module.function(main, { exported: "_start" });
  if (options.surface === "all") module.function([], { exported: abiExport });
  return module.encode();
}
