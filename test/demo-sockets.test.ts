// The demos of sockets: sandboxed as `isthmus demo` runs them, and their C built natively, which must print the same; two of them have a
// TypeScript side.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { distDirectory, packageRoot } from "../ts/paths.js";
import { compileNative, execute, isthmus, temporary } from "./harness/index.js";

const source = (name: string): string => join(packageRoot, "core-c", "demos", `${name}.c`);

for (const name of ["unix", "fd-passing"]) {
  test(`${name}: the same natively`, async () => {
    const sandboxed = await isthmus(["demo", name]);
    assert.is(sandboxed.status, 0, sandboxed.stderr);
    const native = await execute(await compileNative(source(name)), [], { cwd: temporary("demo") });
    assert.is(native.status, 0, native.stderr);
    assert.is(sandboxed.stdout, native.stdout);
    assert.ok(native.stdout.split("\n").length > 4);
  });
}

for (const name of ["json-over-socket", "xml-over-socket"]) {
  test(`${name}: the same natively, TypeScript at the other end`, async () => {
    const sandboxed = await isthmus(["demo", name]);
    assert.is(sandboxed.status, 0, sandboxed.stderr);
    const directory = temporary("demo");
    const peer = spawn(process.execPath, [join(distDirectory, "cli", "demo-peer.cjs"), name, "demo.socket"], {
      cwd: directory,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    peer.stdout.on("data", (data) => {
      said += data;
    });
    const closed = once(peer, "close");
    const native = await execute(await compileNative(source(name)), [], { cwd: directory });
    assert.is(native.status, 0, native.stderr);
    assert.equal((await closed)[0], 0);
    // Who prints first of the two is not the demo's business, but each side's lines are in order.
    const lines = sandboxed.stdout.split("\n");
    const side = (mark: string): string => lines.filter((line) => line.startsWith(mark)).join("\n");
    assert.is(side("C:"), native.stdout.trim());
    assert.is(side("TypeScript:"), said.trim());
    assert.match(native.stdout, /a broken message is answered/);
  });
}

test.run();
