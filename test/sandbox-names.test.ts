// Guests that ask for names and interfaces beyond the policy, or would be told of files beyond their directories.
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { makeArena, runInArena, watched } from "./harness/arena.js";
import { compileGuest } from "./harness/index.js";

const source = join(packageRoot, "test", "sandbox", "names.c");

async function attack(
  which: "none" | "localhost" | "everything but localhost",
  options: readonly string[],
  notice: RegExp,
): Promise<void> {
  const module = await compileGuest(source);
  const arena = await makeArena();
  const { outcome, damage } = await watched(arena, () =>
    runInArena(arena, module, [which, arena.outside], options, 60),
  );
  assert.is(outcome.stdout, "contained\n", outcome.stderr.slice(-2000));
  assert.is(outcome.status, 0, outcome.stderr.slice(-2000));
  assert.match(outcome.stderr, notice);
  assert.equal(damage, []);
}

test("without --allow-net no name is looked up and no interface shown", () =>
  attack("none", [], /^isthmus: getaddrinfo "localhost" refused: allow it with --allow-net=localhost$/m));

test("with a list, no other name", () =>
  attack("localhost", ["--allow-net=localhost:80"], /^isthmus: getaddrinfo "example\.com" refused: allow it with/m));

test("what is denied is not looked up, whatever is allowed", () =>
  attack(
    "everything but localhost",
    ["--allow-net", "--deny-net=localhost"],
    /^isthmus: getaddrinfo "localhost" refused by --deny-net$/m,
  ));

test.run();
