// Runs one instance of a preview1 module that is trusted with the whole file system: the compiler. Our own host shim serves it,
// its standard streams are ours. Which module, and when, is llvm.ts's.
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NativeCalls } from "../bridge/bridge.js";
import { loadBridge } from "../bridge/load.js";
import { AtFlags, Beneath, OpenFlags } from "../host/beneath.js";
import { toBytes } from "../host/bytes.js";
import { type Functions, preview1Imports } from "../host/preview1/index.js";

export interface InstanceOptions {
  /** The working directory, and where in memory wasi-libc's pointer to its name is. */
  readonly directory?: { readonly name: string; readonly pointer: number };
  /** A kernel descriptor that takes the place of standard error. */
  readonly stderr?: number;
  /** Called before the program starts and after it ended. */
  readonly started?: (memory: WebAssembly.Memory) => void;
  readonly ended?: (memory: WebAssembly.Memory) => void;
}

export interface Captured {
  readonly fd: number;
  /** All that was written; the file is gone after this. */
  read(): string;
}

/** A file that stands in for a stream. */
export function captureFile(): Captured {
  const folder = mkdtempSync(join(tmpdir(), "isthmus-"));
  const file = join(folder, "output");
  const fd = openSync(file, "w+");
  return {
    fd,
    read() {
      const text = readFileSync(file, "utf8");
      closeSync(fd);
      rmSync(folder, { recursive: true, force: true });
      return text;
    },
  };
}

const MAX_FDS = 1024;
const streams: Readonly<Record<string, number>> = { "dev/stdin": 0, "dev/stdout": 1, "dev/stderr": 2 };

/** Resolution of paths that also knows the names of our own descriptors, which the kernel offers by links that jump. */
class TrustedPaths extends Beneath {
  readonly #calls: NativeCalls;
  constructor(calls: NativeCalls) {
    super(calls);
    this.#calls = calls;
  }
  #descriptor(path: string): number | undefined {
    const number = /^(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path)?.[1];
    const kfd = number === undefined ? streams[path] : Number(number);
    return kfd === undefined ? undefined : this.#calls.dup(kfd);
  }
  override open(dirkfd: number, path: string, flags: number, mode: number, inRoot: boolean): number {
    return this.#descriptor(path) ?? super.open(dirkfd, path, flags, mode, inRoot);
  }
  override withTarget(
    dirkfd: number,
    path: string,
    follow: boolean,
    inRoot: boolean,
    action: (kfd: number) => number,
  ): number {
    const kfd = follow ? this.#descriptor(path) : undefined;
    if (kfd === undefined) return super.withTarget(dirkfd, path, follow, inRoot, action);
    if (kfd < 0) return kfd;
    try {
      return action(kfd);
    } finally {
      this.#calls.close(kfd);
    }
  }
}

/** args_get and args_sizes_get that leave room behind the arguments for the name of the working directory. */
function argumentFunctions(
  args: readonly string[],
  directory: InstanceOptions["directory"],
  memory: () => WebAssembly.Memory,
): Functions {
  const strings = args.map((argument) => Buffer.from(`${argument}\0`));
  const name = Buffer.from(directory === undefined ? "" : `${directory.name}\0`);
  const size = strings.reduce((sum, string) => sum + string.length, name.length);
  const store = (at: number, value: number): void => new DataView(memory().buffer).setUint32(at, value, true);
  const put = (at: number, bytes: Buffer): number => {
    new Uint8Array(memory().buffer, at, bytes.length).set(bytes);
    return at + bytes.length;
  };
  return {
    args_sizes_get(count: number, bytes: number): number {
      store(count, strings.length);
      store(bytes, size);
      return 0;
    },
    args_get(pointers: number, text: number): number {
      let at = text;
      for (const [index, string] of strings.entries()) {
        store(pointers + 4 * index, at);
        at = put(at, string);
      }
      if (directory !== undefined) {
        store(directory.pointer, at);
        put(at, name);
      }
      return 0;
    },
  };
}

/** preview1's EPIPE, and the status of a program that SIGPIPE ends; Node ignores the signal, and LLVM would call it a crash. */
const BROKEN_PIPE = 64;
const ENDED_BY_SIGPIPE = 141;

/** Thrown through the program's frames when it exits; the compiler catches no exceptions. */
class Exit {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}

/**
 * Runs `_start` with these arguments (the first is the program's name) to its end, on this thread; the result is its exit
 * status. Throws what the program's trap throws.
 */
export function runModule(module: WebAssembly.Module, args: readonly string[], options: InstanceOptions): number {
  const bridge = loadBridge();
  const { calls } = bridge;
  const guest = bridge.createGuest(MAX_FDS);
  try {
    for (const [fd, kfd] of [0, 1, options.stderr ?? 2].entries()) {
      const own = calls.dup(kfd);
      if (own >= 0) guest.installAt(fd, own, 0);
    }
    const kfd = calls.openat2(AtFlags.currentDirectory, "/", OpenFlags.path | OpenFlags.directory, 0, 0);
    guest.install(kfd, 0, 3);
    const env = Object.entries({ ...process.env, PWD: options.directory?.name ?? "/" });
    const memory = (): WebAssembly.Memory => instance.exports.memory as WebAssembly.Memory;
    const functions = preview1Imports({
      bridge,
      guest,
      beneath: new TrustedPaths(calls),
      args: [],
      env: env.map(([name, value]) => toBytes(`${name}=${value}`)),
      preopens: [{ kfd, name: "/", readOnly: false }],
      exit: (status) => {
        throw new Exit(status);
      },
    });
    const fd_write = (...parameters: number[]): number => {
      const result = functions.fd_write?.(...parameters) as number;
      if (result === BROKEN_PIPE) throw new Exit(ENDED_BY_SIGPIPE);
      return result;
    };
    const instance = new WebAssembly.Instance(module, {
      wasi_snapshot_preview1: { ...functions, ...argumentFunctions(args, options.directory, memory), fd_write },
    });
    guest.attach(memory().buffer);
    options.started?.(memory());
    let status = 0;
    try {
      (instance.exports._start as () => void)();
    } catch (error) {
      if (!(error instanceof Exit)) throw error;
      status = error.status;
    }
    options.ended?.(memory());
    return status;
  } finally {
    guest.close();
  }
}
