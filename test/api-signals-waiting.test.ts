// Signals: ways to wait for them, once, in a loop, taking them from others; aborts; slow and forgotten consumers.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type SignalInfo, signals } from "../ts/api/index.js";
import { collectUntil, program, Running, rejection } from "./api/peers.js";
import { api, own, peer, run, settle } from "./api/signals.js";

test("once: the next signal, also for those who listen; aborts", async () => {
  let heard = 0;
  const listener = (): void => void heard++;
  signals.on("SIGRTMIN+1", listener);
  const next = [signals.once("SIGRTMIN+1"), signals.once(["SIGUSR1", "SIGRTMIN+1"])];
  signals.queue(own, "SIGRTMIN+1", 1);
  assert.equal(
    (await Promise.all(next)).map(({ value }) => value),
    [1, 1],
  );
  signals.queue(own, "SIGRTMIN+1", 2);
  while (heard < 2) await sleep(1);
  signals.off("SIGRTMIN+1", listener);
  const reason = new Error("enough");
  assert.is(await rejection(signals.once("SIGUSR1", { signal: AbortSignal.abort(reason) })), reason);
  const controller = new AbortController();
  const aborted = rejection(signals.once(["SIGUSR1", "SIGRTMIN+2"], { signal: controller.signal }));
  await turn();
  controller.abort(reason);
  assert.is(await aborted, reason);
  assert.equal(signals.blocked(), []);
});

test("receive: from its making on; left, closed, aborted", async () => {
  const receiver = signals.receive(["SIGRTMIN+1", "SIGUSR1"]);
  for (const value of [1, 2, 3]) signals.queue(own, "SIGRTMIN+1", value);
  await settle();
  const values: unknown[] = [];
  for await (const { value } of receiver) if (values.push(value) === 2) break;
  assert.equal(values, [1, 2]);
  assert.is(receiver.closed, true);
  assert.equal(await receiver.next(), { done: true, value: undefined });
  receiver.close();
  const second = signals.receive("SIGUSR1");
  const loop = (async () => {
    for await (const _ of second) assert.unreachable();
    return "ended";
  })();
  await turn();
  second.close();
  assert.is(await loop, "ended");
  const controller = new AbortController();
  const third = signals.receive("SIGRTMIN+1", { signal: controller.signal });
  const reason = new Error("enough");
  const failed = rejection(third.next());
  controller.abort(reason);
  assert.is(await failed, reason);
  assert.equal(await third.next(), { done: true, value: undefined });
  const fourth = signals.receive("SIGRTMIN+1", { signal: controller.signal });
  assert.is(await rejection(fourth.next()), reason);
  assert.equal(signals.blocked(), []);
  await using fifth = signals.receive("SIGUSR1");
  const both = [fifth.next(), fifth.next()];
  signals.send(own, "SIGUSR1");
  assert.is((await both[0])?.value?.signal, "SIGUSR1");
  signals.send(own, "SIGUSR1");
  assert.is((await both[1])?.value?.signal, "SIGUSR1");
});

test("a slow consumer leaves the rest to the kernel, whose limit the sender meets; nothing is lost", async () => {
  // Beyond the limit senders wait: the values arrive complete all the same.
  const text = `
    import { spawn } from "node:child_process";
    const receiver = ipc.signals.receive("SIGRTMIN+1");
    let others = 0;
    ipc.signals.on("SIGRTMIN+2", () => others++);
    const sender = spawn(${JSON.stringify(peer)}, ["queue", String(process.pid), "35", "0", "4000"], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    sender.stdout.on("data", (chunk) => (output += chunk));
    // Until the kernel's queue is full.
    ipc.signals.block("SIGRTMIN+3");
    while (true) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      try { ipc.signals.queue(process.pid, "SIGRTMIN+3", 0); } catch (error) { console.log(error.code, error.syscall); break; }
      await ipc.signals.wait("SIGRTMIN+3");
    }
    let expected = 0;
    for await (const { value } of receiver) {
      if (value !== expected) throw new Error(value + " instead of " + expected);
      if (++expected === 4000) break;
    }
    // The limit counts what the user's other processes have pending, too.
    for (let sent = false; !sent; ) {
      try { ipc.signals.queue(process.pid, "SIGRTMIN+2", 0); sent = true; } catch (error) { if (error.code !== "EAGAIN") throw error; }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    while (others < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    console.log(expected, others, output.trim());`;
  const { stdout, stderr } = await run(peer, [
    "limited",
    "500",
    process.execPath,
    "--input-type=module",
    "-e",
    `import * as ipc from ${JSON.stringify(api)};\n${text}`,
  ]);
  assert.is(stderr, "");
  assert.is(stdout, "EAGAIN sigqueue\n4000 1 full\n");
});

test("wait: takes one, which nobody else gets; in the order of the calls; times and aborts", async () => {
  const set = ["SIGUSR2", "SIGRTMIN+1"] as const;
  signals.block(set);
  signals.queue(own, "SIGRTMIN+1", 1);
  assert.is((await signals.wait(set))?.value, 1);
  assert.is(await signals.wait(set, { timeout: 0 }), undefined);
  const begin = performance.now();
  assert.is(await signals.wait(set, { timeout: 20_000_000n }), undefined);
  assert.ok(performance.now() - begin > 19);
  let heard = 0;
  const listener = (): void => void heard++;
  for (const name of set) signals.on(name, listener);
  process.on("SIGUSR2", listener);
  const waits = [signals.wait("SIGRTMIN+1"), signals.wait(set), signals.wait("SIGRTMIN+1"), signals.wait(set)];
  for (const value of [1, 2, 3]) signals.queue(own, "SIGRTMIN+1", value);
  assert.equal(
    (await Promise.all(waits.slice(0, 3))).map((info) => info?.value),
    [1, 2, 3],
  );
  signals.queue(own, "SIGUSR2", 4);
  assert.is((await waits[3])?.value, 4);
  await settle();
  assert.is(heard, 0);
  process.off("SIGUSR2", listener);
  for (const name of set) signals.off(name, listener);
  const reason = new Error("enough");
  assert.is(await rejection(signals.wait(set, { signal: AbortSignal.abort(reason) })), reason);
  for (let round = 0; round < 50; round++) {
    const controller = new AbortController();
    const wait = signals.wait("SIGRTMIN+1", { signal: controller.signal }).catch((error: unknown) => error);
    if (round % 2 === 0) await turn();
    signals.queue(own, "SIGRTMIN+1", round);
    if (round % 3 === 0) await turn();
    controller.abort(reason);
    const result = await wait;
    // Either it was taken, or it is still there.
    const value =
      result === reason ? signals.waitSync("SIGRTMIN+1", { timeout: 0 })?.value : (result as SignalInfo).value;
    assert.is(value, round);
    assert.equal(signals.pending(), []);
  }
  signals.unblock(set);
  assert.equal(signals.blocked(), []);
});

test("waitSync blocks the thread, until a signal comes or the time is over", async () => {
  const begin = performance.now();
  assert.is(signals.waitSync("SIGUSR1", { timeout: 30 }), undefined);
  assert.ok(performance.now() - begin > 29);
  let heard = 0;
  const listener = (): void => void heard++;
  signals.on("SIGRTMIN+1", listener);
  signals.block("SIGRTMIN+1");
  const other = new Running(peer, ["queue", own, 35, 7, 2].map(String));
  assert.equal([signals.waitSync(["SIGUSR1", "SIGRTMIN+1"])?.value, signals.waitSync(35)?.value], [7, 8]);
  assert.is(await other.ended(), 0);
  signals.unblock("SIGRTMIN+1");
  await settle();
  assert.is(heard, 0);
  signals.off("SIGRTMIN+1", listener);
});

test("what a listener throws is uncaught, and costs nobody else a signal", async () => {
  const { stdout, stderr } = await program(`
    process.on("uncaughtException", (error) => console.log("uncaught", error.message));
    ipc.signals.on("SIGRTMIN", ({ value }) => { if (value % 2 === 0) throw new Error("of " + value); });
    let left = 3;
    ipc.signals.on("SIGRTMIN", ({ value }) => { console.log("came", value); left--; });
    for (const value of [0, 1, 2]) ipc.signals.queue(process.pid, "SIGRTMIN", value);
    while (left > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    setTimeout(() => {}, 100);`);
  assert.is(stderr, "");
  assert.equal(stdout.trim().split("\n").sort(), ["came 0", "came 1", "came 2", "uncaught of 0", "uncaught of 2"]);
});

test("a receiver that is forgotten stops listening, and the program is told once", async () => {
  const warned = once(process, "warning");
  (() => {
    signals.receive("SIGRTMIN+1");
    signals.receive("SIGRTMIN+2");
  })();
  const blocks = (): boolean => !readFileSync("/proc/self/status", "latin1").includes("SigBlk:\t0000000000000000");
  assert.is(blocks(), true);
  await collectUntil(() => !blocks());
  const [warning] = (await warned) as [Error & { code?: string }];
  assert.is(warning.code, "ISTHMUS_UNCLOSED");
});

test.run();
