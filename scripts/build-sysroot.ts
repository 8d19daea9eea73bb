// Builds what is made of C: our part of the sysroot (headers, libisthmus.a, libzmq.a, start objects) from core-c/include,
// core-c/posix, core-c/channel and core-c/zmq, core.wasm from core-c/api, the demos' modules from core-c/demos. Only what changed
// is compiled again.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { packageRoot, wasmDirectory } from "../ts/paths.js";
import { type Backend, findBackend, ToolchainError } from "../ts/toolchain/backend.js";
import { compile } from "../ts/toolchain/driver.js";
import { publicNames, withOwnNames } from "./own-names.js";

const core = join(packageRoot, "core-c");
const sysroot = join(wasmDirectory, "sysroot");
const include = join(sysroot, "include");
const library = join(sysroot, "lib");
const objects = join(wasmDirectory, "objects");

const common = ["-O2", "-g0", "-Wall", "-Wextra", "-Werror"];
const strict = ["-std=c11", "-D_GNU_SOURCE", ...common];
const failures: string[] = [];

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}

const sources = (folder: string): string[] => filesBelow(join(core, folder)).filter((file) => file.endsWith(".c"));
const modified = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Makes a file in one step, so that a compiler that runs at the same time sees the old one or the new one. */
function replaceFile(file: string, make: (temporary: string) => void): void {
  const temporary = `${file}.${process.pid}`;
  make(temporary);
  renameSync(temporary, file);
}

/** Puts our headers, and the imports' one, where the compiler finds them; what is gone from core-c goes here too. */
function installHeaders(): void {
  const folders = [join(core, "include"), join(core, "channel", "include"), join(core, "zmq", "include")];
  const wanted = new Map(
    folders.flatMap((folder) => filesBelow(folder).map((file) => [relative(folder, file), file] as const)),
  );
  wanted.set(join("isthmus", "imports.h"), join(packageRoot, "wasm", "generated", "imports.h"));
  for (const [name, from] of wanted) {
    const to = join(include, name);
    mkdirSync(dirname(to), { recursive: true });
    if (existsSync(to) && readFileSync(to).equals(readFileSync(from))) continue;
    replaceFile(to, (temporary) => copyFileSync(from, temporary));
  }
  for (const file of filesBelow(include)) {
    const name = relative(include, file);
    if (!wanted.has(name) && !/\.\d+$/.test(name)) rmSync(file, { force: true });
  }
}

/** Whether `output` is newer than everything it was made of and than the headers, and was made with the same words. */
function isFresh(output: string, from: readonly string[], words: readonly string[]): boolean {
  const time = modified(output);
  const headers = [...filesBelow(include), ...filesBelow(core).filter((file) => file.endsWith(".h"))];
  if (time === 0 || [...from, ...headers].some((file) => modified(file) > time)) return false;
  const note = `${output}.command`;
  return existsSync(note) && readFileSync(note, "utf8") === words.join("\n");
}

/** Compiles `from` to `output` unless it is fresh. A failure is noted, and the rest is still built. */
async function build(
  backend: Backend,
  output: string,
  from: readonly string[],
  words: readonly string[],
): Promise<boolean> {
  const command = [backend.identity, ...words, ...from];
  const linked =
    words.includes("-c") || words.includes("-r") ? [] : filesBelow(library).filter((file) => /\.[ao]$/.test(file));
  if (isFresh(output, [...from, ...linked], command)) return true;
  mkdirSync(dirname(output), { recursive: true });
  const temporary = join(dirname(output), `.${process.pid}-${basename(output)}`);
  const { status } = await compile("clang", [...words, ...from, "-o", temporary], { backend });
  if (status !== 0) {
    failures.push(relative(packageRoot, output));
    rmSync(temporary, { force: true });
    return false;
  }
  renameSync(temporary, output);
  writeFileSync(`${output}.command`, command.join("\n"));
  return true;
}

/** The forms of main that need a start object: its name and how start.c is told. */
const startObjects: readonly (readonly [string, readonly string[]])[] = [
  ...[0, 1, 2, 3].map(
    (count) => [`start-void-${count}.o`, ["-DMAIN_RETURNS_VOID", `-DMAIN_PARAMETERS=${count}`]] as const,
  ),
  ...[0, 1, 2, 3].map((count) => [`start-int-${count}.o`, [`-DMAIN_PARAMETERS=${count}`]] as const),
  ["start-void-argc-argv.o", ["-DMAIN_RETURNS_VOID", "-DMAIN_IS_ARGC_ARGV"]],
  ["start-archive.o", ["-DMAIN_IS_ARGC_ARGV"]],
];

async function buildLibrary(backend: Backend): Promise<void> {
  const own = new Set(["abi.c", "start.c"]);
  const posix = join(core, "posix");
  mkdirSync(library, { recursive: true });
  const made: string[] = [];
  for (const file of sources("posix").filter((each) => !own.has(relative(posix, each)))) {
    const object = join(objects, relative(posix, file).replaceAll("/", "-").replace(/\.c$/, ".o"));
    if (await build(backend, object, [file], [...strict, "-I", posix, "-c"])) made.push(object);
  }
  for (const file of sources("channel")) {
    const object = join(objects, `channel-${basename(file, ".c")}.o`);
    // Vector instructions for copying: every V8 that runs guests has them.
    if (await build(backend, object, [file], [...strict, "-msimd128", "-c"])) made.push(object);
  }
  await build(backend, join(library, "abi.o"), [join(posix, "abi.c")], [...strict, "-c"]);
  for (const [name, words] of startObjects) {
    await build(backend, join(library, name), [join(posix, "start.c")], [...strict, ...words, "-c"]);
  }
  await archive(backend, "libisthmus.a", made, (bytes) => {
    const names = new Set(bytes.flatMap(publicNames));
    return bytes.map((each) => withOwnNames(each, names));
  });
}

/** libzmq.a, for programs that are linked with -lzmq: one object, optimized as a whole, as V8 inlines nothing across functions. */
async function buildZmq(backend: Backend): Promise<void> {
  const words = ["-flto", "-msimd128"];
  const made: string[] = [];
  for (const file of sources("zmq")) {
    const object = join(objects, `zmq-${basename(file, ".c")}.o`);
    if (await build(backend, object, [file], [...strict, ...words, "-c"])) made.push(object);
  }
  const whole = join(objects, "zmq.o");
  if (await build(backend, whole, made, ["-O2", ...words, "-r", "-nostdlib"]))
    await archive(backend, "libzmq.a", [whole]);
}

/** Makes a library of objects, changed by `change`, unless it is there and they, and what changes them, are older. */
async function archive(
  backend: Backend,
  name: string,
  made: readonly string[],
  change = (objects: readonly Buffer[]): readonly Buffer[] => objects,
): Promise<void> {
  const file = join(library, name);
  const list = `${file}.command`;
  const same = existsSync(list) && readFileSync(list, "utf8") === made.join("\n");
  const from = [...made, join(packageRoot, "scripts", "own-names.ts")];
  if (same && from.every((object) => modified(object) <= modified(file)) && existsSync(file)) return;
  const temporary = `${file}.${process.pid}`;
  const members = `${temporary}.members`;
  mkdirSync(members);
  const changed = change(made.map((object) => readFileSync(object)));
  const paths = made.map((object) => join(members, basename(object)));
  for (const [index, bytes] of changed.entries()) writeFileSync(paths[index] ?? "", bytes);
  rmSync(temporary, { force: true });
  const { status } = await backend.run("llvm-ar", ["rcsD", temporary, ...paths]);
  rmSync(members, { recursive: true });
  if (status !== 0) throw new ToolchainError(`cannot make ${name}`, 1);
  renameSync(temporary, file);
  writeFileSync(list, made.join("\n"));
}

/** core.wasm, the C core without a program, for the TypeScript API. */
async function buildReactor(backend: Backend): Promise<void> {
  const from = sources("api");
  if (from.length === 0) return;
  const words = [...strict, "-I", join(core, "posix"), "-mexec-model=reactor"];
  await build(backend, join(wasmDirectory, "core.wasm"), [...from, join(library, "libzmq.a")], words);
}

async function buildDemos(backend: Backend): Promise<void> {
  for (const file of sources("demos")) {
    const name = basename(file, ".c");
    const output = join(wasmDirectory, "demos", `${name}.wasm`);
    const library = name.startsWith("zmq-") ? ["-lzmq"] : [];
    await build(backend, output, [file], ["-std=gnu11", ...common, ...library]);
  }
}

try {
  const backend = await findBackend();
  installHeaders();
  await buildLibrary(backend);
  await buildZmq(backend);
  await buildReactor(backend);
  await buildDemos(backend);
  if (failures.length > 0) throw new ToolchainError(`could not be built: ${failures.join(", ")}`, 1);
} catch (error) {
  if (!(error instanceof ToolchainError)) throw error;
  process.stderr.write(`isthmus: ${error.message}\n`);
  process.exitCode = error.status;
}
