// `isthmus run`: reads the options, finds the module and hands over to the runner, which ends the process. Loaded at every start
// of a guest, so it brings in nothing that a run doesn't need.
import { existsSync, readFileSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { loadBridge } from "../bridge/load.js";
import { fromBytes, toBytes } from "../host/bytes.js";
import { NamespaceError } from "../host/ipc-namespace.js";
import { ModuleError } from "../host/loader.js";
import { MountError } from "../host/mounts.js";
import {
  addOption,
  makePolicy,
  mergeOptions,
  optionShape,
  type Policy,
  type PolicyOptions,
  parsePolicyFile,
} from "../host/policy.js";
import { ExitStatus, runProgram } from "../host/runner.js";
import { UsageError } from "../host/usage-error.js";

export const help = `usage: isthmus run [options] PROGRAM [argument...]

Runs a WebAssembly program with real pipes and processes, in a sandbox that denies by default. PROGRAM is a WASI
module, or a .c, .cc or .cpp file, which is compiled first and cached.

  --dir HOST[::GUEST][:ro]   let it see a directory, under another name, only to read
  --env NAME[=VALUE]         pass an environment variable of yours, or set one
  --allow-exec[=PATH,...]    let it start native programs: all, or these (files, directories, names in PATH)
  --allow-net[=HOST:PORT,...] let it use the network: all of it, or TCP and UDP with these (names, *.NAME, addresses, blocks
                             such as 10.0.0.0/8, *; ports, ranges such as 8000-8080): to connect, to send, to be a server
  --allow-netlink[=FAMILY,...]
                             let it use netlink: all of it, as you may, or these families (route, generic, sock-diag,
                             usersock, kobject-uevent ...) without your privileges, or with them: route:admin
  --allow-unix[=PATH,...]    let it use Unix sockets with a name: all, or these (files, directories, @NAME)
  --allow-signal[=PID,...]   let it signal processes outside its own run
  --ipc private|NAME|host    whose System V and POSIX queues, shared memory and semaphores it sees: its own run's (which
                             go with it), those of all runs that name NAME, or the host's; of these perhaps only some:
                             --ipc host:/NAME,/PREFIX*,KEY,...
  -A, --allow-all            all of the above, of everything, and devices
  --deny-dir PATH, --deny-env NAME, --deny-exec[=PATH,...], --deny-net[=HOST:PORT,...],
  --deny-netlink[=FAMILY,...], --deny-unix[=PATH,...], --deny-signal[=PID,...]
                             take back part of what is allowed; deny wins
  --max-procs N              processes at one time (64)
  --max-memory SIZE          memory of each process, such as 64M or 1G
  --max-fds N                open descriptors of each process (1024)
  --timeout DURATION         end the whole run after 500ms, 10s or 2m
  --policy FILE              read these options from a JSON file, such as {"dir": [".:ro"], "max-procs": 8}
  --                         end of options

Exit status: the program's own; 128 + N when signal N ended it; 125 when Isthmus failed or refused the module; 126 when
it can't be run; 127 when it isn't there; 2 for bad usage.

example: isthmus run --dir .:ro --env HOME count-words.wasm notes.txt
`;

interface CommandLine {
  policy: Policy;
  program: string;
  args: string[];
}

/** Ends the process with one line on stderr. */
function fail(status: number, message: string): never {
  writeSync(2, `isthmus: ${message}\n`);
  process.exit(status);
}

/** Splits `isthmus run`'s arguments; throws UsageError. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const options: PolicyOptions = {};
  let file: PolicyOptions = {};
  let index = 0;
  for (; index < args.length; index++) {
    const argument = args[index] as string;
    if (argument === "--") {
      index++;
      break;
    }
    if (!argument.startsWith("-") || argument === "-") break;
    if (argument === "-A") {
      addOption(options, "allow-all", undefined);
      continue;
    }
    if (!argument.startsWith("--")) throw new UsageError(`unknown option ${argument}`);
    const equals = argument.indexOf("=");
    const name = argument.slice(2, equals < 0 ? undefined : equals);
    const shape = name === "policy" ? "value" : optionShape(name);
    if (shape === undefined) throw new UsageError(`unknown option --${name}`);
    if (shape === "flag" && equals >= 0) throw new UsageError(`--${name} takes no value`);
    let value = equals < 0 ? undefined : argument.slice(equals + 1);
    if (shape === "value" && value === undefined) {
      value = args[++index];
      if (value === undefined) throw new UsageError(`--${name} needs a value`);
    }
    if (name === "policy") file = mergeOptions(file, readPolicy(value as string));
    else addOption(options, name, value);
  }
  const program = args[index];
  if (program === undefined || program === "") throw new UsageError("no program given; see isthmus run --help");
  const policy = makePolicy(mergeOptions(file, options), { cwd: process.cwd(), env: process.env });
  return { policy, program, args: args.slice(index + 1) };
}

function readPolicy(file: string): PolicyOptions {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`--policy ${file}: ${reason(error)}`);
  }
  return parsePolicyFile(text, file);
}

/** What a system error says, without the call and the path. */
function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^[A-Z0-9]+: ([^,]+)/.exec(message)?.[1] ?? message;
}

/** The last arguments as bytes: Node decodes them as UTF-8, and what isn't UTF-8 only the kernel still has. */
export function exactArguments(count: number): string[] {
  const last = process.argv.slice(process.argv.length - count);
  if (!last.some((argument) => argument.includes("\ufffd"))) return last.map(toBytes);
  const all = readFileSync("/proc/self/cmdline", "latin1").split("\0").slice(0, -1);
  return all.slice(all.length - count);
}

const source = /\.(c|cc|cpp|cxx|C)$/;

/** What a compiler makes of a source: the module's path. In a process of its own, since the compiler wants none of a run's flags. */
function compiled(program: string): string {
  if (!existsSync(program)) fail(ExitStatus.notFound, `${program}: no such file or directory`);
  // Loading this takes longer than all else that a run loads.
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  const { status, signal, stdout } = spawnSync(process.execPath, [process.argv[1] ?? "", "--compile", program], {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  if (signal !== null) fail(ExitStatus.failed, `${program}: the compiler was ended by ${signal}`);
  // It has said why: clang's 1 means errors in the source.
  if (status !== 0) process.exit(status === 1 ? ExitStatus.notRunnable : (status ?? ExitStatus.failed));
  return (JSON.parse(stdout) as { path: string }).path;
}

function read(path: string): Uint8Array {
  try {
    return readFileSync(Buffer.from(path, "latin1"));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const missing = code === "ENOENT" || code === "ENOTDIR";
    return fail(missing ? ExitStatus.notFound : ExitStatus.notRunnable, `${fromBytes(path)}: ${reason(error)}`);
  }
}

/** Runs the command; only a mistake lets it return, with an exit status. */
export function main(args: readonly string[]): number {
  if (args[0] === "--help" || args[0] === "-h") {
    writeSync(1, help);
    return 0;
  }
  try {
    const { policy, program, args: rest } = parseCommandLine(args);
    const argv = exactArguments(rest.length + 1);
    const file = source.test(program) ? compiled(program) : program;
    const path = toBytes(resolve(file));
    return start(policy, path, argv);
  } catch (error) {
    if (error instanceof UsageError) return fail(ExitStatus.usage, error.message);
    throw error;
  }
}

function start(policy: Policy, path: string, argv: readonly string[]): never {
  try {
    return runProgram(loadBridge(), { policy, path, bytes: read(path), argv });
  } catch (error) {
    if (error instanceof MountError || error instanceof NamespaceError) return fail(ExitStatus.failed, error.message);
    if (!(error instanceof ModuleError)) throw error;
    return fail(error.notRunnable ? ExitStatus.notRunnable : ExitStatus.failed, `${fromBytes(path)}: ${error.message}`);
  }
}
