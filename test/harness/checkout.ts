// The checkout as users meet it: `isthmus` on the PATH, the package in node_modules.
import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../../ts/paths.js";
import { temporary } from "./temporary.js";

export interface Consumer {
  directory: string;
  env: Record<string, string>;
}

/** A directory in which `import "isthmus"` and the command `isthmus` are this checkout, with this test's Node. */
export function consumer(): Consumer {
  const directory = temporary("consumer");
  const commands = join(directory, "node_modules", ".bin");
  mkdirSync(commands, { recursive: true });
  symlinkSync(packageRoot, join(directory, "node_modules", "isthmus"));
  symlinkSync(join(packageRoot, "scripts", "isthmus"), join(commands, "isthmus"));
  const path = `${commands}:${dirname(process.execPath)}:${process.env.PATH ?? ""}`;
  return { directory, env: { ...(process.env as Record<string, string>), PATH: path } };
}
