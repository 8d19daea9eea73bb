// What a file is to exec: a module, a script, or a native program; and whether the policy lets a native one start.
// Reads the first bytes only; finding files is the namespace's, starting them process.ts's.
import type { NativeCalls } from "../bridge/bridge.js";
import { AtFlags, OpenFlags } from "./beneath.js";
import { Errno } from "./errno.js";
import { isWasm } from "./loader.js";
import type { Allowed, Policy } from "./policy.js";

/** As many bytes as Linux looks at. */
const HEAD = 256;

/** The interpreter of a `#!` script and the one argument it may have. */
export interface Script {
  interpreter: string;
  argument: string | undefined;
}

export type ProgramKind =
  | { kind: "module" }
  | { kind: "native" }
  | { kind: "script"; script: Script }
  | { kind: "unknown" };

/** Parses the first bytes of a file; undefined for a `#!` line that Linux wouldn't take either. */
function parseScript(head: string): Script | undefined {
  const newline = head.indexOf("\n");
  const whole = newline < 0 ? head : head.slice(0, newline);
  const line = whole.slice(2).replace(/^[ \t]+|[ \t\0]+$/g, "");
  const match = /^([^ \t\0]+)(?:[ \t]+(.*))?$/s.exec(line);
  if (match?.[1] === undefined) return undefined;
  // A name cut off by the end of what is looked at could be another program's.
  if (newline < 0 && head.length === HEAD && match[2] === undefined) return undefined;
  return { interpreter: match[1], argument: match[2] === "" ? undefined : match[2] };
}

/** Says what an open file is to exec. */
export function programKind(calls: NativeCalls, kfd: number): ProgramKind {
  const bytes = new Uint8Array(HEAD);
  const count = Math.max(calls.read(kfd, bytes), 0);
  const head = bytes.subarray(0, count);
  if (isWasm(head)) return { kind: "module" };
  const text = Buffer.from(head).toString("latin1");
  if (text.startsWith("\x7fELF")) return { kind: "native" };
  const script = text.startsWith("#!") ? parseScript(text) : undefined;
  return script === undefined ? { kind: "unknown" } : { kind: "script", script };
}

/** Reads a whole file from its beginning; minus an errno when it can't be read. */
export function readWhole(calls: NativeCalls, kfd: number, size: number): Uint8Array | number {
  const chunks: Uint8Array[] = [];
  calls.lseek(kfd, 0n, 0);
  for (;;) {
    const chunk = new Uint8Array(Math.max(size + 1, 4096));
    const count = calls.read(kfd, chunk);
    if (count === -Errno.EINTR) continue;
    if (count < 0) return count;
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}

/** Variables by which the one who starts a program makes its loader or C library run other code than the program's. */
const loaderVariable = /^(LD_.*|GCONV_PATH|GLIBC_TUNABLES|LOCPATH|NLSPATH|MALLOC_TRACE)=/s;

/** Which native programs may be started. */
export class ExecPolicy {
  readonly #calls: NativeCalls;
  readonly #policy: Pick<Policy, "exec" | "deniedExec">;
  readonly #allowed: Allowed<string>;
  readonly #denied: Allowed<string>;

  constructor(calls: NativeCalls, policy: Pick<Policy, "exec" | "deniedExec">) {
    this.#calls = calls;
    this.#policy = policy;
    // Now, before the guest runs, which could put a file of its own where one of the list isn't yet.
    this.#allowed = this.#real(policy.exec);
    this.#denied = this.#real(policy.deniedExec);
  }

  /** Whether any native program may be started at all. */
  get any(): boolean {
    return this.#policy.exec !== false && this.#policy.deniedExec !== true;
  }

  /** Whether every one may be, so that there is nothing to keep from the guest. */
  get all(): boolean {
    const { exec, deniedExec } = this.#policy;
    return exec === true && (deniedExec === false || (typeof deniedExec === "object" && deniedExec.length === 0));
  }

  /** Whether the program with this real path may be started. */
  allows(path: string): boolean {
    if (this.all) return true;
    if (!this.any) return false;
    return this.#holds(this.#allowed, path) && !this.#holds(this.#denied, path);
  }

  /** The environment for a native program: where only some may be started, none may be turned into another by its loader. */
  environment(envp: readonly string[]): string[] {
    return this.#policy.exec === true ? [...envp] : envp.filter((entry) => !loaderVariable.test(entry));
  }

  #holds(list: Allowed<string>, path: string): boolean {
    return typeof list === "boolean" ? list : list.some((entry) => entry === path || path.startsWith(`${entry}/`));
  }

  /** The list with links resolved, as the kernel names open files. */
  #real(list: Allowed<string>): Allowed<string> {
    if (typeof list === "boolean") return list;
    return list.flatMap((path) => {
      const kfd = this.#calls.openat2(AtFlags.currentDirectory, path, OpenFlags.path | OpenFlags.closeOnExec, 0, 0);
      if (kfd < 0) return [];
      const real = this.#calls.readlinkat(AtFlags.currentDirectory, `/proc/self/fd/${kfd}`);
      this.#calls.close(kfd);
      return typeof real === "string" ? [real] : [];
    });
  }
}
