// Pidfd: signals to a process by its descriptor, and its end: of Node's own children, of grandchildren, of strangers.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Pidfd, type Signal, signals } from "../ts/api/index.js";
import { packageRoot } from "../ts/paths.js";
import { assertIpcError, collectUntil, program, Running, rejection, startProgram, thrown } from "./api/peers.js";
import { compileNative } from "./harness/index.js";

const api = new URL("../ts/api/index.js", import.meta.url).href;
const peer = await compileNative(join(packageRoot, "test", "api", "signal-peer.c"));
const run = promisify(execFile);
const pidOf = (child: ChildProcess): number => child.pid ?? 0;
const shell = (script: string): ChildProcess => spawn("sh", ["-c", script], { stdio: ["pipe", "pipe", "inherit"] });

function openPidfds(): number {
  return readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).includes("pidfd");
    } catch {
      return false; // the directory's own
    }
  }).length;
}

/** Whether this kernel tells how processes ended that others wait for: Linux 6.15. */
async function tellsOfOthers(): Promise<boolean> {
  const [major = 0, minor = 0] = (await run("uname", ["-r"])).stdout.split(".").map(Number);
  return major > 6 || (major === 6 && minor >= 15);
}

test("a child's end: code and signal, while Node too learns of it", async () => {
  const child = shell("read line; exit 7");
  using pidfd = Pidfd.open(pidOf(child));
  assert.is(pidfd.pid, child.pid);
  const ends = Promise.all([pidfd.exited, once(child, "exit")]);
  child.stdin?.end("go\n");
  assert.equal(await ends, [{ code: 7, signal: null, known: true }, [7, null]]);
  assert.is(await pidfd.exited, await pidfd.exited);
  for (const signal of ["SIGTERM", "SIGKILL", "SIGQUIT"] as const) {
    const killed = spawn("sleep", ["60"]);
    using other = Pidfd.open(pidOf(killed));
    const exits = Promise.all([other.exited, once(killed, "exit")]);
    other.send(signal);
    const [exit, byNode] = await exits;
    assert.equal(exit, { code: null, signal, known: true });
    assert.equal(byNode, [null, signal]);
  }
});

test("many children that end at once: every one is known, here and to Node", async () => {
  const codes = Array.from({ length: 60 }, (_, index) => index);
  const ends = codes.map(async (code) => {
    const child = shell(`exit ${code}`);
    using pidfd = Pidfd.open(pidOf(child));
    const [exit, [byNode]] = await Promise.all([pidfd.exited, once(child, "exit")]);
    assert.equal(exit, { code, signal: null, known: true });
    assert.is(byNode, code);
  });
  await Promise.all(ends);
});

test("a child that Node has waited for already", async () => {
  const child = shell("read line; exit 5");
  using pidfd = Pidfd.open(pidOf(child));
  child.stdin?.end("go\n");
  await once(child, "exit");
  const known = await tellsOfOthers();
  assert.equal(await pidfd.exited, { code: known ? 5 : null, signal: null, known });
  assertIpcError(
    thrown(() => pidfd.send(0)),
    "ESRCH",
    "pidfd_send_signal",
  );
  assertIpcError(
    thrown(() => Pidfd.open(pidOf(child))),
    "ESRCH",
    "pidfd_open",
  );
});

test("a process that isn't a child: how it ended where the kernel tells, that it ended always", async () => {
  // The shell waits for its own child; then for one whose status nobody takes.
  const parent = new Running("sh", [
    "-c",
    'exec 3<&0; (read line <&3; exit 9) & echo $!; wait $!; echo "took $?"; read line',
  ]);
  const grandchild = Pidfd.open(Number(await parent.line()));
  assert.equal(await Promise.race([grandchild.exited, sleep(50, "runs")]), "runs");
  parent.child.stdin?.write("go\n");
  const known = await tellsOfOthers();
  assert.equal(await grandchild.exited, { code: known ? 9 : null, signal: null, known });
  assert.is(await parent.line(), "took 9");
  await grandchild.close();
  parent.child.stdin?.end("\n");
  assert.is(await parent.ended(), 0);
  const careless = new Running("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"]);
  using zombie = Pidfd.open(Number(await careless.line()));
  // The shell itself might still take the status.
  while (readFileSync(`/proc/${careless.child.pid}/comm`, "latin1") !== "sleep\n") await sleep(5);
  const exited = zombie.exited;
  zombie.send("SIGKILL");
  assert.equal(await exited, { code: null, signal: null, known: false });
  await careless.kill();
});

test("signals with values; errors; arguments", async () => {
  const other = new Running(peer, ["report"]);
  assert.is(await other.line(), "ready");
  using pidfd = Pidfd.open(pidOf(other.child));
  pidfd.send("SIGUSR1");
  pidfd.send("SIGRTMIN+4", 42);
  pidfd.send(12, 2n ** 40n);
  pidfd.send(0);
  const lines = [await other.line(), await other.line(), await other.line()];
  assert.equal(lines.sort(), ["10 0 0 1", `12 -1 ${2 ** 40} 1`, "38 -1 42 1"]);
  for (const bad of [65, -1]) {
    assertIpcError(
      thrown(() => pidfd.send(bad)),
      "EINVAL",
      "pidfd_send_signal",
    );
  }
  assert.instance(
    thrown(() => pidfd.send("SIGNOTHING" as Signal)),
    TypeError,
  );
  assert.instance(
    thrown(() => pidfd.send("SIGUSR1", 2 ** 31)),
    RangeError,
  );
  for (const pid of [0, -1, 1.5]) {
    assert.instance(
      thrown(() => Pidfd.open(pid)),
      RangeError,
    );
  }
  assert.instance(
    thrown(() => Pidfd.open("1" as never)),
    TypeError,
  );
  pidfd.send("SIGTERM");
  assert.is(await other.ended(), 0);
  const denied = await program(`const pidfd = ipc.Pidfd.open(1);
    if (process.getuid() === 0) process.setuid(65534);
    try { pidfd.send("SIGUSR1"); } catch (error) { console.log(error.message); }`);
  assert.is(denied.stdout, "EPERM: operation not permitted, pidfd_send_signal\n", denied.stderr);
});

test("this very process, by its descriptor", async () => {
  using pidfd = Pidfd.open(process.pid);
  using receiver = signals.receive("SIGRTMIN+1");
  pidfd.send("SIGRTMIN+1", -3);
  const { value: info } = await receiver.next();
  assert.equal([info?.value, info?.code, info?.pid], [-3, "SI_QUEUE", process.pid]);
});

test("closing: what waits is rejected, descriptors go; a duplicate stays", async () => {
  const before = openPidfds();
  const child = spawn("sleep", ["60"]);
  const pidfd = Pidfd.open(pidOf(child));
  const exited = rejection(pidfd.exited);
  await pidfd.close();
  await pidfd.close();
  assertIpcError(await exited, "ECANCELED", "waitid");
  assertIpcError(
    thrown(() => pidfd.send(0)),
    "EBADF",
    "pidfd_send_signal",
  );
  assert.is(pidfd.fd, -1);
  assert.is(openPidfds(), before);
  child.kill("SIGKILL");
  await once(child, "exit");
});

test("what keeps a program running: a pending `exited`, unless told", async () => {
  const child = spawn("sleep", ["60"]);
  const begin = performance.now();
  const first = await program(`ipc.Pidfd.open(${child.pid});
    ipc.Pidfd.open(${child.pid}).unref().exited;
    const later = ipc.Pidfd.open(${child.pid}); later.exited; later.unref();`);
  assert.is(first.status, 0, first.stderr);
  assert.ok(performance.now() - begin < 30_000);
  const second = startProgram(`const { exited } = ipc.Pidfd.open(${child.pid});
    console.log("open");
    await exited;
    console.log("ended");`);
  assert.is(await second.line(), "open");
  child.kill("SIGKILL");
  assert.is(await second.line(), "ended");
  assert.is(await second.ended(), 0);
});

test("threads, and forgotten handles", async () => {
  const child = shell("read line; exit 4");
  const worker = new Worker(
    `import(${JSON.stringify(api)}).then(async ({ Pidfd }) => {
       const { parentPort } = require("node:worker_threads");
       const pidfd = Pidfd.open(${child.pid});
       parentPort.postMessage("ready");
       const { code, known } = await pidfd.exited;
       parentPort.postMessage(known ? code : 4);
     });`,
    { eval: true },
  );
  await once(worker, "message");
  const message = once(worker, "message");
  child.stdin?.end("go\n");
  assert.equal(await message, [4]);
  await worker.terminate();
  const before = openPidfds();
  (() => {
    for (let i = 0; i < 50; i++) Pidfd.open(process.pid);
  })();
  await collectUntil(() => openPidfds() === before);
  // One that is waited for is kept, though nobody holds the handle.
  const sleeper = spawn("sleep", ["60"]);
  const exited = (() => Pidfd.open(pidOf(sleeper)).exited)();
  await collectUntil(() => true);
  sleeper.kill("SIGKILL");
  assert.is((await exited).signal, "SIGKILL");
});

test.run();
