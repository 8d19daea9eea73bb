// NETLINK_CONNECTOR: what the kernel tells of processes: that they fork, execute, change their names and users, and end.
import { IpcError } from "./error.js";
import { Netlink, type NetlinkOptions, type NetlinkReceived } from "./netlink.js";
import { MessageType, textOf } from "./netlink-message.js";
import type { WaitOptions } from "./options.js";
import { type Exit, exitOf } from "./signal-names.js";
import { selected } from "./subscription.js";

/** What happened to a process, or to a thread of one. */
export type ProcessEvent = {
  /** Nanoseconds since the start of the machine. */
  time: bigint;
  /** The processor on which it happened. */
  cpu: number;
  /** The process; of a fork, the parent. */
  pid: number;
  /** The thread; the process's own number for its first. */
  thread: number;
} & (
  | {
      event: "fork";
      child: number /** Another number than the child's: it began a thread, its parent being named all the same. */;
      childThread: number;
    }
  | { event: "exec" | "sid" }
  | { event: "uid" | "gid"; real: number; effective: number }
  /** No tracer: it is traced no longer. */
  | { event: "ptrace"; tracer: number }
  | { event: "comm"; name: string }
  | { event: "coredump"; parent: number }
  | { event: "exit"; exit: Exit; parent: number }
);

/** CN_IDX_PROC, a group as well, and CN_VAL_PROC. */
const PROCESSES = 1;
const Operation = { listen: 1, ignore: 2 } as const;
/** struct cn_msg; the event begins with 16 bytes that all have. */
const HEAD = 20;
const EVENT = HEAD + 16;
const What = {
  none: 0,
  fork: 1,
  exec: 2,
  uid: 4,
  gid: 0x40,
  sid: 0x80,
  ptrace: 0x100,
  comm: 0x200,
  coredump: 0x4000_0000,
  exit: 0x8000_0000,
} as const;

/** struct proc_event. */
function toEvent(data: Buffer): ProcessEvent | undefined {
  const u32 = (index: number): number => data.readUInt32LE(EVENT + 4 * index);
  // A thread's number comes before its process's.
  const common = {
    time: data.readBigUInt64LE(HEAD + 8),
    cpu: data.readUInt32LE(HEAD + 4),
    pid: u32(1),
    thread: u32(0),
  };
  switch (data.readUInt32LE(HEAD)) {
    case What.fork:
      return { ...common, event: "fork", child: u32(3), childThread: u32(2) };
    case What.exec:
      return { ...common, event: "exec" };
    case What.sid:
      return { ...common, event: "sid" };
    case What.uid:
      return { ...common, event: "uid", real: u32(2), effective: u32(3) };
    case What.gid:
      return { ...common, event: "gid", real: u32(2), effective: u32(3) };
    case What.ptrace:
      return { ...common, event: "ptrace", tracer: u32(3) };
    case What.comm:
      return { ...common, event: "comm", name: textOf(data.subarray(EVENT + 8, EVENT + 24)) ?? "" };
    case What.coredump:
      return { ...common, event: "coredump", parent: u32(3) };
    case What.exit:
      return { ...common, event: "exit", exit: exitOf(u32(2)), parent: u32(5) };
    default:
      return undefined;
  }
}

/** A socket of NETLINK_CONNECTOR. */
export class ConnectorNetlink extends Netlink {
  /** @internal */
  constructor(options?: NetlinkOptions) {
    super("connector", options);
  }

  /** Opens a socket. Throws IpcError, TypeError. */
  static override open(options?: NetlinkOptions): ConnectorNetlink;
  /** @internal */
  static override open(family: unknown): never;
  static override open(options?: unknown): ConnectorNetlink {
    return new ConnectorNetlink(options as NetlinkOptions | undefined);
  }

  /**
   * Events of all processes of the machine, from now on. Throws IpcError EPERM without CAP_NET_ADMIN before Linux 6.6, since when it is for everybody; next
   * throws ENOBUFS when events were lost, after which it goes on. The kernel tells nothing to programs in a PID or user namespace of their own.
   */
  processes(options?: WaitOptions): AsyncIterableIterator<ProcessEvent> {
    return selected(this.subscribe([PROCESSES], options), (message) => this.#event(message));
  }

  protected override groupChanged(_group: number, joined: boolean): void {
    const body = Buffer.alloc(HEAD + 4);
    body.writeUInt32LE(PROCESSES, 0);
    body.writeUInt32LE(PROCESSES, 4);
    // By which the acknowledgement, that goes to everybody, is known.
    body.writeUInt32LE(this.port, 8);
    body.writeUInt16LE(4, 16);
    body.writeUInt32LE(joined ? Operation.listen : Operation.ignore, HEAD);
    this.send({ type: MessageType.done, data: body }, {});
  }

  #event({ from, data }: NetlinkReceived): ProcessEvent | undefined {
    if (from !== 0 || data.length < EVENT + 4) return undefined;
    if (data.readUInt32LE(HEAD) !== What.none) return toEvent(data);
    const error = data.readInt32LE(EVENT);
    if (error !== 0 && data.readUInt32LE(8) === this.port) throw new IpcError(error, "netlink connector");
    return undefined;
  }
}
