// The native bridge in an event loop: watching descriptors, opening FIFOs, worker threads, collection; and the zygote.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readdirSync, readFileSync, readSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { NativeGuest } from "../ts/bridge/bridge.js";
import { loadBridge } from "../ts/bridge/load.js";
import { kernelPipe, makeGuest } from "./bridge/guest.js";
import { scenarioCommand, scenarioFile } from "./bridge/processes.js";
import { temporary } from "./harness/index.js";

const bridge = loadBridge();
const threads = (): number => readdirSync("/proc/self/task").length;
const EINVAL = -22;
const EAGAIN = -11;

test("watch: several on one descriptor, hang-ups, files, cancelling; the descriptor stays blocking", async () => {
  const [reading, writing] = kernelPipe(bridge);
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
  await ready("file", openSync(scenarioFile, "r"), 1);
  await ready("none", 1 << 20, 1);
  bridge.calls.close(writing);
  await ready("hung up", reading, 1);
  assert.equal(seen.slice(3), ["file 1", "none 32", "hung up 17"]);
  bridge.watch(reading, 1, () => {}).unref();
  bridge.calls.close(reading);
});

test("readiness: waited for again and again, cancelled, replaced, closed; not of files; and in a worker that ends meanwhile", async () => {
  const [reading, writing] = kernelPipe(bridge);
  assert.is(bridge.readiness(openSync(scenarioFile, "r"), 1), -1);
  assert.is(bridge.readiness(1 << 20, 1), -9);
  const readiness = bridge.readiness(reading, 1);
  assert.ok(typeof readiness === "object");
  const seen: string[] = [];
  const ready = (name: string): Promise<void> =>
    new Promise((resolve) => {
      readiness.wait(() => {
        seen.push(name);
        resolve();
      }, true);
    });
  void ready("replaced");
  bridge.calls.write(writing, Buffer.from("x"));
  await ready("first");
  // Ready still, but nobody asks: it must not turn, and must be told to who asks next.
  await new Promise((resolve) => setTimeout(resolve, 20));
  await ready("second");
  void ready("cancelled");
  readiness.cancel();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const fds = readdirSync("/proc/self/fd").length;
  readiness.close();
  assert.is(readdirSync("/proc/self/fd").length, fds - 1);
  readiness.close();
  readiness.wait(() => seen.push("closed"), true);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(seen, ["first", "second"]);
  const worker = new Worker(
    `const { pipe } = await import(${JSON.stringify(new URL("../ts/api/index.js", import.meta.url).href)});
    const ends = Array.from({ length: 20 }, () => pipe());
    for (const { reader } of ends) reader.read().catch(() => {});
    (await import("node:worker_threads")).parentPort.postMessage("waiting");`,
    { eval: true, execArgv: ["--input-type=module"] },
  );
  await once(worker, "message");
  await worker.terminate();
  for (const kfd of [reading, writing]) bridge.calls.close(kfd);
});

test("openBlocking: hundreds wait without libuv's threads; cancelling them", async () => {
  const directory = temporary();
  const paths = Array.from({ length: 200 }, (_, index) => join(directory, String(index)));
  execFileSync("mkfifo", paths);
  const results: number[] = [];
  const watches = paths.map((path) => bridge.openBlocking(path, 0, 0, (result) => results.push(result)));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.is(readFileSync(scenarioFile).length > 0, true);
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

test("threads of calls that block are used again, and go when there is nothing for them to do", async () => {
  const word = new Int32Array(new SharedArrayBuffer(4));
  const wait = (expected: number): Promise<number> =>
    new Promise((resolve) => bridge.waitFutex(word, expected, resolve));
  // Those of the tests before this one go first: until none has gone for longer than an idle one stays.
  for (let there = Infinity; threads() < there; ) {
    there = threads();
    await new Promise((resolve) => setTimeout(resolve, 2500));
  }
  assert.is(await wait(1), EAGAIN);
  const before = threads();
  for (let round = 0; round < 100; round++) assert.is(await wait(1), EAGAIN);
  // Fewer, when the last one had nothing to do for too long.
  assert.ok(threads() <= before);
  const results: number[] = [];
  const watches = Array.from({ length: 50 }, () => bridge.waitFutex(word, 0, (result) => results.push(result)));
  while (threads() < before + 49) await new Promise((resolve) => setTimeout(resolve, 1));
  while (bridge.wakeFutex(word, 1) === 0);
  while (results.length < 1) await new Promise((resolve) => setTimeout(resolve, 1));
  for (const watch of watches) watch.cancel();
  while (results.length < 50) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.equal(results.sort(), [-125, ...Array(48).fill(-125), 0].sort());
  assert.is(bridge.waitFutexSync(word, 1), EAGAIN);
  for (let round = 0; round < 300 && threads() >= before; round++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.ok(threads() < before);
});

test("wrong arguments of calls that block", async () => {
  const result = (start: (callback: (result: number) => void) => unknown): Promise<number> =>
    new Promise((resolve) => start(resolve));
  assert.is(await result((callback) => bridge.waitFutex(new Int32Array(0), 0, callback)), EINVAL);
  assert.is(await result((callback) => bridge.waitFutex(new Uint8Array(8) as never, 0, callback)), EINVAL);
  assert.is(await result((callback) => bridge.msgrcvBlocking(-1, 10, 0n, 0, callback)), EINVAL);
  assert.is(await result((callback) => bridge.msgrcvBlocking(0, -1, 0n, 0, callback)), EINVAL);
  assert.is(await result((callback) => bridge.msgsndBlocking(-1, 1n, Buffer.from("x"), 0, callback)), EINVAL);
  assert.is(await result((callback) => bridge.semopBlocking(-1, new Uint8Array(6), callback)), EINVAL);
  assert.is(await result((callback) => bridge.syncBlocking(new Uint8Array(6), 4, callback)), -12);
  assert.is(bridge.adviseBuffer(new Uint8Array(4096), 4), -12, "memory that is no map of ours isn't touched");
  assert.is(bridge.mapBuffer(-1, 0, 4096, 1, 1), -9);
  assert.is(bridge.mapBuffer(-1, 0, 0, 1, 1), EINVAL);
  assert.is(bridge.attachBuffer(-1), EINVAL);
  assert.is(bridge.cutBuffer(1 << 30, 0), 0);
  assert.throws(() => bridge.waitFutex(new Int32Array(1), 0, undefined as never), /callback/);
});

test("worker threads have a bridge of their own, which ends with them", async () => {
  const directory = temporary();
  const fifo = join(directory, "fifo");
  execFileSync("mkfifo", [fifo]);
  const script = join(directory, "worker.mjs");
  const [reading, writing] = kernelPipe(bridge);
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
  const [reading, writing] = kernelPipe(bridge);
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
  const child = spawn(process.execPath, [...scenarioCommand, "zygote"], { stdio: ["ignore", 1, 2, theirs] });
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
  const [reading, writing] = kernelPipe(bridge);
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
  const [reading, writing] = kernelPipe(bridge);
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
