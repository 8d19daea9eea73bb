// The compiler driver: clang's, with what makes a program for Linux into a guest. Our headers come after libc++'s and before
// wasi-libc's, our library before libc; a link ends in an executable file.
import { chmodSync, existsSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { wasmDirectory } from "../paths.js";
import { type Backend, findBackend, type Result, type Tool, ToolchainError } from "./backend.js";
import { edgeWords, fileWantsEdges } from "./edges.js";
import { type CommandLine, readCommandLine } from "./flags.js";
import { type Job, readPlan, runJobs } from "./jobs.js";
import { mainFormOf } from "./main-form.js";
import { stripFiles } from "./strip.js";
import { target } from "./sysroot.js";

/** Our headers, library and start objects. */
export const ourSysroot = join(wasmDirectory, "sysroot");
const ourInclude = join(ourSysroot, "include");
export const ourLibraries = join(ourSysroot, "lib");

/** A guest implements Linux's interfaces, and programs ask for them by these. */
const linuxMacros = ["__linux__", "__linux", "__gnu_linux__", "__unix__", "__unix"];
const linuxMacrosOfGnuMode = ["linux", "unix"];

/** Mistakes of older programs that GCC (up to 13, as in Debian 12) only warns of, and clang refuses. */
const mistakes = [
  "implicit-function-declaration",
  "implicit-int",
  "int-conversion",
  "incompatible-pointer-types",
  "incompatible-function-pointer-types",
];

/**
 * C11 atomics, which shared memory needs. They bring thread-local storage that only modules with a shared memory can link, so what is
 * thread-local becomes static, as there is one thread; LLVM does that for C++'s own keyword where it may not use bulk memory, and takes
 * the atomics of such a file with it.
 */
const atomics = ["-matomics", "-mno-bulk-memory", "-D_Thread_local=", "-D__thread="];

/** As much stack as Linux gives by default, below the data so that an overflow traps. */
const stackSize = 8 * 1024 * 1024;

/** Arguments that go before the user's in every call of clang, so that the user's win. */
export function leadingArguments(line: CommandLine, backend: Backend): string[] {
  const { root, resources, include, cxxInclude } = backend.sysroot;
  const words = [`--target=${target}`, "--no-default-config"];
  words.push("--start-no-unused-arguments", "-mllvm", "-wasm-enable-sjlj");
  if (!line.plain && line.exceptions) words.push("-fwasm-exceptions");
  if (!line.strict) words.push(...mistakes.map((name) => `-Wno-error=${name}`));
  if (line.sysroot === undefined) words.push(`--sysroot=${root}`);
  if (resources !== undefined) words.push("-resource-dir", resources);
  if (!line.plain) {
    words.push(...atomics);
    // memory.copy and memory.fill alone; older LLVMs, which have no such option, don't use them unasked.
    if (!backend.spawns) words.push("-mbulk-memory-opt");
    const macros = line.gnuMode ? [...linuxMacros, ...linuxMacrosOfGnuMode] : linuxMacros;
    words.push(...macros.map((name) => `-D${name}=1`));
  }
  if (!line.plain && line.standardIncludes && line.sysroot === undefined) {
    // clang puts what -cxx-isystem names before its own folders, and `-internal-isystem` after them.
    words.push("-nostdlibinc");
    if (line.standardCxxIncludes) {
      // Ours wraps a header of libc++.
      words.push(...[join(ourInclude, "c++"), ...cxxInclude].flatMap((folder) => ["-cxx-isystem", folder]));
    }
    for (const folder of [ourInclude, ...include]) words.push("-Xclang", "-internal-isystem", "-Xclang", folder);
  }
  words.push("--end-no-unused-arguments");
  return words;
}

/** The link job with our defaults in front, our start object, and our library before libc. */
function finishLink(job: Job, line: CommandLine): Job {
  if (job.args.includes("-shared")) return job;
  if (job.args.some((word) => word === "-r" || word === "--relocatable")) {
    // gcc leaves out start objects and libraries, which the object's own link will bring; clang doesn't for WASI.
    return {
      ...job,
      args: job.args.filter((word) => !/^-lc$|\/crt1(-command)?\.o$|\/libclang_rt\.[^/]*\.a$/.test(word)),
    };
  }
  const args = ["-z", `stack-size=${stackSize}`, "--stack-first", ...job.args];
  const libc = args.lastIndexOf("-lc");
  if (line.plain || libc < 0) return { ...job, args };
  // Before libc++abi too, which has stand-ins for exceptions.
  const place = args.findIndex((word, index) => index === libc || word === "-lc++" || word === "-lc++abi");
  const ours = [join(ourLibraries, "abi.o")];
  if (args.some((word) => word.endsWith("crt1-command.o") || word.endsWith("crt1.o"))) {
    // Without a main in the objects it may be in an archive; this start object asks for it, and the linker misses it.
    const start = mainFormOf(args.filter((word) => !word.startsWith("-"))) ?? "start-archive.o";
    if (start !== "") ours.push(join(ourLibraries, start));
    args.push("--wrap=__main_void"); // So that exit gets what main returns: core-c/posix/main.c.
  }
  // Without -lc-printscan-long-double, wasi-libc's printf and scanf abort the program at a long double.
  args.splice(place, 0, ...ours, `-L${ourLibraries}`, "-listhmus", "-lc-printscan-long-double");
  // Ours add to wasi-libc's: core-c/posix/strftime.c, setvbuf.c, scan.c.
  const wrapped = ["strftime", "strftime_l", "setvbuf", "__intscan", "__floatscan"];
  args.push(...wrapped.map((name) => `--wrap=${name}`));
  // So that the host can call handlers of signals whatever their parameters: core-c/posix/handler.c.
  args.push("--export-table");
  return { ...job, args };
}

/** The object that a call for one source makes. */
function objectOf({ arguments: words, inputs }: CommandLine): string | undefined {
  const [source] = inputs;
  if (!words.includes("-c") || source === undefined) return undefined;
  const named = words.findLast((word, index) => words[index - 1] === "-o" || /^-o./.test(word));
  if (named === undefined) return `${basename(source, extname(source))}.o`;
  return words[words.lastIndexOf(named) - 1] === "-o" ? named : named.slice(2);
}

/** A linker makes its output executable; under WASI there is no mode to give, so we do. */
function makeExecutable(file: string): void {
  if (file === "-" || !existsSync(file) || !statSync(file).isFile()) return;
  const umask = process.umask();
  chmodSync(file, 0o777 & ~umask);
}

/** Throws unless our headers have been installed, which is the first step of building core-c. */
function requireOurSysroot(): void {
  if (!existsSync(ourInclude)) {
    throw new ToolchainError(`${ourSysroot} is not built: run make in the checkout`, 125);
  }
}

export interface CompileOptions {
  /** The compiler, when it is not the one that findBackend finds. */
  readonly backend?: Backend;
  /** Keeps what the compiler says for the result, and writes none of it. */
  readonly capture?: boolean;
}

/**
 * Compiles and links as `cc` (or `c++`) does for `args`, the words after the program's name. Messages go to standard
 * error as clang writes them. Throws ToolchainError when there is no compiler.
 */
export async function compile(
  tool: "clang" | "clang++",
  args: readonly string[],
  options: CompileOptions = {},
): Promise<Result> {
  const line = readCommandLine(args);
  const backend = options.backend ?? (await findBackend(line.clang));
  const capture = options.capture === true;
  if (line.goal !== "query" && !line.plain) requireOurSysroot();
  const words = [...leadingArguments(line, backend), ...line.arguments];
  const alone = line.goal === "query" || (line.goal === "single" && (backend.spawns || line.inputs.length < 2));
  if (alone) {
    const result = await backend.run(tool, words, { capture });
    const object = result.status === 0 ? objectOf(line) : undefined;
    if (object === undefined || !fileWantsEdges(object)) return result;
    const again = await backend.run(tool, [...words, ...edgeWords.flatMap((word) => ["-Xclang", word])], {
      capture: true,
    });
    return { ...again, stderr: result.stderr + again.stderr };
  }

  const planned = await backend.run(tool, ["-###", ...words], { capture: true });
  const { jobs, messages } = readPlan(planned.stderr);
  const said = planned.status !== 0 || line.arguments.includes("-v") ? planned.stderr : messages;
  if (!capture) process.stderr.write(said);
  if (planned.status !== 0) return planned;
  const keep = line.arguments.some((word) => /^--?save-temps/.test(word));
  const prepare = (job: Job): Job => (job.tool === "wasm-ld" ? finishLink(job, line) : job);
  const result = await runJobs(backend, jobs, { keep, capture, prepare });
  const output = jobs.find((job) => job.tool === "wasm-ld")?.output;
  if (result.status === 0 && output !== undefined) makeExecutable(output);
  return { ...result, stderr: said + result.stderr };
}

/** Runs another tool of the toolchain (ar, nm …) on its arguments as they are. */
export async function runTool(tool: Tool, args: readonly string[]): Promise<Result> {
  const backend = await findBackend();
  if (!backend.spawns && (tool === "llvm-strip" || tool === "llvm-objcopy")) return stripFiles(backend, tool, args);
  return backend.run(tool, args);
}
