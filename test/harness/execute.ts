// Starts programs for tests: any command, and `isthmus` itself the way its first line says. Never waits for ever.
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { distDirectory } from "../../ts/paths.js";

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

/** Ends what is left of a session, and says what it was. A moment's grace: orphans may be on their way out. */
async function endSession(session: number): Promise<string[]> {
  for (let wait = 10; wait <= 640 && alive(session).length > 0; wait *= 2) {
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

/** Runs a command to its end, in a session of its own. Rejects only when it can't be started. */
export function execute(command: string, args: readonly string[], options: ExecuteOptions = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: [options.stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      detached: true,
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let timedOut = false;
    const timer = setTimeout(
      () => {
        timedOut = true;
        killGroup(child);
        // A process that left the group may hold the pipes open: don't wait for them.
        child.stdout?.destroy();
        child.stderr?.destroy();
      },
      (options.timeout ?? 20) * 1000,
    );
    child.stdout?.on("data", (data: Buffer) => stdout.push(data));
    child.stderr?.on("data", (data: Buffer) => stderr.push(data));
    // A command that ends without reading all of its input is no failure of the test.
    child.stdin?.on("error", () => {});
    child.stdin?.end(options.stdin);
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("close", async (code, signal) => {
      clearTimeout(timer);
      const left = child.pid === undefined ? [] : await endSession(child.pid);
      resolve({
        stdout: Buffer.concat(stdout).toString("latin1"),
        stderr: Buffer.concat(stderr).toString("latin1"),
        status: signal === null ? (code ?? -1) : 128 + constants.signals[signal],
        signal,
        timedOut,
        left,
      });
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
