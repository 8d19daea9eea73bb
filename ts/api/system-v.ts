// What the three kinds of System V objects have in common: keys, making and finding, status. The core leaves the kernel's own structs
// in its buffer (core-c/api/system-v.c); they are read here.
import { Errno } from "../host/errno.js";
import { core } from "./core.js";
import { check, IpcError } from "./error.js";
import { checkBoolean, checkInteger, checkKeys, toPath, wrongType } from "./options.js";

/** How programs find the same object: a number, or as ftok(3) makes one of an existing file and a number from 1 to 255. */
export type SystemVKey = number | { path: string | URL | Uint8Array; project: number };

export interface SystemVCreateOptions {
  /** Permissions; 0o600 unless told. The umask doesn't matter. */
  mode?: number | undefined;
  /** Fail with EEXIST when the key has an object already, rather than open that. IPC_EXCL. */
  exclusive?: boolean | undefined;
}

/** Who owns a System V object, and what they may do. */
export interface SystemVStatus {
  /** 0: it has none (IPC_PRIVATE). */
  key: number;
  uid: number;
  gid: number;
  creatorUid: number;
  creatorGid: number;
  /** Permissions. */
  mode: number;
  /** When it was made, or its owner, permissions or limits were changed last. */
  changed: Date;
}

/** What can be changed of every System V object. */
export interface SystemVChange {
  uid?: number | undefined;
  gid?: number | undefined;
  mode?: number | undefined;
}

/** Kernel values of ipc(2)'s calls. */
export const Ipc = { create: 0o1000, exclusive: 0o2000, noWait: 0o4000, remove: 0, set: 1, status: 2 } as const;

const OWNER = 4;
const GROUP = 8;
const MODE = 20;
const KEY_ERRORS = -(2 ** 32);

/** The key that System V programs make of a file and a number from 1 to 255. Throws IpcError (ENOENT …), TypeError, RangeError. ftok(3). */
export function ftok(path: string | URL | Uint8Array, project: number): number {
  const name = toPath(path, "ftok");
  if (project === undefined) throw wrongType("ftok: project", "a number", project);
  checkInteger(project, "ftok: project", 1, 255);
  core().passName(name, "ftok");
  const key = core().exports.core_ftok(project);
  if (key < -(2 ** 31)) throw new IpcError(key - KEY_ERRORS, "ftok", name);
  return key;
}

/** A key as the kernel takes it; 0 for a private one. */
export function toKey(key: SystemVKey | "private", where: string): number {
  if (key === "private") return 0;
  if (typeof key === "object" && key !== null) return ftok(key.path, key.project);
  if (typeof key !== "number") throw wrongType(`${where}: key`, 'a number, { path, project } or "private"', key);
  if (key === 0) throw new RangeError(`${where}: key must not be 0, which is no key; say "private"`);
  checkInteger(key, `${where}: key`, -0x80000000, 0xffffffff);
  return key | 0;
}

export function toExistingKey(key: SystemVKey, where: string): number {
  const number = toKey(key, where);
  if (number === 0) throw new TypeError(`${where}: a private object has no key; use fromId`);
  return number;
}

/** The flags that create an object. */
export function creation(
  options: SystemVCreateOptions | undefined,
  where: string,
  more: readonly string[] = [],
): number {
  checkKeys(options, ["mode", "exclusive", ...more], where);
  checkInteger(options?.mode, `${where}: mode`, 0, 0o777);
  checkBoolean(options?.exclusive, `${where}: exclusive`);
  return Ipc.create | (options?.exclusive ? Ipc.exclusive : 0) | (options?.mode ?? 0o600);
}

export function checkId(id: number, where: string): void {
  if (id === undefined) throw wrongType(`${where}: id`, "a number", id);
  checkInteger(id, `${where}: id`, 0);
}

/** How an error names an object. */
export const keyName = (key: number): string =>
  key === 0 ? "private" : `0x${(key >>> 0).toString(16).padStart(8, "0")}`;

/** Seconds since 1970 as a Date; undefined for never. */
export const dateAt = (view: DataView, offset: number): Date | undefined => {
  const seconds = Number(view.getBigInt64(offset, true));
  return seconds === 0 ? undefined : new Date(seconds * 1000);
};

export const countAt = (view: DataView, offset: number): number => Number(view.getBigUint64(offset, true));

/** The head of a struct in the buffer; its time of change is at `changedOffset`. */
export function readStatus(view: DataView, changedOffset: number): SystemVStatus {
  return {
    key: view.getInt32(0, true),
    uid: view.getUint32(OWNER, true),
    gid: view.getUint32(GROUP, true),
    creatorUid: view.getUint32(12, true),
    creatorGid: view.getUint32(16, true),
    mode: view.getUint32(MODE, true) & 0o777,
    changed: dateAt(view, changedOffset) ?? new Date(0),
  };
}

/** Changes what is told in the struct that lies in the buffer, and has it set. */
export function change(
  control: (command: number) => number,
  syscall: string,
  options: SystemVChange,
  where: string,
  more: readonly string[] = [],
  moreChanges: (view: DataView) => void = () => {},
): void {
  checkKeys(options, ["uid", "gid", "mode", ...more], where);
  checkInteger(options.uid, `${where}: uid`, 0, 0xffffffff);
  checkInteger(options.gid, `${where}: gid`, 0, 0xffffffff);
  checkInteger(options.mode, `${where}: mode`, 0, 0o777);
  check(control(Ipc.status), syscall);
  const view = core().numbers;
  if (options.uid !== undefined) view.setUint32(OWNER, options.uid, true);
  if (options.gid !== undefined) view.setUint32(GROUP, options.gid, true);
  if (options.mode !== undefined) view.setUint32(MODE, options.mode, true);
  moreChanges(view);
  check(control(Ipc.set), syscall);
}

/** Removes an object in a block's end, where somebody else may have removed it. */
export function removeQuietly(remove: () => void): void {
  try {
    remove();
  } catch (error) {
    if (!(error instanceof IpcError) || (error.errno !== -Errno.EIDRM && error.errno !== -Errno.EINVAL)) throw error;
  }
}
