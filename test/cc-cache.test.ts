// What `isthmus cc` and `run x.c` keep in the cache, when that holds, and what several at once do to each other.
import { mkdirSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { prune, readDependencies } from "../ts/toolchain/cache.js";
import { isthmus, type Outcome, temporary } from "./harness/index.js";

const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");

/** An environment with a cache of its own, which has the unpacked sysroot of ours. */
function freshCache(): Record<string, string> {
  const folder = temporary("cache");
  mkdirSync(join(folder, "isthmus"));
  symlinkSync(join(cache, "isthmus", "sysroot"), join(folder, "isthmus", "sysroot"));
  return { ...(process.env as Record<string, string>), XDG_CACHE_HOME: folder };
}

const kept = (env: Record<string, string>): string[] =>
  readdirSync(join(env.XDG_CACHE_HOME ?? "", "isthmus", "objects")).filter((name) => name.endsWith(".out"));

async function clean(outcome: Promise<Outcome>): Promise<Outcome> {
  const result = await outcome;
  assert.is(`${result.status} ${result.stderr}`, "0 ");
  return result;
}

test("a result is kept, until the source, a header or an argument changes", async () => {
  const folder = temporary("kept");
  const env = freshCache();
  const cc = async (...args: string[]): Promise<void> => {
    await clean(isthmus(["cc", ...args], { cwd: folder, env }));
  };
  writeFileSync(join(folder, "value.h"), "#define VALUE 1\n");
  writeFileSync(join(folder, "value.c"), '#include "value.h"\nint main(void) { return VALUE; }\n');
  await cc("value.c", "-o", "first");
  const [one] = kept(env);
  await cc("value.c", "-o", "first");
  assert.equal(kept(env), [one]);
  assert.is(statSync(join(folder, "first")).mode & 0o111, 0o111 & ~process.umask());
  utimesSync(join(folder, "value.h"), 1, 1);
  await cc("value.c", "-o", "first");
  assert.is(kept(env).length, 1, "a header's time alone does not matter");
  writeFileSync(join(folder, "value.h"), "#define VALUE 2\n");
  await cc("value.c", "-o", "first");
  assert.is(kept(env).length, 2);
  assert.is((await isthmus(["run", "first"], { cwd: folder })).status, 2);
  await cc("-O1", "value.c", "-o", "first");
  assert.is(kept(env).length, 3);
});

test("warnings are not lost to the cache", async () => {
  const folder = temporary("warn");
  const env = freshCache();
  writeFileSync(join(folder, "warn.c"), "int f(void) { int unused; return 0; }\n");
  for (let round = 0; round < 2; round++) {
    const { stderr, status } = await isthmus(["cc", "-Wall", "-c", "warn.c"], { cwd: folder, env });
    assert.is(status, 0);
    assert.match(stderr, "unused variable 'unused'");
  }
});

test("`run` takes C, compiles it once, and says what is wrong with it", async () => {
  const folder = temporary("run");
  const env = freshCache();
  writeFileSync(join(folder, "six.c"), "int main(void) { return 6; }\n");
  for (let round = 0; round < 2; round++) assert.is((await isthmus(["run", "six.c"], { cwd: folder, env })).status, 6);
  assert.is(kept(env).length, 1);
  writeFileSync(join(folder, "bad.c"), "int main(void) { return six; }\n");
  const { status, stderr } = await isthmus(["run", "bad.c"], { cwd: folder, env });
  assert.is(status, 126);
  assert.match(stderr, "use of undeclared identifier 'six'");
});

test("several at once, on an empty cache, do not disturb each other", async () => {
  const folder = temporary("parallel");
  const env = { ...(process.env as Record<string, string>), XDG_CACHE_HOME: temporary("cache") };
  writeFileSync(join(folder, "one.c"), "int main(void) { return 1; }\n");
  const all = [1, 2, 3].map((n) => clean(isthmus(["cc", "one.c", "-o", `one${n}`], { cwd: folder, env, timeout: 60 })));
  await Promise.all(all);
  for (const n of [1, 2, 3]) assert.is((await isthmus(["run", `one${n}`], { cwd: folder })).status, 1);
});

test("the cache stays within its bounds, losing what was not used for longest", () => {
  const folder = temporary("prune");
  for (const [age, name] of ["new", "middle", "old"].entries()) {
    const file = join(folder, name);
    writeFileSync(file, Buffer.alloc(1000));
    utimesSync(file, 1000 - age, 1000 - age);
  }
  prune(folder, 2000);
  assert.equal(readdirSync(folder).sort(), ["middle", "new"]);
});

test("dependencies of clang's rules are read with their escapes", () => {
  assert.equal(readDependencies("a.o: a.c b\\ c.h \\\n  d$$.h \\\n  /e/f.h\n"), ["b c.h", "d$.h", "/e/f.h"]);
});

test.run();
