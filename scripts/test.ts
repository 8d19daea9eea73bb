// Runs the test files, each in a process of its own, two at a time; sees to what uvu alone lets pass: files that register no test,
// that hang, that leave anything behind. The last line it prints is `N passed, M failed`, with `, K skipped` when there were any.
//   node build/scripts/test.js [--node PATH] [--jobs N] [--timeout SECONDS] [--directory DIRECTORY] [REGEXP]
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { SKIP_MARK } from "../test/harness/skip.js";
import { packageRoot } from "../ts/paths.js";
import { kernelObjects, killProcessesWith, MARK, namesIn, remaining } from "./leftovers.js";
import { removeTree } from "./remove-tree.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: "string", default: process.execPath },
    jobs: { type: "string", default: "2" },
    timeout: { type: "string", default: "120" },
    directory: { type: "string", default: join(packageRoot, "build", "test") },
  },
});
const node = resolve(values.node);
const pattern = new RegExp(positionals[0] ?? "");
const testDirectory = resolve(values.directory);

/** So much of a failed test is told again at the end. */
const DIGEST_LINES = 30;

interface Result {
  passed: number;
  failed: number;
  skipped: number;
  /** What went wrong beside failed tests, or undefined. */
  trouble: string[];
  output: string;
  seconds: number;
}

function testFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return testFiles(path);
    return entry.name.endsWith(".test.js") && pattern.test(path.slice(testDirectory.length + 1)) ? [path] : [];
  });
}

/** A file may ask for more time: `// test-timeout: 900`, seconds. */
function seconds(file: string): number {
  const asked = /^\/\/ test-timeout: (\d+)$/m.exec(readFileSync(file, "utf8"));
  return Number(asked?.[1] ?? values.timeout);
}

/** Adds up uvu's summaries: "Total:  N", "Passed:  N", "Skipped:  N". */
function count(output: string, label: string): number {
  let sum = 0;
  for (const [, number] of output.matchAll(new RegExp(`^ {2}${label}:\\s+(\\d+)$`, "gm"))) sum += Number(number);
  return sum;
}

const environment = (mark: string, temporary: string): NodeJS.ProcessEnv => {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    [MARK]: mark,
    TMPDIR: temporary,
    // Programs that tests start through a shell or a first line find the same Node.
    PATH: `${dirname(node)}:${process.env.PATH ?? ""}`,
    NO_COLOR: "1",
    FORCE_COLOR: "0",
    XDG_CACHE_HOME: join(packageRoot, "build", "cache"),
  };
  // Slows the start of Node 20 by 70 ms, and no test needs it.
  delete env.NODE_EXTRA_CA_CERTS;
  return env;
};

/** Processes that the file left running, after a moment's grace for those that are ending; they are killed. */
async function leftProcesses(mark: string): Promise<string[]> {
  const left = await remaining(`${MARK}=${mark}`);
  killProcessesWith(`${MARK}=${mark}`);
  return [...left.values()].map((what) => `left a process behind: ${what}`);
}

/** Marks end with a dot, so that none is the beginning of another. */
const ownMark = `${process.pid}.`;
let marks = 0;

/** Runs one file to its end; never rejects. */
async function runFile(file: string, root: string): Promise<Result> {
  const started = performance.now();
  const mark = `${ownMark}${++marks}.`;
  const temporary = join(root, mark);
  mkdirSync(temporary);
  const trouble: string[] = [];
  const chunks: Buffer[] = [];
  const child = spawn(node, [file], {
    cwd: packageRoot,
    env: environment(mark, temporary),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const limit = seconds(file);
  const timer = setTimeout(() => {
    trouble.push(`did not end within ${limit} s`);
    child.kill("SIGKILL");
    killProcessesWith(`${MARK}=${mark}`);
  }, limit * 1000);
  child.stdout.on("data", (data: Buffer) => chunks.push(data));
  child.stderr.on("data", (data: Buffer) => chunks.push(data));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.on("error", (error) => {
      trouble.push(error.message);
      resolve([null, null]);
    });
    // Not "close": a process left behind may hold the pipes open for ever.
    child.on("exit", (code, signal) => setTimeout(() => resolve([code, signal]), 20));
  });
  clearTimeout(timer);
  trouble.push(...(await leftProcesses(mark)));
  child.stdout.destroy();
  child.stderr.destroy();
  const names = namesIn(temporary);
  if (names.length > 0) trouble.push(`left temporary files behind: ${names.slice(0, 5).join(", ")}`);
  removeTree(temporary);

  const output = Buffer.concat(chunks).toString("utf8");
  const skips = output.split("\n").filter((line) => line.startsWith(SKIP_MARK)).length + count(output, "Skipped");
  const total = count(output, "Total");
  const passed = count(output, "Passed");
  if (total === 0 && skips === 0) trouble.push("registered no test (is test.run() missing?)");
  if (code !== 0 && total === passed && trouble.length === 0)
    trouble.push(`ended with ${signal ?? `exit status ${code}`}`);
  if (skips > 0 && process.env.CI === "true") trouble.push("skipped tests, which CI does not allow");
  return {
    passed,
    failed: total - passed + trouble.length,
    skipped: skips,
    trouble,
    output,
    seconds: (performance.now() - started) / 1000,
  };
}

function report(file: string, result: Result): void {
  const name = basename(file, ".js");
  const counts = `${result.passed} passed${result.skipped > 0 ? `, ${result.skipped} skipped` : ""}`;
  if (result.failed === 0) {
    console.log(`ok   ${name}: ${counts} (${result.seconds.toFixed(1)} s)`);
    for (const line of result.output.split("\n")) if (line.startsWith(SKIP_MARK)) console.log(`     ${line}`);
    return;
  }
  console.log(result.output);
  for (const line of result.trouble) console.log(`     ${name}: ${line}`);
  console.log(`FAIL ${name}: ${counts}, ${result.failed} failed (${result.seconds.toFixed(1)} s)`);
}

/** A failed file once more, in short: each test's first lines and what went wrong beside tests. */
function digest(file: string, { output, trouble }: Result): string[] {
  const name = basename(file, ".js");
  const failures = output.split(/^(?= {3}FAIL {2})/m).slice(1);
  const tests = failures.flatMap((text) =>
    (text.split(/^ {2}Total:/m)[0] ?? "").trimEnd().split("\n").slice(0, DIGEST_LINES),
  );
  return [`-- ${name}`, ...tests, ...trouble.map((line) => `   ${line}`)];
}

const files = testFiles(testDirectory).sort();
if (files.length === 0) {
  console.error(`no test file matches ${pattern}`);
  process.exit(1);
}
const root = mkdtempSync(join(tmpdir(), "isthmus-tests-"));
/** Sees to both when this process is killed. */
const guard = spawn(process.execPath, [join(packageRoot, "build", "scripts", "test-guard.js"), ownMark, root], {
  stdio: ["pipe", "ignore", "inherit"],
  detached: true,
});
guard.unref();
const objectsBefore = kernelObjects();
const sum = { passed: 0, failed: 0, skipped: 0 };
/** What failed, to be told again at the end of a long output. */
const failures: string[] = [];
/** The slowest first, so that no long one runs alone at the end; the rest as they are named. */
const queue = [...files].sort((a, b) => seconds(b) - seconds(a));
await Promise.all(
  Array.from({ length: Math.max(1, Number(values.jobs)) }, async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const result = await runFile(file, root);
      report(file, result);
      if (result.failed > 0) failures.push(...digest(file, result));
      sum.passed += result.passed;
      sum.failed += result.failed;
      sum.skipped += result.skipped;
    }
  }),
);
removeTree(root);
for (const object of kernelObjects()) {
  if (objectsBefore.has(object)) continue;
  failures.push(`-- some test left a kernel object behind: ${object}`);
  sum.failed++;
}
if (failures.length > 0) console.log(["\n== What failed", ...failures, ""].join("\n"));
console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ""}`);
process.exitCode = sum.failed > 0 ? 1 : 0;
