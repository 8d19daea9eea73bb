// sock_accept, sock_recv, sock_send, sock_shutdown: on sockets that the guest was given, since preview1 can't make any.
// The datagram-was-cut flag of sock_recv is never set: recvmsg's flags don't come through the bridge.
import { Errno, WasiErrno, wasiErrno } from "../errno.js";
import { atMostIovMax, type Shim } from "./shim.js";
import { FileType, type Functions, Rights, WasiFdFlags } from "./types.js";

const SOCK_CLOEXEC = 0o2000000;
const SOCK_NONBLOCK = 0o4000;
const MSG_PEEK = 2;
const MSG_WAITALL = 0x100;
const ReceiveFlags = { peek: 1, waitAll: 2 } as const;
const ShutdownFlags = { receive: 1, send: 2 } as const;

export function socket(shim: Shim): Functions {
  const { calls, guest } = shim;
  const writev = shim.call("writev");

  return {
    sock_accept(fd: number, flags: number, result: number): number {
      const kfd = guest.kernelFd(fd);
      if (kfd < 0) return WasiErrno.EBADF;
      const refused = shim.lacks(fd, Rights.sockAccept);
      if (refused !== WasiErrno.SUCCESS) return refused;
      if ((flags & ~WasiFdFlags.nonBlocking) !== 0) return WasiErrno.EINVAL;
      const accepted = calls.accept(kfd, SOCK_CLOEXEC | (flags !== 0 ? SOCK_NONBLOCK : 0));
      if (accepted < 0) return wasiErrno(accepted);
      const installed = guest.install(accepted, 0);
      // A full table has closed it.
      if (installed < 0) return wasiErrno(installed);
      shim.forget(installed);
      return shim.storeCount(installed, result);
    },

    sock_recv(fd: number, iov: number, count: number, flags: number, length: number, resultFlags: number): number {
      if ((flags & ~(ReceiveFlags.peek | ReceiveFlags.waitAll)) !== 0) return WasiErrno.EINVAL;
      const refused = shim.lacks(fd, Rights.fdRead);
      if (refused !== WasiErrno.SUCCESS) return refused;
      const native =
        ((flags & ReceiveFlags.peek) !== 0 ? MSG_PEEK : 0) | ((flags & ReceiveFlags.waitAll) !== 0 ? MSG_WAITALL : 0);
      const received = calls.recv(guest, fd, iov >>> 0, atMostIovMax(count), native);
      const failure = shim.storeCount(received, length);
      if (failure !== WasiErrno.SUCCESS) return failure;
      return wasiErrno(guest.write(resultFlags >>> 0, new Uint8Array(2)));
    },

    sock_send(fd: number, iov: number, count: number, flags: number, length: number): number {
      if (flags !== 0) return WasiErrno.EINVAL;
      const type = shim.fileType(fd);
      if (type < 0) return wasiErrno(type);
      if (type !== FileType.socketStream) return wasiErrno(Errno.ENOTSOCK);
      const refused = shim.lacks(fd, Rights.fdWrite);
      if (refused !== WasiErrno.SUCCESS) return refused;
      return shim.storeCount(writev(fd, iov, atMostIovMax(count)), length);
    },

    sock_shutdown(fd: number, how: number): number {
      const kfd = guest.kernelFd(fd);
      if (kfd < 0) return WasiErrno.EBADF;
      const refused = shim.lacks(fd, Rights.sockShutdown);
      if (refused !== WasiErrno.SUCCESS) return refused;
      if (how < ShutdownFlags.receive || how > (ShutdownFlags.receive | ShutdownFlags.send)) return WasiErrno.EINVAL;
      // Linux counts 0 receive, 1 send, 2 both: one less than preview1's bits.
      return wasiErrno(calls.shutdown(kfd, how - 1));
    },
  };
}
