// Keeps the code that V8 made of modules between runs: with a run's flags each function is optimized when first called, which is good for
// what runs long and slow for what starts. Files and their checks are the bridge's; this decides where they lie and when they are written.
import { mkdirSync, readdirSync, statSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Bridge } from "../bridge/bridge.js";
import { Errno } from "./errno.js";
import { compileModule } from "./loader.js";

/** Files that are kept; those written longest ago go first. */
const KEPT = 256;
/** Processor time, in microseconds, after which a module that came with code is worth looking at again. */
const LONG = 200_000;

/** $XDG_CACHE_HOME or ~/.cache; undefined where there is neither, or ISTHMUS_CACHE=0 wants none. */
function cacheFolder(): string | undefined {
  const { XDG_CACHE_HOME: base, HOME: home, ISTHMUS_CACHE: wanted } = process.env;
  if (wanted === "0") return undefined;
  if (base?.startsWith("/")) return join(base, "isthmus", "code");
  return home?.startsWith("/") ? join(home, ".cache", "isthmus", "code") : undefined;
}

/** The modules of one process. Without a folder it only compiles. */
export class CompiledModules {
  readonly #bridge: Bridge;
  readonly #folder = cacheFolder();
  readonly #prefix: string;
  /** Of each module: which process compiled it, and whether code came with it. */
  readonly #origins = new WeakMap<WebAssembly.Module, { pid: number; loaded: boolean }>();

  /** `variant` names what else V8's code depends on, such as a limit that is one of its flags. */
  constructor(bridge: Bridge, variant: string) {
    this.#bridge = bridge;
    this.#prefix = `${this.#folder}/${process.version}-${process.arch}-${variant}-`;
  }

  /** Compiles a module, with the code of an earlier run if there is any. Throws ModuleError. */
  compile(bytes: Uint8Array): WebAssembly.Module {
    const loaded = this.#folder === undefined ? undefined : this.#bridge.loadCompiled(this.#prefix, bytes);
    const module = loaded ?? compileModule(bytes);
    this.#origins.set(module, { pid: this.#bridge.calls.getpid(), loaded: loaded !== undefined });
    return module;
  }

  /**
   * Saves a module's code at the end of the process, if that adds something. Forked children leave it to the process that started
   * the module.
   */
  save(module: WebAssembly.Module): void {
    const origin = this.#origins.get(module);
    if (this.#folder === undefined || origin === undefined || origin.pid !== this.#bridge.calls.getpid()) return;
    const { user, system } = process.cpuUsage();
    if (origin.loaded && user + system < LONG) return;
    try {
      if (this.#bridge.saveCompiled(this.#prefix, module) === -Errno.ENOENT) {
        this.#makeFolder(this.#folder);
        this.#bridge.saveCompiled(this.#prefix, module);
      }
      if (!origin.loaded) this.#prune(this.#folder);
    } catch {
      // A home that can't be written to, say: nothing is lost but time.
    }
  }

  /** One by one: making them in one go, Node never comes back where it can't be done, such as in /proc. */
  #makeFolder(folder: string): void {
    for (const path of [dirname(dirname(folder)), dirname(folder), folder]) {
      try {
        mkdirSync(path, 0o700);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
  }

  #prune(folder: string): void {
    const names = readdirSync(folder);
    if (names.length <= KEPT) return;
    const files = names.map((name) => ({ name, time: statSync(join(folder, name)).mtimeMs }));
    files.sort((one, other) => one.time - other.time);
    for (const { name } of files.slice(0, files.length - KEPT)) unlinkSync(join(folder, name));
  }
}
