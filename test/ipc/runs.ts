// Runs for the tests of IPC namespaces: with the kernel's namespaces, with virtual ones, or without the privilege to choose; some go on
// in the background. And what the host can see of their objects.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { packageRoot } from "../../ts/paths.js";
import { compileGuest, type ExecuteOptions, execute, isthmusCommand, type Outcome } from "../harness/index.js";

/** Keys, and so names of test/ipc/objects.c, that no other test has: from this one on, a hundred. */
export const firstKey = 0x10000000 + process.pid * 100;

/** How a run gets its namespace. */
export type Way = "kernel" | "virtual" | "unprivileged";

export const isRoot = process.geteuid?.() === 0;
/** Without the privilege there is no kernel namespace to be had. */
export const ways: readonly Way[] = isRoot ? ["kernel", "virtual", "unprivileged"] : ["virtual"];

export const objects = await compileGuest(join(packageRoot, "test", "ipc", "objects.c"));

/** Takes every privilege from a command that root starts. */
export const withoutPrivilege = (command: string, args: readonly string[]): [string, string[]] =>
  isRoot ? ["setpriv", ["--bounding-set=-all", "--inh-caps=-all", command, ...args]] : [command, [...args]];

function commandOf(way: Way, args: readonly string[]): [string, string[], Record<string, string>] {
  const { command, args: all } = isthmusCommand(args);
  const env = { ...(process.env as Record<string, string>), ...(way === "virtual" ? { ISTHMUS_KERNEL_IPC: "0" } : {}) };
  const [program, words] = way === "unprivileged" ? withoutPrivilege(command, all) : [command, all];
  return [program, words, env];
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
      Background.#all.delete(this);
    });
  }

  /** Ends those that a failed test has left. */
  static async endAll(): Promise<void> {
    for (const one of Background.#all) await one.kill();
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

  async kill(...pids: number[]): Promise<void> {
    for (const pid of pids.length === 0 ? this.processes() : pids) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It was faster.
      }
    }
    await eventually(() => this.#ended, "the end of a killed run");
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

/** Waits until what is there now, and may be of this test's runs, is gone. */
export async function nothingLeft(): Promise<void> {
  const suspects = namespaces().filter((name) => name.startsWith("run-") || name.includes(String(firstKey)));
  await eventually(() => !namespaces().some((one) => suspects.includes(one)), `the end of ${suspects.join(", ")}`);
  const queues = hostQueues() ?? [];
  if (queues.length > 0) throw new Error(`POSIX queues are left: ${queues.join(", ")}`);
}

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
