// Compiles AssemblyScript with npm's asc, against the declarations as a user of the package finds them.
import { dirname, join } from "node:path";
import { packageRoot } from "../../ts/paths.js";
import { execute } from "./execute.js";

const asc = join(packageRoot, "node_modules", "assemblyscript", "bin", "asc.js");

/** Compiles a program to `output` and gives that. asc looks for `isthmus/...` in node_modules of its working directory. */
export async function compileAssemblyScript(source: string, output: string): Promise<string> {
  const args = [asc, source, "--outFile", output, "--optimize", "--runtime", "stub", "--use", "abort="];
  const result = await execute(process.execPath, args, { cwd: dirname(source), timeout: 60 });
  if (result.status !== 0) throw new Error(`asc ${source}: exit ${result.status}\n${result.stdout}${result.stderr}`);
  return output;
}
