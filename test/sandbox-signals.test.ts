// What sends signals must not reach processes outside the run, at once or by way of a descriptor; and does where --allow-signal says so.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { type Around, Bystander, makeArena, runInArena, watched } from "./harness/arena.js";
import { compileGuest, compileNative, isthmus, type Outcome, temporary } from "./harness/index.js";

const source = (name: string): string => join(packageRoot, "test", "sandbox", `${name}.c`);

let bystander: Bystander;
test.before.each(() => {
  bystander = new Bystander();
});
test.after.each(() => bystander.end());

/** Runs the attacks of one kind, which must all fail and leave the bystander as it was. */
async function contained(args: readonly string[], around: Around = {}, options: readonly string[] = []): Promise<void> {
  const module = await compileGuest(source("signals"));
  const arena = await makeArena();
  const { outcome, damage } = await watched(arena, () => runInArena(arena, module, args, options, 60, around));
  assert.is(outcome.stdout, "contained\n", outcome.stderr.slice(-2000));
  assert.is(outcome.status, 0, outcome.stderr.slice(-2000));
  assert.is(outcome.stderr, "");
  assert.equal(damage, []);
  assert.ok(bystander.unharmed());
}

for (const lane of ["1", "0"]) {
  for (const kernel of ["1", "0"]) {
    const way = `fast lane ${lane === "1" ? "on" : "off"}, ${kernel === "1" ? "kernel" : "virtual"} namespace`;
    test(`strangers are out of reach (${way})`, () =>
      contained(["strangers", String(bystander.pid)], { env: { ISTHMUS_FAST: lane, ISTHMUS_KERNEL_IPC: kernel } }));
  }
}

test("a stranger's descriptor that was handed in is no way to it", async () => {
  const handOver = await compileNative(source("hand-over"));
  await contained(["handle"], { command: [handOver, "pidfd", String(bystander.pid)] });
});

test("a pipe whose owner is a stranger does not signal it", async () => {
  const handOver = await compileNative(source("hand-over"));
  await contained(["owned"], { command: [handOver, "owner"] });
});

test("a stranger's group that was joined is no group of the run's", async () => {
  const handOver = await compileNative(source("hand-over"));
  await contained(["neighbour"], { command: [handOver, "neighbour"] }, ["--env", "NEIGHBOUR"]);
});

const signaller = `#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>
static int told(long result) { return result < 0 ? -errno : 0; }
int main(int argc, char **argv) {
  pid_t pid = atoi(argv[argc - 1]);
  int ends[2], handle = pidfd_open(pid, 0);
  pipe(ends);
  printf("%d %d %d", told(handle), told(sigqueue(pid, 0, (union sigval){.sival_int = 0})), told(tgkill(pid, pid, 0)));
  printf(" %d", handle < 0 ? -1 : told(pidfd_send_signal(handle, 0, NULL, 0)));
  printf(" %d", told(fcntl(ends[0], F_SETOWN, pid)));
  fcntl(ends[0], F_SETOWN, 0);
  printf(" %d\\n", told(fcntl(ends[0], F_SETOWN, -getpgrp())));
  return 0;
}`;

test("--allow-signal lets all of them through, for the processes it names", async () => {
  const file = join(temporary("signaller"), "signaller.c");
  writeFileSync(file, signaller);
  const module = await compileGuest(file);
  const run = async (...options: string[]): Promise<string> => {
    const outcome: Outcome = await isthmus(["run", ...options, module, String(bystander.pid)]);
    assert.is(outcome.status, 0, outcome.stderr);
    return outcome.stdout;
  };
  const EPERM = 63;
  assert.is(await run(), `-${EPERM} -${EPERM} -${EPERM} -1 -${EPERM} -${EPERM}\n`);
  assert.is(await run(`--allow-signal=${process.pid}`), `-${EPERM} -${EPERM} -${EPERM} -1 -${EPERM} -${EPERM}\n`);
  assert.is(await run(`--allow-signal=${bystander.pid}`), `0 0 0 0 0 -${EPERM}\n`);
  assert.is(await run("--allow-signal"), "0 0 0 0 0 0\n");
  assert.is(await run("--allow-signal", "--deny-signal"), `-${EPERM} -${EPERM} -${EPERM} -1 -${EPERM} -${EPERM}\n`);
});

test.run();
