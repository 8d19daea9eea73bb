// Where the package keeps what is not JavaScript: the bridge's binaries, the sysroot, the built modules.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

function findRoot(): string {
  for (let directory = import.meta.dirname; ; directory = dirname(directory)) {
    const file = join(directory, "package.json");
    if (existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { name?: string }).name === "isthmus")
      return directory;
    if (directory === dirname(directory)) throw new Error(`no package.json of isthmus above ${import.meta.dirname}`);
  }
}

/** The package's folder: the checkout, or node_modules/isthmus. */
export const packageRoot = findRoot();
/** Bundled JavaScript and, below `bridge/`, the native bridge's binaries. */
export const distDirectory = join(packageRoot, "dist");
/** Built modules, and the sysroot that `isthmus cc` puts in front of wasi-libc's. */
export const wasmDirectory = join(packageRoot, "wasm", "build");
