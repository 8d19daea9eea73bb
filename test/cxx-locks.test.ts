// C++'s locks and futures, whose compiled half in libc++ knows other pthread types than the headers do.
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { compile } from "../ts/toolchain/driver.js";
import { isthmus, temporary } from "./harness/index.js";

const expected = `future 42
caught 7
deferred 5
task 42
timeout 1
locked 0
timeout 1
free 0
recursive 1
shared 0 1
timed 0
once 1
`;

for (const standard of ["c++17", "gnu++20"]) {
  test(`locks and futures in ${standard}`, async () => {
    const module = join(temporary("cxx-locks"), "locks.wasm");
    const source = join(packageRoot, "test", "cxx", "locks.cc");
    const compiled = await compile("clang++", [`-std=${standard}`, source, "-o", module], { capture: true });
    assert.is(compiled.status, 0, compiled.stderr);
    const { stdout, status } = await isthmus(["run", module], { timeout: 20 });
    assert.is(stdout, expected);
    assert.is(status, 0);
  });
}

test.run();
