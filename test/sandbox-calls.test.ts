// Hostile guests with every call of the interface table and of preview1, wild arguments, many seeds: the host must not crash,
// nothing outside may change or be seen. ISTHMUS_SEED=N runs one seed alone and keeps its module in build/cache.
// test-timeout: 400
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { type Around, Bystander, makeArena, runInArena, watched } from "./harness/arena.js";
import { compileNative } from "./harness/compile.js";
import { type HostileOptions, hostileModule } from "./harness/hostile.js";

const CALLS = 3000;
const only = process.env.ISTHMUS_SEED;
const seeds = only === undefined ? Array.from({ length: 12 }, (_, index) => index + 1) : [Number(only)];

let bystander: Bystander;
/** Starts a command amid IPC objects of the host, and sees whether they stay as they are. */
let hostObjects = "";
test.before(async () => {
  bystander = new Bystander();
  hostObjects = await compileNative(join(packageRoot, "test", "sandbox", "host-objects.c"));
});
test.after(() => bystander.end());

/** Some names of Unix sockets, and of the network what can't be reached but is more than nothing. */
const permissions = (seed: number): string[] => [
  ...(seed % 2 === 0 ? ["--allow-unix"] : []),
  ...(seed % 3 === 0 ? ["--allow-net=127.0.0.1:9,192.0.2.1", "--allow-netlink=usersock,route"] : []),
];

async function attack(seed: number, surface: HostileOptions["surface"], env: Around["env"] = {}): Promise<void> {
  const arena = await makeArena();
  const module = join(arena.root, "hostile.wasm");
  writeFileSync(
    module,
    hostileModule({ seed, calls: CALLS, surface, outside: arena.outside, pids: [bystander.pid, process.pid] }),
  );
  if (only !== undefined) {
    mkdirSync(join(packageRoot, "build", "cache"), { recursive: true });
    copyFileSync(module, join(packageRoot, "build", "cache", `hostile-${surface}-${seed}.wasm`));
  }
  const { outcome, damage } = await watched(arena, () =>
    runInArena(arena, module, [], permissions(seed), 30, { env, command: [hostObjects] }),
  );
  assert.equal(damage, []);
  assert.ok(bystander.unharmed(), "a process outside was signalled");
  const end = `ended with ${outcome.signal ?? outcome.status}: ${outcome.stderr.slice(-2000)}`;
  assert.is(outcome.signal, null, end);
  // The status is the percentage of calls that succeeded: with too few the attack would be too clumsy to show anything.
  assert.ok(outcome.status >= 5 && outcome.status <= 100, end);
}

for (const seed of seeds) {
  test(`${CALLS} wild calls of everything, seed ${seed}`, () => attack(seed, "all"));
  if (seed <= 6 || only !== undefined) {
    test(`the same in a namespace without the kernel's help, seed ${seed}`, () =>
      attack(seed, "all", { ISTHMUS_KERNEL_IPC: "0" }));
  }
  if (seed <= 2 || only !== undefined) {
    test(`the same without the fast lane, seed ${seed}`, () => attack(seed, "all", { ISTHMUS_FAST: "0" }));
  }
  if (seed % 2 === 0 || only !== undefined)
    test(`${CALLS} wild calls of preview1 alone, seed ${seed}`, () => attack(seed, "preview1"));
}

test.run();
