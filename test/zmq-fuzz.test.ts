// Hostile peers, made of seeds, against a native build with sanitizers. ISTHMUS_FUZZ_ROUNDS and ISTHMUS_FUZZ_SEED do more.
// test-timeout: 300
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { execute } from "./harness/index.js";
import { compileZmq } from "./harness/zmq.js";

const folder = join(packageRoot, "test", "zmq", "fuzz");
const rounds = Number(process.env.ISTHMUS_FUZZ_ROUNDS ?? 150);
const first = Number(process.env.ISTHMUS_FUZZ_SEED ?? 1);
const others = readdirSync(folder).filter((name) => name.endsWith(".c") && name !== "fuzz.c");
const program = await compileZmq(
  "sanitized",
  join(folder, "fuzz.c"),
  others.map((name) => join(folder, name)),
);
/** Much less than what attackers claim to send. */
const env = { ...(process.env as Record<string, string>), ASAN_OPTIONS: "hard_rss_limit_mb=600" };

for (const seed of [first, first + 1_000_000, first + 2_000_000]) {
  test(`seeds from ${seed}`, async () => {
    const { stdout, stderr, status } = await execute(program, [String(seed), String(rounds)], {
      env,
      timeout: 90 * Math.ceil(rounds / 150),
    });
    assert.is(stderr, "");
    assert.match(stdout, `${rounds} rounds, and decent peers were served\n`);
    assert.is(status, 0);
  });
}

test.run();
