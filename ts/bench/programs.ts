// Builds each benchmark program twice from one source: natively with the machine's C compiler, and for wasm with `isthmus cc`.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { distDirectory, packageRoot } from "../paths.js";

export const commandLine = join(distDirectory, "isthmus.cjs");

export class BenchError extends Error {}

function nativeCompiler(): string {
  for (const name of [process.env.CC, "gcc", "clang", "cc"]) {
    if (!name) continue;
    try {
      execFileSync(name, ["--version"], { stdio: "ignore" });
      return name;
    } catch {}
  }
  throw new BenchError("no native C compiler to compare with: install gcc or clang, or name one in CC");
}

export interface Program {
  /** Paths, within the directory given, of the native executable and of the module. */
  native: string;
  wasm: string;
}

/** Native words for what guests have in a library of core-c and Linux hasn't: the sources themselves, for they are small. */
function ownLibrary(name: string): string[] {
  const folder = join(packageRoot, "core-c", name);
  const sources = readdirSync(folder).filter((file) => file.endsWith(".c"));
  return [`-I${join(folder, "include")}`, ...sources.map((file) => join(folder, file)), "-pthread"];
}

/** Whether the machine has libzmq to compare with. */
export const hasLibzmq = (): boolean => ["/usr/include", "/usr/local/include"].some((at) => existsSync(`${at}/zmq.h`));

/**
 * Compiles core-c/bench/NAME.c into `directory`, both with -O2; blocks. With `against`, the native one is linked with that library of
 * the machine's instead of ours. Throws BenchError when a compiler is missing or fails.
 */
export function buildProgram(name: string, directory: string, against?: string): Program {
  const source = join(packageRoot, "core-c", "bench", `${name}.c`);
  const executable = `./${name}${against === undefined ? "" : `-${against}`}.native`;
  const wasm = `./${name}.wasm`;
  const options = ["-std=gnu17", "-O2", source, "-o"];
  const own = name === "zmq" ? ["-D_GNU_SOURCE", ...ownLibrary("zmq")] : ownLibrary("channel");
  const native = against === undefined ? own : [`-l${against}`];
  const compile = (command: string, args: string[]): void => {
    try {
      execFileSync(command, args, { cwd: directory, stdio: ["ignore", "ignore", "pipe"] });
    } catch (error) {
      const { stderr } = error as { stderr?: Buffer };
      throw new BenchError(`${source} does not compile: ${stderr?.toString().trim() ?? String(error)}`);
    }
  };
  compile(nativeCompiler(), [...options, executable, ...native]);
  compile(process.execPath, [commandLine, "cc", ...options, wasm, ...(name === "zmq" ? ["-lzmq"] : [])]);
  return { native: executable, wasm };
}
