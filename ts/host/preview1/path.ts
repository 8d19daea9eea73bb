// The path_ functions but path_open: names are made, looked at, linked, renamed and removed beneath a directory.
import { AtFlags, splitPath } from "../beneath.js";
import { Errno, WasiErrno, wasiErrno } from "../errno.js";
import { filestatWriter, timespecs } from "./filestat.js";
import type { Shim } from "./shim.js";
import { fileTypeOfMode } from "./shim.js";
import { FileType, type Functions, LookupFlags, Rights } from "./types.js";

const DIRECTORY_MODE = 0o777;

/** A path as an import function gets it. */
interface PathArgument {
  fd: number;
  right: bigint;
  pointer: number;
  length: number;
}

/** A path below a kernel descriptor. */
interface Place {
  kfd: number;
  name: string;
  inRoot: boolean;
}

type PairAction = (old: Place, target: Place) => number;

export function path(shim: Shim): Functions {
  const { beneath, calls, guest } = shim;
  const writeFilestat = filestatWriter(shim);

  /** Reads a path argument, looks at the right, and resolves: what all of these do first. */
  const at = (
    call: string,
    fd: number,
    right: bigint,
    pointer: number,
    length: number,
    action: (path: string, kfd: number, inRoot: boolean) => number,
  ): number => {
    const name = shim.path(pointer, length);
    if (typeof name === "number") return wasiErrno(name);
    const refused = shim.lacks(fd, right);
    if (refused !== WasiErrno.SUCCESS) return refused;
    return shim.finish(
      call,
      name,
      shim.resolve(fd, name, (kfd, inRoot) => action(name, kfd, inRoot)),
    );
  };

  /** What a read-only directory says to a new name: EEXIST where there is something already, as a read-only file system does. */
  const refuseNew = ({ kfd, name, inRoot }: Place): number =>
    beneath.withParent(kfd, name, inRoot, () => {
      const found = beneath.withTarget(kfd, name, false, inRoot, () => -Errno.EEXIST);
      return found === -Errno.ENOENT ? -Errno.EROFS : found;
    });

  /** Whether a path is one name, which the kernel can look up without leaving the directory, when it doesn't follow it. */
  const single = (name: string): boolean => name !== "" && name !== ".." && !name.includes("/") && !name.includes("\0");

  /** Links a file that a path names to a new name. The link at the end of the path is followed only on request. */
  const link = ({ kfd, name, inRoot }: Place, follow: boolean, newkfd: number, newName: string): number => {
    const last = splitPath(name).name;
    if (!follow && !last.endsWith("/") && last !== "." && last !== "..") {
      return beneath.withParent(kfd, name, inRoot, (parent, old) =>
        shim.acrossFileSystems(calls.linkat(parent, old, newkfd, newName, 0)),
      );
    }
    // linkat can't resolve beneath, and takes a descriptor only from the privileged: but it follows this name of one.
    return beneath.withTarget(kfd, name, follow, inRoot, (file) =>
      shim.acrossFileSystems(
        calls.linkat(AtFlags.currentDirectory, `/proc/self/fd/${file}`, newkfd, newName, AtFlags.symlinkFollow),
      ),
    );
  };

  /** Two paths beneath two directories, for path_link and path_rename. */
  const pair = (call: string, old: PathArgument, target: PathArgument, action: PairAction): number => {
    const oldName = shim.path(old.pointer, old.length);
    if (typeof oldName === "number") return wasiErrno(oldName);
    const newName = shim.path(target.pointer, target.length);
    if (typeof newName === "number") return wasiErrno(newName);
    const refused = shim.lacks(old.fd, old.right) || shim.lacks(target.fd, target.right);
    if (refused !== WasiErrno.SUCCESS) return refused;
    const result = shim.resolve(old.fd, oldName, (kfd, inRoot) =>
      shim.resolve(target.fd, newName, (newkfd, newInRoot) =>
        action({ kfd, name: oldName, inRoot }, { kfd: newkfd, name: newName, inRoot: newInRoot }),
      ),
    );
    return shim.finish(call, `${oldName} -> ${newName}`, result);
  };

  return {
    path_create_directory: (fd: number, pointer: number, length: number): number =>
      at("path_create_directory", fd, Rights.pathCreateDirectory, pointer, length, (name, kfd, inRoot) =>
        shim.readOnly(fd)
          ? refuseNew({ kfd, name, inRoot })
          : beneath.withParent(kfd, name, inRoot, (parent, last) => calls.mkdirat(parent, last, DIRECTORY_MODE)),
      ),

    path_remove_directory: (fd: number, pointer: number, length: number): number =>
      at("path_remove_directory", fd, Rights.pathRemoveDirectory, pointer, length, (name, kfd, inRoot) =>
        beneath.withParent(kfd, name, inRoot, (parent, last) =>
          shim.readOnly(fd) ? -Errno.EROFS : calls.unlinkat(parent, last, AtFlags.removeDirectory),
        ),
      ),

    path_unlink_file: (fd: number, pointer: number, length: number): number =>
      at("path_unlink_file", fd, Rights.pathUnlinkFile, pointer, length, (name, kfd, inRoot) =>
        beneath.withParent(kfd, name, inRoot, (parent, last) =>
          shim.readOnly(fd) ? -Errno.EROFS : calls.unlinkat(parent, last, 0),
        ),
      ),

    path_filestat_get(fd: number, flags: number, pointer: number, length: number, result: number): number {
      if ((flags & ~LookupFlags.symlinkFollow) !== 0) return WasiErrno.EINVAL;
      return at("path_filestat_get", fd, Rights.pathFilestatGet, pointer, length, (name, kfd, inRoot) => {
        if (single(name)) {
          const found = shim.statName(kfd, name);
          if (found < 0) return found;
          const isLink = fileTypeOfMode(shim.statxView.getUint16(28, true)) === FileType.symbolicLink;
          if (flags === 0 || !isLink) return writeFilestat(result);
        }
        return beneath.withTarget(kfd, name, flags !== 0, inRoot, (target) => {
          const found = shim.stat(target);
          return found < 0 ? found : writeFilestat(result);
        });
      });
    },

    path_filestat_set_times(
      fd: number,
      flags: number,
      pointer: number,
      length: number,
      access: bigint,
      modification: bigint,
      timeFlags: number,
    ): number {
      if ((flags & ~LookupFlags.symlinkFollow) !== 0) return WasiErrno.EINVAL;
      const times = timespecs(access, modification, timeFlags);
      if (typeof times === "number") return guest.kernelFd(fd) < 0 ? WasiErrno.EBADF : wasiErrno(times);
      return at("path_filestat_set_times", fd, Rights.pathFilestatSetTimes, pointer, length, (name, kfd, inRoot) =>
        beneath.withTarget(kfd, name, flags !== 0, inRoot, (target) =>
          shim.readOnly(fd) ? -Errno.EROFS : calls.utimensat(target, "", times, AtFlags.emptyPath),
        ),
      );
    },

    path_link(
      oldFd: number,
      flags: number,
      oldPointer: number,
      oldLength: number,
      newFd: number,
      newPointer: number,
      newLength: number,
    ): number {
      if ((flags & ~LookupFlags.symlinkFollow) !== 0) return WasiErrno.EINVAL;
      return pair(
        "path_link",
        { fd: oldFd, right: Rights.pathLinkSource, pointer: oldPointer, length: oldLength },
        { fd: newFd, right: Rights.pathLinkTarget, pointer: newPointer, length: newLength },
        (old, target) => {
          if (shim.readOnly(newFd)) return refuseNew(target);
          // A link from a read-only directory into a writable one would open its file to changes.
          if (shim.readOnly(oldFd)) return -Errno.EROFS;
          return beneath.withParent(target.kfd, target.name, target.inRoot, (parent, last) =>
            link(old, flags !== 0, parent, last),
          );
        },
      );
    },

    path_rename: (
      oldFd: number,
      oldPointer: number,
      oldLength: number,
      newFd: number,
      newPointer: number,
      newLength: number,
    ): number =>
      pair(
        "path_rename",
        { fd: oldFd, right: Rights.pathRenameSource, pointer: oldPointer, length: oldLength },
        { fd: newFd, right: Rights.pathRenameTarget, pointer: newPointer, length: newLength },
        (old, target) =>
          beneath.withParent(old.kfd, old.name, old.inRoot, (oldParent, oldLast) =>
            beneath.withParent(target.kfd, target.name, target.inRoot, (newParent, newLast) =>
              shim.readOnly(oldFd) || shim.readOnly(newFd)
                ? -Errno.EROFS
                : shim.acrossFileSystems(calls.renameat2(oldParent, oldLast, newParent, newLast, 0)),
            ),
          ),
      ),

    path_symlink(targetPointer: number, targetLength: number, fd: number, pointer: number, length: number): number {
      const target = shim.path(targetPointer, targetLength);
      if (typeof target === "number") return wasiErrno(target);
      if (target.includes("\0")) return WasiErrno.EINVAL;
      if (target.startsWith("/")) return guest.kernelFd(fd) < 0 ? WasiErrno.EBADF : WasiErrno.EPERM;
      return at("path_symlink", fd, Rights.pathSymlink, pointer, length, (name, kfd, inRoot) =>
        shim.readOnly(fd)
          ? refuseNew({ kfd, name, inRoot })
          : beneath.withParent(kfd, name, inRoot, (parent, last) => calls.symlinkat(target, parent, last)),
      );
    },

    path_readlink(
      fd: number,
      pointer: number,
      length: number,
      buffer: number,
      bufferLength: number,
      result: number,
    ): number {
      return at("path_readlink", fd, Rights.pathReadlink, pointer, length, (name, kfd, inRoot) =>
        beneath.withTarget(kfd, name, false, inRoot, (target) => {
          const text = calls.readlinkat(target, "");
          // What the kernel says of a descriptor that isn't a link's.
          if (typeof text === "number") return text === -Errno.ENOENT ? -Errno.EINVAL : text;
          const bytes = Buffer.from(text, "latin1").subarray(0, bufferLength >>> 0);
          const failure = guest.write(buffer >>> 0, bytes);
          return failure < 0 ? failure : guest.writeU32(result >>> 0, bytes.length);
        }),
      );
    },
  };
}
