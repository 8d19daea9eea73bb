// Compiles C for tests, natively and for wasm. Results lie in build/cache under the hash of all that went into them,
// so that a second run of the suite compiles nothing.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { packageRoot, wasmDirectory } from "../../ts/paths.js";
import { compile } from "../../ts/toolchain/driver.js";
import { execute } from "./execute.js";

export const programsDirectory = join(packageRoot, "test", "programs");
const cacheDirectory = join(packageRoot, "build", "cache");
/** Both sides see the same language, the same macros and the same warnings. */
const FLAGS = ["-std=gnu11", "-D_GNU_SOURCE", "-O1", "-Wall", "-Wextra", "-Werror", `-I${programsDirectory}`];
/** Ample for one file, also when the machine is busy. */
const COMPILE_SECONDS = 60;

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}

function hashFiles(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${basename(file)}\0`).update(readFileSync(file));
  return hash.digest("hex");
}

let sysrootHash: string | undefined;

/** What the headers and the library of a guest hash to; a change there compiles everything again. */
export function sysroot(): string {
  sysrootHash ??= hashFiles(filesBelow(join(wasmDirectory, "sysroot")));
  return sysrootHash;
}

/** The headers that a source may include: those beside it and show.h. */
const headers = (source: string): string =>
  hashFiles([
    join(programsDirectory, "show.h"),
    ...readdirSync(dirname(source))
      .filter((name) => name.endsWith(".h"))
      .map((name) => join(dirname(source), name)),
  ]);

/** What is being made, by its key: who wants the same meanwhile waits for it. */
const making = new Map<string, Promise<string>>();

/** The result of `make`, kept. The temporary name keeps two test processes from reading half a file. */
export function cached(
  inputs: readonly string[],
  suffix: string,
  make: (into: string) => Promise<void>,
): Promise<string> {
  const key = createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 32);
  const made = making.get(key) ?? makeCached(key, suffix, make).finally(() => making.delete(key));
  making.set(key, made);
  return made;
}

async function makeCached(key: string, suffix: string, make: (into: string) => Promise<void>): Promise<string> {
  const result = join(cacheDirectory, key + suffix);
  if (existsSync(result)) return result;
  mkdirSync(cacheDirectory, { recursive: true });
  const partial = join(cacheDirectory, `${process.pid}-${key}${suffix}`);
  try {
    await make(partial);
    renameSync(partial, result);
  } finally {
    rmSync(partial, { force: true });
  }
  return result;
}

let compilerFound: string | undefined;

/** The native compiler: $CC, else the first of cc, gcc and clang that is there. */
export function nativeCompiler(): string {
  const folders = (process.env.PATH ?? "").split(":");
  const there = (name: string): boolean => folders.some((folder) => existsSync(join(folder, name)));
  compilerFound ??= process.env.CC ?? ["cc", "gcc", "clang"].find(there);
  if (compilerFound === undefined) throw new Error("no C compiler: install gcc or clang, or set CC");
  return compilerFound;
}

/**
 * Compiles and links a C file natively; gives the program's path. `libraries` are folders of core-c whose sources belong to it; so do sources in `link`.
 * Throws with the compiler's words when it does not compile.
 */
export function compileNative(
  source: string,
  link: readonly string[] = [],
  libraries: readonly string[] = [],
): Promise<string> {
  const compiler = nativeCompiler();
  const folders = libraries.map((name) => join(packageRoot, "core-c", name));
  const files = folders.flatMap(filesBelow);
  const words = [
    ...folders.map((folder) => `-I${join(folder, "include")}`),
    ...files.filter((file) => file.endsWith(".c")),
    ...(folders.length > 0 ? ["-pthread"] : []),
    ...link,
  ];
  const linked = link.filter((word) => word.endsWith(".c"));
  const key = ["native", compiler, ...FLAGS, ...link, hashFiles([source, ...files, ...linked]), headers(source)];
  return cached(key, "", async (into) => {
    const result = await execute(compiler, [...FLAGS, source, "-o", into, ...words], { timeout: COMPILE_SECONDS });
    if (result.status !== 0)
      throw new Error(`${compiler} ${basename(source)}: exit ${result.status}\n${result.stderr}`);
  });
}

/** Compiles and links a C file into a guest module, in this process, as `isthmus cc` does; gives its path. */
export function compileGuest(source: string, link: readonly string[] = []): Promise<string> {
  return cached(
    ["guest", ...FLAGS, ...link, hashFiles([source]), headers(source), sysroot()],
    ".wasm",
    async (into) => {
      const result = await compile("clang", [...FLAGS, source, "-o", into, ...link]);
      if (result.status !== 0)
        throw new Error(`isthmus cc ${basename(source)}: exit ${result.status}\n${result.stderr}`);
    },
  );
}
