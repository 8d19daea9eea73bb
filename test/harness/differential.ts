// Runs one program natively and for wasm, each in a fresh directory of the same content, and compares what came out.
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { compileGuest, compileNative } from "./compile.js";
import { execute, isthmus, type Outcome } from "./execute.js";
import { type Program, readProgram } from "./program.js";
import { removeTemporary, temporary } from "./temporary.js";

const PATH = "/usr/bin:/bin";

/** A fresh directory as the program wants it, with the program in it as `./prog`. */
function stage(program: Program, executable: string): string {
  const directory = temporary(program.name);
  for (const { name, mode, text } of program.files) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, "latin1");
    chmodSync(path, mode);
  }
  copyFileSync(executable, join(directory, "prog"));
  chmodSync(join(directory, "prog"), 0o755);
  return directory;
}

const inputs = (program: Program): { stdin?: string; timeout: number } => ({
  ...(program.stdin === undefined ? {} : { stdin: program.stdin }),
  timeout: program.timeout,
});

export async function runNative(program: Program): Promise<Outcome> {
  const directory = stage(program, await compileNative(program.source, program.link, program.libraries));
  const outcome = await execute("./prog", program.args, {
    ...inputs(program),
    cwd: directory,
    env: { PATH, ...program.env },
  });
  removeTemporary(directory);
  return outcome;
}

/** `lane` "slow" switches the fast lane off. */
export async function runGuest(program: Program, lane: "fast" | "slow" = "fast"): Promise<Outcome> {
  const directory = stage(program, await compileGuest(program.source, program.link));
  const env = Object.entries({ PATH, ...program.env }).map(([name, value]) => `--env=${name}=${value}`);
  const host = { ...(process.env as Record<string, string>), ...(lane === "slow" ? { ISTHMUS_FAST: "0" } : {}) };
  const outcome = await isthmus(["run", "--dir", ".", ...env, ...program.options, "./prog", ...program.args], {
    ...inputs(program),
    cwd: directory,
    env: host,
  });
  removeTemporary(directory);
  return outcome;
}

function describe(side: string, { stdout, stderr, status, signal, timedOut, left }: Outcome): string {
  const end = timedOut ? "timed out" : (signal ?? `exit ${status}`);
  const remains = left.length > 0 ? `, left behind: ${left.join(", ")}` : "";
  return `--- ${side}: ${end}${remains}\n${stdout}${stderr === "" ? "" : `--- ${side}, stderr:\n${stderr}`}`;
}

/** The first line in which two texts differ, shown from both. */
function firstDifference(expected: string, actual: string): string {
  const wanted = expected.split("\n");
  const got = actual.split("\n");
  const at = wanted.findIndex((line, index) => line !== got[index]);
  const line = at < 0 ? wanted.length : at;
  return `line ${line + 1}: native ${JSON.stringify(wanted[line])}, wasm ${JSON.stringify(got[line])}`;
}

const nativeOutcomes = new Map<string, Promise<Outcome>>();

/** What the program does natively: run once, for both lanes. */
function nativeOutcome(program: Program): Promise<Outcome> {
  const known = nativeOutcomes.get(program.source) ?? runNative(program);
  nativeOutcomes.set(program.source, known);
  return known;
}

/** Fails with both outputs when the wasm side differs from the native one, or when either leaves processes behind. */
export async function differential(source: string, lane: "fast" | "slow" = "fast"): Promise<void> {
  const program = readProgram(source);
  const native = await nativeOutcome(program);
  const guest = await runGuest(program, lane);
  const differences: string[] = [];
  if (native.timedOut || native.left.length > 0) differences.push("the native program itself does not end cleanly");
  if (guest.timedOut) differences.push("the wasm side timed out");
  if (guest.left.length > 0) differences.push("the wasm side left processes behind");
  if (native.status !== guest.status) differences.push(`status: native ${native.status}, wasm ${guest.status}`);
  if (native.stdout !== guest.stdout) differences.push(`stdout, ${firstDifference(native.stdout, guest.stdout)}`);
  if (!program.ignoreStderr && native.stderr !== guest.stderr)
    differences.push(`stderr, ${firstDifference(native.stderr, guest.stderr)}`);
  if (differences.length > 0) {
    throw new Error(
      `${program.name} (${lane} lane): ${differences.join("; ")}\n${describe("native", native)}\n${describe("wasm", guest)}`,
    );
  }
}
