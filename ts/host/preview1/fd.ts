// What preview1 tells and changes about a descriptor: its flags, rights, status, preopen name, number. Reading and writing is io.ts.
import { AtFlags, OpenFlags } from "../beneath.js";
import { Errno, WasiErrno, wasiErrno } from "../errno.js";
import { filestatWriter, timespecs } from "./filestat.js";
import type { Shim } from "./shim.js";
import {
  DIRECTORY_RIGHTS,
  FILE_RIGHTS,
  FileType,
  type Functions,
  INHERITING_RIGHTS,
  Rights,
  SOCKET_RIGHTS,
  STREAM_RIGHTS,
  WasiFdFlags,
} from "./types.js";

const F_GETFL = 3;
const F_SETFL = 4;
const SEEK_CUR = 1;
const FDSTAT_SIZE = 24;
const PREOPEN_DIRECTORY = 0;
const SYNC_FLAGS = WasiFdFlags.dataSync | WasiFdFlags.readSync | WasiFdFlags.sync;

/** preview1's descriptor flags as flags of open(2). */
export function openFlagsOf(flags: number): number {
  return (
    ((flags & WasiFdFlags.append) !== 0 ? OpenFlags.append : 0) |
    ((flags & WasiFdFlags.dataSync) !== 0 ? OpenFlags.dataSync : 0) |
    ((flags & WasiFdFlags.nonBlocking) !== 0 ? OpenFlags.nonBlocking : 0) |
    ((flags & (WasiFdFlags.readSync | WasiFdFlags.sync)) !== 0 ? OpenFlags.sync : 0)
  );
}

/** And the other way round. O_SYNC includes the bit of O_DSYNC; Linux has no O_RSYNC of its own. */
function fdFlagsOf(flags: number): number {
  const sync = (flags & OpenFlags.sync) === OpenFlags.sync;
  return (
    ((flags & OpenFlags.append) !== 0 ? WasiFdFlags.append : 0) |
    ((flags & OpenFlags.nonBlocking) !== 0 ? WasiFdFlags.nonBlocking : 0) |
    (sync ? WasiFdFlags.sync : (flags & OpenFlags.dataSync) !== 0 ? WasiFdFlags.dataSync : 0)
  );
}

/** Whether a set of flags has others than preview1's. */
export function unknownFdFlags(flags: number): boolean {
  return (flags & ~(WasiFdFlags.append | WasiFdFlags.nonBlocking | SYNC_FLAGS)) !== 0;
}

export function fd(shim: Shim): Functions {
  const { calls, guest } = shim;
  const close = shim.call("close");
  const ftruncate = shim.call("ftruncate");
  const writeFilestat = filestatWriter(shim);

  /** The rights an open descriptor has: what applies to its kind and was not given up. Asks for no error but EBADF's. */
  const rights = (fd: number, kfd: number, type: number, flags: number): { base: bigint; inheriting: bigint } => {
    const note = shim.note(fd);
    const dropped = note?.droppedBase ?? 0n;
    if (type === FileType.directory) {
      return { base: DIRECTORY_RIGHTS & ~dropped, inheriting: INHERITING_RIGHTS & ~(note?.droppedInheriting ?? 0n) };
    }
    // A terminal is told from other character devices by this: isatty of wasi-libc looks whether it can seek.
    const seekable = type === FileType.regularFile || calls.lseek(kfd, 0n, SEEK_CUR) >= 0n;
    let base = type === FileType.socketStream ? SOCKET_RIGHTS : seekable ? FILE_RIGHTS : STREAM_RIGHTS;
    const mode = flags & OpenFlags.accessMode;
    if (mode === OpenFlags.readOnly) base &= ~(Rights.fdWrite | Rights.fdAllocate | Rights.fdFilestatSetSize);
    else if (mode === OpenFlags.writeOnly) base &= ~Rights.fdRead;
    return { base: base & ~dropped, inheriting: 0n };
  };

  /** Type, kernel flags and rights of an open descriptor, or minus an errno. */
  const describe = (fd: number): { type: number; flags: number; base: bigint; inheriting: bigint } | number => {
    const kfd = guest.kernelFd(fd);
    if (kfd < 0) return kfd;
    const type = shim.fileType(fd);
    if (type < 0) return type;
    const flags = calls.fcntl(kfd, F_GETFL, 0);
    if (flags < 0) return flags;
    return { type, flags, ...rights(fd, kfd, type, flags) };
  };

  return {
    fd_close(fd: number): number {
      shim.forget(fd);
      return wasiErrno(close(fd));
    },

    fd_renumber(from: number, to: number): number {
      if (guest.kernelFd(from) < 0 || guest.kernelFd(to) < 0) return WasiErrno.EBADF;
      if (from === to) return WasiErrno.SUCCESS;
      return wasiErrno(shim.renumber(from, to));
    },

    fd_fdstat_get(fd: number, pointer: number): number {
      const description = describe(fd);
      if (typeof description === "number") return wasiErrno(description);
      const view = new DataView(new ArrayBuffer(FDSTAT_SIZE));
      view.setUint8(0, description.type);
      view.setUint16(2, fdFlagsOf(description.flags), true);
      view.setBigUint64(8, description.base, true);
      view.setBigUint64(16, description.inheriting, true);
      return wasiErrno(guest.write(pointer >>> 0, new Uint8Array(view.buffer)));
    },

    fd_fdstat_set_flags(fd: number, flags: number): number {
      const kfd = guest.kernelFd(fd);
      if (kfd < 0) return WasiErrno.EBADF;
      const refused = shim.lacks(fd, Rights.fdFdstatSetFlags);
      if (refused !== WasiErrno.SUCCESS) return refused;
      if (unknownFdFlags(flags)) return WasiErrno.EINVAL;
      const current = calls.fcntl(kfd, F_GETFL, 0);
      if (current < 0) return wasiErrno(current);
      // The kernel can't make an open file synchronous, and would not say so.
      if ((openFlagsOf(flags & SYNC_FLAGS) & ~current) !== 0) return WasiErrno.EINVAL;
      const changeable = OpenFlags.append | OpenFlags.nonBlocking;
      return wasiErrno(calls.fcntl(kfd, F_SETFL, (current & ~changeable) | (openFlagsOf(flags) & changeable)));
    },

    fd_fdstat_set_rights(fd: number, base: bigint, inheriting: bigint): number {
      const now = describe(fd);
      if (typeof now === "number") return wasiErrno(now);
      const [newBase, newInheriting] = [BigInt.asUintN(64, base), BigInt.asUintN(64, inheriting)];
      if ((newBase & ~now.base) !== 0n || (newInheriting & ~now.inheriting) !== 0n) return WasiErrno.ENOTCAPABLE;
      const [dropped, droppedInheriting] = [now.base & ~newBase, now.inheriting & ~newInheriting];
      if (dropped !== 0n || droppedInheriting !== 0n) shim.drop(fd, dropped, droppedInheriting);
      return WasiErrno.SUCCESS;
    },

    fd_filestat_get(fd: number, pointer: number): number {
      const kfd = guest.kernelFd(fd);
      if (kfd < 0) return WasiErrno.EBADF;
      const refused = shim.lacks(fd, Rights.fdFilestatGet);
      if (refused !== WasiErrno.SUCCESS) return refused;
      const result = shim.stat(kfd);
      return wasiErrno(result < 0 ? result : writeFilestat(pointer));
    },

    fd_filestat_set_size(fd: number, size: bigint): number {
      const refused = shim.lacks(fd, Rights.fdFilestatSetSize);
      return refused !== WasiErrno.SUCCESS ? refused : wasiErrno(ftruncate(fd, size));
    },

    fd_filestat_set_times(fd: number, access: bigint, modification: bigint, flags: number): number {
      const kfd = guest.kernelFd(fd);
      if (kfd < 0) return WasiErrno.EBADF;
      const refused = shim.lacks(fd, Rights.fdFilestatSetTimes);
      if (refused !== WasiErrno.SUCCESS) return refused;
      const times = timespecs(access, modification, flags);
      if (typeof times === "number") return wasiErrno(times);
      if (shim.readOnly(fd)) return wasiErrno(Errno.EROFS);
      return wasiErrno(calls.utimensat(kfd, "", times, AtFlags.emptyPath));
    },

    fd_prestat_get(fd: number, pointer: number): number {
      const name = shim.note(fd)?.preopen;
      if (name === undefined) return WasiErrno.EBADF;
      const prestat = new Uint32Array([PREOPEN_DIRECTORY, name.length]);
      return wasiErrno(guest.write(pointer >>> 0, new Uint8Array(prestat.buffer)));
    },

    fd_prestat_dir_name(fd: number, pointer: number, length: number): number {
      const name = shim.note(fd)?.preopen;
      if (name === undefined) return WasiErrno.EBADF;
      if (length >>> 0 < name.length) return WasiErrno.ENAMETOOLONG;
      return wasiErrno(guest.write(pointer >>> 0, Buffer.from(name, "latin1")));
    },
  };
}
