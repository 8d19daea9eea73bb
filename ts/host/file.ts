// The calls of mechanism `file` that take paths: flags and errnos as the man pages have them. Where a path leads is the namespace's
// business, what may be opened the guard's; descriptors alone never come here (the bridge forwards those).
import type { HostCalls } from "../../wasm/generated/imports.js";
import { FdFlags } from "../bridge/bridge.js";
import { AtFlags, OpenFlags } from "./beneath.js";
import { Errno } from "./errno.js";
import type { Host } from "./host.js";
import type { InotifyCalls } from "./inotify.js";
import type { IpcCalls } from "./ipc.js";
import type { NetdbCalls } from "./netdb.js";
import { mayGiveRights } from "./policy.js";
import type { SignalCalls } from "./signal.js";
import type { SocketCalls } from "./socket.js";
import { FileType, Status, virtualDirectoryStatus } from "./status.js";

/** The calls this file serves. */
export type FileCalls = Omit<
  HostCalls,
  "execveat" | keyof IpcCalls | keyof SignalCalls | keyof SocketCalls | keyof NetdbCalls | keyof InotifyCalls
>;

/** What openat2 knows; open(2) ignores other bits. */
const OPEN_FLAGS = 0o37777703;
const AT_EACCESS = 0x200;
const AT_NO_AUTOMOUNT = 0x800;
const AT_STATX_SYNC_TYPE = 0x6000;
const ACCESS_MODES = 7;
const W_OK = 2;
/** RENAME_NOREPLACE and RENAME_EXCHANGE; RENAME_WHITEOUT would make a device. */
const RENAME_FLAGS = 3;
const SET_ID = 0o6000;
/** Room for a path, the longest that any call takes; a longer one isn't looked at. */
const PATH_MAX = 4096;

const writable = (type: number): boolean =>
  type === FileType.regular || type === FileType.directory || type === FileType.link;

/** The calls, for one host. */
export function fileCalls(host: Host): FileCalls {
  const { guest, namespace, guard } = host;
  const calls = host.bridge.calls;
  const status = new Status(calls);

  const string = (pointer: number, length: number): string | number =>
    length >>> 0 > PATH_MAX ? -Errno.ENAMETOOLONG : guest.readString(pointer >>> 0, length >>> 0);

  /** A new file's mode: one that runs with its owner's rights would give them to the guest's accomplices. */
  const modeOfNew = (mode: number): number => mode & (mayGiveRights(host.policy) ? 0o7777 : 0o7777 & ~SET_ID);

  /** With a path, `action` on its file; with an empty one and AT_EMPTY_PATH, on the descriptor itself. -1 is a virtual directory. */
  function onFile(
    operation: string,
    dirfd: number,
    pointer: number,
    length: number,
    flags: number,
    action: (kfd: number, readOnly: boolean) => number,
  ): number {
    const path = string(pointer, length);
    if (typeof path === "number") return path;
    if (path !== "" || (flags & AtFlags.emptyPath) === 0) {
      return namespace.withTarget(operation, dirfd, path, (flags & AtFlags.symlinkNoFollow) === 0, action);
    }
    if (dirfd === AtFlags.currentDirectory) return action(namespace.cwdkfd, namespace.cwdReadOnly);
    const kfd = guest.kernelFd(dirfd);
    return kfd < 0 ? kfd : action(kfd, (guest.fdFlags(dirfd) & FdFlags.readOnly) !== 0);
  }

  /** An action that changes a file's status: not of virtual directories, nor in read-only preopens. */
  const changing =
    (change: (kfd: number) => number) =>
    (kfd: number, readOnly: boolean): number =>
      kfd < 0 ? -Errno.EACCES : readOnly ? -Errno.EROFS : change(kfd);

  /** In a read-only preopen nothing can be made: EEXIST for what is there, EROFS otherwise. */
  function making(parent: number, name: string, readOnly: boolean, make: () => number): number {
    if (!readOnly) return make();
    const plain = name.endsWith("/") ? name.slice(0, -1) : name;
    const asked = status.ofName(parent, plain);
    return asked === 0 ? -Errno.EEXIST : asked === -Errno.ENOENT ? -Errno.EROFS : asked;
  }

  function opened(kfd: number, readOnly: boolean, flags: number): number {
    const refused = guard.check(kfd, flags);
    if (refused < 0) {
      host.notice("openat", namespace.asked, "allow it with --allow-all");
      calls.close(kfd);
      return refused;
    }
    return guest.install(kfd, flagsOf(flags, readOnly));
  }

  const flagsOf = (flags: number, readOnly: boolean): number =>
    ((flags & OpenFlags.closeOnExec) !== 0 ? FdFlags.cloexec : 0) | (readOnly ? FdFlags.readOnly : 0);

  /** What readlink(2) says of a name that the host itself serves; undefined for all others. */
  function specialLink(path: string): string | number | undefined {
    const special = path.startsWith("/proc/") ? namespace.mounts.special(path, false) : undefined;
    if (special?.kind === "program") return namespace.program.name === "" ? -Errno.ENOENT : namespace.program.name;
    if (special?.kind !== "descriptor") return undefined;
    const kfd = guest.kernelFd(special.fd);
    if (kfd < 0) return -Errno.ENOENT;
    const target = calls.readlinkat(AtFlags.currentDirectory, `/proc/self/fd/${kfd}`);
    if (typeof target === "number" || !target.startsWith("/")) return target;
    return (
      namespace.mounts.guestPathOf(namespace.mounts.kernelPath(kfd) ?? target) ??
      (target.startsWith("/dev/") ? target : -Errno.EACCES)
    );
  }

  return {
    openat(dirfd, pointer, length, rawFlags, mode) {
      const path = string(pointer, length);
      if (typeof path === "number") return path;
      const flags = rawFlags & OPEN_FLAGS;
      return namespace.open("openat", dirfd, path, flags, modeOfNew(mode), (kfd, readOnly) =>
        opened(kfd, readOnly, flags),
      );
    },

    statx(dirfd, pointer, length, flags, mask, into) {
      const known = AtFlags.symlinkNoFollow | AtFlags.emptyPath | AT_NO_AUTOMOUNT | AT_STATX_SYNC_TYPE;
      if ((flags & ~known) !== 0 || (flags & AT_STATX_SYNC_TYPE) === AT_STATX_SYNC_TYPE || mask < 0)
        return -Errno.EINVAL;
      return onFile("statx", dirfd, pointer, length, flags, (kfd) => {
        if (kfd < 0) return guest.write(into >>> 0, virtualDirectoryStatus());
        const result = calls.statx(kfd, "", AtFlags.emptyPath | (flags & AT_STATX_SYNC_TYPE), mask, status.bytes);
        return result < 0 ? result : guest.write(into >>> 0, status.bytes);
      });
    },

    statfs(dirfd, pointer, length, into) {
      return onFile("statfs", dirfd, pointer, length, AtFlags.emptyPath, (kfd) => {
        if (kfd < 0) return -Errno.EACCES;
        const bytes = new Uint8Array(120);
        const result = calls.statfs(kfd, bytes);
        return result < 0 ? result : guest.write(into >>> 0, bytes);
      });
    },

    faccessat2(dirfd, pointer, length, mode, flags) {
      const known = AtFlags.symlinkNoFollow | AtFlags.emptyPath | AT_EACCESS;
      if ((mode & ~ACCESS_MODES) !== 0 || (flags & ~known) !== 0) return -Errno.EINVAL;
      return onFile("faccessat2", dirfd, pointer, length, flags, (kfd, readOnly) => {
        // A virtual directory may be passed through, no more.
        if (kfd < 0) return (mode & ~1) === 0 ? 0 : -Errno.EACCES;
        const result = calls.faccessat2(kfd, "", mode, AtFlags.emptyPath | (flags & AT_EACCESS));
        if (result < 0 || !readOnly || (mode & W_OK) === 0) return result;
        return status.ofDescriptor(kfd) === 0 && writable(status.type) ? -Errno.EROFS : result;
      });
    },

    fchmodat(dirfd, pointer, length, mode, flags) {
      if ((flags & ~(AtFlags.symlinkNoFollow | AtFlags.emptyPath)) !== 0) return -Errno.EINVAL;
      const change = changing((kfd) => {
        const plain = (mode & SET_ID) === 0 || mayGiveRights(host.policy);
        if (!plain && status.ofDescriptor(kfd) === 0 && status.type !== FileType.directory) return -Errno.EPERM;
        return calls.fchmodat(kfd, "", mode & 0o7777, AtFlags.emptyPath);
      });
      return onFile("fchmodat", dirfd, pointer, length, flags, change);
    },

    fchownat(dirfd, pointer, length, owner, group, flags) {
      if ((flags & ~(AtFlags.symlinkNoFollow | AtFlags.emptyPath)) !== 0) return -Errno.EINVAL;
      const change = changing((kfd) => calls.fchownat(kfd, "", owner, group, AtFlags.emptyPath));
      return onFile("fchownat", dirfd, pointer, length, flags, change);
    },

    linkat(olddirfd, oldpointer, oldlength, newdirfd, newpointer, newlength, flags) {
      if ((flags & ~(AtFlags.symlinkFollow | AtFlags.emptyPath)) !== 0) return -Errno.EINVAL;
      const oldpath = string(oldpointer, oldlength);
      const newpath = string(newpointer, newlength);
      if (typeof oldpath === "number") return oldpath;
      if (typeof newpath === "number") return newpath;
      /** Makes the new name; `from` is a directory and a name in it, or a descriptor and its own path. */
      const make = (from: number, fromName: string, fromFlags: number, fromReadOnly: boolean): number =>
        namespace.withParent("linkat", newdirfd, newpath, "create", (parent, name, readOnly) => {
          if (readOnly !== fromReadOnly) return -Errno.EXDEV;
          return making(parent, name, readOnly, () => calls.linkat(from, fromName, parent, name, fromFlags));
        });
      if (oldpath === "" && (flags & AtFlags.emptyPath) !== 0) {
        const cwd = olddirfd === AtFlags.currentDirectory;
        const kfd = cwd ? namespace.cwdkfd : guest.kernelFd(olddirfd);
        if (kfd < 0) return cwd ? -Errno.EPERM : kfd;
        const readOnly = cwd ? namespace.cwdReadOnly : (guest.fdFlags(olddirfd) & FdFlags.readOnly) !== 0;
        // A name would be more than what was handed over with the descriptor: another way of opening it.
        return namespace.mounts.holdsFile(kfd) ? make(kfd, "", AtFlags.emptyPath, readOnly) : -Errno.EXDEV;
      }
      if ((flags & AtFlags.symlinkFollow) !== 0 || oldpath.endsWith("/")) {
        return namespace.withTarget(
          "linkat",
          olddirfd,
          oldpath,
          (flags & AtFlags.symlinkFollow) !== 0,
          (kfd, readOnly) =>
            kfd < 0 || !namespace.mounts.holdsFile(kfd)
              ? -Errno.EPERM
              : make(AtFlags.currentDirectory, `/proc/self/fd/${kfd}`, AtFlags.symlinkFollow, readOnly),
        );
      }
      return namespace.withParent("linkat", olddirfd, oldpath, "use", (parent, name, readOnly) =>
        make(parent, name, 0, readOnly),
      );
    },

    symlinkat(targetPointer, targetLength, newdirfd, pointer, length) {
      const target = string(targetPointer, targetLength);
      const path = string(pointer, length);
      if (typeof target === "number") return target;
      if (typeof path === "number") return path;
      if (target === "") return -Errno.ENOENT;
      if (target.length >= 4096) return -Errno.ENAMETOOLONG;
      return namespace.withParent("symlinkat", newdirfd, path, "create", (parent, name, readOnly) =>
        making(parent, name, readOnly, () => calls.symlinkat(target, parent, name)),
      );
    },

    readlinkat(dirfd, pointer, length, buffer, size) {
      if (size <= 0) return -Errno.EINVAL;
      const path = string(pointer, length);
      if (typeof path === "number") return path;
      const answer = (target: string | number): number => {
        if (typeof target === "number") return target;
        const bytes = Buffer.from(target, "latin1").subarray(0, size);
        const result = guest.write(buffer >>> 0, bytes);
        return result < 0 ? result : bytes.length;
      };
      const special = specialLink(path);
      if (special !== undefined) return answer(special);
      return onFile("readlinkat", dirfd, pointer, length, AtFlags.emptyPath | AtFlags.symlinkNoFollow, (kfd) => {
        if (kfd < 0) return -Errno.EINVAL;
        const target = calls.readlinkat(kfd, "");
        // By descriptor Linux says ENOENT for what is no link, by path EINVAL.
        return answer(target === -Errno.ENOENT && path !== "" ? -Errno.EINVAL : target);
      });
    },

    unlinkat(dirfd, pointer, length, flags) {
      if ((flags & ~AtFlags.removeDirectory) !== 0) return -Errno.EINVAL;
      const path = string(pointer, length);
      if (typeof path === "number") return path;
      return namespace.withParent("unlinkat", dirfd, path, "remove", (parent, name, readOnly) =>
        readOnly ? -Errno.EROFS : calls.unlinkat(parent, name, flags),
      );
    },

    renameat2(olddirfd, oldpointer, oldlength, newdirfd, newpointer, newlength, flags) {
      if ((flags & ~RENAME_FLAGS) !== 0) return -Errno.EINVAL;
      const oldpath = string(oldpointer, oldlength);
      const newpath = string(newpointer, newlength);
      if (typeof oldpath === "number") return oldpath;
      if (typeof newpath === "number") return newpath;
      return namespace.withParent("renameat2", olddirfd, oldpath, "remove", (oldparent, oldname, oldReadOnly) =>
        namespace.withParent("renameat2", newdirfd, newpath, "remove", (newparent, newname, newReadOnly) => {
          if (oldReadOnly !== newReadOnly) return -Errno.EXDEV;
          return oldReadOnly ? -Errno.EROFS : calls.renameat2(oldparent, oldname, newparent, newname, flags);
        }),
      );
    },

    mkdirat(dirfd, pointer, length, mode) {
      const path = string(pointer, length);
      if (typeof path === "number") return path;
      return namespace.withParent("mkdirat", dirfd, path, "create", (parent, name, readOnly) =>
        making(parent, name, readOnly, () => calls.mkdirat(parent, name, mode & 0o7777)),
      );
    },

    mknodat(dirfd, pointer, length, mode, device) {
      const path = string(pointer, length);
      if (typeof path === "number") return path;
      switch (mode & FileType.mask) {
        case 0:
        case FileType.regular:
        case FileType.fifo:
        case FileType.socket:
          break;
        case FileType.characterDevice:
        case FileType.blockDevice:
        case FileType.directory:
          return -Errno.EPERM;
        default:
          return -Errno.EINVAL;
      }
      return namespace.withParent("mknodat", dirfd, path, "create", (parent, name, readOnly) =>
        making(parent, name, readOnly, () =>
          calls.mknodat(parent, name, (mode & FileType.mask) | modeOfNew(mode), device),
        ),
      );
    },

    utimensat(dirfd, pointer, length, times, flags) {
      if ((flags & ~(AtFlags.symlinkNoFollow | AtFlags.emptyPath)) !== 0) return -Errno.EINVAL;
      const bytes = times === 0 ? null : guest.read(times >>> 0, 32);
      if (typeof bytes === "number") return bytes;
      const change = changing((kfd) => calls.utimensat(kfd, "", bytes, AtFlags.emptyPath));
      return onFile("utimensat", dirfd, pointer, length, flags | AtFlags.emptyPath, change);
    },

    truncate(pointer, length, size) {
      const path = string(pointer, length);
      if (typeof path === "number") return path;
      if (size < 0n) return -Errno.EINVAL;
      return namespace.withTarget("truncate", AtFlags.currentDirectory, path, true, (kfd, readOnly) => {
        const asked = kfd < 0 ? 0 : status.ofDescriptor(kfd);
        if (asked < 0) return asked;
        if (kfd < 0 || status.type === FileType.directory) return -Errno.EISDIR;
        if (status.type !== FileType.regular) return -Errno.EINVAL;
        if (readOnly) return -Errno.EROFS;
        const file = namespace.reopen(kfd, OpenFlags.writeOnly);
        if (file < 0) return file;
        const refused = guard.check(file, OpenFlags.writeOnly);
        const result = refused < 0 ? refused : calls.ftruncate(file, size);
        calls.close(file);
        return result;
      });
    },

    chdir(pointer, length) {
      const path = string(pointer, length);
      return typeof path === "number" ? path : namespace.chdir("chdir", path);
    },

    fchdir(fd) {
      const kfd = guest.kernelFd(fd);
      return kfd < 0 ? kfd : namespace.enter(kfd, (guest.fdFlags(fd) & FdFlags.readOnly) !== 0);
    },

    getcwd(buffer, size) {
      if (size === 0) return -Errno.EINVAL;
      const path = namespace.getcwd();
      if (typeof path === "number") return path;
      const bytes = Buffer.from(`${path}\0`, "latin1");
      if (bytes.length > size >>> 0) return -Errno.ERANGE;
      const result = guest.write(buffer >>> 0, bytes);
      return result < 0 ? result : bytes.length;
    },
  };
}
