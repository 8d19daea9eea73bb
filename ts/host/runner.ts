// Runs a guest in a process made for it, from its first instruction to its last: exec's next module in a loop, a return as exit(0),
// a trap as the signal that the same fault raises natively. Every process of the run, forked ones too, ends in here.
import { readFileSync, writeSync } from "node:fs";
import { abiExport } from "../../wasm/generated/imports.js";
import type { Bridge } from "../bridge/bridge.js";
import { AtFlags, OpenFlags } from "./beneath.js";
import { CompiledModules } from "./compiled.js";
import { absoluteName, Host } from "./host.js";
import { checkProgram, ModuleError, moduleNeeds } from "./loader.js";
import { MountError } from "./mounts.js";
import { mayGiveRights, type Policy } from "./policy.js";
import type { PendingExec } from "./process.js";
import { deliverSignals } from "./signal.js";

/** A program to run. */
export interface RunOptions {
  policy: Policy;
  /** The module's file, a host path as a byte string; "" for one that is in no file. */
  path: string;
  /** The module, when it is compiled already, or its bytes, when they were read; otherwise it is read from the file. */
  module?: WebAssembly.Module | undefined;
  bytes?: Uint8Array;
  /** Byte strings, the program's name first. */
  argv: readonly string[];
  /** The guest's name of its working directory; otherwise the host's, where a preopen holds it. */
  cwd?: string | undefined;
  /** Guest descriptors beside 0, 1 and 2: number, and the kernel descriptor that becomes it. */
  descriptors?: readonly (readonly [number, number])[];
}

/** Exit statuses of Isthmus itself. */
export const ExitStatus = { failed: 125, notRunnable: 126, notFound: 127, usage: 2 } as const;

const Signal = { SIGILL: 4, SIGABRT: 6, SIGBUS: 7, SIGFPE: 8, SIGSEGV: 11 } as const;

/** What V8 says of a trap, and the signal that the same fault raises in a native program. */
const traps: readonly (readonly [RegExp, number])[] = [
  [/divide|division|remainder|unrepresentable/, Signal.SIGFPE],
  [/unaligned/, Signal.SIGBUS],
  [/unreachable/, Signal.SIGILL],
  [/out of bounds|signature mismatch|null|call stack/i, Signal.SIGSEGV],
];

/** The signal for what a guest threw; undefined when it was no fault of the guest's. */
export function trapSignal(error: unknown): number | undefined {
  if (error instanceof WebAssembly.Exception) return Signal.SIGABRT;
  const message = error instanceof Error ? error.message : "";
  if (error instanceof RangeError && /call stack/i.test(message)) return Signal.SIGSEGV;
  if (!(error instanceof WebAssembly.RuntimeError)) return undefined;
  return traps.find(([pattern]) => pattern.test(message))?.[1] ?? Signal.SIGILL;
}

/** The first page of a module that our linker laid out holds nothing; guarded, a null pointer faults as it does natively. */
const GUARD_PAGE = 4096;

function instantiate(host: Host, module: WebAssembly.Module, imports: WebAssembly.Imports): WebAssembly.Instance {
  try {
    return new WebAssembly.Instance(module, imports);
  } catch (error) {
    if (!(error instanceof RangeError) || host.policy.maxPages === 0) throw error;
    throw new ModuleError("it starts with more memory than --max-memory gives it");
  }
}

/** Makes the instance and runs it; the module may end the process, be left by unwinding, return, or throw. */
function enter(host: Host, { module, needs }: PendingExec): void {
  const instance = instantiate(host, module, host.imports(needs));
  host.attach(instance);
  const abi = instance.exports[abiExport];
  if (typeof abi === "function" && abi() === 1) host.guest.protect(0, GUARD_PAGE);
  (instance.exports._start as () => void)();
}

function load(modules: CompiledModules, options: RunOptions): PendingExec {
  const module = options.module ?? modules.compile(options.bytes ?? readFileSync(Buffer.from(options.path, "latin1")));
  const needs = moduleNeeds(module);
  checkProgram(needs);
  return { module, needs };
}

function makeHost(bridge: Bridge, modules: CompiledModules, options: RunOptions): Host {
  const host = new Host(bridge, { policy: options.policy, args: options.argv, modules });
  const { maxProcesses, maxFds, timeout, signal } = options.policy;
  const setId = mayGiveRights(options.policy);
  bridge.startRun(host.guest, { maxProcesses, maxFds, timeout, signalOutside: signal, setId });
  if (options.cwd === undefined) host.startInHostDirectory();
  else if (host.chdir(options.cwd) < 0)
    throw new MountError(`the working directory ${options.cwd} is in no preopened directory`);
  if (options.path !== "") {
    const kfd = bridge.calls.openat2(
      AtFlags.currentDirectory,
      options.path,
      OpenFlags.path | OpenFlags.closeOnExec,
      0,
      0,
    );
    const name = host.namespace.mounts.guestPath(kfd) ?? absoluteName(host, options.path);
    host.namespace.setProgram(kfd, name);
    bridge.calls.close(kfd);
  }
  for (const [fd, kfd] of options.descriptors ?? []) host.adopt(fd, kfd);
  return host;
}

/** Ends the process, saying why in one line. */
function fail(bridge: Bridge, status: number, message: string): never {
  writeSync(2, `isthmus: ${message}\n`);
  return bridge.exit(status);
}

/** The guest's frames are gone by now, so a handler may end the process, but neither return to what failed nor jump. */
function endThrown(host: Host, error: unknown): never {
  const { bridge } = host;
  const signal = trapSignal(error);
  if (process.env.ISTHMUS_DEBUG === "1")
    writeSync(2, `isthmus: ${error instanceof Error ? error.stack : String(error)}\n`);
  if (signal !== undefined) {
    const handled = bridge.recordFault(host.guest, signal);
    if (handled !== 0) deliverSignals(host, (next) => endThrown(host, next));
    return bridge.die(handled || signal);
  }
  if (error instanceof ModuleError || error instanceof WebAssembly.LinkError) {
    return fail(bridge, ExitStatus.failed, `the module was refused: ${(error as Error).message}`);
  }
  return fail(bridge, ExitStatus.failed, `internal error: ${error instanceof Error ? error.message : String(error)}`);
}

/** Limits each memory that is made from now on. */
function limitMemory(pages: number): void {
  if (pages > 0) process.getBuiltinModule("node:v8").setFlagsFromString(`--wasm-max-mem-pages=${pages}`);
}

/** Runs a program as this process; never returns. Throws ModuleError, MountError or a file's error before it starts. */
export function runProgram(bridge: Bridge, options: RunOptions): never {
  limitMemory(options.policy.maxPages);
  const modules = new CompiledModules(bridge, String(options.policy.maxPages));
  let program = load(modules, options);
  const host = makeHost(bridge, modules, options);
  host.running = true;
  bridge.deliverSignalsBy(() => deliverSignals(host, (error) => endThrown(host, error)));
  for (;;) {
    host.module = program.module;
    const outcome = bridge.run(() => enter(host, program));
    if (outcome.kind === "threw") return endThrown(host, outcome.error);
    if (outcome.kind === "returned") return host.exit(0);
    if (host.failure !== undefined) return endThrown(host, host.failure);
    if (host.pending === undefined) return fail(bridge, ExitStatus.failed, "internal error: unwound for no reason");
    program = host.pending;
    host.pending = undefined;
  }
}
