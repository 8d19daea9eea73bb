// Numbers and layouts of wasi_snapshot_preview1, and what the shim needs of whoever embeds it. Behaviour is in the other files.
import type { Bridge, ImportFunction, NativeGuest } from "../../bridge/bridge.js";
import type { Beneath } from "../beneath.js";

/** A directory that the guest may use from the start. */
export interface Preview1Preopen {
  /** Its kernel descriptor: a directory's, O_PATH or opened for reading. */
  kfd: number;
  /** The guest's name of it, as given: ".", "/", "data". */
  name: string;
  readOnly: boolean;
}

/** What the 46 functions stand on. Strings are byte strings, a character for each byte. */
export interface Preview1Context {
  readonly bridge: Pick<Bridge, "calls">;
  readonly guest: NativeGuest;
  /** Resolves all paths: plain, or with what the policy refuses. */
  readonly beneath: Beneath;
  readonly args: readonly string[];
  /** "NAME=value" each. */
  readonly env: readonly string[];
  /** In the guest's table from descriptor 3 on when the module is a plain one; those that aren't there are no preopens to it. */
  readonly preopens: readonly Preview1Preopen[];
  /** Ends the guest; never returns, neither to the caller. */
  exit(status: number): never;
  /** Sends the guest's process a signal of Linux's numbers: 0, or minus an errno. Without it proc_raise is ENOSYS. */
  raise?(signal: number): number;
  /** Is told of a path that led out of its directory, for a diagnostic; the guest gets EPERM. */
  refused?(call: string, path: string): void;
}

/** Import functions by name. */
export type Functions = Record<string, ImportFunction>;

/** File types, as filestat, fdstat and dirent have them. FIFOs have none of their own. */
export const FileType = {
  unknown: 0,
  blockDevice: 1,
  characterDevice: 2,
  directory: 3,
  regularFile: 4,
  socketDatagram: 5,
  socketStream: 6,
  symbolicLink: 7,
} as const;

export const LookupFlags = { symlinkFollow: 1 } as const;
export const OFlags = { create: 1, directory: 2, exclusive: 4, truncate: 8 } as const;
export const WasiFdFlags = { append: 1, dataSync: 2, nonBlocking: 4, readSync: 8, sync: 16 } as const;
export const TimeFlags = { access: 1, accessNow: 2, modification: 4, modificationNow: 8 } as const;

/** What can be done with a descriptor. */
export const Rights = {
  fdDatasync: 1n << 0n,
  fdRead: 1n << 1n,
  fdSeek: 1n << 2n,
  fdFdstatSetFlags: 1n << 3n,
  fdSync: 1n << 4n,
  fdTell: 1n << 5n,
  fdWrite: 1n << 6n,
  fdAdvise: 1n << 7n,
  fdAllocate: 1n << 8n,
  pathCreateDirectory: 1n << 9n,
  pathCreateFile: 1n << 10n,
  pathLinkSource: 1n << 11n,
  pathLinkTarget: 1n << 12n,
  pathOpen: 1n << 13n,
  fdReaddir: 1n << 14n,
  pathReadlink: 1n << 15n,
  pathRenameSource: 1n << 16n,
  pathRenameTarget: 1n << 17n,
  pathFilestatGet: 1n << 18n,
  pathFilestatSetSize: 1n << 19n,
  pathFilestatSetTimes: 1n << 20n,
  fdFilestatGet: 1n << 21n,
  fdFilestatSetSize: 1n << 22n,
  fdFilestatSetTimes: 1n << 23n,
  pathSymlink: 1n << 24n,
  pathRemoveDirectory: 1n << 25n,
  pathUnlinkFile: 1n << 26n,
  pollFdReadwrite: 1n << 27n,
  sockShutdown: 1n << 28n,
  sockAccept: 1n << 29n,
} as const;

/** What applies to open directories. */
export const DIRECTORY_RIGHTS =
  Rights.fdFdstatSetFlags |
  Rights.fdSync |
  Rights.fdDatasync |
  Rights.fdAdvise |
  Rights.pathCreateDirectory |
  Rights.pathCreateFile |
  Rights.pathLinkSource |
  Rights.pathLinkTarget |
  Rights.pathOpen |
  Rights.fdReaddir |
  Rights.pathReadlink |
  Rights.pathRenameSource |
  Rights.pathRenameTarget |
  Rights.pathFilestatGet |
  Rights.pathFilestatSetSize |
  Rights.pathFilestatSetTimes |
  Rights.fdFilestatGet |
  Rights.fdFilestatSetTimes |
  Rights.pathSymlink |
  Rights.pathRemoveDirectory |
  Rights.pathUnlinkFile |
  Rights.pollFdReadwrite;

/** What applies to everything that isn't a directory, whether or not it can seek. */
export const STREAM_RIGHTS =
  Rights.fdDatasync |
  Rights.fdRead |
  Rights.fdFdstatSetFlags |
  Rights.fdSync |
  Rights.fdWrite |
  Rights.fdFilestatGet |
  Rights.fdFilestatSetTimes |
  Rights.pollFdReadwrite;

/** What a file has beyond a stream. */
export const FILE_RIGHTS =
  STREAM_RIGHTS | Rights.fdSeek | Rights.fdTell | Rights.fdAdvise | Rights.fdAllocate | Rights.fdFilestatSetSize;

export const SOCKET_RIGHTS = STREAM_RIGHTS | Rights.sockShutdown | Rights.sockAccept;

/** What descriptors opened below a directory may have. */
export const INHERITING_RIGHTS = DIRECTORY_RIGHTS | FILE_RIGHTS | SOCKET_RIGHTS;
