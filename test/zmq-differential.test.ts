// Every program of test/zmq that is linked with -lzmq, natively with the machine's libzmq and as a guest with ours: both must print the
// same and end the same way.
// test-timeout: 900
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import { packageRoot } from "../ts/paths.js";
import { differential, readProgram } from "./harness/index.js";
import { libzmq } from "./harness/libzmq.js";

const folder = join(packageRoot, "test", "zmq");
/** ISTHMUS_PROGRAM picks programs by a regular expression, for work on one of them. */
const wanted = new RegExp(process.env.ISTHMUS_PROGRAM ?? "");
const compared = libzmq(test);

for (const file of readdirSync(folder).sort()) {
  if (!file.endsWith(".c") || !wanted.test(file)) continue;
  const source = join(folder, file);
  if (!readProgram(source).link.includes("-lzmq")) continue;
  compared(file, () => differential(source));
}

test.run();
