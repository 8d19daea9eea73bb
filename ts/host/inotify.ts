// The calls of mechanism `inotify` that use paths: what a guest may be told of is what it may read beneath its directories. Events are
// read as from any descriptor.
import type { HostCalls } from "../../wasm/generated/imports.js";
import { FdFlags } from "../bridge/bridge.js";
import { AtFlags, OpenFlags } from "./beneath.js";
import { Errno } from "./errno.js";
import type { Host } from "./host.js";

export type InotifyCalls = Pick<HostCalls, "inotify_init1" | "inotify_add_watch">;

const IN_NONBLOCK = 0o4000;
const IN_CLOEXEC = 0o2000000;
const IN_DONT_FOLLOW = 0x02000000;
const PATH_MAX = 4096;

/** The calls, for one host. */
export function inotifyCalls(host: Host): InotifyCalls {
  const { guest, namespace, guard } = host;
  const calls = host.bridge.calls;

  return {
    inotify_init1(flags) {
      if ((flags & ~(IN_NONBLOCK | IN_CLOEXEC)) !== 0) return -Errno.EINVAL;
      const kfd = calls.inotify_init1(flags);
      return kfd < 0 ? kfd : guest.install(kfd, (flags & IN_CLOEXEC) !== 0 ? FdFlags.cloexec : 0);
    },

    inotify_add_watch(fd, pointer, length, mask) {
      const kfd = guest.kernelFd(fd);
      if (kfd < 0) return kfd;
      // What the kernel says of mask and descriptor comes before what it says of the path.
      const asked = calls.inotify_add_watch(kfd, "", mask >>> 0);
      if (asked !== -Errno.ENOENT) return asked;
      if (pointer === 0) return -Errno.EFAULT;
      const isLong = length >>> 0 > PATH_MAX;
      const path = isLong ? -Errno.ENAMETOOLONG : guest.readString(pointer >>> 0, length >>> 0);
      if (typeof path === "number") return path;
      const follow = (mask & IN_DONT_FOLLOW) === 0;
      return namespace.withTarget("inotify_add_watch", AtFlags.currentDirectory, path, follow, (target) => {
        // Devices that every guest sees, and what it was only handed, would tell what others do.
        if (target < 0 || !namespace.mounts.holdsFile(target)) return -Errno.EACCES;
        const refused = guard.check(target, OpenFlags.readOnly);
        if (refused < 0) return refused;
        return calls.inotify_add_watch(kfd, `/proc/self/fd/${target}`, (mask & ~IN_DONT_FOLLOW) >>> 0);
      });
    },
  };
}
