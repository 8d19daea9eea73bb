// One guest's host: ties policy, namespace and descriptor table together and offers the functions that a module imports.
// What the calls do stands in one file per mechanism; running the guest is runner.ts's.
import { type HostCalls, calls as table } from "../../wasm/generated/imports.js";
import { type Bridge, FdFlags, type ImportFunction, type NativeGuest } from "../bridge/bridge.js";
import { AtFlags, type Beneath, OpenFlags } from "./beneath.js";
import { fromBytes } from "./bytes.js";
import type { CompiledModules } from "./compiled.js";
import { Errno } from "./errno.js";
import { fileCalls } from "./file.js";
import { GuardedBeneath, OpenGuard } from "./guard.js";
import { inotifyCalls } from "./inotify.js";
import { ipcCalls } from "./ipc.js";
import { enterIpcNamespace, type IpcNamespace, SHARED_MEMORY } from "./ipc-namespace.js";
import { ModuleError, type ModuleNeeds } from "./loader.js";
import { joinGuest, parentGuest } from "./mounts.js";
import { Namespace, type Refused } from "./namespace.js";
import { NetPolicy } from "./net-policy.js";
import { netdbCalls } from "./netdb.js";
import { NetlinkPolicy } from "./netlink-policy.js";
import type { Policy } from "./policy.js";
import { preview1Imports } from "./preview1/index.js";
import { type PendingExec, processCalls } from "./process.js";
import { signalCalls } from "./signal.js";
import { socketCalls } from "./socket.js";
import { FileType, Status } from "./status.js";

export interface HostOptions {
  policy: Policy;
  /** Byte strings, the program's name first. */
  args: readonly string[];
  /** In a program that isn't ours: nothing that would change its process, such as fork or exit. */
  embedded?: boolean;
  /** Compiles what exec starts; otherwise nothing of it is kept. */
  modules?: CompiledModules | undefined;
  /** Whether the process's own 0, 1 and 2 become the guest's: as they are in a process made for the guest, copies where embedded. */
  stdio?: boolean;
}

/** Calls that act on the process as a whole, which an embedded guest doesn't have. */
const ofProcess: ReadonlySet<string> = new Set([
  ...["fork", "execveat", "wait4", "waitid", "setpgid", "setsid", "setresuid", "setresgid", "setpriority", "prlimit"],
  ...["kill", "sigaction", "sigprocmask", "umask", "getitimer", "setitimer", "prctl"],
  ...["signal_next", "signal_fault", "signal_fault_over"],
  ...["rt_sigtimedwait", "rt_sigqueueinfo", "tgkill", "rt_tgsigqueueinfo", "signalfd4"],
  ...["pidfd_open", "pidfd_send_signal"],
  ...["timer_create", "timer_settime", "timer_gettime", "timer_getoverrun", "timer_delete"],
]);

const SIGSEGV = 11;
const STACK_IS_FULL = "Maximum call stack size exceeded";

/** How an embedded guest leaves that another WASI host started: thrown past its frames. */
export class GuestExit extends Error {
  override name = "GuestExit";
  readonly status: number;

  constructor(status: number) {
    super(`the guest exited with status ${status}`);
    this.status = status;
  }
}

export class Host {
  readonly bridge: Bridge;
  readonly policy: Policy;
  readonly guest: NativeGuest;
  readonly ipc: IpcNamespace;
  readonly namespace: Namespace;
  readonly guard: OpenGuard;
  readonly net: NetPolicy;
  readonly netlink: NetlinkPolicy;
  readonly embedded: boolean;
  args: readonly string[];
  environment: readonly string[];
  readonly modules: CompiledModules | undefined;
  /** The module that runs, and its instance's exports. */
  module: WebAssembly.Module | undefined;
  exports: WebAssembly.Exports | undefined;
  /** How an embedded guest ended; undefined as long as it hasn't. */
  exitStatus: number | undefined;
  /** The bridge runs the guest, so it can be left by unwinding. */
  running = false;
  /** What a call threw instead of answering: the guest was left for it, and whoever runs it takes it up. */
  failure: unknown;
  /** What execveat prepared; the runner takes it up. */
  pending: PendingExec | undefined;
  readonly #beneath: Beneath;
  readonly #bound = new Map<string, ImportFunction>();
  readonly #hostCalls: HostCalls;
  /** Refusals that were reported, so that each is said once. */
  readonly #said = new Set<string>();
  /** Which file the run's standard error is. */
  readonly #stderr: string | undefined;

  constructor(bridge: Bridge, options: HostOptions) {
    this.bridge = bridge;
    this.policy = options.policy;
    this.args = options.args;
    this.environment = options.policy.environment;
    this.embedded = options.embedded ?? false;
    this.modules = options.modules;
    this.guest = bridge.createGuest(options.policy.maxFds);
    if (options.stdio ?? true) {
      for (let fd = 0; fd < 3; fd++) this.adopt(fd, this.embedded ? bridge.calls.dup(fd) : fd);
    }
    this.#stderr = this.#identity(2);
    // First of all, since it may give this process other mounts than the host's.
    this.ipc = enterIpcNamespace(bridge, this.guest, options.policy, this.embedded);
    const refusal = (refused: Refused): void => this.refuse(refused);
    this.namespace = new Namespace(bridge.calls, this.guest, options.policy, refusal, this.ipc.directory);
    this.net = new NetPolicy(options.policy.net, options.policy.deniedNet, (name) => bridge.calls.lookup(name));
    this.netlink = new NetlinkPolicy(options.policy.netlink, options.policy.deniedNetlink);
    this.guest.setNetlinkRights(this.netlink.adminBits);
    this.guest.setReach(this.net.all ? 2 : this.net.any ? 1 : 0);
    this.guard = new OpenGuard(bridge.calls, this.namespace.mounts, options.policy.all);
    this.#beneath = new GuardedBeneath(bridge.calls, this.namespace.mounts, this.guard);
    this.#hostCalls = {
      ...fileCalls(this),
      ...processCalls(this),
      ...ipcCalls(this),
      ...signalCalls(this),
      ...socketCalls(this),
      ...netdbCalls(this),
      ...inotifyCalls(this),
    };
    if (options.policy.preopens.some(({ host, guest }) => host !== guest)) this.guest.setPlaces(this.#places());
  }

  /**
   * Gives the guest a descriptor that was opened for it. Reading, writing and a written file's length are what comes with it; mode,
   * owner and times of the file stay as they are.
   */
  adopt(fd: number, kfd: number): void {
    const name = this.bridge.calls.readlinkat(AtFlags.currentDirectory, `/proc/self/fd/${kfd}`);
    const named = typeof name === "string" && name.startsWith("/");
    this.guest.installAt(fd, kfd, named ? FdFlags.readOnly : 0);
  }

  /** The import object of a module that was checked. For plain preview1 modules this opens the preopens, from descriptor 3 on. */
  imports(needs: ModuleNeeds): WebAssembly.Imports {
    const imports: WebAssembly.Imports = {};
    if (needs.isthmus.length > 0) imports.isthmus = this.isthmusImports(needs);
    if (needs.preview1.length > 0) imports.wasi_snapshot_preview1 = this.#preview1(needs);
    return imports;
  }

  /** The functions of the `isthmus` module alone, to be combined with another WASI host. */
  isthmusImports(needs: ModuleNeeds): Record<string, ImportFunction> {
    return Object.fromEntries(needs.isthmus.map((name) => [name, this.#function(name)]));
  }

  /** Tells the bridge the memory of a new instance. */
  attach(instance: WebAssembly.Instance): void {
    const memory = instance.exports.memory;
    if (!(memory instanceof WebAssembly.Memory)) throw new ModuleError("exports no memory");
    this.guest.attach(memory.buffer);
    this.exports = instance.exports;
  }

  /** Ends the guest as exit(2) does: the process, or where embedded only the guest. */
  exit(status: number): never {
    if (!this.embedded) {
      if (this.module !== undefined) this.modules?.save(this.module);
      return this.bridge.exit(status);
    }
    this.exitStatus = status;
    if (this.running) return this.bridge.unwind();
    throw new GuestExit(status);
  }

  /** Closes what is open; the host is of no use afterwards. */
  close(): void {
    this.guest.close();
    this.namespace.close();
  }

  /** Makes a directory of the guest's the working one; 0, or minus an errno. */
  chdir(path: string): number {
    return this.namespace.chdir("chdir", path);
  }

  /** Starts where the host's process is, if a preopen holds that; at "/" otherwise. */
  startInHostDirectory(): void {
    const kfd = this.bridge.calls.openat2(
      AtFlags.currentDirectory,
      ".",
      OpenFlags.path | OpenFlags.directory | OpenFlags.closeOnExec,
      0,
      0,
    );
    const path = kfd < 0 ? undefined : this.namespace.mounts.guestPath(kfd);
    if (kfd >= 0) this.bridge.calls.close(kfd);
    if (path === undefined || this.chdir(path) < 0) this.chdir("/");
  }

  /** Reports, once, a name that policy kept from the guest, and the option that would allow it. */
  refuse(refused: Refused): void {
    // Programs outside the preopens are the exec policy's: process.ts reports them.
    if (refused.operation === "execveat") return;
    if (!refused.denied && refused.guest.startsWith(`${SHARED_MEMORY}/`)) {
      const name = refused.guest.slice(SHARED_MEMORY.length).replace(/^\/sem\./, "/");
      this.notice(refused.operation, refused.asked, `allow it with --ipc host:${fromBytes(name)}`);
      return;
    }
    const isOurs = refused.guest.startsWith(SHARED_MEMORY) && !this.ipc.directory.ofHost;
    const remedy = refused.denied
      ? isOurs
        ? "by the host, which can't make a namespace here"
        : "by --deny-dir"
      : `allow it with --dir ${fromBytes(this.#directoryOf(refused.guest))}`;
    this.notice(refused.operation, refused.asked, remedy);
  }

  /** Writes one line about a refusal to the run's standard error, as long as the guest has that as its descriptor 2. */
  notice(operation: string, name: string, remedy: string): void {
    // Programs tell the system's log in passing, and do without one.
    if (operation === "connect" && name === "/dev/log") return;
    const key = `${operation}\0${name}`;
    if (this.embedded || this.#said.has(key)) return;
    this.#said.add(key);
    if (this.#stderr === undefined || this.#identity(2) !== this.#stderr) return;
    const separator = remedy.startsWith("by ") ? " " : ": ";
    const line = `isthmus: ${operation} ${JSON.stringify(fromBytes(name))} refused${separator}${remedy}\n`;
    this.bridge.calls.write(this.guest.kernelFd(2), Buffer.from(line));
  }

  /** The preopens' names for the host and for the guest, in pairs. */
  #places(): string[] {
    const { mounts } = this.namespace;
    return this.policy.preopens.flatMap(({ guest }) => {
      const mount = mounts.at(guest);
      const path = mount === undefined || mount.kfd < 0 ? undefined : mounts.hostPath(mount.kfd);
      return path === undefined ? [] : [path, guest];
    });
  }

  #identity(fd: number): string | undefined {
    const status = new Status(this.bridge.calls);
    const kfd = this.guest.kernelFd(fd);
    return kfd >= 0 && status.ofDescriptor(kfd) === 0 ? status.identity : undefined;
  }

  /** The directory to preopen for a name: itself, if the host has a directory there. */
  #directoryOf(path: string): string {
    const status = new Status(this.bridge.calls);
    const isDirectory = status.ofName(AtFlags.currentDirectory, path) === 0 && status.type === FileType.directory;
    return isDirectory ? path : parentGuest(path);
  }

  #function(name: string): ImportFunction {
    let bound = this.#bound.get(name);
    if (bound === undefined) {
      if (this.embedded && ofProcess.has(name)) bound = () => -Errno.ENOSYS;
      else if (table[name]?.lane === "host") bound = this.#contained(this.#hostCalls[name as keyof HostCalls]);
      else bound = this.guest.bind(name);
      this.#bound.set(name, bound);
    }
    return bound;
  }

  /**
   * What a call throws (a module may import it with types that aren't its own, or have left no stack) is not for the guest to catch,
   * which would go on after half a call.
   */
  #contained(call: ImportFunction): ImportFunction {
    // As many parameters as any call has, since gathering them would cost.
    return (a, b, c, d, e, f, g, h, i) => {
      try {
        return call(a, b, c, d, e, f, g, h, i);
      } catch (error) {
        // On a full stack nothing can be called that isn't native; the guest's own recursion has filled it.
        if ((error as Error).message === STACK_IS_FULL) {
          if (this.embedded) throw error;
          return this.bridge.die(SIGSEGV);
        }
        // A handler that this call has called may jump out.
        if (error instanceof WebAssembly.Exception) throw error;
        if (error instanceof GuestExit || !this.running) throw error;
        this.failure = error;
        return this.bridge.unwind();
      }
    };
  }

  #preview1(needs: ModuleNeeds): Record<string, ImportFunction> {
    const preopens = needs.abi === undefined ? this.#installPreopens() : [];
    const functions = preview1Imports({
      bridge: this.bridge,
      guest: this.guest,
      beneath: this.#beneath,
      args: [...this.args],
      env: [...this.environment],
      preopens,
      exit: (status) => this.exit(status),
      ...(this.embedded
        ? {}
        : { raise: (signal: number) => this.bridge.calls.kill(this.bridge.calls.getpid(), signal) }),
      refused: (call, path) => this.refuse({ operation: call, asked: path, guest: path, denied: false }),
    });
    return Object.fromEntries(Object.entries(functions).map(([name, call]) => [name, this.#contained(call)]));
  }

  /** Opens the preopened directories for a module that finds them as descriptors, under their names as given. */
  #installPreopens(): { kfd: number; name: string; readOnly: boolean }[] {
    const installed: { kfd: number; name: string; readOnly: boolean }[] = [];
    for (const { guest, name, readOnly } of this.policy.preopens) {
      const mount = this.namespace.mounts.at(guest);
      if (mount === undefined || mount.kfd < 0) continue;
      let kfd = this.bridge.calls.openat2(mount.kfd, ".", OpenFlags.directory | OpenFlags.closeOnExec, 0, 0);
      // A directory that may be passed through but not listed.
      if (kfd === -Errno.EACCES) kfd = this.bridge.calls.dup(mount.kfd);
      const fd = kfd < 0 ? kfd : this.guest.install(kfd, readOnly ? FdFlags.readOnly : 0, 3);
      if (fd < 0) throw new ModuleError(`--dir ${fromBytes(name)} can't be opened`);
      installed.push({ kfd, name, readOnly });
    }
    return installed;
  }
}

/** The absolute guest name of a path, by its text, for messages and /proc/self/exe. */
export function absoluteName(host: Host, path: string): string {
  if (path.startsWith("/")) return path;
  const cwd = host.namespace.getcwd();
  return typeof cwd === "string" ? joinGuest(cwd, path) : path;
}
