// Every program of test/programs, natively and for wasm: both must print the same and end the same way.
// test-timeout: 1200
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import { differential, programsDirectory } from "./harness/index.js";

/** With the fast lane switched off for the whole suite there is only the other. */
const lanes = process.env.ISTHMUS_FAST === "0" ? (["slow"] as const) : (["fast", "slow"] as const);
/** ISTHMUS_PROGRAM picks programs by a regular expression, for work on one of them. */
const wanted = new RegExp(process.env.ISTHMUS_PROGRAM ?? "");

for (const file of readdirSync(programsDirectory).sort()) {
  if (!file.endsWith(".c") || !wanted.test(file)) continue;
  for (const lane of lanes) {
    test(`${file}, ${lane} lane`, () => differential(join(programsDirectory, file), lane));
  }
}

test.run();
