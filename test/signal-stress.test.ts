// Signals by the hundred thousand: queued ones arrive complete and in order, and storms of ten thousand a second leave whatever a guest
// does right, also with a native sender. ISTHMUS_STORM=SECONDS makes each storm last longer.
// test-timeout: 400
import { spawn } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { compileGuest, compileNative } from "./harness/compile.js";
import { execute, isthmus, isthmusCommand, type Outcome, removeTemporary, temporary } from "./harness/index.js";

const source = (name: string): string => join(packageRoot, "test", "signals", `${name}.c`);
const SECONDS = Number(process.env.ISTHMUS_STORM ?? 2);
/** A storm is over when the victim says so; on a busy machine that takes longer. */
const PATIENCE = 30 + 4 * SECONDS;
const works = [
  "calls",
  "channels",
  "loop",
  "nested",
  "jump",
  "malloc",
  "stdio",
  "files",
  "fork",
  "exec",
  "grow",
  "map",
];

const [nativeQueue, guestQueue, nativeStorm, guestStorm] = await Promise.all([
  compileNative(source("queue")),
  compileGuest(source("queue")),
  compileNative(source("storm"), ["-pthread"]),
  compileGuest(source("storm")),
]);

/** A directory with the storm's module in it, for it replaces itself by its name. */
function stage(): string {
  const directory = temporary("storm");
  copyFileSync(guestStorm, join(directory, "storm"));
  return directory;
}

/** A guest in the background, whose first line of output is its process id; with `send` for what is to be sent to it. */
async function against(
  words: readonly string[],
  cwd: string,
  send: (pid: string) => Promise<Outcome>,
): Promise<{ receiver: string; status: number | null; sender: Outcome }> {
  const { command, args } = isthmusCommand(["run", "--dir", ".", ...words]);
  const guest = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "inherit"], detached: true });
  let output = "";
  const ended = new Promise<number | null>((resolve) => guest.on("close", resolve));
  const named = new Promise<string>((resolve, reject) => {
    guest.stdout.on("data", (data: Buffer) => {
      output += data;
      if (output.includes("\n")) resolve(output.split("\n", 1)[0] ?? "");
    });
    guest.on("close", () => reject(new Error(`the guest ended at once: ${output}`)));
  });
  const timer = setTimeout(() => guest.pid !== undefined && process.kill(-guest.pid, "SIGKILL"), PATIENCE * 1000);
  try {
    const sender = await send(await named);
    return { status: await ended, sender, receiver: output.slice(output.indexOf("\n") + 1) };
  } finally {
    clearTimeout(timer);
  }
}

/** What an outcome is besides right: nothing. */
function assertEnded({ status, timedOut, left, stderr }: Outcome): void {
  assert.not(timedOut, `it did not end\n${stderr}`);
  assert.equal(left, []);
  assert.is(status, 0, stderr);
}

test("once a guest runs, no other thread of its process takes signals, however busy the machine", async () => {
  const directory = stage();
  const every = Array.from({ length: 16 }, () =>
    against(["./storm", "victim", "loop"], directory, async (pid) => {
      const others = readdirSync(`/proc/${pid}/task`).filter((thread) => thread !== pid);
      const masks = others.map((thread) => {
        const status = readFileSync(`/proc/${pid}/task/${thread}/status`, "latin1");
        return BigInt(`0x${/^SigBlk:\t(\w+)$/m.exec(status)?.[1]}`);
      });
      // Bits 9 and 33: SIGUSR1 and SIGRTMIN.
      assert.equal(
        masks.filter((mask) => (mask & 0x2_0000_0200n) !== 0x2_0000_0200n),
        [],
      );
      assert.ok(others.length > 0);
      return execute(nativeStorm, ["send", pid, "0.01"], { timeout: PATIENCE });
    }),
  );
  for (const { status } of await Promise.all(every)) assert.is(status, 0);
  removeTemporary(directory);
});

test("100,000 queued signals of four guests", async () => {
  const outcome = await isthmus(["run", guestQueue, "100000", "4"], { timeout: PATIENCE });
  assert.is(outcome.stdout, "100000 received, 0 out of order\nsome had to wait: 1\n");
  assertEnded(outcome);
});

test("100,000 queued signals of two native programs and two guests that are allowed to", async () => {
  const { status, receiver } = await against([guestQueue, "receive", "100000", "4"], ".", async (pid) => {
    const senders = await Promise.all(
      ["0", "1", "2", "3"].map((sender) => {
        const words = ["send", pid, sender, "25000"];
        return Number(sender) < 2
          ? execute(nativeQueue, words, { timeout: PATIENCE })
          : isthmus(["run", `--allow-signal=${pid}`, guestQueue, ...words], { timeout: PATIENCE });
      }),
    );
    for (const sender of senders) assertEnded(sender);
    return senders[0] as Outcome;
  });
  assert.is(receiver, "100000 received, 0 out of order\n");
  assert.is(status, 0);
});

/** Both kinds of senders at once, each with a victim of its own. */
for (const work of works) {
  test(`a storm into ${work}`, async () => {
    const directories = [stage(), stage()] as const;
    const [apart, together] = await Promise.all([
      against(["./storm", "victim", work], directories[0], (pid) =>
        execute(nativeStorm, ["send", pid, String(SECONDS)], { timeout: PATIENCE }),
      ),
      isthmus(["run", "--dir", ".", "./storm", work, String(SECONDS)], { cwd: directories[1], timeout: PATIENCE }),
    ]);
    const counts = /^(\d+) sent\n$/.exec(apart.sender.stdout)?.[1] ?? "nothing";
    assert.is(apart.receiver, `${work}: ${counts} queued, 0 out of order, some standard ones 1\n`);
    assert.is(apart.status, 0);
    assertEnded(apart.sender);
    const [, queued, sent] = /^\w+: (\d+) queued, 0 out of order, .* 1\n(\d+) sent, exited 0\n$/.exec(
      together.stdout,
    ) ?? [undefined, together.stdout, together.stderr];
    assert.is(queued, sent);
    assertEnded(together);
    for (const directory of directories) removeTemporary(directory);
  });
}

test("what is killed in a storm leaves nothing behind", async () => {
  for (const [index, signal] of (["SIGKILL", "SIGTERM", "SIGKILL", "SIGHUP"] as const).entries()) {
    const directory = stage();
    const work = ["channels", "fork", "exec", "loop"][index] as string;
    const { command, args } = isthmusCommand(["run", "--dir", ".", "./storm", work, "20"]);
    const script = '"$@" & sleep 0.$0; kill -$KILL $!; wait $!; echo $?';
    const outcome = await execute("sh", ["-c", script, String(3 + index), command, ...args], {
      cwd: directory,
      env: { ...(process.env as Record<string, string>), KILL: signal.slice(3) },
      timeout: PATIENCE,
    });
    // The victim outlives its sender by a moment, and is asked nothing: it is killed with the run.
    assert.match(outcome.stdout, /\b(137|143|129)\n$/);
    assert.equal(outcome.left, []);
    removeTemporary(directory);
    await sleep(50);
  }
});

test.run();
