// Removes from build/ what no source makes any more: a deleted test must not go on running.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { packageRoot } from "../ts/paths.js";

const build = join(packageRoot, "build");

function prune(directory: string): void {
  if (!existsSync(directory)) return;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      prune(path);
      continue;
    }
    const source = join(packageRoot, relative(build, path)).replace(/(\.js|\.js\.map|\.d\.ts)$/, ".ts");
    if (!existsSync(source)) rmSync(path);
  }
}

for (const part of ["scripts", "test", "ts", "wasm"]) prune(join(build, part));
