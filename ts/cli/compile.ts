// `isthmus --compile FILE`, for `run` and the API's spawn of C source: compiles in a process of its own, since a compiler is no guest for
// an event loop, nor for a runner's flags. Prints {"path": the cached module's} as JSON; what the compiler says goes to stderr.
import { compileForRun } from "../toolchain/run.js";

/** Compiles one file; the result is the exit status. */
export async function main([file = ""]: readonly string[]): Promise<number> {
  const { status, path } = await compileForRun(file);
  if (status === 0) process.stdout.write(JSON.stringify({ path }));
  return status;
}
