// `isthmus cc`, `c++`, `ar`, `ranlib`, `nm`, `strip` …: stand in for the tools of a C compiler. The work is in ts/toolchain.
import { type Tool, ToolchainError } from "../toolchain/backend.js";
import { runTool } from "../toolchain/driver.js";
import { compileCached } from "../toolchain/run.js";

const compilers: Readonly<Record<string, "clang" | "clang++">> = { cc: "clang", "c++": "clang++" };

const binaryTools: Readonly<Record<string, Tool>> = {
  ar: "llvm-ar",
  ranlib: "llvm-ranlib",
  nm: "llvm-nm",
  strip: "llvm-strip",
  ld: "wasm-ld",
  objdump: "llvm-objdump",
  objcopy: "llvm-objcopy",
  size: "llvm-size",
  "c++filt": "llvm-cxxfilt",
};

/** The names of tools that `isthmus` serves. */
export const toolNames: readonly string[] = [...Object.keys(compilers), ...Object.keys(binaryTools)];

/**
 * Runs the tool `args[0]` (one of toolNames) on the rest of the arguments, with our standard streams.
 * The result is the exit status; a tool that was killed by a signal takes this process with it, as a shell's exec would.
 */
export async function main(args: readonly string[]): Promise<number> {
  const [name = "", ...rest] = args;
  const compiler = compilers[name];
  const tool = binaryTools[name];
  try {
    if (compiler === undefined && tool === undefined) throw new ToolchainError(`no tool "${name}"`, 2);
    const result = compiler === undefined ? await runTool(tool as Tool, rest) : await compileCached(compiler, rest);
    if (result.signal !== undefined) process.kill(process.pid, result.signal);
    return result.status;
  } catch (error) {
    if (!(error instanceof ToolchainError)) throw error;
    process.stderr.write(`isthmus: ${error.message}\n`);
    return error.status;
  }
}
