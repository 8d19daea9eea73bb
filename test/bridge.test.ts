// The native bridge by itself: memory that faults, descriptor tables, both lanes, processes, waiting, the zygote.
// What needs a process of its own is in bridge/scenarios.ts.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { fstatSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { NativeGuest } from "../ts/bridge/bridge.js";
import { loadBridge } from "../ts/bridge/load.js";
import { runFlags } from "../ts/host/flags.js";
import { makeGuest, type TestGuest } from "./bridge/guest.js";
import { execute, type Outcome, temporary } from "./harness/index.js";

const bridge = loadBridge();
const EBADF = -9;
const EFAULT = -14;
const EINVAL = -22;
const EMFILE = -24;
const ENOSYS = -38;
const WILD = 0xfffffff0 | 0;

const scenarios = join(import.meta.dirname, "bridge", "scenarios.js");

const scenario = (name: string, args: readonly string[] = [], environment = {}): Promise<Outcome> =>
  execute(process.execPath, [...runFlags, scenarios, name, ...args], {
    env: { ...process.env, ...environment } as Record<string, string>,
  });

/** A scenario that ends with status 0 and leaves nothing behind; its lines. */
async function lines(name: string): Promise<string[]> {
  const outcome = await scenario(name);
  assert.is(outcome.stderr, "");
  assert.is(outcome.status, 0, outcome.stdout);
  assert.equal(outcome.left, []);
  return outcome.stdout.trimEnd().split("\n");
}

function pipe(guest: TestGuest, flags = 0): [number, number] {
  assert.is(guest.calls.pipe2?.(64, flags), 0);
  return [guest.view().getInt32(64, true), guest.view().getInt32(68, true)];
}

const kernelPipe = (): [number, number] => {
  const ends = new Int32Array(2);
  assert.is(bridge.calls.pipe2(ends, 0), 0);
  return [ends[0] ?? -1, ends[1] ?? -1];
};

function iovecs(guest: TestGuest, address: number, entries: readonly (readonly [number, number])[]): void {
  for (const [index, [pointer, length]] of entries.entries()) {
    guest.view().setInt32(address + 8 * index, pointer, true);
    guest.view().setInt32(address + 8 * index + 4, length, true);
  }
}

test("wild pointers and lengths are EFAULT, and nothing crashes", () => {
  const one = makeGuest(bridge);
  const [reading, writing] = pipe(one);
  const { read, write, readv, writev, clock_gettime, ppoll, uname, fcntl, getresuid } = one.calls;
  assert.is(write?.(writing, WILD, 100), EFAULT);
  assert.is(write?.(writing, WILD, -1), EFAULT);
  assert.is(write?.(writing, 0, 1), EFAULT, "null is nobody's memory");
  assert.is(write?.(writing, 4 * 65536, 1), EFAULT);
  assert.is(write?.(writing, 4 * 65536 - 1, 2), EFAULT);
  assert.is(write?.(writing, WILD, 0), 0);
  assert.is(write?.(writing, 4 * 65536 - 1, 1), 1);
  assert.is(read?.(reading, 4 * 65536, 1), EFAULT);
  assert.is(clock_gettime?.(1, WILD), EFAULT);
  assert.is(clock_gettime?.(1, 0), EFAULT);
  assert.is(uname?.(4 * 65536 - 389), EFAULT);
  assert.is(uname?.(4 * 65536 - 390), 0);
  assert.is(fcntl?.(reading, 5, WILD), EFAULT);
  assert.is(readv?.(reading, WILD, 3), EFAULT);
  assert.is(readv?.(reading, 0x100, 1025), EINVAL);
  assert.is(readv?.(reading, 0x100, -1), EINVAL);
  assert.is(readv?.(reading, 4 * 65536 - 8, 2), EFAULT);
  iovecs(one, 0x100, [
    [0x200, 4],
    [WILD, 0],
    [0x203, 1],
  ]);
  assert.is(one.store(0x200, "four"), 4);
  assert.is(writev?.(writing, 0x100, 3), 5);
  iovecs(one, 0x100, [[WILD, 0x20]]);
  assert.is(writev?.(writing, 0x100, 1), EFAULT);
  assert.is(ppoll?.(WILD, 2, 0, 0), EFAULT);
  assert.is(ppoll?.(0x100, -1, 0, 0), EINVAL);
  assert.is(ppoll?.(0x100, 0, WILD, 0), EFAULT);
  assert.is(getresuid?.(0x100, 0x104, WILD), EFAULT);
  one.guest.close();
});

test("the host's copies of guest memory survive every address", () => {
  const { guest, store, memory } = makeGuest(bridge);
  store(0x1000, "bytes \xff");
  assert.equal(guest.read(0x1000, 7), new Uint8Array(Buffer.from("bytes \xff", "latin1")));
  assert.is(guest.readString(0x1000, 7), "bytes \xff");
  assert.equal(guest.read(0, 0), new Uint8Array());
  for (const [pointer, length] of [
    [4 * 65536, 1],
    [4 * 65536 - 1, 2],
    [0xffffffff, 0xffffffff],
    [0, 0xffffffff],
    [0x1000, 0xf0000000],
  ] as const) {
    assert.is(guest.read(pointer, length), EFAULT);
    assert.is(guest.readString(pointer, length), EFAULT);
  }
  assert.is(guest.write(4 * 65536 - 2, new Uint8Array(4)), EFAULT);
  assert.is(guest.write(0xffffffff, new Uint8Array(4)), EFAULT);
  assert.is(guest.writeU32(0x1000, 0x80000001), 0);
  assert.is(guest.writeU64(0x1008, 0xfedcba9876543210n), 0);
  assert.is(new DataView(memory.buffer).getUint32(0x1000, true), 0x80000001);
  assert.is(new DataView(memory.buffer).getBigUint64(0x1008, true), 0xfedcba9876543210n);
  assert.is(guest.writeU64(4 * 65536 - 4, 1n), EFAULT);
  memory.grow(1);
  assert.is(guest.writeU64(4 * 65536 - 4, 1n), 0, "growth is seen without being told");
  guest.close();
  assert.is(guest.read(0x1000, 1), EFAULT);
});

test("a protected page traps in wasm, and is EFAULT in calls", () => {
  const one = makeGuest(bridge);
  assert.is(one.peek(10), 0);
  assert.is(one.guest.protect(0, 4096), 0);
  assert.is(one.guest.protect(1, 4096), EINVAL);
  assert.is(one.guest.protect(0xfffff000, 4096), EINVAL);
  assert.throws(() => one.peek(10), /out of bounds/);
  assert.is(one.peek(4096), 0);
  assert.is(one.guest.read(100, 1), EFAULT);
  assert.is(one.guest.write(4090, new Uint8Array(10)), EFAULT);
  assert.is(one.calls.uname?.(100), EFAULT);
  assert.is(one.calls.readv?.(0, 100, 1), EFAULT);
  one.guest.close();
});

test("descriptors: the lowest free number, limits, flags, EBADF", () => {
  const one = makeGuest(bridge, { maxFds: 8 });
  const { close, dup, dup3, fcntl, ioctl, pipe2, lseek } = one.calls;
  const cloexec = 0o2000000;
  assert.equal(one.guest.openFds(), [0, 1, 2]);
  assert.equal(pipe(one, cloexec), [3, 4]);
  assert.is(dup?.(3), 5);
  assert.is(close?.(1), 0);
  assert.is(close?.(1), EBADF);
  assert.is(dup?.(3), 1);
  assert.is(fcntl?.(3, 1, 0), 1);
  assert.is(fcntl?.(5, 1, 0), 0, "dup clears close-on-exec");
  assert.is(fcntl?.(3, 0, 6), 6);
  assert.is(fcntl?.(3, 1030, 6), 7);
  assert.is(fcntl?.(7, 1, 0), 1);
  assert.is(dup?.(3), EMFILE);
  assert.is(fcntl?.(3, 0, 8), EINVAL);
  assert.is(fcntl?.(3, 0, -1), EINVAL);
  assert.is(pipe2?.(64, 0), EMFILE);
  assert.is(close?.(7), 0);
  assert.is(pipe2?.(64, 0), EMFILE, "room for one end only");
  assert.equal(one.guest.openFds(), [0, 1, 2, 3, 4, 5, 6]);
  assert.is(pipe2?.(0, 0), EMFILE);
  assert.is(close?.(6), 0);
  assert.is(pipe2?.(WILD, 0), EFAULT);
  assert.is(pipe2?.(0, 0), EFAULT);
  assert.is(pipe2?.(64, 1), EINVAL);
  assert.equal(one.guest.openFds(), [0, 1, 2, 3, 4, 5]);
  assert.is(dup3?.(3, 3, 0), EINVAL);
  assert.is(dup3?.(3, 8, 0), EBADF);
  assert.is(dup3?.(3, -1, 0), EBADF);
  assert.is(dup3?.(3, 7, 1), EINVAL);
  assert.is(dup3?.(9, 7, 0), EBADF);
  assert.is(dup3?.(3, 7, cloexec), 7);
  assert.is(ioctl?.(7, 0x5450, 0), 0);
  assert.is(fcntl?.(7, 1, 0), 0);
  assert.is(fcntl?.(7, 2, 1), 0);
  assert.is(fcntl?.(7, 1, 0), 1);
  assert.is(fcntl?.(3, 99, 0), EINVAL);
  assert.is(fcntl?.(3, 8, 1), EINVAL, "F_SETOWN");
  assert.is(ioctl?.(3, 0x5452, 0), -1, "FIOASYNC");
  assert.is(ioctl?.(3, 0x5412, 0), -25, "TIOCSTI");
  assert.is(lseek?.(3, 0n, 0) as unknown as bigint, -29n);
  for (const fd of [-1, 8, 1 << 30, 0x7fffffff, -0x80000000]) assert.is(close?.(fd), EBADF);
  one.guest.closeOnExec();
  assert.equal(one.guest.openFds(), [0, 1, 2, 5]);
  one.guest.close();
  assert.equal(one.guest.openFds(), []);
});

test("the host's side of the table", () => {
  const { guest, calls } = makeGuest(bridge, { maxFds: 8, standard: false });
  const [reading, writing] = kernelPipe();
  assert.is(guest.install(reading, 0, 5), 5);
  assert.is(guest.installAt(3, writing, 2 | 0x100), 3);
  assert.is(guest.kernelFd(3), writing);
  assert.is(guest.kernelFd(-5), EBADF);
  assert.is(guest.fdFlags(3), 0x102);
  assert.is(calls.ftruncate?.(3, 0n), -30, "EROFS");
  assert.is(calls.dup?.(3), 0);
  assert.is(guest.fdFlags(0), 2, "a copy is as read-only, but not noted");
  assert.is(calls.fcntl?.(3, 2, 1), 0);
  assert.is(guest.fdFlags(3), 0x103);
  assert.is(guest.renumber(3, 5), 0);
  assert.is(guest.fdFlags(5), 0x103);
  assert.is(guest.fdFlags(3), EBADF);
  assert.throws(() => fstatSync(reading), /EBADF/);
  assert.is(guest.renumber(3, 4), EBADF);
  assert.is(guest.renumber(5, 8), EBADF);
  assert.is(guest.setFdFlags(3, 0), EBADF);
  const last = bridge.calls.dup(writing);
  assert.is(guest.installAt(8, last, 0), EBADF);
  assert.throws(() => fstatSync(last), /EBADF/);
  guest.close();
});

test("poll: bad descriptors are POLLNVAL at once, negative ones are left out", () => {
  const one = makeGuest(bridge);
  const [reading, writing] = pipe(one);
  const entries = [
    [reading, 1],
    [-7, 1],
    [50, 1],
    [writing, 4],
  ] as const;
  for (const [index, [fd, events]] of entries.entries()) {
    one.view().setInt32(0x100 + 8 * index, fd, true);
    one.view().setInt32(0x104 + 8 * index, events | 0x7fff0000, true);
  }
  assert.is(one.calls.ppoll?.(0x100, 4, 0, 0), 2);
  assert.equal(
    [0, 1, 2, 3].map((index) => one.view().getInt16(0x106 + 8 * index, true)),
    [0, 0, 32, 4],
  );
  one.view().setBigInt64(0x200, 0n, true);
  one.view().setBigInt64(0x208, 1000000n, true);
  assert.is(one.calls.ppoll?.(0x100, 1, 0x200, 0), 0);
  assert.is(one.view().getBigInt64(0x208, true), 1000000n, "the timeout is only read");
  one.view().setBigInt64(0x208, -1n, true);
  assert.is(one.calls.ppoll?.(0x100, 1, 0x200, 0), EINVAL);
  one.guest.close();
});

test("vmsplice copies: what is stored afterwards is not seen; it moves what fits", () => {
  const one = makeGuest(bridge);
  const fifo = join(temporary(), "fifo");
  execFileSync("mkfifo", [fifo]);
  const kfd = bridge.calls.openat2(-100, fifo, 2, 0, 0);
  const fd = one.guest.install(kfd, 0);
  for (const [reading, writing] of [pipe(one), [fd, fd]] as const) {
    one.store(0x300, "first");
    iovecs(one, 0x100, [[0x300, 5]]);
    assert.is(one.calls.vmsplice?.(writing, 0x100, 1, 0), 5);
    one.store(0x300, "other");
    assert.is(one.calls.read?.(reading, 0x400, 5), 5);
    assert.is(one.load(0x400, 5), "first");
    iovecs(one, 0x100, [[0x1000, 200000]]);
    assert.is(one.calls.vmsplice?.(writing, 0x100, 1, 0), 65536);
    assert.is(one.calls.vmsplice?.(writing, 0x100, 1, 2), -11);
    assert.is(one.calls.vmsplice?.(writing, 0x100, 1, 16), EINVAL);
    if (reading !== writing) assert.is(one.calls.vmsplice?.(reading, 0x100, 1, 0), 65536);
  }
  const file = one.guest.install(openSync(scenarios, "r"), 0);
  assert.is(one.calls.vmsplice?.(file, 0x100, 1, 0), EBADF);
  one.guest.close();
});

test("a program that embeds a guest keeps its own state", () => {
  const { guest, calls } = makeGuest(bridge);
  for (const name of ["fork", "setsid", "umask", "kill", "sigaction", "wait4", "setpriority", "sigprocmask"]) {
    const values = name === "kill" ? [process.pid, 15] : [0, 0, 0, 0];
    assert.is(calls[name]?.(...values), ENOSYS, name);
  }
  assert.is(calls.getpid?.(), process.pid);
  assert.throws(() => guest.bind("openat"), TypeError);
  assert.throws(() => guest.bind("nonsense"), TypeError);
  guest.close();
});

test("forked children collect, compile, grow and fork again", async () => {
  assert.equal(await lines("forks"), ["child: 42 0 0 exited 5 20000", "parent: exited 3 error -10"]);
});

test("no more processes than allowed; their places become free", async () => {
  assert.equal(await lines("forkLimit"), ["1,1,-11,-11 killed 9 killed 9 error -10", "exited 9", "pruned"]);
});

test("unwind passes every frame, in forked processes too", async () => {
  assert.equal(await lines("unwinds"), [
    "unwound; returned; RuntimeError: memory access out of bounds; TypeError: thrown",
    "returned nested",
    "exited 4",
  ]);
});

test("recursion goes as deep as natively, and its end is an error", async () => {
  assert.equal(await lines("recursion"), ["100000", "RangeError: Maximum call stack size exceeded", "exited 0"]);
});

test("exec of a native program: descriptors, directory, environment; all as before when it fails", async () => {
  const [failed, directory, words, fds = "", contents, ignored] = await lines("exec");
  assert.equal([failed, directory, words], ["failed: -13 true exited 6", "/usr", "1 zero first"]);
  const expected = [0, 1, 2, 3, 4];
  for (let fd = 5; fd < 40; fd++) if (fd % 3 !== 0 && fd % 2 === 0) expected.push(fd);
  for (let fd = 5; fd < 40; fd++) if (fd % 3 !== 0 && fd % 2 === 1) expected.push(fd);
  // The shell's listing has one descriptor of its own.
  const found = fds
    .trim()
    .split(" ")
    .map(Number)
    .sort((a, b) => a - b);
  assert.equal(
    found.filter((fd) => expected.includes(fd)),
    expected.sort((a, b) => a - b),
  );
  assert.is(found.length, expected.length + 1);
  assert.equal([contents, ignored], ["through the pipe|and more", "SigIgn:\t0000000000000200"]);
});

test("signals reach the run's own processes only", async () => {
  const stranger = spawn("sleep", ["60"]);
  const outcome = await scenario("kills", [String(stranger.pid)]);
  assert.equal(outcome.stdout.trimEnd().split("\n"), [
    "-1,-1,-3,-3,-3,-22,-22,-3,-1",
    "0 0 killed 10",
    "0 killed 12 -3",
    "0 killed 11",
    "last words",
  ]);
  assert.is(outcome.signal, "SIGKILL");
  assert.is(stranger.exitCode, null);
  stranger.kill();
  await once(stranger, "exit");
});

test("masks and dispositions, with the signals of faults only shown", async () => {
  assert.equal(await lines("signalState"), [
    "0 0; 0 fffffffffffbfeff; 0 fffffffffffbfaff; -22 fffffffffffbfaff",
    "0 16384",
    "0,0,1,-22,0,-22,-22,0,0,1",
  ]);
});

test("resource limits: the table's own, remembered and real ones", async () => {
  assert.equal(await lines("limitsOfResources"), [
    "0 64 64; 0 64 64; 0 4 64; -22 4 64; -1 4 64",
    "3 -24 -22",
    "0 max max | 0 1000 1000 | -22 1000 1000 | -1",
    "4 0 max max | 0 1000 2000",
  ]);
});

test("killing the first process ends the run; its own end leaves orphans alive", async () => {
  const killed = await scenario("killedFirst");
  assert.is(killed.signal, "SIGKILL");
  assert.equal(killed.left, []);
  const orphaned = await scenario("orphan");
  assert.equal([orphaned.status, orphaned.stdout], [7, "orphan lives\n"]);
});

test("a timeout ends every process, native ones too", async () => {
  const outcome = await scenario("timeout");
  assert.equal([outcome.signal, outcome.left], ["SIGKILL", []]);
  assert.match(outcome.stderr, /--timeout/);
  assert.is((await scenario("nativeTimeout")).signal, "SIGALRM");
});

test("both lanes give the same results", async () => {
  const [fast, ordinary] = await Promise.all([scenario("lanes"), scenario("lanes", [], { ISTHMUS_FAST: "0" })]);
  const abi = Number(process.versions.modules);
  const [found, ...results] = fast.stdout.split("\n");
  const [off, ...same] = ordinary.stdout.split("\n");
  assert.equal([found, off], [String(abi <= 137 && process.env.ISTHMUS_FAST !== "0"), "false"]);
  assert.ok(results.length > 6000, fast.stderr);
  assert.equal(results, same);
});

test("watch: several on one descriptor, hang-ups, files, cancelling; the descriptor stays blocking", async () => {
  const [reading, writing] = kernelPipe();
  const seen: string[] = [];
  const ready = (name: string, kfd: number, events: number): Promise<void> =>
    new Promise((resolve) => {
      bridge.watch(kfd, events, (found) => {
        seen.push(`${name} ${found}`);
        resolve();
      });
    });
  const never = bridge.watch(reading, 1, () => seen.push("cancelled"));
  const waits = [ready("first", reading, 1), ready("second", reading, 1)];
  await ready("writable", writing, 4);
  never.cancel();
  never.cancel();
  assert.equal(seen, ["writable 4"]);
  bridge.calls.write(writing, Buffer.from("x"));
  await Promise.all(waits);
  assert.equal(seen.slice(1).sort(), ["first 1", "second 1"]);
  assert.is(bridge.calls.fcntl(reading, 3, 0) & 0o4000, 0);
  await ready("file", openSync(scenarios, "r"), 1);
  await ready("none", 1 << 20, 1);
  bridge.calls.close(writing);
  await ready("hung up", reading, 1);
  assert.equal(seen.slice(3), ["file 1", "none 32", "hung up 17"]);
  bridge.watch(reading, 1, () => {}).unref();
  bridge.calls.close(reading);
});

test("openBlocking: hundreds wait without libuv's threads; cancelling them", async () => {
  const directory = temporary();
  const paths = Array.from({ length: 200 }, (_, index) => join(directory, String(index)));
  execFileSync("mkfifo", paths);
  const results: number[] = [];
  const watches = paths.map((path) => bridge.openBlocking(path, 0, 0, (result) => results.push(result)));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.is(readFileSync(scenarios).length > 0, true);
  assert.equal(results, []);
  const other = openSync(paths[7] ?? "", 1);
  while (results.length < 1) await new Promise((resolve) => setTimeout(resolve, 1));
  const [opened = -1] = results;
  writeSync(other, "hello");
  const into = Buffer.alloc(5);
  assert.is(readSync(opened, into), 5);
  for (const watch of watches) watch.cancel();
  while (results.length < 200) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.equal(new Set(results.slice(1)), new Set([-125]));
  const missing = await new Promise((resolve) => bridge.openBlocking(join(directory, "none"), 0, 0, resolve));
  assert.is(missing, -2);
  bridge.openBlocking(paths[0] ?? "", 0, 0, () => {}).unref();
});

test("worker threads have a bridge of their own, which ends with them", async () => {
  const directory = temporary();
  const fifo = join(directory, "fifo");
  execFileSync("mkfifo", [fifo]);
  const script = join(directory, "worker.mjs");
  const [reading, writing] = kernelPipe();
  const load = new URL("../ts/bridge/load.js", import.meta.url).href;
  const helper = new URL("./bridge/guest.js", import.meta.url).href;
  writeFileSync(
    script,
    `import { parentPort } from "node:worker_threads";
     import { loadBridge } from ${JSON.stringify(load)};
     import { makeGuest } from ${JSON.stringify(helper)};
     const bridge = loadBridge();
     const one = makeGuest(bridge);
     one.guest.install(${writing}, 0);
     bridge.openBlocking(${JSON.stringify(fifo)}, 0, 0, () => {});
     bridge.watch(one.guest.kernelFd(3), 1, () => {});
     one.store(0x300, "works");
     parentPort.postMessage(one.calls.write(3, 0x300, 5));`,
  );
  const worker = new Worker(script);
  assert.equal(await once(worker, "message"), [5]);
  await worker.terminate();
  const into = Buffer.alloc(10);
  assert.is(bridge.calls.read(reading, into), 5);
  assert.is(bridge.calls.read(reading, into), 0, "its descriptors are closed");
  bridge.calls.close(reading);
  const own = makeGuest(bridge);
  assert.is(own.calls.getpid?.(), process.pid);
  own.guest.close();
});

test("a guest's descriptors are closed when it is collected", async () => {
  const { setFlagsFromString } = await import("node:v8");
  const { runInNewContext } = await import("node:vm");
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const [reading, writing] = kernelPipe();
  let guest: NativeGuest | undefined = bridge.createGuest(4);
  guest.install(writing, 0);
  guest = undefined;
  for (let round = 0; round < 20 && bridge.calls.poll(pollEntry(reading), 0n) === 0; round++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    collect();
  }
  assert.is(bridge.calls.read(reading, Buffer.alloc(1)), 0);
  bridge.calls.close(reading);
});

function pollEntry(kfd: number): Uint8Array {
  const entry = Buffer.alloc(8);
  entry.writeInt32LE(kfd, 0);
  entry.writeInt16LE(1, 4);
  return entry;
}

interface TestZygote {
  socket: number;
  ended: Promise<unknown>;
  request(kind: number, id: number, rest: string | number, kfds?: number[]): number;
  report(): Promise<number[]>;
}

function startZygote(): TestZygote {
  const pair = bridge.socketPair();
  if (typeof pair === "number") throw new Error(`socketPair: ${pair}`);
  const [socket, theirs] = pair;
  const child = spawn(process.execPath, [...runFlags, scenarios, "zygote"], { stdio: ["ignore", 1, 2, theirs] });
  bridge.calls.close(theirs);
  return {
    socket,
    ended: once(child, "exit"),
    request(kind, id, rest, kfds = []) {
      const head = Buffer.alloc(8);
      head.writeInt32LE(kind, 0);
      head.writeInt32LE(id, 4);
      const tail = Buffer.alloc(4);
      if (typeof rest === "number") tail.writeInt32LE(rest);
      return bridge.send(socket, Buffer.concat([head, typeof rest === "string" ? Buffer.from(rest) : tail]), kfds);
    },
    report: () =>
      new Promise((resolve) => {
        bridge.watch(socket, 1, () => {
          const into = Buffer.alloc(64);
          const length = bridge.receive(socket, into);
          resolve(length === 12 ? [0, 4, 8].map((offset) => into.readInt32LE(offset)) : [length]);
        });
      }),
  };
}

test("the zygote starts processes, passes descriptors, signals them, and tells their ends", async () => {
  const zygote = startZygote();
  const [reading, writing] = kernelPipe();
  const into = Buffer.alloc(200);
  assert.is(zygote.request(0, 70, "exit 9", [writing, reading]), 0);
  const [started, id, pid = 0] = await zygote.report();
  assert.equal([started, id, pid > 0], [0, 70, true]);
  assert.equal(await zygote.report(), [1, 70, 9 << 8]);
  const length = bridge.calls.read(reading, into);
  assert.is(into.toString("latin1", 0, length), "prepared exit 9; 2 descriptors\n");
  zygote.request(0, 71, "wait throw", [writing]);
  await zygote.report();
  bridge.calls.read(reading, into);
  zygote.request(1, 70, 9);
  zygote.request(1, 71, 15);
  assert.equal(await zygote.report(), [1, 71, 15]);
  assert.is(bridge.send(zygote.socket, Buffer.alloc(8), new Array(251).fill(1)), EINVAL);
  // The end of the socket is the end of the zygote and of what it started; the pipe's write ends tell.
  zygote.request(0, 72, "wait", [writing]);
  await zygote.report();
  bridge.calls.read(reading, into);
  bridge.calls.close(writing);
  bridge.calls.close(zygote.socket);
  await zygote.ended;
  assert.is(bridge.calls.read(reading, into), 0);
  bridge.calls.close(reading);
});

test("killing the zygote kills what it started", async () => {
  const zygote = startZygote();
  const [reading, writing] = kernelPipe();
  zygote.request(0, 1, "wait", [writing]);
  const [, , pid = 0] = await zygote.report();
  bridge.calls.close(writing);
  bridge.calls.read(reading, Buffer.alloc(100));
  const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  process.kill(Number(parent), "SIGKILL");
  assert.is(bridge.calls.read(reading, Buffer.alloc(1)), 0);
  assert.equal(await zygote.report(), [0]);
  bridge.calls.close(zygote.socket);
  bridge.calls.close(reading);
});

test.run();
