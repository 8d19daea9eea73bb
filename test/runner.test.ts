// The test runner itself: that it sees what uvu lets pass, for everything else rests on it.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MARK, processesWith } from "../scripts/leftovers.js";
import { packageRoot } from "../ts/paths.js";
import { execute, type Outcome, temporary } from "./harness/index.js";

const uvu = pathToFileURL(join(packageRoot, "node_modules", "uvu", "dist", "index.mjs")).href;

/** Runs the runner over one test file of this text. */
async function run(text: string, options: readonly string[] = [], env: Record<string, string> = {}): Promise<Outcome> {
  const directory = temporary("runner");
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  writeFileSync(join(directory, "a.test.js"), `import { test } from ${JSON.stringify(uvu)};\n${text}`);
  const runner = join(packageRoot, "build", "scripts", "test.js");
  const outcome = await execute(process.execPath, [runner, "--directory", directory, ...options], {
    env: { ...(process.env as Record<string, string>), CI: "", ...env },
    timeout: 60,
  });
  return withoutOthers(outcome);
}

const OTHERS = /^-- some test left a kernel object behind: (?!.*isthmus-runner-test).*\n/gm;

/** Kernel objects are the machine's: those that other tests make meanwhile are not what this runner's file has left behind. */
function withoutOthers(outcome: Outcome): Outcome {
  const others = outcome.stdout.match(OTHERS)?.length ?? 0;
  if (others === 0) return outcome;
  let failed = 0;
  const stdout = outcome.stdout
    .replace(OTHERS, "")
    .replace(/(\d+) failed(?=(, \d+ skipped)?\n$)/, (_, count: string) => {
      failed = Number(count) - others;
      return `${failed} failed`;
    });
  return { ...outcome, stdout, status: failed === 0 ? 0 : outcome.status };
}

const lastLine = (outcome: Outcome): string => outcome.stdout.trimEnd().split("\n").at(-1) ?? "";

test("counts what passes", async () => {
  const outcome = await run('test("a", () => {}); test("b", async () => {}); test.run();');
  assert.is(lastLine(outcome), "2 passed, 0 failed");
  assert.is(outcome.status, 0);
});

test("counts what fails, and fails", async () => {
  const outcome = await run('test("a", () => { throw new Error("no"); }); test("b", () => {}); test.run();');
  assert.is(lastLine(outcome), "1 passed, 1 failed");
  assert.is(outcome.status, 1);
});

test("tells what failed again at the end", async () => {
  const outcome = await run(`
    for (const name of ["first", "second"]) test(name, () => { throw new Error("no " + name); });
    test("third", () => {}); test.run();`);
  const end = outcome.stdout.slice(outcome.stdout.indexOf("== What failed\n-- a.test\n"));
  assert.match(end, /FAIL {2}"first"\n {4}no first.*FAIL {2}"second"\n {4}no second/s);
  assert.is(end.includes("third"), false);
});

test("a file without test.run() fails", async () => {
  const outcome = await run('test("a", () => {});');
  assert.match(outcome.stdout, "registered no test");
  assert.is(lastLine(outcome), "0 passed, 1 failed");
});

test("a file that ends early fails", async () => {
  const outcome = await run('test("a", () => {}); test.run(); process.exit(0);');
  assert.is(outcome.status, 1);
});

test("a file that passes but exits with a status fails", async () => {
  const outcome = await run('test("a", () => {}); test.run(); process.on("exit", () => { process.exitCode = 7; });');
  assert.is(lastLine(outcome), "1 passed, 1 failed");
});

test("a file that hangs is ended and fails", async () => {
  const outcome = await run('test("a", () => {}); test.run(); setInterval(() => {}, 1000);', ["--timeout", "6"]);
  assert.match(outcome.stdout, "did not end within 6 s");
  assert.is(lastLine(outcome), "1 passed, 1 failed");
});

test("a process left behind is ended and fails", async () => {
  const outcome = await run(`
    import { spawn } from "node:child_process";
    spawn("sleep", ["600"], { detached: true, stdio: "ignore" }).unref();
    test("a", () => {}); test.run();`);
  assert.match(outcome.stdout, /left a process behind: sleep 600/);
  assert.is(lastLine(outcome), "1 passed, 1 failed");
});

test("a temporary file left behind fails", async () => {
  const outcome = await run(`
    import { writeFileSync } from "node:fs";
    writeFileSync(process.env.TMPDIR + "/left", "");
    test("a", () => {}); test.run();`);
  assert.match(outcome.stdout, "left temporary files behind: left");
});

test("a shared memory file left behind fails", async () => {
  const outcome = await run(`
    import { writeFileSync } from "node:fs";
    const name = "/dev/shm/isthmus-runner-test-" + process.ppid;
    writeFileSync(name, "");
    test("a", () => {}); test.run();`);
  const [, name] = /kernel object behind: (\S+)/.exec(outcome.stdout) ?? [];
  assert.ok(name);
  rmSync(name);
  assert.is(lastLine(outcome), "1 passed, 1 failed");
});

test("a runner that is killed leaves nothing behind", async () => {
  const directory = temporary("runner");
  const note = join(directory, "note");
  const file = `
    import { spawn } from "node:child_process";
    import { writeFileSync } from "node:fs";
    const child = spawn("sleep", ["600"], { detached: true, stdio: "ignore" });
    writeFileSync(process.env.TMPDIR + "/left", "");
    writeFileSync(${JSON.stringify(note)}, [process.ppid, process.pid, child.pid, process.env.TMPDIR].join(" "));
    test("a", () => {}); test.run(); setInterval(() => {}, 1000);`;
  const ended = run(file);
  while (!existsSync(note) || readFileSync(note, "utf8") === "") await pause(20);
  const [runner = "", ...left] = readFileSync(note, "utf8").split(" ");
  process.kill(Number(runner), "SIGKILL");
  await ended;
  const [child, grandchild, directoryOfFile = ""] = left;
  // Whoever adopts them may take its time to reap them: zombies have no environment any more.
  const isThere = (pid?: string): boolean => processesWith(`${MARK}=${runner}.`).has(Number(pid));
  for (let waits = 0; waits < 500 && (isThere(child) || isThere(grandchild) || existsSync(directoryOfFile)); waits++)
    await pause(20);
  assert.equal([isThere(child), isThere(grandchild), existsSync(directoryOfFile)], [false, false, false]);
});

test("a skip is shown and counted, and fails on CI", async () => {
  const text = 'console.log("# skipped: talks to socat: socat is not there"); test("a", () => {}); test.run();';
  const here = await run(text);
  assert.match(here.stdout, "socat is not there");
  assert.is(lastLine(here), "1 passed, 0 failed, 1 skipped");
  assert.is(here.status, 0);
  const ci = await run(text, [], { CI: "true" });
  assert.is(ci.status, 1);
});

test("a pattern that matches no file fails", async () => {
  const outcome = await run('test("a", () => {}); test.run();', ["nothing"]);
  assert.is(outcome.status, 1);
});

test.run();
