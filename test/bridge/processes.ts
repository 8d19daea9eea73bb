// Runs the scenarios of scenarios.ts for tests, each in a process started as a guest's is.
import { join } from "node:path";
import * as assert from "uvu/assert";
import { runFlags } from "../../ts/host/flags.js";
import { execute, type Outcome } from "../harness/index.js";

/** The program that knows the scenarios, and Node's flags for it. */
export const scenarioFile = join(import.meta.dirname, "scenarios.js");
export const scenarioCommand = [...runFlags, scenarioFile];

/** Runs a scenario to its end. */
export const scenario = (name: string, args: readonly string[] = [], environment = {}): Promise<Outcome> =>
  execute(process.execPath, [...scenarioCommand, name, ...args], {
    env: { ...process.env, ...environment } as Record<string, string>,
  });

/** The lines of a scenario that ends with status 0 and leaves nothing behind. */
export async function lines(name: string): Promise<string[]> {
  const outcome = await scenario(name);
  assert.is(outcome.stderr, "");
  assert.is(outcome.status, 0, outcome.stdout);
  assert.equal(outcome.left, []);
  return outcome.stdout.trimEnd().split("\n");
}
