// `isthmus --compile FILE`, for the API's spawn of C source: compiles in a process of its own, since a compiler is no guest in an event loop.
// Prints {"path"} of the cached module as JSON; what the compiler says goes to stderr.
import { compileForRun } from "../toolchain/run.js";

/** Compiles one file; the result is the exit status. */
export async function main([file = ""]: readonly string[]): Promise<number> {
  const path = await compileForRun(file);
  process.stdout.write(JSON.stringify({ path }));
  return 0;
}
