// LLVM in WebAssembly as the compiler back end: hands jobs to a worker thread (worker.ts) one after the other.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { type Backend, type Result, type RunOptions, type Tool, ToolchainError } from "./backend.js";
import type { LlvmReply, LlvmRequest } from "./llvm-module.js";
import { packageSysroot, packageVersion } from "./sysroot.js";

/** Megabytes. Templates nest deeply; Node's default of 4 is soon used up. */
const STACK = 64;

/** The worker's file: beside this one, or beside the bundle that this one is part of. */
function workerFile(): string {
  const names = ["worker.js", "worker.cjs", join("cli", "worker.cjs")];
  const file = names.map((name) => join(import.meta.dirname, name)).find(existsSync);
  if (file === undefined) throw new ToolchainError(`no worker.js in ${import.meta.dirname}`, 125);
  return file;
}

class WasmLlvm implements Backend {
  readonly identity: string;
  readonly spawns = false;
  readonly sysroot;
  readonly #folder: string;
  #worker: Worker | undefined;
  /** The job before, since the worker does one at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
    this.identity = `@yowasp/clang ${packageVersion(folder)}`;
    this.sysroot = packageSysroot(folder);
  }

  #ask(request: LlvmRequest): Promise<LlvmReply> {
    this.#worker ??= new Worker(workerFile(), { workerData: this.#folder, resourceLimits: { stackSizeMb: STACK } });
    const worker = this.#worker;
    return new Promise<LlvmReply>((resolve, reject) => {
      const settle = (action: () => void): void => {
        worker.off("message", answered).off("error", failed);
        worker.unref();
        action();
      };
      const answered = (reply: LlvmReply): void => settle(() => resolve(reply));
      const failed = (error: Error): void => {
        this.#worker = undefined;
        settle(() => reject(error));
      };
      worker.ref();
      worker.on("message", answered).on("error", failed);
      worker.postMessage(request);
    });
  }

  async run(tool: Tool, args: readonly string[], options: RunOptions = {}): Promise<Result> {
    const request = { args: [tool, ...args], directory: process.cwd(), capture: options.capture === true };
    const answer = this.#last.then(() => this.#ask(request));
    this.#last = answer.catch(() => undefined);
    const { status, stderr, failure } = await answer;
    if (failure !== undefined) throw new ToolchainError(failure, 125);
    return { status, stderr };
  }
}

/** LLVM in WebAssembly from the folder of npm's @yowasp/clang. */
export function llvmBackend(folder: string): Backend {
  return new WasmLlvm(folder);
}
