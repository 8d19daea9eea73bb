// What is left of a run's IPC objects when its processes end, in whatever way: nothing.
// test-timeout: 600
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import * as assert from "uvu/assert";
import { execute, isthmusCommand } from "./harness/index.js";
import {
  Background,
  eventually,
  firstKey,
  isthmusBy,
  janitorsOf,
  madeIds,
  nothingLeft,
  objects,
  run,
  stillThere,
  systemV,
  test,
  ways,
} from "./ipc/runs.js";

const KEY = String(firstKey);
const OTHER = String(firstKey + 50);
/** Of kills at any moment; the last one's run is private. */
const ROUNDS = 12;

/** The janitors of a namespace, of which the first takes a moment to have its name. */
async function janitorsComeOf(namespace: string): Promise<number[]> {
  await eventually(() => janitorsOf(namespace).length > 0, "a janitor");
  return janitorsOf(namespace);
}

for (const way of ways) {
  const isVirtual = way !== "kernel";

  /** A run in the background that has made everything; with the ids. */
  async function living(...words: string[]): Promise<{ guest: Background; ids: [string, string, string] }> {
    const guest = new Background(way, "--", "make", KEY, ...words);
    return { guest, ids: madeIds(await guest.until("holding")) };
  }

  /** Waits until nothing of the run is there any more. */
  async function gone(ids: [string, string, string]): Promise<void> {
    await nothingLeft();
    if (isVirtual) assert.equal(stillThere(ids), []);
  }

  test(`${way}: nothing is made, and nobody waits, for a run that uses nothing`, async () => {
    const guest = new Background(way, "--", "hold");
    await guest.until("holding");
    assert.is(guest.namespace, undefined);
    await guest.kill();
  });

  test(`${way}: the end of the last process`, async () => {
    const output = await run(way, "--", "make", KEY);
    await gone(madeIds(output));
    const guest = new Background(way, "--", "make", KEY, "orphan", "sleep", "find", KEY, ";");
    const ids = madeIds(await guest.until("made"));
    assert.match(await guest.until("\nfound"), "found queue segment set posix file\n");
    await gone(ids);
  });

  test(`${way}: kill -9 of the first process`, async () => {
    const { guest, ids } = await living("orphan", "sleep", "sleep", "sleep", ";", "hold");
    await guest.kill(guest.pid);
    await gone(ids);
  });

  test(`${way}: kill -9 of all processes at once`, async () => {
    const { guest, ids } = await living("orphan", "hold", ";", "orphan", "hold", ";", "hold");
    await guest.kill();
    await gone(ids);
  });

  test(`${way}: a process that made everything and is gone, others that live`, async () => {
    const guest = new Background(way, "--", "child", "make", KEY, ";", "find", KEY, "hold");
    const ids = madeIds(await guest.until("holding"));
    await sleep(100);
    assert.is(guest.namespace === undefined, !isVirtual);
    if (isVirtual) assert.is(stillThere(ids).length, 3);
    await guest.kill();
    await gone(ids);
  });

  test(`${way}: a native program in the place of the last process`, async () => {
    const guest = new Background(
      way,
      "--allow-exec",
      "--",
      "make",
      KEY,
      "exec",
      "/bin/sh",
      "-c",
      "echo native; exec sleep 100",
    );
    const ids = madeIds(await guest.until("native"));
    await sleep(100);
    assert.is(guest.namespace === undefined, !isVirtual);
    if (isVirtual) assert.is(stillThere(ids).length, 3);
    await guest.kill();
    await gone(ids);
  });

  test(`${way}: --timeout`, async () => {
    // As long as it may take to make everything.
    const output = await run(way, "--timeout", "5s", "--", "make", KEY, "hold");
    assert.match(output, "exit 137");
    await gone(madeIds(output));
  });

  test(`${way}: kill -9 at any moment`, async () => {
    const before = systemV();
    for (let round = 0; round < ROUNDS; round++) {
      const named = isVirtual && round % 3 === 0 ? ["--ipc", `churn-${KEY}`] : [];
      const guest = new Background(
        way,
        ...named,
        "--",
        "orphan",
        "churn",
        OTHER,
        ";",
        "orphan",
        "churn",
        OTHER,
        ";",
        "churn",
        OTHER,
      );
      if (isVirtual) await eventually(() => guest.namespace !== undefined, "a namespace");
      else await sleep(150);
      // What is killed before it has its janitor, the next round's sweep removes; there is none after the last.
      if (isVirtual && round === ROUNDS - 1) await janitorsComeOf(guest.namespace as string);
      await sleep(Math.random() * 60);
      await guest.kill();
    }
    if (isVirtual) await isthmusBy(way, ["ipcs", "--remove", `churn-${KEY}`]);
    await nothingLeft();
    const suspects = systemV().filter((one) => !before.includes(one));
    await eventually(() => !systemV().some((one) => suspects.includes(one)), `the end of ${suspects.join(", ")}`);
  });

  if (!isVirtual) continue;

  test(`${way}: the janitor is nobody's child, in no group of the run's`, async () => {
    const guest = new Background(way, "--", "make", KEY, "wait", "kill", "wait", "hold");
    const ids = madeIds(await guest.until("holding"));
    const [janitor, ...more] = await janitorsComeOf(guest.namespace as string);
    assert.equal(more, []);
    assert.match(await guest.until("holding"), /^made.*\nwait ECHILD\nkill (ok|ESRCH)\nwait ECHILD\nholding\n$/);
    assert.not.ok(guest.processes().includes(janitor as number));
    assert.is(readFileSync(`/proc/${janitor}/cmdline`, "latin1").replace(/\0+$/, ""), "isthmus-janitor");
    assert.is(readFileSync(`/proc/${janitor}/environ`, "latin1").replace(/\0+$/, ""), "");
    await guest.kill();
    await gone(ids);
  });

  /** Kills a run's janitor; the namespace's name. */
  async function withoutJanitor(guest: Background): Promise<string> {
    const name = guest.namespace as string;
    for (const janitor of await janitorsComeOf(name)) process.kill(janitor, "SIGKILL");
    await eventually(() => janitorsOf(name).length === 0, "the janitor's end");
    return name;
  }

  test(`${way}: without its janitor a living run is left alone, and swept up by the next when it has ended`, async () => {
    const { guest, ids } = await living("hold");
    const name = await withoutJanitor(guest);
    madeIds(await run(way, "--", "make", OTHER));
    const refused = `isthmus: ${name} is in use by a living run\n`;
    assert.is((await isthmusBy(way, ["ipcs", "--remove", name])).stderr, refused);
    assert.is(stillThere(ids).length, 3);
    await guest.kill();
    await sleep(100);
    madeIds(await run(way, "--", "make", OTHER));
    await gone(ids);
  });

  test(`${way}: isthmus ipcs --remove does the same`, async () => {
    const { guest, ids } = await living("hold");
    const name = await withoutJanitor(guest);
    assert.match((await isthmusBy(way, ["ipcs"])).stdout, `${name}: private, in use\n`);
    await guest.kill();
    const { stdout, stderr } = await isthmusBy(way, ["ipcs", "--remove", name]);
    // Another test's run may have been faster.
    assert.match(stdout + stderr, new RegExp(`^(removed|isthmus: there is no namespace) ${name}\n$`));
    await gone(ids);
  });
}

test("the first process of a PID namespace", async () => {
  if (!ways.includes("kernel")) return;
  const { command, args } = isthmusCommand(["run", objects, "make", KEY, "wait"]);
  const env = { ...(process.env as Record<string, string>), ISTHMUS_KERNEL_IPC: "0" };
  const script = 'set -e; mount -t tmpfs none /dev/shm; exec "$@"';
  const words = ["--pid", "--fork", "--mount-proc", "--mount", "--ipc", "sh", "-c", script, "sh", command, ...args];
  const { stdout } = await execute("unshare", words, { env });
  assert.match(stdout, /^made.*\nwait ECHILD\n$/);
});

test.run();
