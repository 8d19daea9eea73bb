// Keeps what compilers made, by content: the key is the command, the compiler and the source; with it are noted the headers that
// were read and what they held. A hit costs no compiler at all. In the user's cache, bounded, safe for many processes at once.
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { cacheDirectory } from "./sysroot.js";

/** Bytes that results may take before the oldest go. */
const LIMIT = 256 * 1024 * 1024;
/** How many stores pass between two looks at the size, on average. */
const PRUNE_EVERY = 16;

interface Header {
  readonly path: string;
  readonly size: number;
  readonly modified: number;
  readonly hash: string;
}

interface Note {
  readonly result: string;
  readonly headers: readonly Header[];
}

const hashOf = (...parts: (string | Uint8Array)[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("hex");
};

/** Environment variables that change what clang makes. */
const influences = ["CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "SOURCE_DATE_EPOCH", "CCC_OVERRIDE_OPTIONS"];

/** Puts a file in its place in one step. */
function place(file: string, make: (temporary: string) => void): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  try {
    make(temporary);
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** The files that a Makefile rule of clang's names, without the first, which is the source. */
export function readDependencies(rule: string): string[] {
  const text = rule.slice(rule.indexOf(":") + 1).replace(/\\\r?\n/g, " ");
  const words = text.match(/(?:\\.|[^\s\\])+/g) ?? [];
  return words.slice(1).map((word) => word.replace(/\\([ #\\])/g, "$1").replaceAll("$$", "$"));
}

function describe(path: string): Header {
  const { size, mtimeMs } = statSync(path);
  return { path: resolve(path), size, modified: mtimeMs, hash: hashOf(readFileSync(path)) };
}

/** Whether a header is what it was: by size and time, else by content. */
function unchanged(header: Header): boolean {
  const now = statSync(header.path, { throwIfNoEntry: false });
  if (now === undefined || now.size !== header.size) return false;
  return now.mtimeMs === header.modified || hashOf(readFileSync(header.path)) === header.hash;
}

/** Removes the results that were not used for longest, until the rest fits into `limit` bytes. */
export function prune(directory: string, limit: number): void {
  const files = readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    const status = statSync(path, { throwIfNoEntry: false });
    return status === undefined ? [] : [{ path, size: status.size, used: status.mtimeMs }];
  });
  let total = files.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size } of files.sort((a, b) => a.used - b.used)) {
    if (total <= limit) return;
    rmSync(path, { force: true });
    total -= size;
  }
}

/** The cache's entry for one source and one way to compile it. */
export class CacheEntry {
  readonly #directory: string;
  readonly #key: string;

  /** `words`: compiler, arguments and whatever else decides the result; the current directory and the environment are added. */
  constructor(source: string, words: readonly string[]) {
    this.#directory = cacheDirectory("objects");
    const settings = influences.map((name) => process.env[name] ?? "");
    this.#key = hashOf(readFileSync(source), resolve(source), process.cwd(), ...settings, ...words);
  }

  get #note(): string {
    return join(this.#directory, `${this.#key}.json`);
  }

  /** The file that was kept, or undefined when there is none that still holds. */
  find(): string | undefined {
    try {
      const note = JSON.parse(readFileSync(this.#note, "utf8")) as Note;
      const result = join(this.#directory, note.result);
      if (!existsSync(result) || !note.headers.every(unchanged)) return undefined;
      const now = new Date();
      for (const file of [result, this.#note]) utimesSync(file, now, now);
      return result;
    } catch {
      return undefined; // none, half pruned, or not readable: the same to us
    }
  }

  /** Keeps a copy of `made`, which read `headers`; its path in the cache. */
  keep(made: string, headers: readonly string[]): string {
    const described = headers.map(describe);
    const result = `${hashOf(this.#key, ...described.map(({ path, hash }) => path + hash)).slice(0, 40)}.out`;
    const path = join(this.#directory, result);
    place(path, (temporary) => copyFileSync(made, temporary));
    place(this.#note, (temporary) =>
      writeFileSync(temporary, JSON.stringify({ result, headers: described } satisfies Note)),
    );
    if (Math.random() * PRUNE_EVERY < 1) prune(this.#directory, LIMIT);
    return path;
  }
}

/** Copies a kept result to where it is wanted, as a new file, with the mode that the compiler would have given it. */
export function deliver(kept: string, output: string, executable: boolean): void {
  rmSync(output, { force: true });
  copyFileSync(kept, output);
  chmodSync(output, (executable ? 0o777 : 0o666) & ~process.umask());
}
