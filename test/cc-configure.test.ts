// `isthmus cc` and its kin as a configure script calls them: it must get true answers.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { execute, type Outcome, temporary } from "./harness/index.js";

const command = join(packageRoot, "scripts", "isthmus");
async function clean(outcome: Promise<Outcome>): Promise<Outcome> {
  const result = await outcome;
  assert.is(`${result.status} ${result.stderr}`, "0 ");
  return result;
}

/** What configure scripts made by autoconf do with CC, in few words. */
const configure = `
set -u
fail() { echo "configure: $*"; exit 1; }
for option in --version -v -V -qversion; do $CC $option >>log 2>&1; echo "$option $?" >>answers; done
echo 'int main (void) { return 0; }' >conftest.c
$CC conftest.c >>log 2>&1 || fail 'C compiler cannot create executables'
test -f a.out || fail 'no a.out'
test -x a.out || fail 'a.out is not executable'
rm -f a.out
$CC -o conftest conftest.c >>log 2>&1 && test -f conftest || fail 'no conftest'
$CC -c conftest.c >>log 2>&1 && test -f conftest.o || fail 'no object'
echo '#ifndef __GNUC__
choke me
#endif' >gnu.c
$CC -c gnu.c >>log 2>&1 && echo gnu >>answers
echo '#include <limits.h>
Syntax error' >cpp.c
$CC -E cpp.c >>log 2>&1 || fail 'preprocessor'
echo '#include <ac_nonexistent.h>' >cpp.c
$CC -E cpp.c >>log 2>&1 && fail 'preprocessor finds what is not there'
check_func() {
  echo "char $1 (void); int main (void) { return $1 (); }" >func.c
  if $CC -o func func.c -w >>log 2>&1; then echo "$1 yes" >>answers; else echo "$1 no" >>answers; fi
}
check_func pipe; check_func no_such_function
check_type() {
  echo "#include <sys/types.h>
static int test_array [1 - 2 * !(((long int) (sizeof ($1))) == $2)];
int main (void) { return test_array[0] = 0; }" >size.c
  if $CC -c size.c >>log 2>&1; then echo "$1 $2" >>answers; fi
}
check_type long 8; check_type long 4; check_type pid_t 4
$AR cr conftest.a conftest.o && $RANLIB conftest.a || fail 'archive'
$NM conftest.o | grep -q 'T __main_void' || fail 'nm'
$STRIP conftest && test -x conftest || fail 'strip'
`;

test("a configure script gets true answers", async () => {
  const folder = temporary("configure");
  writeFileSync(join(folder, "configure"), configure);
  const tools = Object.fromEntries(
    ["cc", "ar", "ranlib", "nm", "strip"].map((name) => [name.toUpperCase(), `${command} ${name}`]),
  );
  const env = { ...(process.env as Record<string, string>), ...tools };
  const { stdout } = await clean(execute("sh", ["configure"], { cwd: folder, env, timeout: 90 }));
  assert.is(stdout, "");
  assert.equal(readFileSync(join(folder, "answers"), "utf8").trim().split("\n"), [
    "--version 0",
    "-v 0",
    "-V 1",
    "-qversion 1",
    "gnu",
    "pipe yes",
    "no_such_function no",
    "long 4",
    "pid_t 4",
  ]);
});

test.run();
