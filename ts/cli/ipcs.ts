// `isthmus ipcs`: the virtual namespaces of this user, private ones and those with a name, what is in them, and removing them. Those of
// the kernel, which runs with the privilege for it have, are gone with their run and are not seen from outside.
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { IpcKind } from "../bridge/bridge.js";
import { loadBridge } from "../bridge/load.js";
import { fromBytes, toBytes } from "../host/bytes.js";
import { Errno, errnoMessage } from "../host/errno.js";

const help = `usage: isthmus ipcs [--json]
       isthmus ipcs --remove [NAME...]

Lists what runs with --ipc NAME, or without the privilege for a namespace of the kernel's, have made: System V and
POSIX queues, shared memory and semaphores. --remove removes those that belong to no living run, or those named.

example: isthmus ipcs --remove jobs
`;

interface Owned {
  /** User name, or number. */
  owner: string;
  /** Octal permissions. */
  mode: string;
}

interface SystemV extends Owned {
  /** Hexadecimal; 0x00000000 for IPC_PRIVATE. */
  key: string;
  id: number;
}

interface Named extends Owned {
  name: string;
}

/** A namespace with its objects. */
export interface NamespaceReport {
  /** As --ipc takes it; of a private one its directory's. */
  name: string;
  private: boolean;
  /** Whether a process of a run that uses it lives. */
  alive: boolean;
  queues: (SystemV & { messages: number; bytes: number })[];
  segments: (SystemV & { size: number; attaches: number })[];
  semaphores: (SystemV & { count: number })[];
  posixQueues: (Named & { messages: number; maximum: number; messageSize: number })[];
  sharedMemory: (Named & { size: number })[];
  namedSemaphores: (Named & { value: number })[];
}

const PRIVATE = "run-";
const NAMED = "name-";
const OBJECT_SIZE = 120;
const MQ_ATTR_SIZE = 64;
const SEM = "sem.";

const directoryOfUser = (): string => `/dev/shm/isthmus-${process.geteuid?.() ?? 0}`;

/** The directories of this user's namespaces. */
function directories(): string[] {
  try {
    return readdirSync(directoryOfUser()).filter((name) => name.startsWith(PRIVATE) || name.startsWith(NAMED));
  } catch {
    return [];
  }
}

const nameOf = (directory: string): string => (directory.startsWith(NAMED) ? directory.slice(NAMED.length) : directory);

let users: Map<number, string> | undefined;

function userName(uid: number): string {
  if (users === undefined) {
    users = new Map();
    try {
      for (const line of readFileSync("/etc/passwd", "utf8").split("\n")) {
        const [name, , number] = line.split(":");
        if (name !== undefined && number !== undefined) users.set(Number(number), name);
      }
    } catch {
      // Numbers will do.
    }
  }
  return users.get(uid) ?? String(uid);
}

const octal = (mode: number): string => (mode & 0o777).toString(8).padStart(3, "0");

/** Reads what the kernel says of a System V object, and files it; nothing when it is gone, or not to be read. */
function addObject(report: NamespaceReport, kind: number, id: number, key: number): void {
  const bytes = new Uint8Array(OBJECT_SIZE);
  const view = new DataView(bytes.buffer);
  const asked = loadBridge().calls.ipcStatus(kind, id, bytes);
  if (asked < 0 && asked !== -Errno.EACCES) return;
  const number = (offset: number): number => Number(view.getBigUint64(offset, true));
  const common: SystemV = {
    key: `0x${(key >>> 0).toString(16).padStart(8, "0")}`,
    id,
    owner: asked < 0 ? "?" : userName(view.getUint32(4, true)),
    mode: asked < 0 ? "?" : octal(view.getUint32(20, true)),
  };
  if (kind === IpcKind.message) report.queues.push({ ...common, messages: number(80), bytes: number(72) });
  else if (kind === IpcKind.semaphore) report.semaphores.push({ ...common, count: number(80) });
  else report.segments.push({ ...common, size: number(48), attaches: number(88) });
}

/** Reads the POSIX queues, whose names in the kernel the links of a directory hold. */
function addQueues(report: NamespaceReport, directory: string): void {
  const bridge = loadBridge();
  const guest = bridge.createGuest(8);
  for (const name of readdirSync(directory, { encoding: "latin1" })) {
    const kernelName = readlinkSync(Buffer.from(`${directory}/${name}`, "latin1"), { encoding: "latin1" });
    const kfd = bridge.calls.mq_open(guest, kernelName, 0, 0, null);
    if (kfd === -Errno.ENOENT) continue;
    const attributes = new DataView(new ArrayBuffer(MQ_ATTR_SIZE));
    const status = kfd < 0 ? undefined : statusOf(kfd);
    if (kfd >= 0) {
      bridge.calls.mq_getattr(kfd, new Uint8Array(attributes.buffer));
      bridge.calls.close(kfd);
    }
    const number = (offset: number): number => Number(attributes.getBigInt64(offset, true));
    report.posixQueues.push({
      name: `/${fromBytes(name)}`,
      ...(status ?? { owner: "?", mode: "?" }),
      messages: number(24),
      maximum: number(8),
      messageSize: number(16),
    });
  }
}

function statusOf(kfd: number): Owned {
  const bytes = new Uint8Array(256);
  loadBridge().calls.statx(kfd, "", 0x1000, 0x7ff, bytes);
  const view = new DataView(bytes.buffer);
  return { owner: userName(view.getUint32(20, true)), mode: octal(view.getUint16(28, true)) };
}

/** Reads the files of a namespace's /dev/shm; a named semaphore begins with its value. */
function addFiles(report: NamespaceReport, directory: string): void {
  for (const bytes of readdirSync(directory, { encoding: "latin1" })) {
    const path = Buffer.from(`${directory}/${bytes}`, "latin1");
    const status = lstatSync(path);
    if (!status.isFile()) continue;
    const { size, mode, uid } = status;
    const name = fromBytes(bytes);
    const common = { owner: userName(uid), mode: octal(mode) };
    if (name.startsWith(SEM)) {
      report.namedSemaphores.push({ name: `/${name.slice(SEM.length)}`, ...common, value: semaphoreValue(path, size) });
    } else {
      report.sharedMemory.push({ name: `/${name}`, ...common, size });
    }
  }
}

function semaphoreValue(path: Buffer, size: number): number {
  try {
    return size >= 4 ? readFileSync(path).readUInt32LE(0) : 0;
  } catch {
    return 0;
  }
}

/** What is in a namespace; undefined when it is gone. */
function read(directory: string): NamespaceReport | undefined {
  const objects = loadBridge().ipcObjects(directory);
  if (typeof objects === "number") return undefined;
  const report: NamespaceReport = {
    name: nameOf(directory),
    private: directory.startsWith(PRIVATE),
    alive: objects[0] === 1,
    queues: [],
    segments: [],
    semaphores: [],
    posixQueues: [],
    sharedMemory: [],
    namedSemaphores: [],
  };
  for (let at = 1; at + 2 < objects.length; at += 3) {
    addObject(report, objects[at] as number, objects[at + 1] as number, objects[at + 2] as number);
  }
  try {
    addQueues(report, join(directoryOfUser(), directory, "queues"));
    addFiles(report, join(directoryOfUser(), directory, "files"));
  } catch {
    // It went away while we looked.
  }
  return report;
}

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

function text(reports: readonly NamespaceReport[]): string {
  const lines: string[] = [];
  const line = (kind: string, name: string, id: string, { owner, mode }: Owned, detail: string): void => {
    lines.push(`  ${kind.padEnd(15)} ${name.padEnd(20)} ${id.padEnd(10)} ${owner.padEnd(10)} ${mode}  ${detail}`);
  };
  for (const report of reports) {
    lines.push(`${report.name}: ${report.private ? "private" : "named"}, ${report.alive ? "in use" : "not in use"}`);
    for (const one of report.queues)
      line("queue", one.key, `${one.id}`, one, `${plural(one.messages, "message")}, ${plural(one.bytes, "byte")}`);
    for (const one of report.segments)
      line(
        "segment",
        one.key,
        `${one.id}`,
        one,
        `${plural(one.size, "byte")}, ${plural(one.attaches, "attach", "attaches")}`,
      );
    for (const one of report.semaphores) line("semaphores", one.key, `${one.id}`, one, plural(one.count, "semaphore"));
    for (const one of report.posixQueues)
      line("POSIX queue", one.name, "-", one, `${one.messages} of ${plural(one.maximum, "message")}`);
    for (const one of report.sharedMemory) line("shared memory", one.name, "-", one, plural(one.size, "byte"));
    for (const one of report.namedSemaphores) line("semaphore", one.name, "-", one, `value ${one.value}`);
  }
  return lines.length === 0 ? "no namespaces\n" : `${lines.join("\n")}\n`;
}

/** Removes the namespaces named, or all that nobody uses; the exit status. */
function remove(names: readonly string[]): number {
  const bridge = loadBridge();
  let status = 0;
  const all = directories();
  const complain = (message: string): void => {
    process.stderr.write(`isthmus: ${message}\n`);
    status = 1;
  };
  const missing = (name: string): void => complain(`there is no namespace ${name}`);
  const wanted = names.flatMap((name) => {
    const directory = [`${NAMED}${toBytes(name)}`, toBytes(name)].find((one) => all.includes(one));
    if (directory === undefined) missing(name);
    return directory ?? [];
  });
  for (const directory of names.length === 0 ? all : wanted) {
    const name = nameOf(directory);
    const removed = bridge.removeIpc(directory);
    if (removed === 0) process.stdout.write(`removed ${name}\n`);
    else if (removed === -Errno.EBUSY) {
      if (names.length > 0) complain(`${name} is in use by a living run`);
    } else if (removed === -Errno.ENOENT) {
      // Since we looked, its janitor or another run has removed it.
      if (names.length > 0) missing(name);
    } else complain(`${name}: ${errnoMessage(removed)}`);
  }
  return status;
}

/** Runs the command; its exit status. */
export function main(args: readonly string[]): number {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(help);
    return 0;
  }
  const options = args.filter((argument) => argument.startsWith("-"));
  const names = args.filter((argument) => !argument.startsWith("-"));
  const unknown = options.find((option) => option !== "--json" && option !== "--remove");
  const removes = options.includes("--remove");
  if (unknown !== undefined || (names.length > 0 && !removes) || (removes && options.includes("--json"))) {
    const what = unknown === undefined ? "ipcs takes --json, or --remove and names" : `unknown option ${unknown}`;
    process.stderr.write(`isthmus: ${what}; see isthmus ipcs --help\n`);
    return 2;
  }
  if (removes) return remove(names);
  const reports = directories().flatMap((directory) => read(directory) ?? []);
  process.stdout.write(options.includes("--json") ? `${JSON.stringify(reports, null, 2)}\n` : text(reports));
  return 0;
}
