// path_open: preview1's flags and rights turned into an open beneath the directory, and the descriptor installed.
import { FdFlags } from "../../bridge/bridge.js";
import { OpenFlags } from "../beneath.js";
import { Errno, WasiErrno, wasiErrno } from "../errno.js";
import { openFlagsOf, unknownFdFlags } from "./fd.js";
import { fileTypeOfMode, type Shim } from "./shim.js";
import { FileType, type Functions, LookupFlags, OFlags, Rights } from "./types.js";

const FILE_MODE = 0o666;
const READ_WRITE = Rights.fdRead | Rights.fdWrite;

/** Rights that must not have been given up by the directory, for what is asked. */
function neededRights(oflags: number): bigint {
  return (
    Rights.pathOpen |
    ((oflags & OFlags.create) !== 0 ? Rights.pathCreateFile : 0n) |
    ((oflags & OFlags.truncate) !== 0 ? Rights.pathFilestatSetSize : 0n)
  );
}

function nativeFlags(lookup: number, oflags: number, fdflags: number, rights: bigint): number {
  const access =
    (rights & READ_WRITE) === READ_WRITE
      ? OpenFlags.readWrite
      : (rights & Rights.fdWrite) !== 0n
        ? OpenFlags.writeOnly
        : OpenFlags.readOnly;
  return (
    access |
    OpenFlags.noControllingTerminal |
    ((lookup & LookupFlags.symlinkFollow) !== 0 ? 0 : OpenFlags.noFollow) |
    ((oflags & OFlags.create) !== 0 ? OpenFlags.create : 0) |
    ((oflags & OFlags.directory) !== 0 ? OpenFlags.directory : 0) |
    ((oflags & OFlags.exclusive) !== 0 ? OpenFlags.exclusive : 0) |
    ((oflags & OFlags.truncate) !== 0 ? OpenFlags.truncate : 0) |
    openFlagsOf(fdflags)
  );
}

export function open(shim: Shim): Functions {
  const { beneath, calls, guest } = shim;

  /** Opens as on a file system that is mounted read-only: what exists, and for writing only what isn't part of it, such as a FIFO. */
  const openReadOnly = (kfd: number, name: string, flags: number, inRoot: boolean): number => {
    const changes = OpenFlags.create | OpenFlags.exclusive | OpenFlags.truncate;
    const opened = beneath.open(kfd, name, flags & ~changes, 0, inRoot);
    if (opened === -Errno.ENOENT && (flags & OpenFlags.create) !== 0) return -Errno.EROFS;
    if (opened < 0) return opened;
    const both = OpenFlags.create | OpenFlags.exclusive;
    const writes = (flags & OpenFlags.accessMode) !== OpenFlags.readOnly || (flags & OpenFlags.truncate) !== 0;
    let failure = (flags & both) === both ? -Errno.EEXIST : 0;
    if (failure === 0 && writes) {
      failure = shim.stat(opened);
      const regular = fileTypeOfMode(shim.statxView.getUint16(28, true)) === FileType.regularFile;
      if (failure === 0 && regular) failure = -Errno.EROFS;
    }
    if (failure === 0) return opened;
    calls.close(opened);
    return failure;
  };

  return {
    path_open(
      fd: number,
      lookup: number,
      pointer: number,
      length: number,
      oflags: number,
      base: bigint,
      _inheriting: bigint,
      fdflags: number,
      result: number,
    ): number {
      const name = shim.path(pointer, length);
      if (typeof name === "number") return wasiErrno(name);
      if (guest.kernelFd(fd) < 0) return WasiErrno.EBADF;
      const refused = shim.lacks(fd, neededRights(oflags));
      if (refused !== WasiErrno.SUCCESS) return refused;
      const all = OFlags.create | OFlags.directory | OFlags.exclusive | OFlags.truncate;
      if ((lookup & ~LookupFlags.symlinkFollow) !== 0 || (oflags & ~all) !== 0 || unknownFdFlags(fdflags)) {
        return WasiErrno.EINVAL;
      }
      if ((oflags & OFlags.directory) !== 0 && oflags !== OFlags.directory) return WasiErrno.EINVAL;

      // Rights that the directory can't pass on are left out, as are those that don't apply; wasm engines refuse neither.
      const passedOn = shim.note(fd)?.droppedInheriting ?? 0n;
      const rights = base & ~passedOn;
      const flags = nativeFlags(lookup, oflags, fdflags, rights);
      const readOnly = shim.readOnly(fd);
      const opened = shim.resolve(fd, name, (kfd, inRoot) =>
        readOnly ? openReadOnly(kfd, name, flags, inRoot) : beneath.open(kfd, name, flags, FILE_MODE, inRoot),
      );
      if (opened < 0) return shim.finish("path_open", name, opened);
      const installed = guest.install(opened, readOnly ? FdFlags.readOnly : 0);
      // A full table has closed it.
      if (installed < 0) return wasiErrno(installed);
      shim.forget(installed);
      // The kernel has no descriptor that can neither read nor write.
      const unread = (rights & READ_WRITE) === 0n ? Rights.fdRead : 0n;
      if (unread !== 0n || passedOn !== 0n) shim.drop(installed, passedOn | unread, passedOn);
      return shim.storeCount(installed, result);
    },
  };
}
