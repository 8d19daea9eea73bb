// filestat structures and times: the conversion between the kernel's statx and timespec and preview1's layouts.
import { Errno } from "../errno.js";
import { fileTypeOfMode, type Shim } from "./shim.js";
import { TimeFlags } from "./types.js";

const SIZE = 64;
const NANOSECONDS = 1_000_000_000;
const UTIME_NOW = 0x3fffffffn;
const UTIME_OMIT = 0x3ffffffen;

const STATX = {
  links: 16,
  mode: 28,
  inode: 32,
  size: 40,
  access: 64,
  change: 96,
  modification: 112,
  major: 136,
  minor: 140,
};
const FILESTAT = { device: 0, inode: 8, type: 16, links: 24, size: 32, access: 40, modification: 48, change: 56 };

/** A writer of the shim's last statx to guest memory, as a filestat: 0, or minus an errno. Compilers ask for thousands: no BigInt. */
export function filestatWriter(shim: Shim): (pointer: number) => number {
  const { statxView: from } = shim;
  const bytes = new Uint8Array(SIZE);
  const to = new DataView(bytes.buffer);

  const copy = (offset: number, source: number): void => {
    to.setUint32(offset, from.getUint32(source, true), true);
    to.setUint32(offset + 4, from.getUint32(source + 4, true), true);
  };

  /** Seconds and nanoseconds as one 64-bit number, in two halves of exact Numbers. */
  const time = (offset: number, source: number): void => {
    const seconds = from.getInt32(source + 4, true) * 2 ** 32 + from.getUint32(source, true);
    const upper = Math.floor(seconds / 2 ** 16) * NANOSECONDS;
    const lower = (seconds - Math.floor(seconds / 2 ** 16) * 2 ** 16) * NANOSECONDS + from.getUint32(source + 8, true);
    const upperHigh = Math.floor(upper / 2 ** 16);
    const low = (upper - upperHigh * 2 ** 16) * 2 ** 16 + lower;
    to.setUint32(offset, low, true);
    to.setUint32(offset + 4, upperHigh + Math.floor(low / 2 ** 32), true);
  };

  return (pointer) => {
    // As glibc's makedev packs them.
    const [major, minor] = [from.getUint32(STATX.major, true), from.getUint32(STATX.minor, true)];
    to.setUint32(FILESTAT.device, ((major & 0xfff) << 8) | ((minor << 12) & 0xfff00000) | (minor & 0xff), true);
    to.setUint32(FILESTAT.device + 4, (major & 0xfffff000) | (minor >>> 20), true);
    copy(FILESTAT.inode, STATX.inode);
    to.setUint8(FILESTAT.type, fileTypeOfMode(from.getUint16(STATX.mode, true)));
    to.setUint32(FILESTAT.links, from.getUint32(STATX.links, true), true);
    copy(FILESTAT.size, STATX.size);
    time(FILESTAT.access, STATX.access);
    time(FILESTAT.modification, STATX.modification);
    time(FILESTAT.change, STATX.change);
    return shim.guest.write(pointer >>> 0, bytes);
  };
}

/** Two kernel timespecs for utimensat from what …_filestat_set_times was given, or minus an errno. */
export function timespecs(access: bigint, modification: bigint, flags: number): Uint8Array | number {
  const all = TimeFlags.access | TimeFlags.accessNow | TimeFlags.modification | TimeFlags.modificationNow;
  if ((flags & ~all) !== 0) return -Errno.EINVAL;
  const words = new BigInt64Array(4);
  const set = (index: number, time: bigint, given: boolean, now: boolean): boolean => {
    if (given && now) return false;
    const nanoseconds = BigInt.asUintN(64, time);
    words[index] = given ? nanoseconds / BigInt(NANOSECONDS) : 0n;
    words[index + 1] = given ? nanoseconds % BigInt(NANOSECONDS) : now ? UTIME_NOW : UTIME_OMIT;
    return true;
  };
  const valid =
    set(0, access, (flags & TimeFlags.access) !== 0, (flags & TimeFlags.accessNow) !== 0) &&
    set(2, modification, (flags & TimeFlags.modification) !== 0, (flags & TimeFlags.modificationNow) !== 0);
  return valid ? new Uint8Array(words.buffer) : -Errno.EINVAL;
}
