// Semaphores, mutexes and spin locks between guests (`--ipc host`), native programs and Python, both ways; and processes
// that are killed at random moments with locks, semaphores and waits, thousands of times, with nothing stuck.
// test-timeout: 300
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { compileGuest, compileNative, execute, isthmus, isthmusCommand, skip, temporary } from "./harness/index.js";

const interop = join(packageRoot, "test", "interop");
const source = join(interop, "sync-peer.c");
const name = `isthmus-sync-${process.pid}`;
const directory = temporary("interop-sync");

interface Command {
  command: string;
  args: string[];
}
/** How to run the peer on one side. */
type Side = (...args: string[]) => Promise<Command>;

const native: Side = async (...args) => ({ command: await compileNative(source, ["-pthread"]), args });
const guest: Side = async (...args) => isthmusCommand(["run", "--ipc", "host", await compileGuest(source), ...args]);

async function run(side: Side, ...args: string[]): Promise<string> {
  const { command, args: words } = await side(...args);
  const { stdout, stderr, status, timedOut } = await execute(command, words, { cwd: directory, timeout: 60 });
  assert.is(timedOut ? "timed out" : stderr, "");
  assert.is(status, 0);
  return stdout.trim();
}

function removeAll(): void {
  for (const file of [name, `sem.${name}-1`, `sem.${name}-2`]) rmSync(join("/dev/shm", file), { force: true });
}

function python(code: string): string | undefined {
  try {
    return execFileSync("python3", ["-c", code], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

test.before.each(removeAll);
test.after.each(removeAll);

const sides = [
  ["native and guest", native, guest],
  ["guest and native", guest, native],
  ["guest and guest", guest, guest],
] as const;

for (const [title, one, other] of sides) {
  test(`counting under every kind of lock, ${title}`, async () => {
    const rounds = 3000;
    await run(one, "create", name);
    await Promise.all([run(one, "add", name, `${rounds}`), run(other, "add", name, `${rounds}`)]);
    const expected = Array(5)
      .fill(2 * rounds)
      .join(" ");
    assert.is(await run(one, "counts", name), expected);
    assert.is(await run(other, "counts", name), expected);
  });

  test(`turns by named semaphores, ${title}`, async () => {
    const [first, second] = [`/${name}-1`, `/${name}-2`];
    const rounds = 2000;
    const players = [run(one, "turns", first, second, `${rounds}`), run(other, "turns", second, first, `${rounds}`)];
    // The first turn is ours to give, once a semaphore is there.
    for (;;) {
      try {
        statSync(`/dev/shm/sem.${name}-1`);
        break;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
    await run(native, "post", first);
    assert.equal(await Promise.all(players), [`${rounds} turns`, `${rounds} turns`]);
    assert.is(statSync(`/dev/shm/sem.${name}-1`).size, 32);
  });

  test(`the death of a robust mutex's owner, ${title}`, async () => {
    await run(one, "create", name);
    for (const holder of [one, other]) {
      const taker = holder === one ? other : one;
      const { command, args } = await holder("hold", name);
      const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
      assert.is(String((await once(child.stdout, "data"))[0]).trim(), "0");
      assert.is(await run(taker, "try", name), "EBUSY");
      const waiting = run(taker, "take", name);
      await new Promise((resolve) => setTimeout(resolve, 150));
      child.kill("SIGKILL");
      assert.is(await waiting, "EOWNERDEAD");
      assert.is(await run(holder, "take", name), "0");
    }
    const { command, args } = await one("hold", name);
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.is(await run(other, "spoil", name), "EOWNERDEAD");
    // Not by trylock: glibc's would leave the word locked.
    assert.is(await run(one, "take", name), "ENOTRECOVERABLE");
    assert.is(await run(other, "take", name), "ENOTRECOVERABLE");
  });
}

test("Python's semaphores and shared memory", async () => {
  const semaphore = `/${name}-1`;
  const open = `import _multiprocessing as m; s = m.SemLock._rebuild(0, 1, 1 << 30, "${semaphore}")`;
  if (python("import _multiprocessing, multiprocessing.shared_memory") === undefined) {
    skip("there is no Python");
    return;
  }
  await run(guest, "post", semaphore);
  await run(guest, "post", semaphore);
  assert.is(python(`${open}; print(s._get_value()); s.acquire(); s.release(); s.release()`), "2");
  assert.is(await run(guest, "value", semaphore), "3");
  const waiting = run(guest, "turns", `/${name}-2`, semaphore, "1");
  while (!existsSync(join("/dev/shm", `sem.${name}-2`))) await new Promise((resolve) => setTimeout(resolve, 5));
  python(`import _multiprocessing as m; m.SemLock._rebuild(0, 1, 1 << 30, "/${name}-2").release()`);
  assert.is(await waiting, "1 turns");

  await run(guest, "create", name);
  await run(guest, "add", name, "7");
  const memory = `
from multiprocessing import shared_memory, resource_tracker
m = shared_memory.SharedMemory("${name}")
resource_tracker.unregister(m._name, "shared_memory")
print(int.from_bytes(m.buf[160:168], "little"))
m.buf[160:168] = (1000).to_bytes(8, "little")
m.close()`;
  assert.is(python(memory), "7");
  assert.is(await run(guest, "counts", name), "1000 7 7 7 7");
  assert.is(readFileSync(join("/dev/shm", name)).length, 200);
});

for (const what of ["mutex", "semaphore", "condition"]) {
  test(`random deaths: ${what}`, async () => {
    const seed = (Math.random() * 1e9) | 0;
    const module = await compileGuest(join(interop, "sync-kills.c"));
    const { stdout, stderr, timedOut } = await isthmus(["run", module, what, "700", `${seed}`], { timeout: 120 });
    const said = timedOut ? "timed out" : stdout + stderr;
    assert.match(said, /^ok \d+\n$/, `seed ${seed}: ${said}`);
  });
}

test("locks in memory that is unmapped, moved, mapped over, protected, cut off", async () => {
  const module = await compileGuest(join(interop, "sync-unmap.c"));
  const { stdout, stderr, timedOut } = await isthmus(["run", module], { timeout: 30 });
  const both = "EOWNERDEAD EOWNERDEAD";
  const expected = [...[0, 1, 2, 3].map((way) => `${way}: ${both}`), "4: ", ""].join("\n");
  assert.is(timedOut ? "timed out" : stdout + stderr, expected);
});

test.run();
