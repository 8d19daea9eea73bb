// Pipelines: several processes, WebAssembly and native mixed, connected by real pipes as a shell does it.
// Starting each is spawn's, or node:child_process's; the pipes between them are made and closed here.
import { type ChildProcess as NativeProcess, spawn as spawnNative } from "node:child_process";
import { constants } from "node:os";
import type { Readable, Writable } from "node:stream";
import { onAbort } from "./abort.js";
import { core } from "./core.js";
import { fromNodeError } from "./error.js";
import { type ModuleSource, moduleName } from "./module.js";
import { checkKeys, checkSignal, checkString, checkStrings, wrongType } from "./options.js";
import { type Exit, signalNumber } from "./signal-names.js";
import { type ChildProcess, spawn } from "./spawn.js";
import { readOptions, type SpawnOptions, spawnOptionKeys } from "./spawn-options.js";
import { checkStdio, type InputOf, type OutputOf, prepareStdio, type StdioEntry } from "./stdio.js";
import { leaveBehind } from "./streams.js";

interface StageOptions {
  args?: readonly string[] | undefined;
  /** Its standard error; the pipeline's `stderr` unless told. */
  stderr?: StdioEntry;
}

/** A guest, with the options of spawn. */
export interface ModuleStage extends StageOptions, Omit<SpawnOptions, "stdio" | "signal" | "killSignal"> {
  module: ModuleSource;
}

/** A native program, started by node:child_process without any sandbox. */
export interface CommandStage extends StageOptions {
  /** Its path, or its name in PATH. */
  command: string;
  cwd?: string | undefined;
  /** Its environment, complete; this program's unless told. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
}

export type Stage = ModuleStage | CommandStage;

export interface PipelineOptions<In extends StdioEntry = StdioEntry, Out extends StdioEntry = StdioEntry> {
  /** Standard input of the first; `"pipe"` unless told. */
  stdin?: In;
  /** Standard output of the last; `"pipe"` unless told. */
  stdout?: Out;
  /** Standard error of all; `"inherit"` unless told. With `"pipe"` each stage has a stream of its own. */
  stderr?: StdioEntry;
  /** Aborting it kills all, and rejects `exited` with the signal's reason when all have ended. */
  signal?: AbortSignal | undefined;
  /** What an abort kills them with; SIGTERM unless told. */
  killSignal?: NodeJS.Signals | number | undefined;
}

/** How a pipeline ended, as a shell's `pipefail` says it: like the last of its stages that failed, else with 0. */
export interface PipelineExit extends Exit {
  /** How each ended, in their order. */
  readonly stages: readonly Exit[];
}

/** One process of a pipeline. */
export interface PipelineStage {
  /** The module's or the command's name. */
  readonly name: string;
  /** Undefined until it runs. */
  readonly pid: number | undefined;
  /** Null unless its stderr is "pipe". */
  readonly stderr: Readable | null;
  /** Rejects when it couldn't be started. */
  readonly exited: Promise<Exit>;
  kill(signal?: NodeJS.Signals | number): boolean;
}

interface Started extends PipelineStage {
  streams: readonly (Readable | Writable | null)[];
  setReferenced(referenced: boolean): void;
}

/** Processes connected by pipes. Made by `pipeline`. */
export class Pipeline<In extends StdioEntry = StdioEntry, Out extends StdioEntry = StdioEntry>
  implements AsyncDisposable
{
  /** What is written here the first stage reads; null unless `stdin` says "pipe". */
  readonly stdin: InputOf<In>;
  /** What the last stage writes; null unless `stdout` says "pipe". */
  readonly stdout: OutputOf<Out>;
  readonly stages: readonly PipelineStage[];
  /**
   * Resolves when all stages have ended. When one can't be started, the others are killed, and this rejects with its error (IpcError)
   * when they have ended; an aborted `signal` rejects it with its reason.
   */
  readonly exited: Promise<PipelineExit>;
  readonly #started: readonly Started[];

  /** @internal */
  constructor(stages: readonly Started[], signal: AbortSignal | undefined, killSignal: number) {
    this.stages = stages;
    this.#started = stages;
    this.stdin = (stages[0]?.streams[0] ?? null) as InputOf<In>;
    this.stdout = (stages.at(-1)?.streams[1] ?? null) as OutputOf<Out>;
    const abort = (): void => {
      this.kill(killSignal);
    };
    if (signal?.aborted) abort();
    this.exited = this.#wait(signal).finally(onAbort(signal, abort));
  }

  /** Sends a signal to all stages that still run; SIGTERM unless told. Returns whether there was any. */
  kill(signal: NodeJS.Signals | number = "SIGTERM"): boolean {
    const number = signalNumber(signal, "kill: signal");
    return this.stages.map((stage) => stage.kill(number)).includes(true);
  }

  /** Lets the stages keep the event loop running, which is the default. */
  ref(): this {
    for (const stage of this.#started) stage.setReferenced(true);
    return this;
  }

  /** Lets the program end before the stages. */
  unref(): this {
    for (const stage of this.#started) stage.setReferenced(false);
    return this;
  }

  /** Kills with SIGKILL what still runs, waits for its end and destroys the streams. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.kill("SIGKILL");
    await this.exited.catch(() => {});
    for (const { streams } of this.#started) for (const stream of streams) stream?.destroy();
  }

  async #wait(signal: AbortSignal | undefined): Promise<PipelineExit> {
    let failure: { error: unknown } | undefined;
    const ends = await Promise.all(
      this.stages.map((stage) =>
        stage.exited.catch((error: unknown): Exit => {
          failure ??= { error };
          this.kill("SIGKILL");
          return { code: null, signal: null };
        }),
      ),
    );
    if (signal?.aborted) throw signal.reason;
    if (failure !== undefined) throw failure.error;
    const { code, signal: killedBy } = ends.findLast((end) => end.code !== 0) ?? { code: 0, signal: null };
    return { code, signal: killedBy, stages: ends };
  }
}

/**
 * Starts several processes, each one's standard output connected to the next one's standard input by a pipe:
 *
 * ```js
 * const list = pipeline([{ command: "ps", args: ["aux"] }, { module: "grep.wasm", args: ["kworker"] }]);
 * for await (const chunk of list.stdout) process.stdout.write(chunk);
 * const { code, stages } = await list.exited;
 * ```
 *
 * Returns at once. Throws TypeError or RangeError for wrong arguments, IpcError when pipes can't be made. pipe(2).
 */
export function pipeline<const In extends StdioEntry = "pipe", const Out extends StdioEntry = "pipe">(
  stages: readonly Stage[],
  options: PipelineOptions<In, Out> = {},
): Pipeline<In, Out> {
  if (!Array.isArray(stages)) throw wrongType("pipeline: stages", "an array", stages);
  if (stages.length === 0) throw new RangeError("pipeline: stages must not be empty");
  checkKeys(options, ["stdin", "stdout", "stderr", "signal", "killSignal"], "pipeline");
  checkSignal(options.signal, "pipeline");
  const killSignal = signalNumber(options.killSignal ?? constants.signals.SIGTERM, "pipeline: killSignal");
  stages.forEach(checkStage);
  const { stdin = "pipe", stdout = "pipe", stderr = "inherit" }: PipelineOptions = options;
  checkStdio([stdin, stdout, stderr], "pipeline");

  const pipes: [number, number][] = [];
  const started: Started[] = [];
  try {
    for (let index = 1; index < stages.length; index++) pipes.push(core().pipe(false, false));
    stages.forEach((stage, index) => {
      const before = pipes[index - 1];
      const after = pipes[index];
      started.push(
        start(stage, [
          before === undefined ? stdin : core().kernelFd(before[0]),
          after === undefined ? stdout : core().kernelFd(after[1]),
          stage.stderr === undefined ? stderr : stage.stderr,
        ]),
      );
    });
  } catch (error) {
    for (const stage of started) {
      stage.kill("SIGKILL");
      stage.exited.catch(() => {});
    }
    throw error;
  } finally {
    // Every process has copies of its own ends; with ours closed, the ends of input and of readers are seen as they come.
    for (const ends of pipes) for (const number of ends) core().close(number);
  }
  return new Pipeline<In, Out>(started, options.signal, killSignal);
}

function checkStage(stage: Stage, index: number): void {
  const where = `pipeline: stages[${index}]`;
  if (typeof stage !== "object" || stage === null) throw wrongType(where, "an object", stage);
  if (stage.args !== undefined) checkStrings(stage.args, `${where}: args`);
  checkStdio([null, null, stage.stderr ?? null], where);
  if ("module" in stage) {
    const excluded = new Set(["stdio", "signal", "killSignal"]);
    const known = spawnOptionKeys.filter((key) => !excluded.has(key));
    checkKeys(stage, ["module", "args", "stderr", ...known], where);
    moduleName(stage.module);
    const { module: _module, args: _args, stderr: _stderr, ...options } = stage;
    readOptions(options, where);
  } else {
    checkKeys(stage, ["command", "args", "stderr", "cwd", "env"], where);
    checkString(stage.command, `${where}: command`);
  }
}

function start(stage: Stage, stdio: readonly StdioEntry[]): Started {
  if ("command" in stage) return startNative(stage, stdio);
  const { module, args = [], stderr: _stderr, ...options } = stage;
  const child: ChildProcess = spawn(module, args, { ...options, stdio });
  return {
    name: moduleName(module),
    get pid() {
      return child.pid;
    },
    stderr: child.stderr,
    exited: child.exited,
    kill: (signal) => child.kill(signal),
    streams: child.stdio,
    setReferenced: (referenced) => (referenced ? child.ref() : child.unref()),
  };
}

function startNative(stage: CommandStage, stdio: readonly StdioEntry[]): Started {
  const { descriptors, kfds, streams, release } = prepareStdio(stdio);
  let child: NativeProcess;
  try {
    child = spawnNative(stage.command, [...(stage.args ?? [])], {
      stdio: descriptors.map((index) => (index === null ? "ignore" : (kfds[index] ?? "ignore"))),
      ...(stage.cwd === undefined ? {} : { cwd: stage.cwd }),
      ...(stage.env === undefined ? {} : { env: { ...stage.env } }),
    });
  } catch (error) {
    for (const stream of streams) stream?.destroy();
    throw fromNodeError(error);
  } finally {
    release();
  }
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once("error", (error) => {
      for (const stream of streams) stream?.destroy();
      reject(fromNodeError(error));
    });
    child.once("exit", (code, signal) => {
      leaveBehind(streams);
      resolve({ code, signal });
    });
  });
  return {
    name: stage.command,
    pid: child.pid,
    stderr: (streams[2] as Readable | null | undefined) ?? null,
    exited,
    kill: (signal) => child.kill(signal),
    streams,
    setReferenced: (referenced) => (referenced ? child.ref() : child.unref()),
  };
}
