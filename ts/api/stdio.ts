// The descriptors that a process of spawn or pipeline starts with: pipes to this program, or what it is given.
// Which end is whose, what blocks and who closes what is settled here.
import type { Readable, Writable } from "node:stream";
import { core } from "./core.js";
import { check } from "./error.js";
import { checkInteger, wrongType } from "./options.js";
import { PipeReader, PipeWriter } from "./pipe.js";

/**
 * One descriptor of a process:
 * - `"pipe"`: a pipe to this program, read by the process as its descriptor 0, written by it as any other
 *   (`"pipe-in"`, `"pipe-out"`: read, or written, by the process whatever the number);
 * - `"inherit"`: this program's descriptor of the same number; `"ignore"`, null: /dev/null;
 * - a kernel descriptor number, an end of a pipe or FIFO, or anything with a numeric `fd`: a copy of that. Yours stays yours to close.
 */
export type StdioEntry =
  | "pipe"
  | "pipe-in"
  | "pipe-out"
  | "inherit"
  | "ignore"
  | number
  | PipeReader
  | PipeWriter
  | { readonly fd: number }
  | null
  | undefined;

/** The same for descriptors 0, 1 and 2, or each from 0 on; those left out are pipes up to 2. */
export type Stdio = "pipe" | "inherit" | "ignore" | readonly StdioEntry[];

/** What a Stdio says of one descriptor. */
type EntryOf<S extends Stdio, Index extends number> = S extends string
  ? S
  : S extends readonly unknown[]
    ? S[Index]
    : never;

/** The stream for a descriptor that the process reads, as far as its entry's type tells. */
export type InputOf<Entry> = Entry extends "pipe" | "pipe-in" | undefined ? Writable : null;
/** The stream for a descriptor that the process writes, as far as its entry's type tells. */
export type OutputOf<Entry> = Entry extends "pipe" | "pipe-out" | undefined ? Readable : null;
export type StdinOf<S extends Stdio> = InputOf<EntryOf<S, 0>>;
export type StdoutOf<S extends Stdio> = OutputOf<EntryOf<S, 1>>;
export type StderrOf<S extends Stdio> = OutputOf<EntryOf<S, 2>>;

/** Descriptors ready to be sent along with a request. */
export interface PreparedStdio {
  /** For each of the process's descriptors: an index into `kfds`, null for /dev/null, -1 for none. */
  descriptors: (number | null)[];
  kfds: number[];
  /** This program's ends of the pipes, by the process's numbers. */
  streams: (Readable | Writable | null)[];
  /** Closes the process's ends here, once they were sent or there will be no process. */
  release(): void;
}

/** Refuses what isn't a way to give a descriptor, before anything is opened. */
export function checkStdio(stdio: Stdio | undefined, where: string): readonly StdioEntry[] {
  const entries = stdio === undefined ? [] : typeof stdio === "string" ? [stdio, stdio, stdio] : stdio;
  if (!Array.isArray(entries)) throw wrongType(`${where}: stdio`, "a string or an array", stdio);
  return Array.from({ length: Math.max(3, entries.length) }, (_, fd) =>
    checkEntry(entries[fd], fd, `${where}: stdio[${fd}]`),
  );
}

function checkEntry(entry: unknown, fd: number, name: string): StdioEntry {
  if (entry === undefined) return fd < 3 ? "pipe" : undefined;
  if (entry === null || entry instanceof PipeReader || entry instanceof PipeWriter) return entry;
  if (typeof entry === "number") {
    checkInteger(entry, name, 0);
    return entry;
  }
  if (typeof entry === "string" && ["pipe", "pipe-in", "pipe-out", "inherit", "ignore"].includes(entry))
    return entry as StdioEntry;
  if (typeof entry === "object" && "fd" in entry && typeof entry.fd === "number") return entry as { fd: number };
  throw wrongType(
    name,
    '"pipe", "pipe-in", "pipe-out", "inherit", "ignore", a descriptor, an end of a pipe or something with a numeric fd',
    entry,
  );
}

/** Makes the pipes and copies; throws IpcError and leaves nothing open then. */
export function prepareStdio(entries: readonly StdioEntry[]): PreparedStdio {
  const kfds: number[] = [];
  const streams: PreparedStdio["streams"] = [];
  const releases: (() => void)[] = [];
  const release = (): void => {
    for (const close of releases.splice(0)) close();
  };
  try {
    const descriptors = entries.map((entry, fd) => {
      const { kfd, stream, close } = prepareEntry(entry, fd);
      streams.push(stream ?? null);
      if (close !== undefined) releases.push(close);
      return typeof kfd === "number" ? kfds.push(kfd) - 1 : kfd === undefined ? -1 : null;
    });
    return { descriptors, kfds, streams, release };
  } catch (error) {
    release();
    for (const stream of streams) stream?.destroy();
    throw error;
  }
}

interface PreparedEntry {
  /** null: /dev/null; undefined: none. */
  kfd: number | null | undefined;
  stream?: Readable | Writable;
  close?: () => void;
}

function prepareEntry(entry: StdioEntry, fd: number): PreparedEntry {
  if (entry === undefined) return { kfd: undefined };
  if (entry === null || entry === "ignore") return { kfd: null };
  if (entry === "inherit") return copyOf(fd);
  if (typeof entry === "number") return copyOf(entry);
  if (typeof entry === "string") return preparePipe(entry === "pipe-in" || (entry === "pipe" && fd === 0));
  if (entry instanceof PipeReader || entry instanceof PipeWriter) {
    return owned(entry.duplicate());
  }
  return copyOf(entry.fd);
}

/** A copy, since the request is sent later and its owner may have closed it by then. */
function copyOf(kfd: number): PreparedEntry {
  return owned(check(core().bridge.calls.dup(kfd), "dup"));
}

function owned(kfd: number): PreparedEntry {
  return { kfd, close: () => core().bridge.calls.close(kfd) };
}

/** A pipe with this program's end non-blocking, the process's end as programs expect it. */
function preparePipe(input: boolean): PreparedEntry {
  const [reading, writing] = core().pipe(false, false);
  const [mine, theirs] = input ? [writing, reading] : [reading, writing];
  core().setNonblocking(mine, true);
  return {
    kfd: core().kernelFd(theirs),
    stream: input ? new PipeWriter(mine).toNodeStream() : new PipeReader(mine).toNodeStream(),
    close: () => core().close(theirs),
  };
}
