// Semaphore and SemaphoreSet: counts shared with Node processes, native programs, guests and Python.
import { lookup } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Semaphore, SemaphoreSet, SharedMemory } from "../ts/api/index.js";
import {
  assertIpcError,
  kinds,
  peer,
  peerOutput,
  program,
  rejection,
  startPeer,
  startProgram,
  thrown,
  uniqueName,
  withPython,
} from "./api/peers.js";
import { execute, untilAsleep } from "./harness/index.js";

function named(value: number): Semaphore & { name: string } {
  return Semaphore.open(uniqueName(), { create: true, exclusive: true, value }) as Semaphore & { name: string };
}

test("a named semaphore counts; waits that can't be are refused or wait", async () => {
  using semaphore = named(2);
  using same = Semaphore.open(semaphore.name);
  assert.is(same.value, 2);
  await semaphore.wait();
  semaphore.waitSync();
  assert.is(same.tryWait(), false);
  const waiting = same.wait();
  await sleep(10);
  semaphore.post();
  await waiting;
  semaphore.post(3);
  assert.is(same.value, 3);
  semaphore.unlink();
  assertIpcError(
    thrown(() => Semaphore.open(semaphore.name)),
    "ENOENT",
    "sem_open",
  );
  assertIpcError(
    thrown(() => Semaphore.unlink(semaphore.name)),
    "ENOENT",
    "sem_unlink",
  );
  assert.is(same.tryWait(), true);
});

test("arguments and errors of named semaphores", () => {
  using semaphore = named(0x7fffffff);
  assertIpcError(
    thrown(() => semaphore.post()),
    "EOVERFLOW",
    "sem_post",
  );
  assertIpcError(
    thrown(() => Semaphore.open(semaphore.name, { create: true, exclusive: true })),
    "EEXIST",
    "sem_open",
  );
  semaphore.unlink();
  semaphore.close();
  semaphore.close();
  assertIpcError(
    thrown(() => semaphore.tryWait()),
    "EBADF",
    "sem_trywait",
  );
  assert.instance(
    thrown(() => Semaphore.open("nothing")),
    TypeError,
  );
  assert.instance(
    thrown(() => Semaphore.open("/x", { value: -1 })),
    RangeError,
  );
});

for (const kind of kinds) {
  test(`a named semaphore is the same to a ${kind} program`, async () => {
    using there = named(0);
    using back = named(0);
    const other = await startPeer(kind, "ping", there.name, back.name, "300");
    for (let i = 0; i < 300; i++) {
      there.post();
      if (i % 3 === 0) back.waitSync();
      else await back.wait();
    }
    assert.is(await other.ended(), 0);
    assert.equal([there.value, back.value], [0, 0]);
    there.unlink();
    back.unlink();
  });

  test(`a ${kind} program posts a semaphore in shared memory`, async () => {
    using memory = SharedMemory.create(uniqueName(), 4096);
    using semaphore = Semaphore.create(memory, 64);
    const waiting = semaphore.wait();
    assert.is((await peer(kind, "post-at", memory.name ?? "", "64")).status, 0);
    await waiting;
    using same = Semaphore.at(memory, 64);
    assert.is(same.value, 0);
    memory.unlink();
  });
}

withPython("Python's multiprocessing semaphores are the same", async () => {
  using semaphore = named(1);
  const script = `import _multiprocessing, sys
semaphore = _multiprocessing.SemLock._rebuild(0, 1, 100, sys.argv[1])
print(semaphore.acquire(), semaphore.acquire(False))
semaphore.release(); semaphore.release()`;
  const { stdout, stderr } = await execute("python3", ["-c", script, semaphore.name]);
  assert.is(stderr, "");
  assert.is(stdout, "True False\n");
  assert.is(semaphore.value, 2);
  semaphore.unlink();
});

test("semaphores in memory: places", () => {
  using memory = SharedMemory.anonymous(100);
  assert.instance(
    thrown(() => Semaphore.create(memory, 4)),
    RangeError,
  );
  assert.instance(
    thrown(() => Semaphore.create(memory, 72)),
    RangeError,
  );
  using semaphore = Semaphore.create(memory, 64, 5);
  assert.is(memory.view(Int32Array, 64, 1)[0], 5);
  assertIpcError(
    thrown(() => semaphore.unlink()),
    "EINVAL",
    "sem_unlink",
  );
});

test("hundreds wait while files and names are looked up; then all get through", async () => {
  using semaphore = named(0);
  semaphore.unlink();
  const set = SemaphoreSet.create("private", 1);
  const waits = Array.from({ length: 150 }, () => semaphore.wait());
  waits.push(...Array.from({ length: 150 }, () => set.operate({ change: -1 })));
  while (set.state().waitingForMore < 150) await sleep(5);
  const begin = performance.now();
  await Promise.all([readFile("/etc/passwd"), lookup("localhost"), readFile("/etc/hosts"), readFile("/etc/group")]);
  assert.ok(performance.now() - begin < 10_000);
  semaphore.post(150);
  set.setValue(0, 150);
  await Promise.all(waits);
  assert.equal([semaphore.value, set.value()], [0, 0]);
  set.remove();
});

test("an abort ends a wait, and takes no count with it", async () => {
  using semaphore = named(0);
  semaphore.unlink();
  const set = SemaphoreSet.create("private", 1);
  const reason = new Error("enough");
  assert.is(await rejection(semaphore.wait({ signal: AbortSignal.abort(reason) })), reason);
  for (let round = 0; round < 50; round++) {
    const controller = new AbortController();
    const { signal } = controller;
    const aborted = [semaphore.wait({ signal }), set.operate({ change: -1 }, { signal })].map((wait) =>
      wait.then(
        () => "got it",
        (error: unknown) => error,
      ),
    );
    const others = [semaphore.wait(), set.operate({ change: -1 })];
    if (round % 2 === 0) await sleep(1);
    semaphore.post();
    set.operateSync({ change: 1 });
    controller.abort(reason);
    const [first, second] = await Promise.all(aborted);
    // Whichever of the two took the count: the other one's is still to come.
    if (first === "got it") semaphore.post();
    if (second === "got it") set.operateSync({ change: 1 });
    await Promise.all(others);
    assert.equal([semaphore.value, set.value()], [0, 0]);
  }
  set.remove();
});

test("closing rejects what waits, and leaves no waiter behind in the semaphore", async () => {
  using memory = SharedMemory.anonymous(4096);
  const semaphore = Semaphore.create(memory, 0);
  const waits = [semaphore.wait(), semaphore.wait()].map(rejection);
  await sleep(5);
  assert.is(memory.view(Int32Array)[1], 2);
  semaphore.close();
  for (const wait of waits) assertIpcError(await wait, "ECANCELED", "futex");
  assert.is(memory.view(Int32Array)[1], 0);
});

test("a process ends although waits are pending, unreferenced or by exit; a thread too", async () => {
  using semaphore = named(0);
  const name = JSON.stringify(semaphore.name);
  const first = await program(`ipc.Semaphore.open(${name}).unref().wait();
    const semaphore = ipc.Semaphore.open(${name}); semaphore.wait(); semaphore.unref();`);
  assert.is(first.status, 0, first.stderr);
  const second = await program(`const semaphore = ipc.Semaphore.open(${name});
    for (let i = 0; i < 100; i++) semaphore.wait();
    setTimeout(() => process.exit(3), 20);`);
  assert.is(second.status, 3);
  const worker = new Worker(
    `import(${JSON.stringify(new URL("../ts/api/index.js", import.meta.url).href)}).then(({ Semaphore }) => {
       const semaphore = Semaphore.open(${name});
       for (let i = 0; i < 50; i++) semaphore.wait();
       setTimeout(() => require("node:worker_threads").parentPort.postMessage(""), 20);
     });`,
    { eval: true },
  );
  await new Promise((resolve) => worker.once("message", resolve));
  await worker.terminate();
  semaphore.post();
  await semaphore.wait();
  semaphore.unlink();
});

test("sets: values, operations all or none, waiting for zero, status", async () => {
  const set = SemaphoreSet.create("private", 3, { values: [1, 2, 0], mode: 0o640 });
  assert.equal(set.values, [1, 2, 0]);
  assert.is(set.tryOperate([{ change: -1 }, { index: 1, change: -3 }]), false);
  assert.equal(set.values, [1, 2, 0]);
  assert.is(set.tryOperate([{ change: -1 }, { index: 1, change: -2 }, { index: 2, change: 5 }]), true);
  assert.equal(set.values, [0, 0, 5]);
  const zero = set.operate({ index: 2, change: 0 });
  while (set.state(2).waitingForZero === 0) await sleep(1);
  set.setValue(2, 0);
  await zero;
  assert.is(set.state(2).lastPid, process.pid);
  set.values = [4, 5, 6];
  assert.is(set.value(1), 5);
  const status = set.stat();
  assert.equal([status.count, status.mode, status.key, status.creatorUid], [3, 0o640, 0, process.getuid?.()]);
  assert.instance(status.lastOperation, Date);
  set.set({ mode: 0o600 });
  assert.is(SemaphoreSet.fromId(set.id).stat().mode, 0o600);
  assertIpcError(await rejection(set.operate({ change: 32_767 })), "ERANGE", "semop");
  for (const bad of [[], { index: 3, change: 1 }, { change: 40_000 }]) {
    assert.instance(await rejection(set.operate(bad)), RangeError);
  }
  assert.instance(await rejection(set.operate({} as { change: number })), TypeError);
  assert.instance(
    thrown(() => {
      set.values = [1];
    }),
    TypeError,
  );
  const waiting = set.operate({ index: 2, change: -10 });
  await untilAsleep("semtimedop");
  set.remove();
  assertIpcError(await rejection(waiting), "EIDRM", "semop");
  const gone = thrown(() => set.values);
  assert.is((gone as { code?: string }).code, "EINVAL");
});

test("sets are found by key; only their maker sets the values", () => {
  const key = 0x15700000 + (process.pid & 0xffff);
  const set = SemaphoreSet.create(key, 2, { values: [7, 8] });
  assert.equal(SemaphoreSet.create(key, 2, { values: [1, 1] }).values, [7, 8]);
  assert.is(SemaphoreSet.open(key).id, set.id);
  assert.is(SemaphoreSet.open(key).count, 2);
  assertIpcError(
    thrown(() => SemaphoreSet.create(key, 2, { values: [1, 1], exclusive: true })),
    "EEXIST",
    "semget",
  );
  assert.is(set.stat().key, key);
  set.remove();
  assertIpcError(
    thrown(() => SemaphoreSet.open(key)),
    "ENOENT",
    "semget",
  );
});

for (const kind of kinds) {
  test(`a ${kind} program changes a set; what it holds comes back when it is killed`, async () => {
    const set = SemaphoreSet.create("private", 1, { values: [0] });
    const waiting = set.operate({ change: -3 });
    assert.is(await peerOutput(kind, "operate", String(set.id), "3"), "done");
    await waiting;
    set.setValue(0, 1);
    const holder = await startPeer(kind, "operate-and-hold", String(set.id), "-1");
    assert.is(await holder.line(), "done");
    const next = set.operate({ change: -1, undo: true });
    while (set.state().waitingForMore === 0) await sleep(5);
    await holder.kill();
    await next;
    set.remove();
  });
}

test("undo: what a Node process took comes back at its end", async () => {
  const set = SemaphoreSet.create("private", 1, { values: [2] });
  const other = startProgram(`const set = ipc.SemaphoreSet.fromId(${set.id});
    await set.operate({ change: -1, undo: true });
    const waiting = set.operate({ change: -1, undo: true });
    await waiting;
    console.log(set.value());
    setInterval(() => {}, 1000);`);
  assert.is(await other.line(), "0");
  await other.kill();
  assert.is(set.value(), 2);
  set.remove();
});

test.run();
