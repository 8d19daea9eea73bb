// The library's objects give up their public names to programs (scripts/own-names.ts), and keep them before wasi-libc's.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { publicNames, withOwnNames } from "../scripts/own-names.js";
import { findBackend } from "../ts/toolchain/backend.js";
import { compile, ourLibraries } from "../ts/toolchain/driver.js";
import { isthmus, temporary } from "./harness/index.js";

const folder = temporary("own-names");
const path = (name: string): string => join(folder, name);

async function object(name: string, source: string): Promise<Buffer> {
  writeFileSync(path(`${name}.c`), source);
  const { status, stderr } = await compile("clang", ["-O1", "-c", path(`${name}.c`), "-o", path(`${name}.o`)], {
    capture: true,
  });
  assert.is(`${status} ${stderr}`, "0 ");
  return readFileSync(path(`${name}.o`));
}

/** What nm says of global symbols: letter and name, a line each, sorted. */
async function symbols(file: string): Promise<string[]> {
  const { stdout, status } = await isthmus(["nm", "-g", file]);
  assert.is(status, 0);
  return stdout
    .split("\n")
    .map((line) => /\b([A-Za-z]) (\S+)$/.exec(line)?.slice(1).join(" ") ?? "")
    .filter((line) => line !== "" && !/__stack_pointer|__indirect/.test(line))
    .sort();
}

const library = `
int __inner(void);
int elsewhere(void);
static int local(void) { return 1; }
int number = 1;
__attribute__((noinline)) int first(void) { return local() + number; }
__attribute__((noinline)) int clock_gettime(void) { return first(); }
int __second(void) { return clock_gettime() + first() + elsewhere() + __inner() + ((int (*)(void))first)(); }
__attribute__((export_name("shown"))) int shown(void) { return 3; }
`;

test("public names become weak aliases, and the library calls itself by its own", async () => {
  const bytes = await object("library", library);
  assert.equal(publicNames(bytes).sort(), ["clock_gettime", "first", "number"]);
  writeFileSync(path("changed.o"), withOwnNames(bytes, new Set([...publicNames(bytes), "elsewhere"])));
  assert.equal(await symbols(path("changed.o")), [
    "D __isthmus_own_number",
    "T __isthmus_own_clock_gettime",
    "T __isthmus_own_first",
    "T __second",
    "T clock_gettime",
    "T shown",
    "U __inner",
    "U __isthmus_own_elsewhere",
    "W first",
    "W number",
  ]);
});

test("a program's definition is the program's alone", async () => {
  const bytes = await object("library", library.replaceAll("clock_gettime", "third"));
  const other = await object("other", "int elsewhere(void) { return 100; } int __inner(void) { return 200; }");
  const names = new Set([bytes, other].flatMap(publicNames));
  writeFileSync(path("library.o"), withOwnNames(bytes, names));
  writeFileSync(path("other.o"), withOwnNames(other, names));
  await object(
    "program",
    `#include <stdio.h>
     int __second(void);
     int first(void) { return 5000; }
     int elsewhere(void) { return 6000; }
     extern int number;
     int main(void) { number = 2; printf("%d %d %d\\n", first(), elsewhere(), __second()); }`,
  );
  const objects = ["program.o", "library.o", "other.o"].map(path);
  const { status, stderr } = await compile("clang", [...objects, "-o", path("program.wasm")], { capture: true });
  assert.is(`${status} ${stderr}`, "0 ");
  const { stdout } = await isthmus(["run", path("program.wasm")]);
  assert.is(stdout, "5000 6000 309\n");
});

/** The objects of a library: what each defines, with nm's letter, and what it needs. */
async function members(library: string): Promise<Map<string, { defined: Map<string, string>; needed: string[] }>> {
  const { stdout } = await isthmus(["nm", "-A", "-g", library]);
  const found = new Map<string, { defined: Map<string, string>; needed: string[] }>();
  for (const line of stdout.split("\n")) {
    const [, member = "", letter = "", name = ""] = /^(\S+): .*?\b([A-Za-z]) (\S+)$/.exec(line) ?? [];
    const entry = found.get(member) ?? { defined: new Map<string, string>(), needed: [] };
    if (/[Uw]/.test(letter)) entry.needed.push(name);
    else entry.defined.set(name, letter);
    found.set(member, entry);
  }
  return found;
}

test("no object of wasi-libc that a program can come to replaces what is weak in ours", async () => {
  const ours = new Map<string, string>();
  const needed = new Set<string>();
  for (const member of (await members(join(ourLibraries, "libisthmus.a"))).values()) {
    for (const [name, letter] of member.defined) ours.set(name, letter);
    for (const name of member.needed) needed.add(name);
  }
  const { root } = (await findBackend()).sysroot;
  const below = join(root, "lib", "wasm32-wasip1");
  const theirs: Awaited<ReturnType<typeof members>> = new Map();
  for (const file of readdirSync(below).filter((name) => name.endsWith(".a") && !name.includes("emulated")))
    for (const [name, member] of await members(join(below, file))) theirs.set(name, member);
  const reached = new Set<string>();
  for (let size = -1; size < reached.size; ) {
    size = reached.size;
    for (const [file, { defined, needed: wants }] of theirs) {
      const why = [...defined.keys()].some((name) => !ours.has(name) && (!name.startsWith("__") || needed.has(name)));
      if (reached.has(file) || !why) continue;
      reached.add(file);
      for (const name of wants) needed.add(name);
    }
  }
  assert.ok(reached.size > 500, `${reached.size} objects`);
  // Whatever comes with our exit.o stands against it: __wasm_call_dtors is strong in both.
  const replaced = [...reached].flatMap((file) =>
    [...(theirs.get(file)?.defined.keys() ?? [])].filter((name) => ours.get(name) === "W" && name !== "exit"),
  );
  assert.equal(replaced, []);
});

test.run();
