// strip and objcopy of LLVM in WebAssembly: at the very end of their work they give the output the input's mode, which WASI can't,
// and call that a failure. So each file is a call of its own, that one complaint is taken away, and the mode is given here.
import { chmodSync, statSync } from "node:fs";
import type { Backend, Result } from "./backend.js";

const takesValue = new Set(["-o", "-K", "-N", "-R", "-j", "-G", "-L", "-W", "-I", "-O", "-B", "-F"]);
const noMode = /^llvm-\w+: error: '.*': Function not implemented\n/m;

/** The words of a command line that are neither options nor values of options. */
function operandsOf(args: readonly string[]): number[] {
  const operands: number[] = [];
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? "";
    if (takesValue.has(word)) index++;
    else if (!word.startsWith("-") || word === "-") operands.push(index);
  }
  return operands;
}

const modeOf = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.mode;

async function once(
  backend: Backend,
  tool: "llvm-strip" | "llvm-objcopy",
  args: readonly string[],
  input: string,
  output: string,
): Promise<Result> {
  const mode = modeOf(input);
  const result = await backend.run(tool, args, { capture: true });
  const rest = result.stderr.replace(noMode, "");
  process.stderr.write(rest);
  const onlyThat = rest === "" && result.stderr !== "";
  if (mode !== undefined && (result.status === 0 || onlyThat)) chmodSync(output, mode & 0o7777);
  return { ...result, status: onlyThat ? 0 : result.status, stderr: "" };
}

/** Runs strip or objcopy on what `args` name, with a back end that can't change modes. */
export async function stripFiles(
  backend: Backend,
  tool: "llvm-strip" | "llvm-objcopy",
  args: readonly string[],
): Promise<Result> {
  const operands = operandsOf(args);
  const at = args.indexOf("-o");
  if (operands.length === 0) return backend.run(tool, args);
  const files = operands.map((index) => args[index] ?? "");
  const [first = ""] = files;
  if (tool === "llvm-objcopy") return once(backend, tool, args, first, files[1] ?? first);
  for (const file of files) {
    const words = args.filter((_, index) => !operands.includes(index) || args[index] === file);
    const result = await once(backend, tool, words, file, at < 0 ? file : (args[at + 1] ?? file));
    if (result.status !== 0) return result;
  }
  return { status: 0, stderr: "" };
}
