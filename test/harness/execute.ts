// Starts programs for tests: any command, and `isthmus` itself the way its first line says. Never waits for ever.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { constants as osConstants } from "node:os";
import { join } from "node:path";
import { distDirectory } from "../../ts/paths.js";
import { removeTemporary, temporary } from "./temporary.js";

export interface ExecuteOptions {
  cwd?: string;
  /** What standard input holds; without it /dev/null. */
  stdin?: string | Uint8Array;
  /** The whole environment; without it the test's own. */
  env?: Readonly<Record<string, string>>;
  /** Seconds until the command and its process group are killed. */
  timeout?: number;
}

export interface Outcome {
  stdout: string;
  stderr: string;
  /** Exit status, or 128 + N when signal N ended it, as a shell says. */
  status: number;
  /** The signal that ended it. */
  signal: NodeJS.Signals | null;
  timedOut: boolean;
  /** Processes of its session that outlived it for more than a moment; they have been killed. */
  left: string[];
}

interface ProcessLine {
  pid: number;
  state: string;
  session: number;
  name: string;
}

/** Every process of the machine, as /proc says. */
export function processes(): ProcessLine[] {
  const found: ProcessLine[] = [];
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "latin1");
      const close = stat.lastIndexOf(")");
      const fields = stat.slice(close + 2).split(" ");
      const name = stat.slice(stat.indexOf("(") + 1, close);
      found.push({ pid: Number(entry), state: fields[0] ?? "?", session: Number(fields[3]), name });
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}

const alive = (session: number): ProcessLine[] =>
  processes().filter((one) => one.session === session && one.state !== "Z");

/** Ends what is left of a session, and says what it was. Five seconds of grace: orphans may be on their way out, of a busy machine. */
async function endSession(session: number): Promise<string[]> {
  for (let wait = 10; wait <= 2560 && alive(session).length > 0; wait *= 2) {
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return alive(session).map(({ pid, name }) => {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself.
    }
    return `${name} (pid ${pid})`;
  });
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

/** For a command that is given no time of its own; ample, also when the machine is busy. */
const SECONDS = 60;

/** More of an output than this is not looked at: a hostile guest may make its output file as long as it likes. */
const OUTPUT_LIMIT = 16 << 20;

function readOutput(path: string): string {
  const fd = openSync(path, "r");
  const buffer = Buffer.alloc(Math.min(fstatSync(fd).size, OUTPUT_LIMIT));
  const length = readSync(fd, buffer, 0, buffer.length, 0);
  closeSync(fd);
  return buffer.toString("latin1", 0, length);
}

/**
 * Runs a command to its end, in a session of its own. Its outputs are files opened for appending, not Node's sockets, which
 * a guest could read from and wait. Rejects only when it can't be started.
 */
export function execute(command: string, args: readonly string[], options: ExecuteOptions = {}): Promise<Outcome> {
  const outputs = temporary("output");
  const paths = [join(outputs, "stdout"), join(outputs, "stderr")] as const;
  const descriptors = paths.map((path) => openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT));
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: [options.stdin === undefined ? "ignore" : "pipe", ...descriptors],
      detached: true,
    });
    for (const descriptor of descriptors) closeSync(descriptor);
    let timedOut = false;
    const timer = setTimeout(
      () => {
        timedOut = true;
        killGroup(child);
      },
      (options.timeout ?? SECONDS) * 1000,
    );
    // A command that ends without reading all of its input is no failure of the test.
    child.stdin?.on("error", () => {});
    child.stdin?.end(options.stdin);
    child.on("error", (error) => {
      clearTimeout(timer);
      removeTemporary(outputs);
      reject(error);
    });
    child.on("exit", async (code, signal) => {
      clearTimeout(timer);
      const left = child.pid === undefined ? [] : await endSession(child.pid);
      const [stdout, stderr] = [readOutput(paths[0]), readOutput(paths[1])];
      removeTemporary(outputs);
      const status = signal === null ? (code ?? -1) : 128 + osConstants.signals[signal];
      resolve({ stdout, stderr, status, signal, timedOut, left });
    });
  });
}

/** The command line that runs `isthmus` with this test's Node: flags as the bundle's first line has them. */
export function isthmusCommand(args: readonly string[]): { command: string; args: string[] } {
  const bundle = join(distDirectory, "isthmus.cjs");
  const first = readFileSync(bundle, "utf8").split("\n", 1)[0] ?? "";
  const flags = first.startsWith("#!") ? first.split(/\s+/).filter((word) => word.startsWith("--")) : [];
  return { command: process.execPath, args: [...flags, bundle, ...args] };
}

/** Runs `isthmus` with these arguments. */
export function isthmus(args: readonly string[], options: ExecuteOptions = {}): Promise<Outcome> {
  const { command, args: all } = isthmusCommand(args);
  return execute(command, all, options);
}
