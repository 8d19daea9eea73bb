// Signals: what comes with them, from native programs, Python and the kernel; order and completeness; sending and blocking.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Signal, type SignalInfo, type SignalSet, signals } from "../ts/api/index.js";
import { assertIpcError, program, Running, rejection, thrown, withPython } from "./api/peers.js";
import { first, native, own, peer, settle } from "./api/signals.js";

/** With 0 for a sender that is another process. */
const fromOther = (info: SignalInfo): SignalInfo => ({ ...info, pid: info.pid === own ? -1 : 0 });

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
  const bySignal = queued.map(fromOther).sort((left, right) => left.number - right.number);
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

test.run();
