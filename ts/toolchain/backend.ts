// Finds a compiler: one that is named, wasi-sdk's, or LLVM in WebAssembly from npm. What runs it is in native.ts
// and llvm.ts.
import type { Sysroot } from "./sysroot.js";

/** The tools of LLVM that stand behind `isthmus cc`, `c++`, `ar` … */
export type Tool =
  | "clang"
  | "clang++"
  | "wasm-ld"
  | "llvm-ar"
  | "llvm-ranlib"
  | "llvm-nm"
  | "llvm-strip"
  | "llvm-objdump"
  | "llvm-objcopy"
  | "llvm-size"
  | "llvm-cxxfilt";

export interface Result {
  /** The exit status, 128 + N when signal N ended the tool. */
  readonly status: number;
  readonly signal?: NodeJS.Signals;
  /** What the tool wrote to standard error, when that was asked for. */
  readonly stderr: string;
}

/** How to run a tool: with its messages going to standard error, or kept. */
export interface RunOptions {
  readonly capture?: boolean;
}

export interface Backend {
  /** Identifies compiler and version in cache keys. */
  readonly identity: string;
  readonly sysroot: Sysroot;
  /** Whether clang can start its own sub-processes. In WebAssembly it can't, and every job is run by us. */
  readonly spawns: boolean;
  /** Runs a tool to its end, in the current directory, with our standard streams. `program` is a job's own program. */
  run(tool: Tool, args: readonly string[], options?: RunOptions & { readonly program?: string }): Promise<Result>;
}

/** No compiler, or one that can't be used: a message of one line, and the exit status that fits. */
export class ToolchainError extends Error {
  override readonly name = "ToolchainError";
  /** 127 as a shell has it for a command that is not there; 125 where we fail ourselves. */
  readonly status: number;
  constructor(message: string, status = 127) {
    super(message);
    this.status = status;
  }
}

/** What to say when there is no compiler. */
export const missingCompiler =
  "no C compiler: run `npm install --save-dev @yowasp/clang`, or set WASI_SDK_PATH to a wasi-sdk, " +
  "or name a clang by --isthmus-clang=PATH or ISTHMUS_CLANG";

/** One for the process, so that LLVM in WebAssembly is compiled once for many calls. */
const found = new Map<string, Promise<Backend>>();

/**
 * The compiler to use: `clang` when given, then ISTHMUS_CLANG, then WASI_SDK_PATH, then npm's @yowasp/clang as seen
 * from the package or from the current directory.
 * Throws ToolchainError when there is none.
 */
export function findBackend(clang?: string): Promise<Backend> {
  const named = clang ?? (process.env.ISTHMUS_CLANG || undefined);
  const sdk = process.env.WASI_SDK_PATH || undefined;
  const key = JSON.stringify([named, sdk, process.cwd()]);
  const backend = found.get(key) ?? openBackend(named, sdk);
  found.set(key, backend);
  return backend;
}

async function openBackend(named: string | undefined, sdk: string | undefined): Promise<Backend> {
  if (named !== undefined || sdk !== undefined) {
    const { nativeBackend } = await import("./native.js");
    return nativeBackend(named, sdk);
  }
  const { findPackage } = await import("./sysroot.js");
  const folder = findPackage();
  if (folder === undefined) throw new ToolchainError(missingCompiler);
  const { llvmBackend } = await import("./llvm.js");
  return llvmBackend(folder);
}
