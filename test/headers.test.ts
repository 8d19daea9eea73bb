// The headers of a guest: each alone, and all of them together, in every language and with every set of feature macros that programs use.
// What they declare is tested by the differential programs.
// test-timeout: 600
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { compile } from "../ts/toolchain/driver.js";
import { temporary } from "./harness/index.js";

const directory = join(packageRoot, "core-c", "include");

function names(below: string): string[] {
  return readdirSync(join(directory, below), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? names(`${below}${entry.name}/`) : [`${below}${entry.name}`],
  );
}

/** Ours, without the parts that only other headers include. */
const ours = names("").filter(
  (name) => !name.startsWith("__") && !name.startsWith("isthmus/") && !name.startsWith("c++/"),
);
/** Headers that stay wasi-libc's. */
const others =
  "alloca complex ctype endian err fenv float fnmatch fts ftw getopt glob iconv inttypes iso646 langinfo locale malloc math memory " +
  "regex search stdalign stdarg stdbool stddef stdint stdio_ext stdnoreturn strings sysexits tgmath uchar utime wchar wctype " +
  "sys/file sys/param sys/poll sys/select sys/statvfs sys/utsname";
const all = [...new Set([...ours, ...others.split(" ").map((name) => `${name}.h`)])].sort();

async function compiles(language: "c" | "c++", headers: readonly string[], flags: readonly string[]): Promise<void> {
  const source = join(temporary(), language === "c" ? "headers.c" : "headers.cc");
  const lines = headers.map((name) => `#include <${name}>\n`).join("");
  writeFileSync(source, `${lines}int main(void) { return 0; }\n`);
  const strict = ["-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-pedantic", "-Wno-error=#warnings"];
  const tool = language === "c" ? "clang" : "clang++";
  const result = await compile(tool, [...flags, ...strict, source], { capture: true });
  assert.is(result.status, 0, result.stderr);
}

for (const name of ours) {
  test(`<${name}> alone and twice`, () => compiles("c", [name, name], ["-std=c11"]));
}

const macros = [[], ["-D_GNU_SOURCE"], ["-D_POSIX_C_SOURCE=200809L"], ["-D_XOPEN_SOURCE=700"], ["-D_DEFAULT_SOURCE"]];
for (const standard of ["c99", "c11", "gnu17", "gnu2x"]) {
  for (const macro of macros) {
    test(`all headers in ${standard} ${macro.join(" ")}`, () => compiles("c", all, [`-std=${standard}`, ...macro]));
  }
}

for (const standard of ["c++11", "c++17", "gnu++20"]) {
  test(`all headers in ${standard}`, () =>
    compiles(
      "c++",
      all.filter((name) => !["tgmath.h", "complex.h", "stdnoreturn.h"].includes(name)),
      [`-std=${standard}`],
    ));
}

test("the old declaration of errno still compiles", async () => {
  const source = join(temporary(), "old.c");
  writeFileSync(source, "#include <errno.h>\nextern int errno;\nint main(void) { return errno; }\n");
  assert.is((await compile("clang", ["-fsyntax-only", source], { capture: true })).status, 0);
});

test.run();
