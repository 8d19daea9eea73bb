// fd_read, fd_write and their kin: the bridge's own calls on guest memory, with preview1's results.
import { Errno, WasiErrno, wasiErrno } from "../errno.js";
import { atMostIovMax, type Shim } from "./shim.js";
import { FileType, type Functions, Rights } from "./types.js";

/** preview1's advice by number, as posix_fadvise counts: normal, sequential, random, willneed, dontneed, noreuse. */
const ADVICE = [0, 2, 1, 3, 4, 5];

const Whence = { set: 0, current: 1, end: 2 } as const;

export function io(shim: Shim): Functions {
  const { guest } = shim;
  const readv = shim.call("readv");
  const writev = shim.call("writev");
  const preadv2 = shim.call("preadv2");
  const pwritev2 = shim.call("pwritev2");
  const lseek = shim.call("lseek");
  const fsync = shim.call("fsync");
  const fdatasync = shim.call("fdatasync");
  const fadvise = shim.call("fadvise");
  const fallocate = shim.call("fallocate");

  /** Moves a file's offset and stores the new one. A directory's offset means something to readdir only. */
  const seek = (fd: number, offset: bigint, whence: number, pointer: number): number => {
    const type = shim.fileType(fd);
    if (type < 0) return wasiErrno(type);
    if (type === FileType.directory) return WasiErrno.EBADF;
    const position: bigint = lseek(fd, offset, whence);
    return wasiErrno(position < 0n ? Number(position) : guest.writeU64(pointer >>> 0, position));
  };

  return {
    fd_read(fd: number, iov: number, count: number, result: number): number {
      const refused = shim.lacks(fd, Rights.fdRead);
      return refused !== WasiErrno.SUCCESS ? refused : shim.storeCount(readv(fd, iov, atMostIovMax(count)), result);
    },

    fd_write(fd: number, iov: number, count: number, result: number): number {
      const refused = shim.lacks(fd, Rights.fdWrite);
      return refused !== WasiErrno.SUCCESS ? refused : shim.storeCount(writev(fd, iov, atMostIovMax(count)), result);
    },

    fd_pread(fd: number, iov: number, count: number, offset: bigint, result: number): number {
      const refused = shim.lacks(fd, Rights.fdRead);
      if (refused !== WasiErrno.SUCCESS) return refused;
      // To preadv2 an offset of -1 means the file's own.
      if (offset < 0n) return guest.kernelFd(fd) < 0 ? WasiErrno.EBADF : WasiErrno.EINVAL;
      return shim.storeCount(preadv2(fd, iov, atMostIovMax(count), offset, 0), result);
    },

    fd_pwrite(fd: number, iov: number, count: number, offset: bigint, result: number): number {
      const refused = shim.lacks(fd, Rights.fdWrite);
      if (refused !== WasiErrno.SUCCESS) return refused;
      if (offset < 0n) return guest.kernelFd(fd) < 0 ? WasiErrno.EBADF : WasiErrno.EINVAL;
      return shim.storeCount(pwritev2(fd, iov, atMostIovMax(count), offset, 0), result);
    },

    fd_seek(fd: number, offset: bigint, whence: number, result: number): number {
      const refused = shim.lacks(fd, Rights.fdSeek);
      if (refused !== WasiErrno.SUCCESS) return refused;
      if (whence < Whence.set || whence > Whence.end) return wasiErrno(Errno.EINVAL);
      return seek(fd, offset, whence, result);
    },

    fd_tell(fd: number, result: number): number {
      const refused = shim.lacks(fd, Rights.fdTell);
      return refused !== WasiErrno.SUCCESS ? refused : seek(fd, 0n, Whence.current, result);
    },

    fd_sync(fd: number): number {
      const refused = shim.lacks(fd, Rights.fdSync);
      return refused !== WasiErrno.SUCCESS ? refused : wasiErrno(fsync(fd));
    },

    fd_datasync(fd: number): number {
      const refused = shim.lacks(fd, Rights.fdDatasync);
      return refused !== WasiErrno.SUCCESS ? refused : wasiErrno(fdatasync(fd));
    },

    fd_advise(fd: number, offset: bigint, length: bigint, advice: number): number {
      const refused = shim.lacks(fd, Rights.fdAdvise);
      if (refused !== WasiErrno.SUCCESS) return refused;
      const native = ADVICE[advice];
      return wasiErrno(native === undefined ? Errno.EINVAL : fadvise(fd, offset, length, native));
    },

    fd_allocate(fd: number, offset: bigint, length: bigint): number {
      const refused = shim.lacks(fd, Rights.fdAllocate);
      return refused !== WasiErrno.SUCCESS ? refused : wasiErrno(fallocate(fd, 0, offset, length));
    },
  };
}
