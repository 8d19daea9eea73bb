// Writes everything that follows from wasm/interface.ts: C, C++, TypeScript, AssemblyScript and the reference page.
// Run without arguments it writes the files; with --check it only compares, and fails when one is out of date.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../ts/paths.js";
import { type Call, interfaceCalls, type Parameter, version } from "../wasm/interface.js";

const NOTE = "Generated from wasm/interface.ts by `make generate`; do not edit.";

/** A parameter as the wasm values it consists of: name, C type, AssemblyScript type. */
interface Value {
  name: string;
  c: string;
  assemblyScript: "i32" | "u32" | "i64" | "usize";
}

function values(parameter: Parameter): Value[] {
  const { name, kind } = parameter;
  const pair = (c: string): Value[] => [
    { name, c, assemblyScript: "usize" },
    { name: `${name}_length`, c: "size_t", assemblyScript: "usize" },
  ];
  switch (kind) {
    case "fd":
    case "fd-mutate":
    case "dirfd":
    case "i32":
    case "clock":
    case "clock-wait":
    case "timer":
      return [{ name, c: "int32_t", assemblyScript: "i32" }];
    case "u32":
      return [{ name, c: "uint32_t", assemblyScript: "u32" }];
    case "i64":
      return [{ name, c: "int64_t", assemblyScript: "i64" }];
    case "path":
      return pair("const char *");
    case "in":
      return pair("const void *");
    case "out":
      return pair("void *");
    case "iovec":
      return [
        { name, c: "const void *", assemblyScript: "usize" },
        { name: `${name}_count`, c: "size_t", assemblyScript: "usize" },
      ];
    case "pollfd":
      return [
        { name, c: "void *", assemblyScript: "usize" },
        { name: `${name}_count`, c: "size_t", assemblyScript: "usize" },
      ];
    case "struct-in":
      return [{ name, c: "const void *", assemblyScript: "usize" }];
    case "struct-out":
    case "struct-inout":
      return [{ name, c: "void *", assemblyScript: "usize" }];
  }
}

const callValues = (call: Call): Value[] => call.parameters.flatMap(values);
const resultC = (call: Call): string => (call.result === "i64" ? "int64_t" : "int32_t");

function cHeader(): string {
  const lines = [
    `// ${NOTE}`,
    "// The imports of the module `isthmus`, one a system call: results are zero or more, or minus a Linux errno. Each has",
    "// an inline function around it that runs the handlers of signals that came before or meanwhile.",
    "#ifndef ISTHMUS_IMPORTS_H",
    "#define ISTHMUS_IMPORTS_H",
    "#include <stddef.h>",
    "#include <stdint.h>",
    "#ifdef __cplusplus",
    'extern "C" {',
    "#endif",
    `#define ISTHMUS_ABI_VERSION ${version}`,
    `#define ISTHMUS_ABI_EXPORT "isthmus_abi_${version}"`,
    '#define ISTHMUS_IMPORT(name) __attribute__((import_module("isthmus"), import_name(name)))',
    "/* Non-zero when handlers are to be run. */",
    "extern volatile int __isthmus_pending;",
    "/* Runs them; whether the call with that result is to be made again. Linked in by whoever sets a handler. */",
    "__attribute__((weak)) int __isthmus_handle(int64_t result);",
    "",
  ];
  for (const call of interfaceCalls) {
    const parameters = callValues(call).map(({ name, c }) => (c.endsWith("*") ? `${c}${name}` : `${c} ${name}`));
    const list = parameters.join(", ") || "void";
    const names = callValues(call).map(({ name }) => name);
    lines.push(
      `ISTHMUS_IMPORT("${call.name}") ${resultC(call)} __isthmus_import_${call.name}(${list});`,
      `/* ${call.man}: ${call.doc} */`,
      `static inline ${resultC(call)} __isthmus_${call.name}(${list}) {`,
      "  for (;;) {",
      "    if (__isthmus_pending)",
      "      __isthmus_handle(0);",
      `    ${resultC(call)} result = __isthmus_import_${call.name}(${names.join(", ")});`,
      "    if (!__isthmus_pending || !__isthmus_handle(result))",
      "      return result;",
      "  }",
      "}",
    );
  }
  lines.push("", "#ifdef __cplusplus", "}", "#endif", "#endif", "");
  return lines.join("\n");
}

function cppKind({ kind, size, nullable }: Parameter): string {
  const struct = (name: string): string => `${name}<${size}${nullable ? ", true" : ""}>`;
  switch (kind) {
    case "fd":
      return "Fd";
    case "fd-mutate":
      return "FdMutate";
    case "dirfd":
      return "DirFd";
    case "i32":
      return "I32";
    case "u32":
      return "U32";
    case "i64":
      return "I64";
    case "clock":
      return "Clock";
    case "clock-wait":
      return "ClockWait";
    case "timer":
      return "Timer";
    case "path":
      return "Path";
    case "in":
      return "In";
    case "out":
      return "Out";
    case "struct-in":
      return struct("StructIn");
    case "struct-out":
      return struct("StructOut");
    case "struct-inout":
      return struct("StructInOut");
    case "iovec":
      return "Iovec";
    case "pollfd":
      return "Pollfd";
  }
}

function cppList(): string {
  const lines = [
    `// ${NOTE}`,
    "// The calls that the bridge serves itself: ISTHMUS_FORWARD(name, system call, result, parameters...) is all there is",
    "// to the call; ISTHMUS_BRIDGE(name, result, parameters...) is written by hand.",
  ];
  for (const call of interfaceCalls) {
    const kinds = call.parameters.map(cppKind).map((kind) => `, ${kind}`);
    if (call.lane === "forward")
      lines.push(`ISTHMUS_FORWARD(${call.name}, ${call.syscall ?? call.name}, ${call.result}${kinds.join("")})`);
    if (call.lane === "bridge") lines.push(`ISTHMUS_BRIDGE(${call.name}, ${call.result}${kinds.join("")})`);
  }
  return `${lines.join("\n")}\n`;
}

function typeScript(): string {
  const lines = [
    `// ${NOTE}`,
    "// The calls of the `isthmus` module as the host sees them, and their types where TypeScript serves them.",
    'import type { Call } from "../interface.js";',
    "",
    `export const abiVersion = ${version};`,
    `export const abiExport = "isthmus_abi_${version}";`,
    "",
    "/** What the loader and the policy know of a call. */",
    'export interface CallInfo extends Pick<Call, "lane" | "capability" | "mechanism"> {',
    "  /** Wasm types of the parameters, in order. */",
    '  readonly parameters: readonly ("i32" | "i64")[];',
    '  readonly result: "i32" | "i64";',
    "}",
    "",
    "export const calls: Readonly<Record<string, CallInfo>> = {",
  ];
  for (const call of interfaceCalls) {
    const parameters = callValues(call).map(({ assemblyScript }) => (assemblyScript === "i64" ? '"i64"' : '"i32"'));
    lines.push(
      `  ${call.name}: { lane: "${call.lane}", capability: "${call.capability}", mechanism: "${call.mechanism}", parameters: [${parameters.join(", ")}], result: "${call.result === "i64" ? "i64" : "i32"}" },`,
    );
  }
  lines.push(
    "};",
    "",
    "/** The calls that TypeScript serves. Each returns zero or more, or minus a Linux errno. */",
    "export interface HostCalls {",
  );
  for (const call of interfaceCalls) {
    if (call.lane !== "host") continue;
    const parameters = callValues(call).map(
      ({ name, assemblyScript }) => `${name}: ${assemblyScript === "i64" ? "bigint" : "number"}`,
    );
    lines.push(`  /** ${call.man}: ${call.doc} */`);
    lines.push(`  ${call.name}(${parameters.join(", ")}): ${call.result === "i64" ? "bigint" : "number"};`);
  }
  lines.push("}", "");
  return lines.join("\n");
}

function assemblyScript(): string {
  const lines = [
    `// ${NOTE}`,
    "// The imports of the module `isthmus` for AssemblyScript. A program's entry file re-exports the version:",
    `//   export { isthmus_abi_${version} } from "isthmus/wasm/assemblyscript";`,
    "",
    `export function isthmus_abi_${version}(): void {}`,
    "",
  ];
  for (const call of interfaceCalls) {
    const parameters = callValues(call).map(({ name, assemblyScript: type }) => `${name}: ${type}`);
    lines.push(`/** ${call.man}: ${call.doc} */`);
    lines.push("// @ts-ignore: decorator");
    lines.push(`@external("isthmus", "${call.name}")`);
    lines.push(
      `export declare function ${call.name}(${parameters.join(", ")}): ${call.result === "i64" ? "i64" : "i32"};`,
    );
  }
  return `${lines.join("\n")}\n`;
}

function reference(): string {
  const lines = [
    "# The `isthmus` import module",
    "",
    `<!-- ${NOTE} -->`,
    "",
    `Version ${version}: a guest exports a function named \`isthmus_abi_${version}\`. Results are zero or more, or minus a Linux errno.`,
    "Structs and flags are those of x86-64 Linux on every machine; descriptors are the guest's own.",
    "",
  ];
  let mechanism = "";
  for (const call of interfaceCalls) {
    if (call.mechanism !== mechanism) {
      mechanism = call.mechanism;
      lines.push(
        `## ${mechanism}`,
        "",
        "| call | result | needs | served by | man page | |",
        "|---|---|---|---|---|---|",
      );
    }
    const parameters = callValues(call).map(({ name, assemblyScript: type }) => `${name}: ${type}`);
    lines.push(
      `| \`${call.name}(${parameters.join(", ")})\` | ${call.result} | ${call.capability} | ${call.lane} | ${call.man} | ${call.doc.replaceAll("|", "\\|")} |`,
    );
    const next = interfaceCalls[interfaceCalls.indexOf(call) + 1];
    if (next?.mechanism !== mechanism) lines.push("");
  }
  return lines.join("\n");
}

const outputs: Readonly<Record<string, () => string>> = {
  "wasm/generated/imports.h": cHeader,
  "wasm/generated/calls.inc": cppList,
  "wasm/generated/imports.ts": typeScript,
  "wasm/assemblyscript/index.ts": assemblyScript,
  "docs/interface.md": reference,
};

const check = process.argv.includes("--check");
let stale = 0;
for (const [name, make] of Object.entries(outputs)) {
  const file = join(packageRoot, name);
  const text = make();
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  if (check) {
    console.error(`${name} is out of date: run \`make generate\``);
    stale++;
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
process.exitCode = stale > 0 ? 1 : 0;
