// The options of spawn: their types, their checks, and the policy that they amount to.
import { constants } from "node:os";
import { resolve } from "node:path";
import { toBytes } from "../host/bytes.js";
import {
  makePolicy,
  normalizeGuestPath,
  type Policy,
  type PolicyOptions,
  type PreopenOption,
  parseDirectory,
} from "../host/policy.js";
import { UsageError } from "../host/usage-error.js";
import {
  checkBoolean,
  checkInteger,
  checkKeys,
  checkSignal,
  checkString,
  checkStrings,
  toPath,
  wrongType,
} from "./options.js";
import { signalNumber } from "./signal-names.js";
import type { Stdio } from "./stdio.js";

/** A directory that a guest may use. */
export interface Directory {
  /** Path on the host. */
  host: string | URL;
  /** Absolute path in the guest; the host's own unless told. */
  guest?: string | undefined;
  /** Whether everything beneath is read-only; false unless told. */
  readOnly?: boolean | undefined;
}

/** What a guest may do beyond its directories and its own processes. */
export interface Permissions {
  /** Start native programs: all, or these (paths, directories, or names looked up in PATH). */
  exec?: boolean | readonly string[] | undefined;
  /** Use the network: all of it, or these (`HOST[:PORT]`: names, addresses, blocks, ranges of ports) by TCP and UDP. */
  net?: boolean | readonly string[] | undefined;
  /** Use netlink: every family with this user's privileges, or these: `"route"` without them, `"route:admin"` with. */
  netlink?: boolean | readonly string[] | undefined;
  /** Use Unix sockets with a name: all, or these (paths, directories that hold them, `@NAME` for abstract names). */
  unix?: boolean | readonly string[] | undefined;
  /** Signal processes outside its own tree: all, or these pids. */
  signal?: boolean | readonly number[] | undefined;
}

/** Bounds of a guest and the processes it forks. */
export interface Limits {
  /** Processes at one time; 64 unless told. */
  maxProcesses?: number | undefined;
  /** Bytes of memory of each process's module. */
  maxMemory?: number | undefined;
  /** Open descriptors of each process; 1,024 unless told. */
  maxFds?: number | undefined;
  /** Milliseconds after which all its processes are killed (SIGKILL). */
  timeout?: number | undefined;
}

export interface SpawnOptions<S extends Stdio = Stdio> {
  /** The process's descriptors; `"pipe"` unless told. */
  stdio?: S | undefined;
  /** Directories that the guest may use: `"HOST[::GUEST][:ro]"`, or objects. None unless told. */
  dirs?: readonly (string | Directory)[] | undefined;
  /** The guest's environment, complete; empty unless told. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /** The guest's working directory, by its own name for it; its first directory unless told. */
  cwd?: string | undefined;
  /** The program's name as the guest sees it in argv[0]; the module's path as given unless told. */
  argv0?: string | undefined;
  /** Aborting it kills the process, and rejects `exited` with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** What an abort kills it with; SIGTERM unless told. */
  killSignal?: NodeJS.Signals | number | undefined;
  limits?: Limits | undefined;
  /**
   * Whose System V and POSIX queues, segments and semaphores it sees: `"private"`, its own and its children's, gone when the last of them
   * ends (the default); a name, shared by all guests that are given it; `"host"`; or some of the host's, as in `"host:/jobs*,0x1234"`.
   */
  ipc?: string | undefined;
  /** Permissions given; `true` for everything, `/` as a directory and the host's IPC objects included. */
  allow?: true | Permissions | undefined;
  /** Permissions taken back; deny wins. `dirs` are host paths that are out of bounds. */
  deny?: (Permissions & { dirs?: readonly string[] | undefined }) | undefined;
}

/** The keys of SpawnOptions. */
export const spawnOptionKeys: readonly (keyof SpawnOptions)[] = [
  "stdio",
  "dirs",
  "env",
  "cwd",
  "argv0",
  "signal",
  "killSignal",
  "limits",
  "ipc",
  "allow",
  "deny",
];

export interface CheckedOptions {
  policy: Policy;
  stdio: Stdio | undefined;
  cwd: string | undefined;
  argv0: string | undefined;
  signal: AbortSignal | undefined;
  killSignal: number;
}

/** Checks options and turns them into what the zygote needs; throws TypeError or RangeError. */
export function readOptions(options: SpawnOptions, where: string): CheckedOptions {
  checkKeys(options, spawnOptionKeys, where);
  checkSignal(options.signal, where);
  if (options.cwd !== undefined) checkString(options.cwd, `${where}: cwd`);
  if (options.argv0 !== undefined) checkString(options.argv0, `${where}: argv0`);
  if (options.ipc !== undefined) checkString(options.ipc, `${where}: ipc`);
  return {
    policy: readPolicy(options, where),
    stdio: options.stdio,
    cwd: options.cwd,
    argv0: options.argv0,
    signal: options.signal,
    killSignal:
      options.killSignal === undefined
        ? constants.signals.SIGTERM
        : signalNumber(options.killSignal, `${where}: killSignal`),
  };
}

function readPolicy(options: SpawnOptions, where: string): Policy {
  const { limits = {}, allow = {}, deny = {} } = options;
  checkKeys(limits, ["maxProcesses", "maxMemory", "maxFds", "timeout"], `${where}: limits`);
  checkInteger(limits.maxProcesses, `${where}: limits.maxProcesses`, 1, 32768);
  checkInteger(limits.maxMemory, `${where}: limits.maxMemory`, 65536, 2 ** 32);
  checkInteger(limits.maxFds, `${where}: limits.maxFds`, 1, 65536);
  checkInteger(limits.timeout, `${where}: limits.timeout`, 1);
  if (allow !== true) checkPermissions(allow, ["exec", "net", "netlink", "unix", "signal"], `${where}: allow`);
  checkPermissions(deny, ["exec", "net", "netlink", "unix", "signal", "dirs"], `${where}: deny`);
  if (deny.dirs !== undefined) checkStrings(deny.dirs, `${where}: deny.dirs`);
  const asked: { [Key in keyof PolicyOptions]: PolicyOptions[Key] | undefined } = {
    ipc: options.ipc,
    "allow-all": allow === true,
    "allow-exec": allow === true ? undefined : allow.exec,
    "allow-net": allow === true ? undefined : allow.net,
    "allow-netlink": allow === true ? undefined : allow.netlink,
    "allow-unix": allow === true ? undefined : allow.unix,
    "allow-signal": allow === true ? undefined : allow.signal,
    "deny-exec": deny.exec,
    "deny-net": deny.net,
    "deny-netlink": deny.netlink,
    "deny-unix": deny.unix,
    "deny-signal": deny.signal,
    "deny-dir": deny.dirs,
    "max-procs": limits.maxProcesses,
    "max-memory": limits.maxMemory,
    "max-fds": limits.maxFds,
    timeout: limits.timeout === undefined ? undefined : `${limits.timeout}ms`,
  };
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as PolicyOptions;
  // The environment is passed as it stands, never this program's by accident.
  const policy = understood(where, () => makePolicy(given, { cwd: process.cwd(), env: { PATH: process.env.PATH } }));
  const preopens = readDirectories(options.dirs, `${where}: dirs`);
  return {
    ...policy,
    environment: readEnvironment(options.env, `${where}: env`),
    preopens: preopens.length === 0 ? policy.preopens : [...preopens, ...policy.preopens],
  };
}

function checkPermissions(permissions: Permissions, keys: readonly string[], where: string): void {
  checkKeys(permissions, keys, where);
  const { exec, net, netlink, unix, signal } = permissions;
  if (exec !== undefined && typeof exec !== "boolean") checkStrings(exec, `${where}.exec`);
  if (net !== undefined && typeof net !== "boolean") checkStrings(net, `${where}.net`);
  if (netlink !== undefined && typeof netlink !== "boolean") checkStrings(netlink, `${where}.netlink`);
  if (unix !== undefined && typeof unix !== "boolean") checkStrings(unix, `${where}.unix`);
  if (signal === undefined || typeof signal === "boolean") return;
  if (!Array.isArray(signal)) throw wrongType(`${where}.signal`, "a boolean or an array of pids", signal);
  signal.forEach((pid, index) => {
    checkInteger(pid, `${where}.signal[${index}]`, 1);
  });
}

function readDirectories(dirs: SpawnOptions["dirs"], where: string): PreopenOption[] {
  if (dirs === undefined) return [];
  if (!Array.isArray(dirs)) throw wrongType(where, "an array of strings or objects", dirs);
  return (dirs as readonly (string | Directory)[]).map((directory, index) => {
    const name = `${where}[${index}]`;
    if (typeof directory === "string") {
      checkString(directory, name);
      return understood(name, () => parseDirectory(directory, process.cwd()));
    }
    checkKeys(directory, ["host", "guest", "readOnly"], name);
    checkBoolean(directory.readOnly, `${name}.readOnly`);
    const host = toPath(directory.host, `${name}.host`);
    if (directory.guest !== undefined) checkString(directory.guest, `${name}.guest`);
    const guest = directory.guest ?? host;
    return {
      host: toBytes(resolve(host)),
      name: toBytes(guest),
      guest: toBytes(normalizeGuestPath(directory.guest === undefined ? resolve(host) : `/${guest}`)),
      readOnly: directory.readOnly ?? false,
    };
  });
}

function readEnvironment(env: SpawnOptions["env"], where: string): string[] {
  if (env === undefined) return [];
  if (typeof env !== "object" || env === null) throw wrongType(where, "an object of strings", env);
  return Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined) return [];
    checkString(value, `${where}.${name}`);
    if (name === "" || name.includes("=") || name.includes("\0"))
      throw new TypeError(`${where}: ${JSON.stringify(name)} can't be a variable's name`);
    return [toBytes(`${name}=${value}`)];
  });
}

/** What the command line calls a usage error is a TypeError here. */
function understood<T>(where: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof UsageError) throw new TypeError(`${where}: ${error.message}`, { cause: error });
    throw error;
  }
}
