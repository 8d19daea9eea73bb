// Programs written for zmq.h print the same with libzmq, with our library natively, and as guests.
// test-timeout: 600
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { execute, skip, temporary } from "./harness/index.js";
import { compileZmq, hasLibzmq, type Kind, zmqCommand } from "./harness/zmq.js";

const folder = join(packageRoot, "test", "zmq", "programs");
const chosen = new RegExp(process.env.ISTHMUS_PROGRAM ?? "");
const programs = readdirSync(folder).filter((name) => name.endsWith(".c") && chosen.test(name));

async function outputOf(kind: Kind, name: string): Promise<string> {
  const { command, args } = zmqCommand(kind, await compileZmq(kind, join(folder, name)), []);
  const { stdout, stderr, status, timedOut } = await execute(command, args, {
    timeout: 60,
    cwd: temporary("zmq-program"),
  });
  return `${stdout}${stderr}${timedOut ? "(timed out)" : ""}exit ${status}\n`;
}

for (const name of programs) {
  const expected = hasLibzmq ? outputOf("libzmq", name) : undefined;
  expected?.catch(() => {});
  for (const kind of ["sanitized", "native", "guest"] as const) {
    (hasLibzmq ? test : skip("needs libzmq's header"))(`${name}, ${kind}`, async () => {
      assert.is(await outputOf(kind, name), await expected);
    });
  }
}

test.run();
