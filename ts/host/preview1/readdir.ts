// fd_readdir. A cookie is the kernel's own offset of the next entry, so reading can go on after entries were made or removed.
import { OpenFlags } from "../beneath.js";
import { Errno, WasiErrno, wasiErrno } from "../errno.js";
import { fileTypeOfMode, type Shim } from "./shim.js";
import { FileType, type Functions, Rights } from "./types.js";

const SEEK_SET = 0;
/** struct linux_dirent64: inode, next offset, record length, type, name. */
const KERNEL = { next: 8, length: 16, type: 18, name: 19 };
/** preview1's dirent: next cookie, inode, name length, type; the name follows. */
const DIRENT_SIZE = 24;
/** The kernel needs room for the longest name, and more than this at once is of no use. */
const CHUNK = { least: 1024, most: 65536 };

/** File types by the kernel's DT_ number; FIFOs (1) have none, and neither do file systems that don't tell (0). */
const TYPES: Record<number, number> = {
  2: FileType.characterDevice,
  4: FileType.directory,
  6: FileType.blockDevice,
  8: FileType.regularFile,
  10: FileType.symbolicLink,
  12: FileType.socketStream,
};
const DT_UNKNOWN = 0;

export function readdir(shim: Shim): Functions {
  const { calls, guest } = shim;
  const kernel = Buffer.alloc(CHUNK.most);

  const typeOf = (kfd: number, type: number, name: string): number => {
    if (type !== DT_UNKNOWN) return TYPES[type] ?? FileType.unknown;
    if (name === "." || name === "..") return FileType.directory;
    return shim.statName(kfd, name) < 0 ? FileType.unknown : fileTypeOfMode(shim.statxView.getUint16(28, true));
  };

  /** The entries of one kernel buffer in preview1's layout. */
  const convert = (kfd: number, length: number): Buffer => {
    // A kernel entry of at least 24 bytes becomes one of 24 and the name, which the kernel's holds too.
    const entries = Buffer.alloc(length * 2);
    let used = 0;
    for (let at = 0; at < length; at += kernel.readUInt16LE(at + KERNEL.length)) {
      const end = kernel.indexOf(0, at + KERNEL.name);
      const type = kernel[at + KERNEL.type] ?? DT_UNKNOWN;
      kernel.copy(entries, used, at + KERNEL.next, at + KERNEL.next + 8);
      kernel.copy(entries, used + 8, at, at + 8);
      entries.writeUInt32LE(end - at - KERNEL.name, used + 16);
      entries.writeUInt32LE(typeOf(kfd, type, kernel.toString("latin1", at + KERNEL.name, end)), used + 20);
      used += DIRENT_SIZE + kernel.copy(entries, used + DIRENT_SIZE, at + KERNEL.name, end);
    }
    return entries.subarray(0, used);
  };

  /** Stores entries from `cookie` on, the last one cut off where the buffer ends: the bytes used, or minus an errno. */
  const fill = (kfd: number, pointer: number, room: number, cookie: bigint): number => {
    const position = calls.lseek(kfd, cookie, SEEK_SET);
    if (position < 0n) return Number(position);
    let used = 0;
    while (used < room) {
      const length = calls.getdents64(
        kfd,
        kernel.subarray(0, Math.min(Math.max(room - used, CHUNK.least), CHUNK.most)),
      );
      if (length < 0) return length;
      if (length === 0) break;
      const entries = convert(kfd, length).subarray(0, room - used);
      const failure = guest.write(pointer + used, entries);
      if (failure < 0) return failure;
      used += entries.length;
    }
    return used;
  };

  /** For a directory opened O_PATH, which can be used but not read: reads it through another descriptor. */
  const fillReopened = (kfd: number, pointer: number, room: number, cookie: bigint): number => {
    const readable = shim.beneath.open(kfd, ".", OpenFlags.readOnly | OpenFlags.directory, 0, false);
    if (readable < 0) return readable;
    try {
      return fill(readable, pointer, room, cookie);
    } finally {
      calls.close(readable);
    }
  };

  return {
    fd_readdir(fd: number, buffer: number, length: number, cookie: bigint, result: number): number {
      const kfd = guest.kernelFd(fd);
      if (kfd < 0) return WasiErrno.EBADF;
      const refused = shim.lacks(fd, Rights.fdReaddir);
      if (refused !== WasiErrno.SUCCESS) return refused;
      const type = shim.fileType(fd);
      if (type < 0) return wasiErrno(type);
      if (type !== FileType.directory) return wasiErrno(Errno.ENOTDIR);
      let used = fill(kfd, buffer >>> 0, length >>> 0, cookie);
      if (used === -Errno.EBADF) used = fillReopened(kfd, buffer >>> 0, length >>> 0, cookie);
      return shim.storeCount(used, result);
    },
  };
}
