// Signals beside Node's own use of them: process.on, the inspector, child processes, threads, the end of programs.
import { execFileSync, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type SignalInfo, signals } from "../ts/api/index.js";
import { becomes, program } from "./api/peers.js";
import { api, native, own, peer, settle } from "./api/signals.js";
import { temporary } from "./harness/index.js";

test("process.on beside: both see every signal, whoever came first or goes first", async () => {
  const came: string[] = [];
  const theirs = (): void => void came.push("process");
  const ours = (): void => void came.push("signals");
  const seenBy = async (...listeners: string[]): Promise<void> => {
    came.length = 0;
    signals.send(own, "SIGUSR2");
    await becomes(() => came.length >= listeners.length, true);
    await settle();
    assert.equal([...came].sort(), listeners);
  };
  for (const order of [0, 1, 2, 3]) {
    const add = [() => process.on("SIGUSR2", theirs), () => signals.on("SIGUSR2", ours)];
    if (order & 1) add.reverse();
    for (const call of add) call();
    await seenBy("process", "signals");
    if (order & 2) {
      process.off("SIGUSR2", theirs);
      await seenBy("signals");
      process.on("SIGUSR2", theirs);
      await seenBy("process", "signals");
      process.off("SIGUSR2", theirs);
      await seenBy("signals");
      signals.off("SIGUSR2", ours);
    } else {
      signals.off("SIGUSR2", ours);
      await seenBy("process");
      process.off("SIGUSR2", theirs);
    }
  }
});

test("without the last listener a signal has its default action again", async () => {
  for (const name of ["SIGUSR2", "SIGTERM", "SIGHUP", "SIGRTMIN+7"] as const) {
    const { signal, stdout } = await program(`let times = 0;
      const listener = () => console.log("came", ++times);
      // What has come, and what shouldn't come beside it.
      const came = async (count) => {
        while (times < count) await new Promise((resolve) => setTimeout(resolve, 5));
        await new Promise((resolve) => setTimeout(resolve, 50));
      };
      ipc.signals.on("${name}", listener).on("${name}", listener);
      ipc.signals.send(process.pid, "${name}");
      await came(2);
      ipc.signals.off("${name}", listener);
      ipc.signals.send(process.pid, "${name}");
      await came(3);
      ipc.signals.off("${name}", listener).off("${name}", listener);
      ipc.signals.send(process.pid, "${name}");
      setTimeout(() => console.log("survived"), 5000);`);
    assert.is(stdout, "came 1\ncame 2\ncame 3\n");
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
    `let came = false;
    const listener = ({ signal }) => { came = true; console.log(signal); };
    ipc.signals.on("SIGUSR1", listener);
    process.kill(process.pid, "SIGUSR1");
    while (!came) await new Promise((resolve) => setTimeout(resolve, 10));
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
    sender.on("exit", async () => {
      while (sum < 500500) await new Promise((resolve) => setTimeout(resolve, 5));
      setTimeout(() => console.log(sum), 100);
    });`,
    ["--prof", "--no-logfile-per-isolate", `--logfile=${join(temporary(), "profile")}`],
  );
  assert.is(stdout, "500500\n", stderr);
});

test.run();
