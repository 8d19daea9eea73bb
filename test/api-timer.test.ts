// Timer: the kernel's timers on its clocks, counted, waited for, iterated; seen from outside in /proc.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Timer, type TimerClock } from "../ts/api/index.js";
import { assertIpcError, becomes, collectUntil, program, rejection, thrown } from "./api/peers.js";

function openTimers(): number {
  return readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).includes("timerfd");
    } catch {
      return false; // the directory's own
    }
  }).length;
}

/** What the kernel says of a timer. */
function kernelInfo(timer: Timer): Record<string, string> {
  const text = readFileSync(`/proc/self/fdinfo/${timer.fd}`, "latin1");
  return Object.fromEntries([...text.matchAll(/^(.+?):\s*(.+)$/gm)].map(([, key = "", value = ""]) => [key, value]));
}

test("once after a time, to the nanosecond; never before", async () => {
  for (const delay of [0, 5, 12.5, 5_000_000n, 1n]) {
    const begin = process.hrtime.bigint();
    using timer = Timer.after(delay);
    assert.is(timer.clock, "monotonic");
    assert.is(await timer.wait(), 1);
    const wanted = typeof delay === "bigint" ? delay : BigInt(delay * 1e6);
    assert.ok(process.hrtime.bigint() - begin >= wanted);
    assert.is(timer.tryWait(), undefined);
    assert.equal(timer.status, { remaining: undefined, interval: undefined });
  }
});

test("in an interval: what nobody took is counted", async () => {
  const begin = performance.now();
  using timer = Timer.every(2);
  let total = 0;
  while (total < 25) total += await timer.wait();
  const elapsed = performance.now() - begin;
  assert.ok(elapsed >= 2 * 25 - 2.5, `${elapsed}`);
  assert.ok(total <= elapsed / 2 + 2);
  while (performance.now() < begin + elapsed + 21);
  // A moment later, where the kernel's own interrupt is late.
  let missed = timer.tryWait();
  for (; missed === undefined; missed = timer.tryWait());
  assert.ok(missed >= 10, `${missed}`);
  timer.stop();
  assert.is(timer.tryWait(), undefined);
  timer.set({ after: 1, every: 500_000n });
  assert.is(timer.status.interval, 0.5);
  assert.ok((timer.status.remaining ?? 9) <= 1);
  assert.ok(timer.waitSync() >= 1);
  assert.ok(timer.waitSync() >= 1);
});

test("clocks and points of time", async () => {
  const numbers = { realtime: "0", monotonic: "1", boottime: "7" };
  for (const [clock, number] of Object.entries(numbers) as [TimerClock, string][]) {
    using timer = Timer.create({ clock });
    assert.is(kernelInfo(timer).clockid, number);
    timer.set({ after: 3_600_000, every: 1500 });
    assert.is(kernelInfo(timer).it_interval, "(1, 500000000)");
    assert.is(kernelInfo(timer)["settime flags"], "00");
  }
  using day = Timer.at(new Date(Date.now() + 30));
  assert.is(day.clock, "realtime");
  assert.is(kernelInfo(day)["settime flags"], "01");
  assert.is(await day.wait(), 1);
  using past = Timer.at(1);
  assert.is(await past.wait(), 1);
  using zero = Timer.at(0n, { clock: "boottime" });
  assert.is(await zero.wait(), 1);
  using precise = Timer.create();
  precise.set({ at: process.hrtime.bigint() + 5_000_000n, every: 1 });
  assert.ok((await precise.wait()) >= 1);
  using cancelled = Timer.create({ clock: "realtime" });
  cancelled.set({ at: Date.now() + 3_600_000, cancelOnSet: true });
  assert.is(kernelInfo(cancelled)["settime flags"], "03");
  const far = 9_000_000_000_000_000_000n;
  using later = Timer.after(far);
  assert.ok((later.status.remaining ?? 0) > Number(far / 1_000_000n) - 60_000);
});

test("iterating: an interval's counts, a single one, until it is closed", async () => {
  let rounds = 0;
  using timer = Timer.every(1);
  for await (const count of timer) {
    assert.ok(count >= 1);
    if (++rounds === 5) break;
  }
  assert.is(timer.closed, false);
  const counts: number[] = [];
  using once = Timer.after(2);
  for await (const count of once) counts.push(count);
  assert.equal(counts, [1]);
  using idle = Timer.create();
  for await (const _ of idle) assert.unreachable();
  const slow = Timer.after(60_000);
  const loop = (async () => {
    for await (const _ of slow) assert.unreachable();
    return "ended";
  })();
  await sleep(5);
  await slow.close();
  assert.is(await loop, "ended");
});

test("aborts, closing, errors", async () => {
  const reason = new Error("enough");
  const controller = new AbortController();
  using timer = Timer.after(60_000);
  const wait = rejection(timer.wait({ signal: controller.signal }));
  controller.abort(reason);
  assert.is(await wait, reason);
  assert.is(await rejection(timer.wait({ signal: controller.signal })), reason);
  const pending = rejection(timer.wait());
  await timer.close();
  timer[Symbol.dispose]();
  assertIpcError(await pending, "ECANCELED", "read");
  assertIpcError(
    thrown(() => timer.tryWait()),
    "EBADF",
    "read",
  );
  assertIpcError(
    thrown(() => timer.set({ after: 1 })),
    "EBADF",
    "timerfd_settime",
  );
  using other = Timer.create();
  const range = [
    () => other.set({ after: -1 }),
    () => other.set({ after: Number.NaN }),
    () => other.set({ every: 0 }),
    () => other.set({ after: 2n ** 63n }),
    () => Timer.after(-1n),
    () => Timer.every(Number.POSITIVE_INFINITY),
  ];
  for (const call of range) assert.instance(thrown(call), RangeError, String(call));
  const type = [
    () => other.set({}),
    () => other.set({ after: 1, at: 1 }),
    () => other.set({ at: new Date() }),
    () => other.set({ after: "1" as never }),
    () => other.set({ afer: 1 } as never),
    () => Timer.create({ clock: "cpu" as TimerClock }),
    () => Timer.after(undefined as never),
  ];
  for (const call of type) assert.instance(thrown(call), TypeError, String(call));
  assert.instance(
    thrown(() => Timer.at(new Date(Number.NaN))),
    RangeError,
  );
});

test("waits of one timer: each expiration wakes the first of them", async () => {
  using timer = Timer.create();
  const order: string[] = [];
  const waits = ["first", "second"].map((name) => timer.wait().then(() => order.push(name)));
  timer.set({ every: 1 });
  await Promise.all(waits);
  assert.equal(order, ["first", "second"]);
});

test("what keeps a program running: a pending wait, unless told; the timer itself not", async () => {
  const begin = performance.now();
  const { status, stdout, stderr } = await program(`
    ipc.Timer.every(1);
    ipc.Timer.after(60_000).unref().wait();
    const later = ipc.Timer.after(60_000); later.wait(); later.unref();
    await ipc.Timer.after(50).wait();
    console.log("waited");`);
  assert.is(stdout, "waited\n", stderr);
  assert.is(status, 0);
  assert.ok(performance.now() - begin < 30_000);
});

test("threads end with timers pending; forgotten ones are closed", async () => {
  const before = openTimers();
  const worker = new Worker(
    `import(${JSON.stringify(new URL("../ts/api/index.js", import.meta.url).href)}).then(({ Timer }) => {
       for (let i = 0; i < 20; i++) Timer.every(1).wait();
       for (let i = 0; i < 20; i++) Timer.after(60_000).wait();
       setTimeout(() => require("node:worker_threads").parentPort.postMessage(""), 20);
     });`,
    { eval: true },
  );
  await new Promise((resolve) => worker.once("message", resolve));
  await worker.terminate();
  await becomes(openTimers, before);
  (() => {
    for (let i = 0; i < 50; i++) Timer.every(1);
  })();
  await collectUntil(() => openTimers() === before);
});

test("a duplicate is the same timer", async () => {
  using timer = Timer.after(60_000);
  const fd = timer.duplicate();
  timer.set({ after: 0, every: 3_600_000 });
  await timer.wait();
  assert.match(readFileSync(`/proc/self/fdinfo/${fd}`, "latin1"), /it_interval: \(3600, 0\)/);
  const { closeSync } = await import("node:fs");
  closeSync(fd);
});

test.run();
