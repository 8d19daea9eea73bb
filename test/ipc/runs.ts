// Runs for the tests of IPC namespaces: with the kernel's namespaces, with virtual ones, or without the privilege to choose; some go on
// in the background. And what the host can see of their objects.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as uvu from "uvu";
import { packageRoot } from "../../ts/paths.js";
import {
  compileGuest,
  type ExecuteOptions,
  execute,
  isthmus,
  isthmusCommand,
  type Outcome,
  processes,
} from "../harness/index.js";

/** Keys, and so names of test/ipc/objects.c, that no other test has: from this one on, a hundred. */
export const firstKey = 0x10000000 + process.pid * 100;

/** In the environment of all that these tests start. */
const MARK = "ISTHMUS_IPC_TEST";
process.env[MARK] = String(process.pid);

/** How a run gets its namespace. */
export type Way = "kernel" | "virtual" | "unprivileged";

export const isRoot = process.geteuid?.() === 0;
/** Without the privilege there is no kernel namespace to be had. */
export const ways: readonly Way[] = isRoot ? ["kernel", "virtual", "unprivileged"] : ["virtual"];

export const objects = await compileGuest(join(packageRoot, "test", "ipc", "objects.c"));

/** Takes every privilege from a command that root starts. */
export const withoutPrivilege = (command: string, args: readonly string[]): [string, string[]] =>
  isRoot ? ["setpriv", ["--bounding-set=-all", "--inh-caps=-all", command, ...args]] : [command, [...args]];

/** Has a command run among no objects but its own, as far as that can be had: that takes root. */
export const apart = (command: string, args: readonly string[]): [string, string[]] => {
  const script = 'mount -t tmpfs none /dev/shm && exec "$@"';
  return isRoot ? ["unshare", ["--ipc", "--mount", "sh", "-c", script, "sh", command, ...args]] : [command, [...args]];
};

/** How to run a command that way, and its environment. */
export function commandBy(
  way: Way,
  command: string,
  args: readonly string[],
): [string, string[], Record<string, string>] {
  const env = { ...(process.env as Record<string, string>), ...(way === "virtual" ? { ISTHMUS_KERNEL_IPC: "0" } : {}) };
  const [program, words] = way === "unprivileged" ? withoutPrivilege(command, args) : [command, [...args]];
  return [program, words, env];
}

function commandOf(way: Way, args: readonly string[]): [string, string[], Record<string, string>] {
  const { command, args: all } = isthmusCommand(args);
  return commandBy(way, command, all);
}

/** Runs `isthmus` to its end. */
export function isthmusBy(way: Way, args: readonly string[], options: ExecuteOptions = {}): Promise<Outcome> {
  const [command, words, env] = commandOf(way, args);
  return execute(command, words, { env, ...options });
}

/** Runs test/ipc/objects.c to its end; options of run come before "--". */
export async function run(way: Way, ...args: string[]): Promise<string> {
  const at = args.indexOf("--");
  const { stdout, stderr, status } = await isthmusBy(way, [
    "run",
    ...args.slice(0, Math.max(at, 0)),
    objects,
    ...args.slice(at + 1),
  ]);
  return `${stdout}${stderr}${status === 0 ? "" : `exit ${status}\n`}`;
}

/** A run in the background. */
export class Background {
  readonly child: ChildProcess;
  #output = "";
  #ended = false;
  /** Nobody holds its output any more. */
  #closed = false;
  static readonly #all = new Set<Background>();

  constructor(way: Way, ...args: string[]) {
    const at = args.indexOf("--");
    const [command, words, env] = commandOf(way, [
      "run",
      ...args.slice(0, Math.max(at, 0)),
      objects,
      ...args.slice(at + 1),
    ]);
    this.child = spawn(command, words, { env, stdio: ["ignore", "pipe", "inherit"], detached: true });
    this.child.stdout?.on("data", (data: Buffer) => {
      this.#output += data.toString();
    });
    Background.#all.add(this);
    this.child.on("close", () => {
      this.#closed = true;
    });
    this.child.on("exit", () => {
      this.#ended = true;
    });
  }

  /** Ends those that a failed test has left. */
  static async endAll(): Promise<void> {
    for (const one of Background.#all) await one.kill();
    Background.#all.clear();
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** Waits until it has printed this; what it has printed. */
  async until(text: string): Promise<string> {
    await eventually(() => this.#output.includes(text) || this.#closed, `"${text}" in ${this.#output}`);
    return this.#output;
  }

  /** The virtual namespace that it is in, once it has made one. */
  get namespace(): string | undefined {
    return namespacesOf(this.processes())[0];
  }

  /** Its processes: those of its session. */
  processes(): number[] {
    return processesWhere(({ session }) => session === this.pid).map(({ pid }) => pid);
  }

  /** Kills some of its processes, the first among them, or all. */
  async kill(...pids: number[]): Promise<void> {
    if (pids.length > 0) killEach(pids);
    else {
      // One that we didn't see may just have been started.
      await eventually(() => {
        const left = this.processes();
        killEach(left);
        return left.length === 0;
      }, "the end of a killed run's processes");
    }
    await eventually(() => this.#ended, "the end of a killed run");
  }
}

function killEach(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It was faster.
    }
  }
}

interface Found {
  pid: number;
  session: number;
  name: string;
}

function processesWhere(wanted: (process: Found) => boolean): Found[] {
  const lines = execFileSync("ps", ["-eo", "pid=,sid=,stat=,comm="], { encoding: "utf8" }).trim().split("\n");
  return lines.flatMap((line) => {
    const [pid, session, state, name] = line.trim().split(/\s+/);
    const one = { pid: Number(pid), session: Number(session), name: name ?? "" };
    return state?.startsWith("Z") || !wanted(one) ? [] : [one];
  });
}

/** Waits for what takes a moment. */
export async function eventually(holds: () => boolean, what: string): Promise<void> {
  for (let waited = 0; !holds(); waited += 20) {
    if (waited > 20_000) throw new Error(`waited in vain for ${what}`);
    await sleep(20);
  }
}

const USER = `/dev/shm/isthmus-${process.geteuid?.()}`;

/** This user's namespaces, as directories; other tests may be at work. */
export function namespaces(): string[] {
  try {
    return readdirSync(USER);
  } catch {
    return [];
  }
}

/** The namespaces whose `alive` processes hold open. */
export function namespacesOf(pids: readonly number[]): string[] {
  const held = new Set(pids.flatMap(heldFiles));
  return namespaces().filter((name) => identity(`${USER}/${name}/alive`).some((file) => held.has(file)));
}

/** Which file a path leads to; none when it is gone. */
function identity(path: string): string[] {
  try {
    const { dev, ino } = statSync(path);
    return [`${dev}:${ino}`];
  } catch {
    return [];
  }
}

/** The files that a process has open. */
function heldFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => identity(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
}

/** The janitors that wait for the end of a namespace. */
export const janitorsOf = (namespace: string): number[] =>
  processesWhere(({ name }) => name === "isthmus-janitor")
    .map(({ pid }) => pid)
    .filter((pid) => namespacesOf([pid]).includes(namespace));

/** The namespaces that are this test's or may be: private ones, whose names tell nothing, and named ones. */
const suspects = (): string[] =>
  namespaces().filter((name) => name.startsWith("run-") || name.includes(String(firstKey)));

/** Whether a process is alive, no janitor, and not started by this test. A process that is ending has no environment any more. */
function isOthers(pid: number): boolean {
  try {
    // In this order: a janitor changes its name before it clears its environment.
    const environment = readFileSync(`/proc/${pid}/environ`, "latin1");
    const name = readFileSync(`/proc/${pid}/comm`, "latin1").trimEnd();
    const isOwn = pid === process.pid || environment.split("\0").includes(`${MARK}=${process.pid}`);
    return environment !== "" && !isOwn && name !== "isthmus-janitor";
  } catch {
    return false;
  }
}

const namespacesOfOthers = (): string[] => namespacesOf(processes().flatMap(({ pid }) => (isOthers(pid) ? pid : [])));

/** Waits until what is there now, and may be of this test's runs, is gone; what others live in is not. */
export async function nothingLeft(): Promise<void> {
  let left = suspects();
  const isGone = (): boolean => {
    const there = suspects();
    left = left.filter((name) => there.includes(name));
    if (left.length === 0) return true;
    const others = namespacesOfOthers();
    left = left.filter((name) => !others.includes(name));
    return left.length === 0;
  };
  await eventually(isGone, `the end of ${left.join(", ")}`);
  const queues = hostQueues() ?? [];
  if (queues.length > 0) throw new Error(`POSIX queues are left: ${queues.join(", ")}`);
}

/** Ends and removes what a test has left that failed. It does not throw, since that would hide the failure. */
async function takeAway(): Promise<void> {
  try {
    await Background.endAll();
    const names = suspects().map((name) => name.replace(/^name-/, ""));
    // It refuses those in which somebody lives.
    if (names.length > 0) await isthmus(["ipcs", "--remove", ...names]);
  } catch {
    // The tests that come next will say what is there.
  }
}

/** uvu's test, but what fails takes away what it has left, so that the tests after it don't fail of it. */
export const test = Object.assign(
  (name: string, body: () => Promise<void>): void => {
    uvu.test(name, async () => {
      try {
        await body();
      } catch (error) {
        await takeAway();
        throw error;
      }
    });
  },
  { run: uvu.test.run },
);

/** Ids of the host's System V objects: queues, segments, sets. */
export function hostIds(): { queues: string[]; segments: string[]; sets: string[] } {
  const of = (kind: string): string[] => {
    const text = execFileSync("ipcs", [kind], { encoding: "utf8" });
    return text.split("\n").flatMap((line) => /^0x[0-9a-f]{8} (\d+)/.exec(line)?.[1] ?? []);
  };
  return { queues: of("-q"), segments: of("-m"), sets: of("-s") };
}

/** System V objects of this user that look as test/ipc/objects.c makes them: kind and id. */
export function systemV(): string[] {
  return ["msg", "shm", "sem"].flatMap((kind) => {
    const [heading, ...lines] = readFileSync(`/proc/sysvipc/${kind}`, "latin1").trimEnd().split("\n");
    const names = (heading as string).trim().split(/\s+/);
    return lines.flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      const field = (name: string): string => fields[names.indexOf(name)] ?? "";
      const looks = kind === "msg" || field("size") === "4096" || field("nsems") === "2";
      return looks && field("perms") === "600" && field("uid") === `${process.geteuid?.()}`
        ? [`${kind} ${fields[1]}`]
        : [];
    });
  });
}

/** Ids in the line that `make` printed. */
export function madeIds(output: string): [string, string, string] {
  const match = /^made (-?\d+) (-?\d+) (-?\d+) posix file$/m.exec(output);
  if (match === null) throw new Error(`nothing was made: ${output}`);
  return match.slice(1) as [string, string, string];
}

/** Which of three ids (queue, segment, set) the host still has. */
export function stillThere([queue, segment, set]: readonly [string, string, string]): string[] {
  const { queues, segments, sets } = hostIds();
  return [
    ...(queues.includes(queue) ? [`queue ${queue}`] : []),
    ...(segments.includes(segment) ? [`segment ${segment}`] : []),
    ...(sets.includes(set) ? [`set ${set}`] : []),
  ];
}

/** The kernel's names of the POSIX queues outside of namespaces, as far as they are ours; undefined where they can't be seen. */
export function hostQueues(): string[] | undefined {
  if (!isRoot) return undefined;
  const script = "mount -t tmpfs none /mnt && mkdir /mnt/q && mount -t mqueue none /mnt/q && ls /mnt/q";
  const names = execFileSync("unshare", ["--mount", "sh", "-c", script], { encoding: "utf8" });
  return names.split("\n").filter((name) => {
    const key = Number(/^isthmus-[0-9a-f]{16}=isthmus-test-(\d+)$/.exec(name)?.[1] ?? 0);
    return key >= firstKey && key < firstKey + 100;
  });
}
