// Every demo of `isthmus demo`, sandboxed and natively: both must print the same and end the same way.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { demos } from "../ts/cli/demo.js";
import { packageRoot } from "../ts/paths.js";
import { compileNative, execute, isthmus, temporary } from "./harness/index.js";
import { libzmq } from "./harness/libzmq.js";

const folder = join(packageRoot, "core-c", "demos");
/** Demos whose output depends on the machine's other processes, or on the scheduler. */
const varying = new Set(["pipeline", "producer-consumer"]);
/** Demos of what libisthmus has and Linux hasn't, with the folder of core-c that they are compiled with natively. */
const libraries: Readonly<Record<string, string[]>> = { channel: ["channel"] };

test("the gallery lists the files", () => {
  const files = readdirSync(folder).filter((file) => file.endsWith(".c"));
  assert.equal(Object.keys(demos).sort(), files.map((file) => file.slice(0, -2)).sort());
});

const withLibzmq = libzmq(test);

for (const [name, { peer }] of Object.entries(demos)) {
  // Those with a peer in TypeScript have nothing to talk to natively.
  if (varying.has(name) || peer) continue;
  const zmq = name.startsWith("zmq-");
  (zmq ? withLibzmq : test)(name, async () => {
    // Demos define it themselves, as programs do.
    const words = ["-U_GNU_SOURCE", ...(zmq ? ["-lzmq"] : [])];
    const executable = await compileNative(join(folder, `${name}.c`), words, libraries[name] ?? []);
    const native = await execute(executable, [], { cwd: temporary("demo") });
    const guest = await isthmus(["demo", name]);
    assert.is(native.status, 0, native.stderr);
    assert.is(guest.stdout, native.stdout, guest.stderr);
    assert.is(guest.status, 0);
    assert.equal([...native.left, ...guest.left], []);
  });
}

test.run();
