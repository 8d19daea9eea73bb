// The calling thread's zygote: starts it on first use, sends requests over its socket, hands its reports to their processes.
// It is a Node process that forks guests (ts/host/zygote.ts); when this program ends in whatever way, so do all of them.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Watch } from "../bridge/bridge.js";
import { Errno } from "../host/errno.js";
import { runFlags } from "../host/flags.js";
import { distDirectory } from "../paths.js";
import { type Core, core } from "./core.js";
import { IpcError } from "./error.js";
import { POLLIN, POLLOUT } from "./queue.js";

/** What wants to know how a process fares. */
export interface Job {
  started(pid: number): void;
  /** `status` is that of wait(2). */
  ended(status: number): void;
  failed(error: IpcError): void;
}

interface Packet {
  id: number;
  bytes: Uint8Array;
  kfds: readonly number[];
  sent(): void;
}

const REQUEST_START = 0;
const REQUEST_SIGNAL = 1;
const REPORT_STARTED = 0;
const REPORT_BYTES = 12;

export class Zygote {
  readonly #core: Core;
  readonly #socket: number;
  readonly #jobs = new Map<number, Job>();
  readonly #report = Buffer.alloc(REPORT_BYTES);
  #outbox: Packet[] = [];
  #nextId = 1;
  #referenced = 0;
  #retired = false;
  #reading: Watch;
  #writing: Watch | undefined;
  /** Whether its end was seen; a new one must be started then. */
  ended = false;

  constructor() {
    this.#core = core();
    const { bridge } = this.#core;
    const pair = bridge.socketPair();
    if (typeof pair === "number") throw new IpcError(pair, "socketpair");
    const [mine, theirs] = pair;
    // The table closes it when this thread ends, which ends the zygote.
    this.#socket = this.#core.adopt(mine);
    try {
      const child = spawn(
        process.execPath,
        [...runFlags, "--no-flush-bytecode", join(distDirectory, "isthmus.cjs"), "--zygote"],
        {
          stdio: ["ignore", "ignore", 2, theirs],
          env: environment(),
          cwd: "/",
        },
      );
      child.on("error", () => this.#end());
      child.unref();
    } finally {
      bridge.calls.close(theirs);
    }
    this.#reading = this.#watch();
  }

  /** Asks for a process; `sent` is called when the descriptors may be closed. Returns the id for `signal` and `setReferenced`. */
  start(job: Job, payload: Uint8Array, kfds: readonly number[], sent: () => void): number {
    const id = this.#nextId++;
    this.#jobs.set(id, job);
    const header = Buffer.alloc(8);
    header.writeInt32LE(REQUEST_START, 0);
    header.writeInt32LE(id, 4);
    this.#send({ id, bytes: Buffer.concat([header, payload]), kfds, sent });
    return id;
  }

  /** Sends a signal to a process, by its parent: it can't reach another one that got the same pid. */
  signal(id: number, signal: number): void {
    if (!this.#jobs.has(id)) return;
    const packet = Buffer.alloc(12);
    packet.writeInt32LE(REQUEST_SIGNAL, 0);
    packet.writeInt32LE(id, 4);
    packet.writeInt32LE(signal, 8);
    this.#send({ id: 0, bytes: packet, kfds: [], sent: () => {} });
  }

  /** Counts the processes that keep the event loop running. */
  setReferenced(change: 1 | -1): void {
    this.#referenced += change;
    if (this.#referenced > 0) this.#reading.ref();
    else this.#reading.unref();
  }

  /** Ends it when its last process has ended. */
  retire(): void {
    this.#retired = true;
    if (this.#jobs.size === 0) this.#end();
  }

  #send(packet: Packet): void {
    this.#outbox.push(packet);
    if (this.#writing === undefined) this.#flush();
  }

  #flush(): void {
    this.#writing = undefined;
    const { bridge } = this.#core;
    for (let packet = this.#outbox[0]; packet !== undefined; packet = this.#outbox[0]) {
      const result = this.ended
        ? -Errno.EPIPE
        : bridge.send(this.#core.kernelFd(this.#socket), packet.bytes, packet.kfds);
      if (result === -Errno.EAGAIN) {
        this.#writing = this.#core.watch(this.#socket, POLLOUT, () => this.#flush());
        return;
      }
      this.#outbox.shift();
      packet.sent();
      if (result < 0) this.#take(packet.id)?.failed(new IpcError(result, "spawn"));
    }
  }

  #watch(): Watch {
    const watch = this.#core.watch(this.#socket, POLLIN, () => {
      this.#receive();
      if (!this.ended) this.#reading = this.#watch();
    });
    if (this.#referenced === 0) watch.unref();
    return watch;
  }

  #receive(): void {
    for (;;) {
      const length = this.#core.bridge.receive(this.#core.kernelFd(this.#socket), this.#report);
      if (length === -Errno.EAGAIN || length === -Errno.EINTR) return;
      if (length !== REPORT_BYTES) {
        this.#end();
        return;
      }
      const kind = this.#report.readInt32LE(0);
      const id = this.#report.readInt32LE(4);
      const value = this.#report.readInt32LE(8);
      if (kind !== REPORT_STARTED) this.#take(id)?.ended(value);
      else if (value < 0) this.#take(id)?.failed(new IpcError(value, "fork"));
      else this.#jobs.get(id)?.started(value);
    }
  }

  #take(id: number): Job | undefined {
    const job = this.#jobs.get(id);
    this.#jobs.delete(id);
    if (this.#retired && this.#jobs.size === 0) setImmediate(() => this.#end());
    return job;
  }

  /** The zygote is gone, and with it all of its processes. */
  #end(): void {
    if (this.ended) return;
    this.ended = true;
    this.#reading.cancel();
    this.#writing?.cancel();
    this.#flush();
    this.#core.close(this.#socket);
    for (const id of [...this.#jobs.keys()]) this.#take(id)?.failed(new IpcError(Errno.ECONNRESET, "spawn"));
  }
}

/** Nothing of the program's environment reaches a guest through the zygote; it needs only our own switches. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => name.startsWith("ISTHMUS_") || name === "PATH" || name === "LD_LIBRARY_PATH",
  );
  return Object.fromEntries(own);
}

/** What a process inherits from its parent, and this program may change: a zygote has it as it was when it started. */
function inherited(): string {
  const umask = /^Umask:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "latin1"))?.[1];
  const { geteuid, getuid, getegid, getgid, getgroups } = process;
  return [umask, geteuid?.(), getuid?.(), getegid?.(), getgid?.(), ...(getgroups?.() ?? [])].join(" ");
}

let current: { zygote: Zygote; inherited: string } | undefined;

/** This thread's zygote, started when there is none, or when this program has changed its user, groups or umask since. */
export function zygote(): Zygote {
  const now = inherited();
  if (current === undefined || current.zygote.ended || current.inherited !== now) {
    current?.zygote.retire();
    current = { zygote: new Zygote(), inherited: now };
  }
  return current.zygote;
}
