// Channels whose peers are killed at any moment: nothing sent is lost, torn, doubled or stuck, natively, in guests, and between the two.
// test-timeout: 400
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { distDirectory, packageRoot } from "../ts/paths.js";
import { compileGuest, compileNative } from "./harness/compile.js";
import { execute } from "./harness/index.js";

const source = join(packageRoot, "test", "channel", "kill.c");
const commandLine = join(distDirectory, "isthmus.cjs");
/** Kills in each of the tests of one kind: natively they are quick. */
const NATIVE = Number(process.env.ISTHMUS_KILLS ?? 600);
const GUEST = Math.ceil(NATIVE / 6);

const native = await compileNative(source, [], ["channel"]);
const guest = await compileGuest(source);

for (const producers of [1, 2, 5]) {
  test(`native peers, ${producers} producers`, async () => {
    const words = ["all", String(NATIVE), String(producers), String(producers)];
    const { stdout, status } = await execute(native, words, { timeout: 100 });
    assert.is(stdout, `${NATIVE} kills of a consumer and ${producers} producers: nothing lost, torn or stuck\n`);
    assert.is(status, 0);
  });

  test(`guests, ${producers} producers`, async () => {
    const words = ["run", guest, "all", String(GUEST), String(producers), String(producers)];
    const { stdout, status } = await execute(commandLine, words, { timeout: 100 });
    assert.is(stdout, `${GUEST} kills of a consumer and ${producers} producers: nothing lost, torn or stuck\n`);
    assert.is(status, 0);
  });
}

/** What the books say: `total` of their struct, in kill.c. */
function messagesTaken(file: string): bigint {
  const total = 8 * 4 + 8 * 4096 * 4 + 8 * 8;
  return existsSync(file) && statSync(file).size >= total + 8 ? readFileSync(file).readBigUInt64LE(total) : 0n;
}

test("native peers and guests on one channel", async () => {
  const name = `isthmus-kill-${process.pid}`;
  const address = `shm:/${name}`;
  const books = `/${name}-books`;
  const start = (isGuest: boolean, words: string[]) => {
    const [command, ...first] = isGuest ? [commandLine, "run", "--ipc", "host", guest] : [native];
    const child = spawn(command as string, [...first, words[0] as string, address, books, ...words.slice(1)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const output: string[] = [];
    child.stdout.on("data", (chunk) => output.push(String(chunk)));
    return { child, output, ended: once(child, "close") };
  };
  const roles = [["receive"], ["send", "0"], ["send", "1"], ["send", "2"]];
  try {
    const peers = roles.map((words, index) => start(index % 2 === 0, words));
    for (let kill = 0; kill < 40; kill++) {
      await sleep(Math.random() * 60);
      const victim = kill % roles.length;
      const peer = peers[victim] as (typeof peers)[0];
      peer.child.kill("SIGKILL");
      const [status, signal] = await peer.ended;
      assert.is(signal, "SIGKILL", `peer ${victim} ended by itself, ${status}: ${peer.output.join("")}`);
      peers[victim] = start(Math.random() < 0.5, roles[victim] as string[]);
    }
    // On a busy machine those that were killed had perhaps not begun.
    while (messagesTaken(`/dev/shm${books}`) === 0n) await sleep(20);
    for (const { child, ended } of peers) {
      child.kill("SIGKILL");
      await ended;
    }
    for (const isGuest of [false, true]) {
      const check = start(isGuest, ["check"]);
      const [status] = await check.ended;
      assert.is(check.output.join(""), "");
      assert.is(status, 0);
    }
  } finally {
    for (const file of [`/dev/shm/${name}`, `/dev/shm${books}`]) if (existsSync(file)) rmSync(file);
  }
});

test.run();
