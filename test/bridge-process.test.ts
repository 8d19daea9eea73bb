// The native bridge's processes: fork, exec, unwinding, signals, limits, and that nothing is left behind.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { lines, scenario } from "./bridge/processes.js";

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
  assert.is(contents, "through the pipe|and more");
  // Of the standard signals; glibc leaves its two own ones ignored in what make starts.
  assert.is(Number.parseInt(ignored?.slice(-8) ?? "", 16) & 0x7fffffff, 0x200);
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

test.run();
