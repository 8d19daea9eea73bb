// `isthmus cc`, `ar` and `ranlib` as the tools of a Makefile.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { execute, isthmus, type Outcome, temporary } from "./harness/index.js";

const command = join(packageRoot, "scripts", "isthmus");
async function clean(outcome: Promise<Outcome>): Promise<Outcome> {
  const result = await outcome;
  assert.is(`${result.status} ${result.stderr}`, "0 ");
  return result;
}

const makefile = `CFLAGS = -O1 -Wall -MMD -MP
LDLIBS = -lm
objects = main.o
program: $(objects) libwords.a
\t$(CC) $(LDFLAGS) -o $@ $(objects) -L. -lwords $(LDLIBS)
libwords.a: words.o
\t$(AR) rc $@ $^
\t$(RANLIB) $@
%.o: %.c
\t$(CC) $(CFLAGS) -c -o $@ $<
-include $(objects:.o=.d) words.d
`;

test("a Makefile builds with CC, AR and RANLIB, and again only what a changed header needs", async () => {
  const folder = temporary("make");
  writeFileSync(join(folder, "Makefile"), makefile);
  writeFileSync(join(folder, "words.h"), "#define WORD 1\nint words(void);\n");
  writeFileSync(join(folder, "words.c"), '#include "words.h"\nint words(void) { return WORD; }\n');
  writeFileSync(join(folder, "main.c"), "int words(void);\nint main(void) { return words(); }\n");
  const tools = [`CC=${command} cc`, `AR=${command} ar`, `RANLIB=${command} ranlib`];
  const make = (): Promise<Outcome> => clean(execute("make", [...tools], { cwd: folder, timeout: 60 }));
  await make();
  assert.is((await isthmus(["run", "program"], { cwd: folder })).status, 1);
  assert.match((await make()).stdout, /up to date/);
  writeFileSync(join(folder, "words.h"), "#define WORD 2\nint words(void);\n");
  assert.not.match((await make()).stdout, "main.c");
  assert.is((await isthmus(["run", "program"], { cwd: folder })).status, 2);
});

test.run();
