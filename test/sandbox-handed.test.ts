// What a guest is given at its start (standard input, its own module, a list of programs, a time) must not be a way to more; and what
// a module made by hand may try that no compiler would: wrong types of imports, many memories, paths of gigabytes.
import { copyFileSync, existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createHost } from "../ts/host/index.js";
import { packageRoot } from "../ts/paths.js";
import { type Arena, makeArena, watched } from "./harness/arena.js";
import { ModuleEncoder, op } from "./harness/encoder.js";
import { compileGuest, execute, isthmus, isthmusCommand, type Outcome, temporary } from "./harness/index.js";

const source = (name: string): string => join(packageRoot, "test", "sandbox", `${name}.c`);

/** Runs a module with a file as its standard input. */
function runWithInput(
  arena: Arena,
  input: string,
  options: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const { command, args } = isthmusCommand(["run", "--dir", ".", ...options]);
  return execute("sh", ["-c", 'input=$1; shift; exec "$@" < "$input"', "sh", input, command, ...args], {
    cwd: arena.box,
    env: { ...(process.env as Record<string, string>), ARENA: arena.root, ...env },
  });
}

function isContained({ outcome, damage }: { outcome: Outcome; damage: string[] }): void {
  assert.is(outcome.stdout, "contained\n", outcome.stderr.slice(-2000));
  assert.is(outcome.status, 0);
  assert.equal(damage, []);
}

test("a file given as standard input can be read, and nothing else", async () => {
  const module = await compileGuest(source("handed"));
  const arena = await makeArena();
  isContained(await watched(arena, () => runWithInput(arena, join(arena.outside, "canary"), [module, "input"])));
  assert.not.ok(existsSync(join(arena.box, "stolen")));
});

test("a device given as standard input is not changed", async () => {
  const module = await compileGuest(source("handed"));
  const arena = await makeArena();
  const before = statSync("/dev/zero");
  isContained(await watched(arena, () => runWithInput(arena, "/dev/zero", [module, "input"])));
  assert.equal([statSync("/dev/zero").mode, statSync("/dev/zero").uid], [before.mode, before.uid]);
});

test("the devices that every guest sees are not changed", async () => {
  const facts = (): number[] =>
    ["null", "zero", "full", "random", "urandom"].flatMap((name) => {
      const { mode, uid, gid } = statSync(`/dev/${name}`);
      return [mode, uid, gid];
    });
  const before = facts();
  const arena = await makeArena();
  const module = await compileGuest(source("handed"));
  isContained(await watched(arena, () => isthmus(["run", module, "devices"], { cwd: arena.box })));
  assert.equal(facts(), before);
});

test("the running module can be read, not written", async () => {
  const arena = await makeArena();
  const module = join(arena.outside, "program.wasm");
  copyFileSync(await compileGuest(source("handed")), module);
  isContained(await watched(arena, () => runWithInput(arena, "/dev/null", [module, "program"])));
});

test("no set-ID files, no whiteouts, no knowledge of strangers", async () => {
  const module = await compileGuest(source("handed"));
  const arena = await makeArena();
  isContained(await watched(arena, () => runWithInput(arena, "/dev/null", [module, "rights"])));
});

test("a program put where one of --allow-exec isn't yet does not start", async () => {
  const module = await compileGuest(source("smuggle"));
  const arena = await makeArena();
  const PATH = `${join(arena.box, "bin")}:${process.env.PATH}`;
  for (const list of ["tool", join(arena.box, "bin", "tool")]) {
    const run = (): Promise<Outcome> => runWithInput(arena, "/bin/sh", [`--allow-exec=${list}`, module], { PATH });
    isContained(await watched(arena, run));
    rmSync(join(arena.box, "bin"), { recursive: true });
  }
});

test("--timeout ends processes that have stopped themselves", async () => {
  const arena = await makeArena();
  const module = await compileGuest(source("stopped"));
  const run = (): Promise<Outcome> => isthmus(["run", "--timeout", "1s", module], { cwd: arena.box });
  const { outcome, damage } = await watched(arena, run);
  assert.equal(damage, []);
  assert.is(outcome.status, 137);
});

test("a stopped child in another session ends with a first process that is killed", async () => {
  const arena = await makeArena();
  const module = await compileGuest(source("stopped"));
  const { command, args } = isthmusCommand(["run", module]);
  const script = '"$@" & sleep 1; kill -KILL $!; wait $!';
  const run = (): Promise<Outcome> =>
    execute("sh", ["-c", script, "sh", command, ...args], {
      env: { ...(process.env as Record<string, string>), ARENA: arena.root },
    });
  const { damage } = await watched(arena, run);
  assert.equal(damage, []);
});

const START = { exported: "_start" } as const;

/** A module that calls something and says by its status whether it could go on: 7 when it caught what was thrown, 3 when nothing was. */
function catching(build: (module: ModuleEncoder) => number[][]): Uint8Array {
  const module = new ModuleEncoder(1);
  const instructions = build(module);
  const exit = module.importFunction("wasi_snapshot_preview1", "proc_exit", ["i32"], []);
  module.function([op.i32(1)], { exported: "isthmus_abi_1", results: ["i32"] });
  const TRY = [0x06, 0x40];
  const CATCH_ALL = [0x19];
  const ending = (status: number): number[][] => [op.i32(status), op.call(exit)];
  module.function([TRY, ...instructions, ...ending(3), CATCH_ALL, ...ending(7), [...op.end]], START);
  return module.encode();
}

test("what a call of the host throws is not for the guest to catch", async () => {
  const file = join(temporary("types"), "types.wasm");
  writeFileSync(
    file,
    catching((module) => {
      const openat = module.importFunction("isthmus", "openat", ["i32", "i64", "i32", "i32", "i32"], ["i32"]);
      return [op.i32(-100), op.i64(5n), op.i32(3), op.i32(0), op.i32(0), op.call(openat), [...op.drop]];
    }),
  );
  const outcome = await isthmus(["run", file]);
  assert.is(outcome.status, 125);
  assert.match(outcome.stderr, /^isthmus: internal error: .*\n$/);
});

test("calls of the bridge imported with wrong types do no harm", async () => {
  const file = join(temporary("types"), "types.wasm");
  writeFileSync(
    file,
    catching((module) => {
      const read = module.importFunction("isthmus", "read", ["i64"], ["i64"]);
      const lseek = module.importFunction("isthmus", "lseek", ["i32"], ["i32"]);
      return [op.i64(1n), op.call(read), [...op.drop], op.i32(0), op.call(lseek), [...op.drop]];
    }),
  );
  assert.is((await isthmus(["run", file])).status, 7);
});

test("--max-memory can't be had several times over", async () => {
  const file = join(temporary("memories"), "memories.wasm");
  const encoded = Buffer.from(new ModuleEncoder(1).encode());
  // The memory section: one memory of one page at most; made into two of them.
  const one = Buffer.from([5, 4, 1, 1, 1, 1]);
  const at = encoded.indexOf(one);
  const two = Buffer.from([5, 7, 2, 1, 1, 1, 1, 1, 1]);
  writeFileSync(file, Buffer.concat([encoded.subarray(0, at), two, encoded.subarray(at + one.length)]));
  const outcome = await isthmus(["run", "--max-memory", "1M", file]);
  assert.not.equal(outcome.status, 0);
  assert.match(outcome.stderr, /more than one memory|memory count of 2/);
});

test("a path of gigabytes costs its host nothing, and a closed host opens nothing", () => {
  const module = new ModuleEncoder(16384);
  const openat = module.importFunction("isthmus", "openat", ["i32", "i32", "i32", "i32", "i32"], ["i32"]);
  module.function([op.i32(1)], { exported: "isthmus_abi_1", results: ["i32"] });
  const call = [op.i32(-100), op.i32(16), op.localGet(0), op.i32(0), op.i32(0), op.call(openat)];
  module.function(call, { exported: "open", parameters: ["i32"], results: ["i32"] });
  module.data(16, Buffer.from("canary"));
  const compiled = new WebAssembly.Module(module.encode() as Uint8Array<ArrayBuffer>);
  const directory = temporary("closed");
  writeFileSync(join(directory, "canary"), "");
  const host = createHost(compiled, { policy: { dir: `${directory}::/work` }, cwd: "/work" });
  const instance = new WebAssembly.Instance(compiled, host.imports());
  host.attach(instance);
  const open = instance.exports.open as (length: number) => number;
  const before = process.memoryUsage().rss;
  assert.is(open(1 << 29), -36);
  assert.ok(process.memoryUsage().rss - before < 64 << 20);
  assert.ok(open(6) >= 0);
  host.close();
  assert.ok(open(6) < 0);
});

test.run();
