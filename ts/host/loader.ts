// Looks a module over before anything of it runs: what it imports, whether it was built for this host, whether it is a command.
// Capabilities are not refused here but at use: libisthmus brings in only what a program links, yet programs try things and go on.
import { abiVersion, calls } from "../../wasm/generated/imports.js";

/** A module that can't be run; the message says why, in words for its user. */
export class ModuleError extends Error {
  override name = "ModuleError";
  /** Whether it is no program at all, rather than one that this host refuses. */
  readonly notRunnable: boolean;

  constructor(message: string, notRunnable = false) {
    super(message);
    this.notRunnable = notRunnable;
  }
}

/** What a module asks for. */
export interface ModuleNeeds {
  /** The version of the `isthmus` interface it was built for; undefined for modules of preview1 alone. */
  abi: number | undefined;
  /** The calls of `isthmus` it imports. */
  isthmus: string[];
  /** The functions of preview1 it imports. */
  preview1: string[];
  /** Imports that nobody here offers, as `module.name`. */
  unknown: string[];
  /** It has `_start`, so it is a command; otherwise a reactor, or no WASI module at all. */
  command: boolean;
}

const ABI = /^isthmus_abi_(\d+)$/;

/** Whether bytes begin as a wasm module does. */
export function isWasm(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
}

/** Compiles a module; ModuleError when it is none, or one with memories that the host can't see. */
export function compileModule(bytes: Uint8Array): WebAssembly.Module {
  if (!isWasm(bytes)) throw new ModuleError("not a WebAssembly module", true);
  let module: WebAssembly.Module;
  try {
    module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
  } catch (error) {
    throw new ModuleError(`not a valid WebAssembly module: ${(error as Error).message}`, true);
  }
  // --max-memory holds for each memory, so a hundred of them would be a way around it; and calls know one memory only.
  if (definedMemories(bytes) > 1) throw new ModuleError("has more than one memory");
  return module;
}

const MEMORY_SECTION = 5;
const CODE_SECTION = 10;

/** A place in a valid module's bytes. */
class Cursor {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  unsigned(): number {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }
}

/** Where the contents of a section begin. */
function findSection(bytes: Uint8Array, wanted: number): Cursor | undefined {
  for (const cursor = new Cursor(bytes, 8); cursor.at < bytes.length; ) {
    const id = cursor.unsigned();
    const size = cursor.unsigned();
    if (id === wanted) return cursor;
    cursor.at += size;
  }
  return undefined;
}

/** How many memories a valid module defines; V8 tells only of what is exported. */
const definedMemories = (bytes: Uint8Array): number => findSection(bytes, MEMORY_SECTION)?.unsigned() ?? 0;

/** Bytes of the largest function body of a module. */
export function largestFunction(bytes: Uint8Array): number {
  const cursor = findSection(bytes, CODE_SECTION);
  let largest = 0;
  for (let left = cursor?.unsigned() ?? 0; cursor !== undefined && left > 0 && cursor.at < bytes.length; left--) {
    const size = cursor.unsigned();
    largest = Math.max(largest, size);
    cursor.at += size;
  }
  return largest;
}

/** Lists what a module needs. */
export function moduleNeeds(module: WebAssembly.Module): ModuleNeeds {
  const needs: ModuleNeeds = { abi: undefined, isthmus: [], preview1: [], unknown: [], command: false };
  for (const entry of WebAssembly.Module.imports(module)) {
    const isFunction = entry.kind === "function";
    if (isFunction && entry.module === "isthmus" && Object.hasOwn(calls, entry.name)) needs.isthmus.push(entry.name);
    else if (isFunction && entry.module === "wasi_snapshot_preview1") needs.preview1.push(entry.name);
    else needs.unknown.push(`${entry.module}.${entry.name}`);
  }
  for (const entry of WebAssembly.Module.exports(module)) {
    if (entry.kind !== "function") continue;
    const match = ABI.exec(entry.name);
    if (match !== null) needs.abi = Number(match[1]);
    if (entry.name === "_start") needs.command = true;
  }
  return needs;
}

/** Throws ModuleError for a program that this host can't run; says what to do about it. */
export function checkProgram(needs: ModuleNeeds): void {
  checkImports(needs);
  if (!needs.command) throw new ModuleError("a reactor, not a command: it exports no _start", true);
}

/** Throws ModuleError for a module that asks for what this host doesn't offer; says what to do about it. */
export function checkImports(needs: ModuleNeeds): void {
  const usesIsthmus = needs.isthmus.length > 0 || needs.unknown.some((name) => name.startsWith("isthmus."));
  if (needs.abi !== undefined && needs.abi !== abiVersion) {
    throw new ModuleError(
      `built for version ${needs.abi} of the isthmus interface, this host speaks ${abiVersion}: rebuild it`,
    );
  }
  const first = needs.unknown[0];
  if (first !== undefined) {
    const hint = first.startsWith("wasi_unstable.")
      ? " (the WASI before preview1: rebuild it for wasm32-wasip1)"
      : first.startsWith("wasi:")
        ? " (a component's import: this host runs preview1 modules)"
        : "";
    throw new ModuleError(`imports ${first}, which this host does not offer${hint}`);
  }
  if (usesIsthmus && needs.abi === undefined) {
    throw new ModuleError(
      `imports isthmus calls but doesn't export isthmus_abi_${abiVersion}: link it with isthmus cc`,
    );
  }
}
