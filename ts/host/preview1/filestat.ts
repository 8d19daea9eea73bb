// filestat structures and times: the conversion between the kernel's statx and timespec and preview1's layouts.
import { Errno } from "../errno.js";
import { fileTypeOfMode, type Shim } from "./shim.js";
import { TimeFlags } from "./types.js";

const SIZE = 64;
const NANOSECONDS = 1_000_000_000n;
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

/** Device numbers as glibc's makedev packs them. */
function deviceNumber(major: number, minor: number): bigint {
  const [high, low] = [BigInt(major), BigInt(minor)];
  return ((high & 0xfffff000n) << 32n) | ((high & 0xfffn) << 8n) | ((low & 0xffffff00n) << 12n) | (low & 0xffn);
}

/** A writer of the shim's last statx to guest memory, as a filestat: 0, or minus an errno. */
export function filestatWriter(shim: Shim): (pointer: number) => number {
  const { statxView: from } = shim;
  const bytes = new Uint8Array(SIZE);
  const to = new DataView(bytes.buffer);
  const time = (offset: number): bigint =>
    from.getBigInt64(offset, true) * NANOSECONDS + BigInt(from.getUint32(offset + 8, true));
  return (pointer) => {
    to.setBigUint64(
      FILESTAT.device,
      deviceNumber(from.getUint32(STATX.major, true), from.getUint32(STATX.minor, true)),
      true,
    );
    to.setBigUint64(FILESTAT.inode, from.getBigUint64(STATX.inode, true), true);
    to.setUint8(FILESTAT.type, fileTypeOfMode(from.getUint16(STATX.mode, true)));
    to.setUint32(FILESTAT.links, from.getUint32(STATX.links, true), true);
    to.setBigUint64(FILESTAT.size, from.getBigUint64(STATX.size, true), true);
    to.setBigUint64(FILESTAT.access, BigInt.asUintN(64, time(STATX.access)), true);
    to.setBigUint64(FILESTAT.modification, BigInt.asUintN(64, time(STATX.modification)), true);
    to.setBigUint64(FILESTAT.change, BigInt.asUintN(64, time(STATX.change)), true);
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
    words[index] = given ? nanoseconds / NANOSECONDS : 0n;
    words[index + 1] = given ? nanoseconds % NANOSECONDS : now ? UTIME_NOW : UTIME_OMIT;
    return true;
  };
  const valid =
    set(0, access, (flags & TimeFlags.access) !== 0, (flags & TimeFlags.accessNow) !== 0) &&
    set(2, modification, (flags & TimeFlags.modification) !== 0, (flags & TimeFlags.modificationNow) !== 0);
  return valid ? new Uint8Array(words.buffer) : -Errno.EINVAL;
}
