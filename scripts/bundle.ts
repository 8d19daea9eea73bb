// Bundles the TypeScript into dist/: the command line (one small file for `run`, the other commands beside it, loaded on demand) and
// the libraries. The bridge's binaries and the declarations are made by scripts of their own.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { runFlags } from "../ts/host/flags.js";
import { distDirectory, packageRoot } from "../ts/paths.js";

const from = (path: string): string => join(packageRoot, "ts", path);

/** Commands that the command line loads only when asked to, by the module that main.ts imports. */
const onDemand: Readonly<Record<string, string>> = {
  cc: from("cli/cc.ts"),
  inspect: from("cli/inspect.ts"),
  demo: from("cli/demo.ts"),
  // Not a command, but the other end of some demos.
  "demo-peer": from("cli/demo-peer.ts"),
  compile: from("cli/compile.ts"),
  bench: from("bench/index.ts"),
  zygote: from("host/zygote.ts"),
  // Not a command, but the file of the thread on which the compiler runs.
  worker: from("toolchain/worker.ts"),
  // The processes of the API's benchmarks.
  "api-bench": from("bench/api-bench.ts"),
};

/** Leaves main.ts's dynamic imports out of its bundle and points them at the files beside it. */
const split: Plugin = {
  name: "split",
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\// }, ({ kind, path, importer }) => {
      if (kind !== "dynamic-import" || basename(importer) !== "main.ts") return undefined;
      const name = basename(path, ".js") === "index" ? "bench" : basename(path, ".js");
      return name in onDemand ? { path: `./cli/${name}.cjs`, external: true } : undefined;
    });
  },
};

const common: BuildOptions = {
  bundle: true,
  platform: "node",
  target: "node20.19",
  legalComments: "none",
  logLevel: "warning",
  write: false,
  // What the packages of the user's project hold.
  external: ["@yowasp/clang", "esbuild", "node-unix-socket", "zeromq"],
};

const commonJs: BuildOptions = {
  ...common,
  // What starts often is read faster; what others build on stays readable.
  minifySyntax: true,
  minifyWhitespace: true,
  format: "cjs",
  define: {
    "import.meta.dirname": "__dirname",
    "import.meta.filename": "__filename",
    "import.meta.url": "__isthmusUrl",
  },
};
const url = 'const __isthmusUrl=require("node:url").pathToFileURL(__filename).href;';

const command = join(distDirectory, "isthmus.cjs");
const results = await Promise.all([
  build({
    ...commonJs,
    entryPoints: [from("cli/main.ts")],
    outfile: command,
    plugins: [split],
    banner: { js: `#!/usr/bin/env -S node ${runFlags.join(" ")}\n"use strict";` },
  }),
  build({
    ...commonJs,
    entryPoints: { ...onDemand },
    outdir: join(distDirectory, "cli"),
    outExtension: { ".js": ".cjs" },
    banner: { js: url },
  }),
  build({
    ...common,
    format: "esm",
    entryPoints: { index: from("api/index.ts"), zmq: from("api/zmq.ts"), host: from("host/index.ts") },
    outdir: distDirectory,
    // What they share is there once, so that a thread has one core.
    splitting: true,
    chunkNames: "shared-[hash]",
  }),
]);

// Each file changes in one step, since commands may be running meanwhile.
const written = new Set<string>();
for (const { path, contents } of results.flatMap(({ outputFiles }) => outputFiles ?? [])) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, contents, { mode: path === command ? 0o755 : 0o644 });
  renameSync(`${path}.new`, path);
  written.add(path);
}
const folder = join(distDirectory, "cli");
// Of the packages that demo-peer.cjs has inside.
const bundled = ["fast-xml-parser", "fast-xml-builder", "strnum", "is-unsafe", "path-expression-matcher", "xml-naming"];
const licences = [...bundled, "@nodable/entities"].map((name) => {
  const file = join(packageRoot, "node_modules", name, "LICENSE");
  return `${name}\n\n${existsSync(file) ? readFileSync(file, "utf8") : "MIT License"}`;
});
const notice = join(folder, "demo-peer.LICENSES.txt");
writeFileSync(notice, licences.join("\n\n"));
written.add(notice);
for (const name of readdirSync(folder)) if (!written.has(join(folder, name))) rmSync(join(folder, name));
for (const name of readdirSync(distDirectory)) {
  if (name.startsWith("shared-") && !written.has(join(distDirectory, name))) rmSync(join(distDirectory, name));
}
