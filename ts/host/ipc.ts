// Making and finding System V and POSIX IPC objects, within the namespace that --ipc chose (ipc-namespace.ts). Using them is the bridge's.
import type { HostCalls } from "../../wasm/generated/imports.js";
import { FdFlags } from "../bridge/bridge.js";
import { fromBytes } from "./bytes.js";
import { Errno } from "./errno.js";
import type { Host } from "./host.js";
import { includesName } from "./ipc-namespace.js";

export type IpcCalls = Pick<HostCalls, "shmget" | "semget" | "msgget" | "mq_open" | "mq_unlink">;

const PATH_MAX = 4096;
const MQ_ATTR_SIZE = 64;
const IPC_PRIVATE = 0;

/** The calls, for one host. */
export function ipcCalls(host: Host): IpcCalls {
  const { guest, ipc } = host;
  const calls = host.bridge.calls;

  /** Whether the policy lets the guest open what has this key: 0, or minus an errno. */
  function checkKey(operation: string, key: number): number {
    if (ipc.only === undefined || key === IPC_PRIVATE || ipc.only.keys.includes(key)) return 0;
    const text = `0x${(key >>> 0).toString(16)}`;
    host.notice(operation, text, `allow it with --ipc host:${text}`);
    return -Errno.EACCES;
  }

  /** A queue's name, or minus an errno. */
  function readName(operation: string, pointer: number, length: number): string | number {
    if (length >>> 0 >= PATH_MAX) return -Errno.ENAMETOOLONG;
    const name = guest.readString(pointer >>> 0, length >>> 0);
    if (typeof name === "number" || ipc.only === undefined || includesName(ipc.only, name)) return name;
    host.notice(operation, `/${name}`, `allow it with --ipc host:/${fromBytes(name)}`);
    return -Errno.EACCES;
  }

  return {
    shmget: (key, size, flags) => checkKey("shmget", key) || calls.shmget(guest, key, size, flags),
    semget: (key, count, flags) => checkKey("semget", key) || calls.semget(guest, key, count, flags),
    msgget: (key, flags) => checkKey("msgget", key) || calls.msgget(guest, key, flags),

    mq_open(pointer, length, flags, mode, attributesPointer) {
      const name = readName("mq_open", pointer, length);
      if (typeof name === "number") return name;
      const attributes = attributesPointer === 0 ? null : guest.read(attributesPointer >>> 0, MQ_ATTR_SIZE);
      if (typeof attributes === "number") return attributes;
      const kfd = calls.mq_open(guest, name, flags, mode, attributes);
      return kfd < 0 ? kfd : guest.install(kfd, FdFlags.cloexec);
    },

    mq_unlink(pointer, length) {
      const name = readName("mq_unlink", pointer, length);
      return typeof name === "number" ? name : calls.mq_unlink(guest, name);
    },
  };
}
