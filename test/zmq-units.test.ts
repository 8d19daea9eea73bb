// The parts of ZeroMQ that need no sockets, natively, with sanitizers: the wire format, the set of subscriptions, messages.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { compileNative, execute } from "./harness/index.js";

const core = join(packageRoot, "core-c", "zmq");
/** The sources that each program is about. */
const parts: Record<string, readonly string[]> = {
  message: ["message.c", "metadata.c"],
  trie: ["trie.c"],
  wire: ["zmtp.c", "zmtp-command.c"],
};
const folder = join(packageRoot, "test", "zmq", "units");

for (const [name, files] of Object.entries(parts)) {
  test(name, async () => {
    const link = [
      ...files.map((file) => join(core, file)),
      `-I${core}`,
      `-I${join(core, "include")}`,
      "-g",
      "-fsanitize=address,undefined",
      "-fno-sanitize-recover=all",
    ];
    const program = await compileNative(join(folder, `${name}.c`), link);
    for (const seed of name === "trie" ? ["1", "2", "3"] : [""]) {
      const { status, stderr } = await execute(program, seed === "" ? [] : [seed], { timeout: 60 });
      assert.is(stderr, "");
      assert.is(status, 0);
    }
  });
}

test("every program of the folder is run", () => {
  const programs = readdirSync(folder).filter((name) => name.endsWith(".c"));
  assert.equal(programs.map((name) => name.replace(/\.c$/, "")).sort(), Object.keys(parts).sort());
});

test.run();
