// `isthmus inspect`: what a module asks for, read from its sections; nothing of it runs.
import { readFileSync } from "node:fs";
import { abiVersion, calls } from "../../wasm/generated/imports.js";
import type { Capability } from "../../wasm/interface.js";
import { checkProgram, compileModule, ModuleError, type ModuleNeeds, moduleNeeds } from "../host/loader.js";

const help = `usage: isthmus inspect PROGRAM [--json]

Lists the system calls that a module imports, by mechanism, and the options of run it may need.

example: isthmus inspect count.wasm --json
`;

/** Limits of a memory, in pages of 64 KiB. */
interface MemoryLimits {
  initial: number;
  /** What the module itself allows at most; null for as much as wasm has. */
  maximum: number | null;
}

interface Report {
  file: string;
  kind: "command" | "reactor";
  /** Version of the isthmus interface, null for a module of preview1 alone. */
  abi: number | null;
  memory: MemoryLimits | null;
  /** Imported isthmus calls, by mechanism. */
  calls: Record<string, string[]>;
  preview1: string[];
  unknown: string[];
  /** Options of run, and the calls that may need them. */
  permissions: Record<string, string[]>;
  /** Why this host would refuse it, or null. */
  problem: string | null;
}

const MEMORY_SECTION = 5;

/** Reads the limits of the module's first memory of its own. */
function memoryLimits(bytes: Uint8Array): MemoryLimits | null {
  let offset = 8;
  const number = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[offset++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (offset < bytes.length) {
    const section = bytes[offset++];
    const end = number() + offset;
    if (section === MEMORY_SECTION && number() > 0) {
      const hasMaximum = (number() & 1) === 1;
      return { initial: number(), maximum: hasMaximum ? number() : null };
    }
    offset = end;
  }
  return null;
}

/** The option of run that widens what calls of a capability may do. */
const options: Readonly<Record<Exclude<Capability, "none">, string>> = {
  dir: "--dir",
  exec: "--allow-exec",
  signal: "--allow-signal",
  ipc: "--ipc",
  socket: "--allow-net, --allow-netlink, --allow-unix",
  net: "--allow-net",
};

function permissions(needs: ModuleNeeds): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const add = (option: string, call: string): void => {
    found[option] ??= [];
    found[option].push(call);
  };
  for (const name of needs.isthmus) {
    const capability = calls[name]?.capability ?? "none";
    if (capability !== "none") add(options[capability], name);
  }
  for (const name of needs.preview1) if (name.startsWith("path_")) add("--dir", name);
  return found;
}

function problemOf(needs: ModuleNeeds): string | null {
  try {
    checkProgram(needs);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function inspect(file: string): Report {
  const bytes = readFileSync(file);
  const needs = moduleNeeds(compileModule(bytes));
  const byMechanism: Record<string, string[]> = {};
  for (const name of needs.isthmus) {
    const mechanism = calls[name]?.mechanism ?? "";
    byMechanism[mechanism] ??= [];
    byMechanism[mechanism].push(name);
  }
  return {
    file,
    kind: needs.command ? "command" : "reactor",
    abi: needs.abi ?? null,
    memory: memoryLimits(bytes),
    calls: byMechanism,
    preview1: needs.preview1,
    unknown: needs.unknown,
    permissions: permissions(needs),
    problem: problemOf(needs),
  };
}

const size = (pages: number): string =>
  pages >= 16384 ? `${pages / 16384} GiB` : pages >= 16 ? `${pages / 16} MiB` : `${pages * 64} KiB`;

/** Names in lines of a readable width, below a heading. */
function columns(heading: string, names: readonly string[]): string {
  const lines: string[] = [];
  let line = `  ${heading.padEnd(16)}`;
  for (const name of names) {
    if (line.length + name.length > 100) {
      lines.push(line);
      line = " ".repeat(18);
    }
    line += `${name} `;
  }
  return [...lines, line].map((one) => `${one.trimEnd()}\n`).join("");
}

const explanations: Readonly<Record<string, string>> = {
  "--dir": "files in directories you give it",
  "--ipc": "NAME or host, for objects that outlive it or that others have; its own need nothing",
  "--allow-exec": "native programs; modules in those directories need nothing",
  "--allow-unix": "Unix sockets with a name; socketpair needs nothing",
  "--allow-signal": "signals to processes outside its own run",
};

function text(report: Report): string {
  const interfaceText =
    report.abi === null ? "preview1 only" : `isthmus interface ${report.abi} (this host: ${abiVersion})`;
  let out = `${report.file}: ${report.kind}, ${interfaceText}\n`;
  if (report.memory !== null) {
    const { initial, maximum } = report.memory;
    out += `memory: ${size(initial)} at first, at most ${size(maximum ?? 65536)}\n`;
  }
  if (report.problem !== null) out += `problem: ${report.problem}\n`;
  const mechanisms = Object.entries(report.calls);
  if (mechanisms.length > 0) out += "system calls:\n";
  for (const [mechanism, names] of mechanisms) out += columns(mechanism, names);
  if (report.preview1.length > 0) out += `preview1:\n${columns("", report.preview1)}`;
  if (report.unknown.length > 0) out += `not offered here:\n${columns("", report.unknown)}`;
  const needed = Object.entries(report.permissions);
  out += needed.length > 0 ? "may need:\n" : "needs no permissions\n";
  for (const [option, names] of needed)
    out += `  ${option.padEnd(16)}${explanations[option] ?? ""} (${names.join(", ")})\n`;
  return out;
}

/** Runs the command; its exit status. */
export function main(args: readonly string[]): number {
  const json = args.includes("--json");
  const files = args.filter((argument) => argument !== "--json");
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(help);
    return 0;
  }
  const [file] = files;
  if (file === undefined || files.length > 1 || file.startsWith("-")) {
    process.stderr.write(
      `isthmus: ${file?.startsWith("-") ? `unknown option ${file}` : "inspect takes one program"}; see isthmus inspect --help\n`,
    );
    return 2;
  }
  try {
    const report = inspect(file);
    process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : text(report));
    return 0;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    process.stderr.write(`isthmus: ${missing ? `${file}: no such file` : `${file}: ${(error as Error).message}`}\n`);
    return missing ? 127 : error instanceof ModuleError ? 126 : 125;
  }
}
