// Collects the declarations that the published package's entry points need, as tsc wrote them to build/, in dist/types.
import { copyFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { distDirectory, packageRoot } from "../ts/paths.js";

const entries = ["ts/api/index.d.ts", "ts/api/zmq.d.ts", "ts/host/index.d.ts"];
const types = join(distDirectory, "types");
const done = new Set<string>();

/** Copies one declaration file and all that it imports from this package. */
function collect(name: string): void {
  if (done.has(name)) return;
  done.add(name);
  const from = join(packageRoot, "build", name);
  const to = join(types, name);
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  for (const [, specifier = ""] of readFileSync(from, "utf8").matchAll(/(?:from|import\()\s*"(\.[^"]*)\.js"/g)) {
    collect(join(dirname(name), `${specifier}.d.ts`));
  }
}

rmSync(types, { recursive: true, force: true });
for (const entry of entries) collect(entry);
