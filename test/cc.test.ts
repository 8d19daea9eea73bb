// `isthmus cc` and its kin, one call at a time: forms of the command line, exit statuses, messages, what comes out.
// Whole projects are in cc-make.test.ts and cc-configure.test.ts.
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { findBackend, type Result } from "../ts/toolchain/backend.js";
import { compile } from "../ts/toolchain/driver.js";
import { execute, isthmus, temporary } from "./harness/index.js";

const folder = temporary("cc");
const home = process.cwd();
test.before.each(() => process.chdir(folder));
test.after.each(() => process.chdir(home));

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const read = (name: string): string => readFileSync(join(folder, name), "utf8");
const isModule = (name: string): boolean => readFileSync(join(folder, name)).toString("latin1", 0, 4) === "\0asm";

/** One compilation in this process, where LLVM stays loaded. */
const cc = (...args: string[]): Promise<Result> => compile("clang", args, { capture: true });

async function succeeds(...args: string[]): Promise<void> {
  const { status, stderr } = await cc(...args);
  assert.is(`${status} ${stderr}`, "0 ", args.join(" "));
}

async function fails(message: RegExp, ...args: string[]): Promise<void> {
  const { status, stderr } = await cc(...args);
  assert.is(status, 1, args.join(" "));
  assert.match(stderr, message);
}

/** What a program prints, and its status, run without any permission. */
async function run(module: string, ...args: string[]): Promise<string> {
  const { stdout, stderr, status } = await isthmus(["run", module, ...args], { cwd: folder });
  return `${stdout}${stderr}${status}`;
}

write("hello.c", '#include <stdio.h>\nint main(void) { puts("hello"); return 3; }\n');
write("twice.h", "int twice(int);\n");
write("twice.c", '#include "twice.h"\nint twice(int x) { return 2 * x; }\n');
write("uses.c", '#include "twice.h"\nint main(void) { return twice(21); }\n');

test("one source makes an executable a.out, or what -o names", async () => {
  await succeeds("hello.c");
  assert.ok(isModule("a.out"));
  assert.is(statSync("a.out").mode & 0o777, 0o777 & ~process.umask());
  await succeeds("hello.c", "-o", "hello");
  assert.is(await run("hello"), "hello\n3");
});

test("-c makes an object beside, which links with sources and other objects", async () => {
  await succeeds("-c", "twice.c");
  await succeeds("twice.o", "uses.c", "-o", "uses");
  assert.is(await run("uses"), "42");
  assert.not.ok(existsSync("uses.o"));
});

test("-r makes one object of several, which links like others", async () => {
  await succeeds("-c", "twice.c", "uses.c");
  await succeeds("-r", "twice.o", "uses.o", "-o", "joined.o");
  await succeeds("joined.o", "-o", "joined");
  assert.is(await run("joined"), "42");
});

test("several sources are compiled and linked in one call", async () => {
  await succeeds("-O1", "-g", "uses.c", "twice.c", "-ouses");
  assert.is(await run("uses"), "42");
});

test("-E, -S and -fsyntax-only stop early", async () => {
  await succeeds("-E", "uses.c", "-o", "uses.i");
  assert.match(read("uses.i"), "int twice(int);");
  await succeeds("-S", "twice.c");
  assert.match(read("twice.s"), "i32.shl");
  await succeeds("-fsyntax-only", "hello.c");
});

test("-MD, -MF, -MT, -MP and -MM write dependencies", async () => {
  await succeeds("-MMD", "-MP", "-c", "uses.c", "-o", "uses.o");
  assert.is(read("uses.d"), "uses.o: uses.c twice.h\ntwice.h:\n");
  await succeeds("-MM", "uses.c", "-MT", "other", "-MF", "deps");
  assert.is(read("deps"), "other: uses.c twice.h\n");
  await succeeds("-MD", "uses.c", "twice.c", "-o", "both");
  assert.ok(isModule("both"));
});

test("-include, -I, -isystem, -D and -U reach the compiler", async () => {
  write("forced.h", "#define FORCED 1\n");
  write("asks.c", "#if !FORCED || !GIVEN || defined(__unix__)\n#error\n#endif\nint x;\n");
  await succeeds("-c", "asks.c", "-include", "forced.h", "-DGIVEN=1", "-U__unix__", "-I", ".", "-isystem", folder);
  await fails(/asks\.c:2:2: error/, "-c", "asks.c");
});

test("Linux's macros are there, the plain words only in GNU modes", async () => {
  write("linux.c", "int linux_is = 0\n#ifdef linux\n+1\n#endif\n#ifdef __linux__\n+2\n#endif\n;\n");
  await succeeds("-E", "-P", "linux.c", "-o", "gnu.i");
  assert.match(read("gnu.i"), /\+1\s+\+2/);
  await succeeds("-E", "-P", "-std=c11", "linux.c", "-o", "iso.i");
  assert.not.match(read("iso.i"), /\+1/);
});

test("@file gives arguments, quoted as GCC and clang quote them", async () => {
  write("args", `-DTEXT='"a b"' "-DTAB=1" hello.c\n -o from\\-file`);
  await succeeds("@args");
  assert.ok(isModule("from-file"));
  await fails(/no such file or directory: '@absent'/, "@absent");
});

test("flags that mean nothing here are taken without a word", async () => {
  const words = "-static -rdynamic -no-pie -fPIE -fPIC -march=native -m64 -pthread -lrt -lpthread -lm -ldl -lutil -lc";
  const linker = ["-Wl,-z,relro,-z,now", "-Wl,--as-needed", "-Wl,--start-group", "-Wl,--end-group", "-Wl,-rpath,/lib"];
  await succeeds(...words.split(" "), ...linker, "-Wl,--export=main", "hello.c", "-o", "flags");
  assert.is(await run("flags"), "hello\n3");
});

test("what older compilers only warned of is warned of, unless -Werror asks for more", async () => {
  write("old.c", 'main() { return strlen("four"); }\n');
  const { status, stderr } = await cc("-std=gnu11", "old.c", "-o", "old");
  assert.is(status, 0);
  assert.match(stderr, /warning: .*implicit-function-declaration/);
  assert.is(await run("old"), "4");
  await fails(/error: .*strlen/, "-std=gnu11", "-Werror", "old.c", "-o", "old");
});

test("mistakes are told as clang tells them, with status 1 and no output", async () => {
  write("broken.c", "int main(void) { return x; }\n");
  await fails(/^broken\.c:1:25: error: use of undeclared identifier 'x'/m, "broken.c", "-o", "broken");
  await fails(/no such file or directory: 'absent\.c'/, "absent.c");
  await fails(/no input files/, "-c");
  await fails(/unknown argument: '--nonsense'/, "--nonsense", "hello.c");
  await fails(/asan|fsanitize=address/, "-fsanitize=address", "hello.c");
  await fails(/unable to find library -labsent/, "hello.c", "-labsent", "-o", "broken");
  assert.not.ok(existsSync("broken"));
});

test("a function or a main that isn't there fails the link", async () => {
  write("calls.c", "char not_anywhere(void); int main(void) { return not_anywhere(); }\n");
  await fails(/undefined symbol: not_anywhere/, "calls.c", "-o", "calls");
  await fails(/undefined symbol: main/, "twice.c", "-o", "calls");
  assert.not.ok(existsSync("calls"));
});

test("every form of main is called", async () => {
  const forms: [string, string][] = [
    ["int main(int c, char **v) { return c; }", "2"],
    ["int main(int c, char **v, char **e) { return e[0] == 0 ? c : 9; }", "2"],
    ["int main(int c) { return c; }", "2"],
    ['void main() { puts("void"); }', "void\n0"],
    ["void main(int c, char **v) { puts(v[1]); }", "word\n0"],
    ["int main(c, v) int c; char **v; { return v[1][0] == 'w'; }", "1"],
  ];
  for (const [form, expected] of forms) {
    write("form.c", `#include <stdio.h>\n${form}\n`);
    await succeeds("-std=gnu89", "-w", "form.c", "-o", "form");
    assert.is(await run("form", "word"), expected, form);
  }
});

test("setjmp, atomics and thread-local variables work", async () => {
  write(
    "features.c",
    "#include <errno.h>\n#include <setjmp.h>\n#include <stdatomic.h>\nstatic _Thread_local int local = 5;\n" +
      "static jmp_buf place; static atomic_int counter;\n" +
      "int main(void) { errno = 0; if (setjmp(place) == 0) { atomic_fetch_add(&counter, local); longjmp(place, 1); }\n" +
      "return counter * 10 + errno; }\n",
  );
  await succeeds("features.c", "-o", "features");
  assert.is(await run("features"), "50");
});

test("a stack of 8 MiB, which -Wl,-z,stack-size changes", async () => {
  write(
    "deep.c",
    "int main(void) { volatile char room[7 << 20]; room[0] = 1; room[(7 << 20) - 1] = 2; return room[0]; }\n",
  );
  await succeeds("deep.c", "-o", "deep");
  assert.is(await run("deep"), "1");
  await succeeds("deep.c", "-Wl,-z,stack-size=65536", "-o", "shallow");
  assert.match(await run("shallow"), /139$/);
});

test("-mexec-model=reactor makes a module without a main", async () => {
  write("reactor.c", '__attribute__((export_name("six"))) int six(void) { return 6; }\n');
  await succeeds("-mexec-model=reactor", "reactor.c", "-o", "reactor.wasm");
  const names = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync("reactor.wasm"))).map(
    ({ name }) => name,
  );
  assert.ok(names.includes("six") && names.includes("_initialize") && !names.includes("_start"));
});

test("archives: ar, ranlib, nm, strip", async () => {
  await succeeds("-c", "twice.c");
  const backend = await findBackend();
  assert.is((await backend.run("llvm-ar", ["rcs", "libtwice.a", "twice.o"])).status, 0);
  assert.is((await backend.run("llvm-ranlib", ["libtwice.a"])).status, 0);
  await succeeds("uses.c", "-L.", "-ltwice", "-o", "archived");
  assert.is(await run("archived"), "42");
  const names = await isthmus(["nm", "libtwice.a"], { cwd: folder });
  assert.match(names.stdout, / T twice\n/);
  assert.is((await isthmus(["strip", "archived"], { cwd: folder })).status, 0);
  assert.is(await run("archived"), "42");
});

test("C++ with the standard library", async () => {
  write(
    "words.cc",
    "#include <algorithm>\n#include <cstdio>\n#include <map>\n#include <string>\n#include <unistd.h>\n" +
      "int main(int argc, char **argv) { std::map<std::string, int> m; for (int i = 1; i < argc; i++) m[argv[i]]++;\n" +
      'for (auto &[word, count] : m) std::printf("%s %d\\n", word.c_str(), count); return getpid() <= 0; }\n',
  );
  const { status, stderr } = await compile("clang++", ["-Wno-#warnings", "-std=c++20", "words.cc", "-o", "words"], {
    capture: true,
  });
  assert.is(`${status} ${stderr}`, "0 ");
  assert.is(await run("words", "b", "a", "b"), "a 1\nb 2\n0");
});

test("C++ exceptions are caught by type, destroy what they pass, are thrown again and kept", async () => {
  write(
    "throws.cc",
    "#include <cstdio>\n#include <exception>\nstruct A { virtual ~A() {} };\nstruct B : A { int v = 7; };\n" +
      'struct Gone { ~Gone() { std::puts("gone"); } };\n' +
      'void f(int k) { Gone g; if (k == 0) throw 42; if (k == 1) throw B(); throw "text"; }\n' +
      "int main() { for (int k = 0; k < 3; k++) try { try { f(k); } catch (A &) { throw; } }\n" +
      'catch (int i) { std::printf("%d\\n", i); } catch (A &a) { std::printf("%d\\n", dynamic_cast<B &>(a).v); }\n' +
      "catch (...) { auto p = std::current_exception(); try { std::rethrow_exception(p); } catch (const char *s) { std::puts(s); } }\n" +
      "return std::uncaught_exceptions(); }\n",
  );
  const { status, stderr } = await compile("clang++", ["-Wno-#warnings", "throws.cc", "-o", "throws"], {
    capture: true,
  });
  assert.is(`${status} ${stderr}`, "0 ");
  assert.is(await run("throws"), "gone\n42\ngone\n7\ngone\ntext\n0");
});

test("C++ exceptions of the compiled library are thrown", async () => {
  write(
    "library.cc",
    "#include <cstdio>\n#include <new>\n#include <stdexcept>\n#include <string>\n#include <typeinfo>\n" +
      "struct A { virtual ~A() {} };\nstruct B : A {};\nvolatile int below = -1;\n" +
      "template <class F> void say(F f) { try { f(); } catch (std::exception &e) { std::puts(typeid(e).name()); } }\n" +
      'int main() { std::string s = "abc"; say([] { std::stoi("x"); }); say([] { std::stoi("99999999999"); });\n' +
      "say([&] { s.substr(9); }); say([&] { s.resize((size_t)-2); }); say([] { delete[] new int[below]; });\n" +
      "say([] { A a; dynamic_cast<B &>(a); }); try { std::stod(s); } catch (std::logic_error &e) { std::puts(e.what()); } }\n",
  );
  const { status, stderr } = await compile("clang++", ["-Wno-#warnings", "-w", "library.cc", "-o", "library"], {
    capture: true,
  });
  assert.is(`${status} ${stderr}`, "0 ");
  const names = ["16invalid_argument", "12out_of_range", "12out_of_range", "12length_error", "9bad_alloc"];
  const expected = [...names, "8bad_cast"].map((name) => `St${name}`);
  assert.is(await run("library"), `${expected.join("\n")}\nstod: no conversion\n0`);
});

test("standard input, output and /dev/stdin", async () => {
  const piped = await isthmus(["cc", "-E", "-P", "-"], { cwd: folder, stdin: "#define A 1\nint a = A;\n" });
  assert.is(piped.stdout.trim(), "int a = 1;");
  const script = 'echo "int a;" | "$0" cc -x c -c -o piped.o /dev/stdin';
  const named = await execute("sh", ["-c", script, join(packageRoot, "scripts", "isthmus")], { cwd: folder });
  assert.is(`${named.status}${named.stderr}`, "0");
  assert.ok(isModule("piped.o"));
});

test("questions about the compiler are answered", async () => {
  const version = await isthmus(["cc", "--version"], { cwd: folder });
  assert.match(version.stdout, /clang version \d+/);
  assert.is((await isthmus(["cc", "-dumpmachine"], { cwd: folder })).stdout, "wasm32-unknown-wasip1\n");
  assert.is((await isthmus(["cc", "-V"], { cwd: folder })).status, 1);
  const jobs = await isthmus(["cc", "-###", "hello.c"], { cwd: folder });
  assert.match(jobs.stderr, /"-cc1"/);
});

test("without a compiler one line says what to install", async () => {
  const env = { PATH: process.env.PATH ?? "", HOME: folder, WASI_SDK_PATH: join(folder, "none") };
  const { status, stderr } = await isthmus(["cc", "hello.c"], { cwd: folder, env });
  assert.is(status, 127);
  assert.match(stderr, /^isthmus: no compiler at \S+none\/bin\/clang\n$/);
  const named = await isthmus(["cc", "--isthmus-clang=/nowhere/clang", "hello.c"], { cwd: folder });
  assert.is(`${named.status}${named.stderr}`, "127isthmus: no compiler at /nowhere/clang\n");
});

test.run();
