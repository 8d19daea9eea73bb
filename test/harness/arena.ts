// A place to attack from: a writable directory, a read-only one, and one outside of both, whose every byte is watched.
import { type ChildProcess, spawn } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { remaining } from "../../scripts/leftovers.js";
import { execute, isthmusCommand, type Outcome, processes } from "./execute.js";
import { SECRET } from "./hostile.js";
import { temporary } from "./temporary.js";

export interface Arena {
  root: string;
  /** Preopened as `.`, the guest's working directory. */
  box: string;
  /** Preopened as `/read-only`, not to be written. */
  readOnly: string;
  /** Not preopened; holds the secret. */
  outside: string;
}

export async function makeArena(): Promise<Arena> {
  const root = temporary("arena");
  const arena = { root, box: join(root, "box"), readOnly: join(root, "read-only"), outside: join(root, "outside") };
  for (const directory of [arena.box, arena.readOnly, arena.outside]) mkdirSync(directory);
  mkdirSync(join(arena.box, "d", "y"), { recursive: true });
  for (const name of ["a", "b", "c", "d/x", "d/y/z"]) writeFileSync(join(arena.box, name), `content of ${name}\n`);
  await execute("mkfifo", [join(arena.box, "fifo")]);
  const links = {
    s: "a",
    up: "..",
    out: "../outside",
    absolute: arena.outside,
    loop: "loop",
    dangling: "nothing",
    procself: "/proc/self",
  };
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(arena.box, name));
  writeFileSync(join(arena.readOnly, "file"), "only to be read\n");
  mkdirSync(join(arena.readOnly, "directory"));
  symlinkSync("../outside", join(arena.readOnly, "out"));
  writeFileSync(join(arena.outside, "canary"), SECRET.repeat(64));
  mkdirSync(join(arena.outside, SECRET));
  writeFileSync(join(arena.outside, SECRET, "file"), SECRET);
  return arena;
}

/** Everything about a tree that an intruder could change: names, kinds, modes, owners, times, links and contents. */
export function snapshot(directory: string): string {
  const status = lstatSync(directory, { bigint: true });
  const facts = [
    directory,
    status.mode,
    status.uid,
    status.gid,
    status.nlink,
    status.size,
    status.mtimeNs,
    status.ctimeNs,
  ];
  if (status.isFile()) facts.push(readFileSync(directory, "latin1"));
  if (status.isSymbolicLink()) facts.push(readlinkSync(directory));
  const below = status.isDirectory() ? readdirSync(directory).sort() : [];
  return [facts.join(" "), ...below.map((name) => snapshot(join(directory, name)))].join("\n");
}

/** What is around a run: environment variables of `isthmus`, and a command that starts it. */
export interface Around {
  env?: Readonly<Record<string, string>>;
  command?: readonly string[];
}

/** Runs a module in the arena with small limits and, in the host's environment, the secret. */
export function runInArena(
  arena: Arena,
  module: string,
  args: readonly string[],
  options: readonly string[] = [],
  seconds = 30,
  around: Around = {},
): Promise<Outcome> {
  const preopens = ["--dir", ".", "--dir", `${arena.readOnly}::/read-only:ro`];
  const limits = ["--max-procs", "4", "--max-memory", "32M", "--max-fds", "64", "--timeout", `${seconds}s`];
  const run = isthmusCommand(["run", ...preopens, ...limits, ...options, module, ...args]);
  const [command = "", ...words] = [...(around.command ?? []), run.command, ...run.args];
  return execute(command, words, {
    cwd: arena.box,
    env: { ...(process.env as Record<string, string>), HOSTILE_SECRET: SECRET, ARENA: arena.root, ...around.env },
    timeout: seconds + 20,
  });
}

/** Does something, and says what it did to what it should not reach. An empty answer is a good one. */
export async function watched(
  arena: Arena,
  act: () => Promise<Outcome>,
): Promise<{ outcome: Outcome; damage: string[] }> {
  const before = [snapshot(arena.outside), snapshot(arena.readOnly)];
  const outcome = await act();
  const damage: string[] = [];
  if (snapshot(arena.outside) !== before[0]) damage.push("changed the directory outside");
  if (snapshot(arena.readOnly) !== before[1]) damage.push("changed the read-only directory");
  for (const [, harm = ""] of outcome.stderr.matchAll(/^host objects: (.*)$/gm)) damage.push(harm);
  if (`${outcome.stdout}${outcome.stderr}`.includes(SECRET)) damage.push("printed the secret");
  if (outcome.left.length > 0) damage.push(`left processes behind: ${outcome.left.join(", ")}`);
  const hidden = [...(await remaining(`ARENA=${arena.root}`)).values()];
  if (hidden.length > 0) damage.push(`left processes behind: ${hidden.join(", ")}`);
  if (outcome.timedOut) damage.push("did not end by itself, in spite of --timeout");
  return { outcome, damage };
}

/** A process that only waits, and must go on doing so. */
export class Bystander {
  #child: ChildProcess = spawn("sleep", ["1000"], { stdio: "ignore", detached: true });

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error("sleep could not be started");
    return this.#child.pid;
  }

  /** Whether it was neither ended nor stopped. */
  unharmed(): boolean {
    // On a busy machine it may not sleep yet.
    return processes().some(({ pid, state }) => pid === this.pid && ["S", "R", "D"].includes(state));
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }
}
