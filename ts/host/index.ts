// `isthmus/host`: the host shim for programs that run modules themselves, alone or beside another WASI host. A guest embedded this
// way lives in the program's own process, so calls that act on a process as a whole (fork, exec, wait, kill …) are ENOSYS to it.
import { loadBridge } from "../bridge/load.js";
import { toBytes } from "./bytes.js";
import { Host } from "./host.js";
import { checkImports, ModuleError, type ModuleNeeds, moduleNeeds } from "./loader.js";
import { MountError } from "./mounts.js";
import { makePolicy, type PolicyOptions } from "./policy.js";

export { GuestExit } from "./host.js";
export { ModuleError } from "./loader.js";
export { MountError } from "./mounts.js";
export type { PolicyOptions } from "./policy.js";
export { UsageError } from "./usage-error.js";

export interface EmbedOptions {
  /** The program's arguments, its name first. */
  args?: readonly string[];
  /** What the guest may do, with the keys of a policy file; nothing by default. */
  policy?: PolicyOptions;
  /** The guest's name of its working directory; otherwise the program's own, where a preopen holds it, or "/". */
  cwd?: string;
  /** Whether the guest's descriptors 0, 1 and 2 are copies of the program's (the default), or closed. */
  stdio?: boolean;
}

/** One module's host. Descriptors that the guest leaves open are closed by `close`. */
export class EmbeddedHost {
  readonly #host: Host;
  readonly #needs: ModuleNeeds;

  constructor(module: WebAssembly.Module, options: EmbedOptions) {
    this.#needs = moduleNeeds(module);
    const policy = makePolicy(options.policy ?? {}, { cwd: process.cwd(), env: process.env });
    const args = (options.args ?? []).map(toBytes);
    this.#host = new Host(loadBridge(), { policy, args, embedded: true, stdio: options.stdio ?? true });
    if (options.cwd === undefined) this.#host.startInHostDirectory();
    else if (this.#host.chdir(toBytes(options.cwd)) < 0)
      throw new MountError(`${options.cwd} is in no preopened directory`);
  }

  /** Everything the module imports: preview1 and isthmus. Throws ModuleError when it imports more than that. */
  imports(): WebAssembly.Imports {
    checkImports(this.#needs);
    return this.#host.imports(this.#needs);
  }

  /** The isthmus calls alone, to be spread beside the imports of another WASI host, whose files and standard streams it then uses. */
  isthmusImports(): WebAssembly.Imports {
    return { isthmus: this.#host.isthmusImports(this.#needs) };
  }

  /** Tells the host the instance's memory; needed before the first call, when another WASI host starts the instance. */
  attach(instance: WebAssembly.Instance): void {
    this.#host.attach(instance);
  }

  /** Runs a command to its end, blocking; its exit status. Throws what the guest throws. */
  start(instance: WebAssembly.Instance): number {
    return this.#run(instance, "_start");
  }

  /** Initializes a reactor, whose exports may then be called. */
  initialize(instance: WebAssembly.Instance): void {
    if (instance.exports._initialize === undefined) this.attach(instance);
    else this.#run(instance, "_initialize");
  }

  /** Closes the guest's descriptors and the preopened directories; the guest must not run any more. */
  close(): void {
    this.#host.close();
  }

  #run(instance: WebAssembly.Instance, name: "_start" | "_initialize"): number {
    const entry = instance.exports[name];
    if (typeof entry !== "function") throw new ModuleError(`exports no ${name}`);
    const host = this.#host;
    host.attach(instance);
    host.exitStatus = undefined;
    host.running = true;
    const outcome = host.bridge.run(() => entry());
    host.running = false;
    if (outcome.kind === "threw") throw outcome.error;
    if (outcome.kind === "faulted")
      throw new WebAssembly.RuntimeError("atomic access to memory that can't be accessed");
    const failure = host.failure;
    host.failure = undefined;
    if (failure !== undefined) throw failure;
    return host.exitStatus ?? 0;
  }
}

/** Makes the host for a module. */
export function createHost(module: WebAssembly.Module, options: EmbedOptions = {}): EmbeddedHost {
  return new EmbeddedHost(module, options);
}
