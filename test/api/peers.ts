// Other programs for the tests of the API: Node processes, and peer.c, natively and as a guest that has the host's IPC.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { IpcError } from "../../ts/api/index.js";
import { packageRoot } from "../../ts/paths.js";
import { compileGuest, compileNative, execute, isthmusCommand, type Outcome, skip } from "../harness/index.js";

const api = new URL("../../ts/api/index.js", import.meta.url).href;
const source = join(packageRoot, "test", "api", "peer.c");

/** What peer.c can be run as. */
export const kinds = ["native", "guest"] as const;
export type Kind = (typeof kinds)[number];

/** Registers tests that need Python. */
export const withPython = spawnSync("python3", ["--version"]).status === 0 ? test : skip("needs python3");

let counter = 0;

/** A name for an object of this process alone. */
export function uniqueName(): string {
  counter += 1;
  return `/isthmus-test-${process.pid}-${counter}`;
}

async function peerCommand(kind: Kind, args: readonly string[]): Promise<{ command: string; args: string[] }> {
  if (kind === "native") return { command: await compileNative(source), args: [...args] };
  const module = await compileGuest(source);
  return isthmusCommand(["run", "--ipc", "host", "--dir", "/tmp", module, ...args]);
}

/** Runs peer.c to its end. */
export async function peer(kind: Kind, ...args: string[]): Promise<Outcome> {
  const { command, args: all } = await peerCommand(kind, args);
  return execute(command, all);
}

/** Runs peer.c to its end, which has to be a good one; what it printed. */
export async function peerOutput(kind: Kind, ...args: string[]): Promise<string> {
  const outcome = await peer(kind, ...args);
  assert.is(outcome.stderr, "");
  assert.is(outcome.status, 0);
  return outcome.stdout.trim();
}

/** A program that runs, line by line. */
export class Running {
  readonly child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(command: string, args: readonly string[]) {
    this.child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
    if (this.child.stdout === null) throw new Error("no output");
    this.#lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  /** The next line that it prints. */
  async line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("the program ended");
    return value;
  }

  async ended(): Promise<number | string | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, "exit");
    return this.child.exitCode ?? this.child.signalCode;
  }

  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.ended();
  }
}

/** Starts peer.c. */
export async function startPeer(kind: Kind, ...args: string[]): Promise<Running> {
  const { command, args: all } = await peerCommand(kind, args);
  return new Running(command, all);
}

const nodeArgs = (text: string, flags: readonly string[] = []): string[] => [
  ...flags,
  "--input-type=module",
  "-e",
  `import * as ipc from ${JSON.stringify(api)};\n${text}`,
];

/** Runs a module's text in a new Node process; `ipc` is the API. */
export const program = (text: string, flags: readonly string[] = []): Promise<Outcome> =>
  execute(process.execPath, nodeArgs(text, flags));

/** Starts one. */
export const startProgram = (text: string): Running => new Running(process.execPath, nodeArgs(text));

export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("did not reject");
}

export function thrown(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  throw new Error("did not throw");
}

export function assertIpcError(error: unknown, code: string, syscall: string): void {
  assert.instance(error, IpcError);
  assert.is((error as IpcError).code, code);
  assert.is((error as IpcError).syscall, syscall);
}

/** Waits until something is what it should be, for as long as a busy machine may need; fails as an assertion does. */
export async function becomes<T>(value: () => T, wanted: T): Promise<void> {
  for (let waited = 0; value() !== wanted && waited < 6000; waited++) await new Promise((done) => setTimeout(done, 5));
  assert.is(value(), wanted);
}

/** Makes garbage collection happen, until something has become true. */
export async function collectUntil(done: () => boolean): Promise<void> {
  const { setFlagsFromString } = await import("node:v8");
  const { runInNewContext } = await import("node:vm");
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let round = 0; round < 4000 && !done(); round++) {
    // Often at first; later it is others that are waited for.
    if (round < 100 || round % 50 === 0) collect();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.ok(done(), "not collected");
}
