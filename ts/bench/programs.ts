// Builds each benchmark program twice from one source: natively with the machine's C compiler, and for wasm with `isthmus cc`.
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
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

/** Compiles core-c/bench/NAME.c into `directory`, both with -O2; blocks. Throws BenchError when a compiler is missing or fails. */
export function buildProgram(name: string, directory: string): Program {
  const source = join(packageRoot, "core-c", "bench", `${name}.c`);
  const executable = `./${name}.native`;
  const wasm = `./${name}.wasm`;
  const options = ["-std=gnu17", "-O2", source, "-o"];
  // What guests have in libisthmus and Linux hasn't; the benchmarks are small enough to compile it with each.
  const channel = join(packageRoot, "core-c", "channel");
  const sources = readdirSync(channel).filter((file) => file.endsWith(".c"));
  const native = [`-I${join(channel, "include")}`, ...sources.map((file) => join(channel, file)), "-pthread"];
  const compile = (command: string, args: string[]): void => {
    try {
      execFileSync(command, args, { cwd: directory, stdio: ["ignore", "ignore", "pipe"] });
    } catch (error) {
      const { stderr } = error as { stderr?: Buffer };
      throw new BenchError(`${source} does not compile: ${stderr?.toString().trim() ?? String(error)}`);
    }
  };
  compile(nativeCompiler(), [...options, executable, ...native]);
  compile(process.execPath, [commandLine, "cc", ...options, wasm]);
  return { native: executable, wasm };
}
