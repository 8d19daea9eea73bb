// A guest in AssemblyScript, over the generated declarations: pipes and a child process, compiled by npm's asc.
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { compileAssemblyScript } from "./harness/assemblyscript.js";
import { consumer } from "./harness/checkout.js";
import { isthmus } from "./harness/index.js";

test("an AssemblyScript program makes, writes and reads pipes", async () => {
  const { directory } = consumer();
  const source = join(directory, "pipe.ts");
  copyFileSync(join(packageRoot, "test", "assemblyscript", "pipe.ts"), source);
  const module = await compileAssemblyScript(source, join(directory, "pipe.wasm"));
  const outcome = await isthmus(["run", module]);
  assert.is(outcome.stderr, "");
  assert.is(outcome.status, 0);
  const lines = outcome.stdout.trimEnd().split("\n");
  assert.is(lines.length, 12);
  assert.equal(
    lines.filter((line) => !line.startsWith("ok ")),
    [],
  );
});

test.run();
