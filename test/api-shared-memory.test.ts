// SharedMemory and SharedSegment: real pages, shared with Node processes, threads, native programs, guests and Python.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ftok, SharedMemory, SharedSegment } from "../ts/api/index.js";
import {
  assertIpcError,
  collectUntil,
  kinds,
  peerOutput,
  program,
  rejection,
  startProgram,
  thrown,
  uniqueName,
  withPython,
} from "./api/peers.js";
import { execute } from "./harness/index.js";

const openFds = (): number => readdirSync("/proc/self/fd").length;
const mapsOf = (text: string): number =>
  readFileSync("/proc/self/maps", "utf8")
    .split("\n")
    .filter((line) => line.includes(text)).length;

/** Named memory for a test, which takes its name away. */
function named(size: number): SharedMemory & { name: string } {
  return SharedMemory.create(uniqueName(), size, { exclusive: true }) as SharedMemory & { name: string };
}

test("a name's memory is the same pages for all who open it", () => {
  using memory = named(10_000);
  using other = SharedMemory.open(memory.name);
  memory.unlink();
  assert.instance(memory.buffer, SharedArrayBuffer);
  assert.is(memory.buffer.byteLength, 10_000);
  assert.is(memory.buffer, memory.buffer);
  memory.view(Uint8Array)[9_999] = 7;
  assert.is(other.view(Uint8Array)[9_999], 7);
  assert.is(Atomics.add(other.view(Int32Array, 8, 1), 0, 5), 0);
  assert.is(memory.view(DataView).getInt32(8, true), 5);
  assert.equal([...memory.read(8, 4)], [5, 0, 0, 0]);
  assert.is(memory.size, 10_000);
});

test("create opens what exists, lengthens it and never cuts it; exclusive refuses", () => {
  using memory = named(4096);
  using same = SharedMemory.create(memory.name, 100);
  assert.is(same.size, 4096);
  using longer = SharedMemory.create(memory.name, 8192);
  assert.is(memory.size, 8192);
  assert.is(longer.buffer.byteLength, 8192);
  assert.is(memory.remap().byteLength, 8192);
  assertIpcError(
    thrown(() => SharedMemory.create(memory.name, 1, { exclusive: true })),
    "EEXIST",
    "shm_open",
  );
  memory.unlink();
  assertIpcError(
    thrown(() => SharedMemory.open(memory.name)),
    "ENOENT",
    "shm_open",
  );
  assertIpcError(
    thrown(() => memory.unlink()),
    "ENOENT",
    "shm_unlink",
  );
});

test("wrong arguments are told before anything is made", () => {
  const bad: (() => unknown)[] = [
    () => SharedMemory.create("no-slash", 1),
    () => SharedMemory.create("/a/b", 1),
    () => SharedMemory.create("/..", 1),
    () => SharedMemory.create("/x", "1" as unknown as number),
    () => SharedMemory.create("/x", undefined as unknown as number),
    () => SharedMemory.create("/x", 1, { excusive: true } as object),
    () => SharedMemory.open(3 as unknown as string),
    () => SharedSegment.create("private", undefined as unknown as number),
    () => SharedSegment.create("key" as "private", 1),
  ];
  for (const body of bad) assert.instance(thrown(body), TypeError);
  const outside: (() => unknown)[] = [
    () => SharedMemory.create("/x", -1),
    () => SharedMemory.create("/x", 1.5),
    () => SharedMemory.create("/x", 1, { mode: 0o10000 }),
    () => SharedSegment.create("private", 0),
    () => SharedSegment.create(0, 1),
    () => SharedSegment.create(2 ** 32, 1),
  ];
  for (const body of outside) assert.instance(thrown(body), RangeError);
});

test("Atomics work across processes: another Node process", async () => {
  using memory = named(4096);
  const words = memory.view(Int32Array, 0, 2);
  const other = program(`
    const memory = ipc.SharedMemory.open(${JSON.stringify(memory.name)});
    const words = memory.view(Int32Array, 0, 2);
    for (let i = 0; i < 20000; i++) Atomics.add(words, 0, 1);
    memory.close();
    console.log(Atomics.compareExchange(words, 1, 0, process.pid));`);
  for (let turn = 0; turn < 20; turn++) {
    for (let i = 0; i < 1000; i++) Atomics.add(words, 0, 1);
    await sleep(2);
  }
  const { status, stdout } = await other;
  assert.is(status, 0);
  assert.is(stdout, "0\n");
  assert.is(words[0], 40_000);
  assert.not.equal(words[1], 0);
  memory.unlink();
});

for (const kind of kinds) {
  test(`Atomics work across processes: a ${kind} program, POSIX and System V`, async () => {
    using memory = named(4096);
    const segment = SharedSegment.create("private", 4096);
    const first = peerOutput(kind, "add", memory.name, "10000");
    const second = peerOutput(kind, "add-segment", String(segment.id), "10000");
    for (let i = 0; i < 10_000; i++) {
      Atomics.add(memory.view(Int32Array), 0, 1);
      Atomics.add(segment.view(Int32Array), 0, 1);
    }
    await Promise.all([first, second]);
    assert.is(memory.view(Int32Array)[0], 20_000);
    assert.is(segment.view(Int32Array)[0], 20_000);
    segment.remove();
    memory.unlink();
  });
}

withPython("Python's multiprocessing.shared_memory is the same memory, both ways", async () => {
  using memory = named(64);
  memory.view(Uint8Array).set(Buffer.from("from Node"));
  const { stdout, stderr, status } = await execute("python3", [
    "-c",
    `from multiprocessing import shared_memory, resource_tracker
memory = shared_memory.SharedMemory(name="${memory.name.slice(1)}")
print(bytes(memory.buf[:9]).decode())
memory.buf[:11] = b"from Python"
resource_tracker.unregister("${memory.name}", "shared_memory")
memory.close()
made = shared_memory.SharedMemory(name="${memory.name.slice(1)}-py", create=True, size=100)
made.buf[0] = 42
resource_tracker.unregister(made._name, "shared_memory")
made.close()`,
  ]);
  assert.is(stderr, "");
  assert.is(status, 0);
  assert.is(stdout, "from Node\n");
  assert.is(memory.read(0, 11).toString(), "from Python");
  using made = SharedMemory.open(`${memory.name}-py`);
  assert.is(made.view(Uint8Array)[0], 42);
  made.unlink();
  memory.unlink();
});

test("read-only memory: what is written into its buffer stays here and harms nobody", () => {
  using memory = named(8192);
  using reading = SharedMemory.open(memory.name, { readOnly: true });
  memory.unlink();
  const [theirs, ours] = [reading.view(Uint8Array), memory.view(Uint8Array)];
  ours[0] = 1;
  ours[4096] = 2;
  assert.equal([theirs[0], theirs[4096]], [1, 2]);
  theirs[1] = 9;
  assert.is(ours[1], 0);
  ours[4097] = 3;
  assert.is(theirs[4097], 3);
  assertIpcError(
    thrown(() => reading.resize(1)),
    "EINVAL",
    "ftruncate",
  );
  assertIpcError(
    thrown(() => reading.notify(0)),
    "EACCES",
    "futex",
  );
});

test("memory without a name goes to a child by its descriptor; sealed memory keeps its size", async () => {
  using memory = SharedMemory.anonymous(4096, { name: "jobs", sealed: true });
  assert.is(memory.name, undefined);
  memory.view(Int32Array)[0] = 20;
  const script = `import { SharedMemory } from ${JSON.stringify(new URL("../ts/api/index.js", import.meta.url).href)};
    const memory = SharedMemory.fromDescriptor(3);
    memory.view(Int32Array)[0] += 22;
    memory.close();
    try { memory.size; } catch (error) { console.log(error.code); }`;
  const stdout = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit", memory.fd],
    encoding: "utf8",
  });
  assert.is(stdout, "EBADF\n");
  assert.is(memory.view(Int32Array)[0], 42);
  for (const size of [0, 8192]) {
    assertIpcError(
      thrown(() => memory.resize(size)),
      "EPERM",
      "ftruncate",
    );
  }
  assert.is(memory.view(Int32Array)[0], 42, "a resize that is refused takes nothing away");
  assertIpcError(
    thrown(() => memory.unlink()),
    "EINVAL",
    "shm_unlink",
  );
  assertIpcError(
    thrown(() => SharedMemory.fromDescriptor(9999)),
    "EBADF",
    "fcntl",
  );
});

test("resize: longer, and shorter without harm to older views", () => {
  using memory = SharedMemory.anonymous(4096);
  const first = memory.view(Uint8Array);
  first[10] = 1;
  memory.resize(12_288);
  const second = memory.view(Uint8Array);
  assert.is(second.length, 12_288);
  assert.is(second[10], 1);
  second[9000] = 5;
  second[5000] = 6;
  memory.resize(5001);
  assert.is(memory.buffer.byteLength, 5001);
  assert.equal([second[9000], second[5000], first[10]], [0, 6, 1]);
  second[9000] = 1;
  memory.resize(0);
  assert.is(memory.buffer.byteLength, 0);
  assert.is(first[10], 0);
});

test("pages stay as long as views are held, and go with them; threads hold them too", async () => {
  const memory = named(1 << 20);
  const { name } = memory;
  const before = mapsOf(name);
  let view: Uint8Array | undefined = memory.view(Uint8Array);
  const worker = new Worker(
    `const { parentPort, workerData } = require("node:worker_threads");
     let bytes = new Uint8Array(workerData);
     parentPort.on("message", () => parentPort.postMessage(bytes[5]));`,
    { eval: true, workerData: view.buffer },
  );
  memory.unlink();
  memory.close();
  memory.close();
  assert.is(memory.fd, -1);
  assertIpcError(
    thrown(() => memory.buffer),
    "EBADF",
    "mmap",
  );
  view[5] = 77;
  view = undefined;
  worker.postMessage("");
  assert.equal(await once(worker, "message"), [77]);
  assert.is(mapsOf(name), before + 1);
  await worker.terminate();
  await collectUntil(() => mapsOf(name) === before);
});

test("forgotten memory is closed, with one warning", async () => {
  const { stderr, status } = await program(
    `import { readdirSync } from "node:fs";
     const fds = () => readdirSync("/proc/self/fd").length;
     ipc.SharedMemory.anonymous(1).close();
     const before = fds();
     for (let i = 0; i < 20; i++) ipc.SharedMemory.anonymous(100).buffer;
     for (let i = 0; i < 50 && fds() > before; i++) { gc(); await new Promise((done) => setTimeout(done, 5)); }
     if (fds() > before) throw new Error("left open");`,
    ["--expose-gc"],
  );
  assert.is(status, 0, stderr);
  assert.is(stderr.match(/A SharedMemory was garbage-collected before it was closed/g)?.length, 1);
});

test("nothing is left open", () => {
  const name = uniqueName();
  const make = (): void => {
    using memory = SharedMemory.create(name, 100);
    using other = SharedMemory.open(name, { readOnly: true });
    assert.is(other.buffer.byteLength, memory.buffer.byteLength);
    memory.unlink();
    thrown(() => SharedMemory.open(name));
  };
  make();
  const before = openFds();
  for (let i = 0; i < 20; i++) make();
  assert.is(openFds(), before);
});

test("wait and notify: what Atomics.wait is, between processes", async () => {
  using memory = named(4096);
  assert.is(await memory.wait(8, 1), "not-equal");
  assert.is(memory.waitSync(8, 1), "not-equal");
  const other = startProgram(`
    const memory = ipc.SharedMemory.open(${JSON.stringify(memory.name)});
    console.log(memory.waitSync(0, 0), await memory.wait(4, 0));`);
  for (const offset of [0, 4]) {
    while (memory.notify(offset) === 0) await sleep(5);
  }
  assert.is(await other.line(), "ok ok");
  assert.is(await other.ended(), 0);
  const controller = new AbortController();
  const waits = Array.from({ length: 100 }, () => rejection(memory.wait(16, 0, { signal: controller.signal })));
  const one = memory.wait(20, 0);
  await sleep(20);
  controller.abort(new Error("enough"));
  for (const wait of waits) assert.is(((await wait) as Error).message, "enough");
  assert.is(memory.notify(16), 0);
  memory.close();
  assertIpcError(await rejection(one), "ECANCELED", "futex");
  SharedMemory.unlink(memory.name);
  using small = SharedMemory.anonymous(8);
  assert.instance(await rejection(small.wait(6, 0)), RangeError);
});

test("segments: keys, status, permissions, removal while attached, read-only", async () => {
  const key = { path: "/etc/passwd", project: 0x40 + (process.pid % 100) };
  using segment = SharedSegment.create(key, 5000, { mode: 0o640, exclusive: true });
  using other = SharedSegment.open(key);
  assert.is(other.id, segment.id);
  assertIpcError(
    thrown(() => SharedSegment.create(key, 1, { exclusive: true })),
    "EEXIST",
    "shmget",
  );
  assertIpcError(
    thrown(() => SharedSegment.create(key, 10_000)),
    "EINVAL",
    "shmget",
  );
  segment.view(Uint8Array)[4999] = 1;
  assert.is(other.buffer.byteLength, 5000);
  using reading = SharedSegment.fromId(segment.id, { readOnly: true });
  assert.equal([...reading.read(4998)], [0, 1]);
  assertIpcError(
    thrown(() => reading.buffer),
    "EACCES",
    "shmat",
  );
  const status = segment.stat();
  assert.is(status.key, ftok(key.path, key.project));
  assert.equal([status.size, status.attached, status.mode, status.creatorPid], [5000, 3, 0o640, process.pid]);
  assert.ok(Math.abs(Date.now() - (status.lastAttached?.getTime() ?? 0)) < 5000);
  segment.set({ mode: 0o600 });
  assert.is(segment.stat().mode, 0o600);
  segment.remove();
  assert.is(segment.stat().removed, true);
  other.view(Uint8Array)[0] = 9;
  assert.is(segment.view(Uint8Array)[0], 9);
  assertIpcError(
    thrown(() => SharedSegment.open(key)),
    "ENOENT",
    "shmget",
  );
  const { id } = segment;
  for (const each of [segment, other, reading]) each.close();
  await collectUntil(() => !readFileSync("/proc/sysvipc/shm", "utf8").includes(` ${id} `));
});

withPython("ftok makes the keys that the C library makes", () => {
  const script = 'import ctypes; print(ctypes.CDLL(None).ftok(b"/etc/passwd", 66))';
  const key = Number(execFileSync("python3", ["-c", script], { encoding: "utf8" }));
  assert.is(ftok("/etc/passwd", 66), key);
  assertIpcError(
    thrown(() => ftok("/nowhere/at/all", 1)),
    "ENOENT",
    "ftok",
  );
  assert.instance(
    thrown(() => ftok("/etc/passwd", 256)),
    RangeError,
  );
});

test.run();
