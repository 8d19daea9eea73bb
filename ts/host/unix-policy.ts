// Which Unix sockets a guest may bind, connect to and send to, by their names. Where a path leads is the namespace's
// business, and using the sockets socket.ts's.
import type { NativeCalls } from "../bridge/bridge.js";
import { AtFlags, OpenFlags, splitPath } from "./beneath.js";
import type { Allowed, Policy } from "./policy.js";

/** The lists of the policy, against real paths and abstract names (`@name`). */
export class UnixPolicy {
  readonly #calls: NativeCalls;
  readonly #allowed: Allowed<string>;
  readonly #denied: Allowed<string>;

  constructor(calls: NativeCalls, policy: Pick<Policy, "unix" | "deniedUnix">) {
    this.#calls = calls;
    // Now, before the guest runs, which could put links where names of the list aren't yet.
    this.#allowed = this.#real(policy.unix);
    this.#denied = this.#real(policy.deniedUnix);
  }

  /** Whether every name may be used, so that none needs to be looked at. */
  get all(): boolean {
    return this.#allowed === true && (this.#denied === false || (this.#denied !== true && this.#denied.length === 0));
  }

  /** Whether any name may be used at all. */
  get any(): boolean {
    return this.#denied !== true && this.#allowed !== false && (this.#allowed === true || this.#allowed.length > 0);
  }

  /** Whether a name may be used: a real path of the host's, or an abstract name after an `@`. */
  allows(name: string): boolean {
    return this.all || (this.#holds(this.#allowed, name) && !this.isDenied(name));
  }

  /** Whether a name was taken back. */
  isDenied(name: string): boolean {
    return this.#holds(this.#denied, name);
  }

  #holds(list: Allowed<string>, name: string): boolean {
    if (typeof list === "boolean") return list;
    return list.some((entry) => entry === name || (!entry.startsWith("@") && name.startsWith(`${entry}/`)));
  }

  #real(list: Allowed<string>): Allowed<string> {
    return typeof list === "boolean" ? list : list.map((name) => (name.startsWith("@") ? name : this.#realPath(name)));
  }

  /** The path with links resolved, as the kernel names files; of a socket that isn't there yet, its directory's. */
  #realPath(path: string): string {
    const whole = this.#target(path);
    if (whole !== undefined) return whole;
    const { directory, name } = splitPath(path);
    const parent = this.#target(directory);
    return parent === undefined ? path : `${parent === "/" ? "" : parent}/${name}`;
  }

  #target(path: string): string | undefined {
    const kfd = this.#calls.openat2(AtFlags.currentDirectory, path, OpenFlags.path | OpenFlags.closeOnExec, 0, 0);
    if (kfd < 0) return undefined;
    const real = this.#calls.readlinkat(AtFlags.currentDirectory, `/proc/self/fd/${kfd}`);
    this.#calls.close(kfd);
    return typeof real === "string" ? real : undefined;
  }
}
