// `isthmus demo`: the gallery. Lists the demos, or runs one, sandboxed, in a directory of its own that is removed afterwards.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { distDirectory, wasmDirectory } from "../paths.js";

interface Demo {
  /** One line for the list. */
  readonly shows: string;
  /** Options of `isthmus run` beyond `--dir .`, and arguments of the program. */
  readonly options?: readonly string[];
  readonly args?: readonly string[];
  /** Whether a TypeScript program is at the other end: demo-peer.ts, at the socket `demo.socket`. */
  readonly peer?: true;
}

/** This machine's own network is enough for demos. */
const loopback = "--allow-net=127.0.0.1";

/** Every demo, by the name of its file in core-c/demos. */
export const demos: Readonly<Record<string, Demo>> = {
  pipe: { shows: "an anonymous pipe between parent and child: order, capacity, end of file" },
  fifo: { shows: "a named pipe between processes that share only a path" },
  channel: { shows: "messages through a ring in shared memory: three workers, one of whom dies" },
  fork: { shows: "real processes: copied memory, exit statuses, deaths by signals" },
  msg: { shows: "a System V message queue as a mailbox: keys, messages chosen by type, removal" },
  mq: { shows: "a POSIX message queue: names, priorities, limits, poll" },
  semaphore: { shows: "a System V semaphore: waiting for one of two seats, and SEM_UNDO after a kill -9" },
  mmap: { shows: "a file mapped into several processes: shared stores, private copies, SIGSEGV and SIGBUS" },
  "shm-sysv": { shows: "a System V segment as a notice board: keys, attach counts, removal while attached" },
  shm: { shows: "POSIX shared memory between two processes: stores, atomics, a name that goes before the memory" },
  "producer-consumer": {
    shows: "a ring in shared memory: semaphores, and a robust mutex that outlives its owner",
  },
  signal: { shows: "signals: a handler interrupts a loop; masks, pending ones, which coalesce and which queue" },
  sigqueue: { shows: "real-time signals as messages: queued in order, with values and senders" },
  supervisor: { shows: "a supervisor of three workers: SIGCHLD, restarts, SIGTERM, and SIGKILL for who won't" },
  timer: { shows: "timers: alarm as a deadline, timer_create and its overruns, timerfd beside a pipe in poll" },
  tcp: {
    shows: "TCP: a server and three clients; ends of connections, out-of-band data, what goes wrong",
    options: [loopback],
  },
  udp: {
    shows: "UDP: questions and answers by address, borders of messages, a connected socket, a peer that is gone",
    options: [loopback],
  },
  heartbeat: {
    shows: "is the peer alive: timeouts, heartbeats and keepalive against one that is stopped, killed or does not read",
    options: [loopback],
  },
  "epoll-server": {
    shows: "an event-driven server: 200 connections in one epoll, beside an eventfd, a timerfd and a signalfd",
    options: [loopback],
  },
  netlink: {
    shows: "netlink: a table of the network links from the kernel, changes of them, and a message between processes",
    options: ["--allow-netlink=route,usersock"],
  },
  unix: {
    shows: "Unix sockets: a stream, packets, datagrams, and who is at the other end",
    options: ["--allow-unix=."],
  },
  "fd-passing": { shows: "descriptors as messages: a file, a pipe and a socket are handed to another process" },
  "json-over-socket": {
    shows: "C and TypeScript talk JSON over a Unix socket, each message after its length",
    options: ["--allow-unix=."],
    peer: true,
  },
  "xml-over-socket": {
    shows: "the same in XML, with a library on the TypeScript side",
    options: ["--allow-unix=."],
    peer: true,
  },
  "zmq-reqrep": {
    shows: "ZeroMQ: questions and answers over TCP, a server that dies and is replaced, a broker before two servers",
    options: [loopback, "--allow-unix=."],
  },
  "zmq-pubsub": {
    shows: "ZeroMQ: publications, heard by the beginning of their names; who subscribes, and who keeps only the newest",
    options: [loopback],
  },
  "zmq-pipeline": {
    shows: "ZeroMQ: a ventilator, workers and a sink; one worker is killed, another comes later",
    options: ["--allow-unix=."],
  },
  pipeline: {
    shows: "ps aux | grep kworker: a native program feeds a sandboxed one",
    options: ["--allow-exec=/bin/ps"],
  },
};

export const help = `usage: isthmus demo [name]

Without a name, lists the demos; with one, runs it in the sandbox. The sources are in core-c/demos.

example: isthmus demo pipe
`;

/** Runs the command, blocking until the demo ends; returns its exit status. */
export function main(args: string[]): number {
  const [name] = args;
  if (args.length > 1 || name === "--help" || name === "-h") {
    (args.length > 1 ? process.stderr : process.stdout).write(help);
    return args.length > 1 ? 2 : 0;
  }
  if (name === undefined) {
    const width = Math.max(...Object.keys(demos).map(({ length }) => length));
    for (const [key, { shows }] of Object.entries(demos)) console.log(`${key.padEnd(width)}  ${shows}`);
    return 0;
  }
  const demo = Object.hasOwn(demos, name) ? demos[name] : undefined;
  if (demo === undefined) {
    console.error(`isthmus demo: there is no demo "${name}"; there are: ${Object.keys(demos).join(", ")}`);
    return 2;
  }
  const module = join(wasmDirectory, "demos", `${name}.wasm`);
  if (!existsSync(module)) {
    console.error(`isthmus demo: ${module} is missing: in a checkout, run \`make\` first`);
    return 125;
  }
  const directory = mkdtempSync(join(tmpdir(), "isthmus-demo-"));
  try {
    const command = ["run", "--dir", ".", ...(demo.options ?? []), module, ...(demo.args ?? [])];
    // It is there when the guest connects, or the guest tries again; it ends when the guest does.
    const peer = demo.peer && startPeer(name, directory);
    console.error(`$ isthmus ${command.join(" ")}`);
    const { status, signal, error } = spawnSync(join(distDirectory, "isthmus.cjs"), command, {
      cwd: directory,
      stdio: "inherit",
    });
    if (peer !== undefined && status !== 0) peer.kill();
    if (error) throw error;
    return signal === null ? (status ?? 125) : 128 + constants.signals[signal];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The TypeScript side, a Node program of its own. */
function startPeer(name: string, directory: string): ChildProcess {
  return spawn(process.execPath, [join(distDirectory, "cli", "demo-peer.cjs"), name, "demo.socket"], {
    cwd: directory,
    stdio: ["ignore", "inherit", "inherit"],
  });
}
