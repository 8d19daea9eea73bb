// Mutex and Condition in shared memory: between async functions, processes, threads, native programs and guests; killed owners.
import { lookup } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Condition, Mutex, SharedMemory, SharedSegment } from "../ts/api/index.js";
import {
  assertIpcError,
  kinds,
  peer,
  program,
  rejection,
  startPeer,
  startProgram,
  thrown,
  uniqueName,
} from "./api/peers.js";

const api = new URL("../ts/api/index.js", import.meta.url).href;
const COUNTER = 64;
const FLAG = 128;

function named(): SharedMemory & { name: string } {
  return SharedMemory.create(uniqueName(), 4096, { exclusive: true }) as SharedMemory & { name: string };
}

/** What peer.c's `count` does, in JavaScript. */
async function count(memory: SharedMemory, mutex: Mutex, times: number): Promise<void> {
  const counter = memory.view(Int32Array, COUNTER, 1);
  for (let i = 0; i < times; i++) {
    using _guard = await mutex.lock();
    const value = counter[0] ?? 0;
    if (i % 8 === 0) await sleep(0);
    counter[0] = value + 1;
  }
}

test("a lock keeps async functions of one thread apart", async () => {
  using memory = SharedMemory.anonymous(4096);
  using mutex = Mutex.create(memory, 0);
  using same = Mutex.at(memory, 0);
  const guard = await mutex.lock();
  assert.is(guard.held, true);
  assert.is(guard.ownerDied, false);
  assert.is(guard.mutex, mutex);
  assert.is(mutex.tryLock(), undefined);
  assert.is(same.tryLock(), undefined);
  assertIpcError(
    thrown(() => same.lockSync()),
    "EDEADLK",
    "pthread_mutex_lock",
  );
  const second = same.lock();
  await sleep(5);
  guard.release();
  guard.release();
  (await second).release();
  await Promise.all([count(memory, mutex, 100), count(memory, same, 100), count(memory, mutex, 100)]);
  assert.is(memory.view(Int32Array, COUNTER, 1)[0], 300);
  mutex.lockSync().release();
  assertIpcError(
    thrown(() => guard.consistent()),
    "EPERM",
    "pthread_mutex_consistent",
  );
});

test("locks that are had at once let timers through", async () => {
  using memory = SharedMemory.anonymous(4096);
  using mutex = Mutex.create(memory, 0);
  let rang = false;
  setTimeout(() => {
    rang = true;
  }, 5);
  for (const end = Date.now() + 30_000; !rang; ) {
    assert.ok(Date.now() < end);
    using _guard = await mutex.lock();
  }
});

test("hundreds wait for a lock while files and names are looked up; then all get it", async () => {
  using memory = SharedMemory.anonymous(4096);
  using mutex = Mutex.create(memory, 0);
  const guard = await mutex.lock();
  const waits = Array.from({ length: 120 }, () => mutex.lock().then((each) => each.release()));
  await sleep(50);
  const begin = performance.now();
  await Promise.all([readFile("/etc/passwd"), lookup("localhost"), readFile("/etc/hosts"), readFile("/etc/group")]);
  assert.ok(performance.now() - begin < 10_000);
  guard.release();
  await Promise.all(waits);
  mutex.tryLock()?.release();
});

test("an abort ends a wait for a lock, and nobody else's", async () => {
  using memory = SharedMemory.anonymous(4096);
  using mutex = Mutex.create(memory, 0);
  const reason = new Error("enough");
  assert.is(await rejection(mutex.lock({ signal: AbortSignal.abort(reason) })), reason);
  for (let round = 0; round < 50; round++) {
    const guard = await mutex.lock();
    const controller = new AbortController();
    const aborted = mutex.lock({ signal: controller.signal }).then(
      (each) => each.release(),
      (error) => assert.is(error, reason),
    );
    const other = mutex.lock();
    if (round % 2 === 0) await sleep(1);
    guard.release();
    controller.abort(reason);
    await aborted;
    (await other).release();
  }
});

test("closing rejects what waits, and leaves a lock that is held as it is", async () => {
  using memory = SharedMemory.anonymous(4096);
  const mutex = Mutex.create(memory, 0);
  using same = Mutex.at(memory, 0);
  const guard = await mutex.lock();
  const waiting = mutex.lock();
  await sleep(5);
  mutex.close();
  assertIpcError(await rejection(waiting), "ECANCELED", "futex");
  assertIpcError(await rejection(mutex.lock()), "EBADF", "pthread_mutex_lock");
  assert.is(same.tryLock(), undefined);
  guard.release();
  same.tryLock()?.release();
});

for (const kind of kinds) {
  test(`a ${kind} program locks the same mutex`, async () => {
    using memory = named();
    using mutex = Mutex.create(memory, 0);
    const others = [peer(kind, "count", memory.name, "500"), peer(kind, "count", memory.name, "500")];
    await count(memory, mutex, 300);
    for (const outcome of await Promise.all(others)) assert.is(outcome.status, 0, outcome.stdout);
    assert.is(memory.view(Int32Array, COUNTER, 1)[0], 1300);
    memory.unlink();
  });

  test(`a mutex of a ${kind} program's, and its death with the lock held`, async () => {
    using memory = named();
    assert.is((await peer(kind, "make-mutex", memory.name)).status, 0);
    using mutex = Mutex.at(memory, 0);
    mutex.lockSync().release();
    const holder = await startPeer(kind, "hold", memory.name);
    assert.is(await holder.line(), "held");
    assert.is(mutex.tryLock(), undefined);
    const waiting = mutex.lock();
    await sleep(20);
    await holder.kill();
    const guard = await waiting;
    assert.is(guard.ownerDied, true);
    guard.consistent();
    assert.is(guard.ownerDied, false);
    assertIpcError(
      thrown(() => guard.consistent()),
      "EINVAL",
      "pthread_mutex_consistent",
    );
    guard.release();
    mutex.lockSync().release();
    memory.unlink();
  });
}

test("two that contend are killed at random moments, again and again: the lock is never lost", async () => {
  using memory = named();
  using mutex = Mutex.create(memory, 0);
  const counter = memory.view(Int32Array, COUNTER, 1);
  let died = 0;
  const take = async (): Promise<void> => {
    using guard = await mutex.lock({ signal: AbortSignal.timeout(60_000) });
    if (!guard.ownerDied) return;
    died += 1;
    guard.consistent();
  };
  for (let round = 0; round < 60; round++) {
    const counted = counter[0];
    const others = [await startPeer("native", "count", memory.name, "100000000")];
    others.push(await startPeer("native", "count", memory.name, "100000000"));
    // They contend from now on, and not from the moment that they are started.
    while (counter[0] === counted) await sleep(1);
    let killed = false;
    const killing = sleep(Math.random() * 8).then(async () => {
      for (const other of others) await other.kill();
      killed = true;
    });
    while (!killed) await take();
    await killing;
    await take();
  }
  assert.ok(died > 0);
  memory.unlink();
});

test("an owner that is killed while many wait: the next gets the lock, and knows", async () => {
  using memory = named();
  using mutex = Mutex.create(memory, 0);
  const other = startProgram(`
    const memory = ipc.SharedMemory.open(${JSON.stringify(memory.name)});
    const mutex = ipc.Mutex.at(memory, 0);
    const guard = await mutex.lock();
    console.log("held");
    setInterval(() => {}, 1000);`);
  assert.is(await other.line(), "held");
  let died = 0;
  const waits = Array.from({ length: 20 }, async () => {
    using guard = await mutex.lock();
    if (!guard.ownerDied) return;
    died += 1;
    guard.consistent();
  });
  await sleep(10);
  await other.kill();
  await Promise.all(waits);
  assert.is(died, 1);
  memory.unlink();
});

test("a lock that is given back unmended is lost for all", async () => {
  using memory = named();
  using mutex = Mutex.create(memory, 0);
  const dead = await program(`
    const memory = ipc.SharedMemory.open(${JSON.stringify(memory.name)});
    ipc.Mutex.at(memory, 0).lockSync();
    process.exit(0);`);
  assert.is(dead.status, 0, dead.stderr);
  const guard = await mutex.lock();
  assert.is(guard.ownerDied, true);
  const waiting = mutex.lock();
  guard.release();
  assertIpcError(await rejection(waiting), "ENOTRECOVERABLE", "pthread_mutex_lock");
  assertIpcError(
    thrown(() => mutex.tryLock()),
    "ENOTRECOVERABLE",
    "pthread_mutex_trylock",
  );
  memory.unlink();
});

test("threads: each is an owner of its own, and one that ends gives its locks back", async () => {
  using memory = named();
  using mutex = Mutex.create(memory, 0);
  const worker = new Worker(
    `const { parentPort } = require("node:worker_threads");
     import(${JSON.stringify(api)}).then(async ({ SharedMemory, Mutex }) => {
       const memory = SharedMemory.open(${JSON.stringify(memory.name)});
       const mutex = Mutex.at(memory, 0);
       globalThis.guard = await mutex.lock();
       parentPort.postMessage("held");
       setInterval(() => {}, 1000);
     });`,
    { eval: true },
  );
  await new Promise((resolve) => worker.once("message", resolve));
  assert.is(mutex.tryLock(), undefined);
  const waiting = mutex.lock();
  await sleep(5);
  await worker.terminate();
  using guard = await waiting;
  assert.is(guard.ownerDied, true);
  guard.consistent();
  memory.unlink();
});

test("mutexes in System V segments", async () => {
  const segment = SharedSegment.create("private", 8192);
  using mutex = Mutex.create(segment, 4096);
  using same = Mutex.at(segment, 4096);
  using guard = mutex.lockSync();
  assert.is(same.tryLock(), undefined);
  guard.release();
  same.lockSync().release();
  assert.instance(
    thrown(() => Mutex.create(segment, 8160)),
    RangeError,
  );
  segment.remove();
});

test("a condition variable: signal, broadcast, many waiters", async () => {
  using memory = SharedMemory.anonymous(4096);
  using mutex = Mutex.create(memory, 0);
  using condition = Condition.create(memory, 64);
  const flag = memory.view(Int32Array, FLAG, 1);
  const waiter = async (): Promise<number> => {
    using guard = await mutex.lock();
    while (flag[0] === 0) await condition.wait(guard);
    assert.is(guard.held, true);
    assert.is(mutex.tryLock(), undefined);
    const value = flag[0] ?? 0;
    flag[0] = value - 1;
    return value;
  };
  const waits = Array.from({ length: 100 }, waiter);
  await sleep(30);
  {
    using _guard = await mutex.lock();
    flag[0] = 60;
    condition.signal();
  }
  await sleep(30);
  {
    using _guard = await mutex.lock();
    flag[0] = (flag[0] ?? 0) + 40;
    condition.broadcast();
  }
  assert.is((await Promise.all(waits)).length, 100);
  assert.is(flag[0], 0);
  condition.signal();
  condition.broadcast();
});

test("an abort ends a condition's wait with the lock held; closing too", async () => {
  using memory = SharedMemory.anonymous(4096);
  using mutex = Mutex.create(memory, 0);
  const condition = Condition.create(memory, 64);
  const reason = new Error("enough");
  {
    using guard = await mutex.lock();
    assert.is(await rejection(condition.wait(guard, { signal: AbortSignal.abort(reason) })), reason);
    assert.is(guard.held, true);
    const signal = AbortSignal.timeout(20);
    assert.is((await rejection(condition.wait(guard, { signal }))) === signal.reason, true);
    assert.is(guard.held, true);
    assert.is(mutex.tryLock(), undefined);
    const waiting = condition.wait(guard);
    assert.is(guard.held, false);
    assertIpcError(await rejection(condition.wait(guard)), "EPERM", "pthread_cond_wait");
    condition.close();
    assertIpcError(await rejection(waiting), "ECANCELED", "futex");
    assert.is(guard.held, true);
  }
  mutex.tryLock()?.release();
});

test("a guest waits for the same condition, and wakes us", async () => {
  using memory = named();
  using mutex = Mutex.create(memory, 0);
  using condition = Condition.create(memory, 64);
  const flag = memory.view(Int32Array, FLAG, 1);
  const guest = await startPeer("guest", "await", memory.name);
  assert.is(await guest.line(), "waiting");
  using guard = await mutex.lock();
  flag[0] = 5;
  condition.signal();
  while (flag[0] !== 0) await condition.wait(guard);
  guard.release();
  assert.is(await guest.line(), "flag 5");
  assert.is(await guest.ended(), 0);
  memory.unlink();
});

test("another Node process waits, blocking, for the same condition", async () => {
  using memory = named();
  using mutex = Mutex.create(memory, 0);
  using condition = Condition.create(memory, 64);
  const flag = memory.view(Int32Array, FLAG, 1);
  const other = startProgram(`
    const memory = ipc.SharedMemory.open(${JSON.stringify(memory.name)});
    const mutex = ipc.Mutex.at(memory, 0), condition = ipc.Condition.at(memory, 64);
    const guard = mutex.lockSync();
    console.log("waiting");
    while (memory.view(Int32Array, ${FLAG}, 1)[0] === 0) condition.waitSync(guard);
    guard.release();
    console.log("woken");`);
  assert.is(await other.line(), "waiting");
  {
    using _guard = await mutex.lock();
    flag[0] = 1;
    condition.broadcast();
  }
  assert.is(await other.line(), "woken");
  assert.is(await other.ended(), 0);
  memory.unlink();
});

test("a guard that is forgotten is reported", async () => {
  const { stderr } = await program(
    `const memory = ipc.SharedMemory.anonymous(4096);
     const mutex = ipc.Mutex.create(memory, 0);
     (() => { mutex.lockSync(); })();
     for (let i = 0; i < 20; i++) { gc(); await new Promise((done) => setTimeout(done, 5)); }
     mutex.close(); memory.close();`,
    ["--expose-gc"],
  );
  assert.match(stderr, /A MutexGuard was garbage-collected before it was released/);
});

test.run();
