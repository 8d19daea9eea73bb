// Which IPC objects a host's guest sees: sets up what --ipc chose, once, before the guest runs. Making and finding objects in it is
// ipc.ts's, its directory /dev/shm is one of the mounts.
import type { Bridge, NativeGuest } from "../bridge/bridge.js";
import { AtFlags, OpenFlags } from "./beneath.js";
import { errnoMessage } from "./errno.js";
import type { IpcNames, Policy } from "./policy.js";

/** The directory of POSIX shared memory and named semaphores, in every namespace. */
export const SHARED_MEMORY = "/dev/shm";

/** The namespace can't be had; the message names it. */
export class NamespaceError extends Error {
  override name = "NamespaceError";
}

/** What stands at /dev/shm. */
export interface SharedDirectory {
  /** Opens it, and may make it first: an O_PATH kernel descriptor, or minus an errno. */
  open(): number;
  /** Opening it makes nothing. */
  readonly isReady: boolean;
  /** It is the host's own /dev/shm, as a preopen that holds it shows it. */
  readonly ofHost: boolean;
  /** Which names in it may be used; all when undefined. */
  readonly admits: ((name: string) => boolean) | undefined;
}

/** A host's IPC. */
export interface IpcNamespace {
  readonly directory: SharedDirectory;
  /** What of the host's may be opened; undefined where nothing stands between the guest and its namespace. */
  readonly only: IpcNames | undefined;
}

/** Whether a name (without its slash) is one of those. */
export const includesName = (names: IpcNames, name: string): boolean =>
  names.exact.includes(name) || names.prefixes.some((prefix) => name.startsWith(prefix));

/** sem_open makes a semaphore under this name and links it to its own. */
const TEMPORARY = /\.[A-Za-z0-9]{6}$/;

/** Whether a file of /dev/shm belongs to a shared memory object, or a named semaphore, of those names. */
function includesFile(names: IpcNames, file: string): boolean {
  if (includesName(names, file)) return true;
  if (!file.startsWith("sem.")) return false;
  const name = file.slice(4);
  return includesName(names, name) || includesName(names, name.replace(TEMPORARY, ""));
}

function openHostDirectory(bridge: Bridge): number {
  const flags = OpenFlags.path | OpenFlags.directory | OpenFlags.closeOnExec;
  return bridge.calls.openat2(AtFlags.currentDirectory, SHARED_MEMORY, flags, 0, 0);
}

const isWithin = (path: string, directory: string): boolean => path === directory || path.startsWith(`${directory}/`);

/**
 * Whether the run's /dev/shm is to stand in the place of the host's for the whole process: where native programs shall find it, or
 * preopens hold it, unless the host's is itself given to the guest.
 */
function sharesMounts({ preopens, exec, deniedExec }: Pick<Policy, "preopens" | "exec" | "deniedExec">): boolean {
  if (preopens.some(({ host }) => isWithin(host, SHARED_MEMORY))) return false;
  const isHeld = preopens.some(({ host, guest }) => host === guest && (host === "/" || isWithin(SHARED_MEMORY, host)));
  return isHeld || (exec !== false && deniedExec !== true);
}

/** Sets up the namespace of a guest. Where `embedded`, the process keeps the kernel's namespace that it is in. */
export function enterIpcNamespace(
  bridge: Bridge,
  guest: NativeGuest,
  policy: Pick<Policy, "ipc" | "preopens" | "exec" | "deniedExec">,
  embedded: boolean,
): IpcNamespace {
  const { ipc } = policy;
  if (ipc.kind === "host") {
    const only = ipc.only;
    if (only !== undefined) bridge.limitIpc(guest);
    const admits = only === undefined ? undefined : (file: string) => includesFile(only, file);
    const open = (): number => openHostDirectory(bridge);
    return { directory: { open, isReady: true, ofHost: true, admits }, only };
  }
  if (ipc.kind === "private" && !embedded && process.env.ISTHMUS_KERNEL_IPC !== "0") {
    const kfd = bridge.isolateIpc(sharesMounts(policy));
    if (kfd >= 0)
      return { directory: { open: () => kfd, isReady: true, ofHost: false, admits: undefined }, only: undefined };
  }
  const name = ipc.kind === "named" ? ipc.name : "";
  const entered = bridge.enterIpc(guest, name, embedded);
  if (entered < 0) throw new NamespaceError(`--ipc ${name || "private"}: ${SHARED_MEMORY}: ${errnoMessage(entered)}`);
  const open = (): number => bridge.ipcFiles(guest);
  return { directory: { open, isReady: false, ofHost: false, admits: undefined }, only: undefined };
}
