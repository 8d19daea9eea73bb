// The zygote: a prepared runner that forks a guest's process for each request of the API's spawn (ts/api/zygote.ts).
// Serving the socket and forking are the bridge's; this prepares modules before the fork and, in the child, hands over to the runner.
import { readFileSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import type { Bridge, ZygoteRequest } from "../bridge/bridge.js";
import { loadBridge } from "../bridge/load.js";
import { wasmDirectory } from "../paths.js";
import { AtFlags, OpenFlags } from "./beneath.js";
import { fromBytes } from "./bytes.js";
import { Host } from "./host.js";
import { compileModule, largestFunction, moduleNeeds } from "./loader.js";
import { makePolicy, type Policy } from "./policy.js";
import { ExitStatus, runProgram } from "./runner.js";

/** What spawn asks for, as JSON: the payload itself, or "@" when it was too long and stands in the file of the last descriptor. */
export interface SpawnRequest {
  /** Host path of the module (byte string); null: it stands in the file of the descriptor after the guest's. */
  path: string | null;
  /** Byte strings, the program's name first. */
  argv: readonly string[];
  policy: Policy;
  /** The guest's name of its first working directory. */
  cwd?: string;
  /** The program's own working directory, where the guest starts without `cwd` if it may. */
  directory: string;
  /** For each of the guest's descriptors from 0 on: which of the request's descriptors, null for /dev/null, -1 for none. */
  descriptors: readonly (number | null)[];
}

/** The descriptor on which a zygote finds its socket. */
const SOCKET = 3;
/** Modules that are kept; the one used longest ago goes first. */
const KEPT = 32;

interface Request {
  words: SpawnRequest;
  /** Those of the guest's descriptors first. */
  kfds: readonly number[];
  module?: WebAssembly.Module;
}

/** A module that was asked for. */
interface Kept {
  module: WebAssembly.Module;
  size: number;
  requests: number;
  /** Whether all is compiled that will be here. */
  whole: boolean;
}

const modules = new Map<string, Kept>();

/**
 * Bytes of a module that cost about as much to compile as one process spends on the functions it calls. A module of which so much has
 * been spent as all of it would cost is compiled whole in the zygote, and its processes compile nothing any more.
 */
const BYTES_A_REQUEST = 12 * 1024;
/** Larger modules would keep other requests waiting for too long. */
const LARGEST_WHOLE = 512 * 1024;
/** The optimizer's time grows faster than a function's size: one of these could be made to take minutes. */
const LARGEST_FUNCTION = 16 * 1024;

/** The contents of a descriptor's file from its beginning; the offset is shared with whoever wrote it. */
const readDescriptor = (kfd = -1): Buffer => readFileSync(`/proc/self/fd/${kfd}`);

function parse({ payload, kfds }: ZygoteRequest): Request {
  const inline = payload[0] !== 0x40;
  const text = (inline ? Buffer.from(payload) : readDescriptor(kfds.at(-1))).toString();
  return { words: JSON.parse(text) as SpawnRequest, kfds: inline ? kfds : kfds.slice(0, -1) };
}

/** The compiled module of a file, compiled again when the file has changed. */
function compile(path: string): WebAssembly.Module {
  const name = Buffer.from(path, "latin1");
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(name, { bigint: true });
  const key = `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
  let kept = modules.get(key);
  if (kept === undefined) {
    kept = { module: compileModule(readFileSync(name)), size: Number(size), requests: 0, whole: size > LARGEST_WHOLE };
  }
  kept.requests++;
  if (!kept.whole && kept.requests * BYTES_A_REQUEST >= kept.size) {
    const bytes = readFileSync(name);
    if (largestFunction(bytes) <= LARGEST_FUNCTION) kept.module = compileWhole(bytes);
    kept.whole = true;
  }
  modules.delete(key);
  modules.set(key, kept);
  for (const oldest of modules.keys()) {
    if (modules.size <= KEPT) break;
    modules.delete(oldest);
  }
  return kept.module;
}

/** A module with all of its functions compiled, not only those that will be called. */
function compileWhole(bytes: Buffer): WebAssembly.Module {
  setFlagsFromString("--no-wasm-lazy-compilation");
  try {
    // V8 hands out the module it has for the same bytes; a custom section without a meaning makes them others.
    return compileModule(Buffer.concat([bytes, Buffer.from([0, 2, 1, 0])]));
  } finally {
    setFlagsFromString("--wasm-lazy-compilation");
  }
}

/** Goes once through what a process does before its guest runs, so that each finds it compiled. */
function warmUp(bridge: Bridge): void {
  const policy = makePolicy({ dir: "/", ipc: "host" }, { cwd: "/", env: {} });
  const host = new Host(bridge, { policy, args: [""], stdio: false });
  const module = compileModule(readFileSync(join(wasmDirectory, "core.wasm")));
  host.attach(new WebAssembly.Instance(module, host.imports(moduleNeeds(module))));
  host.startInHostDirectory();
  host.guest.close();
  for (const kfd of [host.namespace.cwdkfd, host.namespace.mounts.at("/")?.kfd ?? -1]) bridge.calls.close(kfd);
}

const openNull = (bridge: Bridge): number =>
  bridge.calls.openat2(AtFlags.currentDirectory, "/dev/null", OpenFlags.readWrite | OpenFlags.closeOnExec, 0, 0);

/** Puts descriptors 0, 1 and 2 in place in the kernel, where the runner expects a process's own. */
function placeStandard(bridge: Bridge, { words, kfds }: Request): void {
  for (let fd = 0; fd < 3; fd++) {
    const source = words.descriptors[fd] ?? null;
    const kfd = source === null ? openNull(bridge) : (kfds[source] ?? -1);
    bridge.calls.dup2(kfd, fd);
    bridge.calls.close(kfd);
  }
}

/** The guest's descriptors beyond the standard ones, and the kernel's that become them. */
function extraDescriptors(bridge: Bridge, { words, kfds }: Request): [number, number][] {
  return words.descriptors.flatMap((source, fd): [number, number][] => {
    if (fd < 3 || source === -1) return [];
    return [[fd, source === null ? openNull(bridge) : (kfds[source] ?? -1)]];
  });
}

/** Serves until the program that started it is gone; never returns, neither here nor in the children. */
export function zygote(): never {
  const bridge = loadBridge();
  warmUp(bridge);
  let prepared: Request | undefined;
  const received = bridge.serve(SOCKET, (packet: ZygoteRequest) => {
    prepared = undefined;
    prepared = parse(packet);
    prepare(prepared);
  });
  // From here on this is the child.
  return run(bridge, prepared ?? parse(received));
}

/** Compiles a request's module, in the zygote when that can be done there. */
function prepare(request: Request): WebAssembly.Module {
  const { path } = request.words;
  request.module ??= path === null ? compileModule(readDescriptor(request.kfds.at(-1))) : compile(path);
  return request.module;
}

/** Goes where the program is; it may have no right to, or the directory may be gone. */
function enterDirectory(directory: string): void {
  try {
    process.chdir(fromBytes(directory));
  } catch {
    process.chdir("/");
  }
}

function run(bridge: Bridge, request: Request): never {
  const { words, kfds } = request;
  try {
    placeStandard(bridge, request);
    enterDirectory(words.directory);
    const module = prepare(request);
    // The guest's end of a pipe must be the only one in this process, so that closing it is seen on the other side.
    for (const kfd of kfds.slice(words.descriptors.filter((source) => source !== null && source >= 0).length)) {
      bridge.calls.close(kfd);
    }
    const { policy, path, argv, cwd } = words;
    return runProgram(bridge, {
      policy,
      path: path ?? "",
      module,
      argv,
      cwd,
      descriptors: extraDescriptors(bridge, request),
    });
  } catch (error) {
    writeSync(2, `isthmus: ${error instanceof Error ? error.message : String(error)}\n`);
    return bridge.exit(ExitStatus.failed);
  }
}
