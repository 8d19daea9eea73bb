// Processes: guests started by the calling program. This is the object that stands for one, from request to end.
// Options are read by spawn-options.ts, descriptors made by stdio.ts, forking is the zygote's.
import { constants } from "node:os";
import { Readable, Writable } from "node:stream";
import { toBytes } from "../host/bytes.js";
import { Errno } from "../host/errno.js";
import type { SpawnRequest } from "../host/zygote.js";
import { onAbort } from "./abort.js";
import { core } from "./core.js";
import { IpcError } from "./error.js";
import { type FoundModule, findModule, type ModuleSource, moduleName, unnamedFile } from "./module.js";
import { checkStrings } from "./options.js";
import { type Exit, exitOf, signalName, signalNumber } from "./signal-names.js";
import { readOptions, type SpawnOptions } from "./spawn-options.js";
import {
  checkStdio,
  type PreparedStdio,
  prepareStdio,
  type StderrOf,
  type StdinOf,
  type Stdio,
  type StdoutOf,
} from "./stdio.js";
import { leaveBehind } from "./streams.js";
import { type Job, type Zygote, zygote } from "./zygote.js";

/** A request that fits a socket's buffer with ease; longer ones travel in a file. */
const LONGEST_PACKET = 65536;

/** A guest's process. Made by `spawn`. */
export class ChildProcess<S extends Stdio = Stdio> implements AsyncDisposable {
  /** What is written here the process reads as its standard input; null unless stdio says "pipe". */
  readonly stdin: StdinOf<S>;
  /** The process's standard output; null unless stdio says "pipe". */
  readonly stdout: StdoutOf<S>;
  /** The process's standard error; null unless stdio says "pipe". */
  readonly stderr: StderrOf<S>;
  /** All of the process's pipes to this program, by its descriptor numbers. */
  readonly stdio: readonly (Readable | Writable | null)[];
  /** Resolves when the process runs and has its pid. Rejects as `exited` does when it couldn't be started. */
  readonly spawned: Promise<void>;
  /**
   * Resolves when the process has ended. Rejects with IpcError when it couldn't be started (ENOENT, EACCES, ENOEXEC …; CompileError for C source), and with the
   * reason of `signal` when that was aborted, once the process is gone. Output that nobody has read yet
   * can still be read from the streams.
   */
  readonly exited: Promise<Exit>;

  #pid: number | undefined;
  #exit: Exit | undefined;
  #killed: number | undefined;
  #settled = false;
  #referenced = true;
  #zygote: Zygote | undefined;
  #id = 0;
  readonly #resolveSpawned: () => void;
  readonly #rejectSpawned: (error: unknown) => void;
  readonly #resolveExited: (exit: Exit) => void;
  readonly #rejectExited: (error: unknown) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #stopListening: () => void;

  /** @internal */
  constructor(stdio: PreparedStdio, signal: AbortSignal | undefined, killSignal: number) {
    this.stdio = stdio.streams;
    const [input = null, output = null, error = null] = stdio.streams;
    this.stdin = (input instanceof Writable ? input : null) as StdinOf<S>;
    this.stdout = (output instanceof Readable ? output : null) as StdoutOf<S>;
    this.stderr = (error instanceof Readable ? error : null) as StderrOf<S>;
    const spawned = settleable<void>();
    const exited = settleable<Exit>();
    this.spawned = spawned.promise;
    this.exited = exited.promise;
    this.#resolveSpawned = spawned.resolve;
    this.#rejectSpawned = spawned.reject;
    this.#resolveExited = exited.resolve;
    this.#rejectExited = exited.reject;
    // `exited` tells the same; who awaits only that one must not be told of an unhandled rejection too.
    this.spawned.catch(() => {});
    this.#signal = signal;
    if (signal?.aborted) this.#killed = killSignal;
    this.#stopListening = onAbort(signal, () => this.#deliver(killSignal));
  }

  /** The process's id; undefined until `spawned` resolves. */
  get pid(): number | undefined {
    return this.#pid;
  }

  /** The exit code, once the process has ended by itself; null otherwise. */
  get exitCode(): number | null {
    return this.#exit?.code ?? null;
  }

  /** The signal that ended the process; null otherwise. */
  get signalCode(): NodeJS.Signals | null {
    return this.#exit?.signal ?? null;
  }

  /**
   * Sends a signal, also before the process runs; SIGTERM unless told. Returns whether it hadn't ended yet. The processes
   * that a killed guest forked end with it. Throws TypeError for an unknown signal. kill(2).
   */
  kill(signal: NodeJS.Signals | number = "SIGTERM"): boolean {
    return this.#deliver(signalNumber(signal, "kill: signal"));
  }

  /** Lets the process keep the event loop running, which is the default. */
  ref(): this {
    if (!this.#referenced && !this.#settled) this.#zygote?.setReferenced(1);
    this.#referenced = true;
    return this;
  }

  /** Lets the program end before the process, which then ends too. Its streams have an `unref` of their own. */
  unref(): this {
    if (this.#referenced && !this.#settled) this.#zygote?.setReferenced(-1);
    this.#referenced = false;
    return this;
  }

  /** Kills the process with SIGKILL if it still runs, waits for its end and destroys its streams. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#deliver(constants.signals.SIGKILL);
    await this.exited.catch(() => {});
    for (const stream of this.stdio) stream?.destroy();
  }

  /** @internal Sends the request; the process belongs to the zygote from then on. */
  start(payload: Uint8Array, kfds: readonly number[], sent: () => void): void {
    if (this.#killed !== undefined) {
      sent();
      this.#finish({ code: null, signal: signalName(this.#killed) });
      return;
    }
    const job: Job = {
      started: (pid) => {
        this.#pid = pid;
        this.#resolveSpawned();
      },
      ended: (status) => this.#finish(exitOf(status)),
      failed: (error) => this.fail(error),
    };
    this.#zygote = zygote();
    if (this.#referenced) this.#zygote.setReferenced(1);
    this.#id = this.#zygote.start(job, payload, kfds, sent);
  }

  /** @internal There is no process, or no more news of it. */
  fail(error: unknown): void {
    if (!this.#settle()) return;
    this.#rejectSpawned(error);
    this.#rejectExited(this.#signal?.aborted ? this.#signal.reason : error);
    for (const stream of this.stdio) stream?.destroy();
  }

  #finish(exit: Exit): void {
    if (!this.#settle()) return;
    this.#exit = exit;
    if (this.#pid === undefined) this.#rejectSpawned(this.#signal?.reason ?? new IpcError(Errno.ESRCH, "spawn"));
    if (this.#signal?.aborted) this.#rejectExited(this.#signal.reason);
    else this.#resolveExited(exit);
    leaveBehind(this.stdio);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#stopListening();
    if (this.#referenced) this.#zygote?.setReferenced(-1);
    return true;
  }

  #deliver(signal: number): boolean {
    if (this.#settled) return false;
    if (this.#zygote !== undefined) this.#zygote.signal(this.#id, signal);
    else if (signal !== 0) this.#killed ??= signal;
    return true;
  }
}

function settleable<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

/**
 * Starts a WebAssembly program in a process of its own, sandboxed: it may do what the options allow, and nothing else.
 *
 * ```js
 * const child = spawn("hello.wasm", ["world"], { dirs: ["."] });
 * for await (const chunk of child.stdout) process.stdout.write(chunk);
 * const { code, signal } = await child.exited;
 * ```
 *
 * `module` is a path or file URL of a `.wasm` file, or of C or C++ source, which is compiled first and cached; or a module's bytes. `args` are its
 * arguments without its name. Returns at once, with the process's streams; it is forked by a helper process, started on the thread's first
 * call, and ends when this program does, in whatever way that happens. Works in worker threads; never blocks the event loop.
 *
 * Throws TypeError or RangeError for wrong arguments, IpcError (EMFILE …) when pipes can't be made; what goes wrong later
 * rejects `spawned` and `exited`.
 */
export function spawn<const S extends Stdio = "pipe">(
  module: ModuleSource,
  args: readonly string[] = [],
  options: SpawnOptions<S> = {},
): ChildProcess<S> {
  const name = moduleName(module);
  checkStrings(args, "spawn: args");
  const { policy, argv0, cwd, killSignal, signal, stdio } = readOptions(options, "spawn");
  const entries = checkStdio(stdio, "spawn");
  core();
  const prepared = prepareStdio(entries);
  const child = new ChildProcess<S>(prepared, signal, killSignal);
  const request = {
    argv: [argv0 ?? name, ...args].map(toBytes),
    policy,
    ...(cwd === undefined ? {} : { cwd: toBytes(cwd) }),
    directory: toBytes(process.cwd()),
    descriptors: prepared.descriptors,
  };
  send(child, module, request, prepared).catch((error: unknown) => {
    prepared.release();
    child.fail(error);
  });
  return child;
}

async function send(
  child: ChildProcess,
  source: ModuleSource,
  request: Omit<SpawnRequest, "path">,
  stdio: PreparedStdio,
): Promise<void> {
  const module: FoundModule = await findModule(source);
  const complete: SpawnRequest = { ...request, path: module.path === null ? null : toBytes(module.path) };
  const text = Buffer.from(JSON.stringify(complete));
  const long = text.length > LONGEST_PACKET ? await unnamedFile(text) : null;
  const files = [module.file, long].filter((file) => file !== null);
  const sent = (): void => {
    stdio.release();
    for (const file of files) void file.close();
  };
  try {
    child.start(long === null ? text : Buffer.from("@"), [...stdio.kfds, ...files.map((file) => file.fd)], sent);
  } catch (error) {
    sent();
    throw error;
  }
}
