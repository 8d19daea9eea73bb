// pipeline(): guests and native programs on both sides of real pipes; how it ends, fails and is stopped.
import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { IpcError, pipe, pipeline, type Stage } from "../ts/api/index.js";
import { packageRoot } from "../ts/paths.js";
import { becomes } from "./api/peers.js";
import { compileGuest, processes, temporary } from "./harness/index.js";

const directory = temporary("pipeline");
const guest = join(directory, "guest.wasm");
copyFileSync(await compileGuest(join(packageRoot, "test", "api", "guest.c")), guest);

const openFds = (): number => readdirSync("/proc/self/fd").length;
const alive = (pid: number | undefined): boolean => processes().some((one) => one.pid === pid && one.state !== "Z");

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("did not reject");
}

const cat: Stage = { module: guest, args: ["cat"] };

test("native, guest, native: data passes through real pipes", async () => {
  const line = pipeline([{ command: "tr", args: ["a-z", "A-Z"] }, cat, { command: "sed", args: ["s/WORLD/&!/"] }]);
  line.stdin.end("hello world\n");
  assert.is(await text(line.stdout), "HELLO WORLD!\n");
  const { code, signal, stages } = await line.exited;
  assert.equal([code, signal], [0, null]);
  assert.is(stages.length, 3);
});

test("guest, native, guest, with more than any buffer holds", async () => {
  const line = pipeline([cat, { command: "cat" }, cat]);
  const data = "0123456789".repeat(150_000);
  line.stdin.end(data);
  assert.is(await text(line.stdout), data);
  assert.is((await line.exited).code, 0);
});

test("ps | grep, as in a shell", async () => {
  const line = pipeline([{ command: "ps", args: ["aux"] }, cat, { command: "grep", args: ["PID"] }], {
    stdin: "ignore",
  });
  assert.is(line.stdin, null);
  assert.match(await text(line.stdout), /USER\s+PID/);
  assert.is((await line.exited).code, 0);
});

test("the last that fails decides", async () => {
  const line = pipeline(
    [{ module: guest, args: ["exit", "3"] }, { command: "sh", args: ["-c", "exit 4"] }, { command: "true" }],
    {
      stdout: "ignore",
    },
  );
  assert.equal(await line.exited, {
    code: 4,
    signal: null,
    stages: [
      { code: 3, signal: null },
      { code: 4, signal: null },
      { code: 0, signal: null },
    ],
  });
});

test("a producer ends by SIGPIPE when nobody reads on", async () => {
  for (const first of [{ module: guest, args: ["fill"] }, { command: "yes" }] as Stage[]) {
    const line = pipeline([first, { command: "head", args: ["-n", "2"] }], { stdin: "ignore" });
    assert.is(await text(line.stdout), "y\ny\n");
    const { stages } = await line.exited;
    assert.equal(stages, [
      { code: null, signal: "SIGPIPE" },
      { code: 0, signal: null },
    ]);
  }
  const native = pipeline([{ command: "yes" }, { module: guest, args: ["exit", "0"] }], {
    stdin: "ignore",
    stdout: "ignore",
  });
  assert.is((await native.exited).signal, "SIGPIPE");
});

test("ends may be pipes of the program's own", async () => {
  const [into, from] = [pipe(), pipe()];
  const line = pipeline([cat, { command: "rev" }], { stdin: into.reader, stdout: from.writer });
  await into.reader.close();
  await from.writer.close();
  assert.is(line.stdout, null);
  await into.writer.write("drawer\n");
  await into.writer.close();
  assert.is((await from.reader.read())?.toString(), "reward\n");
  await line.exited;
  await from.reader.close();
});

test("each stage's standard error", async () => {
  const line = pipeline([{ command: "sh", args: ["-c", "echo oops >&2"] }, cat], { stdin: "ignore", stderr: "pipe" });
  const { stderr } = line.stages[0] ?? {};
  assert.ok(stderr);
  assert.is(await text(stderr), "oops\n");
  await line.exited;
});

test("a stage that can't start stops the others, and is the error", async () => {
  for (const bad of [{ command: "no-such-command" }, { module: join(directory, "none.wasm") }] as Stage[]) {
    const line = pipeline([{ command: "sleep", args: ["100"] }, bad, { module: guest, args: ["stay"] }]);
    const error = await rejection(line.exited);
    assert.instance(error, IpcError);
    assert.is((error as IpcError).code, "ENOENT");
    assert.not.ok(line.stages.some((stage) => alive(stage.pid)));
    assert.not.ok(line.kill());
  }
});

test("aborting kills all", async () => {
  const controller = new AbortController();
  const line = pipeline([{ command: "sleep", args: ["100"] }, { module: guest, args: ["stay"] }, { command: "cat" }], {
    signal: controller.signal,
    stdout: "ignore",
  });
  await becomes(() => line.stages.every((stage) => alive(stage.pid)), true);
  const reason = new Error("enough");
  controller.abort(reason);
  assert.is(await rejection(line.exited), reason);
  assert.not.ok(line.stages.some((stage) => alive(stage.pid)));
  const never = pipeline([{ command: "sleep", args: ["100"] }, cat], { signal: AbortSignal.abort(reason) });
  assert.is(await rejection(never.exited), reason);
});

test("await using kills what still runs, and nothing is left open", async () => {
  const once = async (): Promise<void> => {
    await using line = pipeline([cat, { command: "cat" }, cat]);
    line.stdin.write("x");
    for await (const chunk of line.stdout) {
      assert.is(String(chunk), "x");
      break;
    }
  };
  await once();
  await sleep(20);
  const before = openFds();
  for (let count = 0; count < 5; count++) await once();
  await becomes(() => openFds() <= before, true);
});

test("wrong arguments are thrown before anything starts", () => {
  const before = openFds();
  assert.throws(() => pipeline([]), RangeError);
  assert.throws(() => pipeline("ls" as unknown as Stage[]), TypeError);
  assert.throws(() => pipeline([{ comand: "ls" } as unknown as Stage]), /did you mean "command"\?/);
  assert.throws(() => pipeline([{ module: guest, limit: {} } as unknown as Stage]), /did you mean "limits"\?/);
  assert.throws(() => pipeline([{ command: "ls", dirs: [] } as unknown as Stage]), /unknown option "dirs"/);
  assert.throws(() => pipeline([{ command: "ls", args: [5] } as unknown as Stage]), TypeError);
  assert.throws(() => pipeline([cat], { stdni: "pipe" } as object), /did you mean "stdin"\?/);
  assert.is(openFds(), before);
});

test.run();
