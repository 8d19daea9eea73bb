// Programs that try to get out of the sandbox, each by one kind of trick (test/sandbox), and bombs that limits must stop.
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { processesWith } from "../scripts/leftovers.js";
import { packageRoot } from "../ts/paths.js";
import { type Arena, type Around, Bystander, makeArena, runInArena, watched } from "./harness/arena.js";
import { compileGuest, compileNative, type Outcome } from "./harness/index.js";

const source = (name: string): string => join(packageRoot, "test", "sandbox", `${name}.c`);

/** Runs an escape program, which must end well without having found a way out. */
async function contained(
  name: string,
  args: (arena: Arena) => string[] = () => [],
  options: readonly string[] = [],
  around: Around = {},
): Promise<void> {
  const module = await compileGuest(source(name));
  const arena = await makeArena();
  const { outcome, damage } = await watched(arena, () => runInArena(arena, module, args(arena), options, 60, around));
  assert.is(outcome.stdout, "contained\n", outcome.stderr.slice(-2000));
  assert.is(outcome.status, 0, outcome.stderr.slice(-2000));
  assert.equal(damage, []);
}

async function bomb(kind: string, seconds = 20, arena?: Arena): Promise<Outcome> {
  const module = await compileGuest(source("limits"));
  arena ??= await makeArena();
  const { outcome, damage } = await watched(arena, () => runInArena(arena, module, [kind], [], seconds));
  assert.equal(damage, []);
  return outcome;
}

test("no descriptor of Node's can be guessed", () => contained("descriptors"));
test("no path leads out", () => contained("paths", ({ outside }) => [outside]));
test("no race of links against directories leads out", () => contained("race", ({ outside }) => [outside]));
test("no map leads out of linear memory", () => contained("maps"));
test("a read-only directory stays as it is", () => contained("read-only"));

test("processes outside are out of reach, native programs do not start", async () => {
  const bystander = new Bystander();
  try {
    await contained("processes", () => [String(bystander.pid), process.execPath]);
    assert.ok(bystander.unharmed());
  } finally {
    bystander.end();
  }
});

test("the run's own timer is out of reach, and so are other processes' clocks", async () => {
  const bystander = new Bystander();
  await contained("timers", () => [String(bystander.pid)]);
  bystander.end();
});

test("the run's own timer ends what has reached for it and stopped itself", async () => {
  const module = await compileGuest(source("timers"));
  const arena = await makeArena();
  const { outcome, damage } = await watched(arena, () => runInArena(arena, module, ["stop"], [], 2));
  assert.equal([outcome.signal, outcome.stdout, damage], ["SIGKILL", "", []]);
});

/** With the kernel's namespaces where they can be had, and without them. */
for (const kernel of ["1", "0"]) {
  for (const lane of ["1", "0"]) {
    const way = `${kernel === "1" ? "kernel" : "virtual"} namespace, fast lane ${lane === "1" ? "on" : "off"}`;
    test(`IPC objects of others are out of reach (${way})`, async () => {
      const hostObjects = await compileNative(source("host-objects"));
      const env = { ISTHMUS_KERNEL_IPC: kernel, ISTHMUS_FAST: lane };
      await contained("ipc", ({ outside }) => [outside], ["--env", "HOST_OBJECTS"], { env, command: [hostObjects] });
    });
  }
}

test("a fork bomb stops at --max-procs", async () => {
  const arena = await makeArena();
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, processesWith(`ARENA=${arena.root}`).size);
  }, 20);
  const outcome = await bomb("processes", 20, arena);
  clearInterval(timer);
  assert.is(outcome.stdout, "stopped in time\n");
  assert.ok(most >= 4 && most < 12, `${most} processes at once`);
});

test("a memory bomb stops at --max-memory", async () => {
  assert.is((await bomb("memory")).stdout, "stopped in time, errno ENOMEM\n");
});

test("a descriptor bomb stops at --max-fds, whatever setrlimit was told", async () => {
  assert.is((await bomb("descriptors")).stdout, "stopped in time, errno EMFILE\n");
});

test("--timeout ends every process of the run, also those that hid in other sessions", async () => {
  const outcome = await bomb("time", 2);
  assert.not.equal(outcome.status, 0);
});

test.run();
