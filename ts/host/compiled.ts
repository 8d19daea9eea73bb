// Keeps the code that V8 made of modules between runs: with a run's flags each function is optimized when first called, which is good for
// what runs long and slow for what starts. Files and their checks are the bridge's; this decides where they lie and when they are written.
import { mkdirSync, readdirSync, statSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import type { Bridge } from "../bridge/bridge.js";
import { compileModule } from "./loader.js";

/** Files that are kept; those written longest ago go first. */
const KEPT = 256;
/** Processor time, in microseconds, after which a module that came with code is worth looking at again, and the growth that counts. */
const LONG = 200_000;
const GROWTH = 1.1;

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
  /** Of each module: who compiled it, and how much code came with it. */
  readonly #origins = new WeakMap<WebAssembly.Module, { pid: number; size: number }>();

  /** `variant` names what else V8's code depends on, such as a limit that is one of its flags. */
  constructor(bridge: Bridge, variant: string) {
    this.#bridge = bridge;
    this.#prefix = `${this.#folder}/${process.version}-${process.arch}-${variant}-`;
  }

  /** Compiles a module, with the code of an earlier run if there is any. Throws ModuleError. */
  compile(bytes: Uint8Array): WebAssembly.Module {
    const loaded = this.#folder === undefined ? undefined : this.#bridge.loadCompiled(this.#prefix, bytes);
    const module = loaded ?? compileModule(bytes);
    this.#origins.set(module, { pid: this.#bridge.calls.getpid(), size: loaded === undefined ? 0 : bytes.length });
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
    if (origin.size > 0 && user + system < LONG) return;
    const result = this.#bridge.saveCompiled(this.#prefix, module, Math.ceil(origin.size * GROWTH));
    if (result < 0 && origin.size === 0) this.#makeFolder(this.#folder, module);
  }

  /** The folder may not be there yet; where it can't be made, there is no cache. */
  #makeFolder(folder: string, module: WebAssembly.Module): void {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      this.#bridge.saveCompiled(this.#prefix, module, 0);
    } catch {
      // A read-only home, say: nothing is lost but time.
    }
  }
}
