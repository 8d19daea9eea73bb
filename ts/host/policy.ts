// What a guest may do: deny by default, deny wins. Parses the options of the command line and of a policy file into one Policy.
// Enforcing it is the namespace's (paths), process.ts's (programs), socket.ts's and the bridge's (signals and counts).
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { toBytes } from "./bytes.js";
import { type NetList, parseNetEntry } from "./net-policy.js";
import { type NetlinkList, parseNetlinkEntry } from "./netlink-policy.js";
import { UsageError } from "./usage-error.js";

/** Keys of a policy file, and long options of `isthmus run`: the same names, the same meaning. */
export interface PolicyOptions {
  /** `HOST[::GUEST][:ro]`: a directory that the guest sees. */
  dir?: string | readonly string[];
  /** `NAME` passes the host's value, `NAME=VALUE` sets one. */
  env?: string | readonly string[];
  /** Native programs: all, or those listed (paths, directories, names looked up in PATH). */
  "allow-exec"?: boolean | string | readonly string[];
  /** TCP, UDP and, without a list, raw sockets: all, or those listed (`HOST[:PORT]`: names, addresses, blocks, ranges of ports). */
  "allow-net"?: boolean | string | readonly string[];
  /** Netlink: every family with the privileges of the user, or those listed (`FAMILY` without them, `FAMILY:admin` with). */
  "allow-netlink"?: boolean | number | string | readonly (number | string)[];
  /** Unix sockets with a name: all, or those listed (paths, directories, `@name` for abstract ones). */
  "allow-unix"?: boolean | string | readonly string[];
  /** Processes outside the run that may be signalled: all, or those listed. */
  "allow-signal"?: boolean | number | string | readonly (number | string)[];
  /** `private` (the default), `host`, `host:/PREFIX*,KEY,…`, or a name: whose System V and POSIX IPC objects it sees. */
  ipc?: string;
  /** `/` preopened, the host's environment, native programs, sockets, signals, devices, the host's IPC objects. */
  "allow-all"?: boolean;
  "deny-dir"?: string | readonly string[];
  "deny-env"?: string | readonly string[];
  "deny-exec"?: boolean | string | readonly string[];
  "deny-net"?: boolean | string | readonly string[];
  "deny-netlink"?: boolean | number | string | readonly (number | string)[];
  "deny-unix"?: boolean | string | readonly string[];
  "deny-signal"?: boolean | number | string | readonly (number | string)[];
  /** Processes of the run at one time. */
  "max-procs"?: number | string;
  /** Bytes of each module's memory; the suffixes K, M and G count in 1024s. */
  "max-memory"?: number | string;
  /** Open descriptors of each process. */
  "max-fds"?: number | string;
  /** Until the run is killed: `500ms`, `10s`, `2m`, `1h`; a number alone is seconds. */
  timeout?: number | string;
}

/** How an option is written: alone, with a value, or with `=LIST` that may be left out. */
type Shape = "flag" | "value" | "list";

const shapes: { readonly [Key in keyof Required<PolicyOptions>]: Shape } = {
  dir: "value",
  env: "value",
  "allow-exec": "list",
  "allow-net": "list",
  "allow-netlink": "list",
  "allow-unix": "list",
  "allow-signal": "list",
  ipc: "value",
  "allow-all": "flag",
  "deny-dir": "value",
  "deny-env": "value",
  "deny-exec": "list",
  "deny-net": "list",
  "deny-netlink": "list",
  "deny-unix": "list",
  "deny-signal": "list",
  "max-procs": "value",
  "max-memory": "value",
  "max-fds": "value",
  timeout: "value",
};

/** Options of the design whose mechanism doesn't exist yet, so that there is nothing for them to allow. */
const later = new Set(["trace"]);

/** A directory to preopen; all three are byte strings. */
export interface PreopenOption {
  host: string;
  /** As given: the name that plain preview1 modules see. */
  name: string;
  /** The absolute name in the guest's namespace, without "." and "..". */
  guest: string;
  readOnly: boolean;
}

/** A list of things allowed or denied, or all of them, or none. */
export type Allowed<T> = boolean | readonly T[];

/** Names of POSIX objects and keys of System V ones: exact names, and beginnings of names (written with a `*` after them). */
export interface IpcNames {
  readonly exact: readonly string[];
  readonly prefixes: readonly string[];
  readonly keys: readonly number[];
}

/** Whose IPC objects a guest sees: its own run's, those of all runs that give the same name, or the host's (all, or some). */
export type IpcPolicy =
  | { readonly kind: "private" }
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "host"; readonly only?: IpcNames };

/** What a guest may do, checked and complete. */
export interface Policy {
  readonly all: boolean;
  readonly preopens: readonly PreopenOption[];
  /** Host paths, absolute byte strings, that are out of bounds though they lie in a preopen. */
  readonly deniedPaths: readonly string[];
  /** `NAME=value`, byte strings. */
  readonly environment: readonly string[];
  /** Native programs: absolute host paths of files, or of directories that hold them. */
  readonly exec: Allowed<string>;
  readonly deniedExec: Allowed<string>;
  /** Unix sockets: absolute host paths of sockets, or of directories that hold them, and abstract names after an `@`. */
  readonly unix: Allowed<string>;
  readonly deniedUnix: Allowed<string>;
  /** Addresses, ports and names of the network. */
  readonly net: NetList;
  readonly deniedNet: NetList;
  /** Families of netlink. */
  readonly netlink: NetlinkList;
  readonly deniedNetlink: NetlinkList;
  readonly signal: Allowed<number>;
  readonly ipc: IpcPolicy;
  readonly maxProcesses: number;
  readonly maxFds: number;
  /** 64 KiB pages of a module's memory, or 0 for no limit of ours. */
  readonly maxPages: number;
  /** Milliseconds, or 0. */
  readonly timeout: number;
}

/**
 * Whether a guest may make files that run with their owner's rights (set-user-ID, set-group-ID): only where it may start
 * every native program anyway.
 */
export const mayGiveRights = (policy: Pick<Policy, "exec" | "deniedExec">): boolean =>
  policy.exec === true && policy.deniedExec !== true;

/** What the options are read against: relative paths, PATH, and the variables that `--env NAME` passes. */
export interface Surroundings {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
}

type Value = string | number | boolean | readonly (string | number)[];

const isKey = (name: string): name is keyof PolicyOptions => Object.hasOwn(shapes, name);

/** How the option `--name` is written, or undefined when it isn't a policy option. */
export function optionShape(name: string): Shape | undefined {
  if (later.has(name)) throw new UsageError(`--${name} is not available yet`);
  return isKey(name) ? shapes[name] : undefined;
}

/** Adds one option of the command line; lists grow, single values are replaced. */
export function addOption(options: PolicyOptions, name: string, value: string | undefined): void {
  if (!isKey(name)) throw new UsageError(`unknown option --${name}`);
  const record = options as Record<string, Value | undefined>;
  const before = record[name];
  if (value === undefined) record[name] = true;
  else if (shapes[name] === "list") record[name] = before === true ? true : [...list(before), ...value.split(",")];
  else if (name === "dir" || name === "env" || name === "deny-dir" || name === "deny-env")
    record[name] = [...list(before), value];
  else record[name] = value;
}

/** Reads the text of a policy file: a JSON object with the keys of PolicyOptions. An unknown key is an error. */
export function parsePolicyFile(text: string, file: string): PolicyOptions {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new UsageError(`${file}: a policy is a JSON object`);
  }
  for (const [key, value] of Object.entries(parsed)) {
    try {
      checkKey(key, value);
    } catch (error) {
      throw new UsageError(`${file}: ${(error as Error).message}`);
    }
  }
  return parsed as PolicyOptions;
}

function checkKey(key: string, value: unknown): void {
  const shape = optionShape(key);
  if (shape === undefined) throw new UsageError(`unknown key "${key}"`);
  const scalar = (one: unknown): boolean => typeof one === "string" || typeof one === "number";
  const fits =
    shape === "flag"
      ? typeof value === "boolean"
      : scalar(value) ||
        (Array.isArray(value) && value.every(scalar)) ||
        (shape === "list" && typeof value === "boolean");
  if (!fits) throw new UsageError(`"${key}" has a value of the wrong type`);
}

/** Joins a policy file's options and those of the command line: lists are added, single values of the second win. */
export function mergeOptions(first: PolicyOptions, second: PolicyOptions): PolicyOptions {
  const merged: Record<string, Value | undefined> = { ...(first as Record<string, Value | undefined>) };
  for (const [key, value] of Object.entries(second) as [keyof PolicyOptions, Value][]) {
    const before = merged[key];
    const grows = shapes[key] === "list" || Array.isArray(value);
    if (before === undefined || !grows || value === true) merged[key] = value;
    else if (before !== true) merged[key] = [...list(before), ...list(value)];
  }
  return merged as PolicyOptions;
}

function list(value: Value | undefined): (string | number)[] {
  if (value === undefined || typeof value === "boolean") return [];
  return typeof value === "object" ? [...value] : [value];
}

const strings = (value: Value | undefined): string[] => list(value).map(String);

/** Removes ".", ".." and doubled slashes from an absolute name, by its text alone. */
export function normalizeGuestPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** Parses `HOST[::GUEST][:ro]`. */
export function parseDirectory(text: string, cwd: string): PreopenOption {
  const readOnly = text.endsWith(":ro");
  const mapping = readOnly ? text.slice(0, -3) : text;
  const separator = mapping.indexOf("::");
  const host = separator < 0 ? mapping : mapping.slice(0, separator);
  const name = separator < 0 ? host : mapping.slice(separator + 2);
  if (host === "" || name === "" || text.includes("\0"))
    throw new UsageError(`--dir ${text}: expected HOST[::GUEST][:ro]`);
  return {
    host: toBytes(resolve(cwd, host)),
    name: toBytes(name),
    guest: toBytes(normalizeGuestPath(separator < 0 ? resolve(cwd, name) : `/${name}`)),
    readOnly,
  };
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of `500ms`, `10s`, `2m`, `1h`, or of a number of seconds. */
export function parseDuration(value: string | number): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(String(value));
  const milliseconds = match === null ? 0 : Math.ceil(Number(match[1]) * (units[match[2] ?? "s"] ?? 0));
  if (milliseconds <= 0 || milliseconds > 0x7fffffff)
    throw new UsageError(`--timeout ${value}: expected a duration such as 500ms, 10s or 2m`);
  return milliseconds;
}

/** Bytes of `65536`, `64K`, `64M`, `1G`. */
export function parseSize(value: string | number): number {
  const match = /^(\d+(?:\.\d+)?)([KMG])?(i?B)?$/i.exec(String(value));
  const scale = { "": 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[(match?.[2] ?? "").toUpperCase()] ?? 1;
  const bytes = match === null ? 0 : Math.floor(Number(match[1]) * scale);
  if (bytes <= 0) throw new UsageError(`--max-memory ${value}: expected a size such as 64M or 1G`);
  return bytes;
}

function parseCount(name: string, value: string | number, maximum: number): number {
  const count = /^\d+$/.test(String(value)) ? Number(value) : 0;
  if (count < 1 || count > maximum) throw new UsageError(`--${name} ${value}: expected a number from 1 to ${maximum}`);
  return count;
}

function parseProcesses(name: string, value: Value | undefined): Allowed<number> {
  if (typeof value === "boolean") return value;
  return list(value).map((pid) => parseCount(name, pid, 0x7fffffff));
}

/** Absolute host paths of programs; a bare name means every one of that name in PATH. */
function parsePrograms(value: Value | undefined, around: Surroundings): Allowed<string> {
  if (typeof value === "boolean") return value;
  return strings(value).flatMap((program) => {
    if (program === "") return [];
    if (program.includes("/")) return [toBytes(resolve(around.cwd, program))];
    const directories = (around.env.PATH ?? "/usr/bin:/bin").split(delimiter);
    return directories.map((directory) =>
      toBytes(isAbsolute(directory) ? join(directory, program) : resolve(around.cwd, directory, program)),
    );
  });
}

/** Absolute host paths, and abstract names as they are. */
function parseSockets(value: Value | undefined, around: Surroundings): Allowed<string> {
  if (typeof value === "boolean") return value;
  return strings(value)
    .filter((name) => name !== "")
    .map((name) => toBytes(name.startsWith("@") ? name : resolve(around.cwd, name)));
}

function parseNet(option: "allow-net" | "deny-net", value: Value | undefined): NetList {
  if (value === undefined || typeof value === "boolean") return value ?? false;
  return strings(value).flatMap((entry) => (entry === "" ? [] : parseNetEntry(option, entry)));
}

function parseNetlink(option: "allow-netlink" | "deny-netlink", value: Value | undefined): NetlinkList {
  if (value === undefined || typeof value === "boolean") return value ?? false;
  return strings(value).flatMap((entry) => (entry === "" ? [] : [parseNetlinkEntry(option, entry)]));
}

function environment(options: PolicyOptions, around: Surroundings): string[] {
  const variables = new Map<string, string>();
  if (options["allow-all"] === true) {
    for (const [name, value] of Object.entries(around.env)) if (value !== undefined) variables.set(name, value);
  }
  for (const entry of strings(options.env)) {
    const equals = entry.indexOf("=");
    if (entry === "" || equals === 0 || entry.includes("\0"))
      throw new UsageError(`--env ${entry}: expected NAME or NAME=VALUE`);
    const value = equals < 0 ? around.env[entry] : entry.slice(equals + 1);
    if (value !== undefined) variables.set(equals < 0 ? entry : entry.slice(0, equals), value);
  }
  for (const name of strings(options["deny-env"])) variables.delete(name);
  return [...variables].map(([name, value]) => toBytes(`${name}=${value}`));
}

function signals(options: PolicyOptions): Allowed<number> {
  const all = options["allow-all"] === true;
  const allowed = all ? true : parseProcesses("allow-signal", options["allow-signal"] ?? false);
  const denied = parseProcesses("deny-signal", options["deny-signal"] ?? false);
  if (denied === true) return false;
  if (denied === false || typeof allowed === "boolean") {
    if (allowed === true && denied !== false && denied.length > 0) {
      throw new UsageError(
        "--deny-signal=PID takes back a PID of --allow-signal=PID,…; to take back all, give it no PID",
      );
    }
    return allowed;
  }
  return allowed.filter((pid) => !denied.includes(pid));
}

/** A namespace's name, as `--ipc NAME` takes it and `isthmus ipcs` shows it. */
export const isNamespaceName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name);

const MOST_NEGATIVE_KEY = -0x8000_0000;
const LARGEST_KEY = 0xffff_ffff;

/** A System V key, decimal or hexadecimal, as the kernel's signed number; undefined when it is none. */
function parseKey(text: string): number | undefined {
  if (!/^(-?\d{1,10}|0[xX][0-9a-fA-F]{1,8})$/.test(text)) return undefined;
  const key = Number(text);
  return key === 0 || key < MOST_NEGATIVE_KEY || key > LARGEST_KEY ? undefined : key | 0;
}

/** Parses the list of `host:LIST`: `/name`, `/prefix*`, and keys. */
function parseIpcNames(list: string): IpcNames {
  const exact: string[] = [];
  const prefixes: string[] = [];
  const keys: number[] = [];
  for (const entry of list.split(",")) {
    const key = parseKey(entry);
    const name = /^\/([^/*\0]*)(\*?)$/.exec(entry);
    if (key !== undefined) keys.push(key);
    else if (name !== null && entry !== "/") (name[2] === "*" ? prefixes : exact).push(toBytes(name[1] as string));
    else throw new UsageError(`--ipc host:${list}: expected /NAME, /PREFIX* or a key, not "${entry}"`);
  }
  return { exact, prefixes, keys };
}

/** Parses `private`, `host`, `host:LIST` or a name. */
export function parseIpc(text: string): IpcPolicy {
  if (text === "private") return { kind: "private" };
  if (text === "host") return { kind: "host" };
  if (text.startsWith("host:")) return { kind: "host", only: parseIpcNames(text.slice(5)) };
  if (isNamespaceName(text)) return { kind: "named", name: text };
  throw new UsageError(
    `--ipc ${text}: expected private, host, host:/PREFIX*,KEY,... or a name of letters, digits, ".", "_" and "-"`,
  );
}

/** Makes a policy of options; throws UsageError. */
export function makePolicy(options: PolicyOptions, around: Surroundings): Policy {
  for (const [key, value] of Object.entries(options)) if (value !== undefined) checkKey(key, value);
  const all = options["allow-all"] === true;
  const preopens = strings(options.dir).map((directory) => parseDirectory(directory, around.cwd));
  if (all && !preopens.some((preopen) => preopen.guest === "/")) {
    preopens.unshift({ host: "/", name: "/", guest: "/", readOnly: false });
  }
  const maximum = options["max-memory"];
  return {
    all,
    preopens,
    deniedPaths: strings(options["deny-dir"]).map((path) => toBytes(resolve(around.cwd, path))),
    environment: environment(options, around),
    exec: all ? true : parsePrograms(options["allow-exec"] ?? false, around),
    deniedExec: parsePrograms(options["deny-exec"] ?? false, around),
    unix: all ? true : parseSockets(options["allow-unix"] ?? false, around),
    deniedUnix: parseSockets(options["deny-unix"] ?? false, around),
    net: all ? true : parseNet("allow-net", options["allow-net"]),
    deniedNet: parseNet("deny-net", options["deny-net"]),
    netlink: all ? true : parseNetlink("allow-netlink", options["allow-netlink"]),
    deniedNetlink: parseNetlink("deny-netlink", options["deny-netlink"]),
    signal: signals(options),
    ipc: parseIpc(String(options.ipc ?? (all ? "host" : "private"))),
    maxProcesses: parseCount("max-procs", options["max-procs"] ?? 64, 32768),
    maxFds: parseCount("max-fds", options["max-fds"] ?? 1024, 65536),
    maxPages: maximum === undefined ? 0 : Math.max(1, Math.floor(parseSize(maximum) / 65536)),
    timeout: options.timeout === undefined ? 0 : parseDuration(options.timeout),
  };
}
