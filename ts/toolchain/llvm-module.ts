// npm's @yowasp/clang: one preview1 module that is clang, wasm-ld, ar …, by its first argument. Compiled once, then every job is a
// fresh instance over the real files.
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { captureFile, runModule } from "./instance.js";
import { cacheDirectory, packageVersion } from "./sysroot.js";

export interface LlvmRequest {
  /** The tool and its arguments. */
  readonly args: readonly string[];
  readonly directory: string;
  readonly capture: boolean;
}

export interface LlvmReply {
  readonly status: number;
  readonly stderr: string;
  /** What went wrong outside the tool. */
  readonly failure?: string;
}

/** clang's own status after a crash (EX_SOFTWARE of sysexits). */
const CRASHED = 70;

/**
 * Where wasi-libc keeps the working directory in the module's memory: a pointer, at first to "/", which chdir sets. A preview1
 * program is given none and would take every relative path from "/"; so it is set before `_start` runs. The place is found
 * by having clang change to a directory of a unique name: one word pointed to "/" before and points to that name after.
 * It is noted per version.
 */
function findDirectoryPointer(module: WebAssembly.Module, version: string): number {
  const note = join(cacheDirectory("sysroot"), `${version}.cwd`);
  const known = statSync(note, { throwIfNoEntry: false }) && Number(readFileSync(note, "utf8"));
  if (known) return known;
  const directory = cacheDirectory(`probe-${process.pid}`);
  const discarded = captureFile();
  let [before, after] = [Buffer.alloc(0), Buffer.alloc(0)];
  try {
    runModule(module, ["clang", `-working-directory=${directory}`, "-c", "none.c"], {
      stderr: discarded.fd,
      started: (memory) => {
        before = Buffer.from(memory.buffer.slice(0));
      },
      ended: (memory) => {
        after = Buffer.from(memory.buffer);
      },
    });
  } finally {
    discarded.read();
    rmSync(directory, { recursive: true, force: true });
  }
  const name = Buffer.from(`${directory}\0`);
  const copies = new Set<number>();
  for (let at = after.indexOf(name); at >= 0; at = after.indexOf(name, at + 1)) copies.add(at);
  const places: number[] = [];
  for (let at = 0; at + 4 <= before.length; at += 4) {
    if (!copies.has(after.readUInt32LE(at))) continue;
    const initial = before.readUInt32LE(at);
    if (before.toString("latin1", initial, initial + 2) === "/\0") places.push(at);
  }
  const [place] = places;
  if (place === undefined || places.length > 1) throw new Error(`@yowasp/clang ${version} keeps no working directory`);
  const temporary = `${note}.${process.pid}`;
  writeFileSync(temporary, String(place));
  renameSync(temporary, note);
  return place;
}

/** The compiled module of the package in `folder`. */
export class LlvmModule {
  readonly #folder: string;
  #loaded: { readonly module: WebAssembly.Module; readonly pointer: number } | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  #load(): { readonly module: WebAssembly.Module; readonly pointer: number } {
    if (this.#loaded === undefined) {
      // Of 75 MB a job uses a part; what is not called need not be validated either.
      setFlagsFromString("--wasm-lazy-validation");
      const module = new WebAssembly.Module(readFileSync(join(this.#folder, "llvm.core.wasm")));
      setFlagsFromString("--no-wasm-lazy-validation");
      this.#loaded = { module, pointer: findDirectoryPointer(module, packageVersion(this.#folder)) };
    }
    return this.#loaded;
  }

  /** Runs a tool to its end. A crash of it is told on standard error and is status 70. */
  run({ args, directory, capture }: LlvmRequest): LlvmReply {
    const { module, pointer } = this.#load();
    const captured = capture ? captureFile() : undefined;
    let status: number;
    try {
      status = runModule(module, args, {
        directory: { name: directory, pointer },
        ...(captured === undefined ? {} : { stderr: captured.fd }),
      });
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError) && !(error instanceof RangeError)) throw error;
      process.stderr.write(`${args[0] ?? ""}: error: the compiler crashed: ${error.message}\n`);
      status = CRASHED;
    }
    return { status, stderr: captured?.read() ?? "" };
  }
}
