// Compiles through the cache: for `isthmus run prog.c`, and for `isthmus cc` where one source makes one file.
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { type Backend, findBackend, type Result, ToolchainError } from "./backend.js";
import { CacheEntry, deliver, readDependencies } from "./cache.js";
import { compile, ourLibraries } from "./driver.js";
import { type CommandLine, readCommandLine } from "./flags.js";
import { cacheDirectory } from "./sysroot.js";

type Compiler = "clang" | "clang++";

const sourceName = /\.(?:c|i|cc|cpp|cxx|c\+\+|C)$/;
const cxxName = /\.(?:cc|cpp|cxx|c\+\+|C)$/;

/** Options whose effect goes beyond one output file, or whose output depends on more than source and headers. */
const uncacheable =
  /^(?:-$|-M|-save-temps|--save-temps|-v$|-ftime-|-fprofile|-fcoverage|--coverage|-gsplit-dwarf|-Wp,|-Xpreprocessor|--serialize|-serialize|-fmodule|-E$|-S$|-fsyntax-only|-Xlinker|-l|-L|-x|-T|-r$|--config)/;
const timeMacros = /__(?:DATE|TIME|TIMESTAMP)__/;

/** The source and the output when the command makes one file out of one source, else undefined. */
function single(line: CommandLine): { source: string; output: string; links: boolean } | undefined {
  const [source, ...others] = line.inputs;
  if (process.env.ISTHMUS_CACHE === "0" || source === undefined || others.length > 0) return undefined;
  if (line.goal === "query" || line.arguments.some((word) => uncacheable.test(word)) || !sourceName.test(source)) {
    return undefined;
  }
  const links = line.goal === "program";
  if (!links && !line.arguments.includes("-c")) return undefined;
  const output = line.output ?? (links ? "a.out" : basename(source).replace(/\.[^.]*$/, ".o"));
  const target = statSync(output, { throwIfNoEntry: false });
  if (target !== undefined && !target.isFile()) return undefined;
  const text = statSync(source, { throwIfNoEntry: false })?.isFile() ? readFileSync(source, "latin1") : undefined;
  return text === undefined || timeMacros.test(text) ? undefined : { source, output, links };
}

/** What goes into every program besides its own text and headers. */
function ours(): string[] {
  const status = statSync(join(ourLibraries, "libisthmus.a"), { throwIfNoEntry: false });
  return [`${status?.size} ${status?.mtimeMs}`];
}

/** Compiles for real and keeps the result: when the compiler had nothing to say, or `always` when it succeeded. */
async function compileAndKeep(
  tool: Compiler,
  args: readonly string[],
  output: string,
  entry: CacheEntry,
  backend: Backend,
  always = false,
): Promise<Result & { kept?: string }> {
  const folder = mkdtempSync(join(cacheDirectory("partial"), "cc-"));
  const rule = join(folder, "rule");
  try {
    const color = process.stderr.isTTY === true ? ["-fcolor-diagnostics"] : [];
    const words = [...color, ...args, "-MD", "-MF", rule];
    const result = await compile(tool, words, { backend, capture: true });
    process.stderr.write(result.stderr);
    if (result.status !== 0 || (result.stderr !== "" && !always)) return result;
    return { ...result, kept: entry.keep(output, readDependencies(readFileSync(rule, "utf8"))) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** compile() of driver.ts, with results that were made before taken from the cache. */
export async function compileCached(tool: Compiler, args: readonly string[]): Promise<Result> {
  const line = readCommandLine(args);
  const one = single(line);
  const backend = await findBackend(line.clang);
  if (one === undefined) return compile(tool, args, { backend });
  const entry = new CacheEntry(one.source, [tool, backend.identity, ...args, ...(one.links ? ours() : [])]);
  const kept = entry.find();
  if (kept === undefined) return compileAndKeep(tool, args, one.output, entry, backend);
  deliver(kept, one.output, one.links);
  return { status: 0, stderr: "" };
}

async function compileOrFind(source: string): Promise<Compiled> {
  const tool: Compiler = cxxName.test(source) ? "clang++" : "clang";
  const backend = await findBackend();
  if (!statSync(source, { throwIfNoEntry: false })?.isFile()) throw new ToolchainError(`no file ${source}`);
  const entry = new CacheEntry(source, [tool, backend.identity, "run", ...ours()]);
  const kept = entry.find();
  if (kept !== undefined) return { status: 0, path: kept };
  const folder = mkdtempSync(join(cacheDirectory("partial"), "run-"));
  try {
    const output = join(folder, "program.wasm");
    const result = await compileAndKeep(tool, ["-O2", source, "-o", output], output, entry, backend, true);
    return { status: result.status, ...(result.kept === undefined ? {} : { path: result.kept }) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Compiled {
  /** The compiler's exit status, or the one that fits when there is none. */
  readonly status: number;
  /** The module, which stays in the cache; there when the status is 0. */
  readonly path?: string;
}

/**
 * Compiles a C or C++ file for `isthmus run`. The compiler's messages go to standard error, and so does the one line that says
 * what to install when there is no compiler.
 */
export async function compileForRun(source: string): Promise<Compiled> {
  try {
    return await compileOrFind(source);
  } catch (error) {
    if (!(error instanceof ToolchainError)) throw error;
    process.stderr.write(`isthmus: ${error.message}\n`);
    return { status: error.status };
  }
}
