// Signals: what comes with them, from native programs, Python and the kernel; order and completeness; Node's own use of them beside.
// test-timeout: 300
import { execFile, execFileSync, fork, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Signal, type SignalInfo, type SignalSet, signals } from "../ts/api/index.js";
import { packageRoot } from "../ts/paths.js";
import { assertIpcError, collectUntil, program, Running, rejection, thrown, withPython } from "./api/peers.js";
import { compileNative, temporary } from "./harness/index.js";

const run = promisify(execFile);
const api = new URL("../ts/api/index.js", import.meta.url).href;
const peer = await compileNative(join(packageRoot, "test", "api", "signal-peer.c"));
const own = process.pid;

/** Runs signal-peer.c to its end; what it printed. */
const native = async (...args: (string | number)[]): Promise<string> =>
  (await run(peer, args.map(String))).stdout.trim();

/** What comes, until somebody has seen enough. */
async function first(count: number, set: SignalSet, send: () => unknown): Promise<SignalInfo[]> {
  using receiver = signals.receive(set);
  await send();
  const found: SignalInfo[] = [];
  for await (const info of receiver) if (found.push(info) === count) break;
  return found;
}

/** Lets what is on its way come. */
async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await turn();
}

const ppid = (info: SignalInfo): SignalInfo => ({ ...info, pid: info.pid === own ? -1 : 0 });

test("what comes with a signal: from kill, sigqueue, tgkill, a timer, a descriptor, a child", async () => {
  const [killed] = await first(1, "SIGUSR1", () => process.kill(own, "SIGUSR1"));
  const uid = process.getuid?.();
  assert.equal(killed, { signal: "SIGUSR1", number: 10, code: "SI_USER", codeNumber: 0, pid: own, uid });
  const queued = await first(2, ["SIGRTMIN+3", 12], async () => {
    await native("queue", own, 37, -5, 1);
    await native("queue", own, 12, 7, 1);
  });
  for (const info of queued) assert.is.not(info.pid, own);
  const base = { code: "SI_QUEUE", codeNumber: -1, pid: 0, uid };
  const bySignal = queued.map(ppid).sort((left, right) => left.number - right.number);
  assert.equal(
    bySignal.map(({ pointer, ...rest }) => rest),
    [
      { ...base, signal: "SIGUSR2", number: 12, value: 7 },
      { ...base, signal: "SIGRTMIN+3", number: 37, value: -5 },
    ],
  );
  assert.is(BigInt.asIntN(32, bySignal[1]?.pointer ?? 0n), -5n);
  const [toThread] = await first(1, "SIGRTMAX", () => native("thread", own, 64));
  assert.is(toThread?.code, "SI_TKILL");
  assert.is(toThread?.signal, "SIGRTMAX");
  const [timer] = await first(1, "SIGALRM", () => native("forge-timer", own, 14));
  assert.equal([timer?.code, timer?.timerId, timer?.overrun, timer?.value], ["SI_TIMER", 5, 7, 9]);
  let descriptor = "";
  const [ready] = await first(1, "SIGRTMIN+1", async () => {
    descriptor = await native("notify", own, 35);
  });
  assert.equal([ready?.code, ready?.fd], ["POLL_IN", Number(descriptor)]);
  assert.ok((ready?.band ?? 0) & 1);
  const [plain] = await first(1, "SIGIO", () => native("notify", own, 0));
  assert.equal([plain?.code, plain?.pid], ["SI_KERNEL", 0]);
  let child = 0;
  const [ended] = await first(1, "SIGCHLD", () => {
    child = spawn("sh", ["-c", "exit 3"]).pid ?? 0;
  });
  assert.equal([ended?.code, ended?.pid, ended?.status], ["CLD_EXITED", child, 3]);
  assert.type(ended?.userTime, "number");
});

test("names: as given, by number, from both ends; of every signal that can be had", async () => {
  const given: Signal[] = ["SIGRTMIN", "SIGRTMIN+0", "SIGRTMAX-1", "SIGRTMIN+30", 64, 50, "SIGIOT", "SIGPOLL"];
  const numbers = [34, 34, 63, 64, 64, 50, 6, 29];
  for (const [index, name] of given.entries()) {
    const number = numbers[index] ?? 0;
    const [info] = await first(1, name, () => signals.send(own, number));
    const expected = typeof name === "string" ? name : name === 64 ? "SIGRTMAX" : `SIGRTMIN+${name - 34}`;
    assert.equal([info?.number, info?.signal], [number, expected]);
  }
  for (let number = 1; number <= 64; number++) {
    const refused = [4, 5, 7, 8, 9, 11, 16, 19, 32, 33].includes(number);
    if (refused) {
      assert.instance(
        thrown(() => signals.on(number, () => {})),
        RangeError,
      );
    } else {
      const [info] = await first(1, number, () => signals.queue(own, number, number));
      assert.equal([info?.number, info?.value], [number, number]);
    }
  }
  assert.match(
    String(thrown(() => signals.on("SIGSEGV", () => {}))),
    /signals.on: signal: can't listen to signal SIGSEGV: faults are V8's/,
  );
});

test("arguments are checked, and the kernel's errors told", async () => {
  for (const bad of ["SIGRTMIN+31", "SIGRTMAX-31", "SIGRTMIN-1", "SIGNOTHING", "", 1.5, 65, -1, null, {}, undefined]) {
    assert.instance(
      thrown(() => signals.on(bad as Signal, () => {})),
      TypeError,
      String(bad),
    );
  }
  assert.instance(
    thrown(() => signals.on("SIGUSR1", undefined as never)),
    TypeError,
  );
  assert.instance(
    thrown(() => signals.receive([])),
    RangeError,
  );
  assert.instance(
    thrown(() => signals.receive(0)),
    RangeError,
  );
  for (const use of [
    (set: SignalSet) => signals.block(set),
    (set: SignalSet) => signals.waitSync(set, { timeout: 0 }),
  ]) {
    assert.instance(
      thrown(() => use(["SIGUSR1", "SIGCHLD"])),
      RangeError,
    );
    assert.instance(
      thrown(() => use("SIGSTKFLT")),
      RangeError,
    );
  }
  assert.instance(await rejection(signals.wait("SIGUSR1", { timeout: -1 })), RangeError);
  assert.instance(await rejection(signals.wait("SIGUSR1", { timeout: 2 ** 31 })), RangeError);
  assert.instance(await rejection(signals.wait("SIGUSR1", { timeout: "1" as never })), TypeError);
  assert.match(String(await rejection(signals.once("SIGUSR1", { Signal: 1 } as never))), /did you mean "signal"/);
  assert.instance(
    thrown(() => signals.queue(own, "SIGUSR1", 2 ** 31)),
    RangeError,
  );
  assert.instance(
    thrown(() => signals.queue(own, "SIGUSR1", 2n ** 64n)),
    RangeError,
  );
  assert.instance(
    thrown(() => signals.send("1" as never, "SIGUSR1")),
    TypeError,
  );
  const gone = spawnSync("true").pid;
  for (const [code, pid, number] of [
    ["ESRCH", gone, 0],
    ["ESRCH", -gone, 10],
    ["EINVAL", own, 65],
    ["EINVAL", own, -1],
  ] as const) {
    assertIpcError(
      thrown(() => signals.send(pid, number)),
      code,
      "kill",
    );
  }
  assertIpcError(
    thrown(() => signals.queue(gone, 10, 1)),
    "ESRCH",
    "sigqueue",
  );
  assertIpcError(
    thrown(() => signals.queue(own, 65, 1)),
    "EINVAL",
    "sigqueue",
  );
  signals.send(own, 0);
  signals.queue(own, 0);
  const other = await program(`if (process.getuid() === 0) process.setuid(65534);
    for (const call of ["send", "queue"]) try { ipc.signals[call](1, "SIGUSR1"); } catch (error) { console.log(error.message); }`);
  assert.is(
    other.stdout,
    "EPERM: operation not permitted, kill\nEPERM: operation not permitted, sigqueue\n",
    other.stderr,
  );
});

test("sending: values to a native program, groups", async () => {
  const other = new Running(peer, ["report"]);
  assert.is(await other.line(), "ready");
  const pid = other.child.pid ?? 0;
  signals.queue(pid, "SIGRTMIN+2", 2 ** 31 - 1);
  signals.queue(pid, 12, -(2n ** 62n));
  signals.send(pid, "SIGUSR1");
  assert.equal(
    [await other.line(), await other.line(), await other.line()].sort(),
    ["10 0 0 1", `12 -1 ${-(2n ** 62n)} 1`, `36 -1 ${2 ** 31 - 1} 1`].map((line) => line).sort(),
  );
  signals.send(pid, "SIGTERM");
  assert.is(await other.ended(), 0);
  const group = spawn("sleep", ["60"], { detached: true });
  await once(group, "spawn");
  signals.send(-(group.pid ?? 0), "SIGHUP");
  assert.equal(await once(group, "exit"), [null, "SIGHUP"]);
});

withPython("Python and kill(1) send", async () => {
  const script = `import os, signal, sys
for name in ["SIGUSR1", "SIGTERM", "SIGHUP", "SIGWINCH"]: os.kill(int(sys.argv[1]), getattr(signal, name))
for i in range(3): os.kill(int(sys.argv[1]), signal.SIGRTMIN + i)`;
  const set: Signal[] = ["SIGUSR1", "SIGTERM", "SIGHUP", "SIGWINCH", "SIGRTMIN", "SIGRTMIN+1", "SIGRTMIN+2", "SIGINT"];
  const found = await first(8, set, async () => {
    execFileSync("python3", ["-c", script, String(own)]);
    execFileSync("kill", ["-s", "INT", String(own)]);
  });
  assert.equal(found.map(({ signal }) => signal).sort(), [...set].sort());
  for (const { code } of found) assert.is(code, "SI_USER");
});

test("tens of thousands of real-time signals of several senders: complete, in order, with values", async () => {
  const values = new Map<string, number[]>();
  let total = 0;
  const listener = (info: SignalInfo): void => {
    const key = `${info.pid} ${info.number}`;
    if (!values.has(key)) values.set(key, []);
    values.get(key)?.push(info.value ?? 0);
    total++;
  };
  for (const name of ["SIGRTMIN+1", "SIGRTMIN+2"] as const) signals.on(name, listener);
  const senders = [0, 1, 2, 3].map((index) => native("queue", own, 35 + (index % 2), index * 100_000, 5000));
  // The event loop stands still now and then.
  const busy = setInterval(() => {
    const until = performance.now() + 20;
    while (performance.now() < until);
  }, 30);
  await Promise.all(senders);
  while (total < 20_000) await sleep(5);
  clearInterval(busy);
  await settle();
  assert.is(total, 20_000);
  assert.is(values.size, 4);
  for (const list of values.values()) {
    const start = list[0] ?? 0;
    assert.is(start % 100_000, 0);
    assert.is(list.length, 5000);
    assert.ok(list.every((value, index) => value === start + index));
  }
  for (const name of ["SIGRTMIN+1", "SIGRTMIN+2"] as const) signals.off(name, listener);
});

test("blocked: standard signals coalesce, real-time ones queue, the lowest number comes first", async () => {
  const came: string[] = [];
  const listener = (info: SignalInfo): void => void came.push(`${info.signal} ${info.value}`);
  const set = ["SIGUSR2", "SIGRTMIN+5", "SIGRTMIN+4"] as const;
  for (const name of set) signals.on(name, listener);
  signals.block(set);
  assert.equal(signals.blocked(), ["SIGUSR2", "SIGRTMIN+4", "SIGRTMIN+5"]);
  await native("queue", own, 39, 1, 3);
  await native("queue", own, 12, 10, 3);
  await native("queue", own, 38, 5, 2);
  await settle();
  assert.equal(came, []);
  assert.equal(signals.pending(), ["SIGUSR2", "SIGRTMIN+4", "SIGRTMIN+5"]);
  signals.unblock(set);
  while (came.length < 6) await sleep(1);
  await settle();
  assert.equal(
    came.filter((each) => each.startsWith("SIGUSR2")),
    ["SIGUSR2 10"],
  );
  assert.equal(
    came.filter((each) => !each.startsWith("SIGUSR2")),
    ["SIGRTMIN+4 5", "SIGRTMIN+4 6", "SIGRTMIN+5 1", "SIGRTMIN+5 2", "SIGRTMIN+5 3"],
  );
  assert.equal([signals.blocked(), signals.pending()], [[], []]);
  for (const name of set) signals.off(name, listener);
});

test("process.on beside: both see every signal, whoever came first or goes first", async () => {
  const came: string[] = [];
  const theirs = (): void => void came.push("process");
  const ours = (): void => void came.push("signals");
  const send = async (): Promise<string[]> => {
    came.length = 0;
    signals.send(own, "SIGUSR2");
    for (let i = 0; i < 200 && came.length < 1; i++) await sleep(1);
    await settle();
    return [...came].sort();
  };
  for (const order of [0, 1, 2, 3]) {
    const add = [() => process.on("SIGUSR2", theirs), () => signals.on("SIGUSR2", ours)];
    if (order & 1) add.reverse();
    for (const call of add) call();
    assert.equal(await send(), ["process", "signals"]);
    if (order & 2) {
      process.off("SIGUSR2", theirs);
      assert.equal(await send(), ["signals"]);
      process.on("SIGUSR2", theirs);
      assert.equal(await send(), ["process", "signals"]);
      process.off("SIGUSR2", theirs);
      assert.equal(await send(), ["signals"]);
      signals.off("SIGUSR2", ours);
    } else {
      signals.off("SIGUSR2", ours);
      assert.equal(await send(), ["process"]);
      process.off("SIGUSR2", theirs);
    }
  }
});

test("without the last listener a signal has its default action again", async () => {
  for (const name of ["SIGUSR2", "SIGTERM", "SIGHUP", "SIGRTMIN+7"] as const) {
    const { signal, stdout } = await program(`const listener = () => console.log("came");
      ipc.signals.on("${name}", listener).on("${name}", listener);
      ipc.signals.send(process.pid, "${name}");
      await new Promise((resolve) => setTimeout(resolve, 100));
      ipc.signals.off("${name}", listener);
      ipc.signals.send(process.pid, "${name}");
      await new Promise((resolve) => setTimeout(resolve, 100));
      ipc.signals.off("${name}", listener).off("${name}", listener);
      ipc.signals.send(process.pid, "${name}");
      setTimeout(() => console.log("survived"), 5000);`);
    assert.is(stdout, "came\ncame\ncame\n");
    // Node has no name for a real-time signal that ended a child.
    if (name !== "SIGRTMIN+7") assert.is(signal, name);
  }
  // What Node ignores or does by itself.
  const { stdout, stderr } = await program(
    `import { readFileSync } from "node:fs";
    const sets = () => readFileSync("/proc/self/status", "latin1").match(/Sig(Ign|Cgt|Blk).*/g).join();
    ipc.signals.on("SIGRTMIN", () => {}); // the bridge's own handler is there from now on
    const before = sets();
    const names = ["SIGPIPE", "SIGXFSZ", "SIGINT", "SIGTERM", "SIGUSR1", "SIGWINCH", "SIGURG", "SIGCHLD", "SIGRTMAX", "SIGRTMAX-1"];
    for (const name of names) ipc.signals.on(name, console.log);
    if (sets() === before) console.log("nothing changed");
    for (const name of names) ipc.signals.off(name, console.log);
    console.log(sets() === before ? "as before" : before + " " + sets());`,
  );
  assert.is(stdout, "as before\n", stderr);
});

test("SIGUSR1 starts Node's inspector when nobody listens, and only then", async () => {
  const { stdout, stderr } = await program(
    `const listener = ({ signal }) => console.log(signal);
    ipc.signals.on("SIGUSR1", listener);
    process.kill(process.pid, "SIGUSR1");
    await new Promise((resolve) => setTimeout(resolve, 300));
    console.error("listener goes");
    ipc.signals.off("SIGUSR1", listener);
    process.kill(process.pid, "SIGUSR1");
    const { url } = await import("node:inspector");
    while (url() === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
    process.exit();`,
    ["--inspect-port=0"],
  );
  assert.is(stdout, "SIGUSR1\n");
  assert.match(stderr, /^listener goes\nDebugger listening on/);
});

test("child processes start with clean masks and dispositions, and are reaped", async () => {
  const listener = (): void => {};
  const set = ["SIGUSR1", "SIGTERM", "SIGCHLD", "SIGRTMIN+1", "SIGRTMAX"] as const;
  for (const name of set) signals.on(name, listener);
  signals.block(["SIGUSR1", "SIGINT", "SIGRTMIN+9"]);
  assert.is(await native("show-signals"), "shown");
  assert.is(execFileSync(peer, ["show-signals"], { encoding: "utf8" }), "shown\n");
  const child = fork(process.argv[1] ?? "", ["--child"], { execPath: peer, execArgv: ["show-signals"], silent: true });
  assert.is(String((await once(child.stdout as NonNullable<typeof child.stdout>, "data"))[0]), "shown\n");
  const worker = new Worker(
    `require("node:worker_threads").parentPort.postMessage(
       require("node:child_process").execFileSync(${JSON.stringify(peer)}, ["show-signals"], { encoding: "utf8" }));`,
    { eval: true },
  );
  const workerEnded = once(worker, "exit");
  assert.equal(await once(worker, "message"), ["shown\n"]);
  await workerEnded;
  const exits = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => once(spawn("sh", ["-c", `exit ${index}`]), "exit")),
  );
  assert.equal(
    exits.map(([code]) => code),
    Array.from({ length: 20 }, (_, index) => index),
  );
  signals.unblock(["SIGUSR1", "SIGINT", "SIGRTMIN+9"]);
  for (const name of set) signals.off(name, listener);
});

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
    ipc.signals.queue(process.pid, "SIGRTMIN+2", 0);
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
    ipc.signals.on("SIGRTMIN", ({ value }) => console.log("came", value));
    for (const value of [0, 1, 2]) ipc.signals.queue(process.pid, "SIGRTMIN", value);
    setTimeout(() => {}, 100);`);
  assert.is(stderr, "");
  assert.equal(stdout.trim().split("\n").sort(), ["came 0", "came 1", "came 2", "uncaught of 0", "uncaught of 2"]);
});

test("what keeps a program running: waits and loops, unless told; not listeners", async () => {
  const begin = performance.now();
  const none = await program(`ipc.signals.on("SIGUSR1", () => {}).on("SIGRTMIN", () => {});
    ipc.signals.receive("SIGUSR2").unref().next();
    ipc.signals.once("SIGUSR2", { ref: false });
    ipc.signals.wait("SIGRTMIN+2", { ref: false });
    ipc.signals.wait("SIGRTMIN+2", { ref: false, timeout: 60_000 });
    const later = ipc.signals.receive("SIGRTMIN+3"); later.next(); later.unref();`);
  assert.is(none.status, 0, none.stderr);
  assert.ok(performance.now() - begin < 30_000);
  for (const text of [
    "await ipc.signals.once(name)",
    "ipc.signals.block(name); await ipc.signals.wait(name)",
    "for await (const info of ipc.signals.receive(name)) break",
    "const receiver = ipc.signals.receive(name).unref(); const next = receiver.next(); receiver.ref(); await next",
  ]) {
    for (const name of ["SIGUSR2", "SIGRTMIN+2"]) {
      const other = await program(`import { spawn } from "node:child_process";
        const name = ${JSON.stringify(name)};
        process.once("exit", (code) => console.log("exit", code));
        setTimeout(() => spawn("kill", ["-s", name.slice(3), String(process.pid)], { stdio: "ignore" }).unref(), 50).unref();
        ${text};`);
      assert.is(other.stdout, "exit 0\n", `${text} ${name} ${other.stderr}`);
    }
  }
});

test("a program that ends isn't killed by what is still pending", async () => {
  for (const end of ["process.exit(3)", "process.exitCode = 3", "process.reallyExit(3)"]) {
    const other = await program(`
      ipc.signals.on("SIGRTMIN", () => {});
      ipc.signals.block("SIGUSR2");
      ipc.signals.send(process.pid, "SIGUSR2");
      for (let i = 0; i < 3000; i++) ipc.signals.queue(process.pid, "SIGRTMIN", i);
      process.on("exit", () => { for (let i = 0; i < 3000; i++) ipc.signals.queue(process.pid, "SIGRTMIN", i); });
      ${end};`);
    assert.is(other.status, 3, other.stderr);
  }
});

test("threads: each that listens gets every signal; one that ends leaves nothing behind", async () => {
  const worker = new Worker(
    `import(${JSON.stringify(api)}).then(({ signals }) => {
       const { parentPort } = require("node:worker_threads");
       let sum = 0;
       for (const name of ["SIGRTMIN+1", "SIGUSR2"]) signals.on(name, ({ value }) => {
         sum += value;
         if (value === 1000 || name === "SIGUSR2") parentPort.postMessage(sum);
       });
       parentPort.on("message", () => signals.wait("SIGRTMIN+2").then(({ value }) => parentPort.postMessage(value)));
       parentPort.postMessage("ready");
     });`,
    { eval: true },
  );
  assert.equal(await once(worker, "message"), ["ready"]);
  let sum = 0;
  const listener = ({ value = 0 }: SignalInfo): void => {
    sum += value;
  };
  signals.on("SIGRTMIN+1", listener);
  const posted = once(worker, "message");
  assert.is(await native("queue", own, 35, 1, 1000), "sent");
  assert.equal(await posted, [500_500]);
  while (sum < 500_500) await sleep(1);
  assert.is(sum, 500_500);
  const standard = once(worker, "message");
  await native("queue", own, 12, 5, 1);
  assert.equal(await standard, [500_505]);
  // This thread stands still: the other one sees to the signals.
  worker.postMessage("wait");
  const waited = once(worker, "message");
  while (!/SigBlk:\t0000000c00000000/.test(await readFile("/proc/self/status", "latin1"))) await sleep(1);
  signals.queue(own, "SIGRTMIN+2", 77);
  assert.equal(await waited, [77]);
  await worker.terminate();
  signals.queue(own, "SIGRTMIN+1", 1);
  while (sum < 500_501) await sleep(1);
  signals.off("SIGRTMIN+1", listener);
  assert.equal([signals.blocked(), signals.pending()], [[], []]);
  const status = await readFile("/proc/self/status", "latin1");
  assert.match(status, /SigBlk:\t0000000000000000/);
});

test("a thread that is terminated amid signals: the others get all, a wait's is given back", async () => {
  signals.block("SIGRTMIN+2");
  let count = 0;
  const listener = (): void => void count++;
  signals.on("SIGRTMIN+1", listener);
  for (let round = 0; round < 8; round++) {
    const worker = new Worker(
      `import(${JSON.stringify(api)}).then(({ signals }) => {
         signals.on("SIGRTMIN+1", () => {});
         signals.on("SIGUSR2", () => {});
         signals.wait("SIGRTMIN+2");
         require("node:worker_threads").parentPort.postMessage("ready");
       });`,
      { eval: true },
    );
    await once(worker, "message");
    const sent = native("queue", own, 35, 0, 500);
    if (round % 2 === 0) await sent;
    await Promise.all([worker.terminate(), sent]);
    while (count < (round + 1) * 500) await sleep(1);
    signals.queue(own, "SIGRTMIN+2", round);
    assert.is((await signals.wait("SIGRTMIN+2"))?.value, round);
  }
  await settle();
  assert.is(count, 4000);
  signals.off("SIGRTMIN+1", listener);
  signals.unblock("SIGRTMIN+2");
});

test("signals keep coming while threads, processes and masks come and go", async () => {
  let count = 0;
  let expected = 0;
  const listener = ({ value }: SignalInfo): void => {
    if (value === expected) expected++;
    count++;
  };
  signals.on("SIGRTMIN+1", listener);
  let done = false;
  const sent = native("queue", own, 35, 0, 30_000).finally(() => {
    done = true;
  });
  const other = (): void => {};
  for (let round = 0; !done || round < 10; round++) {
    signals.on("SIGRTMIN+2", other);
    const worker = new Worker("require('node:child_process').spawnSync('true');", { eval: true });
    signals.block(["SIGUSR2", "SIGRTMIN+3"]);
    const exits = [once(spawn("true"), "exit"), once(worker, "exit"), readFile("/proc/self/stat")];
    signals.unblock(["SIGUSR2", "SIGRTMIN+3"]);
    signals.off("SIGRTMIN+2", other);
    await Promise.all(exits);
  }
  assert.match(await sent, /sent|full/);
  while (count < 30_000) await sleep(1);
  assert.is(expected, 30_000);
  signals.off("SIGRTMIN+1", listener);
});

test("a program under the profiler, whose event loop sets its own mask, loses none", async () => {
  const { stdout, stderr } = await program(
    `import { spawn } from "node:child_process";
    let sum = 0;
    ipc.signals.on("SIGRTMIN+1", ({ value }) => (sum += value));
    const sender = spawn(${JSON.stringify(peer)}, ["queue", String(process.pid), "35", "1", "1000"], { stdio: "ignore" });
    sender.on("exit", () => setTimeout(() => console.log(sum), 100));`,
    ["--prof", "--no-logfile-per-isolate", `--logfile=${join(temporary(), "profile")}`],
  );
  assert.is(stdout, "500500\n", stderr);
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
