// execveat: finds a program as Linux does, and starts it: a module in this process's next instance, a native program by execve where
// policy lets it, a script through its interpreter. fork, wait and their kin are the bridge's.
import type { HostCalls } from "../../wasm/generated/imports.js";
import { AtFlags, OpenFlags } from "./beneath.js";
import { fromBytes, splitStrings } from "./bytes.js";
import { Errno } from "./errno.js";
import { absoluteName, type Host } from "./host.js";
import { checkProgram, compileModule, ModuleError, type ModuleNeeds, moduleNeeds } from "./loader.js";
import type { Refused } from "./namespace.js";
import { ExecPolicy, programKind, readWhole, type Script } from "./programs.js";
import { FileType, Status } from "./status.js";

/** A module that exec put in place; it starts when the old one has been left. */
export interface PendingExec {
  module: WebAssembly.Module;
  needs: ModuleNeeds;
}

/** Linux's limits: one string, and all of them with their pointers (a quarter of a stack of 8 MiB). */
const MAXIMUM_STRING = 131072;
const MAXIMUM_STRINGS = 2 * 1024 * 1024;
const MAXIMUM_INTERPRETERS = 5;
const MAXIMUM_PATH = 4096;

interface Program {
  /** O_PATH. */
  kfd: number;
  /** As the guest names it. */
  path: string;
}

/** The calls, for one host. */
export function processCalls(host: Host): Pick<HostCalls, "execveat"> {
  const { guest, namespace, bridge } = host;
  const calls = bridge.calls;
  const status = new Status(calls);
  const policy = new ExecPolicy(calls, host.policy);
  /** Descriptors of the host's that a call in progress holds; unwinding runs no `finally`, so they are closed by hand. */
  let held: number[] = [];

  const hold = (kfd: number): number => {
    if (kfd >= 0) held.push(kfd);
    return kfd;
  };

  function release(): void {
    for (const kfd of held) calls.close(kfd);
    held = [];
  }

  /** O_PATH descriptor of what a path names in the namespace; or, where native programs are allowed, of the host's file of that name. */
  function find(dirfd: number, path: string, flags: number): number {
    if (path === "" && (flags & AtFlags.emptyPath) !== 0) {
      if (dirfd === AtFlags.currentDirectory) return -Errno.EACCES;
      const kfd = guest.kernelFd(dirfd);
      return kfd < 0 ? kfd : hold(calls.dup(kfd));
    }
    const how =
      OpenFlags.path | OpenFlags.closeOnExec | ((flags & AtFlags.symlinkNoFollow) !== 0 ? OpenFlags.noFollow : 0);
    namespace.refused = undefined;
    const found = namespace.open("execveat", dirfd, path, how, 0, hold);
    const refused = namespace.refused as Refused | undefined;
    if (found !== -Errno.EACCES || refused === undefined || refused.denied || !refused.guest.startsWith("/"))
      return found;
    // Where the path led is a name of the host's: links of the guest's own have been followed.
    const outside = hold(calls.openat2(AtFlags.currentDirectory, refused.guest, how, 0, 0));
    // Whether a file is there is nothing that a guest may learn, unless it could start every one: what it may not start isn't
    // there, so that a search through PATH goes on and ends as it does natively.
    if (outside < 0) return policy.all ? outside : -Errno.ENOENT;
    if (policy.allows(namespace.mounts.hostPath(outside) ?? "")) return outside;
    const isFile = status.ofDescriptor(outside) === 0 && status.type === FileType.regular;
    if (isFile) host.notice("execveat", path, `allow it with --allow-exec=${fromBytes(refused.guest)}`);
    return -Errno.ENOENT;
  }

  /** Whether a file may be executed at all: 0, or minus an errno. */
  function executable(kfd: number): number {
    const asked = status.ofDescriptor(kfd);
    if (asked < 0) return asked;
    if (status.type === FileType.link) return -Errno.ELOOP;
    if (status.type !== FileType.regular) return -Errno.EACCES;
    return calls.faccessat2(kfd, "", 1, AtFlags.emptyPath | 0x200);
  }

  function startModule(program: Program, file: number, argv: string[], envp: string[]): number {
    const bytes = status.ofDescriptor(file) < 0 ? -Errno.EIO : readWhole(calls, file, status.size);
    if (typeof bytes === "number") return bytes;
    let pending: PendingExec;
    try {
      const module = host.modules?.compile(bytes) ?? compileModule(bytes);
      const needs = moduleNeeds(module);
      checkProgram(needs);
      pending = { module, needs };
    } catch (error) {
      if (!(error instanceof ModuleError)) throw error;
      host.notice("execveat", program.path, `by the host, since the module ${error.message}`);
      return -Errno.ENOEXEC;
    }
    host.args = argv;
    host.environment = envp;
    host.pending = pending;
    namespace.setProgram(program.kfd, namespace.mounts.guestPath(program.kfd) ?? absoluteName(host, program.path));
    release();
    guest.closeOnExec();
    return bridge.unwind();
  }

  function startNative(program: Program, argv: string[], envp: string[], script: Program | undefined): number {
    const real = namespace.mounts.hostPath(program.kfd);
    // What the guest puts into its own /dev/shm is none of the programs that a list names.
    if (real === undefined || !policy.allows(real) || (!policy.all && namespace.mounts.isOwn(program.kfd))) {
      host.notice("execveat", program.path, `allow it with --allow-exec=${fromBytes(real ?? program.path)}`);
      return -Errno.EACCES;
    }
    // A native interpreter sees the host's names: a script that the guest knows by another one is handed over by the host's.
    const hostScript = script?.path.startsWith("/") ? namespace.mounts.hostPath(script.kfd) : undefined;
    if (hostScript !== undefined && namespace.mounts.guestPathOf(hostScript) !== hostScript) {
      const place = argv.indexOf(script?.path ?? "", 1);
      if (place > 0) argv[place] = hostScript;
    }
    // Where only directories that lead to mounts are, the host has no such place: its root stands in.
    const cwdkfd =
      namespace.cwdkfd >= 0
        ? namespace.cwdkfd
        : hold(calls.openat2(AtFlags.currentDirectory, "/", OpenFlags.path | OpenFlags.closeOnExec, 0, 0));
    return bridge.execNative(guest, program.kfd, argv, policy.environment(envp), cwdkfd);
  }

  /** Starts a program; returns only when it can't, with minus an errno. `script` is the one it shall interpret. */
  function start(program: Program, argv: string[], envp: string[], depth: number, script: Program | undefined): number {
    const refused = executable(program.kfd);
    if (refused < 0) return refused;
    const file = hold(namespace.reopen(program.kfd, OpenFlags.readOnly));
    // Programs may be started without being readable, by the kernel; other failures are not the program's.
    if (file < 0 && file !== -Errno.EACCES) return file;
    const kind = file < 0 ? ({ kind: "native" } as const) : programKind(calls, file);
    switch (kind.kind) {
      case "module":
        return startModule(program, file, argv, envp);
      case "native":
        return startNative(program, argv, envp, script);
      case "script":
        return interpret(program, kind.script, argv, envp, depth, script);
      default:
        return -Errno.ENOEXEC;
    }
  }

  function interpret(
    program: Program,
    { interpreter, argument }: Script,
    argv: string[],
    envp: string[],
    depth: number,
    script: Program | undefined,
  ): number {
    if (depth >= MAXIMUM_INTERPRETERS) return -Errno.ELOOP;
    const kfd = find(AtFlags.currentDirectory, interpreter, 0);
    if (kfd < 0) return kfd;
    const line = [interpreter, ...(argument === undefined ? [] : [argument]), program.path, ...argv.slice(1)];
    return start({ kfd, path: interpreter }, line, envp, depth + 1, script ?? program);
  }

  /** A block of NUL-terminated strings in guest memory, or minus an errno. */
  function strings(pointer: number, length: number): string[] | number {
    if (length >>> 0 > MAXIMUM_STRINGS) return -Errno.E2BIG;
    const block = guest.readString(pointer >>> 0, length >>> 0);
    if (typeof block === "number") return block;
    const list = splitStrings(block);
    return list.some((one) => one.length >= MAXIMUM_STRING) ? -Errno.E2BIG : list;
  }

  return {
    execveat(dirfd, pathPointer, pathLength, argvPointer, argvLength, envpPointer, envpLength, flags) {
      if ((flags & ~(AtFlags.emptyPath | AtFlags.symlinkNoFollow)) !== 0) return -Errno.EINVAL;
      if (pathLength >>> 0 > MAXIMUM_PATH) return -Errno.ENAMETOOLONG;
      const path = guest.readString(pathPointer >>> 0, pathLength >>> 0);
      if (typeof path === "number") return path;
      const argv = strings(argvPointer, argvLength);
      if (typeof argv === "number") return argv;
      const envp = strings(envpPointer, envpLength);
      if (typeof envp === "number") return envp;
      const size = argvLength + envpLength + 8 * (argv.length + envp.length);
      if (size > MAXIMUM_STRINGS) return -Errno.E2BIG;
      const held = bridge.holdSignals();
      if (held !== 0) return held;
      let result = find(dirfd, path, flags);
      if (result >= 0) {
        // What a script's interpreter is given to open.
        const base = dirfd === AtFlags.currentDirectory || path.startsWith("/") ? path : `/dev/fd/${dirfd}/${path}`;
        const name = path === "" ? `/dev/fd/${dirfd}` : base;
        result = start({ kfd: result, path: name }, argv.length === 0 ? [""] : argv, envp, 0, undefined);
      }
      release();
      bridge.releaseSignals();
      return result;
    },
  };
}
